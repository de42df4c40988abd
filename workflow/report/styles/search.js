// Search in the page: every paragraph, list item, table row, caption and heading.
"use strict";

(() => {
  const MOST = 40;
  const AROUND = 45;
  const box = document.getElementById("find");
  if (!box) return;
  box.hidden = false;
  const query = document.getElementById("query");
  const hits = document.getElementById("hits");
  const count = document.getElementById("count");
  const words = document.body.dataset;

  // One character stays one character, so that a place in the plain text is a place in the text.
  const plain = (text) => Array.from(text, (character) =>
    character.length > 1 ? character
      : (character.normalize("NFD")[0] || character).toLowerCase()[0]).join("")
    .replace(/[\u00a0\u202f\s]/g, " ").replace(/[\u2018\u2019]/g, "'").replace(/\u2212/g, "-");

  let blocks = null;
  const read = () => {
    const parts = document.querySelectorAll(
      "main h2, main h3, main h4, main p, main li, main caption, main figcaption, main tbody tr");
    blocks = [];
    for (const part of parts) {
      if (part.matches("p") && part.closest("li, .callout-title")) continue;
      const text = (part.matches("tr")
        ? Array.from(part.cells, (cell) => cell.textContent.trim()).join(" · ")
        : part.textContent).replace(/\s+/g, " ").trim();
      if (text) blocks.push({ part, text, plain: plain(text) });
    }
  };

  const section = (part) => [
    part.closest("section")?.querySelector("h2, h3, h4")?.textContent,
    part.closest("table, figure")?.querySelector("strong")?.textContent,
  ].filter(Boolean).join(" · ");
  const snippet = (block, at, length) => {
    const line = document.createElement("span");
    const from = Math.max(0, at - AROUND);
    const until = Math.min(block.text.length, at + length + AROUND);
    const match = document.createElement("mark");
    match.textContent = block.text.slice(at, at + length);
    line.append((from ? "…" : "") + block.text.slice(from, at), match,
      block.text.slice(at + length, until) + (until < block.text.length ? "…" : ""));
    return line;
  };

  const light = (part, wanted) => {
    if (!CSS.highlights) return;
    CSS.highlights.delete("found");
    if (!part) return;
    const ranges = [];
    const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = plain(node.data);
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        ranges.push(range);
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  const go = (block, wanted) => {
    const { part } = block;
    const table = part.closest("table");
    table?.dispatchEvent(new Event("show-all"));
    part.scrollIntoView({ block: "center" });
    part.setAttribute("tabindex", "-1");
    part.focus({ preventScroll: true });
    light(part, wanted);
  };

  const look = () => {
    if (!blocks) read();
    const wanted = plain(query.value).trim().replace(/ +/g, " ");
    hits.replaceChildren();
    light(null);
    if (wanted.length < 2) { count.textContent = ""; return; }
    const found = [];
    for (const block of blocks) {
      const at = block.plain.indexOf(wanted);
      if (at >= 0) found.push([block, at]);
    }
    count.textContent = found.length === 0 ? words.none
      : found.length > MOST ? `${MOST} / ${found.length} ${words.more}` : `${found.length}`;
    for (const [block, at] of found.slice(0, MOST)) {
      const item = document.createElement("li");
      const button = document.createElement("button");
      const where = document.createElement("small");
      button.type = "button";
      where.textContent = section(block.part);
      button.append(where, snippet(block, at, wanted.length));
      button.addEventListener("click", () => go(block, wanted));
      item.append(button);
      hits.append(item);
    }
  };

  let later = 0;
  query.addEventListener("input", () => { clearTimeout(later); later = setTimeout(look, 120); });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { query.value = ""; look(); }
    if (event.key === "Enter") { clearTimeout(later); look(); }
    if (event.key === "ArrowDown" || event.key === "Enter") {
      hits.querySelector("button")?.focus();
      event.preventDefault();
    }
  });
  hits.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    const next = { ArrowDown: item?.nextElementSibling, ArrowUp: item?.previousElementSibling };
    if (event.key === "Escape") { query.focus(); event.preventDefault(); }
    if (!(event.key in next)) return;
    (next[event.key]?.querySelector("button") || query).focus();
    event.preventDefault();
  });
})();
