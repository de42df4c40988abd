"""Convergent and discriminant validity and common method variance, in sentences."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.assessment import cutoffs
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.crossed import nearer_to_another
from surveysem.reporting.text import Text, spaced

VERDICTS = ("distinct", "undecided", "problem")
CONVERGENT = ("ave", "composite_reliability", "loading")


def convergence(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """How many constructs got each verdict, the cut-offs, and a sentence for each that fails."""
    assert artefacts.convergent is not None
    table = artefacts.convergent
    counts = table["verdict"].value_counts()
    return {
        "holds": int(counts.get("holds", 0)),
        "undecided": int(counts.get("undecided", 0)),
        "fails": int(counts.get("does not hold", 0)),
        "cutoffs": text.joined(cutoffs(study, text, CONVERGENT)),
        "others": [
            text(
                "measurement.converging",
                construct=study.construct(row["construct"], text.language),
                verdict=text.word(f"convergent {row['verdict']}"),
                reason=spaced(str(row[f"reason_{text.language}"]), text.language),
            )
            for row in _rows(table[table["verdict"] != "holds"])
        ],
    }


def crossed(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """How many items there are, and which are no nearer to their construct than to another."""
    assert artefacts.cross_loadings is not None
    names = nearer_to_another(artefacts.cross_loadings)
    return {
        "count": artefacts.cross_loadings["item"].nunique(),
        "nearer": len(names),
        "names": text.listed(names),
    }


def pair_verdicts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """How many pairs got each verdict, and a sentence for each that is not distinct."""
    assert artefacts.validity is not None
    table = artefacts.validity
    counts = table["verdict"].value_counts()
    others = table[table["verdict"] != "distinct"]
    return {
        **{verdict: int(counts.get(verdict, 0)) for verdict in VERDICTS},
        "others": [_pair(row, study, text) for row in _rows(others)],
    }


def intervals(artefacts: Artefacts, text: Text) -> Markdown | None:
    """How the intervals of reliability were formed; None where there are none."""
    assert artefacts.reliability is not None
    first = artefacts.reliability.iloc[0]
    if not first.get("intervals"):
        return None
    numbers = {name: first[name] for name in ("level", "n", "draws", "used")}
    return text(f"measurement.intervals_{first['intervals']}", **numbers)


def unflagged(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """The largest changes of the first model without the flagged respondents, with their names."""
    assert artefacts.unflagged is not None
    row = next(row for row in _rows(artefacts.unflagged) if row["respondents"] == "unflagged")
    return {
        "model": text.word(row["model"]),
        "loading": abs(row["loading_change"]),
        "item": row["loading_with"],
        "correlation": abs(row["correlation_change"]),
        "one": study.construct(str(row["correlation_of"]), text.language),
        "other": study.construct(str(row["correlation_with"]), text.language),
        "correlated": not is_missing(row["correlation_change"]),
    }


def common_method(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """What each technique found, a paragraph each."""
    assert artefacts.common_method is not None
    rows = {(row["technique"], row["contender"]): row for row in _rows(artefacts.common_method)}
    said = [_harman(rows, text)]
    if ("latent method", "method factor") in rows:
        said.append(_latent(rows["latent method", "method factor"], artefacts, text))
    if ("marker", "CFA") in rows:
        said.append(_marker(rows, text))
    return said


def _harman(rows: Mapping[tuple[str, str], Mapping[str, Any]], text: Text) -> Markdown:
    one, all_ = rows["harman", "one factor"], rows["harman", "measurement"]
    told = text(
        "measurement.harman",
        pca=rows["harman", "pca"]["share"],
        paf=rows["harman", "paf"]["share"],
    )
    if any(is_missing(row["cfi"]) for row in (one, all_)):
        return told
    fits = text(
        "measurement.harman_fit",
        cfi=one["cfi"],
        rmsea=one["rmsea"],
        cfi_all=all_["cfi"],
        rmsea_all=all_["rmsea"],
    )
    return Markdown(f"{told} {fits} {text('measurement.harman_meaning')}")


def _latent(row: Mapping[str, Any], artefacts: Artefacts, text: Text) -> Markdown:
    if not row["converged"] or not row["admissible"]:
        key = "improper" if row["converged"] else "not_converged"
        return Markdown(f"{text(f'measurement.latent_{key}')} {text('measurement.latent_meaning')}")
    told = text(
        "measurement.latent",
        share=row["share"],
        chisq=row["chisq_diff"],
        df=row["df_diff"],
        p=row["diff_pvalue"],
        **_largest(artefacts.common_method_changes, "latent method"),
    )
    return Markdown(f"{told} {text('measurement.latent_meaning')}")


def _marker(rows: Mapping[tuple[str, str], Mapping[str, Any]], text: Text) -> Markdown:
    tests = {name: rows.get(("marker", f"method-{name}"), {}).get("diff_pvalue") for name in "CUR"}
    if any(map(is_missing, tests.values())):
        return text("measurement.marker_untested")
    told = text(
        "measurement.marker",
        share=rows["marker", "method-C"]["share"],
        constant=tests["C"],
        unequal=tests["U"],
        biased=tests["R"],
    )
    return Markdown(f"{told} {text('measurement.marker_meaning')}")


def _largest(changes: pd.DataFrame | None, technique: str) -> dict[str, float]:
    """The largest change of a loading and of a correlation, in absolute value."""
    assert changes is not None
    own = changes[changes["technique"] == technique]
    sizes = own["change"].abs().groupby(own["quantity"]).max()
    return {name: float(sizes.get(name, float("nan"))) for name in ("loading", "correlation")}


def _pair(row: Mapping[str, Any], study: Study, text: Text) -> Markdown:
    return text(
        "measurement.pair",
        one=study.construct(row["construct"], text.language),
        other=study.construct(row["with"], text.language),
        verdict=text.word(f"pair {row['verdict']}"),
        reason=spaced(str(row[f"reason_{text.language}"]), text.language),
    )


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]
