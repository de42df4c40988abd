"""Fit indices, in layers: chi-squares, comparison with the baseline, residuals, information.

Definitions are lavaan's; under ``amos`` those of the AMOS manual, appendix C, where they differ.
"""

from dataclasses import dataclass

import numpy as np

from surveysem.moments.threads import one_blas_thread
from surveysem.sem.estimation.incomplete import UNBOUNDED
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import chisq, closeness, least_squares, robust_indices, scaled_indices
from surveysem.sem.indices.baseline import baseline
from surveysem.sem.indices.index_record import Indices
from surveysem.sem.indices.likelihood import likelihood
from surveysem.sem.indices.robust_indices import rmsea_interval

_WITHOUT_SATURATED = (
    *("n_free", "df", "baseline_df", "rmr", "srmr", "logl", "aic", "bic", "sabic", "caic"),
)


@dataclass(frozen=True, slots=True)
class Tested:
    """Chi-square and df of the model and of the baseline; N, its factor, q, p, groups in RMSEA."""

    chisq: float
    df: int
    baseline_chisq: float
    baseline_df: int
    n: int
    scale: int
    q: int
    p: int
    rmsea_groups: int


@one_blas_thread()
def fit_indices(solution: Solution) -> Indices:
    """All indices of a solution; all None where it did not converge."""
    found = Indices()
    t = _tested(solution)
    found.values["n_free"] = t.q
    found.values["fmin"] = _fmin(solution, t)
    _chisq(found, t)
    _baseline(found, t)
    _rmsea(found, t)
    if solution.sandwich is not None:
        scaled_indices.scaled(found, solution)
    if solution.has_missing:
        robust_indices.with_missing(found, solution)
    _residuals(found, solution, t)
    if not solution.has_likelihood:
        _without_likelihood(found, t, f"{solution.estimator} has no likelihood")
    elif solution.convention.name == "amos":
        _information_amos(found, solution, t)
    elif solution.missing in ("pairwise", "two-stage"):
        _without_likelihood(found, t, "the discrepancy of such moments is no likelihood of cases")
    else:
        _information(found, solution, t)
    _sample_size(found, t)
    if solution.convention.name == "amos":
        _noncentrality(found, t)
    least_squares.without_theory(found, solution)
    if not solution.minimum.converged:
        known = ("n_free", "df", "baseline_chisq", "baseline_df", "baseline_pvalue")
        rest = [name for name in found.values if name not in known]
        found.leave_out("the solution did not converge", *rest)
    elif not all(sample.bounded for sample in solution.samples):
        rest = [name for name in found.values if name not in _WITHOUT_SATURATED]
        found.leave_out(UNBOUNDED, *rest)
    return found


def _tested(s: Solution) -> Tested:
    against = baseline(s)
    return Tested(
        chisq=s.chisq,
        df=s.df,
        baseline_chisq=against.chisq,
        baseline_df=against.df,
        n=s.n,
        scale=s.scale,
        q=s.n_free,
        p=len(s.table.observed),
        rmsea_groups=1 if s.convention.name == "amos" else len(s.samples),
    )


def _fmin(s: Solution, t: Tested) -> float:
    """Half of F as lavaan gives it (of least squares half of chisq / N); AMOS's is F."""
    if s.convention.name == "amos":
        return s.minimum.value
    return 0.5 * s.minimum.value if s.has_likelihood else 0.5 * t.chisq / t.n


def _chisq(found: Indices, t: Tested) -> None:
    v = found.values
    v |= {"chisq": t.chisq, "df": t.df}
    if t.df == 0:
        found.leave_out("the model has no degrees of freedom", "pvalue", "chisq_df")
    else:
        v |= {"pvalue": chisq.survival(t.chisq, t.df), "chisq_df": t.chisq / t.df}
    v |= {"baseline_chisq": t.baseline_chisq, "baseline_df": t.baseline_df}
    if t.baseline_df:
        v["baseline_pvalue"] = chisq.survival(t.baseline_chisq, t.baseline_df)
    else:
        found.leave_out("the baseline model has no degrees of freedom", "baseline_pvalue")


def _baseline(found: Indices, t: Tested) -> None:
    """CFI (Bentler, 1990), TLI, NFI, RFI, IFI, RNI, PNFI, PCFI as in lavaan's lav_fit_cfi."""
    v = found.values
    X, df, X0, df0 = t.chisq, t.df, t.baseline_chisq, t.baseline_df
    if df0 == 0 or X0 <= 0:
        reason = "the baseline model has no degrees of freedom or fits perfectly"
        found.leave_out(reason, "cfi", "tli", "nfi", "rfi", "ifi", "rni", "pnfi", "pcfi")
        return
    excess, excess0 = X - df, X0 - df0
    worst = max(excess, excess0, 0.0)
    cfi = 1.0 if worst == 0 else 1.0 - max(excess, 0.0) / worst
    nfi = (X0 - X) / X0
    v |= {"cfi": cfi, "nfi": nfi, "pnfi": df / df0 * nfi, "pcfi": df / df0 * cfi}
    _ratio(found, "ifi", X0 - X, X0 - df)
    _ratio(found, "rni", excess0 - excess, excess0)
    if df == 0:
        v |= {"tli": 1.0, "rfi": 1.0}
        return
    _ratio(found, "tli", X0 / df0 - X / df, X0 / df0 - 1.0)
    v["rfi"] = (X0 / df0 - X / df) / (X0 / df0)


