// Checks that a test runs within the page; each returns the places where the page falls short.
window.checks = (() => {
  const BOTH = 2; // pixels by which two boxes must overlap each way
  const TIGHT = 0.25; // of the height of a line is space above and below its letters

  const hidden = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.display === "none" || style.visibility === "hidden") return true;
      if (style.clipPath === "inset(50%)" || at.getBoundingClientRect().right < 0) return true;
      if (at.tagName === "DETAILS" && !at.open && !element.closest("summary")) return true;
    }
    return false;
  };
  const texts = function* () {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest("script, style, title, svg")) continue;
      if (!hidden(parent)) yield node;
    }
  };
  const where = (node) => `${node.parentElement.tagName} "${node.data.trim().slice(0, 40)}"`;
  const lines = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return Array.from(range.getClientRects()).filter((box) => box.width > 0.5);
  };

  const inSight = (node) => {
    let boxes = lines(node);
    for (let at = node.parentElement; at; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === "visible") continue;
      const clip = at.getBoundingClientRect();
      boxes = boxes.map((box) => ({
        left: Math.max(box.left, clip.left), right: Math.min(box.right, clip.right),
        top: Math.max(box.top, clip.top), bottom: Math.min(box.bottom, clip.bottom) }));
    }
    return boxes.filter((box) => box.right > box.left && box.bottom > box.top);
  };

  const cut = () => {
    const wide = document.documentElement.clientWidth;
    const found = document.documentElement.scrollWidth > wide ? [`page is ${document.documentElement.scrollWidth} wide`] : [];
    for (const node of texts()) {
      let clip = { left: 0, right: wide };
      for (let at = node.parentElement; at; at = at.parentElement) {
        const overflow = getComputedStyle(at).overflowX;
        if (overflow === "auto" || overflow === "scroll") { clip = null; break; }
        if (overflow === "hidden" || overflow === "clip") {
          const box = at.getBoundingClientRect();
          clip = { left: Math.max(clip.left, box.left), right: Math.min(clip.right, box.right) };
        }
      }
      if (clip && lines(node).some((box) => box.left < clip.left - 1 || box.right > clip.right + 1)) found.push(where(node));
    }
    return found;
  };

  const overlaps = () => {
    const boxes = [];
    for (const node of texts()) {
      if (node.parentElement.closest("#side, .skip, #tip")) continue;
      for (const box of inSight(node)) {
        const slack = (box.bottom - box.top) * TIGHT;
        boxes.push({ node, left: box.left, right: box.right, top: box.top + slack, bottom: box.bottom - slack });
      }
    }
    boxes.sort((one, other) => one.top - other.top);
    const found = [];
    boxes.forEach((one, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].top < one.bottom - BOTH; j += 1) {
        const other = boxes[j];
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (one.node !== other.node && across > BOTH) found.push(`${where(one.node)} / ${where(other.node)}`);
      }
    });
    return found;
  };

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parsed = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return Array.from(canvas.getImageData(0, 0, 1, 1).data);
  };
  const luminance = ([r, g, b]) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parsed(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const faint = (least) => {
    const found = new Set();
    const seen = new Map();
    for (const node of texts()) {
      const parent = node.parentElement;
      const key = `${getComputedStyle(parent).color} ${behind(parent)}`;
      if (!seen.has(key)) seen.set(key, ratio(parsed(getComputedStyle(parent).color), behind(parent)));
      if (seen.get(key) < least) found.add(`${where(node)} ${seen.get(key).toFixed(2)}`);
    }
    for (const input of document.querySelectorAll("input[placeholder]")) {
      const got = ratio(parsed(getComputedStyle(input, "::placeholder").color), behind(input));
      if (got < least) found.add(`placeholder ${got.toFixed(2)}`);
    }
    return Array.from(found);
  };

  const outline = () => {
    const found = [];
    const all = (selector) => Array.from(document.querySelectorAll(selector));
    const ids = all("[id]").map((element) => element.id);
    const known = new Set(ids);
    if (known.size < ids.length) found.push(`ids twice: ${ids.filter((id, i) => ids.indexOf(id) < i).slice(0, 5)}`);
    for (const selector of ["main", "h1", "nav[aria-label]", "head > title", "html[lang]"]) {
      if (all(selector).length !== 1) found.push(`${all(selector).length} ${selector}`);
    }
    let level = 1;
    for (const heading of all("main h2, main h3, main h4")) {
      if (Number(heading.tagName[1]) > level + 1) found.push(`level skipped: ${heading.textContent}`);
      level = Number(heading.tagName[1]);
    }
    for (const cell of all("th")) if (!cell.scope) found.push(`th without scope: ${cell.textContent}`);
    for (const table of all("main table")) {
      if (!table.caption?.textContent.trim()) found.push(`table without caption: ${table.id}`);
    }
    for (const image of all("img, svg[role]")) {
      if (!(image.getAttribute("alt") || image.getAttribute("aria-label"))) found.push("figure without words");
    }
    for (const link of all("a[href^='#']")) {
      if (!known.has(decodeURIComponent(link.getAttribute("href").slice(1)))) found.push(`dead link ${link.getAttribute("href")}`);
    }
    for (const element of all("a[href], button, input, summary, [tabindex='0']")) {
      const name = element.getAttribute("aria-label") || element.textContent || element.labels?.[0]?.textContent;
      if (!name?.trim()) found.push(`no name: ${element.outerHTML.slice(0, 80)}`);
    }
    return found;
  };

  return { cut, overlaps, faint, outline };
})();
