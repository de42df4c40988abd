"""A general factor and group factors that are orthogonal, read off two kinds of model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveysem.errors import SpecificationError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Standardised orthogonal loadings of p items on a general factor and on k group factors.

    ``general`` (p,), ``group`` (p, k), ``residual`` (p, p): covariances of what is left.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    general: Array
    group: Array
    residual: Array

    @property
    def members(self) -> NDArray[np.bool_]:
        """Which items belong to which group factor, (p, k)."""
        members: NDArray[np.bool_] = self.group != 0
        return members

    @property
    def proper(self) -> bool:
        """Whether it is a population's: finite, and every item keeps some variance of its own."""
        values = (self.general, self.group, self.residual)
        return all(map(_finite, values)) and bool(np.all(np.diag(self.residual) > 0))


def read_bifactor(standardized: pd.DataFrame, construct: str) -> Hierarchy:
    """The bifactor model of ``construct``: its items load on it and on group factors.

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
    return Hierarchy(
        items,
        groups,
        _matrix(loadings, items, (construct,))[:, 0],
        _matrix(loadings, items, groups),
        _residual(standardized, items),
    )


def transform_second_order(standardized: pd.DataFrame, construct: str) -> Hierarchy:
    """Schmid and Leiman (1957, Psychometrika 22): loadings times the second-order loading, and
    times the root of the disturbance.

    A negative disturbance leaves values that are no numbers.

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
    first = _matrix(loadings, items, groups)
    second = _matrix(loadings, groups, (construct,))[:, 0]
    left = np.diag(_residual(standardized, groups))
    roots = np.sqrt(left, where=left >= 0, out=np.full(len(left), np.nan))
    return Hierarchy(items, groups, first @ second, first * roots, _residual(standardized, items))


def _matrix(loadings: pd.DataFrame, rows: tuple[str, ...], factors: tuple[str, ...]) -> Array:
    table = loadings.pivot_table(index="rhs", columns="lhs", values="est", dropna=False)
    return table.reindex(index=rows, columns=factors).fillna(0.0).to_numpy(dtype=float)


def _residual(standardized: pd.DataFrame, names: tuple[str, ...]) -> Array:
    """Residual covariances on the standardised scale, from residual variances and correlations."""
    covariances = standardized[standardized["op"] == "~~"]
    found = np.zeros((len(names), len(names)))
    place = {name: i for i, name in enumerate(names)}
    for lhs, rhs, value in zip(*(covariances[c] for c in ("lhs", "rhs", "est")), strict=True):
        if lhs in place and rhs in place:
            found[place[lhs], place[rhs]] = found[place[rhs], place[lhs]] = value
    scale = np.sqrt(np.abs(np.diag(found)))
    covariance: Array = found * np.outer(scale, scale)
    np.fill_diagonal(covariance, np.diag(found))
    return covariance


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


def _finite(values: Array) -> bool:
    return bool(np.isfinite(values).all())
