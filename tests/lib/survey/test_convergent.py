"""The verdict on the convergent validity of a construct, case by case."""

import numpy as np
import pandas as pd
import pytest

from surveysem.contracts import columns
from surveysem.survey.confirm.convergent import ConvergentEvidence, convergent, judge_convergence
from surveysem.survey.confirm.limits import NO_LIMITS, Limits, ends

CUTOFFS = {"ave": 0.5, "composite_reliability": 0.7, "loading": 0.5}
NAN = float("nan")
NONE = (NAN, NAN)
HIGH, WIDE, LOW = (0.75, 0.90), (0.40, 0.80), (0.20, 0.45)


def evidence(ave=HIGH, composite_reliability=HIGH, *loadings):
    named = {f"x{i}": each for i, each in enumerate(loadings or (HIGH, HIGH), start=1)}
    return ConvergentEvidence(ave, composite_reliability, named)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (evidence(HIGH, HIGH, HIGH, HIGH), "holds"),
        (evidence(WIDE, HIGH, HIGH, HIGH), "undecided"),
        (evidence(HIGH, WIDE, HIGH, HIGH), "undecided"),
        (evidence(HIGH, HIGH, HIGH, WIDE), "undecided"),
        (evidence(LOW, HIGH, HIGH, HIGH), "does not hold"),
        (evidence(HIGH, LOW, HIGH, HIGH), "does not hold"),
        (evidence(HIGH, HIGH, LOW, HIGH), "does not hold"),
        (evidence(LOW, WIDE, HIGH, WIDE), "does not hold"),
        # an item that goes the other way
        (evidence(HIGH, HIGH, HIGH, (-0.90, -0.75)), "does not hold"),
        # without an interval nothing holds, but what speaks against it does
        (evidence(NONE, HIGH, HIGH, HIGH), "undecided"),
        (evidence(HIGH, HIGH, HIGH, NONE), "undecided"),
        (evidence(NONE, NONE, NONE, NONE), "undecided"),
        (evidence(NONE, NONE, LOW, HIGH), "does not hold"),
        (evidence(HIGH, HIGH, HIGH), "undecided"),
        # the ends: at the cut-off is enough
        (evidence((0.50, 0.60), (0.70, 0.80), (0.50, 0.90), HIGH), "holds"),
        (evidence((0.40, 0.50), HIGH, HIGH, HIGH), "undecided"),
        (evidence((0.40, 0.4999), HIGH, HIGH, HIGH), "does not hold"),
    ],
)
def test_verdict(found, verdict):
    judged = judge_convergence(found, CUTOFFS)
    assert judged.verdict == verdict
    assert judged.reason.fr
    assert judged.reason.en


def said(found):
    reason = judge_convergence(found, CUTOFFS).reason
    return [text.replace("\u00a0", " ") for text in (reason.fr, reason.en)]


def test_the_reason_of_a_construct_that_holds():
    fr, en = said(evidence(HIGH, HIGH, HIGH, (0.6, 0.7)))
    assert en == (
        "The interval of AVE [.750, .900] lies wholly above .50; the interval of composite "
        "reliability [.750, .900] lies wholly above .70; the intervals of all loadings lie above "
        ".50, the lowest being that of x2 [.600, .700]."
    )
    assert fr == (
        "L'intervalle de l'AVE [0,750 ; 0,900] est tout entier au-dessus de 0,50 ; l'intervalle de "
        "la fiabilité composite [0,750 ; 0,900] est tout entier au-dessus de 0,70 ; les "
        "intervalles de toutes les saturations sont au-dessus de 0,50, le plus bas étant celui de "
        "l'item x2 [0,600 ; 0,700]."
    )


def test_the_reason_names_what_does_not_reach_and_what_is_missing():
    fr, en = said(evidence(NONE, LOW, HIGH, WIDE))
    assert "AVE has no interval; the interval of composite reliability [.200, .450] lies" in en
    assert "wholly below .70; the interval of the loading of x2 [.400, .800] includes .50." in en
    assert "L'AVE n'a pas d'intervalle" in fr
    assert "la saturation de l'item x2 [0,400 ; 0,800] contient 0,50." in fr
    assert "x1" not in en
    assert said(evidence(HIGH, HIGH, HIGH))[1].startswith("A single item")


def reliability(construct, interval):
    table = pd.DataFrame([{"construct": construct, "items": 2, "ave": 0.6}])
    return table.assign(
        composite_reliability=0.8,
        **{name: interval[i % 2] for i, name in enumerate(ends(("ave", "composite_reliability")))},
    )


def loadings(first, second):
    rows = [("trust", "=~", "x1", first), ("trust", "=~", "x2", second)]
    return pd.DataFrame(rows, columns=["lhs", "op", "rhs", "std_all"])


def limits(*intervals):
    places = pd.MultiIndex.from_tuples([("trust", "x1"), ("trust", "x2")])
    frame = pd.DataFrame(intervals, index=places, columns=["lower", "upper"])
    return Limits(NO_LIMITS.of_constructs, NO_LIMITS.of_pairs, frame, "delta", 0.95)


def test_the_table_shows_the_loading_that_reaches_lowest():
    found = convergent(
        reliability("trust", HIGH), loadings(0.8, 0.85), limits((0.7, 0.9), (0.6, 0.99)), CUTOFFS
    )
    assert list(found) == columns("convergent")
    assert found.loc[0, ["item", "loading", "loading_ci_lower", "verdict"]].tolist() == [
        "x2", 0.85, 0.6, "holds",
    ]  # fmt: skip


def test_a_construct_that_points_the_other_way_converges_all_the_same():
    found = convergent(
        reliability("trust", HIGH),
        loadings(-0.8, -0.85),
        limits((-0.9, -0.7), (-0.99, -0.6)),
        CUTOFFS,
    )
    row = found.iloc[0]
    assert (row["verdict"], row["item"], row["loading"]) == ("holds", "x2", 0.85)
    assert (row["loading_ci_lower"], row["loading_ci_upper"]) == (0.6, 0.99)


def test_a_model_that_did_not_converge_is_undecided():
    found = convergent(reliability("trust", NONE), loadings(np.nan, np.nan), None, CUTOFFS)
    assert found.loc[0, ["item", "verdict"]].tolist() == ["x1", "undecided"]
