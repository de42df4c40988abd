"""What a model implies, leaves over and explains."""

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import expected, single_patterns
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import local_geometry
from surveysem.sem.estimation.jacobians import derivatives, is_given, normal_information
from surveysem.sem.estimation.minimise import inverse_information
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.estimates import if_converged
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import GroupQuantities
from surveysem.sem.names import listed

_NOTHING = 1e-5


def implied(s: Solution, kind: str, group: str | None) -> pd.DataFrame | pd.Series:
    """Model-implied covariances (p, p) or means (p,); see ``Fit.implied``."""
    names = list(s.table.observed)
    M = s.sample_matrices[group_number(s, group)]
    if kind == "covariance":
        return pd.DataFrame(M.covariance(), index=names, columns=names)
    if kind != "mean":
        raise SpecificationError(f"kind {kind!r}; expected covariance or mean")
    if not s.table.meanstructure:
        raise SpecificationError("the model has no means: no intercept (~1) in its text")
    return pd.Series(M.mean(), index=names, name="mean")


def residuals(s: Solution, kind: str, group: str | None) -> pd.DataFrame:
    """Residual covariances (p, p), raw or by their standard errors; see ``Fit.residuals``."""
    if kind not in ("raw", "standardized"):
        raise SpecificationError(f"kind {kind!r}; expected raw or standardized")
    names = list(s.table.observed)
    k = group_number(s, group)
    raw = s.samples[k].moments.S - s.sample_matrices[k].covariance()
    if kind == "standardized":
        _check_standardized(s)
        errors = _standard_errors(s)
        raw = raw / np.where(np.abs(raw) < _NOTHING, 1.0, errors)
    return pd.DataFrame(raw, index=names, columns=names)


def _check_standardized(s: Solution) -> None:
    reasons = {
        "missing fiml": s.has_missing,
        "several groups": len(s.samples) > 1,
        f"estimator {s.estimator}": s.sandwich is not None,
    }
    for what, holds in reasons.items():
        if holds:
            raise SpecificationError(f"standardized residuals with {what} are not yet available")


def group_number(s: Solution, group: str | None) -> int:
    """Place of a group by its label; needed only where there are several."""
    labels = [sample.label for sample in s.samples]
    if len(labels) == 1 and group is None:
        return 0
    if group not in labels:
        raise SpecificationError(f"group {group!r}; expected one of {listed(labels)}")
    return labels.index(group)


def r_squared(s: Solution) -> pd.DataFrame:
    """Explained share of each dependent variable; see ``Fit.r_squared``."""
    frames = []
    for group, M in zip(s.quantities.groups, s.group_matrices, strict=True):
        shares = _explained(group, M, s.theta)
        values = if_converged(s, np.array(list(shares.values()), dtype=float))
        frame = pd.DataFrame({"variable": list(shares), "r_squared": values})
        if len(s.samples) > 1:
            frame.insert(0, "group", group.table.groups[0])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _explained(group: GroupQuantities, M: Matrices, theta: Array) -> dict[str, float]:
    pattern = group.pattern
    m = len(group.table.latent)
    total = dict(zip(pattern.observed, M.covariance().diagonal(), strict=True))
    total |= dict(zip(pattern.latent[:m], M.latent_covariance().diagonal()[:m], strict=True))
    rows = group.table.parameters
    residual = dict(zip((p.key for p in rows), group.raw(theta), strict=True))
    explained = dict.fromkeys(
        [p.rhs for p in rows if p.op == "=~"] + [p.lhs for p in rows if p.op == "~"]
    )
    return {n: float(1.0 - residual[n, "~~", n] / total[n]) for n in explained}


def factor_scores(s: Solution, method: str) -> pd.DataFrame:
    """Scores (n, latent variables) of the cases; see ``Fit.factor_scores``."""
    frames = [
        _scores(sample, M, method, len(s.table.latent), s.table.meanstructure)
        for sample, M in zip(s.samples, s.group_matrices, strict=True)
    ]
    scores = pd.concat(frames)
    scores.columns = pd.Index(s.table.latent)
    return scores


