"""The joint display: survey and cases on the same hypothesis."""

from collections.abc import Mapping

import pandas as pd

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases.collection import records
from surveysem.reporting.cases.joint import Evidence, evidence, reading
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

MOST_NAMED = 8
"""More cases than this are counted, not named."""


def joint(artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """A row per hypothesis for which codes may speak; None where no code does."""
    found = evidence(artefacts, study, text)
    if not found:
        return None
    judged = {str(row["id"]): row for row in records(_verdicts(artefacts))}
    frame = pd.DataFrame([_row(one, judged.get(one.hypothesis, {}), text) for one in found])
    surveyed = [
        Column("verdict", "word"),
        Column("std", "r2"),
        Column("ci", "ci", ("ci_lower", "ci_upper")),
    ]
    columns = [
        Column("hypothesis", "name"),
        *([Column("statement", "text")] if frame["statement"].ne("").any() else []),
        *(surveyed if judged else []),
        *([Column("reading", "word")] if judged else []),
        Column("cases_for", "markdown"),
        Column("cases_against", "markdown"),
        Column("cases_both", "markdown"),
        Column("cases_silent", "count"),
    ]
    return Table("cases_joint", columns, frame)


def _verdicts(artefacts: Artefacts) -> pd.DataFrame:
    return pd.DataFrame() if artefacts.verdicts is None else artefacts.verdicts


def _row(found: Evidence, judged: Mapping[str, object], text: Text) -> dict[str, object]:
    pro, con, both = found.speaking_for, found.speaking_against, found.speaking_both
    verdict = str(judged["verdict"]) if judged else None
    return {
        "hypothesis": found.hypothesis,
        "statement": judged.get(f"statement_{text.language}", ""),
        "verdict": verdict or "",
        **{name: judged.get(name) for name in ("std", "ci_lower", "ci_upper")},
        "cases_for": _told(pro, text),
        "cases_against": _told(con, text),
        "cases_both": _told(both, text),
        "cases_silent": found.silent,
        "reading": f"joint {reading(verdict, len(pro), len(con), len(both))}",
    }


def _told(cases: Mapping[str, int | tuple[int, int]], text: Text) -> Markdown | str:
    """The cases with their segments, or how many cases there are."""
    if not cases:
        return ""
    if len(cases) > MOST_NAMED:
        return text("cases.count", n=len(cases))
    return text.joined([_one(case, n, text) for case, n in cases.items()])


def _one(case: str, n: int | tuple[int, int], text: Text) -> Markdown:
    if isinstance(n, tuple):
        return text("cases.case_counts", case=case, pro=n[0], con=n[1])
    return text("cases.case_count", case=case, n=n)
