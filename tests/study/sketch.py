"""Small studies of three constructs, written to a folder and then changed by the tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import yaml

CONSTRUCTS = ("trust", "effort", "result")
NAMES = {name: {"en": name.capitalize(), "fr": f"{name} (fr)"} for name in CONSTRUCTS}
ITEMS = {name: [f"{name}_{i}" for i in (1, 2, 3)] for name in CONSTRUCTS}
LINES = {name: f"{name} =~ {' + '.join(items)}" for name, items in ITEMS.items()}
MEASUREMENT = "\n".join(LINES.values()) + "\n"
STRUCTURAL = MEASUREMENT + "effort ~ a*trust\nresult ~ b*effort\nway := a*b\n"
INDICES = (
    *("cfi", "tli", "rmsea", "srmr", "alpha", "composite_reliability", "ave"),
    *("loading", "correlation", "htmt"),
)
CONFIG: dict[str, Any] = {
    "study": {
        "title": {"en": "A sketch"},
        "synthetic": False,
        "languages": ["en"],
        "seed": 7,
        "authors": [],
    },
    "waves": "auto",
    "constructs": NAMES,
    "clean": {"out_of_range": "missing"},
    "explore": {
        "sets": {},
        "extraction": "paf",
        "rotation": "promax",
        "convention": "spss",
        "parallel": {"draws": 20, "percentile": 95},
        "purify": {
            name: {"value": value, "source": "a test"}
            for name, value in (
                ("min_communality", 0.1),
                ("min_loading", 0.3),
                ("max_cross_loading", 0.5),
            )
        },
        "apply": False,
    },
    "confirm": {
        "model": "measurement",
        "estimator": "ML",
        "convention": "lavaan",
        "missing": "listwise",
        "cutoffs": {name: {"value": 0.5, "source": "a test"} for name in INDICES},
    },
    "hypotheses": {"alpha": 0.05, "bootstrap": {"draws": 100, "kind": "percentile"}},
    "report": {"formats": ["html"], "min_cell": 5},
}
DELTA_AIC = {"delta_aic": {"as_good": 2, "none": 10, "source": "a test"}}
CODEBOOK = [
    "variable",
    "role",
    "construct",
    "reverse",
    "min",
    "max",
    "missing",
    "label_fr",
    "label_en",
]
JUDGED = [
    "id",
    "statement_fr",
    "statement_en",
    "kind",
    "model",
    "lhs",
    "op",
    "rhs",
    "expect",
    "bound",
    "alpha",
    "family",
]
HYPOTHESES = (
    ("H1", "Un", "One", "direct", "structural", "effort", "~", "trust", "+", "", "", "paths"),
    ("H2", "Deux", "Two", "direct", "structural", "result", "~", "effort", "+", "", "", "paths"),
)


def answers(n: int = 200, seed: int = 3) -> pd.DataFrame:
    """Answers 1 to 7 to nine items: trust makes effort, effort makes results."""
    rng = np.random.default_rng(seed)
    trust = rng.normal(size=n)
    effort = 0.6 * trust + 0.8 * rng.normal(size=n)
    result = 0.6 * effort + 0.8 * rng.normal(size=n)
    factors = dict(zip(CONSTRUCTS, (trust, effort, result), strict=True))
    found = {
        item: 0.8 * factors[name] + 0.6 * rng.normal(size=n)
        for name, items in ITEMS.items()
        for item in items
    }
    return likert(pd.DataFrame(found))


def likert(scores: pd.DataFrame) -> pd.DataFrame:
    """Scores of mean 0 and variance 1 as answers from 1 to 7."""
    return (4 + 1.3 * scores).round().clip(1, 7)


def items(of: Mapping[str, Sequence[str]], *, top: int = 7) -> list[tuple[str, ...]]:
    """Rows of items.tsv for the items of each construct."""
    rows = [(item, name) for name, found in of.items() for item in found]
    return [(item, "item", name, "no", "1", str(top), "", "", "") for item, name in rows]


def write(
    folder: Path,
    data: pd.DataFrame | None = None,
    *,
    codebook: Sequence[Sequence[str]] = (),
    models: Mapping[str, str] | None = None,
    hypotheses: Sequence[Sequence[str]] = HYPOTHESES,
    rivals: Sequence[str] = (),
    **changes: Any,
) -> Path:
    """A study in ``folder``; ``changes`` replace blocks of the configuration (None removes one).

    A study without hypotheses has neither the block nor the table.
    """
    models = models or {"measurement": MEASUREMENT, "structural": STRUCTURAL}
    config = {**CONFIG, **changes}
    if not hypotheses:
        config["hypotheses"] = None
    elif rivals:
        config["hypotheses"] = {**config["hypotheses"], "rivals": list(rivals), **DELTA_AIC}
    (folder / "config/models").mkdir(parents=True)
    (folder / "data/raw").mkdir(parents=True)
    chosen = {key: value for key, value in config.items() if value is not None}
    text = yaml.safe_dump(chosen, allow_unicode=True, sort_keys=False)
    (folder / "config/config.yaml").write_text(text, encoding="utf-8")
    write_table(folder / "config/items.tsv", CODEBOOK, codebook or items(ITEMS))
    if hypotheses:
        write_table(folder / "config/hypotheses.tsv", JUDGED, hypotheses)
    for name, model in models.items():
        (folder / f"config/models/{name}.lav").write_text(model, encoding="utf-8")
    pyreadstat.write_sav(answers() if data is None else data, folder / "data/raw/wave.sav")
    return folder


def write_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of tab-separated text."""
    lines = ["\t".join(row) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