def _ratio(found: Indices, name: str, above: float, below: float) -> None:
    if below == 0:
        found.leave_out("its denominator is zero", name)
    else:
        found.values[name] = above / below


def _rmsea(found: Indices, t: Tested) -> None:
    """RMSEA with its 90 % interval and P(RMSEA <= .05) (Browne and Cudeck, 1993)."""
    n = t.scale / t.rmsea_groups
    if t.df == 0:
        found.values["rmsea"] = 0.0
        reason = "the model has no degrees of freedom"
        found.leave_out(reason, "rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
        return
    found.values["rmsea"] = float(np.sqrt(max(t.chisq / t.df - 1.0, 0.0) / n))
    rmsea_interval(found, "", t.chisq, t.df, n, 1.0)


def _residuals(found: Indices, s: Solution, t: Tested) -> None:
    v = found.values
    v |= {"rmr": closeness.rmr(s), "srmr": closeness.srmr(s)}
    if s.table.meanstructure and s.convention.name == "amos":
        found.leave_out("AMOS gives none for models with means", "rmr", "gfi", "agfi", "pgfi")
        return
    if s.has_missing:
        reason = "it compares the covariances of complete rows with those of the model"
        found.leave_out(reason, "gfi", "agfi", "pgfi")
        return
    gfi = closeness.gfi(s)
    moments = len(s.samples) * (t.p * (t.p + 1) // 2 + t.p * s.table.meanstructure)
    v["gfi"] = gfi
    v["agfi"] = 1.0 - moments / t.df * (1.0 - gfi) if t.df else 1.0
    v["pgfi"] = t.df / moments * gfi


def _information(found: Indices, s: Solution, t: Tested) -> None:
    """Log-likelihoods and AIC, BIC, SABIC, ECVI as lavaan gives them, given exogenous variables."""
    v, n, q = found.values, t.n, t.q
    both = likelihood(s)
    logl = both.model
    v |= {"logl": logl, "unrestricted_logl": both.unrestricted}
    v["aic"] = -2 * logl + 2 * q
    v["bic"] = -2 * logl + q * np.log(n)
    v["sabic"] = -2 * logl + q * np.log((n + 2) / 24)
    v["caic"] = -2 * logl + q * (np.log(n) + 1)
    v["ecvi"] = (t.chisq + 2 * q) / t.scale


def _without_likelihood(found: Indices, t: Tested, reason: str) -> None:
    found.leave_out(reason, "logl", "unrestricted_logl", "aic", "bic", "sabic", "caic")
    found.values["ecvi"] = (t.chisq + 2 * t.q) / t.scale


def _information_amos(found: Indices, s: Solution, t: Tested) -> None:
    """AIC, BCC, BIC, CAIC, ECVI, MECVI as AMOS gives them, from the chi-square.

    (Manual, appendix C.) In BCC a group of N_g cases counts n N_g / N / (N_g - p - 2).
    """
    v, C, q, n = found.values, t.chisq, t.q, t.n
    found.leave_out("AMOS gives none", "logl", "unrestricted_logl", "sabic")
    v["aic"] = C + 2 * q
    v["ecvi"] = (C + 2 * q) / t.scale
    if len(s.samples) > 1 or s.table.meanstructure:
        found.leave_out("AMOS gives it for one group without means alone", "bic", "caic")
    else:
        v["bic"] = C + q * np.log(n)
        v["caic"] = C + q * (np.log(n) + 1)
    sizes = np.array(s.sizes, dtype=float)
    if sizes.min() - t.p - 2 <= 0:
        found.leave_out("N - p - 2 is not positive", "bcc", "mecvi")
        return
    each = t.scale * sizes / n / (sizes - t.p - 2)
    v["bcc"] = C + 2 * q * float(each.mean())
    v["mecvi"] = float(v["bcc"] or 0.0) / t.scale


def _sample_size(found: Indices, t: Tested) -> None:
    """Hoelter's critical N and McDonald's noncentrality index."""
    v = found.values
    with np.errstate(over="ignore"):
        v["mfi"] = float(np.exp(-0.5 * (t.chisq - t.df) / t.scale))
    names = ("hoelter_05", "hoelter_01")
    if t.df == 0 or t.chisq <= 0:
        found.leave_out("the model has no degrees of freedom or fits perfectly", *names)
        return
    for name, alpha in zip(names, (0.05, 0.01), strict=True):
        v[name] = chisq.quantile(alpha, t.df) / (t.chisq / t.scale) + 1.0


def _noncentrality(found: Indices, t: Tested) -> None:
    """NCP = max(C - d, 0), F0 = NCP / n with 90 % intervals, PRATIO (AMOS manual, appendix C)."""
    v = found.values
    ncp = max(t.chisq - t.df, 0.0)
    v |= {"ncp": ncp, "f0": ncp / t.scale}
    if t.baseline_df:
        v["pratio"] = t.df / t.baseline_df
    else:
        found.leave_out("the baseline model has no degrees of freedom", "pratio")
    for limit in ("lower", "upper"):
        rmsea, names = v[f"rmsea_ci_{limit}"], (f"ncp_ci_{limit}", f"f0_ci_{limit}")
        if rmsea is None:
            found.leave_out(found.not_computed[f"rmsea_ci_{limit}"], *names)
        else:
            v |= {names[0]: rmsea**2 * t.df * t.scale, names[1]: rmsea**2 * t.df}
