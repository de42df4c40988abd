"""Facts of the chapter on robustness."""

from typing import Any

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.robustness import without_flagged
from surveysem.reporting.text import Text, spaced

READINGS = ("every world", "some worlds", "no world", "reversed", "not estimable")


def robustness(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """Counts of worlds and of readings, and a sentence for every verdict that choices move."""
    table, worlds = artefacts.robustness, artefacts.worlds
    assert table is not None
    assert worlds is not None
    status = worlds["status"].value_counts()
    fitted = worlds[worlds["status"].isin(["fitted", "refused"])]
    readings = table["reading"].value_counts()
    moved = table[~table["reading"].isin(["every world", "not estimable"])]
    by_wald = table[table["own"].ne(table["headline"]) & table["reading"].ne("not estimable")]
    return {
        "worlds": int(fitted["world"].nunique()),
        "unusable": int((~(fitted["converged"] & fitted["admissible"])).sum()),
        "same": int(status.get("same", 0)),
        "impossible": int(status.get("impossible", 0)),
        "hypotheses": len(table),
        "readings": {name.replace(" ", "_"): int(readings.get(name, 0)) for name in READINGS},
        "moved": [_moved(row, text) for row in moved.to_dict("records")],
        "by_wald": text.listed([str(name) for name in by_wald["id"]]),
        "by_wald_count": len(by_wald),
        "asked_flagged": bool((worlds["respondents"] == "unflagged").any()),
        **_turned(artefacts, text),
    }


def _turned(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """The hypotheses whose verdict is another one without the flagged respondents."""
    table = without_flagged(artefacts, text.language)
    if table is None:
        return {"turned": 0, "turned_names": ""}
    other = table.frame[table.frame["verdict"] != table.frame["verdict_fewer"]]
    return {"turned": len(other), "turned_names": text.listed([str(name) for name in other["id"]])}


def _moved(row: dict[Any, Any], text: Text) -> Markdown:
    statement = str(row[f"statement_{text.language}"]).strip().rstrip(".")
    head = text("hypotheses.head", id=row["id"], statement=statement)
    reason = spaced(str(row[f"reason_{text.language}"]), text.language)
    return Markdown(f"{head} {text('robustness.moved', reason=reason)}")
