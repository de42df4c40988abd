"""Models of several groups and the ladder of invariance."""

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import THREE_FACTORS, holzinger
from tolerances import ANALYTIC, LAVAAN, NUMERIC_GRADIENT

from surveysem import sem
from surveysem.errors import DataError, SpecificationError
from surveysem.sem.model.groups import EQUAL


def by_school(text: str = THREE_FACTORS, **options) -> sem.Fit:
    return sem.fit(text, holzinger(), group="school", **options)


def test_configural_model_is_the_sum_of_its_groups() -> None:
    both = by_school()
    schools = [rows for _, rows in holzinger().groupby("school")]
    with_means = THREE_FACTORS + "".join(f"x{i} ~ 1\n" for i in range(1, 10))
    apart = [sem.fit(with_means, rows) for rows in schools]
    assert abs(both.chisq - sum(fit.chisq for fit in apart)) < LAVAAN
    assert both.df == sum(fit.df for fit in apart)
    assert abs(both.logl - sum(fit.logl for fit in apart)) < LAVAAN


def test_gradient_agrees_with_differences_where_parameters_are_shared() -> None:
    s = by_school(equal=("loadings", "intercepts")).solution
    theta = s.theta * 1.03
    gradient = s.objective.at(theta).gradient
    for k, step in enumerate(1e-6 * np.eye(theta.size)):
        slope = s.objective.at(theta + step).value - s.objective.at(theta - step).value
        assert abs(slope / 2e-6 - gradient[k]) < NUMERIC_GRADIENT * max(1, abs(gradient[k]))


def test_groups_come_in_the_order_of_the_data_or_of_the_categories() -> None:
    assert by_school().summary()["groups"] == ["Pasteur", "Grant-White"]
    ordered = holzinger().assign(school=pd.Categorical(holzinger()["school"]))
    fit = sem.fit(THREE_FACTORS, ordered, group="school")
    assert fit.summary()["groups"] == ["Grant-White", "Pasteur"]
    assert fit.summary()["group_sizes"] == [145, 156]


def test_whole_numbers_label_groups_without_decimals() -> None:
    data = holzinger().assign(school=holzinger()["sex"].astype(float))
    data.loc[data.index[:3], "school"] = np.nan
    fit = sem.fit(THREE_FACTORS, data, group="school")
    assert sorted(fit.summary()["groups"]) == ["1", "2"]
    assert fit.n_obs == 298


def test_free_takes_single_parameters_out() -> None:
    held = by_school(equal=("loadings",))
    partial = by_school(equal=("loadings",), free=("visual =~ x2",))
    assert (held.df, partial.df) == (54, 53)
    loadings = partial.estimates().query("rhs == 'x2' and op == '=~'")["est"]
    assert loadings.nunique() == 2


@pytest.mark.parametrize("name", [name for name in EQUAL if name != "thresholds"])
def test_each_class_can_be_equal(name: str) -> None:
    text = THREE_FACTORS + "textual ~ visual\nx1 ~~ x4\nspeed ~ 1\nx7 ~ 0*1\n"
    free, held = by_school(text), by_school(text, equal=(name,))
    gained = {"loadings": 6, "intercepts": 6, "residuals": 9, "lv_variances": 3}
    assert held.converged
    assert free.n_free - held.n_free == gained.get(name, 1)


def test_fixed_values_and_starts_of_each_group() -> None:
    fit = by_school(THREE_FACTORS + "visual ~~ c(0.2, 0.4)*textual\nx1 ~~ c(a, a)*x4\n")
    estimates = fit.estimates().set_index(["lhs", "rhs", "group"])["est"]
    assert estimates["visual", "textual", 1] == 0.2
    assert estimates["visual", "textual", 2] == 0.4
    assert abs(estimates["x1", "x4", 1] - estimates["x1", "x4", 2]) < ANALYTIC


def test_tables_name_the_group() -> None:
    fit = by_school(THREE_FACTORS + "speed ~ visual\n")
    for table in (fit.effects(), fit.r_squared(), fit.modification_indices()):
        assert set(table["group"]) == {"Pasteur", "Grant-White"}
    assert fit.implied("mean", group="Pasteur").shape == (9,)
    assert fit.residuals(group="Grant-White").shape == (9, 9)
    scores = fit.factor_scores()
    assert set(scores.index) == set(holzinger().index)
    assert set(fit.estimates()["group"]) == {1, 2}


def test_partial_ladder() -> None:
    whole = sem.invariance(THREE_FACTORS, holzinger(), "school")
    part = sem.invariance(
        THREE_FACTORS, holzinger(), "school", levels=("metric", "scalar"), free=("x3 ~1", "x7~1")
    )
    assert list(part.fits) == ["metric", "scalar"]
    scalar = part.table().set_index("level").loc["scalar"]
    assert scalar["df_diff"] == 4
    assert scalar["delta_cfi"] > whole.table().set_index("level").loc["scalar", "delta_cfi"]
    assert whole.table().loc[0, ["chisq_diff", "delta_cfi"]].isna().all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"equal": ("loading",)}, r"equal: 'loading' \(nearest: loadings\); expected some of"),
        ({"equal": "loadings"}, r"equal = 'loadings'; expected a list, \['loadings'\]"),
        ({"equal": ("loadings",), "free": "x1 ~ 1"}, "free = 'x1 ~ 1'; expected a list"),
        ({"free": ("visual =~ x9",)}, "free: the model has no parameter visual =~ x9"),
    ],
)
def test_bad_options_are_named(options: dict, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        by_school(**options)


def test_bad_groups_are_named() -> None:
    data = holzinger()
    with pytest.raises(SpecificationError, match="the data have no variable shool"):
        sem.fit(THREE_FACTORS, data, group="shool")
    with pytest.raises(DataError, match="'school' has 1 value, expected at least two"):
        sem.fit(THREE_FACTORS, data[data["school"] == "Pasteur"], group="school")
    with pytest.raises(DataError, match="'id' has 301 values, expected at most 50"):
        sem.fit(THREE_FACTORS, data, group="id")
    few = data[:161]
    with pytest.raises(DataError, match="group Grant-White: 5 complete cases for 9 observed"):
        sem.fit(THREE_FACTORS, few, group="school")
    with pytest.raises(SpecificationError, match="equal and free need a model of several groups"):
        sem.fit(THREE_FACTORS, data, equal=("loadings",))
    with pytest.raises(SpecificationError, match=r"has 2 modifiers \(c\(...\)\) for 1 group"):
        sem.fit("visual =~ x1 + c(1, 2)*x2 + x3", data)
    with pytest.raises(SpecificationError, match=r"has 3 modifiers .* for 2 groups"):
        sem.fit("visual =~ x1 + c(1, 2, 3)*x2 + x3", data, group="school")
    with pytest.raises(SpecificationError, match="expected one of Pasteur, Grant-White"):
        by_school().implied()
    with pytest.raises(SpecificationError, match=r"levels .*weak.*expected some of configural"):
        sem.invariance(THREE_FACTORS, data, "school", levels=("weak",))


def test_thresholds_need_ordered_items() -> None:
    with pytest.raises(SpecificationError, match="equal thresholds need ordered items"):
        by_school(equal=("thresholds",))
    with pytest.raises(SpecificationError, match="parameterization 'theta' needs ordered items"):
        sem.fit(THREE_FACTORS, holzinger(), parameterization="theta")
