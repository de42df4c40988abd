"""Tables of the firms compared over types, sides and governance: invariance, means, paths."""

from dataclasses import replace

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables import invariance
from surveysem.reporting.tables.firm_names import Names
from surveysem.reporting.tables.model import LIMITS, Column, Table
from surveysem.reporting.text import Text

GROUPED = {
    "invariance": "firm_invariance",
    "invariance_verdicts": "firm_verdicts",
    "invariance_groups": "firm_groups",
}
"""Tables of invariance, and the artefact of the firms that stands in for each."""


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
