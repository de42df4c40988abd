"""What a ladder of invariance allows, by one pure function with its rule in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveysem.survey.wording import is_number

LEVELS = ("configural", "metric", "scalar", "strict")
NONE = "none"
Verdict = Literal["holds", "disputed", "does not hold", "not tested"]
Comparable = Literal["nothing", "structure", "paths", "means", "sum scores"]

COMPARABLE: Mapping[str, Comparable] = {
    NONE: "nothing",
    "configural": "structure",
    "thresholds": "structure",
    "metric": "paths",
    "scalar": "means",
    "strict": "sum scores",
}
"""What groups may be compared on once a level holds (Vandenberg and Lance, 2000, Organizational
Research Methods 3): the pattern of loadings; covariances and paths of the constructs; their means;
differences of sums of items, in which errors weigh alike."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``alpha`` of the difference tests; the largest loss of CFI and rise of RMSEA (both > 0).

    ``cfi``: the smallest CFI of a configural model, None where there is no such bound.
    """

    alpha: float
    delta_cfi: float
    delta_rmsea: float
    cfi: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A level and what it costs against the one before; a number that cannot be had is NaN."""

    level: str
    converged: bool
    pvalue: float
    cfi: float
    df_diff: float = float("nan")
    pvalue_diff: float = float("nan")
    delta_cfi: float = float("nan")
    delta_rmsea: float = float("nan")


@dataclass(frozen=True, slots=True)
class LadderVerdict:
    """The highest level by each rule and by all; ``verdicts`` is that of each step.

    Levels are "none" where even the configural model does not hold.
    """

    verdicts: tuple[Verdict, ...]
    by_test: str
    by_delta_cfi: str
    by_delta_rmsea: str
    level: str

    @property
    def comparable(self) -> Comparable:
        """What the groups may be compared on by all rules."""
        return COMPARABLE[self.level]

    @property
    def disputed(self) -> bool:
        """Whether one rule allows more than another."""
        return len({self.by_test, self.by_delta_cfi, self.by_delta_rmsea}) > 1


def judge_ladder(steps: Sequence[Step], bounds: Bounds) -> LadderVerdict:
    """Which levels hold, climbing from the configural model until one does not.

    - configural: the model converges, and is not both rejected at ``alpha`` and below the CFI of
      ``bounds``; this holds or fails for all rules alike;
    - test: the difference from the level before is not rejected at ``alpha``;
    - delta CFI: CFI falls by no more than the bound (Cheung and Rensvold, 2002);
    - delta RMSEA: RMSEA rises by no more than the bound (Chen, 2007).

    A step "holds" where every rule says so, "does not hold" where none does, and is "disputed" in
    between: rejected with hardly any loss of fit (large samples), or a loss of fit that the test
    has no power to reject (small ones). A rule that cannot be applied (a saturated model has no
    RMSEA to lose) leaves the step to the others. A step of no restriction holds.
    """
    answers = [_answers(step, bounds) for step in steps]
    return LadderVerdict(
        verdicts=tuple(map(_verdict, answers)),
        by_test=_highest(steps, [found["test"] for found in answers]),
        by_delta_cfi=_highest(steps, [found["cfi"] for found in answers]),
        by_delta_rmsea=_highest(steps, [found["rmsea"] for found in answers]),
        level=_highest(steps, [all(found.values()) for found in answers]),
    )


def _answers(step: Step, bounds: Bounds) -> dict[str, bool | None]:
    """Whether a step holds by each rule; None for all where it could not be tested."""
    if not step.converged:
        return dict.fromkeys(("test", "cfi", "rmsea"))
    if step.level == LEVELS[0]:
        return dict.fromkeys(("test", "cfi", "rmsea"), _fits(step, bounds))
    if step.df_diff == 0:
        return dict.fromkeys(("test", "cfi", "rmsea"), True)
    found = {
        "test": _within(step.pvalue_diff, step.pvalue_diff >= bounds.alpha),
        "cfi": _within(step.delta_cfi, -step.delta_cfi <= bounds.delta_cfi),
        "rmsea": _within(step.delta_rmsea, step.delta_rmsea <= bounds.delta_rmsea),
    }
    said = [answer for answer in found.values() if answer is not None]
    if not said:
        return dict.fromkeys(found)
    return {rule: all(said) if answer is None else answer for rule, answer in found.items()}


def _within(value: float, answer: bool) -> bool | None:
    return bool(answer) if is_number(value) else None


def _fits(step: Step, bounds: Bounds) -> bool:
    if bounds.cfi is None or not is_number(step.cfi) or not is_number(step.pvalue):
        return True
    return step.pvalue >= bounds.alpha or step.cfi >= bounds.cfi


def _verdict(answers: Mapping[str, bool | None]) -> Verdict:
    if None in answers.values():
        return "not tested"
    held = sum(map(bool, answers.values()))
    if held == len(answers):
        return "holds"
    return "disputed" if held else "does not hold"


def _highest(steps: Sequence[Step], held: Sequence[bool | None]) -> str:
    """The last level before the first that does not hold."""
    reached = NONE
    for step, answer in zip(steps, held, strict=True):
        if not answer:
            break
        reached = step.level
    return reached
