"""`surveysem rerun` on a finished study: nothing new, a changed verdict, a failure."""

import json
import re
import shutil
from pathlib import Path

import pytest

from study import scheduled

STATUS = "reports/status.json"


def record(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / STATUS).read_text(encoding="utf-8"))
    return found


def change(path: Path, pattern: str, by: str) -> None:
    text, n = re.subn(pattern, by, path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert n == 1
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def study(holzinger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the finished study, with the record of a rerun that found nothing new."""
    folder = tmp_path_factory.mktemp("timer") / "study"
    shutil.copytree(holzinger, folder, symlinks=True)
    code, terminal = scheduled.rerun(folder)
    assert code == 0, terminal
    assert terminal.startswith("nothing new (")
    return folder


def test_nothing_new_is_said_with_all_verdicts(study: Path) -> None:
    told = record(study)
    assert told["outcome"] == "nothing new"
    assert told["dated"] is None
    (wave,) = told["waves"]
    assert wave["wave"] == "schools"
    assert set(wave["verdicts"].values()) <= {"supported", "undecided", "contradicted"}
    assert len(wave["raw"]["sha256"]) == 64
    assert "reports/schools/report.en.pdf" in told["digests"]["reports"]
    assert not (study / "reports/dated").exists()


@pytest.mark.long
def test_a_changed_verdict_exits_with_10_and_keeps_the_reports(study: Path) -> None:
    table = study / "config/hypotheses.tsv"
    before = table.read_text(encoding="utf-8")
    head, first, *rest = before.splitlines(keepends=True)
    cells = dict(zip(head.rstrip("\n").split("\t"), first.rstrip("\n").split("\t"), strict=True))
    turned = cells | {"expect": "-" if cells["expect"] == "+" else "+"}
    table.write_text(head + "\t".join(turned.values()) + "\n" + "".join(rest), encoding="utf-8")
    code, terminal = scheduled.rerun(study)
    assert code == 10, terminal
    told = record(study)
    assert [one["hypothesis"] for one in told["changes"]] == [cells["id"]]
    assert (study / str(told["dated"]) / "schools/report.en.html").is_file()
    table.write_text(before, encoding="utf-8")


def test_a_failure_exits_with_1_and_leaves_the_last_good_report(study: Path) -> None:
    good = (study / "reports/schools/report.en.html").read_bytes()
    model = study / "config/models/paths.lav"
    text = model.read_text(encoding="utf-8")
    model.write_text(text + "\nspeed ~ nobody\n", encoding="utf-8")
    code, terminal = scheduled.rerun(study)
    model.write_text(text, encoding="utf-8")
    assert code == 1
    assert "nobody" in terminal
    told = record(study)
    assert told["outcome"] == "failed"
    assert told["waves"]
    assert (study / "reports/schools/report.en.html").read_bytes() == good
