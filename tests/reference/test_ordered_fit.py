"""surveysem.sem with ordered items against lavaan, case by case."""

from functools import cache

import numpy as np
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
    "rmsea.pvalue.scaled", "cfi.robust.corrected", "tli.robust.corrected",
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
    # lavaan gives residual variances (theta: scaling factors) of ordered items, which follow from
    # the rest, no error; ours is that of what they follow from
    implied = [row for row in ours.index if row[:3] in implied_rows(values)]
    stated = ours.index.difference(pd.MultiIndex.from_tuples(implied))
    assert not cases.far(ours.loc[stated, "se"], theirs.loc[stated, "se"], stated, LAVAAN)
    assert (ours.loc[implied, "se"] > 0).all()


def implied_rows(values):
    op = "~*~" if values["call"].get("parameterization") == "theta" else "~~"
    return {(name, op, name) for name in values["ordered"]}


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
    names = [name for name in INDICES if known(case, name)]
    wrong = []
    for name in names:
        tolerance = 1e-4 if name.startswith(SEARCHED) else LAVAAN_TWO_STEP
        own = found[name.removesuffix(".corrected").replace(".", "_")]
        wrong += [cases.far([own], [theirs[name]], [name], tolerance)]
    assert not "\n".join(filter(None, wrong))


def restricted(case, values):
    """Does the model restrict thresholds?

    lavaan 0.6-14 mostly has no robust indices there; where it has, it counts a free scaling factor
    among the parameters of the correlations, which do not determine it. Ours are None.
    """
    return "|" in cases.model(case) or "thresholds" in values["call"].get("equal", ())


def known(case, name):
    """Does lavaan have the index, and is it sound?

    Of several groups lavaan 0.6-14 has two faults: WRMR divides by the moments of the first group
    alone, and the factor of the baseline model in the robust CFI and TLI divides Gamma by the share
    of the group (``corrected_baseline`` in ordered_fit.R has them without it).
    """
    values = cases.expected(case)
    theirs, several = values["fit"], name == "wrmr" and bool(values.get("groups"))
    robust = ".robust" in name and restricted(case, values)
    faulty = f"{name}.corrected" in theirs or several or robust
    return not faulty and theirs.get(name) not in (None, "NA")


@pytest.mark.parametrize("case", CASES)
def test_explained_and_implied(case):
    fit, values = fitted(case)
    rows = fit.r_squared()
    for label, theirs in by_group(values, "r_squared"):
        part = rows if label is None else rows[rows["group"] == label]
        ours, stated = part.set_index("variable")["r_squared"], pd.Series(theirs, dtype=float)
        assert set(ours.index) == set(theirs)
        # lavaan has none where a residual variance is negative; ours says that it exceeds 1
        assert (ours[stated.index[stated.isna()]] > 1).all()
        stated = stated.dropna()
        names = stated.index
        assert not cases.far(ours.loc[names], stated, names, LAVAAN)
    for label, own in by_group(values, "implied"):
        theirs = cases.matrix(own)
        implied = fit.implied(group=label).loc[theirs.index, theirs.columns]
        assert np.abs(implied - theirs).to_numpy().max() <= LAVAAN


def by_group(values, name):
    """(label, value) of each group; the label is None where there is one group."""
    return list(values[name].items()) if values.get("groups") else [(None, values[name])]


@pytest.mark.parametrize("case", cases.names("ordered_groups"))
def test_groups_and_their_sizes(case):
    fit, values = fitted(case)
    summary, theirs = fit.summary(), values["groups"]
    assert (summary["groups"], summary["group_sizes"]) == (theirs["labels"], theirs["n"])


@pytest.mark.parametrize("case", CASES)
def test_robust_indices_of_restricted_thresholds(case):
    fit, values = fitted(case)
    if restricted(case, values) and "cfi_robust" in fit.fit_indices():
        assert fit.cfi_robust is None
        reasons = ("thresholds are fixed or equal", "ordered items beside numeric variables")
        assert any(reason in fit.not_computed["cfi_robust"] for reason in reasons)
    elif "cfi_robust" in fit.fit_indices():
        assert fit.cfi_robust is not None or values["fit"]["cfi.robust"] is None


def test_chi_square_is_no_higher_than_that_of_lavaan():
    for case in CASES:
        fit, values = fitted(case)
        assert fit.chisq <= values["fit"]["chisq"] * (1 + CHISQ)


LADDERS = cases.expected("ordered_invariance")["ladders"]


@pytest.mark.parametrize("name", LADDERS)
def test_ladder_of_invariance(name):
    theirs, data = LADDERS[name], cases.data("ordered_invariance")
    ordered = theirs["ordered"]
    ladder = sem.invariance(theirs["model"], data, "place", ordered=ordered, estimator="WLSMV")
    table = ladder.table().set_index("level")
    assert list(table.index) == list(theirs["levels"])
    for level, values in theirs["levels"].items():
        ours = table.loc[level, [index.replace(".", "_") for index in values]]
        assert not cases.far(ours, values.values(), values, LAVAAN_TWO_STEP)
    for index in ("cfi", "rmsea"):
        changes = pd.Series([v[f"{index}.scaled"] for v in theirs["levels"].values()]).diff()
        ours = table[f"delta_{index}_scaled"]
        assert not cases.far(ours, changes, table.index, LAVAAN_TWO_STEP)
