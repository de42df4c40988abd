"""How much of the answers is the general construct, and how much its dimensions."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveysem.contracts import columns
from surveysem.survey.second_order.hierarchy import (
    Array,
    Hierarchy,
    read_bifactor,
    transform_second_order,
)
from surveysem.survey.second_order.higher_order import ByScope

METHODS = {"bifactor": "direct", "second_order": "Schmid-Leiman"}


def omega_coefficients(
    standardized: ByScope, records: Mapping[str, Mapping[str, Mapping[str, Any]]], construct: str
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
    the variances that the model implies.
    """
    found = [
        row | {"scope": scope, "contender": contender, "method": METHODS[contender]}
        for scope, contender, hierarchy in _hierarchies(standardized, records, construct)
        for row in _coefficients(hierarchy, construct)
    ]
    return pd.DataFrame(found, columns=columns("omega"))


def common_variance(
    standardized: ByScope, records: Mapping[str, Mapping[str, Mapping[str, Any]]], construct: str
) -> pd.DataFrame:
    """Loadings of every item on the general and on its group factor, and its I-ECV.

    The explained common variance of an item is the general factor's share of it (Stucky and
    Edelen, 2014). As ``common_variance.parquet``; an item of no group has an empty ``group``.
    """
    found = [
        {
            "scope": scope,
            "contender": contender,
            "item": item,
            "group": group,
            "general_loading": general,
            "group_loading": loading,
            "i_ecv": share,
        }
        for scope, contender, hierarchy in _hierarchies(standardized, records, construct)
        for item, group, general, loading, share in _items(hierarchy)
    ]
    return pd.DataFrame(found, columns=columns("common_variance"))


def _hierarchies(
    standardized: ByScope, records: Mapping[str, Mapping[str, Mapping[str, Any]]], construct: str
) -> list[tuple[str, str, Hierarchy]]:
    readers = {"bifactor": read_bifactor, "second_order": transform_second_order}
    found = [
        (scope, contender, read(models[contender], construct))
        for scope, models in standardized.items()
        for contender, read in readers.items()
        if contender in models and records[scope][contender]["admissible"]
    ]
    return [one for one in found if one[2].proper]


def _coefficients(h: Hierarchy, construct: str) -> list[dict[str, Any]]:
    squares, everyone = h.group**2, np.ones(len(h.items), dtype=bool)
    common = float(np.sum(h.general**2) + squares.sum())
    general = {
        "factor": construct,
        **_shares(h, everyone, h.general),
        "ecv": float(np.sum(h.general**2)) / common,
        "h": _replicability(h.general),
        "puc": _uncontaminated(h.members),
    }
    groups = [
        {
            "factor": name,
            **_shares(h, h.members[:, k], h.group[:, k]),
            "ecv": float(squares[:, k].sum()) / common,
            "h": _replicability(h.group[:, k]),
            "puc": float("nan"),
        }
        for k, name in enumerate(h.groups)
    ]
    return [general, *groups]


def _shares(h: Hierarchy, chosen: NDArray[np.bool_], own: Array) -> dict[str, Any]:
    """Shares of the variance of the chosen items' sum: of all factors, and of its own one."""
    by_factor = np.array([h.general[chosen].sum(), *h.group[chosen].sum(axis=0)]) ** 2
    total = float(by_factor.sum() + h.residual[np.ix_(chosen, chosen)].sum())
    omega, hierarchical = float(by_factor.sum()) / total, float(own[chosen].sum()) ** 2 / total
    return {
        "items": int(chosen.sum()),
        "omega": omega,
        "omega_hierarchical": hierarchical,
        "relative_omega": hierarchical / omega,
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
    largest = np.argmax(np.abs(h.group), axis=1)
    rows = np.arange(len(h.items))
    share = h.general**2 / (h.general**2 + np.sum(h.group**2, axis=1))
    names = [h.groups[k] if h.members[i, k] else "" for i, k in enumerate(largest)]
    columns_of = (h.general, h.group[rows, largest], share)
    return list(zip(h.items, names, *(column.tolist() for column in columns_of), strict=True))
