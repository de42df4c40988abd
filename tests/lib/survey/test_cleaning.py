"""Cleaning: every step by itself, and the way of n from raw to analysed."""

import json

import numpy as np
import pandas as pd
import pytest

from surveysem import survey
from surveysem.errors import DataError, SpecificationError
from surveysem.survey.clean import recoding, screening
from surveysem.survey.clean.decisions import ACTIONS, STEPS
from surveysem.survey.codebook import Codebook, Entry, Variable
from surveysem.survey.spss.missing import MissingCodes

ITEMS = ["trust_1", "trust_2", "trust_3", "coop_1", "coop_2", "coop_3"]
SCALE = {"role": "item", "min": "1", "max": "7", "reverse": "no", "missing": ""}


def rows(**changes):
    table = [
        {
            "variable": item,
            "construct": item.split("_")[0],
            **SCALE,
            "label_fr": f"libellé {item}",
            "label_en": f"label {item}",
        }
        for item in ITEMS
    ]
    table += [
        {"variable": "firm", "role": "identifier"},
        {"variable": "region", "role": "group"},
        {"variable": "size", "role": "control", "min": "0"},
        {"variable": "remark", "role": "note"},
    ]
    for row in table:
        row.update(changes.get(row["variable"], {}))
    return pd.DataFrame(table)


def wave(**changes):
    """Ten firms that answer 1..7 in turn; ``changes`` replaces whole columns."""
    n = 10
    data = {
        item: [float((i * (k % 5 + 2) + k) % 7 + 1) for i in range(n)]
        for k, item in enumerate(ITEMS)
    }
    data |= {
        "firm": [f"F{i}" for i in range(n)],
        "region": [1.0, 2.0] * 5,
        "size": [10.0 * i for i in range(n)],
        "remark": ["ok"] * n,
        "unused": [0.0] * n,
    }
    frame = pd.DataFrame({**data, **changes}, index=pd.RangeIndex(1, n + 1, name="row"))
    book = [Variable(name) for name in frame.columns]
    book[frame.columns.get_loc("region")] = Variable(
        "region", label="Région", measure="nominal", value_labels={1.0: "Europe", 2.0: "Amérique"}
    )
    book[0] = Variable(
        "trust_1",
        measure="ordinal",
        format="F1.0",
        declared_missing=3,
        value_labels={1.0: "pas du tout", 7.0: "tout à fait", 9.0: "sans objet"},
        missing=MissingCodes(values=(99.0,)),
    )
    return survey.Survey(frame, Codebook(tuple(book)), ())


def column(item, **changes):
    """The column of ``item`` with the values of some rows replaced, as ``r3=9.0``."""
    values = wave().data[item].copy()
    for row, value in changes.items():
        values[int(row[1:])] = value
    return {item: values.tolist()}


def decided(cleaned, step):
    return cleaned.decisions[cleaned.decisions["step"] == step].reset_index(drop=True)


def test_a_clean_wave_keeps_every_answer():
    cleaned = survey.clean_responses(wave(), rows())
    assert list(cleaned.items) == ["row", *ITEMS, "size"]
    np.testing.assert_array_equal(cleaned.items[ITEMS], wave().data[ITEMS])
    assert cleaned.flow["n"].tolist() == [10, 10, 10]
    assert cleaned.flow["step"].tolist() == ["raw", "analysed", "complete cases (listwise)"]


def test_controls_are_at_hand_for_models_where_they_are_numbers():
    sizes = [float(size) for size in range(10)]
    cleaned = survey.clean_responses(wave(size=sizes), rows())
    assert cleaned.items["size"].tolist() == cleaned.background["size"].tolist() == sizes
    book = rows()
    book.loc[book["variable"] == "size", ["min", "max"]] = ""
    worded = survey.clean_responses(wave(size=["large"] * 10), book)
    assert "size" not in worded.items
    assert worded.background["size"].eq("large").all()


def test_the_identifier_survives_nowhere():
    cleaned = survey.clean_responses(
        wave(firm=["F1"] * 10),
        rows(),
        survey.CleaningRules(duplicates=survey.DuplicateRule(("firm",), "flag")),
    )
    tables = [cleaned.items, cleaned.background, cleaned.data, cleaned.dictionary, cleaned.summary]
    assert all("firm" not in table.columns for table in tables)
    everything = " ".join(table.astype(str).to_csv() for table in [*tables, cleaned.decisions])
    assert "F1" not in everything
    assert "firm" not in cleaned.codebook.names
    assert decided(cleaned, "identifiers")["variable"].tolist() == ["firm"]


