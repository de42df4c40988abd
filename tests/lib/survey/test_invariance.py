"""Invariance: the verdict on a ladder, groups that are too small, models taken apart."""

import numpy as np
import pandas as pd
import pytest
from study.workbench import semopy_example
from tolerances import CHISQ

from surveysem import sem, survey
from surveysem.errors import ConvergenceError, DataError, SpecificationError
from surveysem.survey.confirm.groupings import Grouping, group, sizes
from surveysem.survey.confirm.ladder_verdict import COMPARABLE, LEVELS, Bounds, Step, judge_ladder
from surveysem.survey.confirm.parts import own_models, with_held_intercepts
from surveysem.survey.confirm.testable import not_estimated, untestable

NAN = float("nan")
BOUNDS = Bounds(alpha=0.05, delta_cfi=0.01, delta_rmsea=0.015, cfi=0.95)
THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
ESTIMATION = {"estimator": "ML", "convention": "lavaan", "missing": "listwise"}
FINE, REJECTED, LOST, WORSE = (0.4, -0.001, 0.001), (0.01, -0.004, 0.004), (0.2, -0.03, 0.002), (
    0.001, -0.05, 0.04,
)  # fmt: skip


def ladder(*steps: tuple[float, float, float], pvalue: float = 0.3, cfi: float = 0.97):
    """A configural model and what each level after it costs: p, delta CFI, delta RMSEA."""
    rest = [
        Step(level, True, 0.3, 0.97, 3, p, delta_cfi, delta_rmsea)
        for level, (p, delta_cfi, delta_rmsea) in zip(LEVELS[1:], steps, strict=False)
    ]
    return [Step("configural", True, pvalue, cfi), *rest]


@pytest.mark.parametrize(
    ("steps", "verdicts", "levels", "level"),
    [
        ([FINE, FINE, FINE], ["holds"] * 4, ["strict"] * 3, "strict"),
        ([FINE, WORSE, FINE], ["holds", "holds", "does not hold", "holds"], ["metric"] * 3,
         "metric"),
        ([WORSE, WORSE, WORSE], ["holds", *["does not hold"] * 3], ["configural"] * 3,
         "configural"),
        ([REJECTED, FINE, FINE], ["holds", "disputed", "holds", "holds"],
         ["configural", "strict", "strict"], "configural"),
        ([FINE, LOST, FINE], ["holds", "holds", "disputed", "holds"],
         ["strict", "metric", "strict"], "metric"),
        # the bounds themselves hold
        ([(0.05, -0.01, 0.015)] * 3, ["holds"] * 4, ["strict"] * 3, "strict"),
        # no RMSEA to lose after a saturated model: the others decide
        ([(0.4, -0.001, NAN), FINE, FINE], ["holds"] * 4, ["strict"] * 3, "strict"),
        ([(0.4, -0.02, NAN), FINE, FINE], ["holds", "disputed", "holds", "holds"],
         ["strict", "configural", "configural"], "configural"),
        ([(NAN, NAN, NAN)], ["holds", "not tested"], ["configural"] * 3, "configural"),
    ],
)  # fmt: skip
def test_verdict_on_a_ladder(steps, verdicts, levels, level) -> None:
    found = judge_ladder(ladder(*steps), BOUNDS)
    assert list(found.verdicts) == verdicts
    assert [found.by_test, found.by_delta_cfi, found.by_delta_rmsea] == levels
    assert found.level == level
    assert found.comparable == COMPARABLE[level]
    assert found.disputed == (len(set(levels)) > 1)


@pytest.mark.parametrize(
    ("pvalue", "cfi", "verdict"),
    [
        (0.01, 0.90, "does not hold"),
        (0.01, 0.96, "holds"),
        (0.30, 0.90, "holds"),
        (NAN, 1.0, "holds"),
    ],
)
def test_a_configural_model_that_is_rejected_and_fits_badly_ends_the_climb(pvalue, cfi, verdict):
    found = judge_ladder(ladder(FINE, pvalue=pvalue, cfi=cfi), BOUNDS)
    assert found.verdicts[0] == verdict
    assert found.level == ("metric" if verdict == "holds" else "none")
    assert found.comparable == ("paths" if verdict == "holds" else "nothing")


def test_a_level_that_did_not_converge_is_not_tested_and_ends_the_climb() -> None:
    first, second, _, last = ladder(FINE, FINE, FINE)
    found = judge_ladder([first, second, Step("scalar", False, NAN, NAN), last], BOUNDS)
    assert found.verdicts == ("holds", "holds", "not tested", "holds")
    assert found.level == "metric"


