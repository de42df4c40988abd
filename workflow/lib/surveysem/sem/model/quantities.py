"""What is reported of a model, as functions of theta: raw, standardised and defined parameters.

Every function takes theta (..., q), real or complex, so that one text serves an estimate, a batch
of bootstrap draws and derivatives by the complex step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Array, Indices, Numbers, positive_sqrt, signed_sqrt
from surveysem.sem.model.matrices import Matrices, Pattern
from surveysem.sem.model.products import product_scale
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.text.interactions import Interaction


@dataclass(frozen=True, slots=True)
class Scales:
    """Which variables' standard deviations multiply and divide each row.

    Places refer to the vector (latent sds, observed sds, residual sds of rows, 1); ``divide2``
    is the second divisor of (co)variances.
    """

    multiply: Indices
    divide: Indices
    divide2: Indices


@dataclass(frozen=True, slots=True)
class GroupQuantities:
    """Rows of one group (k) as functions of theta (..., q) -> (..., k).

    ``given`` (..., e) are the exogenous moments of samples other than the pattern's own.
    """

    table: ParameterTable
    pattern: Pattern
    interactions: tuple[Interaction, ...] = ()

    def raw(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Unstandardised values."""
        return self.pattern.fill(theta, given)[..., self.pattern.rows]

    def scale(self, values: Numbers, theta: Numbers, scales: Scales, *, observed: bool) -> Numbers:
        """Standardise values (..., k) of rows with given scales."""
        vector = self.pattern.fill(theta)
        sds = self._sds(vector, observed)
        return _scaled(values, sds, scales)

    def standardised(self, theta: Numbers, given: Array | None, observed: bool) -> Numbers:
        """Values by the sds of latent, and with ``observed`` of observed variables."""
        vector = self.pattern.fill(theta, given)
        sds = self._sds(vector, observed)
        values = vector[..., self.pattern.rows]
        return _scaled(values, sds, row_scales(self.table, self.pattern))

    def appropriate(self, theta: Numbers, given: Array | None) -> Numbers:
        """std.all values, effects of products on the scale of their components."""
        values = self.standardised(theta, given, observed=True)
        if not self.interactions:
            return values
        matrices = Matrices(**self.pattern.split(self.pattern.fill(theta, given)))
        V = matrices.latent_covariance()
        predictors = [p.rhs if p.op == "~" else "" for p in self.table.parameters]
        return values * product_scale(V, self.pattern.latent, self.interactions, predictors)

    def _sds(self, vector: Numbers, observed: bool) -> Numbers:
        """Standard deviations (..., m + p + k + 1) that row_scales refers to."""
        matrices = Matrices(**self.pattern.split(vector))
        latent = self.pattern.latent
        n_latent = len(self.table.latent)
        V = matrices.latent_covariance()
        eta = positive_sqrt(np.diagonal(V, axis1=-2, axis2=-1))
        residual = signed_sqrt(vector[..., self.pattern.rows])
        ones = np.ones((*vector.shape[:-1], len(self.pattern.observed)))
        if observed:
            LV = matrices.Lambda @ V
            Sigma = np.einsum("...ij,...ij->...i", LV, matrices.Lambda)
            Sigma = Sigma + np.diagonal(matrices.Theta, axis1=-2, axis2=-1)
            y = positive_sqrt(Sigma)
        else:
            y = ones
            eta[..., n_latent:] = 1.0
            manifest = [
                i for i, p in enumerate(self.table.parameters) if p.lhs not in latent[:n_latent]
            ]
            residual[..., manifest] = 1.0
        return np.concatenate([eta, y, residual, ones[..., :1]], axis=-1)


