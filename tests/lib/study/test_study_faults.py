"""Each fault of a study, and the paragraph that reports it."""

from pathlib import Path

import pytest
import yaml
from lib.study import small_study
from lib.study.small_study import faults

from surveysem.errors import SpecificationError
from surveysem.study import configuration, study

CONFIG, ITEMS = "config/config.yaml", "config/items.tsv"
HYPOTHESES, CLAIMS = "config/hypotheses.tsv", "config/claims.tsv"
STRUCTURAL = "config/models/structural.lav"

DELTA_AIC = "  delta_aic: {as_good: 2, none: 10, source: a test}"
CASES = yaml.safe_load((Path(__file__).parent / "study_faults.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_study.write(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"][:60])
def test_fault_is_named(root: Path, case: dict[str, str]) -> None:
    path = root / case["file"]
    text = path.read_text(encoding="utf-8")
    assert case["old"] in text
    path.write_text(text.replace(case["old"], case["new"]), encoding="utf-8")
    assert case["says"] in faults(root)


def test_every_fault_is_listed_at_once(root: Path) -> None:
    for file, old, new in (
        (CONFIG, "seed: 1", "seed: one"),
        (ITEMS, "effort_2\titem\teffort", "effort_2\titem\tefort"),
        (STRUCTURAL, "effort_3", "effort_4"),
        (HYPOTHESES, "whole", "hole"),
        (CLAIMS, "H1", "H9"),
    ):
        path = root / file
        path.write_text(path.read_text().replace(old, new))
    (root / "data/raw/second.sav").write_bytes(b"")
    message = faults(root)
    assert message.startswith("6 faults in the study, nothing was run.\n\n")
    assert message.count("\n\n") == 6
    places = ("key study/seed", "effort_2", "effort_4", "of H2", "of C1", "data/raw/second.sav")
    assert all(place in message for place in places)


def test_choices_of_analysis_need_a_structural_hypothesis(root: Path) -> None:
    path = root / CONFIG
    text = path.read_text().replace(
        "  bootstrap: {draws: 100, kind: bc}\n",
        "  bootstrap: {draws: 100, kind: bc}\n  specifications: {missing: [fiml]}\n",
    )
    path.write_text(text)
    header = small_study.HYPOTHESES.splitlines()[0]
    row = "H1 . Effort_holds second_order measurement effort =~ . + . . one"
    (root / HYPOTHESES).write_text(small_study.tabbed(f"{header}\n{row}\n"))
    assert (
        "key hypotheses/specifications: found second-order hypotheses alone; expected no such key,"
        " or a hypothesis of another kind than second_order."
    ) in faults(root)


def test_interactions_of_ordered_items_and_rivals_of_them(root: Path) -> None:
    items = small_study.MEASUREMENT.replace("effort_2 + effort_3", "effort_2")
    text = items + "effort_3 ~ trust + effort + effort:trust\n"
    (root / STRUCTURAL).write_text(text)
    (root / "config/models/other.lav").write_text(text.replace(" + effort:trust", ""))
    table = (root / HYPOTHESES).read_text().splitlines()[0]
    row = "H1 . It_depends moderation structural effort_3 ~ effort:trust + . . one"
    (root / HYPOTHESES).write_text(table + "\n" + small_study.tabbed(row))
    study.load(small_study.config(root), root, small_study.SCHEMAS)
    path = root / CONFIG
    written = path.read_text().replace("estimator: ML", "estimator: WLSMV\n  ordered: true")
    path.write_text(written.replace("kind: bc}", f"kind: bc}}\n  rivals: [other]\n{DELTA_AIC}"))
    message = faults(root)
    assert (
        "config/models/structural.lav: found the interaction `effort:trust` with `ordered: true`; "
        "expected numeric items, since products of categories are no categories."
    ) in message
    assert (
        "key hypotheses/rivals/0: found `other` beside `structural`; expected models without "
        "interactions, whose products are variables of their own."
    ) in message


def test_a_value_merged_over_the_file_has_no_line(root: Path) -> None:
    config = small_study.config(root)
    config["study"]["seed"] = "one"
    with pytest.raises(SpecificationError) as caught:
        study.load(config, root, small_study.SCHEMAS)
    place = "configuration given by --config or --configfile, key study/seed: found `one`"
    assert place in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "config/config.yaml: found no such file; expected"),
        ("- a\n- b\n", "config/config.yaml: found no block of keys; expected"),
        ("study:\n  title: [\n", "config/config.yaml, line 3: found text that is no YAML"),
        ("", "config/config.yaml: found no block of keys; expected"),
        ("study:\n\tseed: 1\n", "line 2: found a tab at the start of the line; expected blanks"),
        ("study: \xe9\n", "config/config.yaml: found bytes that are not UTF-8; expected"),
    ],
)
def test_configuration_that_cannot_be_read(root: Path, text: str | None, message: str) -> None:
    path = root / CONFIG
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="latin-1")
    with pytest.raises(SpecificationError) as caught:
        configuration.read(root)
    assert message in str(caught.value)


