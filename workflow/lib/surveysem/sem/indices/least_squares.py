"""What least squares leave out of the fit indices."""

from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices.index_record import Indices

_TESTS = ("pvalue", "baseline_pvalue")
_WITHOUT_CHISQ = (
    *("chisq", "chisq_df", "baseline_chisq", *_TESTS, "cfi", "tli", "ifi", "rni", "pcfi"),
    *("rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue"),
    *("ecvi", "mfi", "hoelter_05", "hoelter_01"),
    *("ncp", "ncp_ci_lower", "ncp_ci_upper", "f0", "f0_ci_lower", "f0_ci_upper"),
)


def without_theory(found: Indices, s: Solution) -> None:
    """Under ``amos`` ULS and SLS have no chi-square; lavaan's of ULS has no p-value.

    NFI, RFI and PNFI remain, which are ratios of discrepancies, and all that rests on residuals.
    """
    if not s.has_theory:
        reason = f"AMOS gives no chi-square with {s.estimator}"
        found.leave_out(reason, *(name for name in _WITHOUT_CHISQ if name in found.values))
    elif s.estimator == "ULS":
        found.leave_out("the distribution of the chi-square of ULS is unknown", *_TESTS)