def test_a_level_without_restrictions_holds() -> None:
    steps = [*ladder(FINE), Step("scalar", True, 0.3, 0.97, 0)]
    assert judge_ladder(steps, BOUNDS).level == "scalar"


@pytest.mark.parametrize(
    ("n", "items", "n_free", "says"),
    [
        ((50,), 3, 9, "Fewer than two groups"),
        ((50, 50), 2, 7, "too few to identify"),
        ((50, 44), 44, 187, "no more respondents than the model has items (44)"),
        ((50, 45), 44, 187, "fewer respondents than the model has free parameters per group (187)"),
        ((9, 9), 3, 9, None),
    ],
)
def test_groups_that_cannot_carry_a_model(n, items, n_free, says) -> None:
    reason = untestable(n, items, n_free)
    assert (reason is None) if says is None else says in reason.en


def holzinger() -> pd.DataFrame:
    data = semopy_example("holzinger_swineford39_data.csv")
    return data.assign(row=range(len(data)))


def assess(data: pd.DataFrame, *groupings: Grouping, models=None, **estimation: str | bool):
    models = models or {"three": THREE}
    options = ESTIMATION | estimation
    return survey.assess_invariance(models, data, data, groupings, BOUNDS, options)


def test_the_whole_model_is_tested_where_the_groups_carry_it() -> None:
    found = assess(holzinger(), Grouping("school"))
    assert set(found.verdicts.part) == {""}
    verdict = found.verdicts.iloc[0]
    assert (verdict.tested, verdict.level, verdict.comparable) == (True, "none", "nothing")
    free = survey.assess_invariance(
        {"three": THREE}, holzinger(), holzinger(), [Grouping("school")],
        Bounds(0.05, 0.01, 0.015), ESTIMATION,
    )  # fmt: skip
    verdict = free.verdicts.iloc[0]
    assert (verdict.by_test, verdict.by_delta_cfi, verdict.level) == ("metric",) * 3
    assert verdict.by_delta_rmsea == "strict"
    assert list(free.steps.verdict) == ["holds", "holds", "disputed", "disputed"]
    dearest = free.releases.groupby("level").first().parameter
    assert dearest["scalar"] == "x3 ~1"
    assert set(free.releases.level) == {"scalar", "strict"}


def test_small_groups_are_tested_construct_by_construct() -> None:
    small = holzinger().groupby("school").head(25)
    found = assess(small, Grouping("school"))
    whole, *parts = found.verdicts.to_dict("records")
    assert (whole["part"], whole["tested"]) == ("", False)
    assert "free parameters per group (30)" in whole["reason_en"]
    assert [part["part"] for part in parts] == ["visual", "textual", "speed"]
    assert all(part["tested"] for part in parts)
    assert found.steps.groupby("part")["level"].agg(list).map(lambda x: x == list(LEVELS)).all()
    saturated = found.steps.query("level == 'metric'")
    assert saturated.delta_rmsea.isna().all()
    alone = sem.invariance("speed =~ x7 + x8 + x9", small, "school").table()
    ours = found.steps.query("part == 'speed'").chisq
    assert ours.to_numpy() == pytest.approx(alone.chisq.to_numpy(), rel=CHISQ, abs=CHISQ)


def test_groups_of_one_respondent_are_said_and_crash_nothing() -> None:
    data = holzinger().assign(odd=lambda d: np.where(d.row == 5, "alone", "many"))
    found = assess(data, Grouping("odd"))
    assert not found.verdicts.tested.any()
    assert found.steps.empty
    assert found.releases.empty
    assert found.groups.n.tolist() == [1, 300]


def test_a_constant_item_in_a_group_is_said() -> None:
    data = holzinger()
    data.loc[data.school == "Pasteur", "x7"] = 4.0
    found = assess(data, Grouping("school"), models={"speed": "speed =~ x7 + x8 + x9"})
    assert found.verdicts.reason_fr.item() == (
        "L'estimation est impossible : dans le groupe « Pasteur », tous donnent la même réponse à "
        "l'item x7."
    )
    english = found.verdicts.reason_en.item()
    assert (
        "cannot be estimated: in the group Pasteur all give the same answer to item x7" in english
    )


@pytest.mark.parametrize(
    ("error", "french"),
    [
        (ConvergenceError("stopped"), "elle ne converge pas."),
        (DataError("S is singular"), "les réponses d'un groupe au moins ne déterminent pas"),
        (SpecificationError("not identified"), "n'est pas identifié dans chaque groupe."),
    ],
)
def test_no_word_of_the_engine_reaches_a_french_reason(error, french) -> None:
    data = holzinger()
    told = not_estimated(error, data, ["x7", "x8"], data.school, [])
    assert french in told.fr
    assert str(error) not in told.fr
    assert str(error) in told.en


