"""Resampled and cross-validated explorations, on Holzinger and Swineford's nine tests."""

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC

from surveysem import efa, survey
from surveysem.contracts import columns
from surveysem.survey.explore.alignment import align
from surveysem.survey.explore.purification import PurificationRules, find_breaches, passes

CONSTRUCTS = {
    "visual": ["x1", "x2", "x3"],
    "textual": ["x4", "x5", "x6"],
    "speed": ["x7", "x8", "x9"],
}
ITEMS = [item for items in CONSTRUCTS.values() for item in items]
SETS = {**CONSTRUCTS, "ability": ITEMS}
FACTORS = {"visual": 1, "textual": 1, "speed": 1, "ability": 3}
METHOD = efa.Method("paf", "promax", "spss")
RULES = PurificationRules(min_communality=0.3, min_loading=0.4, max_cross_loading=0.35)


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return cases.data("sem_holzinger")


@pytest.fixture(scope="module")
def retention(data):
    return survey.retain_factors(data, SETS, FACTORS, seed=1, draws=20, percentile=95).retention


@pytest.fixture(scope="module")
def purification(data, retention):
    return survey.purify_items(
        data, SETS, CONSTRUCTS, retention, RULES, apply=False,
        extraction="paf", rotation="promax", convention="spss",
    )  # fmt: skip


def resampled(data, retention, purification, sets=SETS, seed=1):
    return survey.stability(
        data, sets, retention, purification, RULES, METHOD, seed=seed, draws=100
    )


def test_alignment_undoes_order_and_signs():
    target = np.random.default_rng(1).normal(size=(9, 3))
    found = align(target[:, [2, 0, 1]] * [-1, 1, -1], target)
    np.testing.assert_allclose(found.loadings, target, atol=ANALYTIC)
    np.testing.assert_allclose(found.congruence, 1, atol=ANALYTIC)


def test_congruence_is_not_raised_by_a_rotation():
    target = np.kron(np.eye(2), np.ones((3, 1)))
    turned = target @ np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    np.testing.assert_allclose(align(turned, target).congruence, np.sqrt(0.5), atol=ANALYTIC)


def test_rules_on_arrays_are_the_rules_on_tables(data):
    for rules in (RULES, PurificationRules(0.5, 0.75, 0.1), PurificationRules()):
        found = efa.fit(data[ITEMS], 3, "paf", "promax")
        broken = {breach.item for breach in find_breaches(found, rules)}
        passed = passes(found.loadings.to_numpy(), found.communalities.to_numpy(), rules)
        assert [item for item, good in zip(ITEMS, passed, strict=True) if not good] == [
            item for item in ITEMS if item in broken
        ]


def test_clear_items_are_stable_and_doubtful_ones_are_not(data, retention, purification):
    found = resampled(data, retention, purification)
    assert list(found.columns) == columns("stability")
    assert list(found.item) == ITEMS
    shares = found.set_index("item").both
    assert shares[["x4", "x5", "x6"]].min() > 0.95
    assert shares["x9"] < 0.9
    assert (found.both <= found[["primary", "kept"]].min(axis=1)).all()
    assert (found.ci_lower < found.loading).all()
    assert (found.loading < found.ci_upper).all()


def test_equal_seeds_draw_alike(data, retention, purification):
    first, again, other = (resampled(data, retention, purification, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_sets_of_one_factor_have_shares_too(data, retention, purification):
    found = resampled(data, retention, purification, CONSTRUCTS)
    assert list(found["set"].unique()) == list(CONSTRUCTS)
    assert (found.primary == 1).all()


def validated(data, retention, rules=RULES, splits=5):
    return survey.cross_validate(
        data, SETS, CONSTRUCTS, retention, rules, METHOD, seed=1, splits=splits
    )


def test_each_half_is_held_against_the_other(data, retention):
    found = validated(data, retention)
    assert list(found.halves.columns) == columns("cross_validation")
    assert found.halves[["split", "half"]].apply(tuple, axis=1).tolist() == [
        (split, half) for split in range(1, 6) for half in "ab"
    ]
    assert found.halves.n.tolist() == [150, 151] * 5
    assert found.halves.cfi.between(0.85, 1).all()
    assert (found.halves.cvi < found.halves.cvi_one_factor).all()
    items = found.items
    assert list(items.columns) == columns("cross_validation_items")
    assert items.kept.min() == 1


def test_purified_items_are_not_confirmed(data, retention):
    wide = data.assign(x10=np.random.default_rng(3).normal(size=len(data)))
    sets = {"ability": [*ITEMS, "x10"]}
    constructs = CONSTRUCTS | {"speed": [*CONSTRUCTS["speed"], "x10"]}
    found = survey.cross_validate(
        wide, sets, constructs, retention, RULES, METHOD, seed=1, splits=3
    )
    kept = found.items.set_index("item").kept
    assert kept["x10"] == 0
    assert set(found.halves.dropped) == {"x10"}
    assert set(found.halves.df) == {24}


def test_too_few_respondents_are_said(data, retention):
    found = validated(data.head(18), retention)
    assert found.halves.problem.tolist() == ["too few respondents"]
    assert found.halves.cfi.isna().all()
    assert found.items.kept.isna().all()


def test_a_study_of_single_factors_has_tables_without_rows(data, retention):
    found = survey.cross_validate(
        data, CONSTRUCTS, CONSTRUCTS, retention, RULES, METHOD, seed=1, splits=3
    )
    assert found.halves.empty
    assert list(found.items.columns) == columns("cross_validation_items")
