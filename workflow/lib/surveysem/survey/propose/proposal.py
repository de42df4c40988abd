"""Everything proposed for a survey that nobody has described yet."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from surveysem.errors import DataError
from surveysem.survey.codebook import Entry, Variable
from surveysem.survey.propose.constructs import (
    Support,
    reversed_items,
    split_family,
    support,
)
from surveysem.survey.propose.families import batteries, families
from surveysem.survey.propose.roles import answers_a_scale, role_of
from surveysem.survey.propose.scales import codes_text, missing_codes, scale_ends
from surveysem.survey.spss.files import Survey

# The variable that SPSS makes of SELECT IF.
FILTER = "filter_$"
# Columns of the artefacts, which no variable may be called.
RESERVED = ("row", "wave", "sample", "model")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A first codebook.

    ``entries`` are the rows of items.tsv in the order of the file; ``constructs`` the items of each
    construct; ``reasons`` says of each variable why; ``support`` is what the factor analysis says
    of each item, empty where there was none; ``n`` counts the respondents; ``questions`` are what
    only the owner of the survey can decide, in plain sentences.
    """

    entries: tuple[Entry, ...]
    constructs: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    support: Mapping[str, Support]
    n: int
    questions: tuple[str, ...] = ()

    def with_role(self, role: str) -> list[str]:
        """Variables of one role."""
        return [entry.variable for entry in self.entries if entry.role == role]


def propose(found: Survey) -> Proposal:
    """Roles, scales, reverse wording and constructs of the variables of an SPSS file.

    Items are families of names (``trust_1``, ``Q5a``), or neighbours with the same value labels,
    whose answers are numbers on a scale; large families are split by exploratory factor analysis.
    All of it is a proposal: what a construct is, theory says.

    Raises
    ------
    DataError
        No family of items was found.
    """
    data = _without_codes(found)
    grouped = _constructs(found, data)
    if not grouped:
        raise DataError(
            "no items found: no three variables share a name stem (trust_1 trust_2 trust_3) or "
            "value labels, with numbers of three answers or more; expected a scale to begin with: "
            "rename variables in SPSS, or write the study by hand (config/README.md), as for items "
            "answered yes or no"
        )
    of_item = {item: name for name, items in grouped.items() for item in items}
    rows = {entry.variable: entry for entry in _items(found, data, grouped)}
    reasons = {item: f"item of {name}" for item, name in of_item.items()}
    for variable in found.codebook:
        if variable.name not in rows:
            role, why = role_of(variable, found.data[variable.name])
            rows[variable.name] = Entry(variable.name, role)
            reasons[variable.name] = why
    return Proposal(
        entries=tuple(rows[name] for name in found.codebook.names if _usable(name)),
        constructs={name: tuple(items) for name, items in grouped.items()},
        reasons=reasons,
        support=support(grouped, data),
        n=len(found.data),
        questions=(*_questions(found), *_too_few(len(found.data), len(of_item))),
    )


def _questions(found: Survey) -> Iterator[str]:
    if found.weight:
        yield (
            f"the file was saved with the weight {found.weight}: set clean/weight to ignore, since "
            "every respondent counts once here, or save it without WEIGHT BY"
        )
    if FILTER in found.codebook.names:
        yield (
            f"the file holds a filter of SPSS: set clean/filter to {FILTER}, to leave out who is "
            "not selected, or to ignore"
        )
    reserved = [name for name in found.codebook.names if not _usable(name)]
    if reserved:
        yield (
            f"{', '.join(reserved)}: left out, since the artefacts have columns of that name; "
            "rename in SPSS what the study needs"
        )


def _too_few(n: int, items: int) -> Iterator[str]:
    if n <= items:
        yield (
            f"{n} respondents answered {items} items: exploration needs more respondents than "
            "items; keep fewer items, or wait for more answers"
        )


def _usable(name: str) -> bool:
    return name not in RESERVED


def _without_codes(found: Survey) -> pd.DataFrame:
    """The numeric answers, codes that look missing taken out."""
    return pd.DataFrame(
        {
            variable.name: found.data[variable.name].where(
                ~found.data[variable.name].isin(missing_codes(variable, found.data[variable.name]))
            )
            for variable in found.codebook
            if variable.type == "numeric"
        }
    )


def _constructs(found: Survey, data: pd.DataFrame) -> dict[str, list[str]]:
    scales = [v.name for v in found.codebook if answers_a_scale(v, found.data[v.name])]
    scales = [name for name in scales if data[name].nunique() > 1 and _usable(name)]
    by_name = families(scales)
    taken = {item for items in by_name.values() for item in items}
    labels = {name: found.codebook[name].value_labels for name in scales}
    by_labels = batteries([name for name in scales if name not in taken], labels)
    grouped: dict[str, list[str]] = {}
    for stem, items in (by_name | by_labels).items():
        for name, members in split_family(stem, data[items]).items():
            grouped[_free(_plain(name), {*grouped, *found.codebook.names})] = members
    return grouped


def _plain(name: str) -> str:
    """A stem as a name that lavaan's syntax takes: letters without accents, digits, ``_``."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"\W+", "_", ascii_name).strip("_")
    return cleaned if re.match(r"[A-Za-z]", cleaned) else f"construct_{cleaned}".rstrip("_")


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where a variable or another construct has it."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}_{number}"
    return free


def _items(found: Survey, data: pd.DataFrame, grouped: Mapping[str, list[str]]) -> list[Entry]:
    entries: list[Entry] = []
    for name, items in grouped.items():
        variables: list[Variable] = [found.codebook[item] for item in items]
        ends = scale_ends(variables, [data[item] for item in items])
        against = reversed_items(data[items])
        for variable, (low, high) in zip(variables, ends, strict=True):
            codes = missing_codes(variable, found.data[variable.name])
            entries.append(
                Entry(
                    variable=variable.name,
                    role="item",
                    construct=name,
                    reverse=variable.name in against,
                    minimum=low,
                    maximum=high,
                    missing=codes_text(codes),
                )
            )
    return entries
