"""Verdicts over waves: what the latest wave changed, and all waves together."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from study import sketch

from surveysem import survey
from surveysem.survey.waves.verdict_changes import changed

NAN = float("nan")
HYPOTHESES = pd.DataFrame(
    [*sketch.HYPOTHESES, ("H3", "Trois", "Three", "second_order", "whole", "result", "=~", "", "+",
                          "", "", "order")],
    columns=sketch.JUDGED,
)  # fmt: skip
CONTEST = {"construct": "result", "verdict": "holds", "reason_fr": "Oui.", "reason_en": "Yes."}
EQUAL = [("metric", "", ""), ("paths", "", "")]
UNEQUAL = [("metric", "", ""), ("paths", "Inégales.", "Unequal.")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, []),
        ({}, {"H1": "supported"}, []),
        ({"H1": "supported"}, {}, []),
        ({"H1": "supported"}, {"H1": "supported"}, []),
        ({"H1": "supported", "H2": "undecided"}, {"H1": "undecided", "H2": "undecided"}, ["H1"]),
        ({"H1": "supported", "H2": "undecided"}, {"H2": "not estimable", "H1": "contradicted"},
         ["H2", "H1"]),
    ],
)  # fmt: skip
def test_changed_hypotheses(
    before: dict[str, str], after: dict[str, str], expected: list[str]
) -> None:
    assert changed(before, after) == expected


def verdicts(**waves: tuple[str, str]) -> pd.DataFrame:
    """The verdicts of H1 and H2 by wave; the effect of H1 is .3 in the first, .1 lower in each."""
    rows = [
        {
            **dict(zip(sketch.JUDGED, row, strict=True)),
            "wave": wave,
            "verdict": verdict,
            "std": 0.3 - 0.1 * place,
            "alpha": 0.05,
        }
        for place, (wave, found) in enumerate(waves.items())
        for row, verdict in zip(sketch.HYPOTHESES, found, strict=True)
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(
        ci_lower=frame["std"] - 0.15, ci_upper=frame["std"] + 0.15, pvalue_adjusted=0.04
    )


def power(wave: str, *, joint: float = NAN, value: float = 0.8, n: int = 120) -> list[dict]:
    row = {"wave": wave, "model": "structural", "id": "H1", "basis": "smallest effect"}
    found = {**row, "n": n, "power": value, "joint": joint}
    return [found, {**found, "n": 400, "power": 0.99}, {**found, "basis": "prior", "power": 0.1}]


FITS = [{"wave": wave, "model": "structural", "n_obs": 120} for wave in ("a", "b")]


def test_what_the_latest_wave_changed_has_the_evidence_of_both() -> None:
    table = verdicts(a=("supported", "undecided"), b=("undecided", "undecided"))
    powers = pd.DataFrame([*power("a", joint=0.7), *power("b", value=0.6)])
    (row,) = survey.verdict_changes(table, powers, FITS).to_dict("records")
    assert (row["hypothesis"], row["model"], row["lhs"], row["rhs"]) == (
        "H1", "structural", "effort", "trust",
    )  # fmt: skip
    assert (row["wave_before"], row["before"]) == ("a", "supported")
    assert (row["wave"], row["verdict"]) == ("b", "undecided")
    assert (row["std_before"], row["std"]) == pytest.approx((0.3, 0.2))
    assert (row["ci_lower_before"], row["ci_upper"]) == pytest.approx((0.15, 0.35))
    assert (row["power_before"], row["power"]) == (0.7, 0.6)


def test_the_latest_wave_is_set_against_the_one_before_it() -> None:
    same = ("supported", "supported")
    late = survey.verdict_changes(
        verdicts(c=("undecided", "supported"), b=same, a=same), pd.DataFrame(), []
    )
    assert late.empty
    assert "std_before" in late.columns


def test_without_a_power_there_is_none() -> None:
    table = verdicts(a=("supported", "undecided"), b=("undecided", "undecided"))
    for known in (pd.DataFrame(), pd.DataFrame(power("b", n=119))):
        (row,) = survey.verdict_changes(table, known, FITS).to_dict("records")
        assert np.isnan([row["power_before"], row["power"]]).all()


def intervals() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"model": "structural", "level": 0.95, "quantity": quantity, "lhs": lhs, "op": "~",
             "rhs": rhs, "est": 0.4, "se": 0.1, "ci_lower": 0.2, "ci_upper": 0.6, "pvalue": 0.001}
            for lhs, rhs in (("effort", "trust"), ("result", "effort"))
            for quantity in ("parameter", "standardized")
        ]
    )  # fmt: skip


def judged(steps: list[tuple[str, str, str]], comparable: str, part: str = "") -> dict[str, Any]:
    tests = pd.DataFrame(steps, columns=["level", "reason_fr", "reason_en"])
    measured = pd.DataFrame({"model": ["other", "whole"], "part": ["", part],
                             "comparable": ["sum scores", comparable]})  # fmt: skip
    table = survey.judge_pooled(
        HYPOTHESES,
        intervals() if steps is EQUAL else pd.DataFrame(),
        tests.assign(model="structural"),
        measured,
        contest=CONTEST,
        contenders=["whole"],
    ).set_index("id")
    return {name: (row["verdict"], row["reason_en"]) for name, row in table.iterrows()}


@pytest.mark.parametrize("comparable", ["paths", "means", "sum scores"])
def test_all_waves_are_judged_where_the_measurement_allows_it(comparable: str) -> None:
    found = judged(EQUAL, comparable)
    assert [verdict for verdict, _ in found.values()] == ["supported"] * 3
    assert found["H3"][1] == "Yes."


@pytest.mark.parametrize(
    ("comparable", "part"), [("structure", ""), ("nothing", ""), ("sum scores", "trust")]
)
def test_a_second_order_construct_waits_for_its_own_invariance(comparable: str, part: str) -> None:
    found = judged(EQUAL, comparable, part)
    assert found["H1"][0] == "supported"
    assert found["H3"] == (
        "not estimable",
        "The invariance of this construct over waves is not established.",
    )


def test_paths_of_unequal_measures_are_not_judged_together() -> None:
    found = judged(UNEQUAL, "paths")
    assert found["H1"] == found["H2"] == ("not estimable", "Unequal.")
    assert found["H3"][0] == "supported"


def test_ordered_items_are_not_put_together_and_that_is_the_reason() -> None:
    table = survey.judge_pooled(
        HYPOTHESES, pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), ordered=True
    )
    assert set(table["verdict"]) == {"not estimable"}
    assert set(table["reason_en"]) == {
        "Ordered items have no distance from the mean of their wave, by which waves are put "
        "together."
    }


def test_what_sets_waves_apart_makes_no_relation() -> None:
    rng = np.random.default_rng(1)
    answers = pd.DataFrame(rng.normal(size=(400, 2)), columns=["x", "y"])
    answers.iloc[200:] += 5.0
    pooled = answers.assign(row=range(400), wave=["a"] * 200 + ["b"] * 200)
    assert pooled[["x", "y"]].corr().iloc[0, 1] > 0.8
    found = survey.within_waves(pooled)
    assert abs(found[["x", "y"]].corr().iloc[0, 1]) < 0.15
    assert found[["x", "y"]].mean().to_numpy() == pytest.approx(answers.mean().to_numpy())
    assert found.groupby("wave")["x"].mean().to_numpy() == pytest.approx(np.full(2, 2.5), abs=0.2)
    assert list(found.columns) == ["row", "wave", "x", "y"]
