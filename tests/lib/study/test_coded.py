"""A study with coded interviews: what its rules are given, and every fault of its tables."""

from pathlib import Path

import pytest
from lib.cases.projects import NORD, project, qde
from lib.study import coded_study, small_study
from lib.study.small_study import faults, load

CONFIG, CASES, CODES = "config/config.yaml", "config/cases.tsv", "config/codes.tsv"
CLAIMS, FOLDER = "config/claims.tsv", "data/raw/cases"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return coded_study.write(tmp_path)


@pytest.mark.parametrize("checked", [False, True])
def test_what_the_rules_are_given(root: Path, checked: bool) -> None:
    found = load(root, checked=checked).cases
    assert found is not None
    assert found.collections == found.with_types == found.claimed == ["duo"]
    assert found.with_ladder == found.with_chain == found.with_groups == ["duo"]
    assert found.with_truth_table == found.only("duo", ["duo"]) == ["duo"]
    assert found.path("duo") == "data/raw/cases/duo.qdpx"
    assert found.pseudonyms == found.only("solo", ["duo"]) == []
    assert found.frame("duo") == {
        "themes": {"friendship": "tie", "market": "context", "Tie/weak": "tie"},
        "partners": [("Duo", "Nord"), ("Duo", "Sud")],
        "quote_code": "quote",
        "positions": "codepoints",
    }
    choices = found.choices("duo")
    assert [row["weight"] for row in choices["codes"]] == [1.0, None, 1.5]
    assert choices["cases"][0]["months"] == "36"
    assert (choices["counted"], choices["seed"], choices["note"]) == ("all", 1, None)
    assert found.claims("duo")[0]["about"] == "Duo"


def test_collections_are_in_the_order_of_the_configuration(root: Path) -> None:
    config = root / CONFIG
    block = coded_study.BLOCK[coded_study.BLOCK.index("    duo:") :]
    stated = config.read_text(encoding="utf-8")
    config.write_text(stated + block.replace("duo", "alone"), encoding="utf-8")
    for file, rows in ((CASES, coded_study.CASES), (CODES, coded_study.CODES)):
        more = rows[rows.index("\n") + 1 :].replace("duo\t", "alone\t")
        (root / file).write_text(rows + more, encoding="utf-8")
    (root / FOLDER / "alone.qdpx").write_bytes(project())
    found = load(root, checked=False).cases
    assert found is not None
    assert found.collections == found.with_types == ["duo", "alone"]


def test_the_summary_counts_collections(root: Path) -> None:
    assert load(root).summary().endswith("3 hypotheses, 1 collection of interviews.")


def test_claims_on_cases_are_none_on_the_survey(root: Path) -> None:
    assert [row["id"] for row in load(root).claims] == ["C1"]


def test_a_study_without_interviews_has_no_such_chapter(tmp_path: Path) -> None:
    assert load(small_study.write(tmp_path)).cases is None


