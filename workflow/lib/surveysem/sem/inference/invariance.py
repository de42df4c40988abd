"""Measurement invariance across groups: a ladder of models with more and more held equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.estimation.options import check_lists
from surveysem.sem.fit import Fit, fit
from surveysem.sem.inference.compare import compare
from surveysem.sem.model.roles import roles
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

LEVELS: Mapping[str, tuple[str, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
# Where intercepts are free, the means of the factors are held.
ORDERED_LEVELS: Mapping[str, tuple[str, ...]] = {
    "configural": (),
    "thresholds": ("thresholds", "means"),
    "metric": ("thresholds", "loadings", "means"),
    "scalar": ("thresholds", "loadings"),
    "strict": ("thresholds", "loadings", "residuals"),
}
_WITH_INTERCEPTS = ("thresholds", "metric")
_INDICES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")
_SCALED = ("chisq_scaled", "pvalue_scaled", "cfi_scaled", "tli_scaled", "rmsea_scaled")


@dataclass(frozen=True, slots=True)
class Invariance:
    """The fitted models by level, in the order of LEVELS."""

    fits: dict[str, Fit]

    def table(self) -> pd.DataFrame:
        """DataFrame: level, indices, and each level against the one before.

        chisq_diff df_diff pvalue_diff delta_cfi delta_rmsea delta_srmr; missing for the first
        level, and where a model did not converge. Of robust estimators also the scaled indices,
        delta_cfi_scaled and delta_rmsea_scaled; chisq_diff is scaled. A level that the data cannot
        tell from the one before (thresholds of items with three categories) has df_diff 0.
        """
        rows = []
        before: Fit | None = None
        for level, found in self.fits.items():
            indices = found.fit_indices()
            row: dict[str, object] = {"level": level, "converged": found.converged}
            row |= {name: indices.get(name) for name in _INDICES}
            row |= {name: indices[name] for name in _SCALED if name in indices}
            rows.append(row | _step(found, before))
            before = found
        return pd.DataFrame(rows)


def invariance(
    syntax: str | Model,
    data: pd.DataFrame,
    group: str,
    *,
    levels: Sequence[str] | None = None,
    free: Sequence[str] = (),
    estimator: str = "ML",
    convention: str = "lavaan",
    missing: str = "listwise",
    ordered: Sequence[str] | bool = (),
    std_lv: bool = False,
) -> Invariance:
    """Fit a measurement model with nothing, loadings, intercepts, residuals equal across groups.

    ``free`` names parameters that stay free at every level (partial invariance; Byrne, Shavelson
    and Muthen, 1989). A change of CFI below -.01 speaks against a level (Cheung and Rensvold,
    2002).

    With ``ordered`` items the ladder is that of Wu and Estabrook (2016, Psychometrika 81): equal
    thresholds come first, then loadings, intercepts and residual variances, in the theta
    parameterisation. Thresholds fix the scale behind an item; loadings held equal before them, as
    in the older order, are tested together with residual variances that happen to be held at 1. The
    thresholds of items with two categories tell nothing of it: there, thresholds, loadings and
    intercepts are tested at once, and the default levels are configural, scalar, strict.

    Raises SpecificationError for unknown levels or parameters, DataError for a group too small.
    """
    check_lists(levels=() if levels is None else levels, free=free, ordered=ordered)
    if isinstance(ordered, bool):
        ordered = _observed(syntax) if ordered else ()
    known = ORDERED_LEVELS if ordered else LEVELS
    binary = _binary(data, ordered)
    if levels is None:
        levels = [name for name in known if not (binary and name in _WITH_INTERCEPTS)]
    _check(levels, known, binary)
    every = [f"{name} ~1" for name in _observed(syntax)] if ordered else []
    parameterization = "theta" if ordered else "delta"
    fits = {
        level: fit(
            syntax,
            data,
            estimator=estimator,
            convention=convention,
            missing=missing,
            ordered=ordered,
            group=group,
            equal=known[level],
            free=[*free, *(every if level in _WITH_INTERCEPTS else [])],
            std_lv=std_lv,
            parameterization=parameterization,
        )
        for level in known
        if level in levels
    }
    return Invariance(fits)


def _observed(syntax: str | Model) -> tuple[str, ...]:
    return roles(syntax if isinstance(syntax, Model) else parse(syntax)).observed


def _binary(data: pd.DataFrame, ordered: Sequence[str]) -> list[str]:
    """Ordered items with two categories."""
    return [name for name in ordered if name in data and data[name].nunique() == 2]


def _check(levels: Sequence[str], known: Mapping[str, tuple[str, ...]], binary: list[str]) -> None:
    unknown = [level for level in levels if level not in known]
    if unknown or not levels:
        raise SpecificationError(f"levels {unknown}; expected some of {' '.join(known)}")
    apart = [level for level in levels if level in _WITH_INTERCEPTS]
    if binary and known is ORDERED_LEVELS and apart:
        raise SpecificationError(
            f"levels {' '.join(apart)}: {listed(binary)} with two categories cannot tell "
            "thresholds, loadings and intercepts apart; expected some of configural scalar strict"
        )


def _step(found: Fit, before: Fit | None) -> dict[str, object]:
    """What the restrictions of a level cost."""
    if before is None or not (found.converged and before.converged):
        return {}
    row: dict[str, object] = {"df_diff": found.solution.df - before.solution.df}
    if row["df_diff"]:
        step = compare(found, before)
        row |= {"chisq_diff": step.chisq_diff, "pvalue_diff": step.pvalue}
    for name in ("cfi", "rmsea", "srmr", "cfi_scaled", "rmsea_scaled"):
        change = _change(found, before, name)
        row |= {} if change is None else {f"delta_{name}": change}
    return row


def _change(found: Fit, before: Fit, name: str) -> float | None:
    """Of an index; None where one of the fits does not have it."""
    now, then = found.fit_indices().get(name), before.fit_indices().get(name)
    return None if now is None or then is None else float(now) - float(then)
