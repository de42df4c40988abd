"""``python -m surveysem init``: from a file to a study without fault."""

import shlex
import shutil
import struct
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from study.workbench import ROOT, semopy_example, write_sav

from surveysem import survey
from surveysem.__main__ import main
from surveysem.study import configuration, study
from surveysem.study.start import wave_name
from surveysem.survey.codebook import Codebook, Variable
from surveysem.survey.propose.proposal import propose

SHIPPED = ROOT / "data/raw/wave_1.sav"
WEIGHT_OFFSET = 76
SCHEMAS = ROOT / "workflow/schemas"


def init(file: Path, folder: Path, *options: str) -> int:
    return main(["init", str(file), "--directory", str(folder), *options])


def items(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "config/items.tsv", sep="\t", dtype=str).fillna("")


def test_the_shipped_wave_gets_the_codebook_it_has(tmp_path: Path) -> None:
    """Items, their grouping, scales and reverse wording, from names and answers alone.

    The items of an axis look like those of a construct.
    """
    assert init(SHIPPED, tmp_path) == 0
    shipped = items(ROOT)
    axes = shipped["role"] == "axis"
    shipped.loc[axes, "construct"] = shipped.loc[axes, "variable"].str.split("_").str[0]
    ours, theirs = (
        table[table["role"].isin(["item", "axis"])] for table in (items(tmp_path), shipped)
    )
    keys = ["variable", "reverse", "min", "max"]
    assert ours[keys].values.tolist() == theirs[keys].values.tolist()
    groups = [table.groupby("construct")["variable"].agg(tuple) for table in (ours, theirs)]
    assert set(groups[0]) == set(groups[1])


def test_the_study_that_is_written_has_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(SHIPPED, tmp_path, "--languages", "fr", "en") == 0
    assert "To decide" not in capsys.readouterr().out
    found = study.load(configuration.read(tmp_path), tmp_path, SCHEMAS)
    assert found.languages == ("fr", "en")
    assert found.measurement_model == "measurement"
    assert (tmp_path / "data/raw/wave_1.sav").read_bytes() == SHIPPED.read_bytes()


def test_cut_offs_are_those_of_the_shipped_study(tmp_path: Path) -> None:
    assert init(SHIPPED, tmp_path) == 0
    ours, shipped = (configuration.read(root)["confirm"] for root in (tmp_path, ROOT))
    for name in ("cutoffs", "normality", "max_residual"):
        assert ours[name] == shipped[name]


def test_fractions_and_one_stem_are_split_by_their_factors(tmp_path: Path) -> None:
    raw = tmp_path / "data/raw/schools.sav"
    write_sav(semopy_example("holzinger_swineford39_data.csv"), raw)
    assert init(raw, tmp_path) == 0
    found = items(tmp_path)
    chosen = found[found["role"] == "item"].groupby("construct")["variable"].agg(list)
    assert chosen.tolist() == [["x1", "x2", "x3"], ["x4", "x5", "x6"], ["x7", "x8", "x9"]]


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(SHIPPED, tmp_path) == 0
    (tmp_path / "config/items.tsv").write_text("mine")
    assert init(SHIPPED, tmp_path) == 1
    assert "config.yaml: there already; expected a folder without a study" in (
        capsys.readouterr().err
    )
    assert (tmp_path / "config/items.tsv").read_text() == "mine"


def test_another_raw_file_is_not_mixed_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data/raw").mkdir(parents=True)
    shutil.copy(SHIPPED, tmp_path / "data/raw/older.sav")
    assert init(SHIPPED, tmp_path) == 1
    assert "holds older.sav already; expected no other SPSS file" in capsys.readouterr().err
    assert not (tmp_path / "config").exists()


def test_a_weight_is_a_decision_of_the_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = semopy_example("holzinger_swineford39_data.csv")
    source = tmp_path / "schools.sav"
    write_sav(data, source)
    content = bytearray(source.read_bytes())
    struct.pack_into("<i", content, WEIGHT_OFFSET, 2)
    source.write_bytes(content)
    assert init(source, tmp_path / "study") == 0
    assert "# weight: ignore" in (tmp_path / "study/config/config.yaml").read_text()
    said = "To decide before a run: the file was saved with the weight sex: set clean/weight"
    assert said in capsys.readouterr().out


