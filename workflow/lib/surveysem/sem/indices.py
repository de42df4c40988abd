"""Fit indices, in layers: chi-squares, comparison with the baseline, residuals, information.

Definitions are lavaan's; under ``amos`` those of the AMOS manual, appendix C, where they differ.
"""

from dataclasses import dataclass, field

import numpy as np

from surveysem.sem import chisq
from surveysem.sem.arrays import Array
from surveysem.sem.discrepancy import log_det
from surveysem.sem.solution import Solution

CLOSE = 0.05
_INTERVAL = 0.90


@dataclass(frozen=True, slots=True)
class Indices:
    """Named indices; one that cannot be computed is None and has a reason in ``not_computed``."""

    values: dict[str, float | int | None] = field(default_factory=dict)
    not_computed: dict[str, str] = field(default_factory=dict)

    def leave_out(self, reason: str, *names: str) -> None:
        """Set indices to None for a reason."""
        for name in names:
            self.values[name] = None
            self.not_computed[name] = reason


@dataclass(frozen=True, slots=True)
class Tested:
    """Chi-square and df of the model and of the baseline; N, its factor, q and p."""

    chisq: float
    df: int
    baseline_chisq: float
    baseline_df: int
    n: int
    scale: int
    q: int
    p: int


def fit_indices(solution: Solution) -> Indices:
    """All indices of a solution; all None where it did not converge."""
    found = Indices()
    t = _tested(solution)
    found.values["n_free"] = t.q
    half = 1.0 if solution.convention.name == "amos" else 0.5
    found.values["fmin"] = half * solution.minimum.value
    _chisq(found, t)
    _baseline(found, t)
    _rmsea(found, t)
    _residuals(found, solution, t)
    if solution.convention.name == "amos":
        _information_amos(found, t)
    else:
        _information(found, solution, t)
    _sample_size(found, t)
    if not solution.minimum.converged:
        known = ("n_free", "df", "baseline_chisq", "baseline_df", "baseline_pvalue")
        rest = [name for name in found.values if name not in known]
        found.leave_out("the solution did not converge", *rest)
    return found


def _tested(s: Solution) -> Tested:
    value, df = _baseline_model(s)
    return Tested(
        chisq=s.scale * s.minimum.value,
        df=s.df,
        baseline_chisq=s.scale * value,
        baseline_df=df,
        n=s.sample.n,
        scale=s.scale,
        q=s.table.n_free,
        p=len(s.table.observed),
    )


def _baseline_model(s: Solution) -> tuple[float, int]:
    """Discrepancy and df with all variables uncorrelated but the exogenous ones."""
    S, names = s.sample.moments.S, s.table.observed
    given = s.table.roles.exogenous if s.convention.fixed_x else ()
    x = [i for i, name in enumerate(names) if name in given]
    y = [i for i, name in enumerate(names) if name not in given]
    value = np.log(S.diagonal()[y]).sum() - log_det(S)
    if x:
        value += log_det(S[np.ix_(x, x)])
    return float(value), len(y) * (len(y) - 1) // 2 + len(y) * len(x)


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
    v, n = found.values, t.scale
    names = ("rmsea_ci_lower", "rmsea_ci_upper", "rmsea_pvalue")
    if t.df == 0:
        v["rmsea"] = 0.0
        found.leave_out("the model has no degrees of freedom", *names)
        return
    v["rmsea"] = float(np.sqrt(max(t.chisq / n / t.df - 1.0 / n, 0.0)))
    tail = (1.0 - _INTERVAL) / 2
    for name, probability in ((names[0], 1.0 - tail), (names[1], tail)):
        limit = chisq.noncentrality(t.chisq, t.df, probability)
        if limit is None:
            found.leave_out("the search in the noncentral chi-square failed", name)
        else:
            v[name] = float(np.sqrt(limit / n / t.df))
    v[names[2]] = chisq.noncentral_survival(t.chisq, t.df, n * t.df * CLOSE**2)


