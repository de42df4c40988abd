"""What ``fit`` can be asked for, and what not yet."""

from collections.abc import Sequence

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.least_squares import FROM_CASES, LEAST_SQUARES
from surveysem.sem.names import nearest
from surveysem.sem.text.statements import Model

ROBUST = ("MLM", "MLMV", "MLR")
MISSING = ("listwise", "pairwise", "fiml", "two-stage")
_ESTIMATORS = ("ML", *ROBUST, *LEAST_SQUARES)
_ORDERED = ("WLSMV", "ULSMV")
# Names of lavaan and AMOS for what has another name here.
_ELSEWHERE = {"ADF": "WLS", "ml": "fiml", "direct": "fiml", "robust.two.stage": "two-stage, MLR"}
_AMOS_HAS = ("ML", "GLS", "ULS", "SLS", "WLS")


def check_options(
    data: object,
    *,
    estimator: str,
    convention: str,
    missing: str,
) -> None:
    """Raise SpecificationError for options that are unknown, do not go together or come later."""
    if estimator in _ORDERED:
        raise SpecificationError(
            f"estimator {estimator} is for ordered items; expected ordered=[...], or DWLS, ULS, "
            "MLM or MLMV for numeric ones"
        )
    _known("estimator", estimator, _ESTIMATORS, ())
    _known("missing", missing, MISSING, ())
    if not isinstance(data, (pd.DataFrame, Moments)):
        raise SpecificationError(f"data: {type(data).__name__}; expected a DataFrame or Moments")
    if isinstance(data, pd.DataFrame) and _is_matrix(data):
        raise SpecificationError(
            "data: rows and columns have the same names, as in a covariance matrix; expected the "
            "cases, or Moments(S, n)"
        )
    _check_missing(missing, convention)
    _check_convention(estimator, convention)
    if isinstance(data, Moments) and estimator in (*ROBUST, *FROM_CASES):
        raise SpecificationError(f"estimator {estimator} needs the cases, not published moments")
    if missing in ("fiml", "two-stage") and estimator not in ("ML", "MLR"):
        raise SpecificationError(f"estimator {estimator} needs complete rows; expected ML or MLR")
    if missing == "pairwise" and estimator != "ML":
        raise SpecificationError(
            f"estimator {estimator} needs rows, which missing pairwise has none of in common; "
            "expected ML, or missing fiml or two-stage"
        )


def _is_matrix(data: pd.DataFrame) -> bool:
    return len(data) == len(data.columns) > 0 and list(data.index) == list(data.columns)


def _check_convention(estimator: str, convention: str) -> None:
    if convention == "amos" and estimator not in _AMOS_HAS:
        raise SpecificationError(
            f"AMOS has no estimator {estimator}; expected one of {' '.join(_AMOS_HAS)} (WLS is "
            "AMOS's ADF), or convention lavaan"
        )
    if convention == "wishart" and estimator in LEAST_SQUARES:
        raise SpecificationError(
            f"convention wishart is a likelihood, which {estimator} does not have; expected "
            "convention lavaan, where least squares divide by N - 1 already"
        )
    if convention != "amos" and estimator == "SLS":
        raise SpecificationError(f"estimator SLS is AMOS's; found convention {convention}")


def refuse_means(
    estimator: str, convention: Convention, model: Model, equal: Sequence[str]
) -> None:
    """Raise SpecificationError for least squares with means under ``amos``, which has none."""
    if convention.name != "amos" or estimator not in LEAST_SQUARES:
        return
    if any(s.op == "~1" for s in model.statements) or {"intercepts", "means"} & set(equal):
        raise SpecificationError(
            f"convention amos has means with ML alone, not with {estimator}; expected a model "
            "without ~1, or convention lavaan"
        )


def _check_missing(missing: str, convention: str) -> None:
    """What a convention has no rule for."""
    if missing == "fiml" and convention == "wishart":
        raise SpecificationError(
            "missing fiml with convention wishart: the Wishart likelihood is one of the "
            "covariances of complete rows; expected convention lavaan"
        )
    if missing == "fiml" and convention == "amos":
        raise SpecificationError(
            "missing fiml with convention amos is not yet available: by which N AMOS multiplies "
            "there is nowhere stated with numbers to check it by; expected convention lavaan"
        )
    if missing == "two-stage" and convention != "lavaan":
        raise SpecificationError(
            f"missing two-stage with convention {convention}: its moments divide by n; "
            "expected convention lavaan"
        )


def check_lists(**options: object) -> None:
    """Raise SpecificationError for text or None where a list of names is expected."""
    for name, value in options.items():
        if isinstance(value, str):
            raise SpecificationError(f"{name} = {value!r}; expected a list, [{value!r}]")
        if value is None:
            raise SpecificationError(f"{name} = None; expected a list of names, [] for none")


def check_ordered(*, missing: str) -> None:
    """Raise SpecificationError for what models of ordered items cannot be combined with yet."""
    _known("missing", missing, ("listwise", "pairwise"), ("fiml", "two-stage"))


def check_numeric(*, equal: Sequence[str], parameterization: str) -> None:
    """Raise SpecificationError for what only models of ordered items have."""
    if "thresholds" in equal:
        raise SpecificationError("equal thresholds need ordered items (ordered)")
    if parameterization != "delta":
        raise SpecificationError(f"parameterization {parameterization!r} needs ordered items")


def _known(option: str, value: str, known: tuple[str, ...], later: tuple[str, ...]) -> None:
    if value in later:
        raise SpecificationError(f"{option} {value} is not yet available")
    if value not in known:
        every = (*known, *later)
        here = f" (here {_ELSEWHERE[value]})" if value in _ELSEWHERE else nearest(str(value), every)
        raise SpecificationError(f"{option} {value!r}{here}; expected one of {' '.join(every)}")
