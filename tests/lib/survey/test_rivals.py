"""Other contenders of the second-order contest: where each stands, and what that changes."""

import re

import numpy as np
import pandas as pd
import pytest
from lib.survey.test_contest import (
    alone,
    criteria,
    difference,
    differences,
    loadings,
    record,
    within,
)
from tolerances import ANALYTIC

from surveysem.errors import SpecificationError
from surveysem.survey import common_variance, hold_contest, omega_coefficients
from surveysem.survey.second_order.comparison import compare_models
from surveysem.survey.second_order.hierarchy import bifactor_layout, second_order_layout
from surveysem.survey.second_order.rivals import find_rivals

SECOND = record(1016.0, 863, bic=1000.0)
RIVALS = [
    ("BIC lower by more than 2", record(990.0, 854, bic=997.9), "better"),
    ("BIC lower by 2", record(990.0, 854, bic=998.0), "level"),
    ("equal BIC", record(990.0, 854, bic=1000.0), "level"),
    ("BIC higher by 2", record(990.0, 854, bic=1002.0), "level"),
    ("BIC higher, though the difference is significant", record(990.0, 854, bic=1002.1), "behind"),
    ("not converged", record(None, 854, converged=False), "unusable"),
    ("not admissible", record(900.0, 854, admissible=False), "unusable"),
    ("no BIC, rejected, CFI falls", record(960.0, 854, 0.97, bic=None), "better"),
    ("no BIC, rejected, CFI does not fall", record(990.0, 854, 0.955, bic=None), "behind"),
    ("no BIC, not rejected", record(1010.0, 854, 0.97, bic=None), "behind"),
    ("no BIC, fits worse", record(1017.0, 854, bic=None), "behind"),
    ("no BIC, equivalent", record(1016.0, 863, bic=None), "level"),
]


@pytest.mark.parametrize("name", ["bifactor", "cross_loadings"])
@pytest.mark.parametrize(
    ("rival", "standing"), [row[1:] for row in RIVALS], ids=[row[0] for row in RIVALS]
)
def test_standing_of_a_more_general_contender(name, rival, standing):
    records = {"second_order": SECOND, name: rival}
    comparison = compare_models("within", "second_order", name, records, difference(SECOND, rival))
    (found,) = find_rivals([comparison], records, criteria())
    assert (found.name, found.standing) == (name, standing)
    assert found.counts == (standing in ("better", "level"))


CORRELATED = record(60.0, 51, bic=1000.0)
ONE_FACTOR = [
    ("BIC lower by more than 2", record(62.0, 54, bic=997.9), "better"),
    ("BIC within 2", record(70.0, 54, bic=1002.0), "level"),
    ("BIC higher", record(300.0, 54, bic=1002.1), "behind"),
    ("no BIC, not rejected", record(62.0, 54, bic=None), "level"),
    ("no BIC, rejected", record(300.0, 54, bic=None), "behind"),
    ("not admissible", record(62.0, 54, admissible=False), "unusable"),
]


@pytest.mark.parametrize(
    ("rival", "standing"), [row[1:] for row in ONE_FACTOR], ids=[row[0] for row in ONE_FACTOR]
)
def test_standing_of_one_factor(rival, standing):
    records = {"one_factor": rival, "correlated": CORRELATED}
    comparison = compare_models(
        "alone", "one_factor", "correlated", records, difference(rival, CORRELATED)
    )
    (found,) = find_rivals([comparison], records, criteria())
    assert found.standing == standing


def contest(on_its_own=None, inside=None, table=None):
    return hold_contest(
        on_its_own or alone(),
        inside or within(),
        differences(on_its_own or alone(), inside or within()),
        loadings() if table is None else table,
        construct="performance",
        criteria=criteria(),
    )


