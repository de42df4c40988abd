"""Waves and raw files: which are there, and which are no SPSS files."""

from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from lib.study import small_study
from lib.study.small_study import faults, load

HEADER = "wave\tfile\tdate\tnote\tsha256\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_study.write(tmp_path)


def table(root: Path, *rows: str) -> None:
    """Name the waves in a table."""
    path = root / "config/config.yaml"
    path.write_text(path.read_text().replace("waves: auto", "waves: config/waves.tsv"))
    (root / "config/waves.tsv").write_text(HEADER + "".join(f"{row}\n" for row in rows))


def test_no_raw_file(root: Path) -> None:
    (root / "data/raw/first.sav").rename(root / "data/raw/first.csv")
    expected = "data/raw: found first.csv; expected at least one SPSS file (.sav, .zsav, .por)."
    assert expected in faults(root)
    (root / "data/raw/first.csv").unlink()
    (root / "data/raw").rmdir()
    assert "data/raw: found no file; expected at least one SPSS file" in faults(root)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "data/raw/second.sav: the file is empty (0 bytes)"),
        (b"PK\x03\x04" + bytes(200), "data/raw/second.sav: a zip or Excel file found"),
        (b"a,b\n1,2\n", "data/raw/second.sav: no SPSS file found"),
        (bytes(8) + b"ENCRYPTEDSAV" + bytes(100), "data/raw/second.sav: the file is encrypted"),
    ],
)
def test_a_file_that_is_no_spss_file(root: Path, content: bytes, found: str) -> None:
    (root / "data/raw/second.sav").write_bytes(content)
    assert found in faults(root)


def test_files_that_are_cut(root: Path) -> None:
    path = root / "data/raw/first.sav"
    content = path.read_bytes()
    path.write_bytes(content[:200])
    assert "data/raw/first.sav: the file ends after 200 bytes, inside its dict" in faults(root)
    path.write_bytes(content[:-3])
    assert "data/raw/first.sav: the file ends inside row 2" in faults(root)


@pytest.mark.parametrize("suffix", [".zsav", ".por"])
def test_other_formats_of_spss(root: Path, suffix: str) -> None:
    (root / "data/raw/first.sav").unlink()
    path = root / f"data/raw/first{suffix}"
    data = pd.DataFrame({name: [1.0, 2.0] for name in small_study.VARIABLES})
    if suffix == ".zsav":
        pyreadstat.write_sav(data, str(path), compress=True)
        assert load(root).waves == {"first": "data/raw/first.zsav"}
    else:
        pyreadstat.write_por(data, str(path))
        expected = "none of the 7 variables of config/items.tsv; expected all of them. Nearest:"
        assert f"{expected} TRUST_1, " in faults(root)


def test_two_files_of_one_stem(root: Path) -> None:
    small_study.write_sav(root / "data/raw/first.zsav")
    expected = (
        "data/raw, wave first: found it twice, data/raw/first.sav and data/raw/first.zsav; expected"
        " one file for each wave."
    )
    assert expected in faults(root)


@pytest.mark.parametrize("stem", ["Enquête 2013", "a.b", "-first"])
def test_a_file_name_that_no_path_may_hold(root: Path, stem: str) -> None:
    small_study.write_sav(root / f"data/raw/{stem}.sav")
    expected = (
        f"data/raw/{stem}.sav: found the file name `{stem}`; expected a file name of letters"
        " without accents, digits, `_` and `-`, or a waves.tsv that gives the wave such a name."
    )
    assert expected in faults(root)


def test_a_reserved_name(root: Path) -> None:
    small_study.write_sav(root / "data/raw/pooled.sav")
    expected = "data/raw, wave pooled: found a name that means all waves together; expected another"
    assert expected in faults(root)


def test_a_wave_without_any_variable_of_the_study(root: Path) -> None:
    small_study.write_sav(root / "data/raw/second.sav", ("x", "y"))
    message = faults(root)
    expected = "data/raw/second.sav: found none of the 7 variables of config/items.tsv; expected"
    assert expected in message
    assert "1 fault in the study" in message


def test_an_item_that_one_wave_lacks(root: Path) -> None:
    names = tuple(name.replace("effort_3", "EFFORT_3") for name in small_study.VARIABLES)
    small_study.write_sav(root / "data/raw/second.sav", names)
    expected = (
        "config/items.tsv, line 7, column variable: found `effort_3`; expected one of id, trust_1,"
        " trust_2, trust_3, effort_1, effort_2, EFFORT_3 (data/raw/second.sav). Nearest: EFFORT_3"
    )
    assert expected in faults(root)


def test_waves_stand_in_the_natural_order_of_their_names(root: Path) -> None:
    for name in ("wave_10", "wave_2", "wave_02", "w1b", "w1"):
        small_study.write_sav(root / f"data/raw/{name}.sav")
    assert list(load(root).waves) == ["first", "w1", "w1b", "wave_02", "wave_2", "wave_10"]


def test_a_table_of_waves_names_and_orders_them(root: Path) -> None:
    small_study.write_sav(root / "data/raw/Enquête 2013.sav")
    digest = sha256((root / "data/raw/first.sav").read_bytes()).hexdigest()
    table(
        root,
        "late\tdata/raw/Enquête 2013.sav\t2013-05-31\t\t",
        f"early\tdata/raw/first.sav\t\t\t{digest}",
    )
    found = load(root)
    assert found.waves == {"late": "data/raw/Enquête 2013.sav", "early": "data/raw/first.sav"}
    assert found.wave_file("early") == "data/raw/first.sav"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            "a\tdata/raw/frist.sav\t\t\t",
            "config/waves.tsv, line 2, column file of a: found `data/raw/frist.sav`; expected an"
            " existing file, from the folder of the study. Nearest: first.sav.",
        ),
        (
            "été\tdata/raw/first.sav\t\t\t",
            "config/waves.tsv, line 2, column wave: found `été`; expected a name of letters,"
            " digits, `_` and `-`.",
        ),
        (
            "a\tdata/raw/first.sav\t31/05/2013\t\t",
            "config/waves.tsv, line 2, column date: found `31/05/2013`; expected a date as"
            " 2013-05-31, or nothing.",
        ),
        (
            f"a\tdata/raw/first.sav\t\t\t{'0' * 64}",
            f"expected {'0' * 64}, as in config/waves.tsv, line 2.",
        ),
    ],
)
def test_rows_of_waves_at_fault(root: Path, row: str, found: str) -> None:
    table(root, row)
    assert found in faults(root)


def test_two_waves_of_one_file(root: Path) -> None:
    table(root, "a\tdata/raw/first.sav\t\t\t", "b\tdata/raw/first.sav\t\t\t")
    expected = (
        "config/waves.tsv, line 3, wave b: found the file of the wave a, data/raw/first.sav;"
        " expected one file for each wave."
    )
    assert expected in faults(root)


def test_a_table_of_waves_without_rows(root: Path) -> None:
    table(root)
    assert "config/waves.tsv: found no row; expected at least one SPSS file" in faults(root)