def test_variables_that_the_codebook_does_not_name_are_left_out_and_said():
    cleaned = survey.clean_responses(wave(), rows())
    assert "unused" not in cleaned.data
    assert decided(cleaned, "left out")["variable"].tolist() == ["unused"]


def test_declared_missing_is_recorded_from_the_file():
    found = decided(survey.clean_responses(wave(), rows()), "declared missing")
    assert found[["variable", "rule", "found", "action"]].values.tolist() == [
        ["trust_1", "missing 99", "3 values", "set to missing"]
    ]


def test_what_reading_noted_is_kept_with_the_decisions():
    raw = wave()
    noted = survey.Survey(raw.data, raw.codebook, ("wave.sav: the file names no encoding.",))
    found = decided(survey.clean_responses(noted, rows()), "reading")
    assert found[["found", "action"]].values.tolist() == [
        ["wave.sav: the file names no encoding.", "noted"]
    ]


def test_steps_and_actions_are_closed_vocabularies():
    raw = wave(
        firm=["F0", "F0", *(f"F{i}" for i in range(2, 10))],
        **column("trust_1", r3=9.0, r4=np.nan),
        **column("trust_2", r1=6.0),
    )
    cleaned = survey.clean_responses(
        raw,
        rows(trust_2={"missing": "6"}, coop_1={"reverse": "yes"}),
        survey.CleaningRules.of(CHOICES),
    )
    assert set(cleaned.decisions["step"]) <= set(STEPS)
    assert set(cleaned.decisions["action"]) <= set(ACTIONS)
    assert {"duplicates", "range", "codebook missing", "item missing"} <= set(
        cleaned.decisions["step"]
    )


CHOICES = {
    "duplicates": {"key": ["firm"], "action": "exclude"},
    "straight_lining": {"max_share": 0.9, "action": "flag"},
    "respondent_missing": {"max_share": 0.5, "action": "exclude"},
    "item_missing": {"max_share": 0.1, "action": "flag"},
    "out_of_range": "missing",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"straight_lining": survey.ShareRule(0.9, "drop")},
            "clean, straight_lining: action 'drop' found, expected exclude or flag",
        ),
        (
            {"item_missing": survey.ShareRule(0.9, "exclude")},
            "clean, item_missing: action 'exclude' found, expected flag or drop",
        ),
        (
            {"duplicates": survey.DuplicateRule(("firm",), "delete")},
            "clean, duplicates: action 'delete' found, expected exclude or flag",
        ),
    ],
)
def test_an_action_that_a_rule_does_not_know_is_refused(change, message):
    with pytest.raises(SpecificationError, match=message):
        survey.CleaningRules(**change)


def test_rules_from_a_mapping():
    assert survey.CleaningRules.of(CHOICES) == survey.CleaningRules(
        survey.DuplicateRule(("firm",), "exclude"),
        survey.ShareRule(0.9, "flag"),
        survey.ShareRule(0.5, "exclude"),
        survey.ShareRule(0.1, "flag"),
        "missing",
    )
    assert survey.CleaningRules.of({}) == survey.CleaningRules()


def test_codes_of_the_codebook_become_missing():
    raw = wave(**column("trust_2", r1=9.0, r4=98.0, r5=9.0), remark=["ok", "NSP"] * 5)
    cleaned = survey.clean_responses(
        raw, rows(trust_2={"missing": "9 97..99"}, remark={"missing": "NSP"})
    )
    assert cleaned.items.set_index("row")["trust_2"].isna().pipe(lambda s: s.index[s]).tolist() == [
        1,
        4,
        5,
    ]
    assert cleaned.background["remark"].isna().sum() == 5
    assert decided(cleaned, "codebook missing")["found"].tolist() == [
        "9 98 (3 values)",
        "NSP (5 values)",
    ]


def test_values_outside_the_scale_are_refused_all_at_once():
    raw = wave(
        **column("trust_1", r3=9.0), **column("coop_2", r2=0.0, r7=55.0), size=[-1.0] + [1.0] * 9
    )
    with pytest.raises(DataError) as caught:
        survey.clean_responses(raw, rows())
    assert str(caught.value) == (
        "item trust_1: value 9 outside 1..7 (1 row: 3); 9 is labelled 'sans objet' in the file: "
        "if it means no answer, name it in column missing; "
        "item coop_2: values 0 55 outside 1..7 (2 rows: 2, 7); "
        "control size: value -1 outside 0.. (1 row: 1)"
    )


