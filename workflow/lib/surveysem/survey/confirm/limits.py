"""Intervals of reliability and validity, as the tables of both take them."""

from dataclasses import dataclass

import pandas as pd

FROM_MODEL = ("omega", "composite_reliability", "ave")
OF_CONSTRUCTS = ("alpha", *FROM_MODEL)
OF_PAIRS = ("htmt", "htmt2")


def ends(names: tuple[str, ...]) -> list[str]:
    """Columns of the limits of each quantity."""
    return [f"{name}_ci_{end}" for name in names for end in ("lower", "upper")]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of intervals at ``level``, missing where there are none.

    ``of_constructs`` is indexed by construct and ``of_pairs`` by (construct, with); their columns
    are those of `ends`. ``of_loadings``, of standardised loadings, is indexed by (construct, item)
    and has the columns lower and upper. ``method`` is "bootstrap", "delta" or "" (no intervals);
    ``n`` are the respondents that alpha and HTMT rest on, ``draws`` their resamples, ``used`` those
    in which the model converged.
    """

    of_constructs: pd.DataFrame
    of_pairs: pd.DataFrame
    of_loadings: pd.DataFrame
    method: str
    level: float
    n: int = 0
    draws: int = 0
    used: int = 0


NO_LIMITS = Limits(
    pd.DataFrame(columns=ends(OF_CONSTRUCTS), dtype=float),
    pd.DataFrame(
        columns=ends(OF_PAIRS),
        index=pd.MultiIndex.from_arrays([[], []], names=["construct", "with"]),
        dtype=float,
    ),
    pd.DataFrame(
        columns=["lower", "upper"],
        index=pd.MultiIndex.from_arrays([[], []], names=["construct", "item"]),
        dtype=float,
    ),
    "",
    float("nan"),
)
