"""The finishing touch to an HTML report: figures whose parts explain themselves."""

import re
from base64 import b64decode
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
_IMAGE = re.compile(r'<img\b[^>]*\bsrc="data:image/svg\+xml(;base64)?,([^"]*)"[^>]*>')
_ALTERNATIVE = re.compile(r'\b(?:aria-label|alt)="([^"]*)"')
_IDENTIFIER = re.compile(r'\sid="([^"]+)"')
_SKIP = re.compile(r'\bdata-skip-figure="([^"]*)"')
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def finish_page(path: Path) -> Path:
    """Put the figures that have marks into the page itself.

    A picture of a page is one thing to a keyboard and to a screen reader; drawn in the page, each
    marked part is a link to its evidence that says what it shows.
    """
    page = path.read_text(encoding="utf-8")
    known = set(_IDENTIFIER.findall(page))
    skip = _SKIP.search(page)
    words = unescape(skip[1]) if skip else ""
    numbers = iter(range(page.count("<img")))

    def drawn(found: re.Match[str]) -> str:
        drawing = b64decode(found[2]) if found[1] else unquote_to_bytes(found[2])
        if b"data-target=" not in drawing:
            return found[0]
        label = _ALTERNATIVE.search(found[0])
        alternative = unescape(label[1]) if label else ""
        return _inlined(drawing, f"drawing-{next(numbers)}", alternative, words, known)

    path.write_text(_IMAGE.sub(drawn, page), encoding="utf-8")
    return path


def _inlined(drawing: bytes, name: str, label: str, skip: str, known: set[str]) -> str:
    """The drawing as markup of the page, its identifiers told apart from those of others."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(drawing)
    _link_marks(root, known)
    _strip(root)
    _rename(root, lambda identifier: f"{name}-{identifier}")
    root.set("role", "group")
    root.set("aria-label", label)
    end = ElementTree.Element("span", {"id": f"{name}-end", "tabindex": "-1"})
    way = ElementTree.Element("a", {"href": f"#{name}-end", "class": "skip-figure"})
    way.text = skip
    parts = [
        ElementTree.tostring(part, "unicode", short_empty_elements=part is root)
        for part in (way, root, end)
    ]
    return "".join(parts)


def _link_marks(root: ElementTree.Element, known: set[str]) -> None:
    """Each mark becomes a link that holds its parts and a broad, unseen line to point at."""
    parents = {child: parent for parent in root.iter() for child in parent}
    by_name = {group.get("id", ""): group for group in root.iter(f"{{{SVG}}}g")}
    for name, group in by_name.items():
        target = group.get("data-target")
        title = group.find(f"{{{SVG}}}title")
        if target is None or title is None:
            continue
        group.remove(title)
        link = _link(target if target in known else None, title, group.get("data-line", ""))
        line = group.find(f"{{{SVG}}}path")
        if line is not None:
            ElementTree.SubElement(link, f"{{{SVG}}}path", {"class": "hit", "d": line.get("d", "")})
        parts = [part for own, part in by_name.items() if own == name or own.startswith(f"{name}-")]
        home = parents[parts[-1]]
        for part in parts:
            parents[part].remove(part)
            link.append(part)
        home.append(link)


def _link(target: str | None, title: ElementTree.Element, line: str) -> ElementTree.Element:
    said = {"class": "path", "data-line": line, "aria-label": title.text or ""}
    if target is None:
        link = ElementTree.Element(f"{{{SVG}}}g", {**said, "tabindex": "0", "role": "img"})
    else:
        link = ElementTree.Element(f"{{{SVG}}}a", {**said, "href": f"#{target}"})
    link.append(title)
    return link


def _strip(root: ElementTree.Element) -> None:
    """Take out what is of no use within a page; a style would hold for all of it."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}style", f"{{{SVG}}}metadata"):
                parent.remove(child)
    for element in root.iter():
        for attribute in ("data-target", "data-line"):
            if element.tag == f"{{{SVG}}}g" and "class" not in element.attrib:
                element.attrib.pop(attribute, None)
    for attribute in ("width", "height"):
        root.set(attribute, root.get(attribute, "").removesuffix("pt"))


def _rename(root: ElementTree.Element, renamed: Callable[[str], str]) -> None:
    """Rename the identifiers that are referred to and drop all others."""
    used = {element.get(HREF, "").removeprefix("#") for element in root.iter()}
    for element in root.iter():
        used.update(*(_REFERENCE.findall(value) for value in element.attrib.values()))
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in used and identifier:
            element.set("id", renamed(identifier))
        for key, value in element.attrib.items():
            if key == HREF:
                element.set(key, f"#{renamed(value.removeprefix('#'))}")
            elif "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda found: f"url(#{renamed(found[1])})", value))