def _scores(sample: Sample, M: Matrices, method: str, m: int, means: bool) -> pd.DataFrame:
    if sample.X is None:
        raise DataError("factor scores need the cases; a published matrix has none")
    if sample.cases is not None:
        scores = _scores_with_missing(sample.X, M, method)
        return pd.DataFrame(scores[:, :m], index=sample.index)
    weights = _regression_weights(M) if method == "regression" else _bartlett_weights(M, method)
    mean = M.mean() if means else sample.X.mean(axis=0)
    scores = (sample.X - mean) @ weights.T
    if means:
        scores = scores + M.latent_mean()
    return pd.DataFrame(scores[:, :m], index=sample.index)


def _scores_with_missing(X: Array, M: Matrices, method: str) -> Array:
    """Regression scores from what each case shows: V Lambda_o' Sigma_oo^-1 (y_o - mu_o)."""
    if method != "regression":
        raise SpecificationError(f"{method} scores with missing fiml are not yet available")
    Sigma = M.covariance()
    inverse = np.asarray(np.linalg.inv(Sigma))
    cases = single_patterns(X)
    completed = expected(cases, M.mean(), inverse, float(np.linalg.slogdet(Sigma)[1])).D
    weights = M.Lambda @ M.latent_covariance()
    return np.asarray(completed @ inverse @ weights + M.latent_mean())


def _regression_weights(M: Matrices) -> Array:
    """V Lambda' Sigma^-1 (m, p) (Thurstone, 1935)."""
    return np.asarray(np.linalg.solve(M.covariance(), M.Lambda @ M.latent_covariance()).T)


def _bartlett_weights(M: Matrices, method: str) -> Array:
    """(Lambda' Theta^-1 Lambda)^-1 Lambda' Theta^-1 (m, p) (Bartlett, 1937)."""
    if method != "bartlett":
        raise SpecificationError(f"method {method!r}; expected regression or bartlett")
    if np.linalg.eigvalsh(M.Theta)[0] <= 0 or not M.Lambda.any(axis=0).all():
        raise SpecificationError(
            "Bartlett scores need items with positive residual variances for each latent variable; "
            "use method='regression' for higher-order factors and observed predictors"
        )
    Q = np.linalg.solve(M.Theta, M.Lambda)
    return np.asarray(np.linalg.solve(M.Lambda.T @ Q, Q.T))


def _standard_errors(s: Solution) -> Array:
    """Standard errors (p, p) of residual covariances (Hausman, 1978; lavaan's "standardized").

    With D the derivatives of the moments, W their information at the model and Gamma their
    covariances in the sample: Q Gamma Q' / N, Q = I - D (D'WD)^-1 D'W. Exogenous moments are
    given: they have no error and the others are conditional on them.
    """
    b = s.objective.blocks[0]
    here, p, means = local_geometry(b, s.theta), len(b.S), b.mean is not None
    D = b.pattern.collect(derivatives(here, b.directions, p, means))
    inverse = np.asarray(np.linalg.inv(s.matrices.covariance()))
    W = normal_information(inverse, means)
    at_sample = normal_information(np.asarray(np.linalg.inv(b.S), dtype=float), means)
    free = np.flatnonzero(~is_given(b.pattern.source, p, means))
    D, W, at_sample = D[free], W[np.ix_(free, free)], at_sample[np.ix_(free, free)]
    hat = D @ (2.0 * inverse_information(s.objective, s.theta)) @ (D.T @ W)
    Q = np.eye(len(W)) - hat
    variance = np.zeros(p * (p + 1) // 2 + p)
    variance[free] = np.einsum("ij,ji->i", Q, np.linalg.solve(at_sample, Q.T)) / s.sample.n
    errors = np.zeros((p, p))
    errors[np.tril_indices(p)] = np.sqrt(np.maximum(variance[: p * (p + 1) // 2], 0.0))
    return np.maximum(errors, errors.T)
