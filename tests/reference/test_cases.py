"""surveysem.cases against psych, R's exact tests and published worked examples."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, printed

from surveysem.cases.agreement import Resampling, alpha, kappa
from surveysem.cases.exact import compare_numbers, compare_shares
from surveysem.cases.shares import newcombe_interval
from surveysem.cases.truth import solve_truth_table

AGREEMENT, ALPHA, GROUPS, SETS = (
    f"cases_{name}" for name in ("agreement", "alpha", "groups", "sets")
)


def of(case: str) -> list[str]:
    return [name for name, one in cases.expected(case).items() if "table" in one]


@pytest.mark.parametrize("name", of(AGREEMENT))
@pytest.mark.parametrize("level", [0.90, 0.95])
def test_kappa(name: str, level: float) -> None:
    theirs = cases.expected(AGREEMENT)[name]
    wanted = theirs[f"level_{round(100 * level)}"]
    ours = kappa(theirs["table"], level)
    found = [ours.ci_lower, ours.value, ours.ci_upper]
    limits = [wanted["lower"], wanted["estimate"], wanted["upper"]]
    assert not cases.far(found, limits, wanted, ANALYTIC)


def test_kappa_of_fleiss_cohen_and_everitt() -> None:
    # Psychological Bulletin 72, pp. 323-327: N = 200, kappa .429, variance .002885.
    ours = kappa([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.95)
    assert ours.value == pytest.approx(0.429, abs=printed(3))
    error = (ours.ci_upper - ours.ci_lower) / 2 / 1.959964
    assert error**2 == pytest.approx(0.002885, abs=printed(6))


@pytest.mark.parametrize("name", ["binary", "nominal", "gaps"])
def test_alpha(name: str) -> None:
    published = cases.expected(ALPHA)[name]
    values = sorted({one for coder in published["values"] for one in coder if one})
    units = zip(*published["values"], strict=True)
    counts = [[Counter(unit)[value] for value in values] for unit in units]
    ours = alpha(counts, Resampling(100, 0.95, 1, ()))
    assert ours.value == pytest.approx(published["alpha"], abs=printed(3))


@pytest.mark.parametrize("name", ["tea", "apart", "uneven"])
def test_fisher(name: str) -> None:
    theirs = cases.expected(GROUPS)["shares"][name]
    (a, rest_a), (b, rest_b) = theirs["table"]
    ours = compare_shares((a, a + rest_a), (b, b + rest_b), 0.95)
    assert ours.pvalue == pytest.approx(theirs["p"], abs=ANALYTIC)


# Newcombe (1998), table II, method 10: first share less second.
@pytest.mark.parametrize(
    ("first", "second", "limits"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe(
    first: tuple[int, int], second: tuple[int, int], limits: tuple[float, float]
) -> None:
    assert newcombe_interval(second, first, 0.95) == pytest.approx(limits, abs=printed(4))


@pytest.mark.parametrize("name", ["four", "uneven", "three"])
@pytest.mark.parametrize("level", [0.85, 0.95])
def test_ranks(name: str, level: float) -> None:
    theirs = cases.expected(GROUPS)["numbers"][name]
    wanted = theirs[f"level_{round(100 * level)}"]
    ours = compare_numbers(np.array(theirs["a"]), np.array(theirs["b"]), level)
    assert ours.pvalue == pytest.approx(wanted["p"], abs=ANALYTIC)
    assert ours.difference == pytest.approx(wanted["difference"], abs=ANALYTIC)
    if name == "three" and level == 0.95:
        # R gives the widest interval, whose level is 90 %, with a warning.
        assert np.isnan(ours.ci_lower)
        assert ours.reason.en == "3 and 3 cases are too few for an exact interval at 95%."
        assert ours.reason.fr == "3 et 3 cas sont trop peu pour un intervalle exact à 95\xa0%."
    else:
        assert (ours.ci_lower, ours.ci_upper) == pytest.approx(wanted["interval"], abs=ANALYTIC)


def yes_no(value: int) -> str:
    return "yes" if value else "no"


def solved(*, negated: bool = False) -> pd.DataFrame:
    published = cases.expected(SETS)
    names, outcome = published["conditions"], published["outcome"]
    rows: list[dict[str, Any]] = [
        {"case": case, "partner": case, outcome: yes_no(row["outcome"])}
        | {name: yes_no(value) for name, value in zip(names, row["term"], strict=True)}
        for row in published["rows"]
        for case in row["cases"]
    ]
    codes = [{"code": "c", "theme": "t"}]
    table = {
        "conditions": {name: {"attribute": name, "is": True} for name in names},
        "outcome": {outcome: {"attribute": outcome, "is": not negated}},
        "min_consistency": {"value": 0.8},
        "min_n": 1,
    }
    texts = ["segment", "case", "partner", "source", "code", "theme"]
    segments = pd.DataFrame({name: pd.Series(dtype=str) for name in texts})
    segments = segments.assign(start=pd.Series(dtype=int), end=pd.Series(dtype=int))
    choices = {"codes": codes, "cases": rows, "truth_table": table, "counted": "all"}
    return solve_truth_table(segments, choices).solutions


@pytest.mark.parametrize("kind", ["conservative", "parsimonious"])
def test_sets(kind: str) -> None:
    found = solved().query("kind == @kind and term > 0").set_index("expression")
    published = cases.expected(SETS)[kind]
    assert set(found.index) == set(published)
    for expression, wanted in published.items():
        row = found.loc[expression]
        assert " ".join(sorted(row["cases"].split("; "))) == wanted.pop("cases")
        assert row[list(wanted)].astype(float).tolist() == pytest.approx(list(wanted.values()))
    whole = solved().query("kind == @kind and term == 0")
    assert whole["consistency"].tolist() == whole["raw_coverage"].tolist() == [1.0]


def test_sets_of_the_absent_outcome() -> None:
    published = cases.expected(SETS)["negated"]
    found = solved(negated=True).query("term > 0").set_index(["kind", "expression"])
    assert set(found.loc["conservative"].index) == set(published["conservative"])
    assert set(found.loc["parsimonious"].index) == set(published["parsimonious"])
    for expression, wanted in published["parsimonious"].items():
        row = found.loc["parsimonious", expression]
        assert row["unique_coverage"] == pytest.approx(wanted["unique_coverage"])
        assert row["raw_coverage"] == pytest.approx(wanted["raw_coverage"])
