"""Paths by wave: what they did since the first, and whether they can be told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.errors import SurveySemError
from surveysem.survey.confirm.invariance import ladder_rows, read_step
from surveysem.survey.confirm.ladder_verdict import Bounds, judge_ladder
from surveysem.survey.confirm.testable import not_estimated
from surveysem.survey.hypotheses.holm import holm
from surveysem.survey.waves.path_verdict import judge_change
from surveysem.survey.waves.plain_model import plain_model
from surveysem.survey.waves.pooling import WAVE
from surveysem.survey.wording import Reason

NAN = float("nan")
NOTHING = Reason("", "")
LADDER = ("configural", "metric")
_ALL = "paths"
_TEST = ("chisq_diff", "df_diff", "pvalue", "delta_cfi")
_DIFFERENCE = ("difference", "se", "ci_lower", "ci_upper")


@dataclass(frozen=True, slots=True)
class PathChanges:
    """``tests``: equal loadings, then equal paths, each against the level before; ``changes``: each
    path in each later wave against the first, numbers only where the loadings are equal."""

    tests: pd.DataFrame
    changes: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The ladder up to equal loadings; ``reason`` why the paths may not be compared, if so."""

    rows: list[dict[str, Any]]
    verdicts: tuple[str, ...]
    metric: sem.Fit | None
    reason: Reason


def compare_paths(
    model: str, text: str, pooled: pd.DataFrame, bounds: Bounds, estimation: Mapping[str, Any]
) -> PathChanges:
    """Every regression of a structural model, wave by wave, in one model of all waves.

    Loadings are held equal over waves, since the paths of constructs that are measured otherwise
    cannot be compared; they are, where equal loadings hold by all rules of the ladder of invariance
    (the fit of the configural model is no condition: each wave's own report judges its paths too).
    Then each path in turn is held equal, and all of them: chi-square differences, the p-values of
    single paths adjusted by Holm (1979). Differences are unstandardised, later wave less first,
    with intervals at 1 - ``bounds.alpha`` (the scale of a construct is that of its first item in
    every wave; standardised paths also change with the spread of their variables).

    ``pooled`` is as of `Pooled.items`. The waves are taken as independent samples.
    """
    fitted = _fit(text, pooled, bounds, estimation)
    if fitted.metric is None:
        return _nothing(model, fitted)
    plain = plain_model(text)
    assert plain is not None
    found = sem.path_differences(fitted.metric, 1 - bounds.alpha)
    paths = list(dict.fromkeys(found["lhs"] + " ~ " + found["rhs"]))
    single = {path: _held(plain, pooled, fitted.metric, paths, path, estimation) for path in paths}
    whole = _held(plain, pooled, fitted.metric, paths, None, estimation)
    adjusted = dict(zip(paths, _holm([single[path]["pvalue"] for path in paths]), strict=True))
    sizes = {sample.label: sample.n for sample in fitted.metric.solution.samples}
    changes = []
    for row in found.to_dict("records"):
        path = f"{row['lhs']} ~ {row['rhs']}"
        test = single[path]
        changes.append(
            {
                "model": model,
                "outcome": row["lhs"],
                "predictor": row["rhs"],
                WAVE: row["group"],
                "reference": row["reference"],
                "n": sizes[row["group"]],
                "n_reference": sizes[row["reference"]],
                "est": row["est"],
                "est_reference": row["est_reference"],
                **{name: row[name] for name in _DIFFERENCE},
                **test,
                "pvalue_holm": adjusted[path],
                "verdict": judge_change(adjusted[path], bounds.alpha),
            }
        )
    step = {"level": _ALL, **whole, "verdict": judge_change(whole["pvalue"], bounds.alpha)}
    tests = [*_ladder(model, fitted), _test_row(model, step, fitted.reason)]
    return PathChanges(
        pd.DataFrame(tests, columns=["model", *columns("path_tests")]),
        pd.DataFrame(changes, columns=["model", *columns("path_changes")]),
    )


def _fit(text: str, pooled: pd.DataFrame, bounds: Bounds, estimation: Mapping[str, Any]) -> _Fitted:
    plain = plain_model(text)
    if estimation.get("ordered", False):
        return _Fitted([], (), None, _ORDERED)
    if plain is None:
        return _Fitted([], (), None, _TIED)
    if any(":" in one.rhs for one in sem.parse(plain).statements):
        return _Fitted([], (), None, _INTERACTION)
    options = {name: value for name, value in estimation.items() if name != "ordered"}
    try:
        ladder = sem.invariance(plain, pooled, WAVE, levels=LADDER, **options)
    except SurveySemError as error:
        items = [name for name in sem.parameter_table(plain).observed if name in pooled]
        reason = not_estimated(error, pooled, items, pooled[WAVE], ())
        return _Fitted([], (), None, reason)
    rows = ladder_rows(ladder)
    verdict = judge_ladder([read_step(row) for row in rows], replace(bounds, cfi=None))
    metric = ladder.fits["metric"]
    if verdict.level != "metric" or not metric.converged:
        return _Fitted(rows, verdict.verdicts, None, _UNEQUAL)
    return _Fitted(rows, verdict.verdicts, metric, NOTHING)


_ORDERED = Reason(
    "Pour des items ordinaux, la comparaison des effets entre vagues n'est pas faite.",
    "With ordered items paths are not compared over waves.",
)
_TIED = Reason(
    "Des étiquettes ou des contraintes du modèle lient ses paramètres entre eux.",
    "Labels or constraints of the model tie its parameters to each other.",
)
_INTERACTION = Reason(
    "Les modèles qui contiennent une interaction ne sont pas comparés entre vagues.",
    "Models with an interaction are not compared over waves.",
)
_UNEQUAL = Reason(
    "L'égalité des saturations entre vagues ne tient pas selon toutes les règles.",
    "Equal loadings over waves do not hold by all rules.",
)


def _held(
    plain: str,
    pooled: pd.DataFrame,
    metric: sem.Fit,
    paths: Sequence[str],
    held: str | None,
    estimation: Mapping[str, Any],
) -> dict[str, float]:
    """The chi-square difference when one path, or every one (None), is equal in all waves."""
    free = [] if held is None else [path for path in paths if path != held]
    options = {name: value for name, value in estimation.items() if name != "ordered"}
    equal = ("loadings", "regressions")
    fit = sem.fit(plain, pooled, group=WAVE, equal=equal, free=free, **options)
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


def _ladder(model: str, fitted: _Fitted) -> list[dict[str, Any]]:
    rows = []
    for row, verdict in zip(fitted.rows, fitted.verdicts, strict=True):
        kept = {name: row[name] for name in ("level", "chisq_diff", "df_diff", "delta_cfi")}
        step = kept | {"pvalue": row["pvalue_diff"], "verdict": verdict}
        rows.append(_test_row(model, step, NOTHING))
    return rows


def _test_row(model: str, step: Mapping[str, Any], reason: Reason) -> dict[str, Any]:
    missing = dict.fromkeys(_TEST, NAN)
    told = {"reason_fr": reason.fr, "reason_en": reason.en}
    return {"model": model} | missing | dict(step) | told


def _nothing(model: str, fitted: _Fitted) -> PathChanges:
    """No comparison, and why."""
    step = {"level": _ALL, "verdict": "not comparable"}
    tests = [*_ladder(model, fitted), _test_row(model, step, fitted.reason)]
    return PathChanges(
        pd.DataFrame(tests, columns=["model", *columns("path_tests")]),
        pd.DataFrame(columns=["model", *columns("path_changes")]),
    )
