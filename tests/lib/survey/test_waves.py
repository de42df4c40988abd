"""Waves beside each other: pooled, item by item, and as groups of one measurement model."""

import json

import numpy as np
import pandas as pd
import pytest
from study.workbench import semopy_example

from surveysem import survey
from surveysem.errors import DataError
from surveysem.survey.waves.drift_verdict import judge_drift

NAN = float("nan")
NAMES = ("trust_1", "trust_2", "size")
AGREE = {1.0: "Not at all", 4.0: "So-so", 7.0: "Wholly"}
ROWS = pd.DataFrame(
    [
        {"variable": name, "role": "item", "construct": "trust", "min": "1", "max": "7"}
        for name in NAMES[:2]
    ]
    + [{"variable": "size", "role": "control"}]
).fillna("")


def wave(name: str, answers: list[list[float]], drop: tuple[str, ...] = (), **labels):
    """Items, dictionary and decisions of one wave; ``labels`` replaces those of a variable."""
    items = pd.DataFrame(answers, columns=list(NAMES)).drop(columns=list(drop))
    items.insert(0, "row", np.arange(len(items)) + 1)
    kept = [one for one in NAMES if one not in drop]
    dictionary = pd.DataFrame(
        {
            "variable": kept,
            "type": "numeric",
            "value_labels": [
                _text(labels.get(one, {} if one == "size" else AGREE)) for one in kept
            ],
        }
    )
    gone = [("item missing", one, "dropped") for one in drop]
    decisions = pd.DataFrame(gone, columns=["step", "variable", "action"])
    return [table.assign(wave=name) for table in (items, dictionary, decisions)]


def _text(labels: dict[float, str]) -> str:
    return json.dumps({f"{code:g}": label for code, label in labels.items()})


def pool(*waves, rows: pd.DataFrame = ROWS) -> survey.Pooled:
    stacked = [pd.concat(parts, ignore_index=True) for parts in zip(*waves, strict=True)]
    return survey.pool_waves(*stacked, rows)


FIRST = [[1, 2, 10], [2, 3, 20], [3, 4, 30]]
LATER = [[4, 5, 40], [5, 6, 50]]


def test_waves_lie_one_below_the_other_with_their_names() -> None:
    found = pool(wave("b", FIRST), wave("a", LATER))
    assert list(found.items.columns) == ["row", "wave", *NAMES]
    assert found.items.wave.tolist() == ["b", "b", "b", "a", "a"]
    assert found.items.row.tolist() == [1, 2, 3, 1, 2]
    assert found.items.trust_1.tolist() == [1, 2, 3, 4, 5]
    assert found.waves.to_dict("list") == {"wave": ["b", "a"], "n": [3, 2], "left_out": ["", ""]}


def test_an_item_that_cleaning_dropped_in_one_wave_is_left_out_of_all() -> None:
    found = pool(wave("a", FIRST), wave("b", LATER, drop=("trust_2",)))
    assert list(found.items.columns) == ["row", "wave", "trust_1", "size"]
    assert found.waves.left_out.tolist() == ["", "trust_2"]


def test_one_wave_has_nothing_to_be_pooled_with() -> None:
    with pytest.raises(DataError, match=r"^waves: found a alone, expected two or more to compare$"):
        pool(wave("a", FIRST))


def test_an_item_that_a_wave_lacks_is_named() -> None:
    items, dictionary, decisions = wave("b", LATER, drop=("trust_2",))
    with pytest.raises(DataError, match=r"^item trust_2: not in b; expected in every wave, under"):
        pool(wave("a", FIRST), [items, dictionary, decisions[:0]])


def test_a_control_that_is_text_in_one_wave_is_named() -> None:
    items, dictionary, decisions = wave("b", LATER)
    dictionary.loc[dictionary.variable == "size", "type"] = "string"
    with pytest.raises(
        DataError, match=r"^control size: numeric in a, string in b; expected one ty"
    ):
        pool(wave("a", FIRST), [items, dictionary, decisions])


TURNED = {1.0: "Wholly", 4.0: "So-so", 7.0: "Not at all"}


def test_answers_that_are_labelled_otherwise_are_named_all_at_once() -> None:
    with pytest.raises(DataError) as caught:
        pool(wave("a", FIRST), wave("b", LATER, trust_1=TURNED, trust_2={4.0: "Never"}))
    first, second = str(caught.value).split("; item ")
    assert first.startswith("item trust_1: 1 is 'Not at all' in a and 'Wholly' in b; expected the")
    assert second.startswith("trust_2: 4 is 'So-so' in a and 'Never' in b")


@pytest.mark.parametrize(
    "labels",
    [
        {1.0: "NOT  at all", 7.0: "wholly "},  # case and blanks
        {},  # no labels
        {2.0: "Hardly", 9.0: "No answer"},  # others than the first wave labels
    ],
)
def test_what_is_no_difference_stops_nothing(labels: dict[float, str]) -> None:
    assert len(pool(wave("a", FIRST), wave("b", LATER, trust_1=labels)).items) == 5


def test_codes_beside_the_scale_may_be_labelled_otherwise() -> None:
    one, two = (AGREE | {9.0: label} for label in ("No answer", "Refused"))
    assert len(pool(wave("a", FIRST, trust_1=one), wave("b", LATER, trust_1=two)).items) == 5


def test_a_wave_whose_codes_are_mapped_is_taken_at_its_word() -> None:
    rows = ROWS.assign(recoded=["b=1>1,4>4,7>7", "", ""])
    found = pool(wave("a", FIRST), wave("b", LATER, trust_1={1.0: "Pas du tout"}), rows=rows)
    assert len(found.items) == 5


