"""How much of the answers is the general construct, and how much its dimensions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveysem import sem
from surveysem.contracts import columns
from surveysem.sem.arrays import Array, Numbers, jacobian
from surveysem.sem.inference.estimates import delta_method, wald
from surveysem.survey.second_order.hierarchy import (
    Hierarchy,
    Layout,
    bifactor_layout,
    second_order_layout,
)
from surveysem.survey.second_order.higher_order import ByScope

METHODS = {"bifactor": "direct", "second_order": "Schmid-Leiman"}
LAYOUTS: Mapping[str, Callable[[pd.DataFrame, str], Layout]] = {
    "bifactor": bifactor_layout,
    "second_order": second_order_layout,
}
WITH_LIMITS = ("omega", "omega_hierarchical", "ecv")
LEVEL = 0.95

Place = tuple[str, str]
Limits = Mapping[Place, Array]
Records = Mapping[str, Mapping[str, Mapping[str, Any]]]


def omega_coefficients(
    standardized: ByScope, records: Records, construct: str, limits: Limits | None = None
) -> pd.DataFrame:
    """Rodriguez, Reise and Haviland (2016, Psychological Methods 21), as ``omega.parquet``.

    One row for the general factor and one for each group factor, of the bifactor model (method
    ``direct``) and of the second-order model (``Schmid-Leiman``); contenders without an admissible
    solution have none.

    ``omega`` is the share of a sum score's variance that all factors explain (McDonald's omega of
    all items, or of the items of a group), ``omega_hierarchical`` the share of the row's own factor
    (omega hierarchical; omega hierarchical subscale) and ``relative_omega`` their ratio; ``ecv`` is
    the factor's share of the common variance, ``h`` construct replicability (Hancock and Mueller,
    2001), ``puc`` the share of correlations that reflect the general factor only. Denominators are
    the variances that the model implies. ``limits`` has the intervals of `omega_limits`.
    """
    found = [
        row | {"scope": one.scope, "contender": one.contender, "method": METHODS[one.contender]}
        for one in _read(standardized, records, construct)
        for row in _rows(one.hierarchy, construct, (limits or {}).get((one.scope, one.contender)))
    ]
    return pd.DataFrame(found, columns=columns("omega"))


def omega_limits(fits: Mapping[str, Mapping[str, sem.Fit]], construct: str) -> dict[Place, Array]:
    """Intervals of level .95 by scope and contender: (k + 1, 3, 2), lower and upper ends.

    Of omega, hierarchical omega and ECV of the general factor and of each group factor, by the
    delta method, as of parameters that lavaan's model text defines by ``:=``. Contenders without
    standard errors have none.
    """
    return {
        (scope, contender): _limits(fit, layout, construct)
        for scope, models in fits.items()
        for contender, layout in LAYOUTS.items()
        if (fit := models.get(contender)) is not None
        and fit.admissible
        and fit.solution.vcov is not None
    }


def common_variance(standardized: ByScope, records: Records, construct: str) -> pd.DataFrame:
    """Loadings of every item on the general and on its group factor, and its I-ECV.

    The explained common variance of an item is the general factor's share of it (Stucky and
    Edelen, 2014). As ``common_variance.parquet``; an item of no group has an empty ``group``.
    """
    found = [
        {
            "scope": one.scope,
            "contender": one.contender,
            "item": item,
            "group": group,
            "general_loading": general,
            "group_loading": loading,
            "i_ecv": share,
        }
        for one in _read(standardized, records, construct)
        for item, group, general, loading, share in _items(one.hierarchy)
    ]
    return pd.DataFrame(found, columns=columns("common_variance"))


def shares(h: Hierarchy) -> Numbers:
    """Omega, hierarchical omega and ECV (..., k + 1, 3): of the general factor, of each group."""
    variances = np.concatenate([np.ones((*h.own.shape[:-1], 1)), h.own], axis=-1)
    loadings = np.concatenate([h.general[..., None], h.group], axis=-1)
    common = (loadings**2).sum(axis=-2) * variances
    everyone = np.ones(len(h.items), dtype=bool)
    found = []
    for row, chosen in enumerate([everyone, *h.members.T]):
        explained = loadings[..., chosen, :].sum(axis=-2) ** 2 * variances
        left = h.residual[..., chosen, :][..., chosen].sum(axis=(-2, -1))
        total = explained.sum(axis=-1) + left
        own = (explained.sum(axis=-1), explained[..., row])
        ecv = common[..., row] / common.sum(axis=-1)
        found.append(np.stack([*(each / total for each in own), ecv], axis=-1))
    return np.stack(found, axis=-2)


def _limits(fit: sem.Fit, layout: Callable[[pd.DataFrame, str], Layout], construct: str) -> Array:
    s, table = fit.solution, fit.estimates()
    places = layout(table.assign(est=table["std_all"]), construct)

    def function(theta: Numbers) -> Numbers:
        found = shares(places.read(s.quantities.std_all(theta)))
        return np.asarray(found.reshape(len(theta), -1))

    est = np.real(function(s.theta[None]))[0]
    found = wald(est, delta_method(jacobian(function, s.theta), s.vcov), LEVEL)
    both = np.stack([found.ci_lower, found.ci_upper], axis=-1)
    return both.reshape(-1, len(WITH_LIMITS), 2)


@dataclass(frozen=True, slots=True)
class _Read:
    scope: str
    contender: str
    hierarchy: Hierarchy


def _read(standardized: ByScope, records: Records, construct: str) -> list[_Read]:
    found = [
        _Read(
            scope,
            contender,
            layout(models[contender], construct).read(models[contender]["est"].to_numpy(float)),
        )
        for scope, models in standardized.items()
        for contender, layout in LAYOUTS.items()
        if contender in models and records[scope][contender]["admissible"]
    ]
    return [one for one in found if one.hierarchy.proper]


def _rows(h: Hierarchy, construct: str, limits: Array | None) -> list[dict[str, Any]]:
    found = shares(h)
    ends = np.full((*found.shape, 2), np.nan) if limits is None else limits
    sizes = [len(h.items), *h.members.sum(axis=0)]
    loadings = [h.general, *(h.group * np.sqrt(h.own)).T]
    return [
        {
            "factor": name,
            "items": int(sizes[row]),
            **dict(zip(WITH_LIMITS, map(float, found[row]), strict=True)),
            **_ends(ends[row]),
            "relative_omega": float(found[row, 1] / found[row, 0]),
            "h": _replicability(loadings[row]),
            "puc": float("nan") if row else _uncontaminated(h.members),
        }
        for row, name in enumerate([construct, *h.groups])
    ]


def _ends(limits: Array) -> dict[str, float]:
    return {
        f"{name}_ci_{end}": float(value)
        for name, both in zip(WITH_LIMITS, limits, strict=True)
        for end, value in zip(("lower", "upper"), both, strict=True)
    }


def _replicability(loadings: Array) -> float:
    """H of Hancock and Mueller: 1 / (1 + 1 / sum of l^2 / (1 - l^2))."""
    squares = loadings**2
    ratio = float(np.sum(squares / (1 - squares)))
    return ratio / (1 + ratio)


def _uncontaminated(members: NDArray[np.bool_]) -> float:
    """Share of pairs of items that share no group factor."""
    pairs = np.triu_indices(len(members), 1)
    shared = (members.astype(float) @ members.T.astype(float))[pairs] > 0
    return float(1 - shared.mean())


def _items(h: Hierarchy) -> list[tuple[str, str, float, float, float]]:
    group = h.group * np.sqrt(h.own)
    largest = np.argmax(np.abs(group), axis=1)
    rows = np.arange(len(h.items))
    share = h.general**2 / (h.general**2 + np.sum(group**2, axis=1))
    names = [h.groups[k] if h.members[i, k] else "" for i, k in enumerate(largest)]
    columns_of = (h.general, group[rows, largest], share)
    return list(zip(h.items, names, *(column.tolist() for column in columns_of), strict=True))
