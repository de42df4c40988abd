"""Artefacts of two runs of one study, set side by side."""

import json
from pathlib import Path

import pandas as pd


def assert_equal(run: Path, other: Path, *chapters: str) -> None:
    """Every table, record and model that ``run`` made in these chapters has the same values."""
    for chapter in chapters:
        place, against = (folder / "data/processed" / chapter for folder in (run, other))
        made = {path.relative_to(place) for path in place.rglob("*") if path.is_file()}
        assert made
        for name in made:
            assert_same_values(place / name, against / name)


def assert_same_values(path: Path, other: Path) -> None:
    if path.suffix == ".parquet":
        pd.testing.assert_frame_equal(pd.read_parquet(path), pd.read_parquet(other))
    elif path.suffix == ".json":
        assert json.loads(path.read_text()) == json.loads(other.read_text()), path
    elif path.suffix == ".lav":
        assert path.read_text() == other.read_text(), path
