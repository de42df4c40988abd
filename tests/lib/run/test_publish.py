"""Finished files reach their place whole or not at all."""

from pathlib import Path

import pytest

from surveysem.run import publish


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    folder = tmp_path / "finished"
    folder.mkdir()
    (folder / "report.html").write_text("new")
    (folder / "scree.svg").write_text("<svg/>")
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_files_take_the_place_of_the_last_ones(finished: Path, tmp_path: Path) -> None:
    target = tmp_path / "reports/wave/report.html"
    target.parent.mkdir(parents=True)
    target.write_text("old")
    publish.files([str(finished / "report.html")], [str(target)])
    assert target.read_text() == "new"
    assert names(target.parent) == {"report.html"}
    assert (finished / "report.html").exists()


def test_a_reader_of_the_last_file_keeps_it_whole(finished: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    with target.open() as reader:
        publish.files([str(finished / "report.html")], [str(target)])
        assert reader.read() == "old"


def test_a_file_that_was_not_made_leaves_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    with pytest.raises(FileNotFoundError):
        publish.files([str(tmp_path / "nothing.html")], [str(target)])
    assert target.read_text() == "old"


def test_as_many_places_as_files(finished: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        publish.files([str(finished / "report.html")], [])


@pytest.mark.parametrize("before", [[], ["figures"], ["figures", ".figures.old", ".figures.part"]])
def test_a_folder_replaces_the_last_one_and_what_a_killed_job_left(
    finished: Path, tmp_path: Path, before: list[str]
) -> None:
    place = tmp_path / "reports/wave"
    for name in before:
        (place / name).mkdir(parents=True)
        (place / name / "stale.svg").touch()
    publish.folder(str(finished), str(place / "figures"))
    assert names(place) == {"figures"}
    assert names(place / "figures") == {"report.html", "scree.svg"}


def test_a_folder_that_was_not_made_leaves_the_last_one(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    with pytest.raises(FileNotFoundError):
        publish.folder(str(tmp_path / "nothing"), str(tmp_path / "figures"))
    assert (tmp_path / "figures").is_dir()
