"""Counts of respondents that are too small to be printed, in report and workbook alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from surveysem.reporting.artefacts import Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text

BELOW, AT_LEAST = "<", "≥"
RIGHT, LEFT = "→", "←"


@dataclass(frozen=True, slots=True)
class Masked:
    """A number that is not printed: a ``sign`` with its ``bound``, or an arrow without one."""

    sign: str
    bound: float | None = None


Count = int | Masked


def mask_small(counts: Sequence[int], least: int) -> list[Count]:
    """Each count from 1 to ``least`` - 1 as "< least"; 0 tells of nobody and stays."""
    return [Masked(BELOW, least) if 0 < n < least else int(n) for n in counts]


def mask_counts(counts: Sequence[int], least: int) -> list[Count]:
    """`mask_small` for parts of a printed total: no masked part follows from the others.

    The smallest of the other counts are masked too, as "≥ least", until the sum of the masked ones
    leaves more than one solution (secondary suppression; Hundepool et al., 2012, chapter 4).
    """
    masked = mask_small(counts, least)
    small = [n for n in counts if 0 < n < least]
    others = sorted((i for i, n in enumerate(counts) if n >= least), key=lambda i: counts[i])
    hidden: list[int] = []
    while small and len(hidden) < len(others) and _follows(small, hidden, least):
        place = others[len(hidden)]
        hidden.append(int(counts[place]))
        masked[place] = Masked(AT_LEAST, least)
    return masked


def mask_known(counts: Sequence[int], known: Sequence[bool], least: int) -> list[Count]:
    """`mask_counts` of the ``known`` values; the count of those without one stays.

    That someone left a question unanswered tells nothing of who that is, and it follows from the n
    of other tables.
    """
    values = iter(mask_counts([n for n, there in zip(counts, known, strict=True) if there], least))
    return [next(values) if there else int(n) for n, there in zip(counts, known, strict=True)]


def as_shares(counts: Sequence[Count], total: int) -> list[float | Masked]:
    """Counts as shares of ``total``, masked where the count is."""
    size = max(total, 1)
    return [
        Masked(n.sign, None if n.bound is None else n.bound / size)
        if isinstance(n, Masked)
        else n / size
        for n in counts
    ]


def join_small(counts: Sequence[int], least: int) -> list[Count]:
    """Counts along a scale, small ones joined with the next towards its middle.

    A joined cell is an arrow to the one that holds its respondents; 0 stays. What is printed sums
    to the whole and every part of it is ``least`` or more, unless the whole is less.
    """
    pooled: list[Count] = [int(n) for n in counts]
    middle = (len(counts) - 1) / 2
    while True:
        filled = [i for i, n in enumerate(pooled) if isinstance(n, int) and n > 0]
        small = [i for i in filled if _count(pooled[i]) < least]
        if not small or len(filled) == 1:
            return [n if isinstance(n, Masked) else mask_small([n], least)[0] for n in pooled]
        place = max(small, key=lambda i: abs(i - middle))
        inwards = [i for i in filled if i != place and abs(i - middle) < abs(place - middle)]
        target = min(
            inwards or [i for i in filled if i != place], key=lambda i: (abs(i - place), i)
        )
        pooled[target] = _count(pooled[target]) + _count(pooled[place])
        pooled[place] = Masked(RIGHT if target > place else LEFT)


def _count(cell: Count) -> int:
    return 0 if isinstance(cell, Masked) else cell


def _follows(small: Sequence[int], hidden: Sequence[int], least: int) -> bool:
    """Whether the sum of the masked counts gives them away."""
    total = sum(small) + sum(hidden)
    at_minimum = total == len(small) + len(hidden) * least
    at_maximum = not hidden and total == len(small) * (least - 1)
    return at_minimum or at_maximum or (len(small) == 1 and not hidden)


def explained(cells: Iterable[object], study: Study, text: Text) -> Markdown:
    """What the signs of masked ``cells`` mean, as a sentence; nothing where none is masked."""
    signs = {cell.sign for cell in cells if isinstance(cell, Masked)}
    if not signs:
        return Markdown("")
    return text("screening.masking" if AT_LEAST in signs else "screening.few", least=study.min_cell)
