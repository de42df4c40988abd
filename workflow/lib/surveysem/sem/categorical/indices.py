"""Fit indices of least-squares fits: plain, scaled, and Savalei's robust ones."""

from dataclasses import replace

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.categorical.catml import robust_test
from surveysem.sem.categorical.robust import adjustment, baseline_adjustment
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.indices import fit_indices as indices
from surveysem.sem.indices import robust_indices
from surveysem.sem.indices.fit_indices import Tested
from surveysem.sem.indices.index_record import Indices

_NO_LIKELIHOOD = ("logl", "unrestricted_logl", "aic", "bic", "sabic", "caic", "ecvi")
_RMSEA = ("rmsea", "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
_SCALED = (
    "chisq", "pvalue", "baseline_chisq", "baseline_pvalue", "cfi", "tli", "nfi", "rfi", "ifi",
    "rni", "pnfi", *_RMSEA,
)  # fmt: skip


def fit_indices(s: OrderedSolution) -> Indices:
    """All indices of a solution; all None where it did not converge."""
    found = Indices()
    t = _tested(s)
    found.values["n_free"] = t.q
    found.values["fmin"] = 0.5 * t.chisq / s.sample.n
    _of_test(found, t)
    _residuals(found, s, t)
    indices._sample_size(found, t)
    found.leave_out(f"{s.estimator} has no likelihood", *_NO_LIKELIHOOD)
    if s.weighting.robust:
        _scaled(found, s, t)
        _robust(found, s, t)
    if not s.minimum.converged:
        known = ("n_free", "df", "baseline_chisq", "baseline_df", "baseline_pvalue")
        rest = [name for name in found.values if name not in known]
        found.leave_out("the solution did not converge", *rest)
    return found


def _of_test(found: Indices, t: Tested) -> None:
    indices._chisq(found, t)
    indices._baseline(found, t)
    indices._rmsea(found, t)


def _tested(s: OrderedSolution) -> Tested:
    pairs = s.least_squares.s[-s.moments.pairs.n :]
    return Tested(
        chisq=s.scale * s.minimum.value,
        df=s.df,
        baseline_chisq=s.scale * float(pairs @ _baseline_weight(s) @ pairs),
        baseline_df=s.moments.pairs.n,
        n=s.scale,
        scale=s.scale,
        q=s.table.n_free,
        p=len(s.table.observed),
        rmsea_groups=1,
    )


def _baseline_weight(s: OrderedSolution) -> Array:
    """W (P, P) of the correlations where all other moments are free."""
    n_pairs = s.moments.pairs.n
    if s.least_squares.W.ndim == 1:
        return np.diag(s.least_squares.W[-n_pairs:])
    return np.asarray(np.linalg.inv(s.Gamma[-n_pairs:, -n_pairs:]))


def _residuals(found: Indices, s: OrderedSolution, t: Tested) -> None:
    """SRMR over the correlations alone (lavaan's srmr_bentler_nomean), RMR, GFI and WRMR."""
    v, F = found.values, s.least_squares
    S, Sigma = s.sample.moments.S, s.matrices.covariance()
    sd = np.sqrt(S.diagonal())
    pairs = s.moments.pairs.first, s.moments.pairs.second
    raw = (S - Sigma)[pairs]
    moments = t.p * (t.p + 1) // 2
    v["srmr"] = float(np.sqrt(np.sum((raw / sd[pairs[0]] / sd[pairs[1]]) ** 2) / moments))
    thresholds = (F.s - F.implied(s.theta))[F.places.threshold]
    squares = np.sum(raw**2) + np.sum(thresholds**2)
    v["rmr"] = float(np.sqrt(squares / (moments + thresholds.size)))
    v["gfi"] = gfi = 1.0 - s.minimum.value / float(F.s @ F.weigh(F.s))
    v["agfi"] = 1.0 - F.s.size / t.df * (1.0 - gfi) if t.df else 1.0
    v["pgfi"] = t.df / F.s.size * gfi
    v["wrmr"] = float(np.sqrt(t.chisq / F.s.size))


def _scaled(found: Indices, s: OrderedSolution, t: Tested) -> None:
    """Indices of the mean-and-variance adjusted tests of model and baseline."""
    v = found.values
    if t.df == 0 or s.vcov is None:
        reason = "the model has no degrees of freedom, or is not determined by the data"
        found.leave_out(reason, *(f"{name}_scaled" for name in _SCALED))
        return
    of_model = adjustment(s.least_squares, s.theta, s.Gamma, t.df)
    n_pairs = s.moments.pairs.n
    of_baseline = baseline_adjustment(s.least_squares.W[-n_pairs:], s.Gamma[-n_pairs:, -n_pairs:])
    v |= {"chisq_scaling_factor": of_model.scaling, "chisq_shift": of_model.shift}
    v["baseline_chisq_scaling_factor"] = of_baseline.scaling
    adjusted = replace(
        t, chisq=of_model.of(t.chisq), baseline_chisq=of_baseline.of(t.baseline_chisq)
    )
    scaled = Indices()
    _of_test(scaled, adjusted)
    for name in _SCALED:
        v[f"{name}_scaled"] = scaled.values[name]
        if name in scaled.not_computed:
            found.not_computed[f"{name}_scaled"] = scaled.not_computed[name]


def _robust(found: Indices, s: OrderedSolution, t: Tested) -> None:
    """CFI, TLI and RMSEA of Savalei (2021, Multivariate Behavioral Research 56, 390-407)."""
    if t.df == 0 or s.vcov is None:
        reason = "the model has no degrees of freedom, or is not determined by the data"
        found.leave_out(reason, *robust_indices.ROBUST)
        return
    test = robust_test(s)
    if isinstance(test, str):
        found.leave_out(test, *robust_indices.ROBUST)
        return
    robust_indices.robust(found, s, test)
