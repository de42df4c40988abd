"""The list of references: the works that a report cites, in the form of APA 7."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.text import Text

MARK = "%REFERENCES%"
"""Where the finished text lists its references; `escape` keeps data from holding it."""
DOI = "https://doi.org/"
AND = {"fr": "et", "en": "and"}
PAIR = 2
BETWEEN = r"\\?, "
_AND = r"(?:\\?&|and|et)"
_YEAR = r"(?:['’]s?)?(?P<before>\\?,? \\?\(?)(?P<years>\d{4}(?:\\?, \d{4})*)"
_ORDINALS = {"2": "nd", "3": "rd"}


@dataclass(frozen=True, slots=True)
class Work:
    """A work: ``authors`` as "Family, A. B.", ``fields`` those of ``references.yaml``."""

    authors: tuple[str, ...]
    year: int
    fields: Mapping[str, Any]

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the authors in a text."""
        return tuple(author.partition(",")[0] for author in self.authors)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Citations of the authors: ``Hu & Bentler (1999)``, ``(West et al., 1995)``."""
        first, *others = (re.escape(name).replace(r"\-", r"\\?-") for name in self.families)
        named = rf"{first} {_AND} {others[0]}" if len(others) == 1 else first
        if len(others) >= PAIR:
            listed = rf"{first}(?:\\?, {BETWEEN.join(others[:-1])})\\?,? {_AND} {others[-1]}"
            named = rf"{first} et al\\?\.|{listed}"
        return re.compile(rf"(?<!\w)(?P<names>{named}){_YEAR}")

    def cited_by(self, report: str) -> bool:
        """Whether a text cites this work."""
        found = self.pattern.finditer(report)
        return any(str(self.year) in citation["years"] for citation in found)


def read_works(listed: Iterable[Mapping[str, Any]]) -> list[Work]:
    """The works of ``references.yaml``."""
    return [Work(tuple(entry["authors"]), entry["year"], entry) for entry in listed]


def cited_works(report: str, works: Iterable[Work]) -> list[Work]:
    """The works that a finished text cites, in the order of the list."""
    return sorted((work for work in works if work.cited_by(report)), key=_place)


def with_references(part: str, cited: Sequence[Work], text: Text) -> str:
    """A part of a finished text with its citations in one form, and the list where `MARK` stands.

    A citation of a work that is not among ``cited`` stays as it is written.
    """
    for work in cited:
        part = work.pattern.sub(lambda found, work=work: _reworded(found, work, text), part)  # type: ignore[misc]
    return part.replace(MARK, "\n\n".join(written(work, text) for work in cited))


def _reworded(found: re.Match[str], work: Work, text: Text) -> str:
    """``Hu & Bentler, 1999`` in parentheses, ``Hu and Bentler (1999)`` outside; French has et."""
    if str(work.year) not in found["years"]:
        return found[0]
    first, *others = work.families
    within = "," in found["before"] and text.language == "en"
    short = f"{first} {'&' if within else AND[text.language]} {others[0]}" if others else first
    if len(others) >= PAIR:
        short = f"{first} et al."
    return found[0].replace(found["names"], short, 1)


def _place(work: Work) -> tuple[tuple[str, ...], int]:
    """Alphabetical by authors, then by year; accents do not count."""
    return tuple(_folded(author) for author in work.authors), work.year


def _folded(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def written(work: Work, text: Text) -> Markdown:
    """One entry of the list, as Markdown."""
    given = work.fields
    parts = [f"{_listed(work.authors, text)} ({work.year}).", *_body(given, text)]
    if "doi" in given:
        address = DOI + str(given["doi"])
        parts.append(f"[{escape(address)}]({address})")
    return Markdown(" ".join(parts))


def _body(given: Mapping[str, Any], text: Text) -> list[str]:
    title = escape(given["title"])
    if "journal" in given:
        return [title if title.endswith("?") else f"{title}.", _journal(given, text)]
    if "book" in given:
        editors = _listed(given["editors"], text)
        values = {name: given[name] for name in ("book", "pages", "publisher")}
        chapter = text("references.chapter", editors=editors, count=len(given["editors"]), **values)
        return [f"{title}.", chapter]
    if "thesis" in given:
        return [f"*{title}* \\[{text('references.thesis')}\\].", f"{escape(given['thesis'])}."]
    edition = f" ({_edition(given['edition'], text)})" if "edition" in given else ""
    return [f"*{title}*{edition}.", f"{escape(given['publisher'])}."]


def _journal(given: Mapping[str, Any], text: Text) -> str:
    if given.get("advance"):
        return f"*{escape(given['journal'])}*. {text('references.advance')}"
    issue = f"({given['issue']})" if "issue" in given else ""
    parts = [f"*{escape(given['journal'])}*", f"*{given['volume']}*{issue}"]
    if "article" in given:
        parts.append(text("references.article", number=given["article"]))
    elif "pages" in given:
        parts.append(escape(given["pages"]))
    return ", ".join(parts) + "."


def _edition(number: int, text: Text) -> str:
    ordinal = _ORDINALS.get(str(number), "th") if text.language == "en" else "e"
    return text("references.edition", ordinal=f"{number}{ordinal}")


def _listed(names: Sequence[str], text: Text) -> Markdown:
    """``A, B, & C``; in French ``A, B et C``; two editors have no comma between them."""
    *first, last = (escape(name) for name in names)
    if not first:
        return Markdown(last)
    if text.language == "fr":
        return Markdown(f"{', '.join(first)} et {last}")
    comma = "," if len(names) > PAIR or "," in names[0] else ""
    return Markdown(f"{', '.join(first)}{comma} & {last}")
