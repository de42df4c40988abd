"""Tables of the firms of the survey by the types of the cases."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables import invariance
from surveysem.reporting.tables.masking import (
    Masked,
    as_shares,
    explained,
    mask_counts,
    mask_known,
)
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

LIMITS = ("ci_lower", "ci_upper")
GROUPED = {
    "invariance": "firm_invariance",
    "invariance_verdicts": "firm_verdicts",
    "invariance_groups": "firm_groups",
}
"""Tables of invariance, and the artefact of the firms that stands in for each."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the axes, sides, types and groupings of the firms are called in one language."""

    study: Study
    text: Text

    def axis(self, name: object) -> str:
        """An axis of the cases."""
        return self._label("axes", str(name))

    def type(self, name: object) -> str:
        """A type of the cases."""
        return self._label("types", str(name))

    def grouping(self, name: object) -> str:
        """What groups are made by: type, an axis, or a variable of the survey."""
        if name == "type":
            return str(self.text("firms.by_type"))
        if str(name) in self.study.firms["axes"]:
            return self.axis(name)
        return self.study.construct(str(name), self.text.language)

    def group(self, grouping: object, name: object) -> str:
        """A type, a side of an axis, or an answer as the raw file labels it."""
        if grouping == "type":
            return self.type(name)
        sides = self.study.firms["labels"]["poles"].get(str(grouping), {})
        return str(sides.get(str(name), {}).get(self.text.language) or name)

    def _label(self, kind: str, name: str) -> str:
        named = self.study.firms["labels"][kind].get(name, {})
        return str(named.get(self.text.language) or name)


