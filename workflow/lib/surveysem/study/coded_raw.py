"""Whether each collection of interviews can be read, and fits the tables that explain it."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.errors import DataError
from surveysem.study.cases import Cases
from surveysem.study.coded import CASES, CODES, PSEUDONYMS
from surveysem.study.configuration import FILE, dig, key
from surveysem.study.draft import Draft
from surveysem.study.faults import Fault

if TYPE_CHECKING:
    from surveysem.cases.read import Pseudonyms


def faults(draft: Draft, root: Path) -> Iterator[Fault]:
    """What is wrong inside of the files, where the tables could be read."""
    coded = draft.coded
    if not (coded.paths and draft.whole(coded.cases) and draft.whole(coded.codes)):
        return
    from surveysem.cases import read

    try:
        pseudonyms = read.pseudonyms_of([root / path for path in coded.pseudonyms])
    except DataError as error:
        yield Fault("", f"{Path(PSEUDONYMS).parent}/{error}")
        return
    yield from _name_faults(draft, pseudonyms)
    for collection, file in coded.paths.items():
        yield from _digest_faults(draft, root, collection, file)
        frame = read.Frame(**Cases(draft.config, coded, draft.claims).frame(collection))
        try:
            told = read.read(root / file, frame, pseudonyms).faults
        except DataError as error:
            told = (str(error),)
        for one in told:
            yield Fault("", one)


def _name_faults(draft: Draft, pseudonyms: Pseudonyms) -> Iterator[Fault]:
    """Real names in tables that are published."""
    for table in (draft.coded.cases, draft.coded.codes):
        for row in table:
            for name in pseudonyms.named_in(row.cells.values()):
                expected = f"its pseudonym of {PSEUDONYMS}: {CASES} and {CODES} are published"
                yield Fault(table.file, f"the name `{name}`", expected, row.line)


def _digest_faults(draft: Draft, root: Path, collection: str, file: str) -> Iterator[Fault]:
    """A file that is not the one whose digest the configuration states."""
    stated = dig(draft.config, ("cases", "collections", collection, "sha256"))
    if stated is None:
        return
    found = sha256((root / file).read_bytes()).hexdigest()
    if found != stated:
        at = key("cases", "collections", collection, "sha256")
        expected = f"{stated}, as {FILE} states; put the file back, or state the new digest"
        yield Fault(file, f"the digest {found}", expected, at=at)
