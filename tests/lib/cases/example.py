"""A small collection: two alliances of two partners, two coders, two axes."""

from typing import Any

import numpy as np
import pandas as pd

CODES = [
    ("trusts", "trust", "tie", "social", 1.0, "safeguards", "h1", "+"),
    ("contract", "trust", "tie", "economic", 1.0, "safeguards", "h1", "-"),
    ("equal", "stakes", "interest", "symmetric", 1.0, "conditions", "", ""),
    ("unequal", "stakes", "interest", "asymmetric", 2.0, "conditions", "", ""),
    ("learns", "learning", "", "", 1.0, "", "h2", "+"),
]
NAMES = ("code", "theme", "axis", "pole", "weight", "display", "hypothesis", "says")
THEMES = {code[0]: code[1] for code in CODES}
PARTNERS = [("north", "ann"), ("north", "bob"), ("south", "cid"), ("south", "dee")]
EQUITY = {"north": "no", "south": "yes"}
LENGTH = 1000


def label(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


def choices(**changed: Any) -> dict[str, Any]:
    """The choices of the collection, with some of them changed."""
    poles = {"tie": ("social", "economic"), "interest": ("symmetric", "asymmetric")}
    usual = {
        "codes": [dict(zip(NAMES, row, strict=True)) for row in CODES],
        "cases": [
            {
                "case": case,
                "partner": partner,
                "equity": EQUITY[case],
                "months": "6",
            }
            for case, partner in PARTNERS
        ],
        "attributes": {"equity": label("equity"), "months": label("months")},
        "themes": {theme: label(theme) for theme in THEMES.values()},
        "axes": {
            axis: {"label": label(axis), "poles": {pole: label(pole) for pole in of_axis}}
            for axis, of_axis in poles.items()
        },
        "types": [
            {"name": f"{tie}_{interest}", "label": label("type"), "tie": tie, "interest": interest}
            for tie in poles["tie"]
            for interest in poles["interest"]
        ],
        "chain": ["trust", "stakes", "learning"],
        **dict.fromkeys(["expected", "group", "ladder", "truth_table"]),
        "counted": "all",
        "resampling": {"draws": 400, "level": 0.95},
        "seed": 7,
    }
    return usual | changed


def segments(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    """Segments of rows (partner, coder, code, start, end); each partner has one interview."""
    case = {partner: name for name, partner in PARTNERS}
    table = pd.DataFrame(rows, columns=["partner", "coder", "code", "start", "end"])
    table = table.astype({"start": int, "end": int})
    return table.assign(
        segment=range(1, len(table) + 1),
        case=table["partner"].map(case),
        source=table["partner"] + ".txt",
        theme=table["code"].map(THEMES),
        words=(table["end"] - table["start"]) // 5,
        quote=False,
        text="",
    )


def interviews() -> pd.DataFrame:
    """One interview per partner, in their order."""
    return pd.DataFrame(
        [
            (f"{partner}.txt", case, partner, place, "2004-01-01", LENGTH, 200, 0)
            for place, (case, partner) in enumerate(PARTNERS, start=1)
        ],
        columns=["source", "case", "partner", "order", "date", "characters", "words", "segments"],
    )


def talk(seed: int = 1, each: int = 30) -> pd.DataFrame:
    """Random segments of every partner by two coders who mostly see the same."""
    rng = np.random.default_rng(seed)
    codes = [code[0] for code in CODES]
    rows = []
    for _, partner in PARTNERS:
        for place in range(each):
            start, end = 30 * place, 30 * place + 25
            code = codes[rng.integers(len(codes))]
            rows.append((partner, "one", code, start, end))
            if rng.random() < 0.8:
                other = code if rng.random() < 0.8 else codes[rng.integers(len(codes))]
                rows.append((partner, "two", other, start + int(rng.integers(3)), end))
    return segments(*rows)
