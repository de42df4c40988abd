"""The steps from a model and data to an estimated model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.discrepancy import Block, Objective, block
from surveysem.sem.estimation.feasible import constrained_start
from surveysem.sem.estimation.identification import (
    check_identification,
    feasible_start,
    is_feasible,
    n_moments,
    null_parameters,
)
from surveysem.sem.estimation.information import observed_hessian
from surveysem.sem.estimation.minimise import Minimum, inverse_along, minimise
from surveysem.sem.estimation.sample import Sample, read_samples
from surveysem.sem.estimation.sandwich import Sandwich, local, sandwich_of
from surveysem.sem.estimation.tangent import n_equations, tangent
from surveysem.sem.model.groups import Groups
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import Quantities, quantities_of
from surveysem.sem.model.roles import roles
from surveysem.sem.model.start import start_values
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse
from surveysem.sem.threads import one_blas_thread

_WEAK = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """An estimated model: ``vcov`` (q, q) is None where the solution did not converge."""

    table: ParameterTable
    samples: tuple[Sample, ...]
    convention: Convention
    objective: Objective
    minimum: Minimum
    vcov: Array | None
    quantities: Quantities
    missing: str = "listwise"
    estimator: str = "ML"
    sandwich: Sandwich | None = None

    def __post_init__(self) -> None:
        if self.table.constraints and not self.objective.constraints:
            lines = listed(str(c) for c in self.table.constraints.rows)
            raise SpecificationError(
                f"constraints of {self.estimator} fits are not yet available: {lines}"
            )

    @property
    def theta(self) -> Array:
        """Estimates (q,)."""
        return self.minimum.theta

    @property
    def matrices(self) -> Matrices:
        """Model matrices at the estimates, of the first group where there are several."""
        return self.quantities.pattern.matrices(self.theta)

    @property
    def group_matrices(self) -> list[Matrices]:
        """Model matrices of each group at the estimates."""
        return [b.pattern.matrices(self.theta) for b in self.objective.blocks]

    @property
    def sample_matrices(self) -> list[Matrices]:
        """The same in the units of the sample moments, which those of ordered items differ from."""
        return self.group_matrices

    @property
    def sample(self) -> Sample:
        """The sample, of the first group where there are several."""
        return self.samples[0]

    @property
    def n(self) -> int:
        """Number of cases in all groups."""
        return sum(sample.n for sample in self.samples)

    @property
    def has_missing(self) -> bool:
        """Is the discrepancy casewise (FIML)?"""
        return any(sample.cases is not None for sample in self.samples)

    @property
    def scale(self) -> int:
        """Factor of the chi-square."""
        return self.convention.scale(self.n, len(self.samples))

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return n_moments(self.objective.blocks) - self.n_free

    @property
    def n_free(self) -> int:
        """Number of free parameters, less the independent equations; active bounds do not count."""
        return self.table.n_free - n_equations(self.objective.constraints, self.theta)

    @property
    def basis(self) -> Array | None:
        """Directions (q, r) that equations and active bounds leave free; None without any."""
        return tangent(self.objective.constraints, self.theta)


def solve(
    model: str | Model,
    data: pd.DataFrame | Moments,
    convention: Convention,
    *,
    std_lv: bool,
    estimator: str = "ML",
    missing: str = "listwise",
    group: str | None = None,
    equal: Sequence[str] = (),
    free: Sequence[str] = (),
) -> Solution:
    """Estimate a model.

    1. sample moments of its variables, group by group;
    2. parameter table, with the convention's treatment of observed predictors;
    3. identification, at random points;
    4. minimise the discrepancy from starting values, and once more from others if need be;
    5. covariance matrix of the estimates from the information.
    """
    parsed = model if isinstance(model, Model) else parse(model)
    names = roles(parsed)
    given = names.exogenous if convention.fixed_x else ()
    samples = read_samples(data, names.observed, convention, missing, given, group)
    table = parameter_table(
        parsed,
        std_lv=std_lv,
        fixed_x=convention.fixed_x,
        means=missing in ("fiml", "two-stage") or group is not None,
        groups=Groups(tuple(s.label for s in samples), tuple(equal), tuple(free)),
    )
    blocks = _blocks(table, samples)
    _check_given(estimator, missing, blocks)
    objective = Objective(blocks, constraints=table.constraints)
    start = feasible_start(table, blocks, _guess(table, samples))
    held = constrained_start(table.constraints, start)
    start = held if is_feasible(blocks, held) else start
    check_identification(table, blocks, start)
    with one_blas_thread():
        minimum = _minimum(objective, table, start)
        scale = convention.scale(sum(s.n for s in samples), len(samples))
        vcov = covariance(objective, minimum, scale, missing)
        robust = (
            None
            if vcov is None
            else _sandwich(estimator, missing, objective, samples, minimum.theta)
        )
    if robust is not None:
        vcov = robust.covariance(scale)
    quantities = quantities_of(table, [b.pattern for b in blocks])
    kept = (table, samples, convention, objective, minimum, vcov, quantities)
    return Solution(*kept, missing=missing, estimator=estimator, sandwich=robust)


def _sandwich(
    estimator: str, missing: str, objective: Objective, samples: tuple[Sample, ...], theta: Array
) -> Sandwich | None:
    """What robust standard errors and tests rest on; None where they need none."""
    found = sandwich_of(estimator, missing)
    if found is None:
        return None
    basis = tangent(objective.constraints, theta)
    pairs = zip(objective.blocks, samples, strict=True)
    return replace(found([local(b, s, theta, basis) for b, s in pairs]), basis=basis)


def _check_given(estimator: str, missing: str, blocks: tuple[Block, ...]) -> None:
    """Refuse observed predictors where the errors would have to be conditional on them."""
    if not any(b.pattern.exogenous.size for b in blocks):
        return
    what = "with observed predictors, whose moments are given, is not yet available; expected"
    if missing == "two-stage":
        raise SpecificationError(f"missing two-stage {what} missing fiml")
    if estimator in ("MLM", "MLMV"):
        raise SpecificationError(f"estimator {estimator} {what} MLR")


def _blocks(table: ParameterTable, samples: tuple[Sample, ...]) -> tuple[Block, ...]:
    """The groups of the discrepancy, each with its share of the cases."""
    n = sum(s.n for s in samples)
    found = []
    for number, s in enumerate(samples, start=1):
        own = pattern(table.group(number))
        found.append(block(own, s.moments.S, s.moments.mean, s.n / n, s.cases))
    return tuple(found)


def _guess(table: ParameterTable, samples: tuple[Sample, ...]) -> Array:
    """Starting values (q,); those of shared parameters come from the first group that has them."""
    theta = np.full(table.n_free, np.nan)
    for number, s in enumerate(samples, start=1):
        part = table.group(number)
        values = start_values(part, s.moments.S, s.moments.mean)
        own = sorted({p.free - 1 for p in part.parameters if p.free})
        theta[own] = np.where(np.isnan(theta[own]), values[own], theta[own])
    return theta


def _minimum(objective: Objective, table: ParameterTable, start: Array) -> Minimum:
    """The better of two minimisations; the second, from weak factors, only if the first fails."""
    first = minimise(objective, start)
    if first.converged:
        return first
    weak = start.copy()
    for p in table.parameters:
        if p.free and p.start is None and p.is_variance and p.lhs in table.latent:
            weak[p.free - 1] *= _WEAK
    second = minimise(objective, weak)
    return min(first, second, key=lambda m: (not m.converged, m.value))


def covariance(objective: Objective, minimum: Minimum, scale: int, missing: str) -> Array | None:
    """Covariance matrix (q, q) of the estimates, 2 H^-1 / scale; None where H is singular.

    H is the expected Hessian, with ``fiml`` the observed one (Kenward and Molenberghs, 1998: the
    expected one is not valid where what is missing depends on what is observed).
    """
    if not minimum.converged:
        return None
    theta = minimum.theta
    observed = missing == "fiml"
    H = observed_hessian(objective, theta) if observed else objective.information(theta)
    basis = tangent(objective.constraints, theta)
    if null_parameters(H, 1e-12, basis=basis):
        return None
    return np.asarray(2.0 / scale * inverse_along(H, basis))
