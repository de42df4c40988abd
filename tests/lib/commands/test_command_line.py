"""``python -m surveysem``: what it prints, and how it ends."""

import sys
from pathlib import Path

import pytest
from lib.study import small_study

from surveysem.__main__ import COMMANDS, main


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_study.write(tmp_path)


def test_check_says_what_is_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--directory", str(root)]) == 0
    expected = "No fault: 1 wave (first), 6 items of 2 constructs, 2 models, 3 hypotheses.\n"
    assert capsys.readouterr().out == expected


def test_the_shipped_study_is_without_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--directory", str(small_study.ROOT)]) == 0
    assert capsys.readouterr().out.startswith("No fault: ")


def test_check_lists_faults(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "data/raw/first.sav").write_bytes(b"")
    assert main(["check", "--directory", str(root)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("1 fault in the study, nothing was run.\n\ndata/raw/first.sav: ")


def test_check_of_a_folder_without_a_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--directory", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("config/config.yaml: found no such file; expected")


def test_an_environment_older_than_the_lock_file(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "surveysem.run.environment", None)
    monkeypatch.delattr("surveysem.run.environment", raising=False)
    assert main(["check", "--directory", str(root)]) == 1
    assert "expected the packages of requirements.lock: `make env`" in capsys.readouterr().err


def test_resume_of_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["resume", "--directory", str(tmp_path / "none")]) == 1
    assert capsys.readouterr().err.endswith("none: no such folder; expected that of a study\n")


@pytest.mark.parametrize("command", ["", *(command.name for command in COMMANDS)])
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    assert ended.value.code == 0
    assert f"\n  python -m surveysem {command}" in capsys.readouterr().out
