"""What a table of models prints of each fit: the test and indices its estimator asks for."""

from surveysem import sem
from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem import Fit

TESTED = ("chisq", "df", "pvalue")
INDICES = ("cfi", "tli", "rmsea")


def fit_row(fit: Fit) -> dict[str, object]:
    """Number of cases, test, indices, convergence; scaled and robust where the estimator is."""
    record = fit.summary()
    scaled = record.get("chisq_scaled") is not None
    robust = "robust" if record.get("cfi_robust") is not None else "scaled"
    return {
        "n": fit.n_obs,
        **{name: record.get(f"{name}_scaled" if scaled else name) for name in TESTED},
        **{name: record.get(f"{name}_{robust}" if scaled else name) for name in INDICES},
        "srmr": record.get("srmr"),
        "converged": fit.converged,
        "admissible": fit.admissible,
        "problems": "; ".join(fit.problems),
    }


def difference(restricted: Fit, general: Fit) -> dict[str, float]:
    """Chi-square difference, scaled for robust estimators; empty where no test exists."""
    try:
        test = sem.compare(restricted, general)
    except (ConvergenceError, SpecificationError):
        return {}
    return {
        "chisq_diff": test.chisq_diff,
        "df_diff": float(test.df_diff),
        "diff_pvalue": test.pvalue,
    }
