"""What is looked at before any model."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from tolerances import printed

from surveysem import survey
from surveysem.errors import DataError, SpecificationError
from surveysem.survey.clean.decisions import Decision, decisions_frame
from surveysem.survey.codebook import Entry
from surveysem.survey.screen.flags import count_flags, find_flags
from surveysem.survey.screen.missingness import gap_patterns, gaps_by_item, little_mcar
from surveysem.survey.screen.normality import MULTIVARIATE, assess_normality
from surveysem.survey.screen.respondents import (
    chi_square_level,
    describe_respondents,
    exact_pvalue,
    longest_run,
)
from surveysem.survey.screen.returns import compare_returns
from surveysem.survey.screen.sample import distributions, profile, profile_numbers

SEED = 5


@pytest.fixture
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(SEED)
    factor = rng.normal(size=(60, 1))
    X = np.clip(np.round(4 + factor + rng.normal(size=(60, 5))), 1, 7)
    return pd.DataFrame(X, columns=[f"q{i}" for i in range(1, 6)], index=range(1, 61))


def entries(names, **changes) -> list[Entry]:
    return [Entry(name, "item", "trust", minimum=1, maximum=7, **changes) for name in names]


@pytest.mark.parametrize(
    ("given", "longest"),
    [([1, 1, 2, 2, 2, 1], 3), ([4] * 6, 6), ([1, np.nan, 1], 2), ([np.nan], 0), ([], 0)],
)
def test_longest_run(given, longest):
    assert longest_run(np.array(given, dtype=float)) == longest


def test_a_reversed_item_counts_as_it_was_ticked(answers):
    straight = answers.iloc[:1].copy()
    straight.iloc[0] = [6, 6, 2, 6, 6]
    book = entries(["q1", "q2"]) + entries(["q3"], reverse=True) + entries(["q4", "q5"])
    found = describe_respondents(straight, book)
    assert found["longstring"].tolist() == [5]
    assert found["within_sd"].tolist() == [0.0]


def test_distances_do_not_exist_where_the_items_are_dependent(answers):
    found = describe_respondents(answers.assign(q5=answers["q4"]), entries(answers.columns))
    assert found["mahalanobis"].isna().all()
    assert found["pvalue"].isna().all()


def test_respondents_with_gaps_have_distances_over_what_they_answer(answers):
    answers.iloc[0, :2] = np.nan
    answers.iloc[1] = np.nan
    found = describe_respondents(answers, entries(answers.columns))
    assert found["answered"].tolist()[:3] == [3, 0, 5]
    assert np.isfinite(found["mahalanobis"].iloc[0])
    assert np.isnan(found["leverage"].iloc[0])
    assert np.isnan(found["mahalanobis"].iloc[1])


def test_patterns_of_gaps(answers):
    answers.loc[[1, 2], ["q2", "q4"]] = np.nan
    answers.loc[3, "q1"] = np.nan
    table = gap_patterns(answers)
    assert table["items"].tolist() == ["", "q2 q4", "q1"]
    assert table["n"].tolist() == [57, 2, 1]
    assert table["missing"].tolist() == [0, 2, 1]
    assert gaps_by_item(answers)["missing"].tolist() == [1, 2, 0, 2, 0]


def test_little_needs_gaps_and_answers(answers):
    assert little_mcar(answers).reason == "no answer is missing"
    answers["q1"] = np.nan
    assert little_mcar(answers).reason == "item q1 has no answer"


def test_little_does_not_depend_on_the_order_of_respondents_or_items(answers):
    answers.iloc[:9, 0] = np.nan
    answers.iloc[5:20, 3] = np.nan
    one = little_mcar(answers)
    shuffled = answers.sample(frac=1, random_state=1)[answers.columns[::-1]]
    other = little_mcar(shuffled)
    assert one.df == other.df
    assert one.chisq == pytest.approx(other.chisq, rel=1e-6)


def test_gaps_at_random_are_seldom_rejected():
    rng = np.random.default_rng(SEED)
    rejected = 0
    for _ in range(60):
        X = rng.normal(size=(200, 3))
        X[rng.random(X.shape) < 0.1] = np.nan
        found = little_mcar(pd.DataFrame(X, columns=list("abc")))
        rejected += found.pvalue is not None and found.pvalue < 0.05
    assert rejected <= 9  # 60 draws at 5 %: more has a probability below 0.1 %


def test_normality_of_one_case_or_of_dependent_items_is_missing(answers):
    assert assess_normality(answers.iloc[:1])["kurtosis"].isna().all()
    table = assess_normality(answers.assign(q5=answers["q4"])).set_index("variable")
    assert np.isnan(table.loc[MULTIVARIATE, "kurtosis"])
    assert np.isfinite(table.loc["q5", "kurtosis"])


def test_profile_counts_unknown_last():
    background = pd.DataFrame(
        {"region": ["B", "A", "A", None, "B", "A"], "size": [1.0, 2, 3, 4, 5, 6]}
    )
    table = profile(background, ["region"])
    assert table["value"].tolist() == ["A", "B", ""]
    assert table["n"].tolist() == [3, 2, 1]
    assert table["share"].sum() == pytest.approx(1)
    assert profile_numbers(background, ["size"])["median"].tolist() == [3.5]


def test_distributions_show_values_nobody_chose():
    table = distributions(pd.DataFrame({"q": [1.0, 3.0, 3.0, np.nan]}), {"q": [1, 2, 3]})
    assert table["n"].tolist() == [1, 0, 2]
    assert table["share"].tolist() == pytest.approx([1 / 3, 0, 2 / 3])


def test_late_respondents_are_compared_and_few_refused(answers):
    returned = pd.Series(["early"] * 40 + ["late"] * 20, index=answers.index)
    table = compare_returns(answers, returned, ["late"])
    assert (table["t_pvalue_holm"] >= table["t_pvalue"]).all()
    assert (table["ci_lower"] < table["d"]).all()
    with pytest.raises(DataError, match="nonresponse: 0 late respondents; expected at least 5"):
        compare_returns(answers, returned, ["never"])


def test_an_item_without_spread_has_no_test(answers):
    returned = pd.Series(["early"] * 40 + ["late"] * 20, index=answers.index)
    table = compare_returns(answers.assign(q1=4.0), returned, ["late"]).set_index("variable")
    assert np.isnan(table.loc["q1", "t_pvalue_holm"])
    assert np.isfinite(table.loc["q2", "t_pvalue_holm"])


def test_everything_in_one_call(answers):
    rows = pd.DataFrame(
        [
            *[(name, "item", "trust", "no", "1", "7", "", "", "") for name in answers.columns],
            ("return", "group", "", "", "", "", "", "", ""),
            ("size", "control", "", "", "", "", "", "", ""),
        ],
        columns=list(survey.codebook.COLUMNS[:9]),
    )
    items = answers.rename_axis("row").reset_index()
    background = pd.DataFrame(
        {"row": items["row"], "return": ["early"] * 40 + ["late"] * 20, "size": 3.0 + items["row"]}
    )
    decisions = decisions_frame(
        [
            Decision("straight-lining", "max_share 0.9", "", action, "", row=row)
            for row, action in ((3, "flagged"), (61, "flagged"), (4, "excluded"))
        ]
    )
    late, limits = survey.Late("return", ("late",)), {"longstring": 4, "within_sd": 0.05}
    screened = partial(survey.screen_responses, items, background, rows, decisions)
    found = screened(limits, late)
    assert found.returns["variable"].tolist() == ["trust", "size"]
    assert found.mcar["reason"].tolist() == ["no answer is missing"]
    assert len(found.distributions) == 35
    straight = found.respondents["longstring"] >= 4
    assert found.flags["flag"].tolist() == ["straight-lining", "longstring", "within_sd", "any"]
    assert found.flags["flagged"].tolist()[:2] == [1, straight.sum()]
    assert set(found.flagged["row"]) == {3} | set(found.respondents.loc[straight, "row"]) | set(
        found.respondents.loc[found.respondents["within_sd"] < 0.05, "row"]
    )
    flags = found.respondents.set_index("row")["flags"]
    assert flags[3].startswith("straight-lining")
    assert flags[flags != ""].to_dict() == found.flagged.set_index("row")["reasons"].to_dict()
    assert screened().returns.empty
    assert screened().flagged["reasons"].tolist() == ["straight-lining"]
    with pytest.raises(DataError, match="clean, nonresponse: variable wave"):
        screened(late=survey.Late("wave", ("late",)))


def test_amos_table_of_normality():
    from reference import cases

    data = cases.data("sem_holzinger")
    girls = data[(data["school"] == "Grant-White") & (data["sex"] == 2)]
    tests = pd.DataFrame(
        {
            "visperc": girls["x1"] * 6,
            "cubes": girls["x2"] * 4,
            "lozenges": girls["x3"] * 4,
            "paragraph": girls["x4"] * 3,
            "sentence": girls["x5"] * 4,
            "wordmean": girls["x6"] * 7,
        }
    )
    table = assess_normality(tests).set_index("variable")
    assert table.loc["wordmean", "n"] == 73
    for name, column, amos in (
        ("wordmean", "skewness", 0.575),
        ("wordmean", "skewness_cr", 2.004),
        ("wordmean", "kurtosis", -0.212),
        ("wordmean", "kurtosis_cr", -0.370),
        ("cubes", "kurtosis", 1.439),
        ("cubes", "kurtosis_cr", 2.510),
        (MULTIVARIATE, "kurtosis", 3.102),
        (MULTIVARIATE, "kurtosis_cr", 1.353),
    ):
        assert table.loc[name, column] == pytest.approx(amos, abs=printed(3)), (name, column)


NOBODY = decisions_frame([])


@pytest.mark.parametrize(
    ("rule", "threshold", "flagged"),
    [("longstring", 5, [2, 3]), ("within_sd", 0.1, [3]), ("mahalanobis", 0.001, [1])],
)
def test_who_breaks_a_rule_of_screening(rule, threshold, flagged):
    respondents = pd.DataFrame(
        {
            "row": [1, 2, 3, 4],
            "longstring": [4, 5, 9, 0],
            "within_sd": [0.1, 0.2, 0.0, np.nan],
            "pvalue": [0.0009, 0.001, 0.0001, np.nan],
            "pvalue_exact": [np.nan, 0.001, 0.5, np.nan],
        }
    )
    found = find_flags(respondents, NOBODY, {rule: threshold})
    assert found["row"].tolist() == flagged
    counts = count_flags(found, respondents, NOBODY, {rule: threshold})
    assert counts["flagged"].tolist() == [len(flagged)] * 2
    assert counts["n"].tolist() == [4 if rule == "longstring" else 3, 4]


@pytest.mark.parametrize(("n", "p"), [(133, 44), (40, 3)])
def test_exact_p_values_of_distances_hold_their_level_and_chi_square_does_not(n, p):
    rng = np.random.default_rng(20)
    distances = []
    for _ in range(2000):
        X = rng.standard_normal((n, p))
        d = X - X.mean(axis=0)
        distances.append(d[0] @ np.linalg.solve(d.T @ d / n, d[0]))
    share = (exact_pvalue(distances, n, p) < 0.05).mean()
    assert share == pytest.approx(0.05, abs=4 * np.sqrt(0.05 * 0.95 / 2000))
    assert chi_square_level(0.001, n, p) < (1e-4 if p == 44 else 8e-4)
    assert chi_square_level(0.001, 10**7, p) == pytest.approx(0.001, rel=1e-3)
    assert np.isnan(exact_pvalue([1.0], p + 1, p)).all()


def test_a_rule_of_screening_that_does_not_exist_is_named():
    respondents = pd.DataFrame({"row": [1]})
    with pytest.raises(SpecificationError, match="clean, screen: rule leverage found, expected"):
        find_flags(respondents, NOBODY, {"leverage": 0.5})
