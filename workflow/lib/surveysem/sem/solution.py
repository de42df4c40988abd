"""The steps from a model and data to an estimated model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.moments import Moments
from surveysem.sem.arrays import Array
from surveysem.sem.convention import Convention
from surveysem.sem.discrepancy import Objective, block
from surveysem.sem.identification import (
    check_identification,
    feasible_start,
    n_moments,
    null_parameters,
)
from surveysem.sem.information import observed_hessian
from surveysem.sem.layout import pattern
from surveysem.sem.matrices import Matrices
from surveysem.sem.minimise import Minimum, inverse_of, minimise
from surveysem.sem.quantities import Quantities
from surveysem.sem.sample import Sample, read_sample
from surveysem.sem.start import start_values
from surveysem.sem.statements import Model
from surveysem.sem.table import ParameterTable, parameter_table
from surveysem.sem.threads import one_blas_thread

UNBOUNDED = (
    "the saturated model has no maximum likelihood, because a pattern of missing values is shared "
    "by no more cases than it has variables"
)
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

    @property
    def theta(self) -> Array:
        """Estimates (q,)."""
        return self.minimum.theta

    @property
    def matrices(self) -> Matrices:
        """Model matrices at the estimates."""
        return self.quantities.pattern.matrices(self.theta)

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
        return self.convention.scale(self.n)

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return n_moments(self.objective.blocks) - self.table.n_free


def solve(
    model: str | Model,
    data: pd.DataFrame | Moments,
    convention: Convention,
    *,
    std_lv: bool,
    missing: str = "listwise",
) -> Solution:
    """Estimate a model.

    1. parameter table, with the convention's treatment of observed predictors;
    2. sample moments of its variables;
    3. identification, at random points;
    4. minimise the discrepancy from starting values, and once more from others if need be;
    5. covariance matrix of the estimates from the expected information.
    """
    means = missing == "fiml"
    table = parameter_table(model, std_lv=std_lv, fixed_x=convention.fixed_x, means=means)
    sample = read_sample(data, table.observed, convention, missing, table.roles.exogenous)
    moments = sample.moments
    blocks = (block(pattern(table), moments.S, moments.mean, cases=sample.cases),)
    objective = Objective(blocks)
    guess = start_values(table, moments.S, moments.mean)
    start = feasible_start(table, blocks, guess)
    check_identification(table, blocks, start)
    with one_blas_thread():
        minimum = _minimum(objective, table, start)
        vcov = covariance(objective, minimum, convention.scale(sample.n), missing)
    quantities = Quantities(table, blocks[0].pattern)
    return Solution(table, (sample,), convention, objective, minimum, vcov, quantities, missing)


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
    if null_parameters(H, 1e-12):
        return None
    return np.asarray(2.0 / scale * inverse_of(H))
