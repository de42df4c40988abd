"""Alliances on the axes of a typology: scores, the type, and how firmly each stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.cases.coding import ALLIANCE, Choices, Coding, coding, stream
from surveysem.cases.counting import count_once
from surveysem.cases.placing import Placement, TypeRule, describe
from surveysem.cases.poles import signed
from surveysem.cases.spread import no_interval
from surveysem.contracts import columns
from surveysem.survey.wording import Reason

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Typology:
    """The tables of those names."""

    scores: pd.DataFrame
    placements: pd.DataFrame
    left_out: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said for the poles: by view, counts (codes,) and resampled scores (draws, axes).

    ``weights`` (codes, axes) are signed, with 0 for the axes that a code does not speak for.
    """

    codes: pd.DataFrame
    axes: list[str]
    weights: Floats
    counts: Mapping[tuple[str, str], npt.NDArray[np.int64]]
    drawn: Mapping[tuple[str, str], Floats]

    def scores(self, counts: npt.NDArray[np.int64]) -> Floats:
        """Scores (axes,) of counts (codes,)."""
        return _scores(counts, self.weights)


def place_cases(segments: pd.DataFrame, choices: Choices) -> Typology:
    """Score each alliance and each partner on the axes, and place the alliances among the types.

    A score is the weight of the segments for the first pole less that of those for the second, over
    both: -1 to 1. That of an alliance takes the segments of its partners together. A case has the
    type whose poles are the signs of its scores; with a score of exactly 0, or none, it is not
    placed. Uncertainty is that of resampled segments, drawn within each partner among those that
    speak for a pole. Where that shows nothing (`no_interval`) there is no interval and, if it is so
    on every axis or a score cannot be resampled, no share. ``left_out`` is what the type would be
    without each code that was used. Raises DataError as `count_once` does.
    """
    frame = coding(choices)
    said = _said(count_once(segments, choices["counted"]), frame, choices)
    rule = TypeRule(choices["axes"], choices["types"])
    level = choices["resampling"]["level"]
    views = list(frame.views().itertuples(index=False, name=None))
    scores = [row for case, view in views for row in _score_rows(said, (case, view), level)]
    expected = choices["expected"] or {}
    placed = [
        row for case in frame.names for row in _placements(said, case, rule, expected.get(case))
    ]
    left_out = [row for case in frame.names for row in _left_out(said, case, rule)]
    return Typology(
        pd.DataFrame(scores, columns=columns("scores")),
        pd.DataFrame(placed, columns=columns("placements")),
        pd.DataFrame(left_out, columns=columns("left_out")),
    )


def _said(segments: pd.DataFrame, frame: Coding, choices: Choices) -> _Said:
    codes = signed(frame.codes, choices["axes"]).reset_index(drop=True)
    axes = list(choices["axes"])
    size = codes["weight"].astype(float) * codes["sign"]
    weights = np.stack([size.where(codes["axis"] == axis, 0.0) for axis in axes], axis=1)
    table = segments.groupby(["case", "partner", "code"]).size().to_dict()
    draws = choices["resampling"]["draws"]
    # To a score, codes of one axis, pole and weight are the same.
    kinds, kind = np.unique(weights, axis=0, return_inverse=True)
    counts, drawn = {}, {}
    for case in frame.names:
        whole = np.zeros((draws, len(kinds)), dtype=np.int64)
        for partner in frame.partners(case):
            own = np.array([int(table.get((case, partner, code), 0)) for code in codes["code"]])
            rng = stream(choices["seed"], "segments", case, partner)
            of_kind = np.bincount(kind, weights=own, minlength=len(kinds)).astype(np.int64)
            resampled = _draw(of_kind, draws, rng)
            whole += resampled
            counts[case, partner] = own
            drawn[case, partner] = _scores(resampled, kinds)
        counts[case, ALLIANCE] = np.sum([counts[case, one] for one in frame.partners(case)], axis=0)
        drawn[case, ALLIANCE] = _scores(whole, kinds)
    return _Said(codes, axes, weights, counts, drawn)


def _draw(
    counts: npt.NDArray[np.int64], draws: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    n = int(counts.sum())
    if n == 0:
        return np.zeros((draws, len(counts)), dtype=np.int64)
    return rng.multinomial(n, counts / n, size=draws)


def _scores(counts: npt.NDArray[np.int64], weights: Floats) -> Floats:
    """Scores (..., axes) of counts (..., codes); NaN on an axis without segments."""
    total = np.asarray(counts @ np.abs(weights), dtype=float)
    balance = np.asarray(counts @ weights, dtype=float)
    scores: Floats = np.full(total.shape, np.nan)
    np.divide(balance, total, out=scores, where=total > 0)
    return scores


def _score_rows(said: _Said, at: tuple[str, str], level: float) -> Sequence[list[object]]:
    counts = said.counts[at]
    scores, drawn = said.scores(counts), said.drawn[at]
    rows = []
    for place, axis in enumerate(said.axes):
        n = int(counts[said.weights[:, place] != 0].sum())
        score, column = float(scores[place]), drawn[:, place]
        without = no_interval(score, column)
        limits = (np.nan, np.nan)
        if without is None:
            known = column[~np.isnan(column)]
            limits = tuple(np.quantile(known, [(1 - level) / 2, (1 + level) / 2]))
        reason = without.reason if without else Reason("", "")
        rows.append([*at, axis, score, *limits, n, reason.fr, reason.en])
    return rows


def _placements(said: _Said, case: str, rule: TypeRule, expected: str | None) -> list[list[object]]:
    at = (case, ALLIANCE)
    scores = said.scores(said.counts[at])
    drawn = said.drawn[at]
    shown = {axis: no_interval(scores[k], drawn[:, k]) for k, axis in enumerate(said.axes)}
    placement = Placement(rule.type_of(scores), scores, rule.types(drawn), expected, shown)
    rows: list[list[object]] = []
    for name in rule.names:
        reason = describe(placement, name, rule)
        is_it = (name == placement.type, name == expected)
        alike = " ".join(placement.alike)
        rows.append([case, name, placement.share(name), *is_it, alike, reason.fr, reason.en])
    return rows


def _left_out(said: _Said, case: str, rule: TypeRule) -> list[list[object]]:
    counts = said.counts[case, ALLIANCE]
    own = rule.type_of(said.scores(counts))
    rows: list[list[object]] = []
    for place, (code, axis) in enumerate(zip(said.codes["code"], said.codes["axis"], strict=True)):
        if counts[place] == 0:
            continue
        scores = said.scores(np.where(np.arange(len(counts)) == place, 0, counts))
        found = rule.type_of(scores)
        score = float(scores[said.axes.index(axis)])
        rows.append([case, code, axis, score, found, found != own])
    return rows
