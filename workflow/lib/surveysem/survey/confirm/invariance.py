"""Measurement invariance over groups of respondents: the whole model, or construct by construct."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.errors import SurveySemError
from surveysem.survey.confirm.group_means import mean_rows
from surveysem.survey.confirm.groupings import Grouped, Grouping, group, sizes
from surveysem.survey.confirm.ladder_verdict import (
    NONE,
    Bounds,
    LadderVerdict,
    Step,
    judge_ladder,
)
from surveysem.survey.confirm.parts import own_models, with_held_intercepts
from surveysem.survey.confirm.releases import releases
from surveysem.survey.confirm.testable import not_estimated, untestable
from surveysem.survey.wording import Reason

_GROUP = "surveysem group"
_INDICES = ("chisq", "df", "pvalue", "cfi", "rmsea", "srmr")
_STEPS = ("chisq_diff", "df_diff", "pvalue_diff", "delta_cfi", "delta_rmsea")
_SCALED = ("chisq", "pvalue", "cfi", "rmsea", "delta_cfi", "delta_rmsea")
NOTHING = Reason("", "")


@dataclass(frozen=True, slots=True)
class InvarianceTests:
    """``steps``: one row per grouping, model and level; ``verdicts``: one per grouping and model;
    ``releases``: what each equality of a contested level costs; ``groups``: their sizes; ``means``:
    differences of latent means from the first group, as of `mean_rows`."""

    steps: pd.DataFrame
    verdicts: pd.DataFrame
    releases: pd.DataFrame
    groups: pd.DataFrame
    means: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Part:
    """A model to be tested: ``part`` is a construct of ``model``, or "" for all of it."""

    model: str
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class _Tested:
    """What became of one part in one grouping; ``ladder`` is None where it cannot be tested."""

    grouped: Grouped
    part: Part
    ladder: sem.Invariance | None
    rows: list[dict[str, Any]]
    reason: Reason
    sizes: tuple[int, ...]


def assess_invariance(
    models: Mapping[str, str],
    data: pd.DataFrame,
    background: pd.DataFrame,
    groupings: Sequence[Grouping],
    bounds: Bounds,
    estimation: Mapping[str, Any],
) -> InvarianceTests:
    """Climb configural, metric, scalar and strict invariance of each model over each grouping.

    ``models`` maps names to texts, the measurement model first. Where the groups are too small for
    that one, each of its constructs is tested with its own items alone. ``data`` and ``background``
    belong together by their column ``row``; ``estimation`` holds options of `sem.fit`. Respondents
    without a group take no part.

    Raises DataError for a grouping that is not among the background variables.
    """
    found: list[_Tested] = []
    counts = []
    for grouping in groupings:
        grouped = group(background, grouping)
        counts.append(sizes(grouped))
        label = background.assign(**{_GROUP: grouped.label})[["row", _GROUP]]
        frame = data.merge(label, on="row", how="inner").dropna(subset=[_GROUP])
        first, *others = (Part(name, "", text) for name, text in models.items())
        found += _climb(first, frame, grouped, estimation)
        found += [_test(part, frame, grouped, estimation) for part in others]
    judged = [_judge(one, bounds) for one in found]
    pairs = list(zip(found, judged, strict=True))
    return InvarianceTests(
        _table("invariance", (row for pair in pairs for row in _step_rows(*pair))),
        _table("invariance_verdicts", (_verdict_row(*pair) for pair in pairs)),
        _table("invariance_releases", (row for pair in pairs for row in _release_rows(*pair))),
        pd.concat(counts, ignore_index=True)[columns("invariance_groups")],
        _table("latent_means", (row for pair in pairs for row in _mean_rows(*pair))),
    )


def _climb(
    whole: Part, frame: pd.DataFrame, grouped: Grouped, estimation: Mapping[str, Any]
) -> list[_Tested]:
    """The model; its constructs too where it cannot be tested and has several."""
    tested = _test(whole, frame, grouped, estimation)
    own = _smaller(whole.text)
    if tested.ladder is not None or not own or len(grouped.order) < 2:
        return [tested]
    parts = (Part(whole.model, name, text) for name, text in own.items())
    return [tested, *(_test(part, frame, grouped, estimation) for part in parts)]


def _smaller(text: str) -> dict[str, str]:
    """The own models of the constructs that some items of the model do not measure."""
    n = len(sem.parameter_table(text).observed)
    own = own_models(text)
    return {name: one for name, one in own.items() if len(sem.parameter_table(one).observed) < n}


def _test(
    part: Part, frame: pd.DataFrame, grouped: Grouped, estimation: Mapping[str, Any]
) -> _Tested:
    table = sem.parameter_table(part.text, means=True)
    items = list(table.observed)
    answered = frame[items].notna()
    used = answered.all(axis=1) if estimation["missing"] == "listwise" else answered.any(axis=1)
    n = tuple(int((frame.loc[used, _GROUP] == name).sum()) for name in grouped.order)
    ordered = list(table.roles.endogenous) if estimation.get("ordered", False) else []
    # An ordered item has thresholds, but neither an intercept nor a residual variance of its own.
    extra = sum(int(frame[name].nunique()) - 3 for name in ordered)
    reason = untestable(n, len(items), table.n_free + extra, extra)
    if reason is not None:
        return _Tested(grouped, part, None, [], reason, n)
    try:
        text = with_held_intercepts(part.text)
        ladder = sem.invariance(text, frame, _GROUP, **{**estimation, "ordered": ordered})
    except SurveySemError as error:
        told = not_estimated(error, frame[used], items, frame[_GROUP], ordered)
        return _Tested(grouped, part, None, [], told, n)
    return _Tested(grouped, part, ladder, ladder_rows(ladder), NOTHING, n)


def _judge(tested: _Tested, bounds: Bounds) -> LadderVerdict:
    if tested.ladder is None:
        return LadderVerdict((), NONE, NONE, NONE, NONE)
    return judge_ladder(list(map(read_step, tested.rows)), bounds)


def ladder_rows(ladder: sem.Invariance) -> list[dict[str, Any]]:
    """The rows of a ladder; scaled indices take the place of plain ones where there are some.

    After a saturated model there is no change of RMSEA: it has none to lose.
    """
    table = ladder.table()
    for name in _SCALED:
        if f"{name}_scaled" in table:
            table[name] = table[f"{name}_scaled"]
    table.loc[table["df"].shift() == 0, "delta_rmsea"] = float("nan")
    return [
        {str(name): value for name, value in row.items()}
        for row in table.reindex(columns=["level", "converged", *_INDICES, *_STEPS]).to_dict(
            "records"
        )
    ]


def read_step(row: Mapping[str, Any]) -> Step:
    """A row of `ladder_rows` as the verdict takes it."""
    numbers = {name: _number(row[name]) for name in ("pvalue", "cfi", *_STEPS[1:])}
    return Step(level=row["level"], converged=bool(row["converged"]), **numbers)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _place(tested: _Tested) -> dict[str, Any]:
    part = tested.part
    return {"grouping": tested.grouped.name, "model": part.model, "part": part.part}


def _step_rows(tested: _Tested, verdict: LadderVerdict) -> Iterator[dict[str, Any]]:
    if tested.ladder is None:
        return
    steps = zip(tested.rows, verdict.verdicts, tested.ladder.fits.values(), strict=True)
    for row, held, fit in steps:
        numbers = {name: _number(row[name]) for name in (*_INDICES, *_STEPS)}
        yield _place(tested) | {
            "level": row["level"],
            "n": sum(tested.sizes),
            "smallest_n": min(tested.sizes),
            **numbers,
            "converged": bool(row["converged"]),
            "admissible": fit.admissible,
            "verdict": held,
        }


def _verdict_row(tested: _Tested, verdict: LadderVerdict) -> dict[str, Any]:
    return _place(tested) | {
        "tested": tested.ladder is not None,
        "by_test": verdict.by_test,
        "by_delta_cfi": verdict.by_delta_cfi,
        "by_delta_rmsea": verdict.by_delta_rmsea,
        "level": verdict.level,
        "disputed": verdict.disputed,
        "comparable": verdict.comparable,
        "admissible": tested.ladder is not None
        and all(fit.admissible for fit in tested.ladder.fits.values()),
        "reason_fr": tested.reason.fr,
        "reason_en": tested.reason.en,
    }


def _release_rows(tested: _Tested, verdict: LadderVerdict) -> Iterator[dict[str, Any]]:
    """Of every level that does not hold by all rules."""
    if tested.ladder is None:
        return
    for (level, fit), held in zip(tested.ladder.fits.items(), verdict.verdicts, strict=True):
        if held in ("disputed", "does not hold"):
            for row in releases(fit, level, tested.grouped.order):
                yield _place(tested) | row


def _mean_rows(tested: _Tested, verdict: LadderVerdict) -> Iterator[dict[str, Any]]:
    if tested.ladder is not None:
        for row in mean_rows(tested.ladder, verdict.comparable):
            yield _place(tested) | row


def _table(name: str, rows: Iterator[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns(name))
