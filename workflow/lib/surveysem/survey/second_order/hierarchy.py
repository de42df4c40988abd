"""A general factor and group factors that are orthogonal, read off two kinds of model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Numbers, signed_sqrt

Places = NDArray[np.intp]
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Standardised orthogonal loadings of p items on a general factor and on k group factors.

    ``general`` (..., p), ``group`` (..., p, k) on group factors of variance ``own`` (..., k),
    ``residual`` (..., p, p): covariances of what is left. ``members`` (p, k) says which items
    belong to which group factor.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    members: NDArray[np.bool_]
    general: Numbers
    group: Numbers
    own: Numbers
    residual: Numbers

    @property
    def proper(self) -> bool:
        """Whether it is a population's: finite, and every item keeps some variance of its own."""
        values = (self.general, self.group, self.own, self.residual)
        found = all(bool(np.isfinite(each).all()) for each in values)
        return found and bool((np.diag(self.residual) > 0).all() and (self.own >= 0).all())


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a hierarchy stands in the rows (r) of a standardised solution.

    ``general`` (p,) or, of a second-order model, ``above`` (k,): the loadings on the construct;
    ``group`` (p, k); ``left`` (k,): the disturbances; ``residual`` (p, p). -1 is no row.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    general: Places | None
    above: Places | None
    group: Places
    left: Places
    residual: Places

    def read(self, values: Numbers) -> Hierarchy:
        """The hierarchy of the values (..., r) of those rows.

        A second-order model by Schmid and Leiman (1957, Psychometrika 22): an item loads on the
        construct by the product of its loading and the second-order one, and its group factor keeps
        the disturbance as its variance.
        """
        group = _take(values, self.group)
        if self.above is None:
            assert self.general is not None
            general, own = _take(values, self.general), np.ones(len(self.groups))
        else:
            general = (group @ _take(values, self.above)[..., None])[..., 0]
            own = _take(values, self.left)
        residual = _covariances(_take(values, self.residual))
        members = self.group != NOWHERE
        return Hierarchy(self.items, self.groups, members, general, group, own, residual)


def bifactor_layout(standardized: pd.DataFrame, construct: str) -> Layout:
    """The bifactor model of ``construct``: its items load on it and on group factors.

    ``standardized`` has the columns lhs, op, rhs and est.

    Raises
    ------
    SpecificationError
        ``construct`` measures no items, or its group factors correlate.
    """
    loadings = standardized[standardized["op"] == "=~"]
    items = tuple(loadings.loc[loadings["lhs"] == construct, "rhs"])
    latent = set(loadings["lhs"])
    if not items or latent & set(items):
        raise SpecificationError(
            f"bifactor model: {construct} measures no items; expected every item on a line with =~"
        )
    sharing = loadings[loadings["rhs"].isin(items) & (loadings["lhs"] != construct)]
    groups = tuple(dict.fromkeys(sharing["lhs"]))
    _refuse_correlated(standardized, (construct, *groups), "bifactor model")
    at = _Rows(standardized)
    return Layout(
        items,
        groups,
        at.loadings(items, (construct,))[:, 0],
        None,
        at.loadings(items, groups),
        at.variances(groups),
        at.covariances(items),
    )


def second_order_layout(standardized: pd.DataFrame, construct: str) -> Layout:
    """The second-order model of ``construct``, which measures factors of items.

    ``standardized`` as of `bifactor_layout`.

    Raises
    ------
    SpecificationError
        ``construct`` measures no factors, or what is left of them correlates.
    """
    loadings = standardized[standardized["op"] == "=~"]
    groups = tuple(loadings.loc[loadings["lhs"] == construct, "rhs"])
    items = tuple(dict.fromkeys(loadings.loc[loadings["lhs"].isin(groups), "rhs"]))
    if not groups or not items:
        raise SpecificationError(
            f"second-order model: {construct} measures no factors; expected a line with =~"
        )
    _refuse_correlated(standardized, groups, "second-order model")
    at = _Rows(standardized)
    return Layout(
        items,
        groups,
        None,
        at.loadings(groups, (construct,))[:, 0],
        at.loadings(items, groups),
        at.variances(groups),
        at.covariances(items),
    )


class _Rows:
    """The rows of a standardised solution by what they state."""

    def __init__(self, standardized: pd.DataFrame) -> None:
        names = (standardized[name].astype(str) for name in ("lhs", "op", "rhs"))
        self._at = {key: row for row, key in enumerate(zip(*names, strict=True))}

    def loadings(self, parts: tuple[str, ...], factors: tuple[str, ...]) -> Places:
        return _places([[self._at.get((f, "=~", part)) for f in factors] for part in parts])

    def covariances(self, names: tuple[str, ...]) -> Places:
        one = _places([[self._at.get((a, "~~", b)) for b in names] for a in names])
        return np.maximum(one, one.T)

    def variances(self, names: tuple[str, ...]) -> Places:
        return np.diag(self.covariances(names)).copy()


def _places(rows: list[list[int | None]]) -> Places:
    return np.array([[NOWHERE if row is None else row for row in each] for each in rows], np.intp)


def _take(values: Numbers, places: Places) -> Numbers:
    """Values (..., r) at ``places``, 0 where there is no row."""
    return np.asarray(np.where(places == NOWHERE, 0.0, values[..., places]))


def _covariances(table: Numbers) -> Numbers:
    """Residual covariances on the standardised scale, from residual variances and correlations."""
    variances = np.diagonal(table, axis1=-2, axis2=-1)
    scale = signed_sqrt(variances)
    found = table * scale[..., :, None] * scale[..., None, :]
    at = np.arange(table.shape[-1])
    found[..., at, at] = variances
    return np.asarray(found)


def _refuse_correlated(standardized: pd.DataFrame, factors: tuple[str, ...], model: str) -> None:
    rows = standardized[
        (standardized["op"] == "~~")
        & (standardized["lhs"] != standardized["rhs"])
        & standardized["lhs"].isin(factors)
        & standardized["rhs"].isin(factors)
    ]
    free = rows[rows["est"].abs() > 0]
    if len(free):
        one = free.iloc[0]
        raise SpecificationError(
            f"{model}: {one['lhs']} and {one['rhs']} correlate; expected orthogonal factors, "
            f"{one['lhs']} ~~ 0*{one['rhs']}"
        )
