"""Refits of resampled answers against lavaan's refits of the same resamples."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from reference import cases
from tolerances import LAVAAN, LOOSE

from surveysem import sem
from surveysem.sem.categorical.bootstrap import OrderedRefits, run, task_of

CASE = "ordered_bootstrap"


@dataclass(frozen=True)
class Stored:
    """Counts (R, n) that lie beside lavaan's estimates."""

    X: np.ndarray
    rows: np.ndarray

    def counts(self, first: int, last: int) -> np.ndarray:
        return self.rows[first:last]


@cache
def resamples() -> dict[str, np.ndarray]:
    stored = json.loads((cases.FOLDER / CASE / "resamples.json").read_text(encoding="utf-8"))
    counts = np.array([[int(digit) for digit in text] for text in stored["counts"]], dtype=float)
    value = np.array(stored["fmin"], dtype=float)
    return {"counts": counts, "fmin": value, "converged": np.array(stored["converged"])}


@cache
def fit() -> sem.Fit:
    data = cases.read("data.csv", CASE)
    return sem.fit(cases.model(CASE), data, ordered=list(data), estimator="WLSMV")


@cache
def refits() -> OrderedRefits:
    s = fit().ordered_solution
    rows = cases.read("data.csv", CASE).rank(method="dense").to_numpy() - 1
    counts = resamples()["counts"]
    return run(task_of(s, Stored(rows, counts), len(counts)), 2)


def test_the_draws_that_lose_a_category_have_no_estimates():
    lost = ~resamples()["converged"]
    assert 0 < lost.sum() < 20
    assert (refits().converged == resamples()["converged"]).all()
    assert [bool(reason) for reason in refits().reasons] == lost.tolist()


def test_every_parameter_is_that_of_lavaan():
    lavaan = pd.read_csv(cases.FOLDER / CASE / "estimates.csv.gz")
    rows = [p for p in fit().solution.table.parameters if p.free]
    ours = pd.DataFrame(refits().theta[:, [p.free - 1 for p in rows]])
    ours.columns = [f"{p.lhs} {p.op} {p.rhs}" for p in rows]
    assert set(ours) == set(lavaan)
    ok = refits().converged
    difference = (ours[lavaan.columns] - lavaan).abs() / lavaan.abs().clip(lower=1)
    assert difference[ok].max(axis=None) <= LOOSE


def test_every_discrepancy_is_that_of_lavaan():
    ok, n = refits().converged, fit().n_obs
    ours = 0.5 * (n - 1) / n * refits().value[ok]
    assert np.abs(ours / resamples()["fmin"][ok] - 1).max() <= LAVAAN
