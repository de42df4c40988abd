"""Screening in the report: small counts masked, no respondent named, no verdict from p alone."""

import re
from itertools import product

import numpy as np
import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE, assembled, even, pandoc_text
from lib.reporting.fakes import fake_artefacts, fake_study
from openpyxl import load_workbook

from surveysem.reporting import Artefacts, Scribe, build_tables, read_text, write_workbook
from surveysem.reporting.escape import Markdown
from surveysem.reporting.findings import facts
from surveysem.reporting.tables.masking import (
    Masked,
    as_shares,
    explained,
    join_small,
    mask_counts,
    mask_known,
    mask_small,
)
from surveysem.survey.screen.flags import RULES

LESS, MORE = Masked("<", 5), Masked("≥", 5)
HARD = "\u00a0"


@pytest.fixture(scope="module")
def english():
    return read_text(SOURCE, "en")


def found(text, **changes):
    return facts(fake_artefacts(**changes), fake_study(), text)["screening"]


def printed(table, text, **study):
    scribe = Scribe(text, fake_study(**study))
    return [[scribe.cell(column, row) for column in table.columns] for row in table.rows()]


@pytest.mark.parametrize(("counts", "masked"), [
    ([30, 20, 10], [30, 20, 10]), ([30, 5], [30, 5]),
    ([30, 20, 3], [30, MORE, LESS]),            # 3 would follow from the total
    ([30, 6, 1], [30, MORE, LESS]), ([30, 5, 1], [MORE, MORE, LESS]),  # 6 = 5 + 1 only
    ([30, 3, 2], [30, LESS, LESS]),             # 3 + 2, 4 + 1, ...
    ([30, 20, 1, 1], [30, MORE, LESS, LESS]),   # 1 + 1 only
    ([30, 20, 4, 4], [30, MORE, LESS, LESS]),   # 4 + 4 only
    ([30, 0], [30, 0]), ([2], [LESS]), ([], []),
])  # fmt: skip
def test_counts_that_would_follow_from_the_total_are_masked_too(counts, masked):
    assert mask_counts(counts, 5) == masked


@pytest.mark.parametrize("counts", list(product([1, 2, 4, 5, 6, 9], repeat=3)))
def test_no_small_count_is_the_only_solution(counts):
    """All tables with the printed cells and total: a masked small cell has several values."""
    least, total = 5, sum(counts)
    masked = mask_counts(counts, least)
    ranges = [
        (n,) if isinstance(n, int) else range(1, least) if n == LESS else range(least, total + 1)
        for n in masked
    ]
    solutions = [cells for cells in product(*ranges) if sum(cells) == total]
    more_to_mask = any(isinstance(n, int) for n in masked)
    for place, n in enumerate(masked):
        if n == LESS and more_to_mask:
            assert len({cells[place] for cells in solutions}) > 1


def test_who_left_a_question_unanswered_is_counted_and_helps_to_find_no_masked_value():
    known = [True, True, True, False]
    masked = mask_known([80, 30, 2, 3], known, 5)
    assert masked == [80, Masked("≥", 5), Masked("<", 5), 3]
    assert mask_known([66, 64, 3], [True, True, False], 5) == [66, 64, 3]


@pytest.mark.parametrize(("cells", "said"), [
    ([44, 89], ""), ([80, Masked("<", 5)], "“<” marks"),
    ([80, Masked("≥", 5), Masked("<", 5)], "from which it could be worked out"),
])  # fmt: skip
def test_the_note_explains_only_the_signs_that_stand_in_the_table(english, cells, said):
    note = explained(cells, fake_study(), english)
    assert said in note
    assert bool(note) == bool(said)


def test_nothing_is_masked_from_one_on():
    assert mask_counts([1, 2, 0], 1) == mask_small([1, 2, 0], 1) == join_small([1, 2, 0], 1)
    assert join_small([1, 2, 0], 1) == [1, 2, 0]


def test_masked_shares_keep_the_bound():
    assert as_shares([10, LESS], 100) == [0.1, Masked("<", 0.05)]


RIGHT, LEFT = Masked("→"), Masked("←")


@pytest.mark.parametrize(("counts", "joined"), [
    ([1, 4, 19, 32, 9], [RIGHT, 5, 19, 32, 9]), ([0, 3, 19, 32, 2], [0, RIGHT, 22, 34, LEFT]),
    ([1, 1, 1, 40, 8], [RIGHT, RIGHT, RIGHT, 43, 8]), ([9, 2, 9], [11, LEFT, 9]),
    ([1, 0, 1], [RIGHT, 0, LESS]), ([3, 3], [RIGHT, 6]), ([0, 0], [0, 0]),
])  # fmt: skip
def test_rare_answers_join_the_next_towards_the_middle(counts, joined):
    assert join_small(counts, 5) == joined


@pytest.mark.parametrize("seed", range(20))
def test_joined_answers_sum_to_all_and_none_is_small(seed):
    counts = np.random.default_rng(seed).integers(0, 8, 7).tolist()
    kept = [n for n in join_small(counts, 5) if isinstance(n, int)]
    assert sum(kept) == sum(counts)
    assert not [n for n in kept if 0 < n < 5]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return assembled(tmp_path_factory, "en")


