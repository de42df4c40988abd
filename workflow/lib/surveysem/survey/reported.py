"""Which of the numbers of a fit a reader is shown: those that the estimator asks to be read."""

from collections.abc import Mapping
from typing import Any

from surveysem.numbers import is_missing

OF_TEST = ("chisq", "df", "pvalue")
OF_APPROXIMATION = (
    *("cfi", "tli", "rmsea"),
    *("rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue"),
)


def reported(fit: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a fit with its scaled test, and its robust indices, in the plain places.

    A robust estimator has the estimates of its plain one; the plain chi-square beside them is not
    its test. CFI, TLI and RMSEA are the robust ones (Brosseau-Liard, Savalei and Li, 2012; Savalei,
    2018), or where these do not exist the scaled ones. ``correction`` says which: robust, scaled or
    empty.
    """
    found = dict(fit) | {"correction": ""}
    if is_missing(fit.get("chisq_scaled")):
        return found
    for name in OF_TEST:
        found[name] = _first(fit, f"{name}_scaled", name)
    found["chisq_df"] = found["chisq"] / found["df"] if found["df"] else None
    robust = not is_missing(fit.get("cfi_robust"))
    kind = "robust" if robust else "scaled"
    for name in OF_APPROXIMATION:
        found[name] = fit.get(f"{name}_{kind}")
    return found | {"correction": kind}


def _first(fit: Mapping[str, Any], *names: str) -> Any:
    return next((fit[name] for name in names if not is_missing(fit.get(name))), None)
