"""surveysem.sem with ordered items against lavaan, case by case."""

from functools import cache

import pandas as pd
import pytest
from reference import cases
from tolerances import CHISQ, LAVAAN

from surveysem import sem

CASES = cases.names("ordered", "estimates")

# lavaan's two-step correlations end with gradients near 1e-7, and its own chi-square carries that.
LAVAAN_TWO_STEP = 1e-5

INDICES = [
    "chisq", "df", "pvalue", "baseline.chisq", "baseline.df", "cfi", "tli", "nfi", "rfi", "ifi",
    "rni", "pnfi", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "rmsea.pvalue", "srmr", "rmr",
    "gfi", "agfi", "pgfi", "wrmr", "mfi", "fmin", "cfi.robust", "tli.robust", "rmsea.robust",
    "rmsea.ci.lower.robust", "rmsea.ci.upper.robust", "rmsea.pvalue.robust", "chisq.scaled",
    "pvalue.scaled", "chisq.scaling.factor", "baseline.chisq.scaled",
    "baseline.chisq.scaling.factor", "cfi.scaled", "tli.scaled", "nfi.scaled", "rfi.scaled",
    "ifi.scaled", "rni.scaled", "rmsea.scaled", "rmsea.ci.lower.scaled", "rmsea.ci.upper.scaled",
    "rmsea.pvalue.scaled",
]  # fmt: skip
# uniroot stops the search for the limits at 1e-4 of the noncentrality.
SEARCHED = "rmsea.ci"


@cache
def fitted(case):
    values = cases.expected(case)
    fit = sem.fit(cases.model(case), cases.data(case), ordered=values["ordered"], **values["call"])
    return fit, values


def own_rows(ours, theirs):
    """Both tables; lavaan lists fixed rows that it does not use, and we the same."""
    theirs = cases.table(theirs)
    assert set(ours.index) == set(theirs.index)
    return theirs.loc[ours.index]


@pytest.mark.parametrize("case", CASES)
def test_estimates(case):
    fit, values = fitted(case)
    ours = cases.keyed(fit.estimates())
    theirs = own_rows(ours, values["estimates"])
    assert fit.converged
    assert (fit.n_obs, fit.n_free) == (values["n_obs"], values["n_free"])
    for name, theirs_name in (("est", "est"), ("std_all", "std_all"), ("std_lv", "std_lv")):
        assert not cases.far(ours[name], theirs[theirs_name], ours.index, LAVAAN)


@pytest.mark.parametrize("case", CASES)
def test_standard_errors(case):
    fit, values = fitted(case)
    ours = cases.keyed(fit.estimates())
    theirs = own_rows(ours, values["estimates"])
    # lavaan gives residual variances of ordered items no error; ours is that of 1 less the rest
    implied = [row for row in ours.index if row in implied_residuals(values)]
    stated = ours.index.difference(pd.MultiIndex.from_tuples(implied))
    assert not cases.far(ours.loc[stated, "se"], theirs.loc[stated, "se"], stated, LAVAAN)
    assert (ours.loc[implied, "se"] > 0).all()


def implied_residuals(values):
    return {(name, "~~", name) for name in values["ordered"]}


@pytest.mark.parametrize("case", CASES)
def test_standardized(case):
    fit, values = fitted(case)
    ours = cases.keyed(fit.standardized())
    theirs = own_rows(ours, values["standardized"])
    assert not cases.far(ours["est"], theirs["est_std"], ours.index, LAVAAN)
    assert not cases.far(ours["se"], theirs["se"], ours.index, LAVAAN)


@pytest.mark.parametrize("case", CASES)
def test_indices(case):
    fit, values = fitted(case)
    found, theirs = fit.fit_indices(), values["fit"]
    names = [name for name in INDICES if theirs.get(name) is not None]
    wrong = []
    for name in names:
        tolerance = 1e-4 if name.startswith(SEARCHED) else LAVAAN_TWO_STEP
        wrong += [cases.far([found[name.replace(".", "_")]], [theirs[name]], [name], tolerance)]
    assert not "\n".join(filter(None, wrong))


@pytest.mark.parametrize("case", CASES)
def test_explained_and_implied(case):
    fit, values = fitted(case)
    ours = fit.r_squared().set_index("variable")["r_squared"]
    names = list(values["r_squared"])
    assert set(ours.index) == set(names)
    assert not cases.far(ours.loc[names], values["r_squared"].values(), names, LAVAAN)
    implied, theirs = fit.implied(), cases.matrix(values["implied"])
    implied = implied.loc[theirs.index, theirs.columns]
    assert not cases.far(
        implied.to_numpy().ravel(), theirs.to_numpy().ravel(), range(theirs.size), LAVAAN
    )


def test_chi_square_is_no_higher_than_that_of_lavaan():
    for case in CASES:
        fit, values = fitted(case)
        assert fit.chisq <= values["fit"]["chisq"] * (1 + CHISQ)
