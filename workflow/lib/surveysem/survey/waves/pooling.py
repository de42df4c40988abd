"""The waves of a study as one table, where they asked the same."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import DataError
from surveysem.survey.clean.decisions import ROW
from surveysem.survey.codebook import Entry, read_entries
from surveysem.survey.spss.missing import number_text

WAVE = "wave"
_STAMPS = (ROW, WAVE, "sample", "model")


@dataclass(frozen=True, slots=True)
class Pooled:
    """``items``: row (of the raw file), wave, then what every wave asked, in the order of waves.

    ``waves``: respondents of each wave, and what it left out: the variables that cleaning dropped
    there, which no comparison of waves can use.
    """

    items: pd.DataFrame
    waves: pd.DataFrame


def pool_waves(
    items: pd.DataFrame,
    dictionary: pd.DataFrame,
    decisions: pd.DataFrame,
    codebook_rows: pd.DataFrame,
) -> Pooled:
    """Stack the cleaned answers of several waves.

    Each of ``items``, ``dictionary`` and ``decisions`` holds the artefact of that name of every
    wave, one below the other, told apart by the column ``wave``. A variable that cleaning dropped
    in one wave is left out of all.

    Raises
    ------
    DataError
        Fewer than two waves, or a difference between waves that items.tsv does not map: a variable
        that one wave lacks, or an answer that is labelled otherwise. All are named at once.
    """
    waves = list(dict.fromkeys(items[WAVE]))
    if len(waves) < 2:
        raise DataError(f"waves: found {', '.join(waves)} alone, expected two or more to compare")
    entries = {entry.variable: entry for entry in read_entries(codebook_rows)}
    dropped = _dropped(decisions)
    faults = [
        *_absent(dictionary, waves, entries, dropped),
        *_labelled_otherwise(dictionary, waves, entries),
    ]
    if faults:
        raise DataError("; ".join(faults))
    out = {name for names in dropped.values() for name in names}
    used = [name for name in items.columns if name not in out and name not in _STAMPS]
    return Pooled(
        items[[ROW, WAVE, *used]].reset_index(drop=True),
        pd.DataFrame(
            [(wave, int((items[WAVE] == wave).sum()), _text(dropped, wave)) for wave in waves],
            columns=columns("pooled_waves"),
        ),
    )


def _dropped(decisions: pd.DataFrame) -> dict[str, set[str]]:
    """The items that cleaning dropped in each wave."""
    gone = decisions[(decisions["step"] == "item missing") & (decisions["action"] == "dropped")]
    return {str(wave): set(rows["variable"]) for wave, rows in gone.groupby(WAVE)}


def _text(dropped: Mapping[str, set[str]], wave: str) -> str:
    return " ".join(sorted(dropped.get(wave, ())))


def _absent(
    dictionary: pd.DataFrame,
    waves: Sequence[str],
    entries: Mapping[str, Entry],
    dropped: Mapping[str, set[str]],
) -> Iterator[str]:
    """Items and controls that a wave lacks, or has as text where another has numbers."""
    types = dictionary.set_index([WAVE, "variable"])["type"].to_dict()
    for name, entry in entries.items():
        if entry.role not in ("item", "control"):
            continue
        found = {wave: types.get((wave, name)) for wave in waves}
        for wave in waves:
            if found[wave] is None and name not in dropped.get(wave, ()):
                yield (
                    f"{entry.role} {name}: not in {wave}; expected in every wave, under the name "
                    "that column renamed of items.tsv maps"
                )
        known = {kind for kind in found.values() if kind is not None}
        if len(known) > 1:
            told = ", ".join(f"{kind} in {wave}" for wave, kind in found.items() if kind)
            yield f"{entry.role} {name}: {told}; expected one type in all waves"


def _labelled_otherwise(
    dictionary: pd.DataFrame, waves: Sequence[str], entries: Mapping[str, Entry]
) -> Iterator[str]:
    """Answers on the scale of an item whose label is another in two waves.

    A wave whose codes items.tsv maps is taken at its word.
    """
    texts = dictionary.set_index([WAVE, "variable"])["value_labels"].to_dict()
    for name, entry in entries.items():
        if entry.role != "item":
            continue
        there = [w for w in waves if (w, name) in texts and w not in entry.recoded]
        labels = {wave: _on_scale(texts[wave, name], entry) for wave in there}
        for first, second in combinations(there, 2):
            code = next(_otherwise(labels[first], labels[second]), None)
            if code is not None:
                yield (
                    f"item {name}: {number_text(code)} is {labels[first][code]!r} in {first} and "
                    f"{labels[second][code]!r} in {second}; expected the same answers, or the "
                    "codes of one wave in column recoded of items.tsv (1>1 keeps a code)"
                )
                break


def _on_scale(text: str, entry: Entry) -> dict[float, str]:
    low = -float("inf") if entry.minimum is None else entry.minimum
    high = float("inf") if entry.maximum is None else entry.maximum
    labels = {float(code): str(label) for code, label in json.loads(text or "{}").items()}
    return {code: label for code, label in labels.items() if low <= code <= high}


def _otherwise(first: Mapping[float, str], second: Mapping[float, str]) -> Iterator[float]:
    """Codes that both label, and otherwise; case and blanks do not count."""
    for code in sorted(first.keys() & second.keys()):
        if _plain(first[code]) != _plain(second[code]):
            yield code


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())