def test_values_outside_the_scale_can_be_set_to_missing():
    raw = wave(**column("coop_2", r2=0.0, r7=55.0))
    cleaned = survey.clean_responses(raw, rows(), survey.CleaningRules(out_of_range="missing"))
    found = decided(cleaned, "range")
    assert found[["row", "variable", "found"]].values.tolist() == [
        [2, "coop_2", "0"],
        [7, "coop_2", "55"],
    ]
    assert cleaned.items["coop_2"].isna().sum() == 2
    assert cleaned.flow["n"].tolist() == [10, 10, 8]


def test_an_item_that_holds_text_is_refused():
    with pytest.raises(
        DataError,
        match=r"item trust_2: text 'seven' found where numbers 1\.\.7 "
        r"are expected",
    ):
        survey.clean_responses(wave(trust_2=["seven"] * 10), rows())


def test_reverse_coding_turns_values_and_labels():
    cleaned = survey.clean_responses(wave(), rows(trust_1={"reverse": "yes"}))
    np.testing.assert_array_equal(cleaned.items["trust_1"], 8 - wave().data["trust_1"])
    assert cleaned.codebook["trust_1"].value_labels == {
        7.0: "pas du tout",
        1.0: "tout à fait",
        9.0: "sans objet",
    }
    assert decided(cleaned, "reverse-coding")["reason"].tolist() == [
        "reverse-worded: x becomes 8 - x"
    ]


@pytest.mark.parametrize(
    ("action", "n", "word"), [("exclude", 8, "excluded"), ("flag", 10, "flagged")]
)
def test_duplicates_keep_the_first(action, n, word):
    firm = [f"F{i}" for i in (0, 1, 2, 0, 4, 5, 6, 7, 0, 9)]
    cleaned = survey.clean_responses(
        wave(firm=firm),
        rows(),
        survey.CleaningRules(duplicates=survey.DuplicateRule(("firm",), action)),
    )
    found = decided(cleaned, "duplicates")
    assert found["row"].tolist() == [4, 9]
    assert found["found"].tolist() == ["same key as row 1"] * 2
    assert set(found["action"]) == {word}
    assert len(cleaned.items) == n
    assert 1 in cleaned.items["row"].tolist()


def test_rows_without_a_key_are_not_compared_and_said():
    firm = [None, None, *(f"F{i}" for i in range(8))]
    step = screening.screen_duplicates(wave(firm=firm).data, survey.DuplicateRule(("firm",)))
    assert len(step.data) == 10
    assert [(d.row, d.found, d.action) for d in step.decisions] == [
        (None, "2 rows without a key", "kept")
    ]


def test_a_duplicate_key_may_have_several_variables():
    data = pd.DataFrame(
        {"a": [1.0, 1, 1, 1], "b": [1.0, 2, 1, 2]}, index=pd.RangeIndex(1, 5, name="row")
    )
    step = screening.screen_duplicates(data, survey.DuplicateRule(("a", "b")))
    assert [(d.row, d.found) for d in step.decisions] == [
        (3, "same key as row 1"),
        (4, "same key as row 2"),
    ]


def test_an_unknown_key_names_the_nearest():
    with pytest.raises(DataError, match="duplicates, key firme: not in the file; nearest: firm"):
        survey.clean_responses(
            wave(), rows(), survey.CleaningRules(duplicates=survey.DuplicateRule(("firme",)))
        )


STRAIGHT = [
    ([7.0] * 6, True),
    ([7.0, 7, 7, 7, 7, 6], True),
    ([7.0, 7, 7, 7, 6, 6], False),
    ([7.0, np.nan, np.nan, np.nan, np.nan, np.nan], False),
    ([7.0, 7, np.nan, np.nan, np.nan, np.nan], True),
    ([np.nan] * 6, False),
]


@pytest.mark.parametrize(("answers", "caught"), STRAIGHT)
def test_straight_lining_counts_answered_items(answers, caught):
    data = pd.DataFrame(
        [answers, [1.0, 2, 3, 4, 5, 6]], columns=ITEMS, index=pd.RangeIndex(1, 3, name="row")
    )
    step = screening.screen_straight_lining(data, ITEMS, survey.ShareRule(0.8, "exclude"))
    assert [d.row for d in step.decisions] == ([1] if caught else [])
    assert step.data.index.tolist() == ([2] if caught else [1, 2])


