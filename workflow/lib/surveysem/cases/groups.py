"""Groups of cases compared: what was said, how often, and the attributes of the alliances."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from surveysem.cases.coding import Choices, Coding, coding
from surveysem.cases.conditions import Attributes, alliance_attributes, group_name
from surveysem.cases.counting import count_once
from surveysem.cases.exact import Comparison, compare_numbers, compare_shares
from surveysem.contracts import columns
from surveysem.survey.hypotheses.holm import holm_within
from surveysem.survey.wording import Reason

PER_WORDS = 1000
FEWEST = 2
SHARES, NUMBERS = "fisher", "mann_whitney"
TOO_FEW = Reason(
    "Moins de deux cas dans l'un des groupes : rien n'est comparé.",
    "Fewer than two cases in one of the groups: nothing is compared.",
)
NOTHING = Reason("", "")
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class _Trait:
    """What is compared: a number per case, 0 or 1 where ``method`` compares shares."""

    name: str
    kind: str
    method: str
    values: pd.Series


def compare_groups(
    segments: pd.DataFrame, interviews: pd.DataFrame, choices: Choices
) -> pd.DataFrame:
    """Each two groups of cases side by side; columns of ``case_groups.parquet``.

    Compared are, per theme, the share of cases in which it is said and its mentions per 1,000 words
    of interview, and the attributes of the alliances: shares of yes, or numbers; an attribute that
    is text, that is missing everywhere, or by which the groups are made is left out. Differences
    are the later group less the earlier; p-values are adjusted by Holm (1979) within each kind,
    over all pairs of groups. A group with fewer than two cases that have a value is not compared.
    """
    frame = coding(choices)
    found = count_once(segments, choices["counted"])
    attributes = alliance_attributes(frame)
    group = attributes.column(choices["group"]).map(group_name)
    others = [name for name in attributes.names if name != choices["group"]]
    traits = [*_themes(found, frame, interviews), *_attributes(attributes, others)]
    level = choices["resampling"]["level"]
    names = [name for name in dict.fromkeys(group) if name != ""]
    rows = [_row(trait, group, pair, level) for pair in combinations(names, 2) for trait in traits]
    table = pd.DataFrame(rows, columns=columns("case_groups"))
    table["pvalue_holm"] = holm_within(list(table["kind"]), table["pvalue"])
    return table


def _themes(segments: pd.DataFrame, frame: Coding, interviews: pd.DataFrame) -> Iterator[_Trait]:
    told = segments.drop(columns="theme").merge(frame.codes[["code", "theme"]], on="code")
    counts = pd.crosstab(told["case"], told["theme"]).reindex(
        index=frame.names, columns=frame.themes, fill_value=0
    )
    words = interviews.groupby("case")["words"].sum().reindex(frame.names)
    for theme in frame.themes:
        yield _Trait(theme, "theme", SHARES, (counts[theme] > 0).astype(float))
    for theme in frame.themes:
        yield _Trait(theme, "mentions", NUMBERS, PER_WORDS * counts[theme] / words.where(words > 0))


def _attributes(attributes: Attributes, names: Sequence[str]) -> Iterator[_Trait]:
    for name in names:
        values = attributes.column(name)
        known = values.dropna()
        kinds = {type(value) for value in known}
        if kinds == {bool}:
            yield _Trait(name, "attribute", SHARES, values.astype(float))
        elif kinds == {float}:
            yield _Trait(name, "attribute", NUMBERS, values.astype(float))


def _row(trait: _Trait, group: pd.Series, pair: tuple[str, str], level: float) -> list[object]:
    a, b = (trait.values[group == name].dropna().to_numpy(dtype=float) for name in pair)
    found = _compare(trait.method, a, b, level)
    return [
        *(trait.name, trait.kind, *pair, found.value_a, found.value_b, len(a), len(b)),
        *(found.difference, found.ci_lower, found.ci_upper, level, found.pvalue, NAN),
        *(trait.method, found.reason.fr, found.reason.en),
    ]


def _compare(method: str, a: np.ndarray, b: np.ndarray, level: float) -> Comparison:
    if min(len(a), len(b)) < FEWEST:
        value = _share if method == SHARES else _median
        return Comparison(value(a), value(b), NAN, NAN, NAN, NAN, TOO_FEW)
    if method == SHARES:
        counts = [(int(one.sum()), len(one)) for one in (a, b)]
        return compare_shares(counts[0], counts[1], level)
    return compare_numbers(a, b, level)


def _value(of: Callable[[np.ndarray], np.floating]) -> Callable[[np.ndarray], float]:
    return lambda values: float(of(values)) if len(values) else NAN


_share, _median = _value(np.mean), _value(np.median)
