"""How the codes of a project are called in the study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from surveysem.cases.read.elements import Project


def code_of(path: tuple[str, ...], codes: Collection[str]) -> str:
    """How the study calls a code: by its path where the study does, else by its own name."""
    whole = "/".join(path)
    return whole if whole in codes else path[-1]


def ambiguous(found: Project, codes: dict[str, str], file: str) -> Iterator[str]:
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
