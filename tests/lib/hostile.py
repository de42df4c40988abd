"""Frames of answers with things wrong in them, and what is expected of whoever reads them."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pandas as pd

from surveysem.errors import SurveySemError

# A fit, a refusal or an own error is there within so many seconds.
SECONDS = 10
# What messages of numpy, scipy and pandas look like.
FOREIGN = ("ndarray", "dtype(", "LinAlg", "ufunc", "axis=", "Traceback", "0-dimensional")

Damage = Callable[[pd.DataFrame, str, np.random.Generator], pd.DataFrame]


def put(make: Callable[[pd.Series, np.random.Generator], Any]) -> Damage:
    """Damage to one column."""

    def damage(data: pd.DataFrame, column: str, rng: np.random.Generator) -> pd.DataFrame:
        changed = data.copy()
        changed[column] = make(data[column], rng)
        return changed

    return damage


def _some(x: pd.Series, rng: np.random.Generator, value: object) -> pd.Series:
    return x.astype(object).mask(rng.random(len(x)) < 0.1, value)


COLUMNS: dict[str, Damage] = {
    "infinite": put(lambda x, r: x.astype(float).mask(r.random(len(x)) < 0.05, np.inf)),
    "minus infinite": put(lambda x, r: x.astype(float).mask(r.random(len(x)) < 0.05, -np.inf)),
    "huge": put(lambda x, r: x.astype(float) * 1e150),
    "beyond numbers": put(lambda x, r: x.astype(float) * 1e308),
    "tiny": put(lambda x, r: x.astype(float) * 1e-160),
    "small scale": put(lambda x, r: x.astype(float) * 1e-12),
    "large scale": put(lambda x, r: x.astype(float) * 1e12),
    "far from zero": put(lambda x, r: x.astype(float) + 1e9),
    "constant": put(lambda x, r: 3.0),
    "constant but one": put(lambda x, r: np.r_[4.0, np.full(len(x) - 1, 3.0)] if len(x) else 3.0),
    "zero": put(lambda x, r: 0),
    "nearly constant": put(lambda x, r: 1 + 1e-14 * r.standard_normal(len(x))),
    "missing": put(lambda x, r: np.nan),
    "mostly missing": put(lambda x, r: x.astype(float).mask(r.random(len(x)) < 0.95)),
    "none": put(lambda x, r: None),
    "text": put(lambda x, r: "often"),
    "some text": put(lambda x, r: _some(x, r, "?")),
    "numbers as text": put(lambda x, r: x.astype(str)),
    "objects": put(lambda x, r: x.astype(object)),
    "lists": put(lambda x, r: pd.Series([[1, 2]] * len(x), index=x.index, dtype=object)),
    "boolean": put(lambda x, r: x.astype(float) > x.astype(float).mean()),
    "nullable boolean": put(lambda x, r: (x.astype(float) > 3).astype("boolean")),
    "int8": put(lambda x, r: x.astype(float).fillna(0).clip(-100, 100).round().astype(np.int8)),
    "unsigned": put(lambda x, r: x.astype(float).fillna(0).clip(0, 200).round().astype(np.uint8)),
    "nullable": put(lambda x, r: x.astype(float).round().astype("Int64").mask(x.index % 9 == 0)),
    "float16": put(lambda x, r: x.astype(np.float16)),
    "float32": put(lambda x, r: x.astype(np.float32)),
    "complex": put(lambda x, r: x.astype(float) + 0j),
    "category": put(lambda x, r: x.astype(float).round().astype("category")),
    "category of words": put(lambda x, r: pd.cut(x.astype(float), 3, labels=["a", "b", "c"])),
    "dates": put(lambda x, r: pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(len(x)), "D")),
    "durations": put(lambda x, r: pd.to_timedelta(np.arange(len(x)), "D")),
    "outlier": put(lambda x, r: x.astype(float).mask(np.arange(len(x)) == 3, 1e8)),
    "integers of 10^15": put(lambda x, r: 10**15 + x.astype(float).round()),
}
FRAMES: dict[str, Damage] = {
    "no rows": lambda d, c, r: d.head(0),
    "one row": lambda d, c, r: d.head(1),
    "two rows": lambda d, c, r: d.head(2),
    "few rows": lambda d, c, r: d.head(d.shape[1]),
    "one row, many times": lambda d, c, r: d.iloc[[0] * len(d)],
    "two rows, many times": lambda d, c, r: d.iloc[[0, 1] * (len(d) // 2)],
    "no columns": lambda d, c, r: d[[]],
    "a column twice": lambda d, c, r: pd.concat([d, d[[c]]], axis=1),
    "a column less": lambda d, c, r: d.drop(columns=c),
    "copied": lambda d, c, r: d.assign(**{c: d[other(d, c)]}),
    "reversed copy": lambda d, c, r: d.assign(**{c: -d[other(d, c)].astype(float)}),
    "nearly copied": lambda d, c, r: d.assign(**{c: d[other(d, c)].astype(float) + tiny(d, r)}),
    "a sum of others": lambda d, c, r: d.assign(**{c: d.drop(columns=c).astype(float).sum(axis=1)}),
    "nearly a sum": lambda d, c, r: d.assign(
        **{c: d.drop(columns=c).astype(float).sum(axis=1) + tiny(d, r)}
    ),
    "index repeated": lambda d, c, r: d.set_axis(np.zeros(len(d), dtype=int), axis=0),
    "index of words": lambda d, c, r: d.set_axis([f"r{i}" for i in range(len(d))], axis=0),
    "columns of two levels": lambda d, c, r: d.set_axis(
        pd.MultiIndex.from_product([["w"], d.columns]), axis=1
    ),
    "columns by number": lambda d, c, r: d.set_axis(range(d.shape[1]), axis=1),
    "all small": lambda d, c, r: d.astype(float) * 1e-12,
    "all missing": lambda d, c, r: d.astype(float) * np.nan,
    "all infinite": lambda d, c, r: d.astype(float) * np.inf,
    "each row with a hole": lambda d, c, r: holes(d, r),
    "noise": lambda d, c, r: d * 0 + r.standard_normal(d.shape),
    "answers of two values": lambda d, c, r: (d.astype(float) > d.astype(float).mean()).astype(int),
    "as it is": lambda d, c, r: d,
}
DAMAGE = COLUMNS | FRAMES


def other(data: pd.DataFrame, column: str) -> str:
    """Another column."""
    return next(str(c) for c in data.columns if c != column)


def tiny(data: pd.DataFrame, rng: np.random.Generator) -> Any:
    """Noise that rounding nearly hides."""
    return 1e-12 * rng.standard_normal(len(data))


def holes(data: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """One missing value in each row."""
    X = data.astype(float).to_numpy(copy=True)
    X[np.arange(len(X)), rng.integers(0, X.shape[1], len(X))] = np.nan
    return pd.DataFrame(X, index=data.index, columns=data.columns)


@contextmanager
def in_time() -> Iterator[None]:
    """Raise TimeoutError after ten seconds."""

    def late(*_: object) -> None:
        raise TimeoutError(f"still at it after {SECONDS} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def answer_or_own_error(work: Callable[[], Any]) -> Any:
    """What ``work`` gives; None where it refuses in words of its own."""
    with in_time():
        try:
            return work()
        except SurveySemError as error:
            message = str(error)
            assert len(message) > 15
            assert not [word for word in FOREIGN if word in message], message
            return None


def check_fit(fit: Any) -> None:
    """A fit says what is wrong with it, and has no NaN where nothing is.

    A defined parameter that has no value, such as 1 / 0, is not finite and named in a warning.
    """
    json.dumps(fit.summary(), allow_nan=False)
    if fit.admissible:
        estimates, standardized = fit.estimates(), fit.standardized()
        undefined = estimates["op"].eq(":=") & ~np.isfinite(estimates["est"])
        assert undefined.any() == any("has no value" in warning for warning in fit.warnings)
        estimates, standardized = estimates[~undefined], standardized[~undefined]
        assert np.isfinite(estimates[["est", "se", "std_all"]].to_numpy()).all()
        assert (estimates["se"] >= 0).all()
        assert np.isfinite(standardized[["est", "se"]].to_numpy()).all()
