"""The steps from a model and data to an estimated model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.blocks import blocks_of, check_given, guess, with_means
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.discrepancy import Objective
from surveysem.sem.estimation.feasible import constrained_start
from surveysem.sem.estimation.identification import (
    check_identification,
    feasible_start,
    is_feasible,
    n_moments,
    null_parameters,
)
from surveysem.sem.estimation.information import observed_hessian
from surveysem.sem.estimation.inverse import inverse_along
from surveysem.sem.estimation.least_squares import LEAST_SQUARES, WITHOUT_THEORY
from surveysem.sem.estimation.minimise import minimise
from surveysem.sem.estimation.minimum import Minimum
from surveysem.sem.estimation.options import refuse_means
from surveysem.sem.estimation.sample import Sample, read_samples
from surveysem.sem.estimation.sandwich import Sandwich, local, sandwich_of
from surveysem.sem.estimation.tangent import n_equations, tangent
from surveysem.sem.model.groups import Groups
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import Quantities, quantities_of
from surveysem.sem.model.recentring import Recentring, recentring_of
from surveysem.sem.model.roles import roles
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.names import listed
from surveysem.sem.text.interactions import Interaction
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

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
    recentring: Recentring | None = None

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
        """N of the standard errors: the factor of the discrepancy in the chi-square."""
        return self.convention.scale(self.n, len(self.samples))

    @property
    def sizes(self) -> list[int]:
        """Cases of each group."""
        return [sample.n for sample in self.samples]

    @property
    def chisq(self) -> float:
        """Chi-square; under ``wishart`` groups count N_g - 1 there, N_g in the discrepancy."""
        if len(self.samples) == 1 or self.convention.name != "wishart":
            return self.scale * self.minimum.value
        values = self.objective.values(self.theta)
        return float(self.convention.factors(self.sizes) @ values)

    @property
    def has_likelihood(self) -> bool:
        """Is the discrepancy that of a likelihood, not of least squares?"""
        return self.estimator not in LEAST_SQUARES

    @property
    def has_theory(self) -> bool:
        """Does the program of the convention give errors and a test? AMOS none of ULS, SLS."""
        return self.convention.name != "amos" or self.estimator not in WITHOUT_THEORY

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


@one_blas_thread()
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
    interactions: tuple[Interaction, ...] = (),
) -> Solution:
    """Estimate a model; its ``interactions`` have been written out as factors of products.

    1. sample moments of its variables, group by group;
    2. parameter table, with the convention's treatment of observed predictors;
    3. identification, at random points;
    4. minimise the discrepancy from starting values, and once more from others if need be;
    5. covariance matrix of the estimates from the information.
    """
    parsed = model if isinstance(model, Model) else parse(model)
    names = roles(parsed)
    refuse_means(estimator, convention, parsed, equal)
    given = names.exogenous if convention.fixed_x else ()
    samples = read_samples(data, names.observed, convention, missing, given, group)
    table = parameter_table(
        parsed,
        std_lv=std_lv,
        fixed_x=convention.fixed_x,
        means=with_means(convention, missing, len(samples), equal),
        groups=Groups(tuple(s.label for s in samples), tuple(equal), tuple(free)),
    )
    blocks = blocks_of(table, samples, convention, estimator)
    check_given(missing, blocks)
    start = feasible_start(table, blocks, guess(table, samples))
    table = table.in_units(Objective(blocks).information(start))
    objective = Objective(blocks, constraints=table.constraints)
    held = constrained_start(table.constraints, start)
    start = held if is_feasible(blocks, held) else start
    check_identification(table, blocks, start)
    minimum = _minimum(objective, table, start)
    scale = convention.scale(sum(s.n for s in samples), len(samples))
    vcov = covariance(objective, minimum, scale, missing)
    if convention.name == "amos" and estimator in WITHOUT_THEORY:
        vcov = None
    robust = (
        None if vcov is None else _sandwich(estimator, missing, objective, samples, minimum.theta)
    )
    if robust is not None:
        vcov = robust.covariance(scale)
    quantities = quantities_of(table, [b.pattern for b in blocks], interactions)
    kept = (table, samples, convention, objective, minimum, vcov, quantities)
    return Solution(
        *kept,
        missing=missing,
        estimator=estimator,
        sandwich=robust,
        recentring=recentring_of(interactions, table.observed, samples[0].X),
    )


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