def test_ordered_items_whose_categories_differ_between_groups_are_said() -> None:
    data = holzinger().assign(x7=lambda d: 1.0 * (d.x7 > 4) + (d.school == "Pasteur"))
    told = not_estimated(DataError("categories"), data, ["x7"], data.school, ["x7"])
    assert "les groupes ne donnent pas les mêmes réponses à l'item x7" in told.fr


def test_one_group_only() -> None:
    data = holzinger().assign(school="Pasteur")
    found = assess(data, Grouping("school"))
    assert found.verdicts.reason_en.tolist() == ["Fewer than two groups have respondents."]


def test_respondents_without_a_group_take_no_part() -> None:
    data = holzinger()
    data.loc[:9, "school"] = None
    found = assess(data, Grouping("school"))
    assert found.groups.set_index("group").n[""] == data.school.isna().sum()
    assert set(found.steps.n) == {int(data.school.notna().sum())}


def test_robust_and_incomplete_answers() -> None:
    data = holzinger()
    data.loc[data.row % 7 == 0, "x2"] = np.nan
    robust = assess(data, Grouping("school"), estimator="MLR", missing="fiml")
    assert robust.steps.n.tolist() == [301] * 4
    staged = assess(data, Grouping("school"), missing="two-stage")
    assert staged.releases.empty
    assert staged.steps.converged.all()


def test_ordered_items_have_a_ladder_of_their_own() -> None:
    data = holzinger()
    items = [f"x{i}" for i in (1, 2, 3)]
    data[items] = data[items].apply(lambda x: pd.qcut(x, 4, labels=False).astype(float))
    found = assess(data, Grouping("school"), models={"visual": "visual =~ x1 + x2 + x3"},
                   estimator="WLSMV", ordered=True)  # fmt: skip
    assert found.verdicts.tested.all()
    assert found.steps["level"].tolist() == ["configural", "thresholds", *LEVELS[1:]]
    assert found.releases.empty


@pytest.mark.parametrize("estimator", ["GLS", "DWLS"])
def test_least_squares_have_a_ladder_without_costs(estimator: str) -> None:
    found = assess(holzinger(), Grouping("school"), estimator=estimator)
    assert found.steps.converged.all()
    assert found.releases.empty


@pytest.mark.parametrize(
    ("split", "names", "counts"),
    [
        ("median", ("≤ 3", "> 3"), [3, 2]),
        ([2, 4], ("≤ 2", "> 2, ≤ 4", "> 4"), [2, 2, 1]),
        ([4, 2], ("≤ 2", "> 2, ≤ 4", "> 4"), [2, 2, 1]),
        ([9], ("≤ 9",), [5]),
        ([2.5], ("≤ 2.5", "> 2.5"), [2, 3]),
    ],
)
def test_numbers_are_cut(split, names, counts) -> None:
    frame = pd.DataFrame({"size": [5.0, 1, 2, np.nan, 3, 4]})
    found = group(frame, Grouping("size", split))
    assert found.order == names
    table = sizes(found)
    assert table.n.tolist() == [*counts, 1]
    assert table.group.tolist() == [*names, ""]


def test_groupings_that_are_not_there_or_cannot_be_cut() -> None:
    frame = pd.DataFrame({"region": ["a", "b"]})
    with pytest.raises(DataError, match="grouping sector: no such variable"):
        group(frame, Grouping("sector"))
    with pytest.raises(DataError, match="grouping region: split needs numbers"):
        group(frame, Grouping("region", "median"))


def test_a_construct_keeps_its_own_modifiers_and_residual_covariances() -> None:
    text = """
    a =~ x1 + NA*x2 + k*x3   # loadings
    b =~ x4 + x5 + x6
    c =~ a + b
    x1 ~~ 0.1*x2; x1 ~~ x4; x2 ~ 1
    c ~ z
    d := k^2
    """
    found = own_models(text)
    assert found["a"].splitlines() == ["a =~ x1", "a =~ NA*x2", "a =~ k*x3", "x1 ~~ 0.1*x2",
                                       "x2 ~ 1"]  # fmt: skip
    assert found["b"].splitlines() == ["b =~ x4", "b =~ x5", "b =~ x6"]
    assert "x1 ~~ x4" in found["c"]
    assert "z" not in found["c"]
    assert sem.parameter_table(found["c"]).latent == ("a", "b", "c")


def test_dimensions_of_a_higher_order_construct_have_their_intercepts_held() -> None:
    text = THREE + "ability =~ visual + textual + speed\nspeed ~ 1\n"
    held = with_held_intercepts(text).splitlines()[-2:]
    assert held == ["visual ~ 0*1", "textual ~ 0*1"]
    assert with_held_intercepts(THREE) == THREE
