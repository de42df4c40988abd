"""The steps from a model and ordered items to an estimated model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
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
from surveysem.sem.categorical.robust import sandwich
from surveysem.sem.convention import Convention
from surveysem.sem.identification import null_parameters, parameter_names
from surveysem.sem.minimise import Minimum, inverse_information, minimise
from surveysem.sem.names import listed, nearest
from surveysem.sem.quantities import Quantities
from surveysem.sem.roles import roles
from surveysem.sem.sample import Sample
from surveysem.sem.solution import Solution
from surveysem.sem.start import start_values
from surveysem.sem.statements import Model
from surveysem.sem.syntax import parse
from surveysem.sem.table import ParameterTable, parameter_table
from surveysem.sem.threads import one_blas_thread

_TRIES = 5


@dataclass(frozen=True, slots=True, eq=False)
class OrderedSolution(Solution):
    """An estimated model of ordered items.

    ``least_squares`` is the objective; ``moments`` the sample's thresholds and correlations with
    their covariance ``Gamma`` (k, k), n times that of the moments.
    """

    estimator: Estimator
    least_squares: LeastSquares
    moments: OrderedSample
    Gamma: Array

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
    items = _items(ordered, observed)
    frame = _variables(data, observed)
    complete = frame.dropna()
    sample = ordered_sample(complete, items)
    counts = dict(zip(items, sample.categories.n_thresholds.tolist(), strict=True))
    table = parameter_table(model, std_lv=std_lv, thresholds=counts)
    _refuse_structural(table, items)
    pattern = delta_pattern(table, items)
    with one_blas_thread():
        Gamma = asymptotic_covariance(sample)
        objective = least_squares(table, pattern, sample, weight_matrix(estimator, Gamma))
        start = _start(table, sample)
        _check_identification(table, objective, start)
        minimum = minimise(objective, start)
        vcov = _covariance(objective, minimum, estimator, Gamma, sample.n - 1)
    means = np.zeros(len(observed))
    means[sample.pairs.numeric] = sample.mean
    moments = Moments(sample.S, sample.n, means, observed, "n")
    rows = Sample(moments, None, complete.index, len(frame) - len(complete))
    quantities = Quantities(table, pattern)
    return OrderedSolution(
        table, rows, convention, objective, minimum, vcov, quantities,
        estimator, objective, sample, Gamma,
    )  # fmt: skip


def _items(ordered: Sequence[str], observed: tuple[str, ...]) -> tuple[str, ...]:
    """The ordered items in the order of the model's observed variables."""
    if isinstance(ordered, str):
        raise SpecificationError(f"ordered = {ordered!r}; expected a list of items")
    unknown = [name for name in ordered if name not in observed]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, observed)}" for name in unknown[:8])
        raise SpecificationError(f"ordered: the model has no observed variable {found}")
    return tuple(name for name in observed if name in ordered)


def _variables(data: pd.DataFrame, observed: tuple[str, ...]) -> pd.DataFrame:
    known = [str(column) for column in data.columns]
    unknown = [name for name in observed if name not in known]
    if unknown:
        found = ", ".join(f"{name}{nearest(name, known)}" for name in unknown[:8])
        raise SpecificationError(f"the data have no variable {found}")
    for name in observed:
        if known.count(name) > 1:
            raise DataError(f"variable {name}: {known.count(name)} columns have this name")
    frame = data.iloc[:, [known.index(name) for name in observed]]
    return frame.set_axis(list(observed), axis=1)


def _refuse_structural(table: ParameterTable, items: tuple[str, ...]) -> None:
    if table.roles.exogenous:
        raise SpecificationError(
            f"observed predictors {listed(table.roles.exogenous)} of models with ordered items "
            "are not yet available; measure them by a factor"
        )
    predicted = [name for name in items if name in table.structural]
    if predicted:
        raise SpecificationError(
            f"ordered items in regressions ({listed(predicted)}) are not yet available; "
            "measure them by a factor"
        )


def _start(table: ParameterTable, sample: OrderedSample) -> Array:
    """Starting values: thresholds of the sample, the rest as for numeric variables."""
    mean = np.zeros(len(sample.names))
    mean[sample.pairs.numeric] = sample.mean
    theta = start_values(table, sample.S, mean)
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
