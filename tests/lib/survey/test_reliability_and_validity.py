"""Reliability and validity against psych and semTools, from the estimates of lavaan."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem.contracts import columns
from surveysem.errors import DataError, SpecificationError
from surveysem.survey import reliability, validity
from surveysem.survey.confirm.limits import NO_LIMITS
from surveysem.survey.confirm.reliability import alpha
from surveysem.survey.confirm.validity import htmt, htmt2

CASES = ["survey_holzinger", "survey_alliance"]


def estimates(case):
    return pd.DataFrame(cases.expected(case)["estimates"])


def standardized(case):
    table = pd.DataFrame(cases.expected(case)["validity"]["correlation_table"])
    return table.rename(columns={"est_std": "est"})


@pytest.fixture(scope="module")
def holzinger():
    return reliability(estimates("sem_holzinger"), cases.data("sem_holzinger")).set_index(
        "construct"
    )


@pytest.mark.parametrize("ours", ["alpha", "composite_reliability", "ave"])
def test_reliability_agrees_with_psych_and_semtools(holzinger, ours):
    theirs = cases.expected("survey_holzinger")["reliability"][ours]
    assert not cases.far(holzinger.loc[list(theirs), ours], theirs.values(), theirs, ANALYTIC)


def test_alpha_agrees_with_psych_for_eleven_constructs():
    wanted = cases.expected("survey_alliance")["reliability"]
    data = cases.data("survey_alliance")
    found = [alpha(data[wanted["items"][name]].to_numpy()) for name in wanted["alpha"]]
    assert not cases.far(found, wanted["alpha"].values(), wanted["alpha"], ANALYTIC)


def test_omega_agrees_with_semtools(holzinger):
    theirs = cases.expected("omega_holzinger")["omega"]
    assert not cases.far(holzinger.loc[list(theirs), "omega"], theirs.values(), theirs, LAVAAN)


def test_omega_counts_correlated_residuals():
    table = reliability(estimates("omega_holzinger"), cases.data("sem_holzinger"))
    theirs = cases.expected("omega_holzinger")["omega_correlated"]
    found = table.set_index("construct").loc[list(theirs), "omega"]
    assert not cases.far(found, theirs.values(), theirs, ANALYTIC)


def test_a_second_order_construct_has_reliability_of_its_loadings_only():
    case = "sem_holzinger_second_order"
    table = estimates(case)
    found = reliability(table, cases.data(case)).set_index("construct")
    top = table[(table["op"] == "=~") & table["rhs"].isin(["visual", "textual", "speed"])]
    name, std = top["lhs"].iloc[0], top["std_all"].to_numpy()
    assert found.loc[name, "items"] == 3
    assert found.loc[name, ["alpha", "omega"]].isna().all()
    assert found.loc[name, "ave"] == pytest.approx((std**2).mean(), abs=ANALYTIC)
    assert found.loc[name, "composite_reliability"] == pytest.approx(
        std.sum() ** 2 / (std.sum() ** 2 + (1 - std**2).sum()), abs=ANALYTIC
    )
    assert found.loc["visual", "alpha"] == pytest.approx(
        cases.expected("survey_holzinger")["reliability"]["alpha"]["visual"], abs=ANALYTIC
    )


def test_an_item_of_two_constructs_leaves_the_congeneric_formulae_out():
    table = estimates("sem_holzinger")
    cross = pd.DataFrame(
        [{"lhs": "speed", "op": "=~", "rhs": "x3", "est": 0.1, "std_lv": 0.1, "std_all": 0.1}]
    )
    found = reliability(pd.concat([table, cross]), cases.data("sem_holzinger")).set_index(
        "construct"
    )
    columns = ["omega", "composite_reliability", "ave"]
    assert found.loc[["visual", "speed"], columns].isna().all(axis=None)
    assert found.loc["textual", columns].notna().all()
    assert found.loc["speed", "items"] == 4


def test_alpha_takes_the_respondents_who_answer_every_item():
    data = cases.data("sem_holzinger").copy()
    data.loc[data.index[:5], "x9"] = np.nan
    found = reliability(estimates("sem_holzinger"), data).set_index("construct")
    whole = data.iloc[5:][["x1", "x2", "x3"]].to_numpy()
    assert found.loc["visual", "alpha"] == pytest.approx(alpha(whole), abs=ANALYTIC)


def test_alpha_of_a_single_item_does_not_exist():
    assert np.isnan(alpha(np.arange(5.0)[:, None]))


def test_an_item_that_the_data_lack_is_named():
    with pytest.raises(DataError, match="reliability, item x9: not in the file"):
        reliability(estimates("sem_holzinger"), cases.data("sem_holzinger").drop(columns="x9"))


def test_what_measures_nothing_and_what_has_groups_is_refused():
    table = estimates("sem_holzinger")
    data = cases.data("sem_holzinger")
    with pytest.raises(SpecificationError, match="the model measures no construct"):
        reliability(table[table["op"] == "~~"], data)
    groups = pd.concat([table.assign(group=1), table.assign(group=2)])
    with pytest.raises(SpecificationError, match="several groups are not yet available"):
        reliability(groups, data)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("ratio", "name"), [(htmt, "htmt"), (htmt2, "htmt2")])
def test_htmt_agrees_with_semtools(case, ratio, name):
    wanted = cases.expected(case)
    theirs = cases.matrix(wanted["validity"][name])
    blocks = wanted["reliability"]["items"]
    items = [item for block in blocks.values() for item in block]
    R = cases.data(case)[items].corr().to_numpy()
    at = {construct: [items.index(item) for item in block] for construct, block in blocks.items()}
    pairs = [(a, b) for a in at for b in at if a < b]
    found = [ratio(R, at[a], at[b]) for a, b in pairs]
    assert not cases.far(found, [theirs.loc[a, b] for a, b in pairs], pairs, ANALYTIC)


def test_validity_table():
    wanted = cases.expected("survey_holzinger")
    table = validity(
        estimates("sem_holzinger"), standardized("survey_holzinger"), cases.data("sem_holzinger")
    )
    assert list(table) == columns("validity")
    pairs = list(zip(table["construct"], table["with"], strict=True))
    assert pairs == [("visual", "textual"), ("visual", "speed"), ("textual", "speed")]
    for name in ("correlations", "htmt", "htmt2"):
        theirs = cases.matrix(wanted["validity"][name])
        column = "correlation" if name == "correlations" else name
        assert not cases.far(table[column], [theirs.loc[p] for p in pairs], pairs, ANALYTIC)
    theirs = wanted["validity"]["correlation_table"]
    assert table["ci_lower"].tolist() == theirs["ci_lower"]
    np.testing.assert_allclose(table["shared_variance"], table["correlation"] ** 2)
    ave = wanted["reliability"]["ave"]
    assert table["fornell_larcker"].tolist() == [
        min(ave[a], ave[b]) > r**2 for (a, b), r in zip(pairs, table["correlation"], strict=True)
    ]


@pytest.mark.parametrize(("level", "z"), [(0.95, 1.959963985), (0.9, 1.644853627)])
def test_the_interval_of_a_correlation_has_the_level_of_the_others(level, z):
    both = cases.expected("survey_holzinger")["validity"]["correlation_table"]
    se = (np.array(both["ci_upper"]) - np.array(both["ci_lower"])) / (2 * 1.959963985)
    table = validity(
        estimates("sem_holzinger"),
        standardized("survey_holzinger").assign(se=se),
        cases.data("sem_holzinger"),
        replace(NO_LIMITS, level=level),
    )
    np.testing.assert_allclose(table["ci_lower"], table["correlation"] - z * se, atol=1e-9)
    np.testing.assert_allclose(table["ci_upper"], table["correlation"] + z * se, atol=1e-9)


def test_fornell_larcker_fails_where_the_shared_variance_exceeds_an_ave():
    high = standardized("survey_holzinger").assign(est=0.62)
    table = validity(estimates("sem_holzinger"), high, cases.data("sem_holzinger"))
    assert table["fornell_larcker"].tolist() == [False, False, True]


def test_pairs_of_a_second_order_model_have_what_exists():
    case = "sem_holzinger_second_order"
    table = validity(estimates(case), estimates(case), cases.data(case))
    assert len(table) == 3
    assert table["htmt"].notna().all()
    assert table[["correlation", "shared_variance", "fornell_larcker"]].isna().all(axis=None)
