"""Tables of what was looked at before any model; none of them shows a respondent."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.masking import (
    as_shares,
    explained,
    mask_known,
    mask_small,
)
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text
from surveysem.survey.screen.normality import MULTIVARIATE

PATTERNS = 30
"""Patterns of missing answers that are shown, the most frequent first."""
POINTS = 11
"""Answers of an item with more values than this are no points of a scale."""


def profile(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Respondents by value of each group variable, small counts masked."""
    assert artefacts.profile is not None
    parts = []
    for _, rows in artefacts.profile.groupby("variable", sort=False):
        counts = mask_known(rows["n"].tolist(), rows["value"].ne("").tolist(), study.min_cell)
        shares = as_shares(counts, int(rows["n"].sum()))
        parts.append(rows.assign(n=_objects(counts, rows), share=_objects(shares, rows)))
    frame = pd.concat(parts).rename(columns={"variable": "characteristic"})
    frame["value"] = frame["value"].replace("", str(text.word("unanswered")))
    columns = [
        Column("characteristic", "construct"),
        Column("value", "text"),
        Column("n", "count"),
        Column("share", "pct1"),
    ]
    masking = explained(frame["n"], study, text)
    return Table("profile", columns, frame, {"masking": masking}, grouped=1)


def profile_numbers(artefacts: Artefacts, study: Study, _: Text) -> Table:
    """Numeric controls; no extremes, which are the answer of one respondent.

    Quartiles are left out where fewer than ``min_cell`` respondents lie beyond them.
    """
    assert artefacts.profile_numbers is not None
    frame = artefacts.profile_numbers.rename(columns={"variable": "characteristic"})
    numbers = ["mean", "sd", "median"]
    frame[numbers] = frame[numbers].where(frame["n"] >= 2 * study.min_cell)
    frame[["q1", "q3"]] = frame[["q1", "q3"]].where(frame["n"] >= 4 * study.min_cell)
    columns = [
        Column("characteristic", "construct"),
        Column("n", "count"),
        Column("missing", "count"),
        *(Column(name, "num1") for name in ("mean", "sd", "q1", "median", "q3")),
    ]
    return Table("profile_numbers", columns, frame)


def flags(artefacts: Artefacts, study: Study, _: Text) -> Table:
    """How many respondents break each rule that flags."""
    assert artefacts.flags is not None
    sources = [study.thresholds.get(flag, {}).get("source", "") for flag in artefacts.flags["flag"]]
    columns = [
        Column("flag", "word"),
        Column("rule", "rule"),
        Column("source", "text"),
        Column("n", "count"),
        Column("flagged", "count"),
    ]
    return Table("flags", columns, artefacts.flags.assign(source=sources))


def returns(artefacts: Artefacts, study: Study, text: Text) -> Table:
    """Early against late respondents: difference with its interval, adjusted p of both tests."""
    assert artefacts.returns is not None
    frame = artefacts.returns.rename(columns={"variable": "characteristic"})
    for side in ("n_early", "n_late"):
        frame[side] = _objects(mask_small(frame[side].tolist(), study.min_cell), frame)
    columns = [
        Column("characteristic", "construct"),
        Column("n_early", "count"),
        Column("n_late", "count"),
        Column("mean_early", "num2"),
        Column("mean_late", "num2"),
        Column("d", "num2"),
        Column("ci", "ci2", ("ci_lower", "ci_upper")),
        Column("t_pvalue_holm", "p"),
        Column("mann_whitney_pvalue_holm", "p"),
    ]
    sizes = [*frame["n_early"], *frame["n_late"]]
    return Table("returns", columns, frame, {"few": explained(sizes, study, text)})


def returns_tests(artefacts: Artefacts, _: Study, __: Text) -> Table:
    """Both tests of early against late respondents in full."""
    assert artefacts.returns is not None
    columns = [
        Column("characteristic", "construct"),
        Column("t", "num2"),
        Column("df", "num1"),
        Column("t_pvalue", "p"),
        Column("t_pvalue_holm", "p"),
        Column("mann_whitney", "num1"),
        Column("mann_whitney_pvalue", "p"),
        Column("mann_whitney_pvalue_holm", "p"),
        Column("rank_biserial", "r2"),
    ]
    frame = artefacts.returns.rename(columns={"variable": "characteristic"})
    return Table("returns_tests", columns, frame)


def missing_items(artefacts: Artefacts, _: Study, __: Text) -> Table | None:
    """The items that lack answers, most of them first; None where no answer is missing."""
    assert artefacts.missing_items is not None
    frame = artefacts.missing_items.query("missing > 0")
    if frame.empty:
        return None
    columns = [
        Column("variable", "name"),
        Column("n", "count"),
        Column("missing", "count"),
        Column("share_missing", "pct1"),
    ]
    frame = frame.sort_values("missing", ascending=False, kind="stable")
    return Table("missing_items", columns, frame)


def missing_patterns(artefacts: Artefacts, _: Study, text: Text) -> Table | None:
    """Which items are missing together, the most frequent first; None with complete answers.

    No count is masked: an unanswered question tells nothing of who a respondent is.
    """
    assert artefacts.missing_patterns is not None
    patterns = artefacts.missing_patterns
    if not patterns["missing"].any():
        return None
    frame = patterns.head(PATTERNS).astype({"pattern": object, "missing": object})
    rest = patterns.iloc[PATTERNS:]
    if len(rest):
        others = text("screening.other_patterns", count=len(rest))
        row = {"pattern": None, "n": rest["n"].sum(), "missing": None, "items": str(others)}
        frame = pd.concat([frame, pd.DataFrame([row])], ignore_index=True)
    frame = frame.assign(share=frame["n"] / patterns["n"].sum())
    columns = [
        Column("pattern", "count"),
        Column("n", "count"),
        Column("share", "pct1"),
        Column("items_missing", "count"),
        Column("items_listed", "text"),
    ]
    frame = frame.rename(columns={"missing": "items_missing", "items": "items_listed"})
    return Table("missing_patterns", columns, frame)


def normality(artefacts: Artefacts, _: Study, text: Text) -> Table:
    """The table of normality as AMOS prints it."""
    assert artefacts.normality is not None
    together = {MULTIVARIATE: str(text.word(MULTIVARIATE))}
    frame = artefacts.normality.assign(
        variable=artefacts.normality["variable"].replace(together),
        skewness=artefacts.normality["skewness"].where(
            artefacts.normality["variable"] != MULTIVARIATE
        ),
    )
    columns = [
        Column("variable", "name"),
        Column("minimum", "num2"),
        Column("maximum", "num2"),
        *(Column(name, "num2") for name in ("skewness", "skewness_cr", "kurtosis", "kurtosis_cr")),
    ]
    return Table("normality", columns, frame, {"n": int(frame["n"].max())})


def scales(artefacts: Artefacts) -> pd.DataFrame:
    """The rows of ``distributions`` that belong to items with few enough points."""
    assert artefacts.distributions is not None
    return on_scales(artefacts.distributions, ["variable"])


def on_scales(answers: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The rows of items that have few enough points, in each group of rows ``by``."""
    return answers[answers.groupby(by)["value"].transform("size") <= POINTS]


def joining(study: Study, text: Text, of: str = "bars") -> Markdown:
    """Which answers are joined, in bars or with arrows; nothing where none is."""
    if study.min_cell == 1:
        return Markdown("")
    return text(f"screening.joining.{of}", least=study.min_cell)


def _objects(values: Sequence[object], rows: pd.DataFrame) -> "pd.Series[Any]":
    return pd.Series(values, index=rows.index, dtype=object)
