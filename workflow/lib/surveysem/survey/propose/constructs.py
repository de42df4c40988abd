"""Constructs proposed for families of items, and what an exploratory factor analysis says of them.

The factor analysis is by minimum residuals, rotated obliquely, of the respondents with all answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem import efa
from surveysem.errors import SurveySemError

LARGE = 6
_SEED = 1
_DRAWS = 200
_SMALLEST_LOADING = 0.3
_FEWEST_PER_ITEM = 2


@dataclass(frozen=True, slots=True)
class Support:
    """Where the factor analysis of all items puts one item.

    ``factor`` is the number of the factor, ``loading`` the largest in absolute value; ``agrees``
    says whether most items of its construct are on that factor too.
    """

    factor: int
    loading: float
    agrees: bool


def split_family(stem: str, answers: pd.DataFrame) -> dict[str, list[str]]:
    """One construct for a family, or for a large one as many as parallel analysis finds factors.

    Items that load below .30 on every factor are left out.
    """
    items = list(answers.columns)
    if len(items) <= LARGE or len(answers.dropna()) < _FEWEST_PER_ITEM * len(items):
        return {stem: items}
    try:
        number = efa.retain(answers, _SEED, _DRAWS, factors=False).suggested
        loadings = _loadings(answers, number) if number > 1 else None
    except SurveySemError:
        return {stem: items}
    if loadings is None:
        return {stem: items}
    best, size = np.abs(loadings).argmax(axis=1), np.abs(loadings).max(axis=1)
    best[size < _SMALLEST_LOADING] = -1
    parts = [
        [item for item, at in zip(items, best, strict=True) if at == factor]
        for factor in range(number)
    ]
    whole = [part for part in parts if len(part) >= 2]
    whole.sort(key=lambda part: items.index(part[0]))
    return {f"{stem}_{number}": part for number, part in enumerate(whole, 1)}


def reversed_items(answers: pd.DataFrame) -> list[str]:
    """Items of one construct that point against the others, by the sign of the first component."""
    R = answers.corr().to_numpy()
    if np.isnan(R).any():
        return []
    first = np.linalg.eigh(R)[1][:, -1]
    if abs(np.sign(first).sum()) == len(first):
        return []
    usual = 1 if (first > 0).sum() * 2 >= len(first) else -1
    return [str(item) for item in answers.columns[np.sign(first) != usual]]


def support(constructs: Mapping[str, Sequence[str]], answers: pd.DataFrame) -> dict[str, Support]:
    """Where a factor analysis with as many factors as constructs puts each item.

    Empty where there is one construct, where too few answered everything (fewer than two for each
    item), or where the analysis has no solution.
    """
    items = [item for members in constructs.values() for item in members]
    if len(constructs) < 2 or len(answers[items].dropna()) < _FEWEST_PER_ITEM * len(items):
        return {}
    try:
        loadings = _loadings(answers[items], len(constructs))
    except SurveySemError:
        return {}
    best = dict(zip(items, np.abs(loadings).argmax(axis=1).tolist(), strict=True))
    found: dict[str, Support] = {}
    for members in constructs.values():
        factors = [best[item] for item in members]
        usual = max(set(factors), key=factors.count)
        for item in members:
            loading = float(loadings[items.index(item), best[item]])
            found[item] = Support(best[item] + 1, loading, best[item] == usual)
    return found


def _loadings(answers: pd.DataFrame, number: int) -> np.ndarray:
    """Pattern loadings (p, m)."""
    solution = efa.fit(answers.dropna(), number, "minres", "oblimin", convention="psych")
    return np.asarray(solution.loadings, dtype=float)
