"""The verdict on a pair of constructs, case by case."""

import pandas as pd
import pytest

from surveysem.survey.confirm.distinct import PairEvidence, add_verdicts, judge_pair

CUTOFFS = {"correlation": 0.9, "htmt": 0.85}
NAN = float("nan")
LOW, WIDE, HIGH = (0.20, 0.60), (0.70, 0.95), (0.92, 1.05)


@pytest.mark.parametrize(
    ("correlation", "htmt", "htmt2", "fornell_larcker", "verdict"),
    [
        (LOW, LOW, LOW, True, "distinct"),
        (LOW, LOW, LOW, None, "distinct"),
        (LOW, (NAN, NAN), (NAN, NAN), None, "distinct"),
        ((NAN, NAN), LOW, LOW, True, "distinct"),
        # on estimates alone Fornell-Larcker decides nothing
        (LOW, LOW, LOW, False, "undecided"),
        ((NAN, NAN), (NAN, NAN), (NAN, NAN), True, "undecided"),
        ((NAN, NAN), (NAN, NAN), (NAN, NAN), False, "undecided"),
        # an interval that holds its cut-off
        (WIDE, LOW, LOW, True, "undecided"),
        (LOW, WIDE, LOW, True, "undecided"),
        (LOW, LOW, WIDE, True, "undecided"),
        # a whole interval beyond it
        (HIGH, LOW, LOW, True, "problem"),
        (LOW, HIGH, LOW, True, "problem"),
        (LOW, LOW, HIGH, None, "problem"),
        (HIGH, HIGH, HIGH, False, "problem"),
        # a negative correlation may be too close to -1
        ((-0.60, -0.20), LOW, LOW, True, "distinct"),
        ((-0.95, -0.70), LOW, LOW, True, "undecided"),
        ((-1.05, -0.92), LOW, LOW, True, "problem"),
        # an interval around 0 that reaches both cut-offs is wide, not a problem
        ((-0.95, 0.95), LOW, LOW, True, "undecided"),
        # the ends: below the cut-off is strict
        ((0.20, 0.90), LOW, LOW, True, "undecided"),
        ((0.90, 0.99), LOW, LOW, True, "problem"),
        (LOW, (0.20, 0.85), LOW, True, "undecided"),
    ],
)
def test_verdict(correlation, htmt, htmt2, fornell_larcker, verdict):
    evidence = PairEvidence(correlation, htmt, htmt2, fornell_larcker)
    assert judge_pair(evidence, CUTOFFS).verdict == verdict


def test_the_reason_names_every_criterion_with_its_numbers():
    reason = judge_pair(PairEvidence(LOW, WIDE, (NAN, NAN), False), CUTOFFS).reason
    assert reason.en.replace("\u00a0", " ") == (
        "The interval of the correlation of the factors [.200, .600] stays inside .90; "
        "the interval of HTMT [.700, .950] holds .85; Fornell–Larcker not met (estimates only)."
    )
    assert "reste en deçà de 0,90" in reason.fr.replace("\u00a0", " ")
    assert "contient 0,85" in reason.fr.replace("\u00a0", " ")
    assert judge_pair(PairEvidence(HIGH), CUTOFFS).reason.en.endswith("lies wholly beyond .90.")


def test_a_criterion_without_a_cutoff_is_left_out():
    evidence = PairEvidence(HIGH, LOW, LOW, True)
    assert judge_pair(evidence, {"htmt": 0.85}).verdict == "distinct"
    nothing = judge_pair(evidence, {})
    assert nothing.verdict == "undecided"
    assert nothing.reason.en == "There is no interval to set against a cut-off."


def test_a_table_without_pairs_has_the_columns_of_a_verdict():
    empty = pd.DataFrame(columns=["ci_lower", "ci_upper", "fornell_larcker"])
    assert list(add_verdicts(empty, CUTOFFS))[-3:] == ["verdict", "reason_fr", "reason_en"]
