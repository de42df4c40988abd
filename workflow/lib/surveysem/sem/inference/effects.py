"""Direct, indirect and total effects between the variables of the regressions."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array, Numbers, jacobian, positive_sqrt
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.estimates import delta_method, if_converged, wald
from surveysem.sem.model.matrices import Matrices, Pattern
from surveysem.sem.model.products import product_scale
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.text.interactions import Interaction

MAX_PATHS = 10_000


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect; ``places`` are the latent variables of its path, empty for totals."""

    kind: str
    outcome: str
    predictor: str
    places: tuple[int, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects (k) of a model as functions of theta (..., q).

    Direct: a coefficient. Specific indirect: the product along one path. Total: the entry of
    (I - B)^-1 - I, with B the regression coefficients alone, so that higher-order loadings are no
    part of it; total indirect: total less direct (Bollen, 1987). In a model with feedback loops
    the specific paths are those that visit no variable twice, and do not add up to the total.
    """

    items: tuple[Effect, ...]
    table: ParameterTable
    pattern: Pattern
    interactions: tuple[Interaction, ...] = ()

    def raw(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Unstandardised effects (..., k)."""
        return self._values(self._matrices(theta, given).Beta)

    def std_all(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Effects (..., k) times sd(predictor) / sd(outcome); of products see ``product_scale``."""
        M = self._matrices(theta, given)
        V = M.latent_covariance()
        sd = positive_sqrt(np.diagonal(V, axis1=-2, axis2=-1))
        at = {name: i for i, name in enumerate(self.pattern.latent)}
        outcome = [at[e.outcome] for e in self.items]
        predictor = [at[e.predictor] for e in self.items]
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.asarray(self._values(M.Beta) * sd[..., predictor] / sd[..., outcome])
        if not self.interactions:
            return values
        names = [e.predictor for e in self.items]
        return values * product_scale(V, self.pattern.latent, self.interactions, names)

    def _matrices(self, theta: Numbers, given: Array | None) -> Matrices:
        return Matrices(**self.pattern.split(self.pattern.fill(theta, given)))

    def _values(self, Beta: Numbers) -> Numbers:
        B = Beta * _regressions(self.table, self.pattern)
        identity = np.eye(B.shape[-1])
        total = np.linalg.inv(identity - B) - identity
        at = {name: i for i, name in enumerate(self.pattern.latent)}
        values = np.empty((*B.shape[:-2], len(self.items)), dtype=B.dtype)
        for k, e in enumerate(self.items):
            cell = (..., at[e.outcome], at[e.predictor])
            if e.kind == "total":
                values[..., k] = total[cell]
            elif e.kind == "total indirect":
                values[..., k] = total[cell] - B[cell]
            else:
                values[..., k] = _product(B, e.places)
        return values


def effects_of(
    table: ParameterTable, pattern: Pattern, interactions: tuple[Interaction, ...] = ()
) -> Effects:
    """Every effect of a model; SpecificationError where there are more than 10,000 paths."""
    B = _regressions(table, pattern)
    found = []
    count = 0
    for outcome in np.flatnonzero(B.any(axis=1)):
        for predictor in np.flatnonzero(_reaches(B, int(outcome))):
            paths = list(_paths(B, int(predictor), int(outcome), MAX_PATHS - count))
            count += len(paths)
            if count >= MAX_PATHS:
                raise SpecificationError(f"the regressions have more than {MAX_PATHS} paths")
            found += _pair(pattern.latent, paths, int(predictor), int(outcome))
    order = ("direct", "specific indirect", "total indirect", "total")
    found.sort(key=lambda e: order.index(e.kind))
    return Effects(tuple(found), table, pattern, interactions)


@one_blas_thread()
def effects(s: Solution, level: float = 0.95) -> pd.DataFrame:
    """Effects with delta-method errors, raw and standardised; see ``Fit.effects``."""
    frames = []
    for g in s.quantities.groups:
        frame = _of_group(s, effects_of(g.table, g.pattern, g.interactions), level)
        if len(s.samples) > 1:
            frame.insert(0, "group", g.table.groups[0])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _of_group(s: Solution, functions: Effects, level: float) -> pd.DataFrame:
    items = functions.items
    frame = pd.DataFrame(
        {
            "kind": [e.kind for e in items],
            "outcome": [e.outcome for e in items],
            "predictor": [e.predictor for e in items],
            "path": [e.path for e in items],
        },
        dtype=str,
    )
    raw_se = delta_method(jacobian(functions.raw, s.theta), s.vcov)
    raw = wald(if_converged(s, functions.raw(s.theta)), raw_se, level)
    for name in ("est", "se", "pvalue", "ci_lower", "ci_upper"):
        frame[name] = getattr(raw, name)
    std_se = delta_method(jacobian(functions.std_all, s.theta), s.vcov)
    std = wald(if_converged(s, functions.std_all(s.theta)), std_se, level)
    frame["std"] = std.est
    frame["std_se"] = std.se
    frame["std_ci_lower"] = std.ci_lower
    frame["std_ci_upper"] = std.ci_upper
    return frame


def _regressions(table: ParameterTable, pattern: Pattern) -> Array:
    """1 where Beta (m, m) holds a regression coefficient, 0 elsewhere."""
    at = {name: i for i, name in enumerate(pattern.latent)}
    mask = np.zeros((len(at), len(at)))
    for p in table.parameters:
        if p.op == "~" and (p.free or p.value != 0):
            mask[at[p.lhs], at[p.rhs]] = 1.0
    return mask


def _reaches(B: Array, outcome: int) -> Array:
    """Which variables have a directed path to the outcome."""
    found = np.zeros(len(B), dtype=bool)
    frontier = [outcome]
    while frontier:
        for source in np.flatnonzero(B[frontier.pop()]):
            if not found[source]:
                found[source] = True
                frontier.append(int(source))
    found[outcome] = False
    return found


def _paths(B: Array, predictor: int, outcome: int, most: int) -> Iterator[tuple[int, ...]]:
    """Directed paths that visit no variable twice, at most ``most``."""
    useful = _reaches(B, outcome)
    useful[outcome] = True
    stack: list[tuple[int, ...]] = [(predictor,)]
    while stack and most > 0:
        path = stack.pop()
        if path[-1] == outcome:
            most -= 1
            yield path
            continue
        following = np.flatnonzero(B[:, path[-1]])[::-1]
        stack += [(*path, int(n)) for n in following if useful[n] and n not in path]


def _pair(
    names: tuple[str, ...], paths: list[tuple[int, ...]], predictor: int, outcome: int
) -> list[Effect]:
    """The effects of one variable on another."""
    ends = (names[outcome], names[predictor])
    found = []
    for path in sorted(paths, key=lambda path: (len(path), path)):
        kind = "direct" if len(path) == 2 else "specific indirect"
        found.append(Effect(kind, *ends, path, " -> ".join(names[i] for i in path)))
    if any(e.kind == "specific indirect" for e in found):
        found.append(Effect("total indirect", *ends, (), ""))
    found.append(Effect("total", *ends, (), ""))
    return found


def _product(B: Numbers, places: tuple[int, ...]) -> Numbers:
    value = np.ones(B.shape[:-2], dtype=B.dtype)
    for source, target in pairwise(places):
        value = value * B[..., target, source]
    return value
