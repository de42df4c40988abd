"""The parameter table and lavaan's defaults."""

import pytest

from surveysem import sem
from surveysem.errors import SpecificationError

MIXED = """
f1 =~ x1 + x2 + a*x3
f2 =~ x4 + a*x5 + x6
f3 =~ x7
f3 ~ b*f1 + f2 + z
w ~ c*f3 + z + z2
v ~ f1
g ~ f2
g =~ y1 + y2
x1 ~~ x4
ind := b*c
"""


def rows(text: str, **options: bool) -> dict[str, tuple[int, float | None]]:
    table = sem.parameter_table(text, **options)
    return {p.name: (p.free, p.value) for p in table.parameters}


def test_defaults_are_those_of_lavaan() -> None:
    table = sem.parameter_table(MIXED)
    added = [p.name for p in table.parameters if not p.user]
    variances = [
        "x1",
        "x2",
        "x3",
        "x4",
        "x5",
        "x6",
        "x7",
        "y1",
        "y2",
        "w",
        "v",
        "f1",
        "f2",
        "f3",
        "g",
    ]
    covariances = ["f1 ~~ f2", "g ~~ w", "g ~~ v", "w ~~ v"]
    given = ["z ~~ z", "z ~~ z2", "z2 ~~ z2"]
    assert added == [f"{name} ~~ {name}" for name in variances] + covariances + given
    assert table.observed == (
        "x1",
        "x2",
        "x3",
        "x4",
        "x5",
        "x6",
        "x7",
        "y1",
        "y2",
        "w",
        "v",
        "z",
        "z2",
    )
    assert table.latent == ("f1", "f2", "f3", "g")
    assert table.structural == ("f3", "f1", "f2", "z", "w", "z2", "v", "g")


def test_scales_and_single_indicators_are_fixed() -> None:
    found = rows(MIXED)
    assert found["f1 =~ x1"] == found["f3 =~ x7"] == (0, 1.0)
    assert found["x7 ~~ x7"] == (0, 0.0)
    assert found["z ~~ z"] == (0, None)


def test_equal_labels_share_a_number() -> None:
    found = rows(MIXED)
    assert found["f1 =~ x3"] == found["f2 =~ x5"] == (2, None)
    assert sem.parameter_table(MIXED).n_free == 31


def test_std_lv_fixes_variances_instead() -> None:
    found = rows("f =~ x1 + x2 + x3", std_lv=True)
    assert found["f =~ x1"] == (1, None)
    assert found["f ~~ f"] == (0, 1.0)


def test_a_predictor_in_a_covariance_is_no_longer_given() -> None:
    assert rows("y ~ x + z\nx ~~ z")["x ~~ x"][0] > 0


def test_intercepts_come_with_the_first_one_named() -> None:
    found = rows("f =~ x1 + x2 + x3\nx1 ~ 1")
    assert found["x3 ~1"][0] > 0
    assert found["f ~1"] == (0, 0.0)
    assert not any(name.endswith("~1") for name in rows("f =~ x1 + x2 + x3"))


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 + a*x2 + a*x3",
        "f =~ x1 + a*x2 + equal('a')*x3",
        "f =~ x1 + x2 + equal('f =~ x2')*x3",
        "f =~ x1 + a*x2 + b*x3\na == b",
    ],
)
def test_ways_to_say_equal(text: str) -> None:
    found = rows(text)
    assert found["f =~ x2"][0] == found["f =~ x3"][0] > 0


def test_a_fixed_value_is_shared_with_equals() -> None:
    found = rows("f =~ x1 + a*x2 + 0.7*a*x3")
    assert found["f =~ x2"] == found["f =~ x3"] == (0, 0.7)
    assert rows("f =~ x1 + a*x2 + x3\na == 0.7")["f =~ x2"] == (0, 0.7)


def test_the_frame_has_every_row() -> None:
    frame = sem.parameter_table(MIXED).frame()
    assert list(frame.columns[:4]) == ["group", "lhs", "op", "rhs"]
    assert frame.iloc[-1][["lhs", "op", "rhs", "label"]].tolist() == ["ind", ":=", "b*c", "ind"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("f =~ f + x", "line 1: f is measured by itself"),
        ("y ~ x\nx ~ x", "line 2: x is regressed on itself"),
        ("f =~ NA*1*x1 + x2", "line 1: 'f =~ x1' is both fixed and free (NA)"),
        ("f =~ 1*a*x1 + 2*a*x2", "the parameter 'f =~ x1' is held at 1 and at 2 at once"),
        (
            "f =~ x1 + load*x2\nlaod == 1",
            "line 2: no parameter has the label 'laod' (nearest: load)",
        ),
        ("f =~ x1 + a*x2\na := 2", "line 2: 'a' already names a parameter"),
        ("a := 2", "the model has definitions but no relations between variables"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        sem.parameter_table(text)
    assert message in str(error.value)