def test_straight_lining_is_judged_before_reverse_coding():
    raw = wave(**{key: value for item in ITEMS for key, value in column(item, r3=7.0).items()})
    cleaned = survey.clean_responses(
        raw,
        rows(trust_1={"reverse": "yes"}, trust_2={"reverse": "yes"}),
        survey.CleaningRules(straight_lining=survey.ShareRule(0.9, "exclude")),
    )
    assert decided(cleaned, "straight-lining")[["row", "found"]].values.tolist() == [
        [3, "6 of 6 answers alike (1.000)"]
    ]


def test_missing_per_respondent_beyond_the_share_only():
    raw = wave(**column("trust_1", r2=np.nan, r5=np.nan), **column("trust_2", r2=np.nan))
    cleaned = survey.clean_responses(
        raw, rows(), survey.CleaningRules(respondent_missing=survey.ShareRule(1 / 6, "exclude"))
    )
    assert decided(cleaned, "respondent missing")[["row", "found"]].values.tolist() == [
        [2, "2 of 6 items unanswered (0.333)"]
    ]
    assert cleaned.flow[["step", "n", "removed"]].values.tolist() == [
        ["raw", 10, 0],
        ["respondent missing", 9, 1],
        ["analysed", 9, 0],
        ["complete cases (listwise)", 8, 1],
    ]


@pytest.mark.parametrize(("action", "kept"), [("flag", ITEMS), ("drop", ITEMS[1:])])
def test_missing_per_item(action, kept):
    raw = wave(**column("trust_1", r2=np.nan, r5=np.nan), **column("trust_2", r2=np.nan))
    cleaned = survey.clean_responses(
        raw, rows(), survey.CleaningRules(item_missing=survey.ShareRule(0.1, action))
    )
    assert list(cleaned.items.columns[1:]) == [*kept, "size"]
    assert decided(cleaned, "item missing")[["variable", "found"]].values.tolist() == [
        ["trust_1", "2 of 10 respondents (0.200)"]
    ]


def test_nobody_leaves_without_a_decision():
    raw = wave(
        firm=["F0", "F0", *(f"F{i}" for i in range(2, 10))],
        **column("trust_1", r5=np.nan),
        **column("trust_2", r5=np.nan),
    )
    cleaned = survey.clean_responses(
        raw,
        rows(),
        survey.CleaningRules(
            duplicates=survey.DuplicateRule(("firm",)),
            respondent_missing=survey.ShareRule(0.2, "exclude"),
            straight_lining=survey.ShareRule(0.9, "exclude"),
        ),
    )
    gone = set(raw.data.index) - set(cleaned.items["row"])
    excluded = cleaned.decisions.query("action == 'excluded'")["row"]
    assert gone == set(excluded) == {2, 5}
    assert cleaned.flow["removed"].sum() == len(gone)


def test_the_flow_gives_a_reason_for_every_loss():
    raw = wave(firm=["F0", "F0", *(f"F{i}" for i in range(2, 10))])
    cleaned = survey.clean_responses(
        raw, rows(), survey.CleaningRules(duplicates=survey.DuplicateRule(("firm",)))
    )
    assert cleaned.flow[["step", "reason"]].values.tolist()[:3] == [
        ["raw", "rows of the raw file"],
        ["duplicates", "second answers of the same respondent (key firm)"],
        ["analysed", "respondents after cleaning"],
    ]


def test_no_respondent_left():
    with pytest.raises(
        DataError,
        match=r"no respondent is left of 10 \(straight-lining: 10\); "
        "expected some",
    ):
        survey.clean_responses(
            wave(), rows(), survey.CleaningRules(straight_lining=survey.ShareRule(0.0, "exclude"))
        )


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([4.0] * 10, r"item trust_1: every answer is 4 \(10 respondents\); expected answers that"),
        ([np.nan] * 10, r"item trust_1: no answer at all \(10 respondents\)"),
    ],
)
def test_an_item_without_variance_is_refused(values, message):
    with pytest.raises(DataError, match=message):
        survey.clean_responses(wave(trust_1=values), rows())


