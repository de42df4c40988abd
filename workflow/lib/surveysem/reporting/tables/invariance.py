"""Tables of measurement invariance over groups of respondents."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.masking import explained, mask_known
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

DEAREST = 2
"""Equalities that are shown of each contested level, the dearest first."""


def groups(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Respondents of each group, small counts masked."""
    assert artefacts.invariance_groups is not None
    parts = []
    for _, rows in artefacts.invariance_groups.groupby("grouping", sort=False):
        counts = mask_known(rows["n"].tolist(), rows["group"].ne("").tolist(), study.min_cell)
        parts.append(rows.assign(n=pd.Series(counts, index=rows.index, dtype=object)))
    frame = pd.concat(parts)
    frame["group_of"] = frame["group"].replace("", str(text.word("unanswered")))
    columns = [Column("grouping", "construct"), Column("group_of", "text"), Column("n", "count")]
    values = {"masking": explained(frame["n"], study, text)}
    return Table("invariance_groups", columns, frame, values, grouped=1)


def verdicts(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """The level that each model reaches by each rule; None where none could be tested."""
    assert artefacts.invariance_verdicts is not None
    tested = artefacts.invariance_verdicts
    tested = tested[tested["tested"].astype(bool)]
    if tested.empty:
        return None
    allowed = "comparable_" + tested["comparable"].astype(str)
    columns = [
        Column("grouping", "construct"),
        Column("subject", "markdown"),
        Column("by_test", "word"),
        Column("by_delta_cfi", "word"),
        Column("by_delta_rmsea", "word"),
        Column("compared_on", "word"),
    ]
    frame = _with_subject(tested, study, text).assign(compared_on=allowed)
    return Table("invariance_verdicts", columns, frame, grouped=1)


def steps(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Every level of every ladder, with its fit and its difference from the level before."""
    assert artefacts.invariance is not None
    columns = [
        Column("grouping", "construct"),
        Column("subject", "markdown"),
        Column("level", "word"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
        Column("chisq_diff", "num2"),
        Column("df_diff", "count"),
        Column("pvalue_diff", "p"),
        Column("delta_cfi", "r3"),
        Column("delta_rmsea", "r3"),
        Column("verdict", "word"),
    ]
    return Table(
        "invariance_steps", columns, _with_subject(artefacts.invariance, study, text), grouped=2
    )


def releases(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """What the dearest equalities of each contested level cost."""
    assert artefacts.invariance_releases is not None
    keys = ["grouping", "model", "part", "level"]
    dearest = artefacts.invariance_releases.groupby(keys, sort=False).head(DEAREST)
    columns = [
        Column("grouping", "construct"),
        Column("subject", "markdown"),
        Column("level", "word"),
        Column("equality", "name"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("pvalue", "p"),
    ]
    return Table(
        "invariance_releases",
        columns,
        _with_subject(dearest.rename(columns={"parameter": "equality"}), study, text),
        grouped=3,
    )


def subject(row: pd.Series, study: Study, text: Text) -> Markdown:
    """What was tested: the construct, or the model where it was tested whole."""
    if row["part"]:
        return escape(study.construct(str(row["part"]), text.language))
    return text.word(row["model"])


def _with_subject(frame: pd.DataFrame, study: Study, text: Text) -> pd.DataFrame:
    named = [subject(row, study, text) for _, row in frame.iterrows()]
    return frame.assign(subject=named)
