"""Where the parameters of a model with ordered items sit in its matrices."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.sem.arrays import Array, Indices, Numbers
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.matrices import Matrices, Pattern
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.table import ParameterTable

_OUTSIDE = ("|", "~*~")


@dataclass(frozen=True, slots=True)
class OrderedPattern(Pattern):
    """A pattern whose ordered items are seen in units of their scaling factors.

    The scaling factor of an item is one over the standard deviation of the variable behind it.
    With ``theta`` it follows from the residual variance, else (delta) the residual variance from
    it; with ``units`` all are 1. Behind the matrices the vector holds thresholds and scaling
    factors: ``ordered`` places of the ordered items among the observed, ``residual`` of their
    residual variances and ``scaling`` of their scaling factors in the vector.
    """

    ordered: Indices
    residual: Indices
    scaling: Indices
    theta: bool
    units: bool

    def fill(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Vector (..., T) at ``theta`` (..., q), with what follows from the rest filled in."""
        vector = Pattern.fill(self, theta, given)
        M = Matrices(**self.split(vector))
        explained = ((M.Lambda @ M.latent_covariance()) * M.Lambda).sum(axis=-1)[..., self.ordered]
        if self.theta:
            vector[..., self.scaling] = 1.0 / np.sqrt(explained + vector[..., self.residual])
        else:
            vector[..., self.residual] = vector[..., self.scaling] ** -2.0 - explained
        return vector

    def scale(self, vector: Numbers) -> Numbers:
        """Scaling factors (..., p) of the observed variables, 1 of numeric ones."""
        D = np.ones((*vector.shape[:-1], len(self.observed)), dtype=vector.dtype)
        D[..., self.ordered] = vector[..., self.scaling]
        return D

    def scaled(self, theta: Numbers) -> Matrices:
        """Matrices in the units in which ordered items have variance 1: of what was analysed."""
        vector = self.fill(theta)
        M, D = Matrices(**self.split(vector)), self.scale(vector)
        wide = D[..., None]
        return replace(
            M, Lambda=wide * M.Lambda, Theta=wide * M.Theta * D[..., None, :], nu=D * M.nu
        )


def core_pattern(table: ParameterTable) -> Pattern:
    """The pattern of the matrices alone, without thresholds and scaling factors."""
    return pattern(replace(table, parameters=tuple(_core(table))))


def ordered_pattern(
    table: ParameterTable, ordered: tuple[str, ...], parameterization: str
) -> OrderedPattern:
    """Pattern of a table of one group that has the rows of ordered items."""
    core = core_pattern(table)
    outside = [p for p in table.parameters if p.op in _OUTSIDE]
    at = {p.key: core.template.size + i for i, p in enumerate(outside)}
    at |= dict(zip((p.key for p in _core(table)), core.rows.tolist(), strict=True))
    values = [0.0 if p.value is None else p.value for p in outside]
    parameter = np.concatenate([core.parameter, [p.free - 1 for p in outside if p.free]])
    position = np.concatenate([core.position, [at[p.key] for p in outside if p.free]])
    order = np.argsort(parameter, kind="stable")
    parameter = parameter[order].astype(np.intp)
    own = np.unique(parameter)
    theta = parameterization == "theta"
    factors = [p for p in outside if p.op == "~*~"]
    return OrderedPattern(
        observed=core.observed,
        latent=core.latent,
        spans=core.spans,
        template=np.concatenate([core.template, values]),
        position=position[order].astype(np.intp),
        parameter=parameter,
        start=np.searchsorted(parameter, own).astype(np.intp),
        own=own,
        n_free=table.n_free,
        exogenous=core.exogenous,
        source=core.source,
        rows=np.array([at[p.key] for p in table.parameters], dtype=np.intp),
        has_beta=core.has_beta,
        meanstructure=core.meanstructure,
        ordered=np.array([core.observed.index(name) for name in ordered], dtype=np.intp),
        residual=np.array([at[name, "~~", name] for name in ordered], dtype=np.intp),
        scaling=np.array([at[name, "~*~", name] for name in ordered], dtype=np.intp),
        theta=theta,
        units=not theta and all(p.fixed and p.value == 1.0 for p in factors),
    )


def _core(table: ParameterTable) -> list[Parameter]:
    return [p for p in table.parameters if p.op not in _OUTSIDE]
