// Tools of each table: a filter for its rows, and a copy for the spreadsheet.
"use strict";

(() => {
  const FILTERED = 8; // rows from which on a table has a filter
  const words = document.body.dataset;
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();

  // As a spreadsheet reads it: numbers with a plain minus, and no text that it takes for a formula.
  const cell = (element) => {
    const text = element.textContent.replace(/\s+/g, " ").trim();
    const number = text.replace(/^\u2212/, "-").replace(/\u202f/g, "");
    if (/^-?[\d.,]+( ?%)?$/.test(number)) return number;
    return /^[=+\-@]/.test(text) ? `'${text}` : text;
  };
  const separated = (table) => Array.from(table.rows)
    .filter((row) => !row.hidden)
    .map((row) => Array.from(row.cells, cell).join("\t")).join("\n");

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  const copier = (table, name) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.copy;
    button.setAttribute("aria-label", `${words.copy}: ${name}`);
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "said";
    button.addEventListener("click", async () => {
      const text = separated(table);
      table.dispatchEvent(new CustomEvent("copied", { detail: text }));
      await copy(text);
      said.textContent = button.textContent = words.copied;
      setTimeout(() => { said.textContent = ""; button.textContent = words.copy; }, 2500);
    });
    return [said, button];
  };

  const filter = (table, name) => {
    const rows = Array.from(table.tBodies).flatMap((body) => Array.from(body.rows));
    if (rows.length < FILTERED) return [];
    const input = document.createElement("input");
    const shown = document.createElement("span");
    input.type = "search";
    input.placeholder = words.filter;
    input.setAttribute("aria-label", `${words.filter}: ${name}`);
    shown.setAttribute("role", "status");
    const texts = rows.map((row) => plain(row.textContent));
    const apply = () => {
      const wanted = plain(input.value).trim().split(" ").filter(Boolean);
      rows.forEach((row, i) => { row.hidden = !wanted.every((word) => texts[i].includes(word)); });
      const left = rows.filter((row) => !row.hidden).length;
      table.classList.toggle("filtered", wanted.length > 0);
      shown.textContent = wanted.length ? `${left} / ${rows.length} ${words.rows}` : "";
    };
    input.addEventListener("input", apply);
    const all = () => { if (input.value) { input.value = ""; apply(); } };
    table.addEventListener("show-all", all);
    input.addEventListener("keydown", (event) => { if (event.key === "Escape") all(); });
    addEventListener("hashchange", () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target && table.contains(target) && target.hidden) { all(); target.scrollIntoView(); }
    });
    return [input, shown];
  };

  for (const table of document.querySelectorAll(".table-block table")) {
    const name = table.caption?.querySelector("strong")?.textContent.trim() || "";
    const tools = document.createElement("div");
    tools.className = "tools";
    tools.append(...filter(table, name), ...copier(table, name));
    (table.closest(".scroller") || table).before(tools);
  }

  // A box that shows all of its table or figure needs no stop of the Tab key.
  const boxes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const cut = target.scrollWidth > target.clientWidth + 1
        || target.scrollHeight > target.clientHeight + 1;
      target.classList.toggle("cut", cut);
      if (cut) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".scroller, .figure-block figure")) boxes.observe(box);
})();