def _residuals(found: Indices, s: Solution, t: Tested) -> None:
    """SRMR (Bentler, 1995), RMR, GFI, AGFI, PGFI (Joreskog and Sorbom, 1981)."""
    v = found.values
    S, M = s.sample.moments.S, s.matrices
    Sigma = M.covariance()
    lower = np.tril_indices(t.p)
    sd = np.sqrt(S.diagonal())
    residual = (S - Sigma)[lower]
    standard = ((S - Sigma) / sd / sd[:, None])[lower]
    d: Array = np.zeros(0)
    if s.table.meanstructure and s.sample.moments.mean is not None:
        d = s.sample.moments.mean - M.mean()
        residual = np.concatenate([residual, d])
        standard = np.concatenate([standard, d / sd])
    v["rmr"] = float(np.sqrt(np.mean(residual**2)))
    v["srmr"] = float(np.sqrt(np.mean(standard**2)))
    _goodness(found, S, Sigma, d, s, t)


def _goodness(found: Indices, S: Array, Sigma: Array, d: Array, s: Solution, t: Tested) -> None:
    """GFI and kin; moments that are given, not explained, are left out as in lavaan."""
    v, mean = found.values, s.sample.moments.mean
    if d.size and s.convention.name == "amos":
        found.leave_out("AMOS gives none for models with means", "gfi", "agfi", "pgfi")
        return
    given = s.quantities.pattern.source
    observed = np.concatenate([S.ravel(), mean if mean is not None else np.zeros(t.p)])
    observed[given] = 0.0
    ratio = np.linalg.solve(Sigma, observed[: t.p**2].reshape(t.p, t.p))
    deviation = np.linalg.solve(Sigma, S - Sigma)
    error = 0.5 * np.einsum("ij,ji", deviation, deviation)
    total = 0.5 * np.einsum("ij,ji", ratio, ratio)
    if d.size:
        error += d @ np.linalg.solve(Sigma, d)
        total += observed[t.p**2 :] @ np.linalg.solve(Sigma, observed[t.p**2 :])
    moments = t.p * (t.p + 1) // 2 + d.size
    gfi = 1.0 - float(error / total)
    v["gfi"] = gfi
    v["agfi"] = 1.0 - moments / t.df * (1.0 - gfi) if t.df else 1.0
    v["pgfi"] = t.df / moments * gfi


def _information(found: Indices, s: Solution, t: Tested) -> None:
    """Log-likelihoods and AIC, BIC, SABIC, ECVI as lavaan gives them, given exogenous variables."""
    v, n, q = found.values, t.n, t.q
    S = s.sample.moments.S
    x = [i for i, name in enumerate(s.table.observed) if name in s.table.roles.exogenous]
    constant = t.p * np.log(2 * np.pi) + log_det(S) + t.p
    if x:
        constant -= len(x) * np.log(2 * np.pi) + log_det(S[np.ix_(x, x)]) + len(x)
    unrestricted = -0.5 * n * constant
    logl = unrestricted - 0.5 * n * s.minimum.value
    v |= {"logl": float(logl), "unrestricted_logl": float(unrestricted)}
    v["aic"] = -2 * logl + 2 * q
    v["bic"] = -2 * logl + q * np.log(n)
    v["sabic"] = -2 * logl + q * np.log((n + 2) / 24)
    v["caic"] = -2 * logl + q * (np.log(n) + 1)
    v["ecvi"] = (t.chisq + 2 * q) / t.scale


def _information_amos(found: Indices, t: Tested) -> None:
    """AIC, BCC, BIC, CAIC, ECVI, MECVI as AMOS gives them, from the chi-square."""
    v, C, q, n = found.values, t.chisq, t.q, t.n
    found.leave_out("AMOS gives none", "logl", "unrestricted_logl", "sabic")
    v["aic"] = C + 2 * q
    v["bic"] = C + q * np.log(n)
    v["caic"] = C + q * (np.log(n) + 1)
    v["ecvi"] = (C + 2 * q) / t.scale
    if n - t.p - 2 <= 0:
        found.leave_out("N - p - 2 is not positive", "bcc", "mecvi")
        return
    v["bcc"] = C + 2 * q * (n - 1) / (n - t.p - 2)
    v["mecvi"] = float(v["bcc"] or 0.0) / t.scale


def _sample_size(found: Indices, t: Tested) -> None:
    """Hoelter's critical N and McDonald's noncentrality index."""
    v = found.values
    v["mfi"] = float(np.exp(-0.5 * (t.chisq - t.df) / t.n))
    names = ("hoelter_05", "hoelter_01")
    if t.df == 0 or t.chisq <= 0:
        found.leave_out("the model has no degrees of freedom or fits perfectly", *names)
        return
    for name, alpha in zip(names, (0.05, 0.01), strict=True):
        v[name] = chisq.quantile(alpha, t.df) / (t.chisq / t.scale) + 1.0