def test_a_table_in_another_encoding(root: Path) -> None:
    path = root / ITEMS
    text = path.read_text().replace(
        "trust_3\titem\ttrust\tyes\t1\t7\t\t\t", "trust_3\titem\ttrust\tyes\t1\t7\t\tFiabilité\t"
    )
    path.write_text(text, encoding="windows-1252")
    expected = (
        "config/items.tsv, line 4: found the byte 0xe9, which is not UTF-8; expected text saved as"
        " UTF-8 (not Windows-1252 or Latin-1)."
    )
    assert expected in faults(root)
    path.write_text(text, encoding="utf-16")
    assert "config/items.tsv: found UTF-16 or binary content; expected text" in faults(root)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "\t",
            "   ",
            "line 1: found columns separated by blanks; expected columns separated by tab",
        ),
        ("\n", "\t\n", "line 1, header: found no name for column 10; expected a name in each"),
        (
            "trust_3\titem",
            "trust_3\tItem",
            "column role: found `Item`; expected one of item, axis,",
        ),
    ],
)
def test_one_slip_of_a_table_is_one_fault(root: Path, old: str, new: str, says: str) -> None:
    path = root / ITEMS
    path.write_text(path.read_text().replace(old, new))
    message = faults(root)
    assert says in message
    assert message.count("config/items.tsv") == message.count("\n\n")


def test_decimal_commas_of_the_configuration(root: Path) -> None:
    path = root / CONFIG
    path.write_text(
        path.read_text().replace("{value: 0.95, source: Hu", "{value: 0,95, source: Hu")
    )
    assert "found a decimal comma before `95`; expected a decimal point." in faults(root)
    path.write_text(path.read_text().replace("alpha: 0.05", "alpha: 0,05"))
    assert "alpha: found `0,05`; expected a number with a decimal point." in faults(root)


def test_a_table_that_is_missing(root: Path) -> None:
    (root / ITEMS).rename(root / "config/itmes.tsv")
    expected = (
        "config/items.tsv: found no such file; expected a file of tab-separated text. Nearest:"
        " itmes.tsv, "
    )
    assert expected in faults(root)


SECOND_ORDER = """\
second_order:
  construct: effort
  alone: {one_factor: small, correlated: small, second_order: small}
  within: {correlated: measurement, second_order: measurement}
  alpha: 0.05
  cutoffs:
    target_coefficient: {value: 0.9, source: a test}
    delta_cfi: {value: 0.01, source: a test}
    rmsea_diff: {value: 0.08, source: a test}
    delta_bic: {value: 2, source: a test}
"""


def test_second_order_claims_and_models(root: Path) -> None:
    path = root / CONFIG
    path.write_text(path.read_text() + SECOND_ORDER)
    (root / "config/models/small.lav").write_text("trust =~ trust_1 + trust_2 + trust_3")
    path = root / HYPOTHESES
    row = "H3\t\tIt holds\tsecond_order\tmeasurement\ttrust\t=~\t\t-\t0.2\t\t\n"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]) + row)
    path = root / CLAIMS
    path.write_text(path.read_text().replace("H1\t+", "H3\t+"))
    place = "config/hypotheses.tsv, line 4, column"
    assert faults(root).split("\n\n")[1:] == [
        "config/config.yaml, line 50, key second_order/alone/second_order: found `small`; expected"
        " a model in which effort is a factor.",
        f"{place} lhs of H3: found `trust`; expected `effort` (second_order/construct of"
        " config.yaml).",
        f"{place} expect of H3: found `-`; expected +, since kind is second_order.",
        f"{place} bound of H3: found `0.2`; expected nothing, since kind is second_order.",
        "config/claims.tsv, line 2, column finding of C1: found `+`; expected `holds`, since H3"
        " is of kind second_order.",
    ]


GENERAL = "general =~ trust_1 + trust_2 + trust_3 + effort_1 + effort_2 + effort_3\n"
HIGHER = small_study.MEASUREMENT + "general =~ trust + effort\ntrust ~~ 1*trust\n"
CONTENDERS = [
    (
        "cross_loadings",
        HIGHER,
        "found `other`; expected every loading of the model at second_order, and at least one more",
    ),
    (
        "cross_loadings",
        small_study.MEASUREMENT,
        "found `other`; expected a model in which general is a factor",
    ),
    (
        "bifactor",
        small_study.MEASUREMENT + GENERAL + "general ~~ 0*trust + 0*effort\n",
        "found `other`; expected orthogonal factors, as by the line trust ~~ 0*effort",
    ),
    (
        "bifactor",
        "general =~ trust_1 + trust_2 + trust_3 + effort_1\n",
        "found `other`; expected a model of the items that second_order has too, which effort_2, "
        "effort_3 are not",
    ),
]


