"""Moments kept and models refitted from them; a package that was damaged or changed."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from lib.sem.models import THREE_FACTORS, holzinger

from surveysem import sem
from surveysem.__main__ import main
from surveysem.errors import DataError
from surveysem.run.digests import of_file
from surveysem.run.replicate import documents, moments, verify
from surveysem.run.replicate.contents import ESTIMATES
from surveysem.run.replicate.package import leave_out_interviews, widest
from surveysem.study import templates

SHIPPED = Path(__file__).parents[3] / "config"
MODEL = "models/wave/model"


def pack(folder: Path, **options: object) -> pd.DataFrame:
    """The part of a package that is verified: one model."""
    fit = sem.fit(THREE_FACTORS, holzinger(), **options)
    stored = moments.store_moments(fit)
    place = folder / MODEL
    place.mkdir(parents=True)
    (place / "model.lav").write_text(THREE_FACTORS)
    stored.covariances.to_csv(place / "covariances.csv", index=False)
    stored.means.to_csv(place / "means.csv", index=False)
    estimates = fit.estimates()[ESTIMATES]
    estimates.to_csv(place / "estimates.csv", index=False)
    row = {"wave": "wave", "model": "model", "folder": MODEL, **stored.record}
    pd.DataFrame([row]).to_csv(folder / verify.MODELS, sep="\t", index=False)
    digest = of_file(place / "estimates.csv")
    (folder / verify.CHECKSUMS).write_text(f"{digest}  {MODEL}/estimates.csv\n")
    return estimates


def test_a_twin_has_no_interviews(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "config")
    leave_out_interviews(tmp_path)
    left = {path.name for path in (tmp_path / "config").iterdir()}
    assert {path.name for path in SHIPPED.iterdir()} - left == {"cases.tsv", "codes.tsv"}
    stated = yaml.safe_load((SHIPPED / "config.yaml").read_text(encoding="utf-8"))
    del stated["cases"]
    twin = (tmp_path / "config/config.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(twin) == stated
    claims = (tmp_path / "config/claims.tsv").read_text(encoding="utf-8")
    assert "C1\t" in claims
    assert "cases:" not in claims


@pytest.mark.parametrize("interviews", [True, False])
def test_the_package_says_that_interviews_are_not_in_it(interviews: bool) -> None:
    told = {"title": "T", "synthetic": False, "seed": 1, "interviews": interviews}
    told["scripts"] = dict.fromkeys(("assemble_report", "assemble_pooled"), "a script")
    empty = {name: [] for name in ("authors", "waves", "raw", "models", "chapters", "exhibits")}
    text = templates.fill(documents.TEMPLATES / "README.md", empty | told)
    assert ("The coded interviews are not in the package" in text) is interviews


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"convention": "wishart"},
        {"convention": "amos"},
        {"estimator": "GLS"},
        {"estimator": "ULS"},
        {"estimator": "MLR"},
        {"missing": "pairwise"},
    ],
    ids=str,
)
def test_refitted_from_moments_all_numbers_agree(
    tmp_path: Path, options: dict[str, object]
) -> None:
    estimates = pack(tmp_path, **options)
    (found,) = verify.refits(tmp_path)
    assert found.differing == ()
    assert found.largest <= verify.TOLERANCE
    with_errors = options.get("estimator") != "MLR"
    known = estimates[["est", "se"] if with_errors else ["est"]].notna().sum().sum()
    assert found.numbers == known


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"missing": "fiml"}, "missing fiml: what each respondent answered is needed"),
        ({"missing": "two-stage"}, "missing two-stage: what each respondent answered is needed"),
        ({"estimator": "DWLS"}, "DWLS: its weights come from the answers, not from moments"),
        ({"group": "school"}, "several groups have moments each"),
    ],
    ids=str,
)
def test_what_moments_cannot_give_is_said(
    tmp_path: Path, options: dict[str, object], reason: str
) -> None:
    pack(tmp_path, **options)
    (found,) = verify.refits(tmp_path)
    assert found.reason.startswith(reason)
    assert found.numbers == 0


def test_a_number_that_was_changed_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack(tmp_path)
    path = tmp_path / MODEL / "estimates.csv"
    table = pd.read_csv(path, keep_default_na=False)
    table.loc[1, "est"] = float(table.loc[1, "est"]) + 0.01
    table.to_csv(path, index=False)
    (found,) = verify.refits(tmp_path)
    assert found.differing == ("visual =~ x2",)
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(tmp_path)])
    assert ended.value.code == 1
    assert "1 parameters differ by more than 1e-05" in capsys.readouterr().out


def test_a_damaged_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack(tmp_path)
    (tmp_path / verify.CHECKSUMS).write_text(f"{'0' * 64}  {MODEL}/model.lav\n{'0' * 64}  gone\n")
    assert verify.damaged_files(tmp_path) == [f"{MODEL}/model.lav", "gone"]
    with pytest.raises(SystemExit):
        main(["verify", str(tmp_path)])
    assert "gone: not the file of the checksums" in capsys.readouterr().out


@pytest.mark.parametrize("content", [None, "", "no,numbers\n"])
def test_a_model_whose_files_are_damaged_is_not_refitted(
    tmp_path: Path, content: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    pack(tmp_path)
    path = tmp_path / MODEL / "estimates.csv"
    path.unlink()
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(tmp_path)])
    assert ended.value.code == 1
    printed = capsys.readouterr().out
    assert "wave, model: not refitted (its files are damaged)" in printed
    assert f"{MODEL}/estimates.csv: not the file of the checksums" in printed


@pytest.mark.parametrize("content", [b"", b"garbage\n", b"\xff\xfe\x00"])
def test_checksums_that_cannot_be_read(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    pack(tmp_path)
    (tmp_path / verify.CHECKSUMS).write_bytes(content)
    assert main(["verify", str(tmp_path)]) == 1
    assert "no list of checksums and files; expected that of the" in capsys.readouterr().err


def test_a_damaged_table_of_models(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack(tmp_path)
    (tmp_path / verify.CHECKSUMS).write_text(f"{'0' * 64}  {verify.MODELS}\n")
    assert main(["verify", str(tmp_path)]) == 1
    assert "models.tsv: not the file of the checksums; expected it" in capsys.readouterr().err


def test_a_folder_that_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no checksums\.sha256; expected an unpacked replication"):
        verify.damaged_files(tmp_path)


def test_the_record_is_flat_and_safe() -> None:
    stored = moments.store_moments(sem.fit(THREE_FACTORS, holzinger()))
    text = json.dumps(stored.record, allow_nan=False)
    assert json.loads(text)["refit_by"] == "ML"
    p = 9
    assert len(stored.covariances) == p * (p + 1) // 2


def test_the_twins_of_several_waves_share_the_widest_scales() -> None:
    first, second = (
        pd.DataFrame({"variable": ["x", "region"], "min": [low, ""], "max": [high, ""]})
        for low, high in (("-9", "17"), ("-10", "18"))
    )
    found = widest([first, second])
    assert found["min"].tolist() == ["-10", ""]
    assert found["max"].tolist() == ["18", ""]


def test_each_exhibit_is_mapped_to_section_rules_and_scripts(tmp_path: Path) -> None:
    source = tmp_path / "a/en/source"
    source.mkdir(parents=True)
    lines = [
        "# One",
        "Table: A {#tbl-flow}",
        "![B](b){#fig-scree}",
        "# Two",
        "Table: C {#tbl-raw-files}",
    ]
    (source / "report.qmd").write_text("\n".join(lines))
    (source / "sources.json").write_text('[[1, "one.qmd"], [4, "two.qmd"]]')
    made = {"tbl-flow": ["clean"], "fig-scree": ["retain", "extract"], "tbl-raw-files": []}
    (source / "makers.json").write_text(json.dumps(made))
    scripts = {"clean": "c.py", "retain": "r.py", "extract": "e.py", "assemble_report": "a.py"}
    first, second, third = documents.exhibits(source, scripts)
    assert (first["exhibit"], first["name"], first["wave"]) == ("Table 1", "flow", "a")
    assert first["programs"] == [{"rule": "clean", "script": "c.py"}]
    assert (second["exhibit"], second["section"]) == ("Figure 1", "one.qmd")
    assert [one["script"] for one in second["programs"]] == ["r.py", "e.py"]
    assert (third["exhibit"], third["section"]) == ("Table 2", "two.qmd")
    assert third["programs"] == [{"rule": "assemble_report", "script": "a.py"}]
    pooled = source.parents[1].rename(tmp_path / "pooled") / "en/source"
    *_, third = documents.exhibits(pooled, scripts | {"assemble_pooled": "p.py"})
    assert third["programs"] == [{"rule": "assemble_pooled", "script": "p.py"}]
    with pytest.raises(
        DataError, match="the rule retain made what they show, and the workflow has"
    ):
        documents.exhibits(pooled, {"clean": "c.py"})


def test_every_chapter_of_rules_says_what_it_is_for() -> None:
    home = Path(__file__).parents[3]
    found = documents.chapters(home)
    files = sorted((home / "workflow/rules").glob("[0-9]*.smk"))
    assert [home / one["file"] for one in found] == files
    assert all(len(one["about"].split()) > 4 for one in found)
