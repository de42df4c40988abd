"""What a model implies, leaves over and explains."""

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.estimates import if_converged
from surveysem.sem.inference.residual_errors import residual_errors
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import GroupQuantities
from surveysem.sem.names import listed

_NOTHING = 1e-5


def implied(s: Solution, kind: str, group: str | None) -> pd.DataFrame | pd.Series:
    """Model-implied covariances (p, p), (m, m) or means (p,); see ``Fit.implied``."""
    names = list(s.table.observed)
    k = group_number(s, group)
    M = s.sample_matrices[k]
    if kind == "latent covariance":
        names = list(s.quantities.groups[k].pattern.latent)
        return pd.DataFrame(M.latent_covariance(), index=names, columns=names)
    if kind == "covariance":
        return pd.DataFrame(M.covariance(), index=names, columns=names)
    if kind != "mean":
        raise SpecificationError(f"kind {kind!r}; expected covariance, latent covariance or mean")
    if not s.table.meanstructure:
        raise SpecificationError("the model has no means: no intercept (~1) in its text")
    return pd.Series(M.mean(), index=names, name="mean")


def sample_moments(s: Solution) -> Moments:
    """The moments that the model was fitted to; see ``Fit.sample_moments``."""
    if len(s.samples) > 1:
        raise SpecificationError("several groups have moments each; expected one sample")
    if s.missing in ("fiml", "two-stage"):
        raise SpecificationError(
            f"missing {s.missing}: what each respondent answered is needed, not moments alone"
        )
    return s.samples[0].moments


def residuals(s: Solution, kind: str, group: str | None) -> pd.DataFrame:
    """Residual covariances (p, p), raw or by their standard errors; see ``Fit.residuals``.

    Standardised ones are NaN where the estimation did not converge, which leaves no errors.
    """
    if kind not in ("raw", "standardized"):
        raise SpecificationError(f"kind {kind!r}; expected raw or standardized")
    names = list(s.table.observed)
    k = group_number(s, group)
    raw = s.samples[k].moments.S - s.sample_matrices[k].covariance()
    if kind == "standardized":
        if not s.minimum.converged:
            return pd.DataFrame(np.nan, index=names, columns=names)
        errors = residual_errors(s)[k]
        raw = raw / np.where(np.abs(raw) < _NOTHING, 1.0, errors)
    return pd.DataFrame(raw, index=names, columns=names)


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
