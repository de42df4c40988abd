// The chosen theme, the current section in the contents, and explanations of paths and verdicts.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("scripted");

  const themes = document.querySelectorAll("#theme input");
  const stored = (value) => {
    try {
      if (value) localStorage.setItem("surveysem-theme", value);
      return localStorage.getItem("surveysem-theme");
    } catch {
      return null; // a page opened from a folder may have no storage
    }
  };
  for (const input of themes) {
    if (input.value === stored()) input.checked = true;
    input.addEventListener("change", () => stored(input.value));
  }

  const contents = document.querySelector("#TOC details");
  const narrow = matchMedia("(max-width: 64rem)");
  const fold = () => { if (contents) contents.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
  contents?.addEventListener("click", (event) => {
    if (event.target.closest("a") && narrow.matches) contents.open = false;
  });

  const links = new Map();
  for (const link of document.querySelectorAll("#TOC li a")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  let current = null;
  const mark = () => {
    let found = null;
    for (const section of links.keys()) {
      if (section.getBoundingClientRect().top <= innerHeight / 4) found = section;
    }
    if (found === current) return;
    links.get(current)?.removeAttribute("aria-current");
    current = found;
    const link = links.get(current);
    link?.setAttribute("aria-current", "location");
    if (link && !narrow.matches) link.scrollIntoView({ block: "nearest" });
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();

  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  document.body.append(tip);
  let told = null;

  const place = (target) => {
    const box = target.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = box.left + box.width / 2 - own.width / 2;
    const above = box.top - own.height - 8;
    tip.style.left = `${Math.max(8, Math.min(left, root.clientWidth - own.width - 8))}px`;
    tip.style.top = `${above > 8 ? above : Math.min(box.bottom + 8, innerHeight - own.height - 8)}px`;
  };
  const show = (target) => {
    if (told && told !== target) told.removeAttribute("aria-describedby");
    told = target;
    tip.textContent = target.dataset.tip;
    tip.hidden = false;
    if (!target.hasAttribute("aria-label")) target.setAttribute("aria-describedby", "tip");
    place(target);
  };
  const hide = () => {
    told?.removeAttribute("aria-describedby");
    told = null;
    tip.hidden = true;
  };
  // The explanation moves out of the browser's own, slow tooltip, which would stand beside it.
  for (const link of document.querySelectorAll("main a[title]")) {
    link.dataset.tip = link.title;
    link.removeAttribute("title");
  }
  for (const path of document.querySelectorAll("svg .path")) {
    path.dataset.tip = path.getAttribute("aria-label");
    path.querySelector("title")?.remove();
  }
  let leaving = 0;
  const explained = (event) => event.target.closest?.("[data-tip]");
  document.addEventListener("pointerover", (event) => {
    if (explained(event) || event.target === tip) clearTimeout(leaving);
    const target = explained(event);
    if (target && target !== told) show(target);
  });
  document.addEventListener("pointerout", (event) => {
    if (!explained(event) && event.target !== tip) return;
    clearTimeout(leaving);
    leaving = setTimeout(hide, 150);
  });
  document.addEventListener("focusin", (event) => (explained(event) ? show(event.target.closest("[data-tip]")) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  addEventListener("scroll", () => { if (told) place(told); }, { passive: true, capture: true });
})();
