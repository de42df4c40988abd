"""Parcels: means of a few items of one construct, as indicators in place of the items."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from surveysem import sem
from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.text.statements import Modifier, Statement

PARCELS = 3
"""Per construct, which is then just identified (Little, Cunningham, Shahar & Widaman, 2002)."""

Order = Callable[[Sequence[str]], Sequence[str]]


def item_parcels(text: str, order: Order) -> dict[str, list[list[str]]]:
    """The parcels of each construct with more than three items, in a model text.

    ``order`` ranks the items of a construct. They are dealt to the parcels to and fro: the first
    three, then the next three in inverted order (item-to-construct balance: Little et al., 2002,
    p. 166, where the rank is by loading).

    Raises
    ------
    SpecificationError
        The items of a construct have labels or values of their own, or are used elsewhere.
    """
    return {factor: _dealt(order(items)) for factor, items in _parcelled_items(text).items()}


def has_parcels(text: str) -> bool:
    """Whether a construct of the model text has more items than parcels."""
    return bool(_large(sem.parse(text).statements))


def with_parcels(text: str, parcels: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The model text with parcels as the indicators of their constructs."""
    model = sem.parse(text)
    lines = {s.formula: s.lhs for s in model.statements if s.op == "=~" and s.lhs in parcels}
    for formula in sorted(lines, reverse=True):
        (start, end), factor = model.formulas[formula], lines[formula]
        names = " + ".join(parcel_name(factor, i) for i in range(len(parcels[factor])))
        text = f"{text[:start]}{factor} =~ {names}{text[end:]}"
    return text


def parcel_means(
    data: pd.DataFrame, parcels: Mapping[str, Sequence[Sequence[str]]]
) -> pd.DataFrame:
    """``data`` with a column for each parcel; missing where an item of the parcel is missing."""
    means = {
        parcel_name(factor, i): data[list(items)].mean(axis=1, skipna=False)
        for factor, dealt in parcels.items()
        for i, items in enumerate(dealt)
    }
    return data.assign(**means)


def parcel_name(factor: str, number: int) -> str:
    """Name of a parcel, counted from 0."""
    return f"{factor}.parcel_{number + 1}"


def by_loading(data: pd.DataFrame) -> Order:
    """Rank the items of a construct by their loadings in the model of this construct alone.

    The ranking raises ConvergenceError where that model does not converge.
    """

    def ranked(items: Sequence[str]) -> Sequence[str]:
        fit = sem.fit(f"factor =~ {' + '.join(items)}", data)
        if not fit.converged:
            raise ConvergenceError(
                f"parcels of {', '.join(items)}: their one-factor model did not converge"
            )
        loadings = fit.standardized().query("op == '=~'").set_index("rhs")["est"]
        return [str(item) for item in loadings.abs().sort_values(ascending=False).index]

    return ranked


def by_chance(seed: int) -> Order:
    """Rank the items of a construct at random; the same seed ranks the same items the same way."""

    def ranked(items: Sequence[str]) -> Sequence[str]:
        own = [seed, *"|".join(items).encode()]
        return [items[i] for i in np.random.default_rng(own).permutation(len(items))]

    return ranked


def _dealt(items: Sequence[str]) -> list[list[str]]:
    rows = [list(items[i : i + PARCELS]) for i in range(0, len(items), PARCELS)]
    dealt: list[list[str]] = [[] for _ in range(PARCELS)]
    for number, row in enumerate(rows):
        places = range(PARCELS - 1, -1, -1) if number % 2 else range(PARCELS)
        for place, item in zip(places, row, strict=False):
            dealt[place].append(item)
    return dealt


def _parcelled_items(text: str) -> dict[str, list[str]]:
    """The items of each construct with more items than parcels."""
    statements = sem.parse(text).statements
    large = _large(statements)
    for factor, rows in large.items():
        _check(factor, rows, statements)
    return {factor: [s.rhs for s in rows] for factor, rows in large.items()}


def _large(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    factors = {s.lhs for s in statements if s.op == "=~"}
    found: dict[str, list[Statement]] = {}
    for s in statements:
        if s.op == "=~" and s.rhs not in factors:
            found.setdefault(s.lhs, []).append(s)
    return {factor: rows for factor, rows in found.items() if len(rows) > PARCELS}


def _check(factor: str, rows: Sequence[Statement], statements: Sequence[Statement]) -> None:
    items, formula = {s.rhs for s in rows}, rows[0].formula
    if any(s.modifier != Modifier() or s.formula != formula for s in rows):
        raise SpecificationError(
            f"{factor}: its items have labels, values or lines of their own, which parcels have not"
        )
    for s in statements:
        if s.formula == formula and s.lhs != factor:
            raise SpecificationError(f"{factor}: shares its line with {s.lhs}, so has no parcels")
        used = items & {s.lhs, s.rhs} if s.formula != formula else set()
        if used:
            raise SpecificationError(
                f"{factor}: line {s.line} uses {min(used)} apart from it, so it has no parcels"
            )
