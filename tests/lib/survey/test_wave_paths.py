"""Paths by wave, and why some of them may not be compared."""

import pandas as pd
import pytest
from study import sketch

from surveysem import survey
from surveysem.survey.groups.plain_model import plain_model
from surveysem.survey.waves.path_verdict import judge_change

BOUNDS = survey.Bounds(alpha=0.05, delta_cfi=0.01, delta_rmsea=0.015, cfi=0.95)
ESTIMATION = {"estimator": "ML", "convention": "lavaan", "missing": "listwise", "ordered": False}


@pytest.fixture(scope="module")
def pooled() -> pd.DataFrame:
    """Two waves of one population but for effort, which in the second has nothing of trust."""
    first, second = sketch.answers(300, seed=1), sketch.answers(300, seed=2)
    other = sketch.answers(300, seed=3)
    second[sketch.ITEMS["trust"]] = other[sketch.ITEMS["trust"]]
    return pd.concat([first.assign(wave="a"), second.assign(wave="b")], ignore_index=True)


def compare(data: pd.DataFrame, text: str = sketch.STRUCTURAL, **estimation) -> survey.PathChanges:
    return survey.compare_paths("structural", text, data, BOUNDS, ESTIMATION | estimation)


def test_a_path_that_changed_is_told_from_one_that_did_not(pooled: pd.DataFrame) -> None:
    found = compare(pooled)
    changes = found.changes.set_index("outcome")
    assert changes.verdict.to_dict() == {"effort": "changed", "result": "undecided"}
    effort = changes.loc["effort"]
    assert (effort.predictor, effort["wave"], effort.reference) == ("trust", "b", "a")
    assert effort.difference == pytest.approx(effort.est - effort.est_reference)
    assert effort.ci_upper < 0
    assert changes.loc["result", "ci_lower"] < 0 < changes.loc["result", "ci_upper"]
    assert found.tests.level.tolist() == ["configural", "metric", "paths"]
    assert found.tests.verdict.tolist()[1:] == ["holds", "changed"]
    assert (changes.pvalue_holm >= changes.pvalue).all()


def test_the_last_two_of_three_waves_are_compared_on_their_own(pooled: pd.DataFrame) -> None:
    """The path of the second and third wave is gone; of the first they both differ."""
    gone = sketch.answers(300, seed=4)
    gone[sketch.ITEMS["trust"]] = sketch.answers(300, seed=5)[sketch.ITEMS["trust"]]
    three = pd.concat([pooled, gone.assign(wave="c")], ignore_index=True)
    found = compare(three)
    recent = found.changes[found.changes["reference"] == "b"].set_index("outcome")
    alone = compare(three[three["wave"] != "a"]).changes.set_index("outcome")
    pd.testing.assert_frame_equal(recent, alone)
    assert recent["wave"].eq("c").all()
    assert recent.verdict.to_dict() == {"effort": "undecided", "result": "undecided"}
    first = found.changes[found.changes["reference"] == "a"]
    assert sorted(first["wave"]) == ["b", "b", "c", "c"]
    assert set(first.loc[first["outcome"] == "effort", "verdict"]) == {"changed"}
    tests = found.tests.set_index("level").verdict
    assert tests[["paths", "recent paths"]].tolist() == ["changed", "undecided"]


def test_the_last_two_waves_do_not_wait_for_the_first(pooled: pd.DataFrame) -> None:
    """Only the first wave was measured otherwise."""
    other = sketch.answers(300, seed=7)
    other["effort_2"] = sketch.answers(300, seed=9)["effort_2"]
    three = pd.concat([other.assign(wave="0"), pooled], ignore_index=True)
    found = compare(three)
    assert found.changes["reference"].eq("a").all()
    assert found.changes.set_index("outcome").verdict["effort"] == "changed"
    tests = found.tests.set_index("level")
    assert tests.reason_en["paths"] == "Equal loadings over waves do not hold by all rules."
    assert (tests.reason_en["recent paths"], tests.verdict["recent paths"]) == ("", "changed")


def test_paths_of_unequal_measures_are_not_compared(pooled: pd.DataFrame) -> None:
    data = pooled.copy()
    noise = sketch.answers(300, seed=9)["trust_2"].to_numpy()
    data.loc[data["wave"] == "b", "effort_2"] = noise
    found = compare(data)
    assert found.changes.empty
    last = found.tests.iloc[-1]
    assert (last.level, last.verdict) == ("paths", "not comparable")
    assert last.reason_en == "Equal loadings over waves do not hold by all rules."


@pytest.mark.parametrize(
    ("text", "estimation", "reason"),
    [
        (sketch.STRUCTURAL, {"ordered": True}, "With ordered items paths are not compared"),
        (sketch.STRUCTURAL + "a == b\n", {}, "Labels or constraints of the model tie"),
        (sketch.STRUCTURAL + "result ~ nobody\n", {}, "It cannot be estimated: "),
        (
            sketch.MEASUREMENT + "result ~ trust + effort + trust:effort\n",
            {},
            "Models with an interaction are not compared",
        ),
    ],
)
def test_why_there_is_no_comparison(pooled, text, estimation, reason) -> None:
    found = compare(pooled, text, **estimation)
    assert found.changes.empty
    assert found.tests.verdict.tolist() == ["not comparable"]
    assert found.tests.reason_en[0].startswith(reason)
    assert found.tests.reason_fr[0]


@pytest.mark.parametrize(
    ("pvalue", "verdict"),
    [(0.049, "changed"), (0.05, "undecided"), (0.9, "undecided"), (float("nan"), "not comparable")],
)
def test_verdict_on_a_path(pvalue: float, verdict: str) -> None:
    assert judge_change(pvalue, alpha=0.05) == verdict


def test_a_plain_model_keeps_structure_and_fixed_values() -> None:
    text = "f =~ 1*x1 + NA*x2 + l*x3\ny ~ b*f\nx1 ~~ 0.5*x2\nf ~ 0*1\nab := b*l # a remark\n"
    plain = plain_model(text)
    assert plain == "f =~ 1.0*x1\nf =~ NA*x2\nf =~ x3\ny ~ f\nx1 ~~ 0.5*x2\nf ~ 0.0*1\n"


def test_names_that_are_no_words_stay_quoted() -> None:
    assert plain_model('f =~ x1 + "réussite" + "filter_$"') == (
        'f =~ x1\nf =~ "réussite"\nf =~ "filter_$"\n'
    )


@pytest.mark.parametrize("text", ["f =~ a*x1 + a*x2 + x3", "f =~ x1 + b*x2 + x3\nb > 0"])
def test_parameters_that_are_tied_make_another_model(text: str) -> None:
    assert plain_model(text) is None
