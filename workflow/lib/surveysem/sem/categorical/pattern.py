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
class DeltaPattern(Pattern):
    """A pattern whose ordered items have variance 1 (delta parameterisation).

    Behind the matrices the vector holds thresholds and scaling factors. ``ordered`` places of the
    ordered items among the observed, ``implied`` of their residual variances in the vector.
    """

    ordered: Indices
    implied: Indices

    def fill(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Vector (..., T) at ``theta`` (..., q); residual variances are 1 less the explained."""
        vector = Pattern.fill(self, theta, given)
        M = Matrices(**self.split(vector))
        explained = ((M.Lambda @ M.latent_covariance()) * M.Lambda).sum(axis=-1)
        vector[..., self.implied] = 1.0 - explained[..., self.ordered]
        return vector


def core_pattern(table: ParameterTable) -> Pattern:
    """The pattern of the matrices alone, without thresholds and scaling factors."""
    return pattern(replace(table, parameters=tuple(_core(table))))


def delta_pattern(table: ParameterTable, ordered: tuple[str, ...]) -> DeltaPattern:
    """Pattern of a table that has the rows of ordered items."""
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
    return DeltaPattern(
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
        implied=np.array([at[name, "~~", name] for name in ordered], dtype=np.intp),
    )


def _core(table: ParameterTable) -> list[Parameter]:
    return [p for p in table.parameters if p.op not in _OUTSIDE]
