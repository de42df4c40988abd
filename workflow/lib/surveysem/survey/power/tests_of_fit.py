"""Power of the tests of fit of a model at its size, from the RMSEA."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.contracts import columns

TESTS = (("exact fit", 0.0, 0.05), ("close fit", 0.05, 0.08), ("not-close fit", 0.05, 0.01))
"""Null and alternative RMSEA of each test (MacCallum, Browne and Sugawara, 1996, p. 144)."""


def fit_test_power(fits: Iterable[Mapping[str, Any]], alpha: float, target: float) -> pd.DataFrame:
    """Power of each test in each model, and the n at which it would be ``target``.

    ``fits`` are records of fits (model, n_obs, df); a model without degrees of freedom has no
    test. Power depends on n and df alone, not on what the fit was.
    """
    rows = []
    for fit in fits:
        df, n = int(fit["df"]), int(fit["n_obs"])
        for test, null, other in TESTS if df > 0 else ():
            rows.append(
                {
                    "model": fit["model"],
                    "test": test,
                    "n": n,
                    "df": df,
                    "rmsea_null": null,
                    "rmsea_other": other,
                    "alpha": alpha,
                    "power": sem.rmsea_power(df, n, null, other, alpha),
                    "target": target,
                    "n_needed": sem.rmsea_n(df, target, null, other, alpha),
                }
            )
    return pd.DataFrame(rows, columns=["model", *columns("rmsea_power")])
