import re

import pytest
from lib.reporting.conftest import SOURCE

from surveysem.errors import SpecificationError
from surveysem.numbers import shown
from surveysem.reporting import read_text
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text
from surveysem.run import engines
from surveysem.sem.inference.admissible import SENTENCES
from surveysem.study import schema

MINUS, NARROW, HARD = "\u2212", "\u202f", "\u00a0"


def test_both_languages_have_the_same_sentences_with_the_same_placeholders():
    french, english = (read_text(SOURCE, language).placeholders() for language in ("fr", "en"))
    assert french == english


def test_every_cutoff_of_the_configuration_has_a_name(text):
    whole = schema.load(SOURCE.parent / "schemas", "config")["properties"]
    indices = whole["confirm"]["properties"]["cutoffs"]["properties"]
    assert [name for name in indices if f"words.index_{name}" not in text] == []
    criteria = whole["second_order"]["properties"]["cutoffs"]["properties"]
    assert [name for name in criteria if f"second_order.criterion.{name}" not in text] == []


def test_every_reason_of_an_engine_that_is_not_comparable_has_words(text):
    reasons = (
        *(engines.INADMISSIBLE, engines.ABSENT, engines.FAILED, engines.INCOMPLETE),
        *(engines.CONSTRAINED, engines.ORDERED, engines.ESTIMATOR),
    )
    assert [reason for reason in reasons if f"words.{reason}" not in text] == []


def test_every_problem_of_a_solution_has_a_sentence(text):
    assert [kind for kind in SENTENCES if f"problems.{kind}" not in text] == []


def test_no_sentence_claims_a_proof(text):
    words = " ".join(text._templates.values()).lower()
    assert not re.search(r"\bprov(e|es|ed|en)\b|\bprouv\w*|\bdémontr\w*", words)


@pytest.mark.parametrize(("value", "form", "french", "english"), [
    (0.934, "r2", "0,93", ".93"), (-0.934, "r2", f"{MINUS}0,93", f"{MINUS}.93"),
    (1.02, "r2", "1,02", "1.02"), (0.999, "r2", "1,00", "1.00"), (-0.001, "r2", "0,00", ".00"),
    (0.0004, "p", f"<{HARD}0,001", f"<{HARD}.001"), (0.0123, "p", "0,012", ".012"),
    (0.0123, "relation", f"={HARD}0,012", f"={HARD}.012"), (1.0, "p", "1,000", "1.000"),
    (12345.6, "num1", f"12{NARROW}345,6", "12,345.6"), (2000, "count", f"2{NARROW}000", "2,000"),
    (0.125, "pct", f"12{HARD}%", "12%"), (0.9951, "pct", f">{HARD}99{HARD}%", f">{HARD}99%"),
    (0.9995, "pct1", f">{HARD}99,9{HARD}%", f">{HARD}99.9%"),
    (1.0, "pct1", f"100,0{HARD}%", "100.0%"),
    (0.0004, "pct1", f"<{HARD}0,1{HARD}%", f"<{HARD}0.1%"), (0.0, "pct1", f"0,0{HARD}%", "0.0%"),
    (0.9994, "pct1", f"99,9{HARD}%", "99.9%"), (1 - 1e-15, "pct", f"100{HARD}%", "100%"),
    (0.004, "pct", f"<{HARD}1{HARD}%", f"<{HARD}1%"), (-0.004, "change", f"0{HARD}%", "0%"),
    (0.5, "num2", "0,50", "0.50"),
    ((-0.12, 1.3), "ci", f"[{MINUS}0,12{HARD};{HARD}1,30]", f"[{MINUS}.12,{HARD}1.30]"),
    ((-0.4, -0.004), "ci", f"[{MINUS}0,40{HARD};{HARD}{MINUS}0,004]",
     f"[{MINUS}.40,{HARD}{MINUS}.004]"),
    ((0.00041, 0.05), "ci3", f"[0,0004{HARD};{HARD}0,050]", f"[.0004,{HARD}.050]"),
    ((0.0, 0.0046), "ci2", f"[0,00{HARD};{HARD}0,005]", f"[0.00,{HARD}0.005]"),
    ((-1e-9, 0.5), "ci", f"[0,00{HARD};{HARD}0,50]", f"[.00,{HARD}.50]"),
    ((-0.003, 0.1), "cipct", f"[{MINUS}0,3{HARD}%{HARD};{HARD}10{HARD}%]",
     f"[{MINUS}0.3%,{HARD}10%]"),
    ((0.614, 0.75), "cipct", f"[61{HARD}%{HARD};{HARD}75{HARD}%]", f"[61%,{HARD}75%]"),
    (float("nan"), "r2", "—", "—"), (None, "p", "—", "—"), ((0.1, None), "ci", "—", "—"),
])  # fmt: skip
def test_numbers_are_printed_as_the_language_writes_them(value, form, french, english):
    assert shown(value, form, "fr") == french
    assert shown(value, form, "en") == english


@pytest.mark.parametrize(("language", "count", "expected"), [
    ("fr", 0, "0 cas seul"), ("fr", 1, "1 cas seul"), ("fr", 2, "2 cas seuls"),
    ("en", 0, "0 cas seuls"), ("en", 1, "1 cas seul"), ("en", 2, "2 cas seuls"),
])  # fmt: skip
def test_plurals_follow_the_language(language, count, expected):
    text = Text(language, {"a": "{n:count} cas {n:plural seul|seuls}"})
    assert text("a", n=count) == expected


def test_values_are_escaped_and_markdown_passes():
    text = Text("en", {"a": "*{x}* {y}"})
    assert text("a", x="*", y=Markdown("*b*")) == r"*\** *b*"


def test_a_placeholder_looks_up_no_attribute():
    with pytest.raises(SpecificationError, match="sentence a: cannot be filled"):
        Text("en", {"a": "{x.__class__}"})("a", x=1)


def test_a_missing_sentence_and_a_missing_value_are_named():
    text = Text("en", {"a": "{x:r2}"})
    with pytest.raises(SpecificationError, match="text en: no sentence of the name b"):
        text("b")
    with pytest.raises(SpecificationError, match="sentence a: cannot be filled"):
        text("a")


def test_french_points_are_not_left_at_the_start_of_a_line():
    assert Text("fr", {"a": "Verdict : « oui » ; 3 %"})("a") == (
        f"Verdict{HARD}: «{HARD}oui{HARD}»{HARD}; 3{HARD}%"
    )


def test_apostrophes_are_those_of_print_but_not_in_code_and_values():
    assert Text("fr", {"a": "l'effet d'{x} : `l'option`"})("a", x="l'essai") == (
        f"l’effet d’l\\'essai{HARD}: `l'option`"
    )
    assert Text("en", {"a": "Holm's"})("a") == "Holm’s"
