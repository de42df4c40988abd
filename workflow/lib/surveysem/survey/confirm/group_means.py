"""Means of constructs by group, where invariance allows to compare them."""

from collections.abc import Iterator
from typing import Any

from surveysem import sem
from surveysem.survey.confirm.ladder_verdict import Comparable

ALLOWED: tuple[Comparable, ...] = ("means", "sum scores")
"""What the groups must be comparable on, by all rules."""

_NUMBERS = (
    *("difference", "se", "pvalue", "ci_lower", "ci_upper"),
    *("d", "d_ci_lower", "d_ci_upper"),
)


def mean_rows(ladder: sem.Invariance, comparable: Comparable) -> Iterator[dict[str, Any]]:
    """Each construct's mean in each later group less that in the first, from the scalar model.

    Where the groups may not be compared on means, the rows say so and hold no numbers: a
    difference could be one of the items. Nothing where the scalar model was not fitted.
    """
    fit = ladder.fits.get("scalar")
    if fit is None:
        return
    n = {sample.label: sample.n for sample in fit.solution.samples}
    allowed = comparable in ALLOWED
    for _, row in sem.latent_means(fit).iterrows():
        yield {
            "construct": row["lhs"],
            "group": row["group"],
            "reference": row["reference"],
            "n": n[row["group"]],
            "n_reference": n[row["reference"]],
            **{name: row[name] if allowed else float("nan") for name in _NUMBERS},
            "comparable": comparable,
        }
