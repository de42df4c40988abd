"""A collection from a REFI-QDA project exchange file (.qdpx)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from surveysem.cases.read import project
from surveysem.cases.read.archive import Archive
from surveysem.cases.read.counting import as_counted
from surveysem.cases.read.encoding import decode
from surveysem.cases.read.material import Interview, Material, Segment
from surveysem.cases.read.naming import is_date, whose
from surveysem.cases.read.project import Document, Project, Selection, Unit
from surveysem.cases.read.pseudonyms import Pseudonyms
from surveysem.errors import DataError

INTERNAL = "internal://"
UNNAMED = "unnamed"


def read_project(
    content: bytes,
    file: str,
    codes: Collection[str],
    partners: Collection[tuple[str, str]],
    pseudonyms: Pseudonyms,
) -> Material:
    """Interviews and segments of a project, its names replaced.

    ``codes`` and ``partners`` are those that the study knows: a code is meant by its path
    (``Parent/Child``) or by its own name. Positions count code points of the plain text as it is
    stored, unless `as_counted` finds line ends to be counted otherwise.

    Raises
    ------
    DataError
        The file is no such project, or could do harm.
    """
    archive = Archive(content, file)
    return _Collector(archive, _project(archive, file), file, codes, partners, pseudonyms).collect()


def _project(archive: Archive, file: str) -> Project:
    found = [name for name in archive.names if name.lower().endswith(".qde") and "/" not in name]
    if len(found) != 1:
        raise DataError(
            f"{file}: found {len(found) or 'no'} .qde entries; expected project.qde, as in a"
            " REFI-QDA project"
        )
    return project.parse(archive.read(found[0]), f"{file}, entry {found[0]}")


class _Collector:
    """Turns identifiers into names and positions into texts."""

    def __init__(
        self,
        archive: Archive,
        found: Project,
        file: str,
        codes: Collection[str],
        partners: Collection[tuple[str, str]],
        pseudonyms: Pseudonyms,
    ) -> None:
        self._archive, self._project, self._file = archive, found, file
        self._partners, self._pseudonyms = partners, pseudonyms
        self._entries = {name.lower(): name for name in archive.names}
        self._by_source = defaultdict[str, list[Unit]](list)
        for unit in found.units:
            for guid in unit.sources:
                self._by_source[guid].append(unit)
        self._by_code = {guid: unit for unit in found.units for guid in (unit.guid, *unit.codes)}
        self._codes = {
            guid: _code(path, codes)
            for guid, path in found.codes.items()
            if guid not in self._by_code
        }
        self._made = Material(file, codes=set(self._codes.values()))

    def collect(self) -> Material:
        """Every document with what is coded in it."""
        for document in self._project.documents:
            if document.kind == "TextSource":
                self._take(document)
            elif any(selection.marks for selection in document.selections):
                self._fault(document, f"codings in a source of kind {document.kind}", "text alone")
        self._made.faults += _ambiguous(self._project, self._codes, self._file)
        return self._made

    def _take(self, document: Document) -> None:
        name = self._pseudonyms(document.name)
        case, partner, day = self._whose(document, name)
        try:
            text = as_counted(self._text(document), document.selections)
        except DataError as error:
            self._made.faults.append(str(error))
            self._made.interviews.append(Interview(name, case, partner, day, 0, 0))
            return
        coded = any(selection.marks for selection in document.selections)
        if (case, partner) not in self._partners and not coded:
            self._made.notes.append(
                f"{self._file}, source {name}: left out, nothing is coded in it"
            )
            return
        self._made.interviews.append(
            Interview(name, case, partner, day, len(text), len(text.split()))
        )
        bare = 0
        for number, selection in enumerate(document.selections, start=1):
            if selection.marks:
                self._made.segments += self._segments(selection, text, name, number)
            bare += not selection.marks
        if bare:
            self._made.notes.append(
                f"{self._file}, source {name}: {bare} selections without a code are left out"
            )

    def _segments(
        self, selection: Selection, text: str, source: str, number: int
    ) -> Iterator[Segment]:
        place = f"selection {number}"
        span = _span(selection, len(text))
        for mark in selection.marks:
            if mark.code in self._by_code:
                continue
            coder = self._pseudonyms(self._project.users.get(mark.coder, mark.coder)) or UNNAMED
            code = self._codes.get(mark.code)
            if code is None:
                found = "a coding without a code" if not mark.code else f"the code {mark.code}"
                expected = f"a code of the code book: delete the coding of {coder}, or code again"
                self._made.faults.append(
                    f"{self._file}, source {source}, {place}: found {found}; expected {expected}"
                )
            elif span is None:
                self._made.faults.append(_outside(self._file, source, place, selection, len(text)))
                return
            else:
                start, end = span
                yield Segment(source, coder, code, start, end, text[start:end], False, place)

    def _text(self, document: Document) -> str:
        if document.content is not None and not document.path:
            return document.content
        what = f"{self._file}, source {self._pseudonyms(document.name)}"
        if not document.path.startswith(INTERNAL):
            found = f"`{document.path}`" if document.path else "no plain text"
            raise DataError(
                f"{what}: found {found}; expected the plain text inside of the file"
                f" ({INTERNAL}...): export the project with its sources"
            )
        inner = document.path.removeprefix(INTERNAL).lstrip("/").lower()
        entry = self._entries.get(f"sources/{inner}") or self._entries.get(inner)
        if entry is None:
            raise DataError(
                f"{what}: its text {document.path} is missing; expected it in the folder Sources of"
                " the file: export the project with its sources"
            )
        return decode(self._archive.read(entry), what)

    def _whose(self, document: Document, name: str) -> tuple[str, str, str]:
        """Case, partner and date: by variables, else by the name of source or unit."""
        units = self._units(document)
        told = [self._told(document.values, name)]
        told += [self._told(unit.values | document.values, unit.name) for unit in units]
        known = {one[:2]: None for one in told if one[:2] in self._partners}
        if len(known) > 1:
            both = " and ".join(f"{case} - {partner}" for case, partner in known)
            self._fault(document, f"an interview of {both}", "one of each: part the document")
        case, partner = next(iter(known), next((one[:2] for one in told if all(one[:2])), ("", "")))
        day = next((one[2] for one in told if one[2]), "")
        if day and not is_date(day):
            self._fault(document, f"the date `{day}`", "a day as 2004-02-25, or none")
        return case, partner, day

    def _told(self, values: Mapping[str, str], name: str) -> tuple[str, str, str]:
        case, partner, day = whose(self._pseudonyms(name), self._partners)
        return (
            self._pseudonyms(values.get("case", "")) or case,
            self._pseudonyms(values.get("partner", "")) or partner,
            values.get("date", "")[:10] or day,
        )

    def _units(self, document: Document) -> list[Unit]:
        """The units that a document belongs to, as itself or by a code that stands for a unit."""
        marks = (mark.code for selection in document.selections for mark in selection.marks)
        found = [*self._by_source.get(document.guid, ())]
        found += [self._by_code[code] for code in dict.fromkeys(marks) if code in self._by_code]
        return found

    def _fault(self, document: Document, found: str, expected: str) -> None:
        name = self._pseudonyms(document.name)
        self._made.faults.append(f"{self._file}, source {name}: found {found}; expected {expected}")


def _code(path: tuple[str, ...], codes: Collection[str]) -> str:
    """How the study calls a code: by its path where the study does, else by its own name."""
    whole = "/".join(path)
    return whole if whole in codes else path[-1]


def _ambiguous(found: Project, codes: dict[str, str], file: str) -> Iterator[str]:
    """Codes of one name, which the study can only tell apart by their paths."""
    used = {
        mark.code
        for document in found.documents
        for selection in document.selections
        for mark in selection.marks
    }
    paths = defaultdict[str, list[str]](list)
    for guid, name in codes.items():
        if guid in used:
            paths[name].append("/".join(found.codes[guid]))
    for name, several in paths.items():
        if len(several) > 1:
            yield (
                f"{file}: found {len(several)} codes of the name `{name}`; expected their paths in"
                f" config/codes.tsv: {', '.join(sorted(several))}, or one code"
            )


def _span(selection: Selection, length: int) -> tuple[int, int] | None:
    """Start and end within the source; None where there is no such stretch."""
    if selection.start is None or selection.end is None:
        return (0, length) if length else None
    if not (selection.start.isascii() and selection.start.isdigit()):
        return None
    if not (selection.end.isascii() and selection.end.isdigit()):
        return None
    if max(len(selection.start), len(selection.end)) > len(str(length)):
        return None
    start, end = int(selection.start), int(selection.end)
    return (start, end) if start < end <= length else None


def _outside(file: str, source: str, place: str, selection: Selection, length: int) -> str:
    start, end = selection.start or "", selection.end or ""
    return (
        f"{file}, source {source}, {place}: found the positions `{start[:20]}` to `{end[:20]}`;"
        f" expected 0 <= start < end <= {length}, the length of the source: its text was changed"
        " after it was coded, or exported otherwise"
    )