def test_items_that_are_in_no_file_are_listed_with_the_nearest_names():
    table = rows()
    table.loc[0, "variable"], table.loc[3, "variable"] = "Trust_1", "cop_1"
    with pytest.raises(DataError) as caught:
        survey.clean_responses(wave(), table)
    assert str(caught.value).startswith(
        "items.tsv: variable Trust_1: not in the file; nearest: trust_1"
    )
    assert "items.tsv: variable cop_1: not in the file; nearest: coop_" in str(caught.value)


def test_background_speaks_in_labels_and_numbers():
    background = survey.clean_responses(wave(), rows()).background
    assert list(background) == ["row", "region", "size", "remark"]
    assert background["region"].tolist()[:2] == ["Europe", "Amérique"]
    assert background["size"].tolist()[:2] == [0, 10]


def test_items_of_an_axis_are_cleaned_and_stand_aside():
    axis = {"role": "axis", "construct": "", "reverse": "yes", "missing": "9"}
    survey_of = wave(**column("coop_3", r1=9.0, r2=8.0))
    plain = survey.clean_responses(wave(), rows(coop_3={"role": "note", "construct": ""}))
    cleaned = survey.clean_responses(
        survey_of, rows(coop_3=axis), survey.CleaningRules(out_of_range="missing")
    )
    found = cleaned.background["coop_3"]
    assert found.isna().tolist()[:3] == [True, True, False]
    assert found[2] == 8 - wave().data["coop_3"].iloc[2]
    for name in ("items", "summary", "flow"):
        pd.testing.assert_frame_equal(getattr(cleaned, name), getattr(plain, name))
    assert {"codebook missing", "range", "reverse-coding"} <= set(cleaned.decisions["step"])


def test_a_group_code_without_label_stays_a_code():
    background = survey.clean_responses(
        wave(region=[1.0, 3.0] * 4 + [np.nan] * 2), rows()
    ).background
    assert background["region"].dropna().tolist()[:2] == ["Europe", "3"]
    assert background["region"].isna().sum() == 2


def test_dictionary_takes_the_labels_of_the_study():
    table = survey.clean_responses(wave(), rows(), language="en").dictionary.set_index("variable")
    assert table.loc["trust_1", "label"] == "label trust_1"
    assert table.loc["region", "label"] == "Région"
    assert json.loads(table.loc["region", "value_labels"]) == {"1": "Europe", "2": "Amérique"}
    assert table.loc["trust_1", "missing"] == "99"
    assert (table.loc["coop_1", "min"], table.loc["coop_1", "max"]) == (1, 7)


def test_the_cleaned_file_reads_back_in_spss(tmp_path):
    cleaned = survey.clean_responses(wave(), rows(trust_1={"reverse": "yes"}))
    assert survey.write(tmp_path / "clean.sav", cleaned.data, cleaned.codebook) == ()
    again = survey.read(tmp_path / "clean.sav")
    assert again.data["row"].tolist() == list(range(1, 11))
    np.testing.assert_array_equal(again.data[ITEMS], cleaned.items[ITEMS])
    assert again.codebook["trust_1"].label == "libellé trust_1"
    assert again.codebook["trust_1"].value_labels[1.0] == "tout à fait"
    assert again.data["region"].tolist()[:2] == [1, 2]


def test_a_variable_called_row_is_refused():
    raw = wave()
    book = Codebook((*raw.codebook.variables, Variable("row")))
    with pytest.raises(DataError, match="variable row: this name is taken"):
        survey.clean_responses(survey.Survey(raw.data.assign(row=1.0), book, ()), rows())


FAULTY = [
    ({"role": "itme"}, "items.tsv, trust_1: role 'itme' is unknown, expected one of item, axis"),
    ({"construct": ""}, "items.tsv, trust_1: an item needs a construct"),
    ({"min": ""}, "items.tsv, trust_1: an item needs min and max"),
    ({"min": "un"}, "items.tsv, trust_1: min is 'un', expected a number"),
    ({"min": "7", "max": "1"}, r"items.tsv, trust_1: scale 7\.\.1 runs backwards"),
    ({"reverse": "oui"}, "items.tsv, trust_1: reverse is 'oui', expected yes or no"),
    ({"variable": "trust_2"}, "items.tsv: variable trust_2 stands on several rows"),
    ({"role": "note", "reverse": "yes"}, "trust_1: reverse is yes, but only items are"),
    ({"role": "axis", "max": ""}, "items.tsv, trust_1: an item needs min and max"),
]


