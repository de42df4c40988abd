"""What a study says of its coded interviews: which files, whose they are, what the codes mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveysem.study import tables
from surveysem.study.configuration import Config, dig
from surveysem.study.faults import Fault
from surveysem.study.tables import Row, Table
from surveysem.study.waves import NAME

FOLDER = "data/raw/cases"
SUFFIXES = (".qdpx", ".csv", ".xlsx")
PSEUDONYMS = f"{FOLDER}/pseudonyms.tsv"
CASES, CODES = "config/cases.tsv", "config/codes.tsv"
CASE_COLUMNS = ("collection", "case", "partner")
CODE_COLUMNS = (
    "collection", "code", "theme", "axis", "pole", "weight", "display", "hypothesis", "says",
    "label_fr", "label_en", "definition_fr", "definition_en",
)  # fmt: skip
RESERVED = {"firms": "the firms of the survey"}


@dataclass(frozen=True, slots=True)
class Coded:
    """The collections of data/raw/cases, and the tables that explain them.

    ``files`` has a row for each collection: its name and its file. All three tables are empty
    where there is no collection. ``pseudonyms`` names the table of that name if there is one.
    """

    files: Table
    cases: Table
    codes: Table
    pseudonyms: tuple[str, ...]

    @property
    def paths(self) -> dict[str, str]:
        """The file of each collection."""
        return {row["collection"]: row["file"] for row in self.files}


def read(root: Path, config: Config) -> tuple[Coded, list[Fault]]:
    """What the study in ``root`` says; its tables are needed where there is a collection."""
    files = Table(FOLDER, ("collection", "file"), tuple(_files(root)))
    if not files.rows:
        return Coded(files, Table(CASES, CASE_COLUMNS, ()), Table(CODES, CODE_COLUMNS, ()), ()), []
    attributes = tuple(dig(config, "cases/attributes", {}))
    cases, of_cases = tables.read(root, CASES, (*CASE_COLUMNS, *attributes))
    codes, of_codes = tables.read(root, CODES, CODE_COLUMNS)
    pseudonyms = (PSEUDONYMS,) if (root / PSEUDONYMS).is_file() else ()
    return Coded(files, cases, codes, pseudonyms), [*of_cases, *of_codes]


def file_faults(coded: Coded) -> Iterator[Fault]:
    """Two files of one name, and names that no path may hold."""
    seen: dict[str, Row] = {}
    for row in coded.files:
        name = row["collection"]
        other = seen.setdefault(name.casefold(), row)
        if other is not row:
            found = f"the collection {name} twice, {other['file']} and {row['file']}"
            yield Fault(FOLDER, found, "one file for each collection")
        if name in RESERVED:
            yield Fault(row["file"], f"a name that means {RESERVED[name]}", "another name")
        if not NAME.fullmatch(name):
            expected = "a file name of letters without accents, digits, `_` and `-`"
            yield Fault(row["file"], f"the file name `{name}`", expected)


def _files(root: Path) -> Iterator[Row]:
    for path in sorted((root / FOLDER).glob("[!.~]*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            yield Row(0, {"collection": path.stem, "file": f"{FOLDER}/{path.name}"})
