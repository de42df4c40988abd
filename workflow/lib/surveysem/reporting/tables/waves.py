"""Tables that set the waves of a study beside each other."""

import pandas as pd

from surveysem.reporting.artefacts import POOLED, Artefacts, Study
from surveysem.reporting.changes import over_all_waves, over_the_last_two
from surveysem.reporting.tables.model import LIMITS, Column, Table
from surveysem.reporting.text import Text


def waves(artefacts: Artefacts, study: Study, _: Text) -> Table:
    """Respondents of each wave, date and note, and the items that comparisons cannot use."""
    assert artefacts.pooled_waves is not None
    frame = artefacts.pooled_waves
    told = [name for name in ("date", "note") if any(one.get(name) for one in study.waves.values())]
    for name in told:
        frame = frame.assign(
            **{name: [study.waves.get(wave, {}).get(name, "") for wave in frame["wave"]]}
        )
    columns = [Column("wave", "text"), Column("n", "count"), Column("left_out", "text")]
    columns[1:1] = [Column(name, "text") for name in told]
    return Table("pooled_waves", columns, frame)


def drift(artefacts: Artefacts) -> Table:
    """Every item of each later wave against the first."""
    assert artefacts.item_drift is not None
    several = artefacts.item_drift["wave"].nunique() > 1
    columns = [
        Column("variable", "name"),
        *([Column("wave", "text")] if several else []),
        Column("mean_reference", "num2"),
        Column("mean", "num2"),
        Column("d", "num2"),
        Column("ci", "ci2", LIMITS),
        Column("pvalue", "p"),
        Column("pvalue_holm", "p"),
        Column("dissimilarity", "pct"),
        Column("verdict", "word"),
    ]
    frame = _together(artefacts.item_drift, "variable")
    frame = frame.assign(verdict="item " + frame["verdict"])
    return Table("item_drift", columns, frame, grouped=int(several))


def _together(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one name below each other, names in the order of their first row."""
    order = {one: place for place, one in enumerate(dict.fromkeys(table[name]))}
    return table.sort_values(name, key=lambda names: names.map(order), kind="stable")


def means(artefacts: Artefacts) -> Table | None:
    """Latent means of each later wave less those of the first, where they may be compared."""
    assert artefacts.latent_means is not None
    compared = artefacts.latent_means.dropna(subset=["difference"])
    if compared.empty:
        return None
    columns = [
        Column("construct", "construct"),
        Column("wave", "text"),
        Column("difference", "num2"),
        Column("ci", "ci2", LIMITS),
        Column("pvalue", "p"),
        Column("d", "num2"),
        Column("d_ci", "ci2", ("d_ci_lower", "d_ci_upper")),
    ]
    return Table("latent_means", columns, compared.rename(columns={"group": "wave"}), grouped=1)


def verdicts(artefacts: Artefacts, _: Study, text: Text) -> Table:
    """Each hypothesis, wave by wave, then on all waves together."""
    assert artefacts.wave_verdicts is not None
    parts = [artefacts.wave_verdicts]
    if artefacts.pooled_verdicts is not None:
        parts.append(artefacts.pooled_verdicts.assign(wave=str(text.word(POOLED))))
    frame = _together(pd.concat(parts, ignore_index=True), "id")
    frame = frame.assign(statement=frame[f"statement_{text.language}"])
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("wave", "text"),
        Column("std", "r2"),
        Column("ci", "ci", LIMITS),
        Column("pvalue_adjusted", "p"),
        Column("verdict", "word"),
    ]
    return Table("wave_verdicts", columns, frame, grouped=2)


def paths(artefacts: Artefacts) -> Table | None:
    """Each path of each later wave against the first, with the test of change."""
    return _paths("path_changes", over_all_waves(artefacts))


def recent_paths(artefacts: Artefacts) -> Table | None:
    """Of three or more waves, each path of the last against the one before, likewise."""
    return _paths("recent_path_changes", over_the_last_two(artefacts))


def _paths(name: str, found: pd.DataFrame) -> Table | None:
    if found.empty:
        return None
    columns = [
        Column("outcome", "construct"),
        Column("predictor", "construct"),
        Column("wave", "text"),
        Column("est_reference", "num2"),
        Column("est_later", "num2"),
        Column("difference", "num2"),
        Column("ci", "ci2", LIMITS),
        Column("pvalue", "p"),
        Column("pvalue_holm", "p"),
        Column("verdict", "word"),
    ]
    frame = found.rename(columns={"est": "est_later"})
    frame = frame.assign(verdict="path " + frame["verdict"])
    return Table(name, columns, frame, grouped=2)
