"""Hostile frames, groups and categories: a right answer or an own error, within ten seconds."""

import numpy as np
import pandas as pd
import pytest
from lib.hostile import DAMAGE, answer_or_own_error, check_fit
from lib.sem.models import holzinger
from tolerances import CHISQ

from surveysem import sem
from surveysem.errors import DataError

ITEMS = [f"x{i}" for i in range(1, 7)]
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\n"
STRUCTURAL = "visual =~ x1 + x2 + x3\nvisual ~ x4 + x5\nx6 ~ visual\n"


def pupils() -> pd.DataFrame:
    return holzinger()[ITEMS].head(150).reset_index(drop=True)


def damaged(name: str, data: pd.DataFrame, column: str) -> pd.DataFrame:
    with np.errstate(all="ignore"):
        return DAMAGE[name](data, column, np.random.default_rng(len(name)))


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_frame(name: str, missing: str) -> None:
    data = damaged(name, pupils(), "x2")
    fit = answer_or_own_error(lambda: sem.fit(MODEL, data, missing=missing))
    if fit is not None:
        check_fit(fit)


@pytest.mark.parametrize("estimator", ["ML", "MLM", "MLR"])
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_predictor(name: str, estimator: str) -> None:
    data = damaged(name, pupils(), "x4")
    fit = answer_or_own_error(lambda: sem.fit(STRUCTURAL, data, estimator=estimator))
    if fit is not None:
        check_fit(fit)
        fit.effects()
        fit.modification_indices()
        fit.residuals()


@pytest.mark.parametrize("where", ["one group", "everywhere"])
@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_frame_in_groups(name: str, where: str) -> None:
    data = pupils()
    half = len(data) // 2
    if where == "everywhere":
        data = damaged(name, data, "x2")
        if data.columns.nlevels > 1:
            pytest.skip("such frames have no column of one name")
        data = data.assign(school=np.arange(len(data)) % 2)
    else:
        parts = [damaged(name, data.head(half), "x2"), data.tail(half)]
        if not parts[0].columns.is_unique or parts[0].columns.nlevels > 1:
            pytest.skip("such frames cannot be joined")
        parts = [part.assign(school=k) for k, part in enumerate(parts)]
        data = pd.concat(parts)
    fit = answer_or_own_error(
        lambda: sem.fit(MODEL, data, group="school", equal=["loadings", "intercepts"])
    )
    if fit is not None:
        check_fit(fit)


GROUPINGS = {
    "one value": lambda n: np.zeros(n),
    "all missing": lambda n: np.full(n, np.nan),
    "each its own": np.arange,
    "one alone": lambda n: np.r_[1.0, np.zeros(n - 1)],
    "half missing": lambda n: np.where(np.arange(n) % 2, np.nan, np.arange(n) % 4),
    "infinite": lambda n: np.where(np.arange(n) % 2, np.inf, 0.0),
    "booleans": lambda n: np.arange(n) % 2 == 0,
    "words": lambda n: np.where(np.arange(n) % 2, "été", "a = b"),
    "words and numbers": lambda n: pd.Series(np.where(np.arange(n) % 2, "a", "b")).replace("a", 1),
    "none": lambda n: pd.Series([None] * n, dtype=object),
    "empty categories": lambda n: pd.Categorical(np.where(np.arange(n) % 2, "a", "b"), list("cab")),
    "dates": lambda n: pd.to_datetime(np.where(np.arange(n) % 2, "2020-01-01", "2021-01-01")),
    "lists": lambda n: pd.Series([[1]] * n, dtype=object),
    "complex": lambda n: np.arange(n) % 2 + 1j,
}


@pytest.mark.parametrize("missing", ["listwise", "fiml"])
@pytest.mark.parametrize("name", GROUPINGS)
def test_odd_groups(name: str, missing: str) -> None:
    data = pupils().assign(school=GROUPINGS[name](150))
    fit = answer_or_own_error(lambda: sem.fit(MODEL, data, group="school", missing=missing))
    if fit is not None:
        check_fit(fit)


def categories() -> pd.DataFrame:
    data = holzinger()[ITEMS].reset_index(drop=True)
    return data.apply(lambda x: pd.qcut(x, 4, labels=False, duplicates="drop")) + 1


ORDERED_DAMAGE = DAMAGE | {
    "a lonely category": lambda d, c, r: d.assign(**{c: d[c].where(d.index > 0, 9)}),
    "fractions": lambda d, c, r: d.assign(**{c: d[c] + 0.5}),
    "negative": lambda d, c, r: d.assign(**{c: -d[c]}),
    "each its own": lambda d, c, r: d.assign(**{c: np.arange(len(d))}),
    "the same answers": lambda d, c, r: d.assign(**{c: d[ITEMS[0]]}),
    "opposite answers": lambda d, c, r: d.assign(**{c: 5 - d[ITEMS[0]]}),
    "two of two": lambda d, c, r: d.clip(1, 2),
}


@pytest.mark.parametrize("which", ["all", "one"])
@pytest.mark.parametrize("name", ORDERED_DAMAGE)
def test_damaged_categories(name: str, which: str) -> None:
    data = categories()
    with np.errstate(all="ignore"):
        data = ORDERED_DAMAGE[name](data, "x2", np.random.default_rng(1))
    ordered = ITEMS if which == "all" else ["x2"]
    fit = answer_or_own_error(lambda: sem.fit(MODEL, data, ordered=ordered, estimator="WLSMV"))
    if fit is not None:
        check_fit(fit)


SAME_NUMBERS = ["objects", "nullable", "float32", "int8", "unsigned", "boolean", "numbers as text"]


@pytest.mark.parametrize("name", SAME_NUMBERS)
def test_a_right_answer_where_the_type_alone_is_odd(name: str) -> None:
    """Numbers of another type are the same numbers."""
    data = damaged(name, pupils().round(), "x2")
    plain = data.assign(x2=data["x2"].astype("Float64").astype(float))
    assert sem.fit(MODEL, data).chisq == pytest.approx(sem.fit(MODEL, plain).chisq, rel=CHISQ)


@pytest.mark.parametrize("name", ["complex", "dates", "durations"])
def test_values_that_only_look_like_numbers(name: str) -> None:
    with pytest.raises(DataError, match=r"variable x2: the values are of type .*, expected numb"):
        sem.fit(MODEL, damaged(name, pupils(), "x2"))


def test_values_too_large_to_add() -> None:
    with pytest.raises(DataError, match=r"item x2: values as large as .*e\+300; change its unit"):
        sem.fit(MODEL, pupils().assign(x2=pupils().x2 * 1e300))
