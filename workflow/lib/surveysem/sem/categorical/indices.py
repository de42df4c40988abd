"""Fit indices of least-squares fits: plain, scaled, and Savalei's robust ones."""

from dataclasses import replace

import numpy as np

from surveysem.moments import OrderedSample
from surveysem.sem.arrays import Array
from surveysem.sem.categorical.catml import robust_test
from surveysem.sem.categorical.discrepancy import OrderedBlock
from surveysem.sem.categorical.robust import adjustment, baseline_adjustment
from surveysem.sem.categorical.solution import OrderedSolution
from surveysem.sem.indices import fit_indices as indices
from surveysem.sem.indices import robust_indices
from surveysem.sem.indices.fit_indices import Tested
from surveysem.sem.indices.index_record import Indices
from surveysem.sem.model.matrices import Matrices

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
    found.values["fmin"] = 0.5 * t.chisq / s.n
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
    return Tested(
        chisq=s.scale * s.minimum.value,
        df=s.df,
        baseline_chisq=s.scale * sum(_baseline_value(*part) for part in _correlations(s)),
        baseline_df=sum(sample.pairs.n for sample in s.moments),
        n=s.scale,
        scale=s.scale,
        q=s.n_free,
        p=len(s.table.observed),
        rmsea_groups=len(s.samples),
    )


def _correlations(s: OrderedSolution) -> list[tuple[OrderedBlock, Array]]:
    """Each group with Gamma (P, P) of its correlations."""
    parts = zip(s.least_squares.groups, s.moments, s.Gamma, strict=True)
    return [(block, G[-m.pairs.n :, -m.pairs.n :]) for block, m, G in parts]


def _baseline_value(block: OrderedBlock, Gamma: Array) -> float:
    """Discrepancy of a group where all correlations are zero and all other moments free."""
    pairs = block.s[-len(Gamma) :]
    if block.W.values.ndim == 1:
        return block.weight * float(pairs @ (block.W.values[-len(Gamma) :] * pairs))
    return block.weight * float(pairs @ np.linalg.solve(Gamma, pairs))


def _residuals(found: Indices, s: OrderedSolution, t: Tested) -> None:
    """SRMR over the correlations alone (lavaan's srmr_bentler_nomean), RMR, GFI and WRMR."""
    v, blocks = found.values, s.least_squares.groups
    matrices = s.sample_matrices
    parts = list(zip(blocks, s.moments, matrices, strict=True))
    v["srmr"] = sum(b.share * _srmr(m, M) for b, m, M in parts)
    v["rmr"] = sum(b.share * _rmr(b, m, M, s.theta) for b, m, M in parts)
    moments = sum(b.s.size for b in blocks)
    v["gfi"] = gfi = sum(b.share * _gfi(b, s.theta) for b in blocks)
    v["agfi"] = 1.0 - moments / t.df * (1.0 - gfi) if t.df else 1.0
    v["pgfi"] = t.df / moments * gfi
    v["wrmr"] = float(np.sqrt(t.chisq / moments))


def _gfi(block: OrderedBlock, theta: Array) -> float:
    residual = block.s - block.implied(theta)
    return 1.0 - float(residual @ block.W.times(residual)) / float(block.s @ block.W.times(block.s))


def _srmr(sample: OrderedSample, M: Matrices) -> float:
    S, p = sample.S, len(sample.names)
    sd = np.sqrt(S.diagonal())
    i, j = sample.pairs.first, sample.pairs.second
    raw = (S - M.covariance())[i, j] / sd[i] / sd[j]
    return float(np.sqrt(2.0 * np.sum(raw**2) / (p * (p + 1))))


def _rmr(block: OrderedBlock, sample: OrderedSample, M: Matrices, theta: Array) -> float:
    p = len(sample.names)
    raw = (sample.S - M.covariance())[sample.pairs.first, sample.pairs.second]
    thresholds = (block.s - block.implied(theta))[block.places.threshold]
    squares = np.sum(raw**2) + np.sum(thresholds**2)
    return float(np.sqrt(squares / (p * (p + 1) // 2 + thresholds.size)))


def _scaled(found: Indices, s: OrderedSolution, t: Tested) -> None:
    """Indices of the mean-and-variance adjusted tests of model and baseline."""
    v = found.values
    if t.df == 0 or s.vcov is None:
        reason = "the model has no degrees of freedom, or is not determined by the data"
        found.leave_out(reason, *(f"{name}_scaled" for name in _SCALED))
        return
    of_model = adjustment(s.least_squares, s.theta, s.Gamma, t.df)
    parts = _correlations(s)
    of_baseline = baseline_adjustment(
        [block.W.values[-len(G) :] for block, G in parts], [G for _, G in parts]
    )
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
