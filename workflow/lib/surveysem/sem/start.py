"""Starting values."""

import numpy as np

from surveysem.sem.arrays import Array
from surveysem.sem.parameters import Parameter
from surveysem.sem.table import ParameterTable

_SMALL = 0.05


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
        for factor in table.latent:
            rows = [p for p in table.parameters if p.op == "=~" and p.lhs == factor]
            items = [p.rhs for p in rows if p.rhs in self.at]
            self.factor(factor, items)

    def factor(self, factor: str, items: list[str]) -> None:
        """Scale a one-factor solution so that it respects what is fixed."""
        if not items:
            return
        at = [self.at[name] for name in items]
        relative = _relative_loadings(self.S[np.ix_(at, at)])
        scale = 1.0
        for name, value in zip(items, relative, strict=True):
            held = self.fixed.get((factor, "=~", name))
            if held:
                scale = held / value
                break
        for name, value in zip(items, relative, strict=True):
            self.loadings[factor, name] = float(value * scale)
        self.variance[factor] = 1.0 / scale**2

    def of(self, p: Parameter) -> float:
        if p.op == "=~":
            return self.loadings.get((p.lhs, p.rhs), 1.0)
        if p.op == "~1":
            known = self.mean is not None and p.lhs in self.at
            return float(self.mean[self.at[p.lhs]]) if known and self.mean is not None else 0.0
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
