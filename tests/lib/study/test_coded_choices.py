"""Which rules on interviews ask for which choices: what a change of config/ makes run again."""

import re
from pathlib import Path

import pytest
from lib.study import coded_study, small_study

from surveysem.study.cases import NEEDED

CONFIG, CASES, CODES = "config/config.yaml", "config/cases.tsv", "config/codes.tsv"
EVERY = set(NEEDED)
SAID = EVERY - {"judge_case_claims"}
CODERS = "compare_coders"
DRAWN = {"count_themes", "compare_sources", "compare_coders", "place_cases"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return coded_study.write(tmp_path)


def asked(root: Path) -> dict[str, object]:
    cases = small_study.load(root, checked=True).cases
    assert cases is not None
    return {rule: cases.needed("duo", rule) for rule in NEEDED}


@pytest.mark.parametrize(
    ("file", "old", "new", "rules"),
    [
        (CONFIG, "value: 0.667", "value: 0.8", set()),
        (CONFIG, "title: {en: Two firms}", "title: {en: Two}", set()),
        (CONFIG, "tie: {en: Tie}", "tie: {en: Ties}", set()),
        (CONFIG, "{draws: 100, level", "{draws: 200, level", {*DRAWN, "compare_groups"}),
        (CONFIG, "seed: 1", "seed: 2", DRAWN),
        (CONFIG, "quote_code: quote", "quote_code: quote\n  counted: Ann", SAID - {CODERS}),
        (CONFIG, "chain: [tie, context]", "chain: [context, tie]", {"trace_chain"}),
        (CONFIG, "group: region", "group: equity", {"order_cases", "compare_groups"}),
        (CONFIG, "{en: Closeness}", "{en: Tie}", {"place_cases", "judge_case_claims"}),
        (CONFIG, "{en: Friends}", "{en: Friendly}", {"place_cases", "judge_case_claims"}),
        (CONFIG, "{min: 12}", "{min: 13}", {"order_cases", "judge_case_claims"}),
        (CONFIG, "min_n: 1", "min_n: 2", {"solve_truth_table"}),
        (CONFIG, "{Duo: friends}", "{Duo: strangers}", {"place_cases"}),
        (CONFIG, "months: {en: Months}", "months: {en: Month}", {"order_cases"}),
        (CODES, "\tFriendship\t", "\tFriends\t", set()),
        (CODES, "\tFriendship\t\t\n", "\tFriendship\tUn lien\tA tie\n", set()),
        (CODES, "friendship\ttie", "friendship\tcontext", SAID),
        (CASES, "Sud\t36", "Sud\t35", SAID),
    ],
)
def test_a_choice_concerns_its_rules(
    root: Path, file: str, old: str, new: str, rules: set[str]
) -> None:
    before = asked(root)
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    after = asked(root)
    assert {rule for rule in EVERY if before[rule] != after[rule]} == rules


def test_every_rule_on_a_collection_asks_for_what_it_needs() -> None:
    text = (small_study.ROOT / "workflow/rules/8_cases.smk").read_text()
    found = re.findall(
        r'CASES\.needed\(\s*wildcards\.collection, "(\w+)"\s*\),\s+code=code\("cases/(\w+)', text
    )
    assert [rule for rule, _ in found] == [script for _, script in found]
    assert {rule for rule, _ in found} == EVERY
    assert "CASES.choices" not in text
