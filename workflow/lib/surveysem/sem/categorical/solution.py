"""The steps from a model and ordered items to an estimated model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import Moments, OrderedSample, asymptotic_covariance
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array
from surveysem.sem.categorical.discrepancy import LeastSquares, ordered_block
from surveysem.sem.categorical.estimator import Estimator, weight_matrix
from surveysem.sem.categorical.pattern import OrderedPattern, ordered_pattern
from surveysem.sem.categorical.reading import (
    Answers,
    ordered_items,
    read_answers,
    refuse_structural,
)
from surveysem.sem.categorical.robust import sandwich
from surveysem.sem.categorical.start import item_means, start_of
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.feasible import constrained_start, nearest_feasible
from surveysem.sem.estimation.identification import null_parameters, parameter_names
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.estimation.minimise import minimise
from surveysem.sem.estimation.minimum import Minimum
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.estimation.tangent import along_equations, tangent
from surveysem.sem.model.groups import Groups
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import quantities_of
from surveysem.sem.model.roles import roles
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.model.thresholds import OrderedItems
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

_TRIES = 5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OrderedSolution(Solution):
    """An estimated model of ordered items.

    ``weighting`` says how W, errors and tests come about, ``least_squares`` is the objective. Of
    each group ``moments`` are the sample's thresholds and correlations and ``Gamma`` (k, k) n times
    their covariance.
    """

    weighting: Estimator
    least_squares: LeastSquares
    moments: tuple[OrderedSample, ...]
    Gamma: tuple[Array, ...]
    parameterization: str = "delta"

    @property
    def group_matrices(self) -> list[Matrices]:
        """Model matrices of each group at the estimates."""
        return [block.pattern.matrices(self.theta) for block in self.least_squares.groups]

    @property
    def sample_matrices(self) -> list[Matrices]:
        """The same in the units in which ordered items have variance 1."""
        return [block.pattern.scaled(self.theta) for block in self.least_squares.groups]

    @property
    def scale(self) -> int:
        """Factor of the chi-square: N less 1 for each group, as lavaan has it for least squares."""
        return self.n - len(self.samples)

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return self.least_squares.s.size - self.n_free


@one_blas_thread()
def solve(
    text: str | Model,
    data: pd.DataFrame,
    ordered: Sequence[str] | bool,
    estimator: Estimator,
    convention: Convention,
    *,
    std_lv: bool,
    parameterization: str = "delta",
    missing: str = "listwise",
    group: str | None = None,
    equal: Sequence[str] = (),
    free: Sequence[str] = (),
) -> OrderedSolution:
    """Estimate a model of ordered items.

    1. thresholds and two-step correlations, and their covariance, by group;
    2. parameter table with thresholds;
    3. identification, at random points;
    4. minimise the weighted least squares;
    5. covariance matrix of the estimates, robust where the estimator asks for it.
    """
    model = text if isinstance(text, Model) else parse(text)
    names = roles(model)
    observed, items = names.observed, ordered_items(ordered, names)
    answers = read_answers(data, observed, items, group, missing)
    samples = tuple(a.sample for a in answers)
    counts = dict(zip(items, samples[0].categories.n_thresholds.tolist(), strict=True))
    table = parameter_table(
        model,
        std_lv=std_lv,
        groups=Groups(tuple(a.label for a in answers), _levels(equal), tuple(free)),
        ordered=OrderedItems(counts, parameterization),
    )
    patterns = [
        ordered_pattern(table.group(k), items, parameterization) for k in range(1, len(samples) + 1)
    ]
    refuse_structural(table, patterns[0].latent, items)
    _check_residuals(equal, parameterization)
    Gamma = tuple(asymptotic_covariance(sample) for sample in samples)
    objective = _objective(table, patterns, samples, estimator, Gamma)
    start = constrained_start(table.constraints, start_of(table, samples))
    _check_identification(table, objective, start)
    minimum = minimise(objective, start)
    scale = sum(sample.n for sample in samples) - len(samples)
    vcov = _covariance(objective, minimum, estimator, Gamma, scale)
    return OrderedSolution(
        table,
        tuple(_rows(a) for a in answers),
        convention,
        objective,
        minimum,
        vcov,
        quantities_of(table, patterns),
        missing=missing,
        estimator=estimator.name,
        weighting=estimator,
        least_squares=objective,
        moments=samples,
        Gamma=Gamma,
        parameterization=parameterization,
    )


def _levels(equal: Sequence[str]) -> tuple[str, ...]:
    """Equal thresholds are equal intercepts too and the reverse, as in lavaan."""
    both = ("thresholds", "intercepts")
    if not any(name in both for name in equal):
        return tuple(equal)
    return (*(name for name in equal if name not in both), *both)


def _check_residuals(equal: Sequence[str], parameterization: str) -> None:
    if "residuals" in equal and parameterization == "delta":
        raise SpecificationError(
            "equal residuals: with parameterization 'delta' the residual variances of ordered "
            "items are no parameters; expected parameterization 'theta'"
        )


def _objective(
    table: ParameterTable,
    patterns: Sequence[OrderedPattern],
    samples: tuple[OrderedSample, ...],
    estimator: Estimator,
    Gamma: tuple[Array, ...],
) -> LeastSquares:
    cases = sum(sample.n for sample in samples), len(samples)
    parts = enumerate(zip(patterns, samples, Gamma, strict=True), start=1)
    groups = tuple(
        ordered_block(table.group(k), pattern, sample, weight_matrix(estimator, own), cases)
        for k, (pattern, sample, own) in parts
    )
    return LeastSquares(blocks=(), groups=groups, constraints=table.constraints)


def _rows(answers: Answers) -> Sample:
    """The sample as models of numeric variables know it; means of ordered items are 0."""
    own = answers.sample
    moments = Moments(own.S, own.n, item_means(own), own.names, "n")
    return Sample(
        moments,
        None,
        answers.index,
        answers.n_dropped,
        label=answers.label,
        n_ungrouped=answers.n_ungrouped,
    )


def _check_identification(table: ParameterTable, objective: LeastSquares, start: Array) -> None:
    """Raise SpecificationError that names the parameters which the moments leave undetermined.

    By the rank of their derivatives at random points (Bekker, Merckens and Wansbeek, 1994).
    """
    rng = np.random.default_rng(20)
    undetermined = list(range(table.n_free))
    for _ in range(_TRIES):
        theta = start * rng.uniform(0.5, 1.5, start.size) + rng.uniform(-0.1, 0.1, start.size)
        theta = nearest_feasible(table.constraints, theta)
        J, basis = objective.jacobian(theta), along_equations(table.constraints, theta)
        undetermined = min(undetermined, null_parameters(J.T @ J, basis=basis), key=len)
        if not undetermined:
            return
    names = [parameter_names(table)[i] for i in undetermined]
    raise SpecificationError(
        f"the model is not identified: {len(names)} parameters are not determined by the "
        f"thresholds and correlations: {listed(names)}; expected a fixed value, an equality or "
        "another indicator"
    )


def _covariance(
    objective: LeastSquares,
    minimum: Minimum,
    estimator: Estimator,
    Gamma: tuple[Array, ...],
    scale: int,
) -> Array | None:
    """Covariance (q, q) of the estimates; None where they are not determined."""
    theta, H = minimum.theta, objective.information(minimum.theta)
    basis = tangent(objective.constraints, theta)
    if not minimum.converged or null_parameters(H, 1e-12, basis=basis):
        return None
    bread = 2.0 * inverse_information(objective, theta)
    if estimator.robust:
        return sandwich(objective, theta, bread, Gamma, scale)
    return np.asarray(bread / scale)
