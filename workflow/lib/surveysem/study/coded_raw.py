"""Whether each collection of interviews can be read, and fits the tables that explain it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.errors import DataError
from surveysem.study.cases import Cases
from surveysem.study.coded import FOLDER, PSEUDONYMS, Coded
from surveysem.study.configuration import FILE, dig, key
from surveysem.study.draft import Draft
from surveysem.study.faults import Fault
from surveysem.study.schema import Place

EXPECTED = "its pseudonym: config/ is published"

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
    yield from _file_name_faults(draft, pseudonyms)
    for collection, file in coded.paths.items():
        yield from _digest_faults(draft, root, collection, file)
        frame = read.Frame(**Cases(draft.config, coded, draft.claims).frame(collection))
        try:
            told = read.read(root / file, frame, pseudonyms).faults
        except DataError as error:
            told = (str(error),)
        for one in told:
            yield Fault("", one)


def without_names(faults: Sequence[Fault], root: Path, coded: Coded) -> tuple[Fault, ...]:
    """The faults of a study with the names of its table of pseudonyms replaced.

    As they are where there is no such table, or none that can be read, which is a fault itself.
    """
    if not (faults and coded.pseudonyms):
        return tuple(faults)
    from surveysem.cases import read

    try:
        pseudonyms = read.pseudonyms_of([root / path for path in coded.pseudonyms])
    except DataError:
        return tuple(faults)
    return tuple(
        Fault(
            *(pseudonyms(one.file), pseudonyms(one.found), pseudonyms(one.expected)),
            *(one.line, pseudonyms(one.at), tuple(map(pseudonyms, one.near))),
        )
        for one in faults
    )


def _name_faults(draft: Draft, pseudonyms: Pseudonyms) -> Iterator[Fault]:
    """Real names in what is published of ``config/``."""
    for table in (draft.coded.cases, draft.coded.codes, draft.claims):
        for row in table:
            for name in pseudonyms.named_in(row.cells.values()):
                found = f"the name that {PSEUDONYMS} calls `{pseudonyms(name)}`"
                yield Fault(table.file, found, EXPECTED, row.line)
    for text, place in _texts(dig(draft.config, "cases", {}), ("cases",)):
        for name in pseudonyms.named_in([text]):
            file, line = draft.text.place(place, draft.config)
            found = f"the name that {PSEUDONYMS} calls `{pseudonyms(name)}`"
            yield Fault(file, found, EXPECTED, line, key(*place))


def _texts(block: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """Every text below ``place``, keys too."""
    if isinstance(block, dict):
        for name, below in block.items():
            yield str(name), (*place, name)
            yield from _texts(below, (*place, name))
    elif isinstance(block, list):
        for position, below in enumerate(block):
            yield from _texts(below, (*place, position))
    elif isinstance(block, str):
        yield block, place


def _file_name_faults(draft: Draft, pseudonyms: Pseudonyms) -> Iterator[Fault]:
    """Real names in what collections are called, which is published too."""
    for file in draft.coded.paths.values():
        if pseudonyms.named_in([Path(file).name]):
            found = f"a file name with a name of {PSEUDONYMS}"
            yield Fault(FOLDER, found, "one that tells no name: folders of the results bear it")


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