def test_a_filter_of_spss_is_a_question() -> None:
    names = ["t_1", "t_2", "t_3", "filter_$"]
    rng = np.random.default_rng(3)
    data = pd.DataFrame(rng.integers(1, 6, (50, 4)).astype(float), columns=names)
    found = survey.Survey(data, Codebook(tuple(Variable(name) for name in names)), ())
    (question,) = propose(found).questions
    assert question.startswith("the file holds a filter of SPSS: set clean/filter to filter_$")


def test_fewer_respondents_than_items_is_a_question() -> None:
    names = [f"t_{i}" for i in range(1, 9)]
    data = pd.DataFrame(np.random.default_rng(3).integers(1, 6, (8, 8)) * 1.0, columns=names)
    found = survey.Survey(data, Codebook(tuple(Variable(name) for name in names)), ())
    (question,) = propose(found).questions
    assert question.startswith("8 respondents answered 8 items: exploration needs more respondent")


def test_a_name_of_a_file_with_accents(tmp_path: Path) -> None:
    source = tmp_path / "Élèves de 1939.sav"
    write_sav(semopy_example("holzinger_swineford39_data.csv"), source)
    assert init(source, tmp_path / "study") == 0
    assert (tmp_path / "study/data/raw/Eleves_de_1939.sav").is_file()
    assert 'en: "Élèves de 1939"' in (tmp_path / "study/config/config.yaml").read_text()


def test_names_that_are_no_identifiers_are_quoted_in_the_model(tmp_path: Path) -> None:
    data = semopy_example("holzinger_swineford39_data.csv")
    renamed = data.rename(columns={f"x{i}": f"é{i}" for i in range(1, 10)})
    source = tmp_path / "schools.sav"
    write_sav(renamed, source)
    assert init(source, tmp_path / "study") == 0
    study.load(configuration.read(tmp_path / "study"), tmp_path / "study", SCHEMAS)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("wave 1", "wave_1"),
        ("Vague n°2 (été)", "Vague_n2_ete"),
        ("日本", "wave_1"),
        ("../x", "x"),
        ("pooled", "wave_1"),
    ],
)
def test_names_of_waves(stem: str, expected: str) -> None:
    assert wave_name(stem) == expected


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    data = semopy_example("holzinger_swineford39_data.csv")
    source = tmp_path / '"}{{ 7*7 }} << 7 >> : #.sav'
    write_sav(data, source)
    assert init(source, tmp_path / "study") == 0
    title = configuration.read(tmp_path / "study")["study"]["title"]["en"]
    assert title == '"}{{ 7*7 }} << 7 >> : #'


def test_an_identifier_that_recurs_is_no_key_of_duplicates(tmp_path: Path) -> None:
    data = semopy_example("holzinger_swineford39_data.csv")
    source = tmp_path / "schools.sav"
    write_sav(data.assign(id=np.arange(len(data)) % 150), source)
    assert init(source, tmp_path / "study") == 0
    found = items(tmp_path / "study")
    assert found.loc[found["variable"] == "id", "role"].tolist() == ["identifier"]
    assert "duplicates" not in configuration.read(tmp_path / "study")["clean"]


def test_the_next_commands_can_be_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my study's folder"
    assert init(SHIPPED, folder) == 0
    assert f"check --directory {shlex.quote(str(folder))};" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("no folder")
    assert init(SHIPPED, tmp_path / "taken") == 1
    assert capsys.readouterr().err == f"{tmp_path / 'taken/data/raw'}: Not a directory\n"
    assert init(tmp_path, tmp_path / "study") == 1
    assert ": a folder; expected an SPSS file in " in capsys.readouterr().err


def test_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(tmp_path / "none.sav", tmp_path) == 1
    assert capsys.readouterr().err.startswith("none.sav: no such file in ")
    assert not (tmp_path / "config").exists()
