"""Derivatives of regressions, raw and standardised, in closed form.

A path b of x on y is standardised b sd(x) / sd(y), and for the covariances V = A Psi A' of latent
variables with A = (I - Beta)^-1

    dV_jj = 2 A_jk V_lj dBeta_kl,    dV_jj = A_jk A_jl dPsi_kl.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Indices
from surveysem.sem.model.matrices import Pattern
from surveysem.sem.model.parameters import Definition
from surveysem.sem.model.quantities import Quantities
from surveysem.sem.model.table import ParameterTable


@dataclass(frozen=True, slots=True)
class Paths:
    """Regressions between latent variables and what is defined from them.

    ``rows`` are their places in the table, ``free`` their parameters, ``outcome`` and ``predictor``
    their latent variables; ``definitions`` in the order in which they can be computed, and the
    ``wanted`` values among raw rows, raw definitions, standardised rows, standardised definitions.
    """

    pattern: Pattern
    labels: tuple[str, ...]
    free: Indices
    outcome: Indices
    predictor: Indices
    definitions: tuple[Definition, ...]
    wanted: Indices

    def derivatives(self, theta: Array, given: Array | None = None) -> Array:
        """Derivatives (k, q) of the wanted values at theta (q,)."""
        M = self.pattern.split(self.pattern.fill(theta, given))
        A: Array = np.linalg.inv(np.eye(len(M["Beta"])) - M["Beta"]).astype(float)
        V: Array = (A @ M["Psi"] @ A.T).astype(float)
        raw = np.zeros((self.free.size, theta.size))
        raw[np.arange(self.free.size), self.free] = 1.0
        b = theta[self.free]
        variance = V.diagonal()
        with np.errstate(invalid="ignore"):
            ratio = np.sqrt(variance[self.predictor] / variance[self.outcome])
        slope = self._variances(A, V) / (2.0 * variance[:, None])
        std = ratio[:, None] * raw
        std += (b * ratio)[:, None] * (slope[self.predictor] - slope[self.outcome])
        parts = [self._defined(b, raw), self._defined(b * ratio, std)]
        return np.concatenate(parts)[self.wanted]

    def _variances(self, A: Array, V: Array) -> Array:
        """Derivatives (m, q) of the variances of latent variables."""
        entries = np.zeros((len(A), self.pattern.position.size))
        for name, at, shape in self.pattern.spans:
            if name not in ("Beta", "Psi"):
                continue
            here = (self.pattern.position >= at.start) & (self.pattern.position < at.stop)
            k, j = np.divmod(self.pattern.position[here] - at.start, shape[1])
            entries[:, here] = A[:, k] * (2.0 * V[:, j] if name == "Beta" else A[:, j])
        return self.pattern.collect(entries)

    def _defined(self, values: Array, gradients: Array) -> Array:
        """Gradients of rows with those of the definitions behind them."""
        known = {x: float(v) for x, v in zip(self.labels, values, strict=True) if x}
        slopes = {x: g for x, g in zip(self.labels, gradients, strict=True) if x}
        extra = []
        for d in self.definitions:
            names = d.expression.names
            by = d.expression.gradient(known)
            slopes[d.label] = np.asarray(sum(s * slopes[x] for s, x in zip(by, names, strict=True)))
            known[d.label] = float(
                np.real(d.expression.value({x: np.asarray(known[x]) for x in names}))
            )
            extra.append(slopes[d.label])
        return np.concatenate([gradients, np.array(extra).reshape(-1, gradients.shape[1])])


def paths_of(q: Quantities, rows: Sequence[int], kept: Indices) -> Paths | None:
    """The closed form for values ``kept`` of raw and standardised rows and definitions.

    ``rows`` are those that are kept, or that what is kept is defined from. None where one of them
    is no free regression, or a definition stands on none.
    """
    table: ParameterTable = q.table
    if len(q.groups) > 1 or any(
        table.parameters[i].op != "~" or not table.parameters[i].free for i in rows
    ):
        return None
    own = [table.parameters[i] for i in rows]
    at = {name: i for i, name in enumerate(q.pattern.latent)}
    labels = {p.label for p in own}
    defined = []
    for k, d in enumerate(table.definitions):
        if d.expression.names and labels.issuperset(d.expression.names):
            labels.add(d.label)
            defined.append(k)
    n_rows = len(table.parameters)
    width = n_rows + len(table.definitions)
    places = {row: i for i, row in enumerate(rows)}
    places |= {n_rows + k: len(rows) + i for i, k in enumerate(defined)}
    if not all(int(k) % width in places for k in kept):
        return None
    size = len(places)
    return Paths(
        q.pattern,
        tuple(p.label for p in own),
        np.array([p.free - 1 for p in own], dtype=np.intp),
        np.array([at[p.lhs] for p in own], dtype=np.intp),
        np.array([at[p.rhs] for p in own], dtype=np.intp),
        tuple(table.definitions[k] for k in defined),
        np.array([places[int(k) % width] + size * (int(k) // width) for k in kept], dtype=np.intp),
    )
