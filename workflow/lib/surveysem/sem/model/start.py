"""Starting values."""

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.table import ParameterTable

_SMALL = 0.05
_SMALLEST = 1e-50


def start_values(table: ParameterTable, S: Array, mean: Array | None) -> Array:
    """Starting values (q,): loadings of one-factor solutions, residuals half of the variance.

    ``S`` (p, p) and ``mean`` (p,) are the sample moments in the order of ``table.observed``. Values
    that the text gives with ``start()`` take precedence.
    """
    guess = _Guess(table, S, mean)
    theta = np.zeros(table.n_free)
    for row in reversed(table.parameters):
        if row.free:
            theta[row.free - 1] = guess.of(row)
    for row in reversed(table.parameters):
        if row.free and row.start is not None:
            theta[row.free - 1] = row.start
    return theta


class _Guess:
    """A rough value for each parameter, factor by factor."""

    def __init__(self, table: ParameterTable, S: Array, mean: Array | None) -> None:
        self.S, self.mean = S, mean
        self.at = {name: i for i, name in enumerate(table.observed)}
        self.fixed = {p.key: p.value for p in table.parameters if p.fixed and p.value is not None}
        self.loadings: dict[tuple[str, str], float] = {}
        self.variance: dict[str, float] = {}
        items = {
            f: [p.rhs for p in table.parameters if p.key[:2] == (f, "=~")] for f in table.latent
        }
        for factor, names in items.items():
            self.first_order(factor, [name for name in names if name in self.at])
        for factor, names in items.items():
            if factor not in self.variance:
                self.higher_order(factor, names)
        free = {p.lhs for p in table.parameters if p.op == "~1" and p.free}
        self.levels = {f: self.level(f) if f in free else 0.0 for f in table.latent}

    def first_order(self, factor: str, items: list[str]) -> None:
        """A one-factor solution, scaled so that it respects what is fixed."""
        if not items:
            return
        at = [self.at[name] for name in items]
        self.scale(factor, items, _relative_loadings(self.S[np.ix_(at, at)]))

    def higher_order(self, factor: str, items: list[str]) -> None:
        """Half of the variance of each lower factor."""
        sizes = np.array([self.variance.get(name, 1.0) for name in items])
        self.scale(factor, items, np.sqrt(0.5 * sizes))

    def scale(self, factor: str, items: list[str], relative: Array) -> None:
        """Keep loadings of a factor with variance 1 as loadings with the first fixed one held."""
        scale = 1.0
        for name, value in zip(items, relative, strict=True):
            held = self.fixed.get((factor, "=~", name))
            if held:
                scale = held / value
                if not _SMALLEST < abs(scale) < 1 / _SMALLEST:
                    raise SpecificationError(
                        f"{factor} =~ {name} is fixed at {held:g}, beside other loadings of about "
                        f"{value:.3g}; expected a value of a size that they can have too"
                    )
                break
        for name, value in zip(items, relative, strict=True):
            self.loadings[factor, name] = float(value * scale)
        self.variance[factor] = 1.0 / scale**2

    def level(self, factor: str) -> float:
        """Mean of a factor, from an item whose intercept is held."""
        if self.mean is None:
            return 0.0
        for (name, item), loading in self.loadings.items():
            held = self.fixed.get((item, "~1", ""))
            if name == factor and held is not None and item in self.at and loading:
                return (float(self.mean[self.at[item]]) - held) / loading
        return 0.0

    def intercept(self, item: str) -> float:
        """Mean of an item less what the means of its factors give it."""
        if self.mean is None or item not in self.at:
            return 0.0
        given = sum(
            loading * self.levels.get(factor, 0.0)
            for (factor, name), loading in self.loadings.items()
            if name == item
        )
        return float(self.mean[self.at[item]]) - given

    def of(self, p: Parameter) -> float:
        if p.op == "=~":
            return self.loadings.get((p.lhs, p.rhs), 1.0)
        if p.op == "~1":
            return self.levels[p.lhs] if p.lhs in self.levels else self.intercept(p.lhs)
        if not p.is_variance:
            return 0.0
        if p.lhs in self.at:
            return 0.5 * float(self.S[self.at[p.lhs], self.at[p.lhs]])
        return self.variance.get(p.lhs, _SMALL)


def _relative_loadings(S: Array) -> Array:
    """Loadings of one factor with variance 1, from covariances of its items alone."""
    sd = np.sqrt(S.diagonal())
    R = S / sd / sd[:, None]
    if len(R) == 1:
        return np.asarray(sd * np.sqrt(0.5))
    values, vectors = np.linalg.eigh(R)
    first = vectors[:, -1] * np.sign(vectors[:, -1].sum() or 1.0)
    first = np.where(np.abs(first) < _SMALL, _SMALL, first)
    shrunk = np.sqrt(max(values[-1] - 1.0, _SMALL))
    return np.asarray(sd * first * min(shrunk, 0.95 / np.abs(first).max()))
