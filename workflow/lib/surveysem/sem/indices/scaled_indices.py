"""Scaled chi-squares of robust estimators and the indices that rest on them."""

from dataclasses import dataclass

import numpy as np

from surveysem.sem.estimation.sandwich import Sandwich, local_linear, sandwich_of
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import chisq
from surveysem.sem.indices.baseline import baseline, margin_derivatives
from surveysem.sem.indices.corrected import Corrected
from surveysem.sem.indices.index_record import Indices
from surveysem.sem.indices.robust_indices import rmsea_interval, robust

_MODEL = ("chisq_scaled", "pvalue_scaled", "chisq_scaling_factor")
_BASELINE = ("baseline_chisq_scaled", "baseline_scaling_factor", "cfi_scaled", "tli_scaled")
_RMSEA = ("rmsea_scaled", "rmsea_ci_lower_scaled", "rmsea_ci_upper_scaled", "rmsea_pvalue_scaled")
_ROBUST = ("cfi_robust", "tli_robust", "rmsea_robust")
_INTERVAL = ("rmsea_ci_lower_robust", "rmsea_ci_upper_robust", "rmsea_pvalue_robust")


@dataclass(frozen=True, slots=True)
class ScaledTest:
    """X / factor + shift, and tr(U Gamma) / df, by which the mean of X exceeds its df."""

    value: float
    factor: float
    shift: float
    excess: float


def scaled_test(value: float, df: int, s: Sandwich) -> ScaledTest | None:
    """Satorra-Bentler or Yuan-Bentler scaling, or with ``trace2`` scaled and shifted.

    (Satorra and Bentler, 1994; Asparouhov and Muthen, 2010.) None where the trace is not positive.
    """
    if not df or s.trace <= 0:
        return None
    if s.trace2 is None:
        factor = s.trace / df
        return ScaledTest(value / factor, factor, 0.0, factor)
    factor = float(np.sqrt(s.trace2 / df))
    shift = df - s.trace / factor
    return ScaledTest(value / factor + shift, factor, shift, s.trace / df)


def scaled(found: Indices, s: Solution) -> None:
    """``_scaled`` indices, and ``_robust`` ones where no value is missing."""
    v, df = found.values, s.df
    assert s.sandwich is not None
    own = scaled_test(s.chisq, df, s.sandwich)
    if own is None:
        reason = "the model has no degrees of freedom or no positive scaling factor"
        found.leave_out(reason, *_MODEL, *_BASELINE, *_RMSEA, *_ROBUST, *_INTERVAL)
        return
    pvalue = chisq.survival(max(own.value, 0.0), df)
    v |= {"chisq_scaled": own.value, "df_scaled": df, "pvalue_scaled": pvalue}
    v["chisq_scaling_factor"] = own.factor
    if s.sandwich.trace2 is not None:
        v["chisq_shift"] = own.shift
    _rmsea(found, s, own)
    null = _baseline_test(s)
    if null is None:
        reason = "the baseline model has no positive scaling factor"
        found.leave_out(reason, *_BASELINE, *_ROBUST, *_INTERVAL)
        return
    df0 = int(v["baseline_df"] or 0)
    v |= {"baseline_chisq_scaled": null.value, "baseline_scaling_factor": null.factor}
    excess, excess0 = own.value - df, null.value - df0
    worst = max(excess, excess0, 0.0)
    v["cfi_scaled"] = 1.0 - max(excess, 0.0) / worst if worst else 1.0
    v["tli_scaled"] = 1.0 - excess * df0 / (excess0 * df)
    if not s.has_missing:
        X0 = baseline(s).chisq
        robust(found, s, Corrected(s.chisq, own.excess, own.value, own.factor, X0, null.excess))


def _rmsea(found: Indices, s: Solution, own: ScaledTest) -> None:
    """RMSEA of the scaled test: df times the scaling factor, or the shifted value."""
    assert s.sandwich is not None
    shifted = s.sandwich.trace2 is not None
    value = own.value if shifted else s.chisq
    df = float(s.df) if shifted else s.sandwich.trace
    n = s.scale / len(s.samples)
    found.values["rmsea_scaled"] = float(np.sqrt(max(value / df - 1.0, 0.0) / n))
    rmsea_interval(found, "_scaled", value, df, n, 1.0)


def _baseline_test(s: Solution) -> ScaledTest | None:
    """The scaled test of the baseline model."""
    against = baseline(s)
    blocks = s.objective.blocks
    own = [margin_derivatives(b) for b in blocks]
    widths = [D.shape[1] for D in own]
    parts = []
    for k, (b, sample) in enumerate(zip(blocks, s.samples, strict=True)):
        before, after = sum(widths[:k]), sum(widths[k + 1 :])
        D = np.pad(own[k], ((0, 0), (before, after)))
        mean = against.mean[k]
        if b.mean is None and sample.X is not None:
            mean = sample.X.mean(axis=0)
        parts.append(local_linear(b, sample, against.S[k], mean, D))
    found = sandwich_of(s.estimator, s.missing)
    assert found is not None
    return scaled_test(against.chisq, against.df, found(parts))