@pytest.mark.parametrize(("change", "message"), FAULTY)
def test_a_faulty_codebook_row_is_named(change, message):
    with pytest.raises(DataError, match=message):
        survey.read_entries(rows(trust_1=change))


def test_an_unknown_column_of_the_codebook_names_the_nearest():
    with pytest.raises(DataError, match=r"items\.tsv: column revers is unknown; nearest: reverse"):
        survey.read_entries(rows().rename(columns={"reverse": "revers"}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9 x", "missing codes '9 x': found 'x', expected numbers"),
        ("9..1", r"missing codes '9..1': range 9..1 runs backwards"),
    ],
)
def test_faulty_missing_codes(text, message):
    with pytest.raises(DataError, match=message):
        MissingCodes.parse(text)


def test_open_ranges_of_missing_codes():
    codes = MissingCodes.parse("..0 90..")
    column_ = pd.Series([-3.0, 0.0, 1.0, 90.0, np.nan])
    assert codes.mask(column_).tolist() == [True, True, False, True, False]
    assert codes.text() == "..0 90.."


def test_a_share_beyond_one_is_refused():
    with pytest.raises(DataError, match=r"max_share is 20, expected a share between 0 and 1"):
        survey.ShareRule(20)


def test_summary_agrees_with_spss_formulas():
    """G1 and G2 worked by hand after Joanes and Gill (1998) from the moments of 2 3 4 4 7."""
    entry = Entry("x", "item", "c", minimum=1, maximum=7)
    data = pd.DataFrame({"x": [2.0, 3, 4, 4, 7, np.nan]})
    row = recoding_summary(data, entry)
    d = np.array([2.0, 3, 4, 4, 7]) - 4
    n, m2, m3, m4 = 5, (d**2).mean(), (d**3).mean(), (d**4).mean()
    assert row["skewness"] == pytest.approx(np.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5)
    assert row["kurtosis"] == pytest.approx(
        (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    )
    assert (row["n"], row["missing"], row["share_missing"]) == (5, 1, pytest.approx(1 / 6))
    assert (row["floor"], row["ceiling"]) == (0, pytest.approx(0.2))
    assert row["sd"] == pytest.approx(np.sqrt(14 / 4))


def recoding_summary(data, entry):
    from surveysem.survey.clean.summary import summarise_items

    return summarise_items(data, [entry]).iloc[0]


def test_steps_do_not_change_what_they_are_given():
    data = wave().data
    before = data.copy()
    entries = survey.read_entries(rows(trust_1={"reverse": "yes"}, trust_2={"missing": "1"}))
    recoding.set_missing(data, entries)
    recoding.reverse_code(data, entries)
    recoding.check_range(data, entries, "missing")
    pd.testing.assert_frame_equal(data, before)


def test_a_weight_is_refused_unless_the_study_ignores_it():
    raw = survey.Survey(wave().data, wave().codebook, (), "size")
    with pytest.raises(
        DataError, match=r"saved with the weight size.*`weight: ignore` under clean"
    ):
        survey.clean_responses(raw, rows())
    cleaned = survey.clean_responses(raw, rows(), survey.CleaningRules(weight="ignore"))
    found = cleaned.decisions.set_index("step").loc["weight"]
    assert (found["variable"], found["action"]) == ("size", "noted")


def test_a_filter_leaves_out_respondents_with_zero_or_nothing():
    raw = wave(chosen=[1.0] * 7 + [0.0, 0.0, np.nan])
    cleaned = survey.clean_responses(raw, rows(), survey.CleaningRules(filter="chosen"))
    assert cleaned.items["row"].max() == 7
    found = decided(cleaned, "filter")
    assert found["found"].tolist() == ["chosen is 0", "chosen is 0", "chosen is missing"]
    assert cleaned.flow.set_index("step").loc["filter", "removed"] == 3


def test_a_saved_filter_of_spss_is_never_ignored_unsaid():
    raw = wave(**{"filter_$": [1.0] * 8 + [0.0, 0.0]})
    said = r"saved filter, filter_\$ \(2 respondents not selected\)"
    with pytest.raises(DataError, match=said):
        survey.clean_responses(raw, rows())
    kept = survey.clean_responses(raw, rows(), survey.CleaningRules(filter="ignore"))
    assert decided(kept, "filter")["found"].tolist() == ["2 respondents not selected"]
    used = survey.clean_responses(raw, rows(), survey.CleaningRules(filter="filter_$"))
    assert len(kept.items) - len(used.items) == 2
