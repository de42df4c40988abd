"""The steps from a model and ordered items to an estimated model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments import (
    Moments,
    OrderedSample,
    asymptotic_covariance,
    ordered_sample,
)
from surveysem.sem.arrays import Array
from surveysem.sem.categorical.discrepancy import LeastSquares, least_squares
from surveysem.sem.categorical.estimator import Estimator, weight_matrix
from surveysem.sem.categorical.pattern import delta_pattern
from surveysem.sem.categorical.reading import ordered_items, refuse_structural, variables
from surveysem.sem.categorical.robust import sandwich
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.identification import null_parameters, parameter_names
from surveysem.sem.estimation.minimise import Minimum, inverse_information, minimise
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.quantities import quantities_of
from surveysem.sem.model.roles import roles
from surveysem.sem.model.start import start_values
from surveysem.sem.model.table import ParameterTable, parameter_table
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse
from surveysem.sem.threads import one_blas_thread

_TRIES = 5


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class OrderedSolution(Solution):
    """An estimated model of ordered items.

    ``weighting`` says how W, errors and tests come about, ``least_squares`` is the objective;
    ``moments`` are the sample's thresholds and correlations with their covariance ``Gamma``
    (k, k), n times that of the moments.
    """

    weighting: Estimator
    least_squares: LeastSquares
    moments: OrderedSample
    Gamma: Array

    @property
    def group_matrices(self) -> list[Matrices]:
        """Model matrices of the one group at the estimates."""
        return [self.matrices]

    @property
    def scale(self) -> int:
        """Factor of the chi-square: N - 1, as lavaan has it for least squares."""
        return self.sample.n - 1

    @property
    def df(self) -> int:
        """Degrees of freedom."""
        return self.least_squares.s.size - self.table.n_free


def solve(
    text: str | Model,
    data: pd.DataFrame,
    ordered: Sequence[str],
    estimator: Estimator,
    convention: Convention,
    *,
    std_lv: bool,
) -> OrderedSolution:
    """Estimate a model of ordered items.

    1. thresholds and two-step correlations of the complete rows, and their covariance;
    2. parameter table with thresholds, delta parameterisation;
    3. identification, at random points;
    4. minimise the weighted least squares;
    5. covariance matrix of the estimates, robust where the estimator asks for it.
    """
    model = text if isinstance(text, Model) else parse(text)
    observed = roles(model).observed
    items = ordered_items(ordered, observed)
    complete = variables(data, observed).dropna()
    sample = ordered_sample(complete, items)
    counts = dict(zip(items, sample.categories.n_thresholds.tolist(), strict=True))
    table = parameter_table(model, std_lv=std_lv, thresholds=counts)
    pattern = delta_pattern(table, items)
    refuse_structural(table, pattern.latent, items)
    with one_blas_thread():
        Gamma = asymptotic_covariance(sample)
        objective = least_squares(table, pattern, sample, weight_matrix(estimator, Gamma))
        start = _start(table, sample)
        _check_identification(table, objective, start)
        minimum = minimise(objective, start)
        vcov = _covariance(objective, minimum, estimator, Gamma, sample.n - 1)
    rows = _rows(sample, complete.index, len(data) - len(complete))
    return OrderedSolution(
        table,
        (rows,),
        convention,
        objective,
        minimum,
        vcov,
        quantities_of(table, [pattern]),
        estimator=estimator.name,
        weighting=estimator,
        least_squares=objective,
        moments=sample,
        Gamma=Gamma,
    )


def _rows(sample: OrderedSample, index: pd.Index, n_dropped: int) -> Sample:
    """The sample as models of numeric variables know it; means of ordered items are 0."""
    moments = Moments(sample.S, sample.n, _means(sample), sample.names, "n")
    return Sample(moments, None, index, n_dropped)


def _means(sample: OrderedSample) -> Array:
    means = np.zeros(len(sample.names))
    means[sample.pairs.numeric] = sample.mean
    return means


def _start(table: ParameterTable, sample: OrderedSample) -> Array:
    """Starting values: thresholds of the sample, the rest as for numeric variables."""
    theta = start_values(table, sample.S, _means(sample))
    thresholds = sample.thresholds
    keys = zip(thresholds["item"], thresholds["threshold"], thresholds["value"], strict=True)
    values = {(item, "|", f"t{k}"): value for item, k, value in keys}
    for p in table.parameters:
        if p.free and p.op == "|" and p.start is None:
            theta[p.free - 1] = values[p.key]
    return theta


def _check_identification(table: ParameterTable, objective: LeastSquares, start: Array) -> None:
    """Raise SpecificationError that names the parameters which the moments leave undetermined.

    The rank of the derivatives at random points around the start (Bekker, Merckens and Wansbeek,
    1994).
    """
    rng = np.random.default_rng(20)
    undetermined = list(range(table.n_free))
    for _ in range(_TRIES):
        theta = start * rng.uniform(0.5, 1.5, start.size) + rng.uniform(-0.1, 0.1, start.size)
        J = objective.jacobian(theta)
        undetermined = min(undetermined, null_parameters(J.T @ J), key=len)
        if not undetermined:
            return
    names = parameter_names(table)
    raise SpecificationError(
        f"the model is not identified: {len(undetermined)} parameters are not determined by the "
        f"thresholds and correlations: {listed([names[i] for i in undetermined])}; expected a "
        "fixed value, an equality or another indicator"
    )


def _covariance(
    objective: LeastSquares, minimum: Minimum, estimator: Estimator, Gamma: Array, scale: int
) -> Array | None:
    """Covariance (q, q) of the estimates; None where they are not determined."""
    if not minimum.converged or null_parameters(objective.information(minimum.theta), 1e-12):
        return None
    bread = 2.0 * inverse_information(objective, minimum.theta)
    if estimator.robust:
        return sandwich(objective, minimum.theta, bread, Gamma, scale)
    return np.asarray(bread / scale)
