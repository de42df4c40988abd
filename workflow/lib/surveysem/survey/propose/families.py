"""Variables that belong together by their names: ``trust_1 trust_2``, ``Q5a Q5b``, ``A1 A2``."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

SMALLEST = 3
_NUMBERED = re.compile(r"(?P<stem>.*?[^\d_.])[_.]?(?P<number>\d+)(?P<tail>_?[A-Za-z])?")
_LETTERED = re.compile(r"(?P<stem>.*\d)[_.]?(?P<letter>[A-Za-z])")


def families(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by the stem they share, stems of at least three names, in the order of the file.

    A number ends the stem (``perf_a_1``: ``perf_a``); a letter after it may stay with the name
    (``trust_2r``). Where three names share stem and number and differ by the letter (``Q5a``), stem
    and number are the stem.
    """
    names = list(names)
    lettered = _shared((name, _LETTERED.fullmatch(name)) for name in names)
    taken = {name for members in lettered.values() for name in members}
    numbered = _shared((name, _NUMBERED.fullmatch(name)) for name in names if name not in taken)
    found = lettered | numbered
    return dict(sorted(found.items(), key=lambda family: names.index(family[1][0])))


def _shared(matched: Iterable[tuple[str, re.Match[str] | None]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, match in matched:
        if match:
            found.setdefault(match["stem"].rstrip("_."), []).append(name)
    return {stem: members for stem, members in found.items() if len(members) >= SMALLEST}


def batteries(
    names: Iterable[str], labels: Mapping[str, Mapping[Any, str]]
) -> dict[str, list[str]]:
    """Runs of neighbours with the same value labels, three at least, named ``scale_1`` and on."""
    runs: list[list[str]] = []
    before: Mapping[Any, str] | None = None
    for name in names:
        known = labels[name]
        if known and known == before:
            runs[-1].append(name)
        else:
            runs.append([name])
        before = known
    long = [run for run in runs if len(run) >= SMALLEST and labels[run[0]]]
    return {f"scale_{number}": run for number, run in enumerate(long, 1)}
