"""Truth tables and their minimisation, by hand."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.cases.example import choices, segments

from surveysem.cases import solve_truth_table
from surveysem.cases.minimise import (
    covers,
    expression,
    minimal_covers,
    prime_implicants,
)
from surveysem.cases.truth import TruthTable, judge_row

NONE = segments()


@pytest.mark.parametrize(
    ("n", "consistency", "bound", "min_n", "decision"),
    [
        (0, np.nan, 0.8, 0, "remainder"),
        (1, 1.0, 0.8, 2, "remainder"),
        (5, 0.8, 0.8, 1, "true"),
        (5, 0.2, 0.8, 1, "false"),
        (4, 0.5, 0.8, 1, "contradictory"),
        (4, 0.75, 0.75, 1, "true"),
        (4, 0.25, 0.8, 1, "contradictory"),
        (3, 0.0, 1.0, 1, "false"),
    ],
)
def test_rows(n: int, consistency: float, bound: float, min_n: int, decision: str) -> None:
    assert judge_row(n, consistency, bound, min_n) == decision


def test_a_textbook_minimisation() -> None:
    # McCluskey (1956): sums of minterms 4, 8, 10, 11, 12, 15 with 9 and 14 free.
    rows = [tuple(map(int, f"{m:04b}")) for m in (4, 8, 10, 11, 12, 15)]
    free = [tuple(map(int, f"{m:04b}")) for m in (9, 14)]
    primes = prime_implicants([*rows, *free])
    assert {expression(term, "ABCD") for term in primes} == {"B*~C*~D", "A*~B", "A*~D", "A*C"}
    found = {" + ".join(expression(t, "ABCD") for t in one) for one in minimal_covers(primes, rows)}
    assert found == {"A*~B + A*C + B*~C*~D", "A*C + A*~D + B*~C*~D"}


@pytest.mark.parametrize("seed", range(5))
def test_covers_are_true_where_the_rows_are_and_nowhere_else(seed: int) -> None:
    rng = np.random.default_rng(seed)
    everything = list(product((0, 1), repeat=4))
    kinds = rng.choice(["true", "false", "free"], size=16, p=[0.4, 0.4, 0.2])
    true = [row for row, kind in zip(everything, kinds, strict=True) if kind == "true"]
    free = [row for row, kind in zip(everything, kinds, strict=True) if kind == "free"]
    primes = prime_implicants([*true, *free])
    found = minimal_covers(primes, true)
    assert found
    for cover in found:
        inside = {row for row in everything if any(covers(term, row) for term in cover)}
        assert set(true) <= inside <= {*true, *free}


def test_nothing_is_true() -> None:
    assert prime_implicants([]) == []
    assert minimal_covers([], []) == []


def solved(rows: list[tuple[str, str, str]], **rule: Any) -> TruthTable:
    """Cases of rows (equity, scope, outcome)."""
    cases = [
        {"case": f"k{i}", "partner": f"{side}{i}", "equity": equity, "scope": scope, "lasts": lasts}
        for i, (equity, scope, lasts) in enumerate(rows)
        for side in "xy"
    ]
    usual: dict[str, Any] = {
        "conditions": {
            "EQUITY": {"attribute": "equity", "is": True},
            "BROAD": {"attribute": "scope", "min": 3},
        },
        "outcome": {"LASTS": {"attribute": "lasts", "is": True}},
        "min_consistency": {"value": 0.75, "source": "Ragin (2008)"},
        "min_n": 1,
    }
    return solve_truth_table(NONE, choices(cases=cases, truth_table=usual | rule))


ROWS = [
    *[("yes", "4", "yes")] * 3,
    ("yes", "4", "no"),
    ("yes", "1", "yes"),
    ("no", "5", "yes"),
    ("no", "5", "no"),
    ("no", "", "yes"),
]


def test_a_table_by_hand() -> None:
    found = solved(ROWS)
    told = found.rows[["conditions", "n", "cases", "consistency", "decision"]].values.tolist()
    assert told[0] == ["EQUITY=1 BROAD=1", 4, "k0; k1; k2; k3", 0.75, "true"]
    assert told[1] == ["EQUITY=1 BROAD=0", 1, "k4", 1.0, "true"]
    assert told[2] == ["EQUITY=0 BROAD=1", 2, "k5; k6", 0.5, "contradictory"]
    assert told[3][:3] == ["EQUITY=0 BROAD=0", 0, ""]
    assert told[3][4] == "remainder"
    assert told[4][:3] == ["EQUITY=0 BROAD=?", 1, "k7"]
    assert told[4][4] == "left out"
    solutions = found.solutions.set_index(["kind", "term"])
    for kind in ("conservative", "parsimonious"):
        whole = solutions.loc[(kind, 0)]
        assert whole["expression"] == "EQUITY"
        assert whole["consistency"] == pytest.approx(4 / 5)
        assert whole["raw_coverage"] == pytest.approx(4 / 5)
        assert whole["cases"] == "k0; k1; k2; k3; k4"
    necessary = found.solutions.query("kind == 'necessity'").set_index("expression")
    assert necessary.loc["BROAD", "consistency"] == pytest.approx(4 / 5)
    assert necessary.loc["BROAD", "raw_coverage"] == pytest.approx(4 / 6)
    # Relevance: cases without the condition over cases without condition and outcome together.
    assert necessary.loc["BROAD", "relevance"] == pytest.approx(1 / 3)


def test_fewer_cases_than_asked_for_make_a_remainder() -> None:
    found = solved(ROWS, min_n=2)
    assert found.rows["decision"].tolist() == [
        *("true", "remainder", "contradictory", "remainder"),
        "left out",
    ]


def test_no_row_is_true() -> None:
    found = solved([("yes", "4", "no"), ("no", "1", "no")])
    assert found.solutions.empty
    assert found.rows["decision"].tolist() == ["false", "remainder", "remainder", "false"]


def test_themes_count_segments_of_the_alliance() -> None:
    said = segments(
        ("ann", "one", "trusts", 0, 10),
        ("bob", "one", "trusts", 0, 10),
        ("cid", "one", "trusts", 0, 10),
        ("cid", "two", "trusts", 1, 10),
        ("dee", "one", "learns", 0, 10),
    )
    rule = {
        "conditions": {"TRUST": {"theme": "trust", "min": 2}},
        "outcome": {"LEARNS": {"theme": "learning"}},
        "min_consistency": {"value": 0.8, "source": "Ragin (2008)"},
        "min_n": 1,
    }
    found = solve_truth_table(said, choices(truth_table=rule))
    assert found.rows[["conditions", "cases", "outcome"]].values.tolist() == [
        ["TRUST=1", "north", 0.0],
        ["TRUST=0", "south", 1.0],
    ]
    whole = found.solutions.query("kind == 'conservative' and term == 0")
    assert whole["expression"].tolist() == ["~TRUST"]


def test_the_order_of_cases_does_not_matter() -> None:
    first, second = solved(ROWS), solved(ROWS[::-1])
    numbers = ["kind", "model", "term", "expression", "consistency", "raw_coverage"]
    pd.testing.assert_frame_equal(first.solutions[numbers], second.solutions[numbers])
