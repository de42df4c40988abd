"""A raw file that changes under its name is refused until waves.tsv acknowledges it."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from surveysem.errors import SpecificationError
from surveysem.run import artefacts, digests, job, raw


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study whose first wave was analysed."""
    (tmp_path / "data/raw").mkdir(parents=True)
    for name in ("first", "second"):
        (tmp_path / f"data/raw/{name}.sav").write_bytes(name.encode())
    monkeypatch.setattr(job, "_context", job.Context(), raising=False)
    artefacts.note_raw(str(tmp_path / "data/raw/first.sav"))
    columns = ["step", "rule", "row", "variable", "found", "action", "reason", "wave"]
    path = tmp_path / raw.FIRST.format(wave="first")
    artefacts.write_table(pd.DataFrame(columns=columns), str(path))
    return tmp_path


def study(acknowledged: str = "") -> SimpleNamespace:
    return SimpleNamespace(
        waves={"first": "data/raw/first.sav", "second": "data/raw/second.sav"},
        acknowledged={"first": acknowledged, "second": ""},
    )


def test_the_analysed_file_and_a_new_one_pass(folder: Path) -> None:
    raw.refuse_changed(folder, study())


def test_a_changed_file_stops_the_run(folder: Path) -> None:
    file = folder / "data/raw/first.sav"
    old = digests.of_file(file)
    file.write_bytes(b"other answers")
    new = digests.of_file(file)
    with pytest.raises(SpecificationError) as caught:
        raw.refuse_changed(folder, study())
    assert str(caught.value) == (
        "1 raw file has changed, nothing was run.\n\n"
        "data/raw/first.sav: its answers are not those that were analysed as wave first (sha256 "
        f"{old}, now {new}); expected the analysed file, another name for a new wave, or sha256 "
        f"{new} in the row first of waves.tsv, which acknowledges the change"
    )


def test_an_acknowledged_change_passes(folder: Path) -> None:
    file = folder / "data/raw/first.sav"
    file.write_bytes(b"other answers")
    raw.refuse_changed(folder, study(digests.of_file(file)))
    with pytest.raises(SpecificationError):
        raw.refuse_changed(folder, study("0" * 64))


def test_artefacts_that_cannot_be_read_hold_nothing(folder: Path) -> None:
    (folder / raw.FIRST.format(wave="first")).write_bytes(b"damaged")
    (folder / "data/raw/first.sav").write_bytes(b"other answers")
    raw.refuse_changed(folder, study())
