"""The paths of a structural model in several groups, and whether they can be told apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.errors import SurveySemError
from surveysem.survey.confirm.invariance import ladder_rows, read_step
from surveysem.survey.confirm.ladder_verdict import Bounds, judge_ladder
from surveysem.survey.confirm.testable import not_estimated, untestable
from surveysem.survey.groups.plain_model import plain_model
from surveysem.survey.hypotheses.holm import holm
from surveysem.survey.wording import Reason

NAN = float("nan")
NOTHING = Reason("", "")
LADDER = ("configural", "metric")
PATHS = "paths"
_TEST = ("chisq_diff", "df_diff", "pvalue", "delta_cfi")
_NUMBERS = ("est", "est_reference", "difference", "se", "ci_lower", "ci_upper")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the groups are called in a reason: over waves, over groups of firms."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class GroupPaths:
    """``tests``: equal loadings, then equal paths (level, n, smallest_n, the test; ``verdict`` of
    the levels of measurement, "" of the paths); ``single``: each path in each later group against
    the first, with its test; ``fit`` holds the loadings equal, None where paths may not be compared
    (``reason``)."""

    tests: pd.DataFrame
    single: pd.DataFrame
    fit: sem.Fit | None
    reason: Reason

    def judged_tests(self, judge: Callable[[float], str]) -> pd.DataFrame:
        """``tests`` with what ``judge`` says of the p-value of the paths, and the reason."""
        steps = list(
            zip(*(self.tests[name] for name in ("level", "pvalue", "verdict")), strict=True)
        )
        said = [judge(p) if level == PATHS else found for level, p, found in steps]
        told = [self.reason if level == PATHS else NOTHING for level, *_ in steps]
        return self.tests.assign(
            verdict=said, reason_fr=[one.fr for one in told], reason_en=[one.en for one in told]
        )


@dataclass(frozen=True, slots=True)
class _Ladder:
    """The ladder up to equal loadings; ``reason`` why the paths may not be compared, if so."""

    rows: list[dict[str, Any]]
    verdicts: tuple[str, ...]
    metric: sem.Fit | None
    reason: Reason


def paths_by_group(
    text: str,
    data: pd.DataFrame,
    group: str,
    bounds: Bounds,
    estimation: Mapping[str, Any],
    wording: Wording,
    *,
    enough: bool = False,
) -> GroupPaths:
    """Every regression of a structural model in the groups that the column ``group`` names.

    Loadings are held equal, since the paths of constructs that are measured otherwise cannot be
    compared; they are, where equal loadings hold by all rules of the ladder of invariance (the fit
    of the configural model is no condition). Then each path in turn is held equal, and all of them:
    chi-square differences, the p-values of single paths adjusted by Holm (1979). Differences are
    unstandardised, later group less first, with intervals at 1 - ``bounds.alpha`` (the scale of a
    construct is that of its first item in every group).

    With ``enough`` a group that has fewer respondents than free parameters is a reason not to
    compare. Rows without a group take no part; groups stand in the order of the data.
    """
    rows = data[data[group].notna()]
    sizes = _sizes(text, rows, group, estimation)
    ladder = _climb(text, rows, group, bounds, estimation, wording, sizes if enough else None)
    counts = {"n": sum(sizes), "smallest_n": min(sizes, default=0)}
    tests = [counts | step for step in _steps(ladder)]
    if ladder.metric is None:
        last = counts | {"level": PATHS, "verdict": ""} | dict.fromkeys(_TEST, NAN)
        return GroupPaths(pd.DataFrame([*tests, last]), pd.DataFrame(), None, ladder.reason)
    plain = plain_model(text)
    assert plain is not None
    found = sem.path_differences(ladder.metric, 1 - bounds.alpha)
    names = (found["lhs"] + " ~ " + found["rhs"]).tolist()
    paths = list(dict.fromkeys(names))
    held = {
        path: _held(plain, rows, group, ladder.metric, paths, path, estimation) for path in paths
    }
    whole = _held(plain, rows, group, ladder.metric, paths, None, estimation)
    adjusted = dict(zip(paths, _holm([held[path]["pvalue"] for path in paths]), strict=True))
    n = {sample.label: sample.n for sample in ladder.metric.solution.samples}
    single = [
        {
            "outcome": row["lhs"],
            "predictor": row["rhs"],
            "group": row["group"],
            "reference": row["reference"],
            "n": n[row["group"]],
            "n_reference": n[row["reference"]],
            **{name: row[name] for name in _NUMBERS},
            **held[path],
            "pvalue_holm": adjusted[path],
        }
        for path, row in zip(names, found.to_dict("records"), strict=True)
    ]
    tests.append(counts | {"level": PATHS, "verdict": ""} | whole)
    return GroupPaths(pd.DataFrame(tests), pd.DataFrame(single), ladder.metric, NOTHING)


def _sizes(
    text: str, rows: pd.DataFrame, group: str, estimation: Mapping[str, Any]
) -> tuple[int, ...]:
    """Respondents of each group that the model can use."""
    named = {name for s in sem.parse(text).statements for name in (s.lhs, *s.rhs.split(":"))}
    answered = rows[[name for name in rows if name in named]].notna()
    used = answered.all(axis=1) if estimation["missing"] == "listwise" else answered.any(axis=1)
    counts = rows.loc[used, group].value_counts()
    return tuple(int(counts.get(name, 0)) for name in rows[group].unique())


def _climb(
    text: str,
    rows: pd.DataFrame,
    group: str,
    bounds: Bounds,
    estimation: Mapping[str, Any],
    wording: Wording,
    sizes: tuple[int, ...] | None,
) -> _Ladder:
    plain = plain_model(text)
    refused = _refused(plain, estimation, wording, sizes)
    if refused is not None or plain is None:
        return _Ladder([], (), None, refused or _TIED)
    try:
        ladder = sem.invariance(plain, rows, group, levels=LADDER, **_options(estimation))
    except SurveySemError as error:
        items = [name for name in sem.parameter_table(plain).observed if name in rows]
        reason = not_estimated(error, rows, items, rows[group], ())
        return _Ladder([], (), None, reason)
    steps = ladder_rows(ladder)
    verdict = judge_ladder([read_step(row) for row in steps], replace(bounds, cfi=None))
    metric = ladder.fits["metric"]
    if verdict.level != "metric" or not metric.converged:
        return _Ladder(steps, verdict.verdicts, None, _unequal(wording))
    return _Ladder(steps, verdict.verdicts, metric, NOTHING)


def _refused(
    plain: str | None,
    estimation: Mapping[str, Any],
    wording: Wording,
    sizes: tuple[int, ...] | None,
) -> Reason | None:
    """Why there is nothing to estimate: the items, the model, the size of the groups."""
    if estimation.get("ordered", False):
        return Reason(
            f"Pour des items ordinaux, la comparaison des effets {wording.fr} n'est pas faite.",
            f"With ordered items paths are not compared {wording.en}.",
        )
    if plain is None:
        return _TIED
    if any(":" in one.rhs for one in sem.parse(plain).statements):
        return Reason(
            f"Les modèles qui contiennent une interaction ne sont pas comparés {wording.fr}.",
            f"Models with an interaction are not compared {wording.en}.",
        )
    if sizes is None:
        return None
    table = sem.parameter_table(plain, means=True)
    return untestable(sizes, len(table.observed), table.n_free)


_TIED = Reason(
    "Des étiquettes ou des contraintes du modèle lient ses paramètres entre eux.",
    "Labels or constraints of the model tie its parameters to each other.",
)


def _unequal(wording: Wording) -> Reason:
    return Reason(
        f"L'égalité des saturations {wording.fr} ne tient pas selon toutes les règles.",
        f"Equal loadings {wording.en} do not hold by all rules.",
    )


def _options(estimation: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in estimation.items() if name != "ordered"}


def _held(
    plain: str,
    rows: pd.DataFrame,
    group: str,
    metric: sem.Fit,
    paths: Sequence[str],
    held: str | None,
    estimation: Mapping[str, Any],
) -> dict[str, float]:
    """The chi-square difference when one path, or every one (None), is equal in all groups."""
    free = [] if held is None else [path for path in paths if path != held]
    equal = ("loadings", "regressions")
    fit = sem.fit(plain, rows, group=group, equal=equal, free=free, **_options(estimation))
    if not fit.converged:
        return dict.fromkeys(_TEST, NAN)
    test = sem.compare(fit, metric)
    return {name: float(getattr(test, name)) for name in _TEST}


def _holm(pvalues: Sequence[float]) -> list[float]:
    """Adjusted p-values; those that are missing stay so and count for nothing."""
    table = pd.Series(pvalues, dtype=float)
    known = table.notna()
    table[known] = holm(table[known])
    return table.tolist()


def _steps(ladder: _Ladder) -> list[dict[str, Any]]:
    found = []
    for row, verdict in zip(ladder.rows, ladder.verdicts, strict=True):
        kept = {name: row[name] for name in ("level", "chisq_diff", "df_diff", "delta_cfi")}
        found.append(kept | {"pvalue": row["pvalue_diff"], "verdict": verdict})
    return found
