"""Every refit of a resample against lavaan's refit of the same resample."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LOOSE

from surveysem import sem
from surveysem.sem.bootstrap.refit import Refits, run
from surveysem.sem.bootstrap.run import task_of

CASES = ("sem_bootstrap", "sem_bootstrap_groups")


@dataclass(frozen=True)
class Stored:
    """Counts (R, n) that lie beside lavaan's estimates."""

    X: np.ndarray
    rows: np.ndarray

    def counts(self, first: int, last: int) -> np.ndarray:
        return self.rows[first:last]


@cache
def resamples(case: str) -> dict[str, np.ndarray]:
    stored = json.loads((cases.FOLDER / case / "resamples.json").read_text(encoding="utf-8"))
    counts = np.array([[int(digit) for digit in text] for text in stored["counts"]], dtype=float)
    value = 2.0 * np.array(stored["fmin"])
    return {"counts": counts, "value": value, "converged": np.array(stored["converged"])}


@cache
def fit(case: str) -> sem.Fit:
    if case == "sem_bootstrap":
        return sem.fit(cases.model("sem_alliance_scale"), cases.data("sem_alliance_scale"))
    equal = ("loadings", "intercepts")
    return sem.fit(cases.model(case), cases.read("holzinger"), group="school", equal=equal)


@cache
def refits(case: str) -> Refits:
    s = fit(case).solution
    X = np.concatenate([sample.X for sample in s.samples])
    counts = resamples(case)["counts"]
    return run(task_of(s, Stored(X, counts), len(counts)), 2)


@pytest.mark.parametrize("case", CASES)
def test_none_is_lost_that_lavaan_keeps(case: str) -> None:
    assert resamples(case)["converged"].mean() > 0.95
    assert (refits(case).converged >= resamples(case)["converged"]).all()


@pytest.mark.parametrize("case", CASES)
def test_every_parameter_is_that_of_lavaan_unless_ours_fits_better(case: str) -> None:
    lavaan = pd.read_csv(cases.FOLDER / case / "estimates.csv.gz")
    table = fit(case).solution.table
    rows = [p for p in table.parameters if p.free]
    ours = pd.DataFrame(refits(case).theta[:, [p.free - 1 for p in rows]])
    several = len(table.groups) > 1
    ours.columns = [f"{p.lhs} {p.op} {p.rhs}" + f" {p.group}" * several for p in rows]
    assert set(ours) == set(lavaan)
    difference = (ours[lavaan.columns] - lavaan).abs() / lavaan.abs().clip(lower=1)
    near = difference.max(axis=1).to_numpy() <= LOOSE
    better = refits(case).value < resamples(case)["value"]
    assert (near | better).all()
    assert near.mean() > 0.9


@pytest.mark.parametrize("case", CASES)
def test_no_discrepancy_is_above_that_of_lavaan(case: str) -> None:
    assert (refits(case).value <= resamples(case)["value"] * (1 + ANALYTIC)).all()


def test_groups_follow_one_another_in_the_data() -> None:
    """What makes the stored counts those of the stacked rows."""
    samples = fit("sem_bootstrap_groups").solution.samples
    assert np.concatenate([s.index for s in samples]).tolist() == list(
        cases.read("holzinger").index
    )
