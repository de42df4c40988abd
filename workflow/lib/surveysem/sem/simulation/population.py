"""A population that is written as a model: its moments, and where its items are cut."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.table import parameter_table
from surveysem.sem.names import listed
from surveysem.sem.text.statements import Model, Statement
from surveysem.sem.text.syntax import parse

_SINGULAR = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Observed variables ``names`` (p,) with covariances ``Sigma`` (p, p) and ``mean`` (p,).

    ``cuts`` holds the thresholds of each ordered item, ascending, on the item's own scale.
    """

    names: tuple[str, ...]
    Sigma: Array
    mean: Array
    cuts: dict[str, Array]

    @property
    def root(self) -> Array:
        """A matrix L (p, p) with L L' = Sigma, also where Sigma is singular."""
        return root(self.Sigma, "the population is impossible: its covariance matrix")


def population_of(text: str | Model, std: bool) -> Population:
    """Read a population; see :func:`surveysem.sem.simulate`."""
    model = text if isinstance(text, Model) else parse(text)
    numeric = tuple(s for s in model.statements if s.op != "|")
    table = parameter_table(replace(model, statements=numeric), std_lv=True, fixed_x=False)
    unset = [p.name for p in table.parameters if p.free and p.op in ("=~", "~")]
    if unset:
        raise SpecificationError(f"the population gives no value for {listed(unset)}")
    place = pattern(table)
    theta = np.zeros(table.n_free)
    variances = [p for p in table.parameters if p.is_variance and (p.free or not p.user)]
    for p in variances:
        if p.free:
            theta[p.free - 1] = 1.0
    matrices = place.matrices(theta)
    _refuse_circles(matrices)
    if std:
        _fill_variances(matrices, [p.lhs for p in variances], place.latent, place.observed)
    cuts = _cuts([s for s in model.statements if s.op == "|"], table.observed)
    return Population(table.observed, matrices.covariance(), matrices.mean(), cuts)


def root(Sigma: Array, what: str) -> Array:
    """A matrix L with L L' = Sigma; SpecificationError in the words ``what`` where none exists."""
    values, vectors = np.linalg.eigh(Sigma)
    if values[0] < -1e-8 * values[-1]:
        raise SpecificationError(f"{what} is not positive definite")
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))


def _cuts(statements: list[Statement], observed: tuple[str, ...]) -> dict[str, Array]:
    """Thresholds of each ordered item, checked."""
    found: dict[str, dict[str, float]] = {}
    for s in statements:
        if s.lhs not in observed:
            raise SpecificationError(
                f"line {s.line}: thresholds of {s.lhs}, which the population does not have"
            )
        if s.modifier.fixed is None:
            raise SpecificationError(f"the population gives no value for {s.lhs} | {s.rhs}")
        found.setdefault(s.lhs, {})[s.rhs] = s.modifier.fixed
    cuts = {}
    for item, values in found.items():
        wanted = [f"t{k}" for k in range(1, len(values) + 1)]
        if sorted(values) != sorted(wanted):
            raise SpecificationError(
                f"thresholds of {item}: found {listed(values)}; expected {listed(wanted)}"
            )
        cuts[item] = np.array([values[name] for name in wanted])
        if (np.diff(cuts[item]) <= 0).any():
            raise SpecificationError(f"thresholds of {item}: expected each above the one before")
    return cuts


def _refuse_circles(M: Matrices) -> None:
    """Regressions in a circle that give back all that they take have no moments."""
    if M.Beta.size and np.linalg.cond(np.eye(len(M.Beta)) - M.Beta) > _SINGULAR:
        raise SpecificationError(
            "the population is impossible: its regressions form a circle without a solution"
        )


def _fill_variances(
    M: Matrices, names: list[str], latent: tuple[str, ...], observed: tuple[str, ...]
) -> None:
    """Solve for the open variances, in place, such that every variance is 1."""
    inner = [i for i, name in enumerate(latent) if name in names]
    for i in inner:
        M.Psi[i, i] = 0.0
    total = M.total_effect()
    short = 1.0 - M.latent_covariance().diagonal()
    solved = np.linalg.solve(total[np.ix_(inner, inner)] ** 2, short[inner])
    for i, value in zip(inner, solved, strict=True):
        M.Psi[i, i] = _possible(value, latent[i])
    outer = [i for i, name in enumerate(observed) if name in names and name not in latent]
    for i in outer:
        M.Theta[i, i] = 0.0
    short = 1.0 - M.covariance().diagonal()
    for i in outer:
        M.Theta[i, i] = _possible(short[i], observed[i])


def _possible(value: float, name: str) -> float:
    if value < -1e-10:
        raise SpecificationError(
            f"the population is impossible: what explains {name} has variance {1 - value:.3f}, "
            "expected at most 1"
        )
    return max(value, 0.0)
