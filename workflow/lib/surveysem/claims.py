"""What the rows of claims.tsv are about: hypotheses of the survey, or findings on its interviews.

A finding on interviews has ``cases:COLLECTION:ABOUT`` in place of a hypothesis. ABOUT is a case,
whose type is claimed, or ``ladder:GROUP``, ``groups:NAME`` or ``chain:ELEMENT``.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Group = Literal["ladder", "groups", "chain"]

OF_INTERVIEWS = "cases:"
ALTERNATIVE = "|"
"""Between several findings, any of which is the claimed one."""
EVIDENCE = "+"
"""The finding on an element of the chain that some case has evidence of."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """The collection of cases that a claim is on, and what of it."""

    collection: str
    about: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a collection a claim is about: the type of the case ``name``, or a group's."""

    kind: Literal["case"] | Group
    name: str


def on_interviews(hypothesis: str) -> bool:
    """Whether a claim is on coded interviews, not on a hypothesis of the survey."""
    return hypothesis.startswith(OF_INTERVIEWS)


def claimed(hypothesis: str) -> Claimed:
    """The parts of the hypothesis of a claim on interviews."""
    collection, _, about = hypothesis.removeprefix(OF_INTERVIEWS).partition(":")
    return Claimed(collection, about)


def subject(about: str) -> Subject:
    """What a claim is about; a case may have a colon in its name."""
    kind, _, name = about.partition(":")
    for group in get_args(Group):
        if name and kind == group:
            return Subject(group, name)
    return Subject("case", about)


def alternatives(finding: str) -> list[str]:
    """The findings that are joined by ``|``."""
    return finding.split(ALTERNATIVE)