# Stretches of the block: up to the key that follows.
AXES = coded_study.BLOCK[
    coded_study.BLOCK.index("      axes:") : coded_study.BLOCK.index("      types:")
]
TYPES = coded_study.BLOCK[
    coded_study.BLOCK.index("      types:") : coded_study.BLOCK.index("      expected:")
]
FAULTS = [
    (
        CONFIG,
        "quote_code: quote",
        "quote_kode: quote",
        "key cases/quote_kode: found an unknown key",
    ),
    (CONFIG, "draws: 100, level: 0.95", "draws: 9, level: 0.95", "a number at least 100"),
    (CONFIG, "    duo:\n", "    dua:\n", "key cases/collections/dua: found `dua`; expected `duo`"),
    (
        CONFIG,
        "    duo:\n",
        "    dua:\n",
        "key cases/collections/duo: found no such key; expected a",
    ),
    (CONFIG, "tie: {en: Tie}", "tie: {fr: Lien}", "key cases/themes/tie: found no `en`; expected"),
    (CONFIG, "{tie: {en: Tie}", "{tied: {en: Tie}", "column theme of friendship: found `tie`; exp"),
    (
        CONFIG,
        "{tie: {en: Tie}",
        "{tied: {en: Tie}",
        "key cases/themes/tied: found `tied`; expected",
    ),
    (CONFIG, ", far: {en: far}", "", "axes/closeness/poles: found 1 poles; expected two"),
    (
        CONFIG,
        "far: {en: far}}",
        "distant: {en: x}}",
        "poles/distant: found no code that speaks for `distant`; expected one in config/codes.tsv",
    ),
    (
        CONFIG,
        "closeness: far}",
        "closeness: remote}",
        "types/1/closeness: found `remote`; expected",
    ),
    (CONFIG, "closeness: far}", "nearness: far}", "types/1/nearness: found `nearness`; expected"),
    (CONFIG, "closeness: far}", "nearness: far}", "types/1/closeness: found no such key; expected"),
    (CONFIG, "closeness: far}", "closeness: near}", "types/1: found a type like the one at 0"),
    (CONFIG, "{name: strangers, ", "{", "types/1/name: found no such key; expected short name"),
    (CONFIG, AXES, "", "duo/axes: found no such key; expected axes beside types: neither says"),
    (CONFIG, TYPES, "", "duo/types: found no such key; expected types beside axes: neither says"),
    (CONFIG, TYPES, "", "duo/types: found no such key; expected types beside expected: neither"),
    (CONFIG, "expected: {Duo:", "expected: {Trio:", "expected/Trio: found `Trio`; expected `Duo`"),
    (CONFIG, "{Duo: friends}", "{Duo: enemies}", "expected/Duo: found `enemies`; expected one of"),
    (CONFIG, "[tie, context]", "[tie, contest]", "chain/1: found `contest`; expected one of tie,"),
    (CONFIG, "group: region", "group: regions", "group: found `regions`; expected one of months,"),
    (CONFIG, "when: {equity: true", "when: {equality: true", "when/equality: found `equality`;"),
    (CONFIG, "{name: venture,", "{name: market,", "rungs/1: found the rung market again"),
    (
        CONFIG,
        "when: {equity: true, months: {min: 12}}",
        "when: {}",
        "when: found no condition; exp",
    ),
    (
        CONFIG,
        "when: {equity: true, months: {min: 12}}",
        "when: 3",
        "when: found `3`; expected a bl",
    ),
    (CONFIG, "months: {min: 12}", "months: {least: 12}", "when/months/least: found an unknown key"),
    (
        CONFIG,
        "equity: true, ",
        "region: true, ",
        "column region of Nord: found `north`; expected ye",
    ),
    (
        CONFIG,
        "equity: true, ",
        "region: {max: 3}, ",
        "found `north`; expected a number with a deci",
    ),
    (CONFIG, "attribute: months, min", "attribute: weeks, min", "LONG/attribute: found `weeks`;"),
    (
        CONFIG,
        "attribute: months, min: 24",
        "min: 24",
        "LONG: found neither; expected either an attr",
    ),
    (CONFIG, "months, min: 24", "months", "LONG: found no threshold; expected one of min, max, is"),
    (
        CONFIG,
        "theme: tie, min: 2",
        "theme: tie, is: 2",
        "TIED/is: found a value; expected min or max",
    ),
    (CONFIG, "theme: tie, min: 2", "theme: ties", "TIED/theme: found `ties`; expected one of tie,"),
    (
        CONFIG,
        "OWNED:",
        "LONG:",
        "outcome/LONG: found the condition LONG; expected a name of its own",
    ),
    (
        CASES,
        "duo\tDuo\tSud\t36\tyes\tnorth\n",
        "",
        "case Duo: found one partner only (Nord); expecte",
    ),
    (CASES, "Sud\t", "Nord\t", "line 3: found `duo - Duo - Nord` again; expected it once (line 2"),
    (
        CASES,
        "duo\tDuo\tSud",
        "dua\tDuo\tSud",
        "column collection of Sud: found `dua`; expected `duo`",
    ),
    (CASES, "\tregion", "\tregions", "header: found the unknown column `regions`; expected one of"),
    (
        CASES,
        "\tDuo\tSud",
        "\t\tSud",
        "column case: found nothing; expected the name of an alliance",
    ),
    (
        CASES,
        "36\tyes\tnorth\n",
        "long\tyes\tnorth\n",
        "found `long`; expected a number with a decima",
    ),
    (
        CODES,
        "market\tcontext",
        "market\tcontent",
        "column theme of market: found `content`; expected",
    ),
    (
        CODES,
        "closeness\tnear",
        "closenes\tnear",
        "column axis of friendship: found `closenes`; exp",
    ),
    (
        CODES,
        "closeness\tnear",
        "closeness\tnext",
        "column pole of friendship: found `next`; expected",
    ),
    (
        CODES,
        "near\t1\t",
        "near\t\t",
        "column weight of friendship: found nothing; expected a number",
    ),
    (
        CODES,
        "near\t1\t",
        "near\t0\t",
        "column weight of friendship: found `0`; expected a number abov",
    ),
    (
        CODES,
        "near\t1\t",
        "near\tone\t",
        "column weight: found `one`; expected a number with a decimal",
    ),
    (
        CODES,
        "context\t\t\t\t",
        "context\t\tnear\t\t",
        "column pole of market: found `near`; expected",
    ),
    (
        CODES,
        "H1\t+",
        "H9\t+",
        "column hypothesis of friendship: found `H9`; expected one of H1, H2,",
    ),
    (
        CODES,
        "H1\t+",
        "H1\t",
        "column says of friendship: found nothing; expected `+` or `-`, since",
    ),
    (CODES, "H1\t+", "\t+", "column says of friendship: found `+`; expected nothing"),
    (
        CODES,
        "conditions",
        "setting",
        "column display: found `setting`; expected one of conditions,",
    ),
    (
        CODES,
        "\tFriendship\t",
        "\t\t",
        "column label_en of friendship: found nothing; expected a name",
    ),
    (
        CODES,
        "duo\tmarket",
        "duo\tquote",
        "column code of quote: found `quote`; expected a code of a",
    ),
    (CODES, "duo\tmarket", "duo\tfriendship", "found `duo - friendship` again; expected it once"),
    (
        CODES,
        "duo\tmarket",
        "duo\tmarkets",
        "code `market` on 1 segment; expected a code of config/co",
    ),
    (
        CODES,
        "duo\tmarket",
        "duo\tmarkets",
        "found the code `markets`, which the code book of duo.qd",
    ),
    (
        CLAIMS,
        "cases:duo:Duo",
        "cases:trio:Duo",
        "of K1: found `cases:trio:Duo`; expected cases:COLL",
    ),
    (
        CLAIMS,
        "cases:duo:Duo",
        "cases:duo:Dua",
        "of K1: found `cases:duo:Dua`; expected `Duo` (conf",
    ),
    (
        CLAIMS,
        "cases:duo:Duo",
        "cases:duo",
        "of K1: found `cases:duo`; expected `Duo` (config/cases",
    ),
    (
        CLAIMS,
        "\tfriends\n",
        "\tenemies\n",
        "of K1: found `enemies`; expected one of friends, strang",
    ),
    (
        CLAIMS,
        "duo:Duo\tfriends",
        "duo:ladder:south\tmarket",
        "expected `north` (the groups of the c",
    ),
    (
        CLAIMS,
        "duo:Duo\tfriends",
        "duo:ladder:north\tmarket|shop",
        "expected one of market, venture",
    ),
    (
        CLAIMS,
        "duo:Duo\tfriends",
        "duo:groups:size\tnorth",
        "expected one of months, equity, region",
    ),
    (CLAIMS, "duo:Duo\tfriends", "duo:groups:tie\teast", "found `east`; expected `north` (groups)"),
    (CLAIMS, "duo:Duo\tfriends", "duo:chain:ties\t+", "expected one of tie, context (the chain of"),
    (CLAIMS, "duo:Duo\tfriends", "duo:chain:tie\tholds", "found `holds`; expected `+` (evidence)"),
    (
        CLAIMS,
        "duo:Duo\tfriends",
        "\tfriends",
        "found `cases:`; expected cases:COLLECTION:..., with",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), FAULTS)
