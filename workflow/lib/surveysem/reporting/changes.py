"""What the report of all waves says of verdicts: those that changed, and those of all together."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text, spaced

PATHS, RECENT = "paths", "recent paths"
_EVIDENCE = ("std", "ci_lower", "ci_upper", "pvalue_adjusted", "power")
_VERDICTS = ("supported", "contradicted", "undecided")


def changes(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any] | None:
    """The waves that are set beside each other, how many verdicts changed, a sentence for each.

    None where no hypothesis was judged.
    """
    judged, found = artefacts.wave_verdicts, artefacts.verdict_changes
    if judged is None or found is None or judged.empty:
        return None
    *_, before, last = dict.fromkeys(judged["wave"])
    return {
        "before": study.dated(str(before)),
        "wave": study.dated(str(last)),
        "all": int((judged["wave"] == last).sum()),
        "count": len(found),
        "powered": bool(found[["power_before", "power"]].notna().any(axis=None)),
        "sentences": [_sentence(row, artefacts, text) for row in found.to_dict("records")],
    }


def _sentence(row: Mapping[Any, Any], artefacts: Artefacts, text: Text) -> Markdown:
    before = {name: row[f"{name}_before"] for name in _EVIDENCE} | {"alpha": row["alpha"]}
    told = text(
        "changes.one",
        id=row["hypothesis"],
        statement=row[f"statement_{text.language}"],
        before=text.word(row["before"]),
        wave_before=row["wave_before"],
        evidence_before=_evidence(before, text),
        verdict=text.word(row["verdict"]),
        wave=row["wave"],
        evidence=_evidence(row, text),
    )
    return Markdown(" ".join([told, *_path(row, artefacts, text)]))


def _evidence(row: Mapping[Any, Any], text: Text) -> Markdown:
    """Effect, interval, p and power in brackets, as far as they are known."""
    told: tuple[tuple[str, dict[str, object]], ...] = (
        ("evidence.effect", {"std": row["std"]}),
        ("evidence.level", {"ci": (row["ci_lower"], row["ci_upper"]), "level": 1 - row["alpha"]}),
        ("changes.adjusted", {"p": row["pvalue_adjusted"]}),
        ("changes.power", {"power": row["power"]}),
    )
    parts = [text(key, **values) for key, values in told if not _missing(*values.values())]
    return Markdown(f" ({', '.join(parts)})" if parts else "")


def _missing(value: object, *_: object) -> bool:
    return any(map(is_missing, value)) if isinstance(value, tuple) else is_missing(value)


def _path(row: Mapping[Any, Any], artefacts: Artefacts, text: Text) -> list[Markdown]:
    """The test of the path itself between these two waves, or why there is none."""
    tests, paths = artefacts.path_tests, artefacts.path_changes
    if tests is None or row["op"] != "~":
        return []
    of_model = tests[tests["model"] == row["model"]].set_index("level")
    level = RECENT if RECENT in of_model.index else PATHS
    reason = of_model[f"reason_{text.language}"].get(level, "")
    if reason:
        return [text("changes.path_not_compared", reason=spaced(str(reason), text.language))]
    if paths is None or paths.empty:
        return []
    same = (paths["model"] == row["model"]) & (paths["outcome"] == row["lhs"])
    same &= (paths["predictor"] == row["rhs"]) & (paths["wave"] == row["wave"])
    same &= paths["reference"] == row["wave_before"]
    return [
        text(
            f"changes.path_{'changed' if one['verdict'] == 'changed' else 'undecided'}",
            difference=one["difference"],
            ci=(one["ci_lower"], one["ci_upper"]),
            p=one["pvalue_holm"],
        )
        for one in paths[same].to_dict("records")
        if one["verdict"] != "not comparable"
    ]


def pooled(artefacts: Artefacts, text: Text) -> dict[str, Any] | None:
    """Counts of the verdicts on all waves together, and why some were not judged.

    None where the study asks for none.
    """
    table = artefacts.pooled_verdicts
    if table is None or table.empty:
        return None
    judged = table[table["verdict"] != "not estimable"]
    withheld = table[table["verdict"] == "not estimable"]
    reasons = withheld.groupby(f"reason_{text.language}", sort=False)["id"]
    moved = _moved(judged, artefacts)
    return {
        "moved": text.listed(moved) if moved else "",
        "n_moved": len(moved),
        "all": len(table),
        "judged": len(judged),
        "counts": {name: int((judged["verdict"] == name).sum()) for name in _VERDICTS},
        "withheld": [
            {"ids": text.listed(list(ids)), "reason": spaced(str(reason), text.language)}
            for reason, ids in reasons
        ],
    }


def _moved(judged: pd.DataFrame, artefacts: Artefacts) -> list[str]:
    """The hypotheses on a path that changed over all waves."""
    own = over_all_waves(artefacts)
    if own.empty:
        return []
    rows = own.loc[own["verdict"] == "changed", ["model", "outcome", "predictor"]]
    changed = set(rows.itertuples(index=False, name=None))
    paths = judged[judged["op"] == "~"]
    places = zip(paths["id"], paths["model"], paths["lhs"], paths["rhs"], strict=True)
    return [str(name) for name, *path in places if tuple(path) in changed]


def over_all_waves(artefacts: Artefacts) -> pd.DataFrame:
    """The changes of paths against the first wave, by the model of all waves."""
    return _changes(artefacts, recent=False)


def over_the_last_two(artefacts: Artefacts) -> pd.DataFrame:
    """Of three or more waves, the changes from the last but one to the last."""
    return _changes(artefacts, recent=True)


def _changes(artefacts: Artefacts, *, recent: bool) -> pd.DataFrame:
    table = artefacts.path_changes
    if table is None or table.empty:
        return pd.DataFrame()
    assert artefacts.pooled_waves is not None
    first = artefacts.pooled_waves["wave"].iloc[0]
    kept: pd.DataFrame = table[(table["reference"] == first) != recent]
    return kept
