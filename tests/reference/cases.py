"""Reads the cases that lie beside this file: values of R, the data they came from."""

import importlib.util
import json
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FOLDER = Path(__file__).parent
SHIPPED = {"holzinger": "holzinger_swineford39_data.csv", "democracy": "pd_data.csv"}


def names(prefix: str, holding: str | None = None) -> list[str]:
    """Cases whose folder begins with ``prefix`` and whose values have ``holding``."""
    found = sorted(path.parent.name for path in FOLDER.glob(f"{prefix}_*/expected.json"))
    return [name for name in found if holding is None or holding in expected(name)]


def expected(case: str) -> dict[str, Any]:
    """All values of a case."""
    return json.loads((FOLDER / case / "expected.json").read_text(encoding="utf-8"))


def model(case: str) -> str:
    """The model text that R was given."""
    return (FOLDER / case / "model.lav").read_text(encoding="utf-8")


def data(case: str) -> pd.DataFrame:
    """The rows that R was given: of a data set inside semopy, or of the case's own file."""
    values = expected(case)
    frame = read(values["data"], case)
    first, last = values.get("rows") or (1, len(frame))
    return frame.iloc[first - 1 : last]


def read(name: str, case: str = "") -> pd.DataFrame:
    """A data set by its name; semopy is found, not imported."""
    if name not in SHIPPED:
        return pd.read_csv(FOLDER / case / name)
    spec = importlib.util.find_spec("semopy")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0]) / "examples"
    return pd.read_csv(folder / SHIPPED[name], index_col=0)


def table(columns: dict[str, list[Any]]) -> pd.DataFrame:
    """A data frame of R, indexed by (lhs, op, rhs) with the two sides of ~~ in one order."""
    return keyed(pd.DataFrame(columns))


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Index by (lhs, op, rhs) and the group where there are several; ~~ has its sides in one order.

    A definition counts by its name alone.
    """
    names = ["lhs", "op", "rhs"]
    keys = [key(*row) for row in frame[names].itertuples(index=False)]
    if "group" in frame and frame["group"].max() > 1:
        names = [*names, "group"]
        keys = [(*at, int(group)) for at, group in zip(keys, frame["group"], strict=True)]
    index = pd.MultiIndex.from_tuples(keys, names=names)
    return frame.drop(columns=names).set_index(index)


def key(lhs: str, op: str, rhs: str) -> tuple[str, str, str]:
    if op == "~~":
        return (min(lhs, rhs), op, max(lhs, rhs))
    return (lhs, op, "" if op in (":=", "~1") else rhs)


def matrix(values: dict[str, Any]) -> pd.DataFrame:
    """A named symmetric matrix."""
    return pd.DataFrame(values["values"], index=values["names"], columns=values["names"])


def far(
    ours: Iterable[float], theirs: Iterable[float | None], labels: Iterable[Any], tolerance: float
) -> str:
    """The values that differ by more than ``tolerance`` of max(1, |theirs|), as text.

    Where theirs is missing (null), ours is expected to be missing too.
    """
    a, b = np.array(list(ours), dtype=float), np.array(list(theirs), dtype=float)
    assert a.shape == b.shape
    difference = np.abs(a - b) / np.maximum(1, np.abs(b))
    wrong = ~((difference <= tolerance) | (np.isnan(a) & np.isnan(b)))
    rows = zip(labels, a, b, difference, wrong, strict=True)
    return "\n".join(f"{at}: {x:.10g}, R {y:.10g} ({d:.1e})" for at, x, y, d, bad in rows if bad)


def aligned(loadings: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, list[int], np.ndarray]:
    """``loadings`` in the order and sign of factors nearest to ``wanted``; that order and sign."""

    def distance(order: tuple[int, ...]) -> float:
        return float(np.abs(np.abs(loadings[:, order]) - np.abs(wanted)).sum())

    order = list(min(permutations(range(wanted.shape[1])), key=distance))
    sign = np.where((loadings[:, order] * wanted).sum(axis=0) < 0, -1.0, 1.0)
    return loadings[:, order] * sign, order, sign