def test_a_fault_is_named(root: Path, file: str, old: str, new: str, says: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    place = text.index(old, text.index("cases:") if file == CONFIG else 0)
    path.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    message = faults(root)
    assert says in message


@pytest.mark.parametrize(
    "claim", ["duo:ladder:north\tmarket|venture", "duo:groups:tie\tnorth", "duo:chain:tie\t+"]
)
def test_claims_of_every_kind(root: Path, claim: str) -> None:
    path = root / CLAIMS
    path.write_text(path.read_text().replace("duo:Duo\tfriends", claim))
    assert load(root).cases is not None


def test_a_collection_without_the_block_and_the_block_without_a_collection(root: Path) -> None:
    path = root / CONFIG
    text = path.read_text()
    path.write_text(text[: text.index("cases:")])
    message = faults(root)
    expected = "key cases: found no such key; expected it, since data/raw/cases holds data/raw/cas"
    assert expected in message
    path.write_text(text)
    (root / FOLDER / "duo.qdpx").unlink()
    assert "key cases: found a block of keys; expected none, or a collection" in faults(root)


def test_missing_tables(root: Path) -> None:
    for name in (CASES, CODES):
        (root / name).unlink()
    message = faults(root)
    assert "config/cases.tsv: found no such file; expected a file of tab-separated" in message
    assert "config/codes.tsv: found no such file; expected a file of tab-separated" in message


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "duo.csv",
            "found the collection duo twice, data/raw/cases/duo.csv and data/raw/cases/duo.",
        ),
        ("firms.csv", "data/raw/cases/firms.csv: found a name that means the firms of the survey"),
        (
            "Été 1.csv",
            "found the file name `Été 1`; expected a file name of letters without accents",
        ),
    ],
)
def test_names_of_collections(root: Path, name: str, says: str) -> None:
    (root / FOLDER / name).write_text("x")
    assert says in faults(root)


