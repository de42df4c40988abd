"""What ``fit`` can be asked for, and what not yet."""

from collections.abc import Sequence

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments

ROBUST = ("MLM", "MLMV", "MLR")
MISSING = ("listwise", "pairwise", "fiml", "two-stage")
_LATER = ("GLS", "ULS")
_ORDERED = ("WLS", "DWLS", "WLSMV", "ULSMV")


def check_options(
    data: object,
    *,
    estimator: str,
    convention: str,
    missing: str,
    group: str | None,
) -> None:
    """Raise SpecificationError for options that are unknown, do not go together or come later."""
    if estimator in _ORDERED:
        raise SpecificationError(
            f"estimator {estimator} without ordered items is not yet available; "
            "expected ordered=[...]"
        )
    _known("estimator", estimator, ("ML", *ROBUST), _LATER)
    _known("missing", missing, MISSING, ())
    if not isinstance(data, (pd.DataFrame, Moments)):
        raise SpecificationError(f"data: {type(data).__name__}; expected a DataFrame or Moments")
    _check_missing(missing, convention)
    if group is not None and convention == "wishart":
        raise SpecificationError("several groups with convention wishart are not yet available")
    if estimator not in ROBUST:
        return
    if convention in ("wishart", "amos"):
        raise SpecificationError(
            f"estimator {estimator} with convention {convention} is not yet available"
        )
    if isinstance(data, Moments):
        raise SpecificationError(f"estimator {estimator} needs the cases, not published moments")
    if missing in ("fiml", "two-stage") and estimator != "MLR":
        raise SpecificationError(f"estimator {estimator} needs complete rows; expected MLR")
    if missing == "pairwise":
        raise SpecificationError(
            f"estimator {estimator} needs rows, which missing pairwise has none of in common; "
            "expected ML, or missing fiml or two-stage"
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
        expected = " ".join((*known, *later))
        raise SpecificationError(f"{option} {value!r}; expected one of {expected}")
