"""surveysem.survey.screen against lavaan's EM moments, psych and the tests of R itself."""

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem.survey.codebook import Entry
from surveysem.survey.screen.missingness import little_mcar
from surveysem.survey.screen.normality import MULTIVARIATE, assess_normality
from surveysem.survey.screen.respondents import describe_respondents
from surveysem.survey.screen.returns import compare_returns

CASE = "screen_holzinger"
ITEMS = [f"x{i}" for i in range(1, 10)]


def answers() -> pd.DataFrame:
    return cases.data(CASE)[ITEMS]


def test_little() -> None:
    theirs = cases.expected(CASE)
    data = answers().copy()
    for item, rows in theirs["gaps"].items():
        data.iloc[np.array(rows) - 1, data.columns.get_loc(item)] = np.nan
    ours = little_mcar(data)
    wanted = theirs["little"]
    assert (ours.n, ours.patterns, ours.df) == (wanted["n"], wanted["patterns"], wanted["df"])
    assert ours.chisq == pytest.approx(wanted["chisq"], rel=LAVAAN)
    assert ours.pvalue == pytest.approx(wanted["pvalue"], rel=1e-3)


@pytest.mark.parametrize(
    "column", ["mahalanobis", "pvalue", "pvalue_rank", "pvalue_exact", "leverage"]
)
def test_distances(column: str) -> None:
    theirs = cases.expected(CASE)["distances"][column]
    ours = describe_respondents(answers(), [Entry(item, "item") for item in ITEMS])
    assert not cases.far(ours[column], theirs, ours["row"], ANALYTIC)


@pytest.mark.parametrize("column", ["skewness", "kurtosis"])
def test_univariate_normality(column: str) -> None:
    theirs = cases.expected(CASE)["normality"][column]
    ours = assess_normality(answers()).set_index("variable")[column]
    assert not cases.far(ours[ITEMS], theirs, ITEMS, ANALYTIC)


def test_multivariate_normality() -> None:
    theirs = cases.expected(CASE)["normality"]
    ours = assess_normality(answers()).set_index("variable").loc[MULTIVARIATE]
    n, p = 301, 9
    assert ours["skewness"] == pytest.approx(theirs["b1p"], abs=ANALYTIC)
    assert ours["skewness_pvalue"] == pytest.approx(theirs["skew_pvalue"], rel=1e-6)
    assert ours["chisq"] == pytest.approx(theirs["chisq"], rel=ANALYTIC)
    assert ours["df"] == theirs["df"]
    centred = theirs["b2p"] - p * (p + 2) * (n - 1) / (n + 1)
    assert ours["kurtosis"] == pytest.approx(centred, abs=ANALYTIC)


@pytest.mark.parametrize(
    "column", ["t", "df", "t_pvalue", "mann_whitney", "mann_whitney_pvalue", "d"]
)
def test_returns(column: str) -> None:
    theirs = cases.expected(CASE)["returns"]
    school = cases.data(CASE)["school"]
    ours = compare_returns(answers(), school, ["Grant-White"]).set_index("variable")[column]
    assert not cases.far(ours[ITEMS], [theirs[i][column] for i in ITEMS], ITEMS, ANALYTIC)
