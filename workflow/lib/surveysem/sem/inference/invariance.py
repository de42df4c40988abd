"""Measurement invariance across groups: a ladder of models with more and more held equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.fit import Fit, fit
from surveysem.sem.inference.compare import compare
from surveysem.sem.text.statements import Model

LEVELS: Mapping[str, tuple[str, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}
_INDICES = ("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "srmr", "aic", "bic")


@dataclass(frozen=True, slots=True)
class Invariance:
    """The fitted models by level, in the order of LEVELS."""

    fits: dict[str, Fit]

    def table(self) -> pd.DataFrame:
        """DataFrame: level, indices, and each level against the one before.

        chisq_diff df_diff pvalue_diff delta_cfi delta_rmsea delta_srmr; missing for the first
        level, and where a model did not converge.
        """
        rows = []
        before: Fit | None = None
        for level, found in self.fits.items():
            row: dict[str, object] = {"level": level, "converged": found.converged}
            row |= {name: found.fit_indices().get(name) for name in _INDICES}
            rows.append(row | _step(found, before))
            before = found
        return pd.DataFrame(rows)


def invariance(
    syntax: str | Model,
    data: pd.DataFrame,
    group: str,
    *,
    levels: Sequence[str] = tuple(LEVELS),
    free: Sequence[str] = (),
    estimator: str = "ML",
    missing: str = "listwise",
    std_lv: bool = False,
) -> Invariance:
    """Fit a measurement model with nothing, loadings, intercepts, residuals equal across groups.

    ``free`` names parameters that stay free at every level (partial invariance; Byrne, Shavelson
    and Muthen, 1989). A change of CFI below -.01 speaks against a level (Cheung and Rensvold,
    2002).

    Raises SpecificationError for unknown levels or parameters, DataError for a group too small.
    """
    unknown = [level for level in levels if level not in LEVELS]
    if unknown or not levels:
        raise SpecificationError(f"levels {unknown}; expected some of {' '.join(LEVELS)}")
    fits = {
        level: fit(
            syntax,
            data,
            estimator=estimator,
            missing=missing,
            group=group,
            equal=LEVELS[level],
            free=free,
            std_lv=std_lv,
        )
        for level in LEVELS
        if level in levels
    }
    return Invariance(fits)


def _step(found: Fit, before: Fit | None) -> dict[str, object]:
    """What the restrictions of a level cost."""
    if before is None or not (found.converged and before.converged):
        return {}
    step = compare(found, before)
    change = (found.srmr or 0.0) - (before.srmr or 0.0)
    return {
        "chisq_diff": step.chisq_diff,
        "df_diff": step.df_diff,
        "pvalue_diff": step.pvalue,
        "delta_cfi": step.delta_cfi,
        "delta_rmsea": step.delta_rmsea,
        "delta_srmr": change,
    }
