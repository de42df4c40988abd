"""Tables of how often each answer to an item was given."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables.masking import as_shares, join_small
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.tables.screen import joining, on_scales, scales
from surveysem.reporting.text import Text


def distributions(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """Share of each answer by item, rare answers joined; None without items that have a scale."""
    rows = scales(artefacts)
    return _table("distributions", rows, [Column("variable", "name")], study, text)


def by_wave(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """The same of every wave, the waves of an item below each other."""
    assert artefacts.item_answers is not None
    keys = [Column("variable", "name"), Column("wave", "text")]
    rows = on_scales(artefacts.item_answers, [column.name for column in keys])
    order = {name: place for place, name in enumerate(dict.fromkeys(rows["variable"]))}
    rows = rows.sort_values("variable", key=lambda names: names.map(order), kind="stable")
    return _table("item_answers", rows, keys, study, text)


def _table(
    name: str, rows: pd.DataFrame, keys: list[Column], study: Study, text: Text
) -> Table | None:
    """A line for each group of rows by the ``keys``, a column for each answer."""
    if rows.empty:
        return None
    answers = {value: f"{value:g}" for value in sorted(rows["value"].unique())}
    by = [column.name for column in keys]
    lines = []
    for group, own in rows.groupby(by, sort=False):
        joined = join_small(own["n"].tolist(), study.min_cell)
        shares = as_shares(joined, int(own["n"].sum()))
        names = [*by, *(answers[value] for value in own["value"])]
        lines.append(dict(zip(names, [*group, *shares], strict=True)))
    columns = [*keys, *(Column(one, "pct", heading=one) for one in answers.values())]
    frame = pd.DataFrame(lines, columns=[*by, *answers.values()], dtype=object)
    values = {"joining": joining(study, text, "arrows")}
    return Table(name, columns, frame, values, grouped=len(keys) - 1)
