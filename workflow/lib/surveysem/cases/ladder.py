"""The ladder of governance: the rung of each alliance by a stated rule on its attributes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.cases.coding import Choices, Coding, coding
from surveysem.cases.conditions import (
    Value,
    all_hold,
    alliance_attributes,
    condition_text,
    group_name,
    holds,
    normal,
)
from surveysem.cases.counting import count_once
from surveysem.contracts import columns
from surveysem.survey.wording import Reason

NO_RUNG = ""


@dataclass(frozen=True, slots=True)
class Governance:
    """``ladder``: ladder.parquet; ``display``: display.parquet, both from the lowest rung up."""

    ladder: pd.DataFrame
    display: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Rung:
    """Where a case stands: ``position`` from 1, None where it is not placed."""

    name: str
    position: int | None
    reason: Reason


def order_cases(segments: pd.DataFrame, choices: Choices) -> Governance:
    """Place each alliance on the ladder, and set what was said in the order of the rungs.

    The display has, for each case and each theme with codes of a display column (conditions,
    safeguards, control, performance), the number of segments. Cases that are not placed come last.
    Raises DataError as `count_once` does.
    """
    frame = coding(choices)
    ladder = place_on_ladder(frame, choices)
    found = count_once(segments, choices["counted"])
    return Governance(ladder, _display(found, frame, ladder))


def place_on_ladder(frame: Coding, choices: Choices) -> pd.DataFrame:
    """The rung of each alliance; columns of ``ladder.parquet``.

    Rungs are tried from the highest down, and the first whose conditions all hold is that of the
    alliance. A condition on an attribute that is missing, or on which the partners differ, is
    neither met nor failed: if a rung hangs on it, the alliance is not placed, and the reason names
    the attribute.
    """
    attributes = alliance_attributes(frame)
    group = choices["group"]
    rows = []
    for case in frame.names:
        values = attributes.values[case]
        rung = judge_rung(
            values, attributes.differ[case], choices["ladder"]["rungs"], choices["attributes"]
        )
        of_group = group_name(values[group]) if group else ""
        rows.append((case, of_group, rung.name, rung.position, rung.reason.fr, rung.reason.en))
    table = pd.DataFrame(rows, columns=columns("ladder"))
    table["position"] = table["position"].astype("Int64")
    return table.sort_values("position", kind="stable", na_position="last", ignore_index=True)


def judge_rung(
    values: Mapping[str, Value],
    differ: Sequence[str],
    rungs: Sequence[Mapping[str, Any]],
    labels: Mapping[str, Mapping[str, str]],
) -> Rung:
    """The highest rung whose conditions all hold; ``rungs`` go from the lowest to the highest."""
    for position in range(len(rungs), 0, -1):
        rung = rungs[position - 1]
        when = {name: normal(one) for name, one in rung["when"].items()}
        answers = {name: holds(values[name], condition) for name, condition in when.items()}
        answer = all_hold(answers.values())
        if answer is None:
            open_ = [name for name, one in answers.items() if one is None]
            return Rung(NO_RUNG, None, _undecided(rung["label"], open_, differ, labels))
        if answer:
            return Rung(str(rung["name"]), position, _held(when, values, labels))
    return Rung(
        NO_RUNG,
        None,
        Reason(
            "Non placée : aucun échelon n'a toutes ses conditions remplies.",
            "Not placed: of no rung all conditions hold.",
        ),
    )


def _held(
    when: Mapping[str, Any], values: Mapping[str, Value], labels: Mapping[str, Mapping[str, str]]
) -> Reason:
    if not when:
        return Reason(
            "Aucun échelon plus haut n'a toutes ses conditions remplies.",
            "Of no higher rung all conditions hold.",
        )
    parts = [condition_text(labels[name], values[name], one) for name, one in when.items()]
    return Reason(
        f"Conditions remplies : {' ; '.join(part.fr for part in parts)}.",
        f"Conditions that hold: {'; '.join(part.en for part in parts)}.",
    )


def _undecided(
    label: Mapping[str, str],
    names: Sequence[str],
    differ: Sequence[str],
    labels: Mapping[str, Mapping[str, str]],
) -> Reason:
    parts = []
    for name in names:
        if name in differ:
            why = ("les partenaires diffèrent", "the partners differ")
        else:
            why = ("manquant", "missing")
        parts.append(Reason(f"{labels[name]['fr']} ({why[0]})", f"{labels[name]['en']} ({why[1]})"))
    return Reason(
        f"Non placée : l'échelon « {label['fr']} » dépend de "
        f"{', '.join(part.fr for part in parts)}.",
        f"Not placed: the rung “{label['en']}” hangs on {', '.join(part.en for part in parts)}.",
    )


def _display(segments: pd.DataFrame, frame: Coding, ladder: pd.DataFrame) -> pd.DataFrame:
    shown = frame.codes.loc[frame.codes["display"] != "", ["code", "theme", "display"]]
    cells = shown[["display", "theme"]].drop_duplicates().rename(columns={"display": "column"})
    counts = (
        segments.drop(columns="theme")
        .merge(shown.rename(columns={"display": "column"}), on="code")
        .groupby(["case", "column", "theme"])
        .size()
        .rename("n")
        .reset_index()
    )
    table = ladder[["case", "group", "rung", "position"]].merge(cells, how="cross")
    table = table.merge(counts, on=["case", "column", "theme"], how="left")
    table["n"] = table["n"].fillna(0).astype(int)
    table["present"] = table["n"] > 0
    return table[columns("display")]