@pytest.mark.parametrize(
    ("interval", "pvalue", "verdict"),
    [
        ((0.21, 0.60), 0.001, "drifted"),
        ((-0.60, -0.21), 0.001, "drifted"),
        ((0.20, 0.60), 0.001, "moved"),  # the bound itself is no drift
        ((0.05, 0.45), 0.020, "moved"),
        ((0.05, 0.45), 0.300, "undecided"),  # its interval is one of many: Holm decides
        ((-0.45, 0.10), NAN, "undecided"),
        ((-0.10, 0.30), 0.900, "undecided"),
        ((-0.20, 0.20), 0.900, "stable"),
        ((0.02, 0.15), 0.010, "stable"),  # a change, and too small to matter
        ((NAN, NAN), NAN, "not estimable"),
    ],
)
def test_verdict_on_an_item(interval, pvalue, verdict) -> None:
    assert judge_drift(interval, pvalue, bound=0.2, alpha=0.05) == verdict


def answers(n: int = 400) -> pd.DataFrame:
    """Item one is answered a point higher in the second wave, item two alike by all."""
    rng = np.random.default_rng(1)
    first, second = (rng.integers(2, 7, (n, 2)).astype(float) for _ in range(2))
    second[:, 0] += 1
    frame = pd.DataFrame(np.vstack([first, second]), columns=list(NAMES[:2]))
    return frame.assign(row=range(2 * n), wave=["a"] * n + ["b"] * n)


def test_items_of_a_later_wave_are_set_against_the_first() -> None:
    data = answers()
    found = survey.compare_items(data, ROWS, bound=0.2, alpha=0.05)
    drift = found.drift.set_index("variable")
    by_wave = data.groupby("wave").trust_1
    mean, sd = by_wave.mean(), by_wave.std()
    one = drift.loc["trust_1"]
    assert (one["wave"], one.reference, one.n, one.n_reference) == ("b", "a", 400, 400)
    assert one.d == pytest.approx((mean["b"] - mean["a"]) / np.sqrt((sd**2).mean()))
    assert (one["mean"], one.sd_reference) == pytest.approx((mean["b"], sd["a"]))
    assert one.t > 0
    assert one.rank_biserial > 0
    assert drift.verdict.to_dict() == {"trust_1": "drifted", "trust_2": "undecided"}


def test_dissimilarity_is_the_share_that_would_have_to_answer_otherwise() -> None:
    first, second = [1, 1, 2, 2, 7, 7, 7, 7, 7, 7], [1, 1, 2, 7, 7, 7, 7, 7, 7, 7]
    data = pd.DataFrame({"trust_1": [*first, *second], "wave": ["a"] * 10 + ["b"] * 10})
    drift = survey.compare_items(data.astype({"trust_1": float}), ROWS, 0.2, 0.05).drift.iloc[0]
    assert drift.dissimilarity == pytest.approx(0.1)
    assert abs(drift["shift"]) == pytest.approx(0.1)
    assert drift.shifted_answer in (2.0, 7.0)


def test_answers_by_wave_list_every_answer_of_the_scale() -> None:
    table = survey.compare_items(answers(), ROWS, 0.2, 0.05).answers
    one = table[(table.variable == "trust_1") & (table["wave"] == "a")].set_index("value")
    assert one.index.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert one.n[7.0] == 0
    assert one.share.sum() == pytest.approx(1)


def test_a_wave_of_a_few_respondents_cannot_be_compared() -> None:
    with pytest.raises(DataError, match=r"^wave b: 4 respondents, expected at least 5$"):
        survey.compare_items(answers().iloc[:404], ROWS, 0.2, 0.05)


THREE = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
BOUNDS = survey.Bounds(0.05, 0.01, 0.015)
ESTIMATION = {"estimator": "ML", "convention": "lavaan", "missing": "listwise"}


def schools_as_waves() -> pd.DataFrame:
    data = semopy_example("holzinger_swineford39_data.csv").reset_index(drop=True)
    names = [f"x{i}" for i in range(1, 10)]
    return data[names].assign(row=range(len(data)), wave=data.school)


def test_waves_are_groups_and_the_first_is_the_reference() -> None:
    models = {"three": THREE, "textual": "textual =~ x4 + x5 + x6\n"}
    lenient = survey.Bounds(alpha=1e-9, delta_cfi=1.0, delta_rmsea=1.0)
    found = survey.compare_measurement(models, schools_as_waves(), lenient, ESTIMATION)
    assert set(found.verdicts.grouping) == {"wave"}
    means = found.means.set_index(["model", "construct"])
    assert set(means.reference) == {"Pasteur"}
    assert means.n.tolist() == [145] * 4
    assert means.loc[("textual", "textual"), "comparable"] == "sum scores"
    assert means.loc[("textual", "textual"), "d"] == pytest.approx(0.616, abs=0.01)


def test_means_that_may_not_be_compared_are_not_given() -> None:
    found = survey.compare_measurement({"three": THREE}, schools_as_waves(), BOUNDS, ESTIMATION)
    assert found.verdicts.level.tolist() == ["metric"]
    assert found.means.comparable.tolist() == ["paths"] * 3
    assert found.means[["difference", "ci_lower", "d", "d_ci_upper"]].isna().all(axis=None)


def test_rows_of_the_raw_files_may_have_the_same_numbers_in_all_waves() -> None:
    data = schools_as_waves()
    repeated = data.assign(row=data.groupby("wave").cumcount())
    one, two = (
        survey.compare_measurement({"three": THREE}, each, BOUNDS, ESTIMATION).steps
        for each in (data, repeated)
    )
    pd.testing.assert_frame_equal(one, two)
