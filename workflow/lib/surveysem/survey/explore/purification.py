"""Item purification by stated rules, one item per round."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveysem.contracts import columns
from surveysem.efa.correlations import Floats
from surveysem.numbers import shown
from surveysem.survey.wording import Reason

Flags = NDArray[np.bool_]
FEWEST_ITEMS = 3


class Solution(Protocol):
    """What purification needs of a factor solution, as `surveysem.efa.FactorSolution` has it."""

    @property
    def loadings(self) -> pd.DataFrame:
        """Pattern (items, factors)."""

    @property
    def communalities(self) -> pd.Series:
        """By item."""


@dataclass(frozen=True, slots=True)
class PurificationRules:
    """An item breaks a rule with a communality or primary loading below the minimum, or a second
    largest loading above the maximum (absolute values); a rule that is None is not applied."""

    min_communality: float | None = None
    min_loading: float | None = None
    max_cross_loading: float | None = None


@dataclass(frozen=True, slots=True)
class Purification:
    """``kept`` and ``dropped`` items in the order of the data and of the rounds; ``log`` has one
    row per item and round, with the columns of ``purification.parquet``."""

    kept: tuple[str, ...]
    dropped: tuple[str, ...]
    log: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Breach:
    """An item beyond a rule; ``excess`` is its distance from the threshold."""

    item: str
    rule: str
    found: float
    threshold: float

    @property
    def excess(self) -> float:
        """How far the value found lies beyond the threshold."""
        return abs(self.found - self.threshold)


def purify(
    data: pd.DataFrame,
    construct_of: Mapping[str, str],
    n_factors: int,
    fit: Callable[[pd.DataFrame, int], Solution],
    rules: PurificationRules,
    *,
    name: str = "",
    apply: bool = True,
) -> Purification:
    """Drop the worst item, fit again, and so on until no item breaks a rule.

    ``construct_of`` names the items and the construct of each. The rules are taken in order:
    communality, primary loading, cross-loading; within the first rule that is broken, the item
    farthest from its threshold goes. A construct never falls below three items: such an item stays,
    and the log says so. ``apply`` False words a drop as "would drop": the rounds are the same, but
    the models keep the item.
    """
    items, dropped, rows = list(construct_of), [], []
    for number in range(1, len(items) + 1):
        breaches = find_breaches(fit(data[items], n_factors), rules)
        counts = pd.Series([construct_of[item] for item in items]).value_counts()
        worst = next((b for b in breaches if counts[construct_of[b.item]] > FEWEST_ITEMS), None)
        rows += [
            _row(name, number, item, breaches, worst, construct_of[item], apply) for item in items
        ]
        if worst is None:
            break
        items.remove(worst.item)
        dropped.append(worst.item)
    return Purification(
        tuple(items), tuple(dropped), pd.DataFrame(rows, columns=columns("purification"))
    )


def find_breaches(solution: Solution, rules: PurificationRules) -> list[Breach]:
    """The items that break a rule, each once and under its first rule; the worst comes first."""
    size = np.sort(solution.loadings.abs().to_numpy(), axis=1)
    items = solution.loadings.index.tolist()
    second = size[:, -2] if size.shape[1] > 1 else np.zeros(len(items))
    measures = (
        ("min_communality", solution.communalities.to_numpy(), rules.min_communality, 1),
        ("min_loading", size[:, -1], rules.min_loading, 1),
        ("max_cross_loading", second, rules.max_cross_loading, -1),
    )
    found: dict[str, Breach] = {}
    for rule, values, threshold, sign in measures:
        if threshold is None:
            continue
        broken = [
            Breach(item, rule, float(value), threshold)
            for item, value in zip(items, values, strict=True)
            if sign * (value - threshold) < 0 and item not in found
        ]
        found |= {b.item: b for b in sorted(broken, key=lambda b: -b.excess)}
    return list(found.values())


def passes(loadings: Floats, communalities: Floats, rules: PurificationRules) -> Flags:
    """Which items break no rule, as :func:`find_breaches` has it: patterns (..., p, m) to (..., p).

    ``communalities`` (..., p).
    """
    size = np.sort(np.abs(loadings), axis=-1)
    found = np.ones(communalities.shape, dtype=bool)
    if rules.min_communality is not None:
        found &= communalities >= rules.min_communality
    if rules.min_loading is not None:
        found &= size[..., -1] >= rules.min_loading
    if rules.max_cross_loading is not None and size.shape[-1] > 1:
        found &= size[..., -2] <= rules.max_cross_loading
    return found


def _row(
    name: str,
    number: int,
    item: str,
    breaches: list[Breach],
    worst: Breach | None,
    construct: str,
    apply: bool,
) -> list[object]:
    breach = next((b for b in breaches if b.item == item), None)
    if breach is None:
        words = Reason("n'enfreint aucune règle", "breaks no rule")
        return [name, number, item, "", np.nan, np.nan, "kept", words.fr, words.en]
    words, limits = _words(breach), [breach.found, breach.threshold]
    if breach is worst:
        action = "dropped" if apply else "would drop"
        words = Reason(
            f"{words.fr} : l'item le plus éloigné de la règle à ce tour",
            f"{words.en}: the worst item of this round",
        )
        return [name, number, item, breach.rule, *limits, action, words.fr, words.en]
    why = Reason(
        f"{construct} tomberait au-dessous de {FEWEST_ITEMS} items",
        f"{construct} would fall below {FEWEST_ITEMS} items",
    )
    if worst is not None and breaches.index(breach) > breaches.index(worst):
        why = Reason(f"{worst.item} passe avant à ce tour", f"{worst.item} is worse in this round")
    words = Reason(f"{words.fr}, mais {why.fr}", f"{words.en}, but {why.en}")
    return [name, number, item, "", *limits, "kept", words.fr, words.en]


def _words(breach: Breach) -> Reason:
    measure = {
        "min_communality": Reason("communauté", "communality"),
        "min_loading": Reason("saturation principale", "primary loading"),
        "max_cross_loading": Reason("saturation secondaire", "cross-loading"),
    }[breach.rule]
    above = breach.rule == "max_cross_loading"
    fr, en = (
        f"{shown(breach.found, 'r3', language)} {side} {shown(breach.threshold, 'r2', language)}"
        for language, side in (
            ("fr", "au-dessus de" if above else "au-dessous de"),
            ("en", "above" if above else "below"),
        )
    )
    return Reason(f"{measure.fr} {fr}", f"{measure.en} {en}")