@pytest.mark.parametrize(("contender", "text", "says"), CONTENDERS)
def test_contenders_of_another_kind(root: Path, contender: str, text: str, says: str) -> None:
    (root / "config/models/other.lav").write_text(text)
    (root / "config/models/higher.lav").write_text(HIGHER)
    path = root / CONFIG
    block = SECOND_ORDER.replace("small", "higher").replace("effort", "general")
    block = block.replace(
        "within: {correlated: measurement, second_order: measurement}",
        f"within: {{correlated: measurement, second_order: higher, {contender}: other}}",
    )
    text = path.read_text().replace(
        "  trust: {en: Trust}\n", "  trust: {en: Trust}\n  general: {en: General}\n"
    )
    path.write_text(text + block)
    found = faults(root)
    assert f"key second_order/within/{contender}: {says}." in found
    assert found.count("second_order/within") == 1


def test_no_rows(root: Path) -> None:
    path = root / ITEMS
    path.write_text(path.read_text().splitlines()[0])
    assert "config/items.tsv: found no row; expected one row for each variable" in faults(root)


def test_an_empty_table(root: Path) -> None:
    (root / ITEMS).write_text("\n\t\n")
    assert "config/items.tsv: found no line; expected a header, then a line" in faults(root)


def test_no_model(root: Path) -> None:
    for path in (root / "config/models").iterdir():
        path.unlink()
    assert "config/models: found no model; expected at least one file" in faults(root)


INVARIANCE = """\
  invariance:
    groupings: [{}]
    alpha: 0.05
    delta_cfi: {{value: 0.01, source: a test}}
    delta_rmsea: {{value: 0.015, source: a test}}
hypotheses:
"""


@pytest.mark.parametrize(
    ("role", "grouping", "says"),
    [
        ("control", "{variable: id}", "groupings/0: found no `split`; expected a split (`median`"),
        ("group", "{variable: id, split: [2]}", "groupings/0/split: found `split`; expected no sp"),
        ("group", "{variable: di}", "groupings/0/variable: found `di`; expected `id` (the gro"),
    ],
)
def test_groupings_are_of_groups_or_of_controls_that_are_cut(
    root: Path, role: str, grouping: str, says: str
) -> None:
    config, items = root / CONFIG, root / ITEMS
    config.write_text(config.read_text().replace("hypotheses:\n", INVARIANCE.format(grouping)))
    text = items.read_text().replace("id\tidentifier", f"id\t{role}")
    items.write_text(text)
    assert says in faults(root)


def test_a_rival_has_the_variables_of_the_structural_model(root: Path) -> None:
    config = root / CONFIG
    config.write_text(
        config.read_text().replace("kind: bc}", f"kind: bc}}\n  rivals: [other]\n{DELTA_AIC}")
    )
    model = (root / STRUCTURAL).read_text().replace(" + trust_3", "")
    (root / "config/models/other.lav").write_text(model)
    assert "of structural (trust_3 is in one)" in faults(root)


def test_a_category_in_a_model_is_refused_with_what_may_stand_for_it(root: Path) -> None:
    items, model = root / ITEMS, root / STRUCTURAL
    items.write_text(items.read_text().replace("id\tidentifier", "id\tgroup"))
    model.write_text(model.read_text().replace("b*trust", "b*trust + id"))
    assert "a category enters a model as controls of 0 and 1" in faults(root)


MAPPED = [
    ("first=conf_1", "", "column renamed of trust_1: found `conf_1`; expected one of id,"),
    ("frist=trust_1", "", "column renamed of trust_1: found `frist`; expected `first` (waves). N"),
    ("trust_1", "", "column renamed of trust_1: found `trust_1`; expected words as `wave_2=trust"),
    (
        "first=trust_2",
        "",
        "column renamed of trust_2: found `trust_2` of first again; expected one",
    ),
    ("", "first=1>7,1>6", "column recoded of trust_1: found the code 1 twice; expected words as"),
    ("", "second=1>7", "column recoded of trust_1: found `second`; expected `first` (waves)."),
]


@pytest.mark.parametrize(("renamed", "recoded", "says"), MAPPED)
def test_faults_of_a_mapping_between_waves(
    root: Path, renamed: str, recoded: str, says: str
) -> None:
    path = root / ITEMS
    header, first, *others = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{header}\trenamed\trecoded", f"{first}\t{renamed}\t{recoded}"]
    second = "first=trust_2" if renamed == "first=trust_2" else ""
    lines += [f"{line}\t{second if 'trust_2' in line else ''}\t" for line in others]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert says in faults(root)


def test_a_variable_may_have_another_name_in_a_wave(root: Path) -> None:
    path = root / ITEMS
    header, first, *others = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{header}\trenamed", f"{first}\tfirst=conf_1", *(f"{line}\t" for line in others)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    variables = [("conf_1" if name == "trust_1" else name) for name in small_study.VARIABLES]
    small_study.write_sav(root / "data/raw/first.sav", tuple(variables))
    found = study.load(small_study.config(root), root, small_study.SCHEMAS)
    assert found.items.rows[0]["renamed"] == "first=conf_1"
    assert found.items.rows[0]["recoded"] == ""
