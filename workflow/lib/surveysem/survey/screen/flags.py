"""Which respondents break a rule of screening; they are flagged, never excluded."""

from collections.abc import Iterator, Mapping

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import SpecificationError

RULES = ("longstring", "within_sd", "mahalanobis")
"""The rules of screening; each judges the column of ``respondents.parquet`` of its name."""


def find_flags(
    respondents: pd.DataFrame, decisions: pd.DataFrame, thresholds: Mapping[str, float]
) -> pd.DataFrame:
    """Every rule that a respondent breaks: ``row``, ``flag`` and ``rule`` as it was stated.

    Rules of screening, where ``thresholds`` states them: ``longstring``, a run of that many equal
    answers or more; ``within_sd``, a standard deviation below it; ``mahalanobis``, a p-value below
    it, exact for complete respondents and by chi-square for others (not computed: not flagged).
    Before them stand the decisions of cleaning whose action is "flagged", for the respondents that
    were kept.

    Raises
    ------
    SpecificationError
        A threshold for a rule that does not exist.
    """
    unknown = sorted(set(thresholds) - set(RULES))
    if unknown:
        raise SpecificationError(
            f"clean, screen: rule {unknown[0]} found, expected {', '.join(RULES)}"
        )
    kept = decisions["row"].isin(respondents["row"])
    cleaned = decisions[(decisions["action"] == "flagged") & kept]
    parts = [
        pd.DataFrame({"row": cleaned["row"], "flag": cleaned["step"], "rule": cleaned["rule"]})
    ]
    parts += [
        pd.DataFrame({"row": respondents.loc[broken, "row"], "flag": name, "rule": stated})
        for name, stated, broken in _broken(respondents, thresholds)
    ]
    return pd.concat(parts, ignore_index=True).astype({"row": "int64"})


def list_flagged(found: pd.DataFrame) -> pd.DataFrame:
    """One row per flagged respondent: columns of ``flagged.parquet``, reasons joined by "; "."""
    reasons = found.groupby("row")["flag"].agg(lambda flags: "; ".join(dict.fromkeys(flags)))
    return reasons.rename("reasons").reset_index()[columns("flagged")]


def count_flags(
    found: pd.DataFrame,
    respondents: pd.DataFrame,
    decisions: pd.DataFrame,
    thresholds: Mapping[str, float],
) -> pd.DataFrame:
    """Respondents that break each rule, also where nobody does: columns of ``flags.parquet``.

    ``n`` counts those that the rule could judge. The last row, of flag "any", counts respondents
    with at least one flag.
    """
    stated = decisions.loc[decisions["action"] == "flagged"].dropna(subset="row")
    rows = [
        (step, rule, len(respondents))
        for step, rule in stated[["step", "rule"]].drop_duplicates().itertuples(index=False)
    ]
    judged = {"mahalanobis": "pvalue"}
    rows += [
        (name, rule, int(respondents[judged.get(name, name)].notna().sum()))
        for name, rule, _ in _broken(respondents, thresholds)
    ]
    counts = found.drop_duplicates(["row", "flag", "rule"]).groupby(["flag", "rule"]).size()
    counted = [(*row, int(counts.get(row[:2], 0))) for row in rows]
    anyone = ("any", "", len(respondents), found["row"].nunique())
    return pd.DataFrame([*counted, anyone], columns=columns("flags"))


def _broken(
    respondents: pd.DataFrame, thresholds: Mapping[str, float]
) -> Iterator[tuple[str, str, "pd.Series[bool]"]]:
    """Each stated rule, in words of the configuration, and who breaks it."""
    tests = {
        "longstring": lambda limit: respondents["longstring"] >= limit,
        "within_sd": lambda limit: respondents["within_sd"] < limit,
        "mahalanobis": lambda limit: (
            respondents["pvalue_exact"].fillna(respondents["pvalue"]) < limit
        ),
    }
    for name in RULES:
        if name in thresholds:
            yield name, f"{name} {thresholds[name]:g}", tests[name](thresholds[name])
