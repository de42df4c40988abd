"""Which of the study's cut-offs the models and the constructs meet, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text

LISTED = 6
"""So many names are given in a sentence."""
OF_FIT = {"cfi": "r3", "tli": "r3", "rmsea": "r3", "srmr": "r3"}
OF_CONSTRUCTS = ("alpha", "composite_reliability", "ave")
AT_MOST = frozenset({"rmsea", "srmr", "correlation", "htmt"})
"""Indices whose cut-off is an upper bound."""


def cutoffs(study: Study, text: Text, among: Sequence[str] = ()) -> list[Markdown]:
    """The cut-offs of the configuration, all or some of them, those of one source together."""
    by_source: dict[str, list[Markdown]] = {}
    chosen = {name: study.cutoffs[name] for name in among or study.cutoffs}
    for index, cutoff in chosen.items():
        by_source.setdefault(str(cutoff["source"]), []).append(
            text(
                f"measurement.bound.{_side(index)}",
                index=text.word(f"index_{index}"),
                value=cutoff["value"],
            )
        )
    return [
        begun(text("measurement.cutoff", bounds=text.listed(bounds), source=source))
        for source, bounds in by_source.items()
    ]


def begun(sentence: Markdown) -> Markdown:
    """The sentence with a capital, unless it begins with a symbol such as α."""
    first = sentence[:1]
    return Markdown(first.upper() + sentence[1:]) if first.isascii() else sentence


def fits(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """One sentence per model: the cut-offs of fit that it meets and those that it misses."""
    judged = {index: study.cutoffs[index]["value"] for index in OF_FIT if index in study.cutoffs}
    told = (_fit(fit, judged, text) for fit in artefacts.fits or ())
    return [sentence for sentence in told if sentence]


def _fit(fit: Record, judged: Mapping[str, float], text: Text) -> Markdown | None:
    found = {index: fit[index] for index in judged if not is_missing(fit.get(index))}
    if not found or fit.get("converged") is False:
        return None
    if fit.get("admissible") is False:
        return text("measurement.not_judged_fit", model=text.word(fit.get("model")))
    met = [index for index, value in found.items() if meets(index, value, judged[index])]
    missed = [index for index in found if index not in met]
    key = "met_and_missed" if met and missed else "all_met" if met else "none_met"
    return text(
        f"measurement.{key}",
        model=text.word(fit.get("model")),
        met=_quoted(met, found, text),
        missed=_quoted(missed, found, text),
    )


def _quoted(indices: Sequence[str], found: Mapping[str, float], text: Text) -> Markdown:
    return text.listed(
        [
            text(
                f"measurement.value.{index}", index=text.word(f"index_{index}"), value=found[index]
            )
            for index in indices
        ]
    )


def constructs(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """One sentence per index of reliability that has a cut-off."""
    assert artefacts.reliability is not None
    return [
        _index(artefacts.reliability, index, study, text)
        for index in OF_CONSTRUCTS
        if index in study.cutoffs and artefacts.reliability[index].notna().any()
    ]


def _index(table: pd.DataFrame, index: str, study: Study, text: Text) -> Markdown:
    cutoff = study.cutoffs[index]["value"]
    values = table.set_index("construct")[index].astype(float).dropna()
    below = values[values < cutoff]
    named = [study.construct(str(name), text.language) for name in below.index]
    sentence = text(
        f"measurement.constructs_{'below' if len(below) else 'reach'}",
        index=text.word(f"index_{index}"),
        cutoff=cutoff,
        constructs=len(values),
        lowest=values.min(),
        construct=study.construct(str(values.idxmin()), text.language),
        below=len(below),
        names=_few(named, text),
    )
    return begun(sentence)


def pairs(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Pairs of constructs that break Fornell and Larcker's criterion, or HTMT's cut-off."""
    assert artefacts.validity is not None
    table = artefacts.validity
    cutoff = study.cutoffs.get("htmt", {}).get("value")
    judged = table[table["fornell_larcker"].notna()]
    broken = judged[~judged["fornell_larcker"].astype(bool)]
    above = table[table["htmt"].astype(float) > (np.inf if cutoff is None else float(cutoff))]
    return {
        "pairs": len(table),
        "polychoric": bool(table["item_correlations"].eq("polychoric").any()),
        "judged": len(judged),
        "broken": len(broken),
        "above": len(above),
        "cutoff": cutoff,
        "broken_pairs": _named(broken, study, text),
        "above_pairs": _named(above, study, text),
    }


def _named(table: pd.DataFrame, study: Study, text: Text) -> Markdown:
    names = [
        " – ".join(study.construct(str(name), text.language) for name in pair)
        for pair in zip(table["construct"], table["with"], strict=True)
    ]
    return _few(names, text)


def _few(names: Sequence[str], text: Text) -> Markdown:
    return text.joined([*names[:LISTED], *(["…"] if len(names) > LISTED else [])])


def meets(index: str, value: float, cutoff: float) -> bool:
    """Whether ``value`` is on the good side of the cut-off, or on it."""
    return value <= cutoff if index in AT_MOST else value >= cutoff


def _side(index: str) -> str:
    return "at_most" if index in AT_MOST else "at_least"


def estimation(fit: Record, text: Text) -> Markdown:
    """How the models were estimated, and which test and indices that makes the ones to read."""
    told = [
        text(
            "measurement.estimation",
            estimator=text.word(f"estimator_{fit['estimator']}"),
            convention=text.word(f"convention_{fit.get('convention', 'lavaan')}"),
            missing=text.word(f"missing_{fit.get('missing', 'listwise')}"),
        )
    ]
    if fit.get("correction"):
        told.append(text(f"measurement.corrected_{fit['correction']}"))
    return Markdown(" ".join(told))