@dataclass(frozen=True, slots=True)
class Quantities:
    """Rows of all groups (k), then definitions (d), as functions of theta (..., q) -> (..., k + d).

    ``given`` (..., e) are the exogenous moments of samples other than the patterns' own.
    """

    table: ParameterTable
    groups: tuple[GroupQuantities, ...]

    @property
    def interactions(self) -> tuple[Interaction, ...]:
        """The interactions of the model."""
        return self.groups[0].interactions

    @property
    def pattern(self) -> Pattern:
        """The pattern, of the first group where there are several."""
        return self.groups[0].pattern

    def raw(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Unstandardised values."""
        parts = [g.raw(theta, x) for g, x in self._with_given(given)]
        return self._defined(np.concatenate(parts, axis=-1))

    def std_all(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Standardised by the model-implied sds of latent and observed variables (std.all).

        Residual covariances become correlations; NaN where a latent variance is negative.
        """
        return self._standardised(theta, given, observed=True)

    def appropriate(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """std.all, with effects of latent products on the scale of their components.

        See ``product_scale``; without interactions the same as ``std_all``.
        """
        parts = [g.appropriate(theta, x) for g, x in self._with_given(given)]
        return self._defined(np.concatenate(parts, axis=-1))

    def std_lv(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Standardised by the sds of latent variables alone (std.lv)."""
        return self._standardised(theta, given, observed=False)

    def _standardised(self, theta: Numbers, given: Array | None, observed: bool) -> Numbers:
        parts = [g.standardised(theta, x, observed) for g, x in self._with_given(given)]
        return self._defined(np.concatenate(parts, axis=-1))

    def _with_given(self, given: Array | None) -> Iterator[tuple[GroupQuantities, Array | None]]:
        return zip(self.groups, self.given_of_groups(given), strict=True)

    def given_of_groups(self, given: Array | None) -> list[Array | None]:
        """Each group's part of the exogenous moments (..., e)."""
        if given is None:
            return [None for _ in self.groups]
        ends = np.cumsum([g.pattern.exogenous.size for g in self.groups])[:-1]
        return list(np.split(given, ends, axis=-1))

    def _defined(self, rows: Numbers) -> Numbers:
        """Rows (..., k) with the defined parameters behind them."""
        if not self.table.definitions:
            return rows
        labels: dict[str, Numbers] = {}
        for i, p in enumerate(self.table.parameters):
            if p.label:
                labels.setdefault(p.label, rows[..., i])
        extra = []
        for d in self.table.definitions:
            value = np.broadcast_to(d.expression.value(labels), rows.shape[:-1])
            labels[d.label] = value
            extra.append(value)
        return np.concatenate([rows, np.stack(extra, axis=-1)], axis=-1)


def _scaled(values: Numbers, sds: Numbers, scales: Scales) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        divisor = sds[..., scales.divide] * sds[..., scales.divide2]
        return np.asarray(values * sds[..., scales.multiply] / divisor)


def row_scales(table: ParameterTable, pattern: Pattern) -> Scales:
    """Scales of the rows of a table."""
    keys = [p.key for p in table.parameters]
    return scales_of(keys, table, pattern)


def scales_of(keys: list[tuple[str, str, str]], table: ParameterTable, pattern: Pattern) -> Scales:
    """Scales of any relations (lhs, op, rhs) between variables of the table."""
    m, p, k = len(pattern.latent), len(pattern.observed), len(table.parameters)
    one = m + p + k
    sd = {name: m + i for i, name in enumerate(pattern.observed)}
    sd |= {name: i for i, name in enumerate(pattern.latent[: len(table.latent)])}
    residual = {q.lhs: m + p + i for i, q in enumerate(table.parameters) if q.is_variance}
    places = np.empty((3, len(keys)), dtype=np.intp)
    for n, (lhs, op, rhs) in enumerate(keys):
        if op == "=~":
            places[:, n] = sd[lhs], sd[rhs], one
        elif op == "~":
            places[:, n] = sd[rhs], sd[lhs], one
        elif op in ("~1", "|"):
            places[:, n] = one, sd[lhs], one
        elif op == "~*~":
            places[:, n] = sd[lhs], one, one
        elif lhs == rhs:
            places[:, n] = one, sd[lhs], sd[lhs]
        else:
            places[:, n] = one, residual[lhs], residual[rhs]
    return Scales(*places)


def quantities_of(
    table: ParameterTable, patterns: Iterable[Pattern], found: tuple[Interaction, ...] = ()
) -> Quantities:
    """Quantities of all groups of a table, with its interactions."""
    groups = enumerate(patterns, start=1)
    return Quantities(table, tuple(GroupQuantities(table.group(k), x, found) for k, x in groups))
