"""surveysem.survey against psych and semTools, on the measurement models of two studies."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem import sem, survey

CASES = cases.names("survey")


@cache
def measured(case: str) -> sem.Fit:
    return sem.fit(cases.model(case), cases.data(case))


@pytest.mark.parametrize(
    ("column", "tolerance"),
    [("alpha", ANALYTIC), ("omega", LAVAAN), ("composite_reliability", LAVAAN), ("ave", LAVAAN)],
)
@pytest.mark.parametrize("case", CASES)
def test_reliability(case: str, column: str, tolerance: float) -> None:
    theirs = cases.expected(case)["reliability"][column]
    table = survey.reliability(measured(case).estimates(), cases.data(case))
    ours = table.set_index("construct")[column]
    assert not cases.far(ours[list(theirs)], theirs.values(), theirs, tolerance)


@pytest.mark.parametrize("case", CASES)
def test_average_variance_is_of_standardised_loadings_not_that_of_semtools(case: str) -> None:
    theirs = cases.expected(case)["reliability"]
    table = survey.reliability(measured(case).estimates(), cases.data(case))
    ours = table.set_index("construct")["ave"]
    weighted = pd.Series(theirs["ave_semtools"])
    assert (ours[weighted.index] - weighted).abs().max() > LAVAAN


def pairs(case: str) -> pd.DataFrame:
    fit = measured(case)
    table = survey.validity(fit.estimates(), fit.standardized(), cases.data(case))
    names = [tuple(sorted(pair)) for pair in table[["construct", "with"]].to_numpy()]
    return table.set_axis(pd.MultiIndex.from_tuples(names), axis=0)


@pytest.mark.parametrize(
    ("column", "name", "tolerance"),
    [
        ("htmt", "htmt", ANALYTIC),
        ("htmt2", "htmt2", ANALYTIC),
        ("correlation", "correlations", LAVAAN),
    ],
)
@pytest.mark.parametrize("case", CASES)
def test_validity(case: str, column: str, name: str, tolerance: float) -> None:
    theirs = cases.matrix(cases.expected(case)["validity"][name])
    lower = np.tril_indices(len(theirs), -1)
    at = [tuple(sorted((theirs.index[i], theirs.index[j]))) for i, j in zip(*lower, strict=True)]
    ours = pairs(case)[column]
    assert not cases.far([ours[a] for a in at], theirs.to_numpy()[lower], at, tolerance)


@pytest.mark.parametrize("limit", ["ci_lower", "ci_upper"])
@pytest.mark.parametrize("case", CASES)
def test_interval_of_correlations(case: str, limit: str) -> None:
    theirs = pd.DataFrame(cases.expected(case)["validity"]["correlation_table"])
    at = [tuple(sorted(pair)) for pair in theirs[["lhs", "rhs"]].to_numpy()]
    ours = pairs(case)[limit]
    assert not cases.far([ours[a] for a in at], theirs[limit], at, LAVAAN)


def residual_fit(how: str) -> sem.Fit:
    if how == "wlsmv":
        answers = cases.data("ordered_cfa")
        return sem.fit(
            cases.model("ordered_cfa"), answers, estimator="WLSMV", ordered=list(answers)
        )
    three = cases.model("sem_fiml_holzinger")
    if how == "fiml":
        return sem.fit(three, cases.data("sem_fiml_holzinger"), missing="fiml")
    return sem.fit(three, cases.read("holzinger"), estimator=how.upper())


@pytest.mark.parametrize("how", ["ml", "mlr", "fiml", "wlsmv"])
def test_residual_correlations_and_their_z_agree_with_lavaan(how: str) -> None:
    """lavaan's "cor" and "standardized", off the diagonal; lavResiduals has the same z."""
    ours = survey.correlation_residuals(residual_fit(how))
    pairs = ours[ours["lhs"] != ours["rhs"]]
    for name, theirs in cases.expected("residual_correlations")[how].items():
        wanted = cases.matrix(theirs)
        found = pairs if name in ("residual", "z") else ours
        at = list(zip(found["lhs"], found["rhs"], strict=True))
        assert not cases.far(found[name], [wanted.loc[pair] for pair in at], at, LAVAAN), name
    diagonal = ours[ours["lhs"] == ours["rhs"]]
    assert diagonal["z"].isna().all()
    assert (diagonal["residual"].abs() < ANALYTIC).all()