BETTER = record(900.0, 854)
BEHIND = record(1010.0, 854)
VERDICTS = [
    ("behind", {}, {"bifactor": BEHIND}, "holds", [], "not distinguishable", ["correlated"]),
    (
        "better within",
        {},
        {"bifactor": BETTER},
        "not distinguishable",
        ["bifactor"],
        "not distinguishable",
        ["correlated"],
    ),
    (
        "both better within",
        {},
        {"bifactor": BETTER, "cross_loadings": BETTER},
        "not distinguishable",
        ["bifactor", "cross_loadings"],
        "not distinguishable",
        ["correlated"],
    ),
    (
        "better alone, no contender within",
        {"cross_loadings": record(20.0, 48)},
        {},
        "not distinguishable",
        ["cross_loadings"],
        "not distinguishable",
        ["correlated", "cross_loadings"],
    ),
    (
        "better alone, behind within",
        {"bifactor": record(1.0, 42)},
        {"bifactor": BEHIND},
        "holds",
        [],
        "not distinguishable",
        ["correlated", "bifactor"],
    ),
    (
        "one factor is enough",
        {"one_factor": record(62.0, 54)},
        {},
        "not distinguishable",
        ["one_factor"],
        "not distinguishable",
        ["correlated", "one_factor"],
    ),
    (
        "better, but not admissible",
        {},
        {"bifactor": BETTER | {"admissible": False}},
        "holds",
        [],
        "not distinguishable",
        ["correlated"],
    ),
    (
        "refuted all the same",
        {},
        {"second_order": record(1200.0, 863, 0.9), "bifactor": BETTER},
        "does not hold",
        [],
        "not distinguishable",
        ["correlated"],
    ),
    (
        "not estimable all the same",
        {},
        {"correlated": record(1000.0, 847, admissible=False), "bifactor": BETTER},
        "not estimable",
        [],
        "not distinguishable",
        ["correlated"],
    ),
]


@pytest.mark.parametrize(
    ("on_its_own", "inside", "verdict", "rivals", "verdict_alone", "rivals_alone"),
    [row[1:] for row in VERDICTS],
    ids=[row[0] for row in VERDICTS],
)
def test_verdicts_name_their_rivals(
    on_its_own, inside, verdict, rivals, verdict_alone, rivals_alone
):
    found = contest(alone(**on_its_own), within(**inside)).verdict.record()
    assert (found["verdict"], found["rivals"]) == (verdict, rivals)
    assert (found["verdict_alone"], found["rivals_alone"]) == (verdict_alone, rivals_alone)


REASONS = [
    ("bifactor", BETTER, "The bifactor model fits better (ΔBIC = "),
    ("bifactor", BEHIND, "is more flexible, is not preferred (ΔBIC = "),
    ("bifactor", record(990.0, 854), "The χ² difference alone would speak for it"),
    ("bifactor", BETTER | {"admissible": False}, "it does not count."),
    ("cross_loadings", BETTER, "The dimensions are less clear-cut"),
    ("cross_loadings", record(970.0, 854, bic=1016.0 - 863 * np.log(136)), "fits as well"),
]


@pytest.mark.parametrize(("name", "rival", "said"), REASONS)
def test_the_reason_says_where_a_contender_stands(name, rival, said):
    assert said in contest(inside=within(**{name: rival})).verdict.reason.en


def test_a_better_bifactor_model_is_named_as_one_that_fits_anything():
    reason = contest(inside=within(bifactor=BETTER)).verdict.reason
    assert "does not refute that structure (Bonifay et al., 2017;" in reason.en
    assert "ne réfute pas celle-ci (Bonifay et al., 2017" in reason.fr
    other = contest(inside=within(cross_loadings=BETTER)).verdict.reason
    assert "Bonifay" not in other.en


def test_pairs_that_are_not_nested_have_information_criteria_only():
    table = contest(inside=within(bifactor=BEHIND)).comparisons
    row = table[(table["restricted"] == "correlated") & (table["general"] == "bifactor")].iloc[0]
    assert not row["nested"]
    assert row[["chisq_diff", "df_diff", "pvalue", "delta_cfi"]].isna().all()
    assert row["delta_aic"] == pytest.approx(1000 - 2 * 847 - (1010 - 2 * 854), abs=ANALYTIC)


def test_weights_are_shares_among_the_admissible():
    table = contest(alone(bifactor=record(1.0, 42, admissible=False))).table
    own = table[table["scope"] == "alone"].set_index("contender")
    assert own["weight_aic"].sum() == pytest.approx(1, abs=ANALYTIC)
    assert own["weight_bic"].sum() == pytest.approx(1, abs=ANALYTIC)
    assert own.loc["bifactor", ["delta_aic", "weight_aic", "delta_bic", "weight_bic"]].isna().all()
    assert own["delta_bic"].min() == 0
    assert own.loc["correlated", "weight_aic"] == pytest.approx(0.5, abs=1e-4)