def test_a_small_region_is_masked_in_report_and_workbook(english, report, tmp_path):
    artefacts, study = fake_artefacts(), fake_study()
    profile = build_tables(artefacts, study, english)["profile"]
    assert [row[2:] for row in printed(profile, english)][:3] == [
        ["100", r"73\.5\%"],
        [f"≥{HARD}5", f"≥{HARD}3\\.7\\%"],
        [f"\\<{HARD}5", f"\\<{HARD}3\\.7\\%"],
    ]
    book = load_workbook(
        write_workbook(SOURCE, artefacts, study, "en", report, tmp_path / "t.xlsx")
    )
    rows = list(book["profile"].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in rows[:3]] == [100, f"≥{HARD}5", f"<{HARD}5"]
    shown = build_tables(artefacts, fake_study(min_cell=1), english)["profile"]
    assert shown.frame["n"].tolist()[:3] == [100, 33, 3]


def test_no_small_count_of_answers_is_in_the_workbook(english, report, tmp_path):
    artefacts, least = fake_artefacts(), 25
    study = fake_study(min_cell=least)
    book = load_workbook(
        write_workbook(SOURCE, artefacts, study, "en", report, tmp_path / "t.xlsx")
    )
    n = artefacts.missing_items.set_index("variable")["n"]
    for name, *shares in book["distributions"].iter_rows(min_row=2, values_only=True):
        counts = [round(share * n[name]) for share in shares if isinstance(share, (int, float))]
        assert sum(counts) == n[name]
        assert not [count for count in counts if 0 < count < least]


def test_floor_and_ceiling_of_few_respondents_are_masked(english):
    summary = fake_artefacts().summary.iloc[:3].assign(n=100, floor=[0.04, 0.05, 0.0], ceiling=None)
    table = build_tables(Artefacts(summary=summary), fake_study(), english)["items"]
    assert table.frame["floor"].tolist() == [Masked("<", 0.05), 0.05, 0.0]
    assert table.frame["ceiling"].isna().all()


def test_controls_show_no_extremes_and_no_quartile_of_few(english):
    few = fake_artefacts().profile_numbers.assign(n=19)
    frame = build_tables(Artefacts(profile_numbers=few), fake_study(), english)["profile_numbers"]
    assert {"minimum", "maximum"}.isdisjoint(column.name for column in frame.columns)
    assert frame.frame[["q1", "q3"]].isna().all(axis=None)
    assert frame.frame["median"].notna().all()


def test_rules_that_flag_stand_with_their_thresholds_and_sources(english):
    table = build_tables(fake_artefacts(), fake_study(), english)["flags"]
    rows = printed(table, english)
    assert [row[:2] for row in rows] == [
        ["run of equal answers", "4 equal answers in a row or more"],
        ["Mahalanobis distance", "*p* below .001"],
        ["at least one rule", "—"],
    ]
    assert rows[0][2] == r"Curran \(2016\)"
    assert all(f"words.{rule}" in english for rule in RULES)


def test_patterns_beyond_the_first_are_one_row(english):
    rows = [(i + 1, 90 if not i else 1, 0.1, int(i > 0), f"q{i}" * (i > 0)) for i in range(40)]
    patterns = pd.DataFrame(rows, columns=["pattern", "n", "share", "missing", "items"])
    given = Artefacts(missing_patterns=patterns)
    table = build_tables(given, fake_study(), english)["missing_patterns"]
    cells = printed(table, english)
    assert len(cells) == 31
    assert [row[1] for row in cells[:2]] == ["90", "1"]
    assert cells[-1][1] == "10"
    assert cells[-1][-1] == "10 other\\, rarer patterns"


@pytest.mark.parametrize(("reason", "state"), [
    ("no answer is missing", "complete"), ("item x has no answer", "impossible"),
])  # fmt: skip
def test_a_test_of_little_that_does_not_exist_is_no_number(english, reason, state):
    mcar = fake_artefacts().mcar.assign(chisq=np.nan, df=np.nan, pvalue=np.nan, reason=reason)
    assert found(english, mcar=mcar)["mcar"]["state"] == state


def test_the_largest_difference_of_early_and_late_is_told_by_its_size(english):
    returns = (
        fake_artefacts()
        .returns.iloc[:3]
        .assign(d=[0.1, -0.5, np.nan], ci_lower=[-0.3, -0.9, np.nan], ci_upper=[0.5, -0.1, np.nan])
    )
    told = found(english, returns=returns)["returns"]
    assert (told["compared"], told["largest"], told["apart"]) == (2, -0.5, 1)
    assert told["name"] == "Cultural proximity"
    assert told["reach"] == 0.9


@pytest.mark.parametrize("estimator", ["ML", "MLM", "MLR"])
def test_what_non_normality_means_names_the_estimator_of_the_run(english, estimator):
    fits = [{"model": "measurement", "estimator": estimator}]
    sentence = found(english, fits=fits)["normality"]["estimator"]
    assert f"by {estimator}:" in sentence
    assert found(english, fits=[{"model": "measurement"}])["normality"]["estimator"] == Markdown("")


def test_the_chapter_names_no_respondent_and_gives_no_verdict_from_p(files, language):
    report = pandoc_text(files["html"], "html")
    words = {
        "fr": ("Examen préalable", "ne suffisent pas", "n’établit pas que le hasard"),
        "en": ("Screening of the answers", "not enough to say", "not establish that chance"),
    }[language]
    assert all(even(word) in report for word in words)
    assert "data/processed/clean/2012" in report
    chapter = report[report.rindex(words[0]) : report.rindex(words[1])]
    assert not re.search(r"\b(n’est pas significati|not significant)", chapter)


def test_a_run_without_screening_has_no_such_chapter(english):
    assert facts(Artefacts(), fake_study(), english)["screening"] == {"any": False}
