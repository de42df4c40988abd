"""Tables of the hypotheses under other choices of analysis."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table

JUDGED = ("supported", "contradicted", "undecided")
AXES = ("estimator", "missing", "purification", "respondents", "indicators", "reversed")
"""The choices that make a world, in the order of their columns."""


def robustness(artefacts: Artefacts, language: str) -> Table:
    """Every hypothesis over the worlds: counts of verdicts, median and range of the effect."""
    assert artefacts.robustness is not None
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("headline", "word"),
        Column("supported", "count"),
        Column("contradicted", "count"),
        Column("undecided", "count"),
        Column("std", "r2"),
        Column("median", "r2"),
        Column("range", "ci", ("lowest", "highest")),
        Column("share_sign", "pct"),
    ]
    frame = artefacts.robustness.assign(statement=artefacts.robustness[f"statement_{language}"])
    return Table("robustness", columns, frame, {"worlds": int(frame["worlds"].max())})


def without_flagged(artefacts: Artefacts, language: str) -> Table | None:
    """The hypotheses with all respondents beside those without the flagged ones.

    None where the study does not ask for it, or nobody is flagged.
    """
    assert artefacts.specifications is not None
    rows = artefacts.specifications
    everyone = rows[rows["changed"] == ""]
    fewer = rows[rows["changed"] == "respondents"]
    if fewer.empty:
        return None
    measures = ["std", "ci_lower", "ci_upper", "verdict", "n"]
    both = everyone[["id", *measures]].merge(
        fewer[["id", *measures]], on="id", suffixes=("", "_fewer")
    )
    columns = [
        Column("id", "name"),
        Column("statement", "text"),
        Column("std", "r2"),
        Column("ci", "ci", ("ci_lower", "ci_upper")),
        Column("verdict", "word"),
        Column("std_fewer", "r2"),
        Column("ci_fewer", "ci", ("ci_lower_fewer", "ci_upper_fewer")),
        Column("verdict_fewer", "word"),
    ]
    values = {"n": int(both["n"].max()), "n_fewer": int(both["n_fewer"].max())}
    return Table("without_flagged", columns, _with_statements(both, artefacts, language), values)


def choices(artefacts: Artefacts) -> Table:
    """How far each choice moves verdicts and effects: a row for every option that was tried."""
    assert artefacts.specifications is not None
    rows = _compared(artefacts.specifications, artefacts.robustness)
    found = [
        {
            "axis": f"axis_{axis}",
            "option": option_word(axis, option),
            "worlds": own["world"].nunique(),
            "same": own["same"].mean(),
            "shift": own["shift"].median(),
        }
        for axis in varied(artefacts.specifications)
        for option, own in rows.groupby(axis, sort=False)
    ]
    columns = [
        Column("axis", "word"),
        Column("option", "word"),
        Column("worlds", "count"),
        Column("same", "pct"),
        Column("shift", "r3"),
    ]
    frame = pd.DataFrame(found, columns=[column.name for column in columns])
    return Table("choices", columns, frame, grouped=1)


def worlds(artefacts: Artefacts) -> Table:
    """Every world that was fitted, with its choices, its n and its fit."""
    assert artefacts.worlds is not None
    there = artefacts.worlds[artefacts.worlds["status"].isin(["fitted", "refused"])]
    usable = there["converged"] & there["admissible"]
    frame = there.assign(
        **{axis: [option_word(axis, value) for value in there[axis]] for axis in AXES},
        usable=usable.map({True: "yes", False: "no"}),
    )
    columns = [
        Column("world", "count"),
        *([Column("model", "word")] if _several_models(there) else []),
        *(Column(axis, "word") for axis in AXES),
        Column("n", "count"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
        Column("usable", "word"),
    ]
    return Table("worlds", columns, frame)


def _several_models(fitted: pd.DataFrame) -> bool:
    return "model" in fitted.columns and fitted["model"].nunique() > 1


def worlds_left_out(artefacts: Artefacts) -> Table | None:
    """Why combinations of choices are no worlds, with counts; None where all are."""
    assert artefacts.worlds is not None
    out = artefacts.worlds[artefacts.worlds["status"].isin(["same", "impossible"])]
    if out.empty:
        return None
    counts = out["reason"].where(out["status"] != "same", "same").value_counts(sort=False)
    frame = pd.DataFrame(
        {"reason": [f"world_{reason}" for reason in counts.index], "combinations": counts.array}
    )
    return Table(
        "worlds_left_out", [Column("reason", "word"), Column("combinations", "count")], frame
    )


def option_word(axis: str, option: object) -> str:
    """The key of an option among the words of the texts."""
    return f"option_{axis}_{option}".replace(" ", "_")


def varied(specifications: pd.DataFrame) -> list[str]:
    """The choices of which more than one option was fitted."""
    return [axis for axis in AXES if specifications[axis].nunique() > 1]


def _compared(specifications: pd.DataFrame, robustness: pd.DataFrame | None) -> pd.DataFrame:
    """Worlds with a solution, beside the headline verdict and the headline effect."""
    assert robustness is not None
    rows = specifications[specifications["verdict"].isin(JUDGED)]
    head = robustness.set_index("id")
    return rows.assign(
        same=rows["verdict"].eq(rows["id"].map(head["headline"])),
        shift=(rows["std"] - rows["id"].map(head["std"])).abs(),
    )


def _with_statements(table: pd.DataFrame, artefacts: Artefacts, language: str) -> pd.DataFrame:
    assert artefacts.robustness is not None
    statements = artefacts.robustness.set_index("id")[f"statement_{language}"]
    return table.assign(statement=table["id"].map(statements))