def solution(*rows):
    return pd.DataFrame(rows, columns=["lhs", "op", "rhs", "est"])


BIFACTOR = solution(
    *(("g", "=~", f"x{i}", 0.6) for i in (1, 2, 3, 4, 5)),
    *(("a", "=~", f"x{i}", 0.5) for i in (1, 2)),
    *(("b", "=~", f"x{i}", 0.4) for i in (3, 4)),
    ("g", "~~", "a", 0.0),
    *((f"x{i}", "~~", f"x{i}", 0.39) for i in (1, 2)),
    *((f"x{i}", "~~", f"x{i}", 0.48) for i in (3, 4)),
    ("x5", "~~", "x5", 0.64),
    ("x1", "~~", "x5", 0.2),
)
ADMISSIBLE = {"within": {"bifactor": {"admissible": True}, "second_order": {"admissible": True}}}


def test_omegas_by_hand_with_a_residual_covariance_and_an_item_of_no_group():
    table = omega_coefficients({"within": {"bifactor": BIFACTOR}}, ADMISSIBLE, "g")
    general, first = table.iloc[0], table.iloc[1]
    residual = 2 * 0.39 + 2 * 0.48 + 0.64 + 2 * 0.2 * np.sqrt(0.39 * 0.64)
    total = 3.0**2 + 1.0**2 + 0.8**2 + residual
    assert general["omega_hierarchical"] == pytest.approx(9 / total, abs=ANALYTIC)
    assert general["omega"] == pytest.approx((9 + 1 + 0.64) / total, abs=ANALYTIC)
    assert general["puc"] == pytest.approx(0.8, abs=ANALYTIC)
    assert general["ecv"] == pytest.approx(1.8 / (1.8 + 0.5 + 0.32), abs=ANALYTIC)
    assert first["omega"] == pytest.approx((1.44 + 1) / (1.44 + 1 + 0.78), abs=ANALYTIC)
    assert first["omega_hierarchical"] == pytest.approx(1 / (1.44 + 1 + 0.78), abs=ANALYTIC)
    items = common_variance({"within": {"bifactor": BIFACTOR}}, ADMISSIBLE, "g").set_index("item")
    assert items.loc["x5", "group"] == ""
    assert items.loc["x5", "i_ecv"] == 1
    assert items.loc["x1", "i_ecv"] == pytest.approx(0.36 / 0.61, abs=ANALYTIC)


@pytest.mark.parametrize("item", ["x1", "x5"])
def test_a_solution_without_residual_variance_has_no_omegas(item):
    table = BIFACTOR.copy()
    table.loc[(table["lhs"] == item) & (table["rhs"] == item), "est"] = -0.01
    assert omega_coefficients({"within": {"bifactor": table}}, ADMISSIBLE, "g").empty


def test_an_inadmissible_contender_has_no_omegas():
    failed = {"within": {"bifactor": {"admissible": False}}}
    assert omega_coefficients({"within": {"bifactor": BIFACTOR}}, failed, "g").empty


REFUSED = [
    (
        bifactor_layout,
        BIFACTOR.replace({"est": {0.0: 0.3}}),
        "bifactor model: g and a correlate; expected orthogonal factors, g ~~ 0*a",
    ),
    (
        bifactor_layout,
        solution(("a", "=~", "x1", 0.5)),
        "bifactor model: g measures no items; expected every item on a line with =~",
    ),
    (
        bifactor_layout,
        solution(("a", "=~", "x1", 0.5), ("g", "=~", "a", 0.5)),
        "bifactor model: g measures no items",
    ),
    (
        second_order_layout,
        BIFACTOR,
        "second-order model: g measures no factors; expected a line with =~",
    ),
]


@pytest.mark.parametrize(("read", "table", "message"), REFUSED)
def test_models_of_another_kind_are_refused(read, table, message):
    with pytest.raises(SpecificationError, match=re.escape(message)):
        read(table, "g")
