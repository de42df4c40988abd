"""What ``fit`` can be asked for, and what not yet."""

from collections.abc import Sequence

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments

ROBUST = ("MLM", "MLMV", "MLR")
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
    _known("missing", missing, ("listwise", "fiml"), ("pairwise", "two-stage"))
    if not isinstance(data, (pd.DataFrame, Moments)):
        raise SpecificationError(f"data: {type(data).__name__}; expected a DataFrame or Moments")
    if missing == "fiml" and convention in ("wishart", "amos"):
        raise SpecificationError(f"missing fiml with convention {convention} is not yet available")
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
    if missing == "fiml" and estimator != "MLR":
        raise SpecificationError(f"estimator {estimator} needs complete rows; expected MLR")


def check_ordered(*, missing: str) -> None:
    """Raise SpecificationError for what models of ordered items cannot be combined with yet."""
    _known("missing", missing, ("listwise",), ("fiml", "pairwise", "two-stage"))


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
