"""What a model finds in many samples from a known population."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.moments import Moments
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.bootstrap.fast import kernel_of
from surveysem.sem.estimation.convention import convention
from surveysem.sem.estimation.inverse import inverse_information
from surveysem.sem.estimation.options import check_options
from surveysem.sem.estimation.solution import Solution, solve
from surveysem.sem.model.roles import roles
from surveysem.sem.names import listed
from surveysem.sem.parallel import in_batches
from surveysem.sem.simulation.moments import CaseMoments, NormalMoments, Source
from surveysem.sem.simulation.population import Population, population_of
from surveysem.sem.simulation.products import (
    ProductMoments,
    ProductPopulation,
    product_population,
)
from surveysem.sem.simulation.quantities import Key, Reported, reported
from surveysem.sem.simulation.simulate import Drawer, Shape, drawer
from surveysem.sem.simulation.tallies import counts, summarise, tests_of_fit
from surveysem.sem.simulation.trials import BATCH, CaseTrials, Draws, MomentTrials, Trials, joined
from surveysem.sem.text.interactions import Interaction
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

_EXACT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class MonteCarlo:
    """Draws of a population, refitted, for each sample size ``n``.

    ``labels`` (k rows) and ``population`` (k,) are the quantities and their values in the
    population: what the model's parameters are when it is fitted to the population itself by
    maximum likelihood, so that they are also defined for a model that does not hold. ``rmsea`` is
    then its error of approximation, 0 for a model that holds.
    """

    n: tuple[int, ...]
    seed: int
    estimator: str
    labels: pd.DataFrame
    population: Array
    rmsea: float | None
    samples: tuple[Draws, ...]

    def summary(self, level: float = 0.95, inadmissible: str = "keep") -> pd.DataFrame:
        """Bias, coverage and power of every free and defined parameter and every effect.

        DataFrame: n quantity (parameter, standardized, effect, standardized effect) lhs op rhs
        label used population mean bias relative_bias sd mean_se coverage power, then bias_error
        coverage_error power_error: their Monte-Carlo standard errors. ``used`` counts the draws in
        which the quantity exists (a standardised one does not where a variance is negative).
        ``coverage`` is the share of Wald intervals of ``level`` that hold the population value,
        ``power`` the share that exclude 0. For effects lhs is the outcome, rhs the predictor, op
        the kind of effect.

        Draws that did not converge, or whose standard errors do not exist, are left out; those
        with inadmissible estimates are kept, or left out with ``inadmissible="drop"``: leaving them
        out biases what remains. ``counts`` says how many.
        """
        _check_level(level)
        return summarise(self.labels, self.population, self._by_size(inadmissible), level)

    def tests(self, alpha: float = 0.05, inadmissible: str = "keep") -> pd.DataFrame:
        """How often tests of fit reject: n test (chi-square, close fit) used rejected error.

        Close fit: that the RMSEA is at most .05. For a model that holds, ``rejected`` is the true
        level of the chi-square test, otherwise its power.
        """
        _check_level(alpha)
        return tests_of_fit(self._by_size(inadmissible), alpha)

    def counts(self, inadmissible: str = "keep") -> pd.DataFrame:
        """DataFrame: n draws converged determined admissible used, one row for each n."""
        return counts(self._by_size(inadmissible))

    def _by_size(self, inadmissible: str) -> list[tuple[int, Draws, Flags]]:
        """Size, draws, and which of them count."""
        if inadmissible not in ("keep", "drop"):
            raise SpecificationError(f"inadmissible {inadmissible!r}; expected keep or drop")
        return [
            (n, d, d.determined & (d.admissible | (inadmissible == "keep")))
            for n, d in zip(self.n, self.samples, strict=True)
        ]


def monte_carlo(
    population: str | Model,
    n: int | Sequence[int],
    *,
    seed: int,
    model: str | Model | None = None,
    draws: int = 500,
    estimator: str = "ML",
    std: bool = False,
    std_lv: bool = False,
    skewness: Shape = 0.0,
    kurtosis: Shape = 0.0,
    only: Sequence[Key] | None = None,
    products: Sequence[Interaction] = (),
    workers: int | None = None,
) -> MonteCarlo:
    """Draw ``draws`` samples of ``n`` cases (one size or several) and fit a model to each.

    ``population``, ``std``, ``skewness`` and ``kurtosis`` as in ``simulate``. ``model`` is the text
    that is fitted, with ``estimator`` and ``std_lv`` as in ``fit``; without it the population's own
    text with every number but 0 set free. ``only`` names the parameters to report, as ``(lhs, op,
    rhs)`` or ``(name, ":=", "")``, which takes less time than all with their effects. A draw
    depends on the seed, its n and its number alone, not on ``workers``. ``products`` are the
    interactions of a ``model`` that is written out with products of items: the factor of each is in
    the population an exogenous variable of variance 1, for which the standardised product of the
    two constructs is drawn (see ``product_population``); ML and normal constructs only. Under
    normality ML needs the moments only, which are drawn in place of the cases; other estimators are
    fitted to cases and take longer.

    Raises SpecificationError and DataError as ``simulate`` and ``fit`` do, and ConvergenceError
    where the model cannot be fitted to the population itself.
    """
    sizes = _sizes(n)
    if draws < 2 or seed < 0:
        raise SpecificationError(f"draws = {draws}, seed = {seed}; expected draws >= 2, seed >= 0")
    read = parse(population) if isinstance(population, str) else population
    drawn = product_population(read, products, std) if products else None
    people = population_of(read, std) if drawn is None else drawn.people
    fitted = _freed(read) if model is None else parse(model) if isinstance(model, str) else model
    if people.cuts:
        raise SpecificationError(
            f"monte_carlo of ordered items ({listed(people.cuts)}) is not yet available"
        )
    check_options(
        pd.DataFrame(),
        estimator=estimator,
        convention="lavaan",
        missing="listwise",
    )
    if drawn is not None and (estimator != "ML" or skewness != 0.0 or kurtosis != 0.0):
        raise SpecificationError(
            "monte_carlo of an interaction with another estimator than ML, skewness or kurtosis is "
            "not yet available"
        )
    truth = _truth(fitted, people, max(sizes), std_lv, products)
    source = drawer(people, skewness, kurtosis) if drawn is None else drawn
    own = reported(truth, only)
    found = []
    for size in sizes:
        trials = _trials(truth, people, source, own, size, draws, seed, fitted, estimator, std_lv)
        what = f"draws of n = {size}"
        parts = in_batches(trials.run, draws, BATCH, workers, threads=False, what=what, of=Draws)
        found.append(joined(parts))
    return MonteCarlo(
        sizes,
        seed,
        estimator,
        own.labels(),
        np.asarray(own.values(truth.theta)),
        _rmsea(truth),
        tuple(found),
    )


def _rmsea(truth: Solution) -> float | None:
    """Error of approximation per degree of freedom; what rounding leaves of 0 is 0."""
    if truth.df == 0:
        return None
    misfit = truth.minimum.value
    return float(np.sqrt(misfit / truth.df)) if misfit > _EXACT else 0.0


def _trials(
    truth: Solution,
    people: Population,
    source: Drawer | ProductPopulation,
    own: Reported,
    n: int,
    draws: int,
    seed: int,
    model: Model,
    estimator: str,
    std_lv: bool,
) -> Trials:
    """The work of one sample size."""
    if isinstance(source, Drawer) and (estimator != "ML" or truth.table.constraints):
        options: dict[str, object] = {"estimator": estimator, "std_lv": std_lv}
        return CaseTrials(source, model, options, own, n, draws, seed)
    metric = inverse_information(truth.objective, truth.theta)
    moments = _moments(people, source, n, seed)
    order = np.array([people.names.index(name) for name in truth.table.observed], dtype=np.intp)
    kernel = kernel_of(truth.objective, truth.theta, metric)
    return MomentTrials(truth, own, metric, kernel, moments, order, n, draws)


def _moments(people: Population, source: Drawer | ProductPopulation, n: int, seed: int) -> Source:
    """Where the moments of the samples come from."""
    if isinstance(source, ProductPopulation):
        return ProductMoments(source, n, seed)
    if source.shapes is None:
        return NormalMoments(people, people.root, n, seed)
    return CaseMoments(source, n, seed)


def _truth(
    model: Model, people: Population, n: int, std_lv: bool, products: Sequence[Interaction]
) -> Solution:
    """The model fitted to the population itself."""
    unknown = [name for name in roles(model).observed if name not in people.names]
    if unknown:
        raise SpecificationError(f"the population has no variable {listed(unknown)}")
    moments = Moments(people.Sigma, n, people.mean, people.names, "n")
    known = convention("lavaan")
    truth = solve(model, moments, known, std_lv=std_lv, interactions=tuple(products))
    if not truth.minimum.converged or truth.vcov is None:
        raise ConvergenceError("the model cannot be fitted to the moments of the population")
    return truth


def _freed(population: Model) -> Model:
    """The population's text with its numbers, other than 0, to be estimated."""
    statements = []
    for s in population.statements:
        if s.modifier.fixed:
            s = replace(s, modifier=replace(s.modifier, fixed=None))
        statements.append(s)
    return replace(population, statements=tuple(statements))


def _sizes(n: int | Sequence[int]) -> tuple[int, ...]:
    found = tuple(n) if isinstance(n, Iterable) else (n,)
    if not found or len(set(found)) < len(found):
        raise SpecificationError(f"n = {n}; expected one size, or several different ones")
    for size in found:
        if size < 2:
            raise SpecificationError(f"n = {size}; a sample has at least two rows")
    return found


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise SpecificationError(f"level {level}; expected a number between 0 and 1")