def test_other_files_beside_a_collection_do_not_matter(root: Path) -> None:
    for name in ("notes.docx", "~duo.csv", ".hidden.csv"):
        (root / FOLDER / name).write_text("x")
    found = load(root).cases
    assert found is not None
    assert found.collections == ["duo"]


def test_faults_inside_of_a_collection_are_those_of_the_study(root: Path) -> None:
    path = root / FOLDER / "duo.qdpx"
    path.write_bytes(project(qde(NORD)))
    assert "1 fault in the study, nothing was run.\n\nduo.qdpx: found no interview of" in faults(
        root
    )
    path.write_bytes(b"not a project")
    assert "1 fault in the study, nothing was run.\n\nduo.qdpx: no whole zip" in faults(root)
    assert load(root, checked=True).cases is not None


def test_a_digest_that_is_stated_must_be_that_of_the_file(root: Path) -> None:
    path = root / CONFIG
    stated = f"      title: {{en: Two firms}}\n      sha256: {'a' * 64}\n"
    path.write_text(path.read_text().replace("      title: {en: Two firms}\n", stated))
    expected = "data/raw/cases/duo.qdpx, key cases/collections/duo/sha256: found the digest"
    assert expected in faults(root)


def test_config_holds_no_real_name(root: Path) -> None:
    path = root / FOLDER / "pseudonyms.tsv"
    path.write_text("name\tpseudonym\nNord\tFirm A\n")
    message = faults(root)
    said = "config/cases.tsv, line 2: found the name that data/raw/cases/pseudonyms.tsv calls `Firm"
    assert f"{said} A`; expected its pseudonym: config/ is published." in message
    assert "Nord" not in message
    cases = root / CASES
    cases.write_text(cases.read_text().replace("Nord", "Firm A"))
    found = load(root).cases
    assert found is not None
    assert found.pseudonyms == ["data/raw/cases/pseudonyms.tsv"]
    config = root / CONFIG
    text = config.read_text()
    config.write_text(text.replace("{en: Two firms}", "{en: Nord and another}"))
    message = faults(root)
    assert "key cases/collections/duo/title/en: found the name that data/raw/cases/ps" in message
    assert "Nord" not in message
    config.write_text(text)
    (root / FOLDER / "duo.qdpx").rename(root / FOLDER / "talk_nord.qdpx")
    message = faults(root)
    assert "data/raw/cases: found a file name with a name of data/raw/cases/pseudonyms" in message
    assert "nord" not in message.casefold()
    path.write_text("nonsense")
    assert "data/raw/cases/pseudonyms.tsv: found another header; expected name" in faults(root)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (CASES, "\tSud\t", "\talliance\t"),
        (CASES, "\tDuo\t", "\tall\t"),
        (CODES, "\tmarket\t", "\tall\t"),
    ],
)
def test_names_that_are_kept_for_all_together(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    path.write_text(path.read_text().replace(old, new))
    expected = f"found `{new.strip()}`; expected another name: this one is kept for what all of"
    assert expected in faults(root)
