"""``python -m surveysem fit``: an SPSS file and a model in, a printed model out."""

from pathlib import Path

import pandas as pd
import pytest
from lib.sem.models import THREE_FACTORS
from study.workbench import ROOT, semopy_example, write_sav

from surveysem.__main__ import main
from surveysem.commands.fit import FIT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fit")
    (path / "model.lav").write_text(THREE_FACTORS)
    write_sav(semopy_example("holzinger_swineford39_data.csv"), path / "schools.sav")
    return path


def printed(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    assert main(["fit", str(folder / "model.lav"), str(folder / "schools.sav"), *options]) == 0
    return capsys.readouterr().out


def test_a_model_is_printed_as_lavaan_would(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(folder, capsys)
    assert "  Test statistic                                85.306\n" in text


def test_with_convention_amos_as_amos_would(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(folder, capsys, "--convention", "amos")
    assert "Chi-square = 85.022\nDegrees of freedom = 24\n" in text


@pytest.mark.parametrize("example", FIT.examples, ids=lambda line: line[-20:])
def test_an_example_of_the_help_works_when_pasted(
    example: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(example.removeprefix("python -m surveysem ").split()) == 0
    assert capsys.readouterr().err == ""


def test_options_reach_the_fit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(folder, capsys, "--estimator", "MLR", "--std-lv")
    assert "Robust RMSEA" in text
    assert "    visual            1.000    " in text


def test_groups_have_the_labels_of_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(folder, capsys, "--group", "sex", "--equal", "loadings")
    assert "Group 1 [Male]:" in text
    assert "Group 2 [Female]:" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.lav", "schools.sav"], "none.lav: No such file or directory; expected a model text"),
        (["model.lav", "none.sav"], "none.sav: no such file in "),
        (["model.lav", "model.lav"], "model.lav: "),
        (["schools.sav", "schools.sav"], "schools.sav: bytes that are not UTF-8; expected text"),
        (["model.lav", "schools.sav", "--group", "shool"], "variable shool: not in the file; "),
        (["model.lav", "schools.sav", "--estimator", "MLX"], "estimator 'MLX' (nearest: "),
    ],
)
def test_what_cannot_be_fitted_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    model, data, *options = words
    assert main(["fit", str(folder / model), str(folder / data), *options]) == 1
    assert message in capsys.readouterr().err


def test_rows_left_out_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data: pd.DataFrame = semopy_example("holzinger_swineford39_data.csv").astype({"x1": float})
    data.loc[data.index[:7], "x1"] = float("nan")
    write_sav(data, tmp_path / "schools.sav")
    (tmp_path / "model.lav").write_text(THREE_FACTORS)
    text = printed(tmp_path, capsys)
    assert "  Number of observations                           294\n" in text
    assert "  Rows left out                                      7\n" in text
