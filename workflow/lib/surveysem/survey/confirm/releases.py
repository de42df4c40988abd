"""Partial invariance: which equality across groups costs most (score tests)."""

from collections.abc import Sequence
from typing import Any

from surveysem import sem

LIKELIHOOD = ("ML", "MLM", "MLMV", "MLR")
CLASSES = {"metric": " =~ ", "scalar": " ~1", "strict": " ~~ "}
"""How the parameters that a level holds equal are written."""


def releases(fit: sem.Fit, level: str, groups: Sequence[str]) -> list[dict[str, Any]]:
    """Level, parameter, chisq, df and p of each parameter that ``level`` holds equal.

    Dearest first; a parameter is released in all groups at once (Sorbom, 1989; Yoon and Millsap,
    2007, Structural Equation Modeling 14). None of the configural level, of a fit that did not
    converge, and of estimators that have no score test (two stages, least squares, ordered items).
    """
    s = fit.solution
    tested = s.missing in ("listwise", "fiml") and s.estimator in LIKELIHOOD
    if level not in CLASSES or not fit.converged or not tested:
        return []
    numbers: dict[str, list[int]] = {}
    for number, lhs in fit.score_test().single["lhs"].items():
        parameter = _without_group(str(lhs), groups)
        if CLASSES[level] in parameter:
            numbers.setdefault(parameter, []).append(int(str(number)))
    found = [_release(fit, level, name, ties) for name, ties in numbers.items()]
    return sorted(found, key=lambda row: -row["chisq"])


def _release(fit: sem.Fit, level: str, parameter: str, ties: Sequence[int]) -> dict[str, Any]:
    test = fit.score_test(release=ties)
    return {
        "level": level,
        "parameter": parameter,
        "chisq": test.chisq,
        "df": test.df,
        "pvalue": test.pvalue,
    }


def _without_group(name: str, groups: Sequence[str]) -> str:
    """``x1 ~1 (Europe)`` without the group."""
    return next(
        (name.removesuffix(f" ({group})") for group in groups if name.endswith(f" ({group})")), name
    )