def types(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Firms of each type, how stable it is, their mean scores; then those without a type."""
    assert artefacts.firm_types is not None
    names, found = Names(study, text), artefacts.firm_types.reset_index(drop=True)
    counts = mask_known(
        found["n"].tolist(), found["status"].ne("incomplete").tolist(), study.min_cell
    )
    hidden = pd.Series([isinstance(n, Masked) for n in counts])
    frame = pd.DataFrame(
        {
            "firm_type": [_typed(row, names, text) for row in found.to_dict("records")],
            "n": pd.Series(counts, dtype=object),
            "share": pd.Series(as_shares(counts, int(found["n"].sum())), dtype=object),
            "type_kept": found["stability"].mask(hidden),
            "type_kept_lowest": found["stability_lowest"].mask(hidden),
            "near_cut": parts_of(found["near"], found["n"], study.min_cell),
        }
    )
    frame.loc[found["type"] == "", "near_cut"] = None
    columns = [
        Column("firm_type", "text"),
        Column("n", "count"),
        Column("share", "pct"),
        Column("type_kept", "pct"),
        Column("type_kept_lowest", "pct"),
        Column("near_cut", "count"),
    ]
    for axis, scores in _scores(artefacts):
        frame[f"mean_{axis}"] = found["type"].map(scores["mean"]).mask(hidden)
        columns.append(Column(f"mean_{axis}", "num2", heading=names.axis(axis)))
    values = {"masking": explained([*frame["n"], *frame["near_cut"]], study, text)}
    return Table("firm_types", columns, frame, values)


def reliability(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """How exactly the items of each axis measure."""
    assert artefacts.firm_reliability is not None
    names = Names(study, text)
    frame = artefacts.firm_reliability.assign(
        axis_of=[names.axis(axis) for axis in artefacts.firm_reliability["axis"]]
    )
    columns = [
        Column("axis_of", "text"),
        Column("items", "text"),
        Column("n", "count"),
        Column("mean", "num2"),
        Column("sd", "num2"),
        Column("alpha", "r2"),
        Column("ci", "ci", LIMITS),
        Column("error_of_measurement", "num2"),
        Column("cut_at", "num2"),
    ]
    frame = frame.rename(columns={"error": "error_of_measurement", "cut": "cut_at"})
    return Table("firm_reliability", columns, frame)


def sensitivity(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Firms of each type under each rule that cuts the axes."""
    assert artefacts.firm_sensitivity is not None
    found, names = artefacts.firm_sensitivity, Names(study, text)
    counts: list[Any] = []
    for _, rows in found.groupby("cut", sort=False):
        counts += mask_counts(rows["n"].tolist(), study.min_cell)
    frame = found.assign(
        cut_rule=["cut " + str(cut) for cut in found["cut"]],
        firm_type=[names.type(name) for name in found["type"]],
        n=pd.Series(counts, index=found.index, dtype=object),
        same_type=parts_of(found["kept"], found["n"], study.min_cell),
    )
    columns = [
        Column("cut_rule", "word"),
        Column("firm_type", "text"),
        Column("n", "count"),
        Column("same_type", "count"),
    ]
    values = {"masking": explained([*frame["n"], *frame["same_type"]], study, text)}
    return Table("firm_sensitivity", columns, frame, values, grouped=1)


def governance(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Forms of governance by type; None where a cell is too small to be printed.

    In a table of two ways a masked cell follows from its row and column.
    """
    assert artefacts.firm_governance is not None
    found, names = artefacts.firm_governance, Names(study, text)
    if found["n"].between(1, study.min_cell - 1).any():
        return None
    frame = found.assign(firm_type=[names.type(name) for name in found["type"]])
    columns = [
        Column("firm_type", "text"),
        Column("governance", "text"),
        Column("n", "count"),
        Column("share", "pct"),
    ]
    return Table("firm_governance", columns, frame, grouped=1)


def verdicts(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """The level of invariance that each model reaches over each grouping."""
    found = invariance.verdicts(stand_in(artefacts), study, text)
    return _named(found, "firm_verdicts", study, text)


def groups(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Firms of each group."""
    found = invariance.groups(stand_in(artefacts), study, text)
    names = Names(study, text)
    group_of = [
        names.group(row["grouping"], row["group"]) if row["group"] else str(text("firms.no_group"))
        for row in found.rows()
    ]
    return _named(
        replace(found, frame=found.frame.assign(group_of=group_of)), "firm_groups", study, text
    )


def steps(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Every level of every ladder over groups of firms."""
    return _named(invariance.steps(stand_in(artefacts), study, text), "firm_steps", study, text)


def means(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Latent means of each later group less those of the first, where they may be compared."""
    assert artefacts.firm_means is not None
    compared = artefacts.firm_means.dropna(subset=["difference"])
    if compared.empty:
        return None
    columns = [
        Column("grouping_of", "text"),
        Column("construct", "construct"),
        Column("less", "text"),
        Column("difference", "num2"),
        Column("ci", "ci2", LIMITS),
        Column("pvalue", "p"),
        Column("d", "num2"),
        Column("d_ci", "ci2", ("d_ci_lower", "d_ci_upper")),
    ]
    names = Names(study, text)
    frame = _labelled(compared, names)
    frame["less"] = [
        f"{names.group(row['grouping'], row['group'])} − "
        f"{names.group(row['grouping'], row['reference'])}"
        for row in compared.to_dict("records")
    ]
    return Table("firm_means", columns, frame, grouped=2)


def paths(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Every path in every group, and its difference from the first group."""
    assert artefacts.firm_paths is not None
    assert artefacts.firm_path_changes is not None
    keys = ["grouping", "model", "outcome", "predictor", "group"]
    changes = artefacts.firm_path_changes.rename(
        columns={"ci_lower": "difference_lower", "ci_upper": "difference_upper"}
    )
    kept = ["difference", "difference_lower", "difference_upper", "pvalue_holm", "verdict"]
    frame = artefacts.firm_paths.merge(changes[keys + kept], on=keys, how="left")
    frame = _labelled(frame, Names(study, text))
    frame["verdict"] = ("path " + frame["verdict"]).fillna("")
    columns = [
        Column("grouping_of", "text"),
        Column("model", "word"),
        Column("outcome", "construct"),
        Column("predictor", "construct"),
        Column("group_of", "text"),
        Column("n", "count"),
        Column("est", "num2"),
        Column("ci", "ci2", LIMITS),
        Column("difference", "num2"),
        Column("difference_ci", "ci2", ("difference_lower", "difference_upper")),
        Column("pvalue_holm", "p"),
        Column("verdict", "word"),
    ]
    return Table("firm_paths", columns, frame, grouped=4)


def stand_in(artefacts: Artefacts) -> Artefacts:
    """The comparisons of firms in place of those of respondents, and nothing else."""
    return Artefacts(**{name: getattr(artefacts, other) for name, other in GROUPED.items()})


def _named(table: Table | None, name: str, study: Study, text: Text) -> Table | None:
    if table is None:
        return None
    names = Names(study, text)
    grouping = [names.grouping(one) for one in table.frame["grouping"]]
    return replace(table, name=name, frame=table.frame.assign(grouping=grouping))


def _labelled(frame: pd.DataFrame, names: Names) -> pd.DataFrame:
    rows = frame.to_dict("records")
    return frame.assign(
        grouping_of=[names.grouping(row["grouping"]) for row in rows],
        group_of=[names.group(row["grouping"], row["group"]) for row in rows],
    )


def _typed(row: dict[Any, Any], names: Names, text: Text) -> str:
    return names.type(row["type"]) if row["type"] else str(text(f"firms.status.{row['status']}"))


def _scores(artefacts: Artefacts) -> list[tuple[str, pd.DataFrame]]:
    """The mean scores of the types on each axis."""
    if artefacts.firm_scores is None:
        return []
    by_axis = artefacts.firm_scores.groupby("axis", sort=False)
    return [(str(axis), rows.set_index("type")) for axis, rows in by_axis]


def parts_of(part: pd.Series, whole: pd.Series, least: int) -> pd.Series:
    """A part of each count, masked where it or the rest of the count is small."""
    cells = [
        mask_counts([int(n), int(total - n)], least)[0]
        for n, total in zip(part, whole, strict=True)
    ]
    return pd.Series(cells, index=part.index, dtype=object)
