"""A collection from a REFI-QDA project exchange file (.qdpx)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from surveysem.cases.read import project
from surveysem.cases.read.archive import Archive
from surveysem.cases.read.codes import ambiguous, code_of
from surveysem.cases.read.counting import (
    CODEPOINTS,
    Counted,
    Units,
    as_counted,
    has_wide,
    other_units,
    undecided,
)
from surveysem.cases.read.elements import Document, Project, Selection, Unit
from surveysem.cases.read.encoding import decode
from surveysem.cases.read.material import Interview, Material, Segment
from surveysem.cases.read.naming import is_date, whose
from surveysem.cases.read.pseudonyms import Pseudonyms
from surveysem.cases.read.spans import outside, span
from surveysem.errors import DataError

INTERNAL = "internal://"
UNNAMED = "unnamed"


def read_project(
    content: bytes,
    file: str,
    codes: Collection[str],
    partners: Collection[tuple[str, str]],
    pseudonyms: Pseudonyms,
    units: Units = CODEPOINTS,
) -> Material:
    """Interviews and segments of a project, its names replaced.

    ``codes`` and ``partners`` are those that the study knows: a code is meant by its path
    (``Parent/Child``) or by its own name. Positions count ``units`` of the plain text as it is
    stored, unless `as_counted` finds line ends to be counted otherwise.

    Raises
    ------
    DataError
        The file is no such project, or could do harm.
    """
    archive = Archive(content, file)
    found = _project(archive, file)
    return _Collector(archive, found, file, codes, partners, pseudonyms, units).collect()


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
        units: Units,
    ) -> None:
        self._archive, self._project, self._file = archive, found, file
        self._partners, self._pseudonyms, self._counts = partners, pseudonyms, units
        self._wide: list[str] = []
        self._entries = {name.lower(): name for name in archive.names}
        self._by_source = defaultdict[str, list[Unit]](list)
        for unit in found.units:
            for guid in unit.sources:
                self._by_source[guid].append(unit)
        self._by_code = {guid: unit for unit in found.units for guid in (unit.guid, *unit.codes)}
        self._codes = {
            guid: code_of(path, codes)
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
        self._made.faults += ambiguous(self._project, self._codes, self._file)
        self._made.notes += self._notes()
        return self._made

    def _notes(self) -> Iterator[str]:
        """What of the project is not read, and what nothing in it can tell."""
        others = [one for one in self._project.documents if one.kind != "TextSource"]
        passed = [f"source {one.name} ({one.kind})" for one in others]
        passed += [f"{n} {name}" for name, n in sorted(self._project.passed_over.items())]
        if passed:
            yield f"{self._file}: not read, since text alone is counted: {', '.join(passed)}"
        if self._wide:
            yield (
                f"{self._file}: emoji or the like in {', '.join(self._wide)}, and no name of a"
                f" selection tells how they count: taken as cases/positions: {self._counts}"
            )

    def _take(self, document: Document) -> None:
        name = self._pseudonyms(document.name)
        case, partner, day = self._whose(document, name)
        try:
            counted = as_counted(self._text(document), document.selections, self._counts)
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
            Interview(name, case, partner, day, len(counted.text), len(counted.text.split()))
        )
        self._look_at_units(document, name, counted)
        bare = 0
        for number, selection in enumerate(document.selections, start=1):
            if selection.marks:
                self._made.segments += self._segments(selection, counted, name, number)
            bare += not selection.marks
        if bare:
            self._made.notes.append(
                f"{self._file}, source {name}: {bare} selections without a code are left out"
            )

    def _look_at_units(self, document: Document, name: str, counted: Counted) -> None:
        """Whether the names of selections fit the units that are stated."""
        if not has_wide(counted.text):
            return
        better = other_units(counted.text, document.selections, self._counts)
        if better:
            stated = "utf16" if self._counts == CODEPOINTS else CODEPOINTS
            found = f"{better[0]} selections that have the words of their names only if positions"
            found += f" count as cases/positions: {stated}, against {better[1]}"
            self._fault(document, found, f"`positions: {stated}` in the block cases")
        elif undecided(counted, document.selections):
            self._wide.append(name)

    def _segments(
        self, selection: Selection, counted: Counted, source: str, number: int
    ) -> Iterator[Segment]:
        place = f"selection {number}"
        found_span = span(selection, counted)
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
            elif found_span is None:
                said = outside(selection, counted, self._counts)
                self._made.faults.append(f"{self._file}, source {source}, {place}: {said}")
                return
            else:
                start, end = found_span
                text = counted.text[start:end]
                yield Segment(source, coder, code, start, end, text, False, place)

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
