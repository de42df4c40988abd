"""A study that is sound: what it says, however its files were saved."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from lib.study import small_study
from lib.study.small_study import load

from surveysem.study import study, tables

HOSTILE = '"><script>{{ x }}</script> $(rm) =1+1 # fin'
LIBRARY = small_study.ROOT / "workflow/lib"
LATE_IMPORTS = ("pandas", "numpy", "scipy", "jsonschema", "pyreadstat")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_study.write(tmp_path)


@pytest.mark.parametrize(
    ("respondents", "samples", "crossed"),
    [("same", ("all", "all"), True), ("halves", ("explore", "confirm"), False)],
)
def test_halves_are_samples_and_need_no_cross_validation(
    root: Path, respondents: str, samples: tuple[str, str], crossed: bool
) -> None:
    config = small_study.config(root)
    config["explore"] |= {"respondents": respondents, "cross_validation": {"splits": 10}}
    found = study.load(config, root, small_study.SCHEMAS)
    assert (found.explored, found.sample) == samples
    assert found.cross_validated is crossed
    assert found.stability_draws == 0


def test_what_rules_ask(root: Path) -> None:
    found = load(root)
    trust, effort = [[f"{name}_{i}" for i in (1, 2, 3)] for name in ("trust", "effort")]
    assert found.waves == {"first": "data/raw/first.sav"}
    assert found.wave_file("first") == "data/raw/first.sav"
    assert found.fieldwork == {"first": {"date": "", "note": ""}}
    assert found.languages == ("en",)
    assert found.constructs == {"trust": trust, "effort": effort}
    assert found.reversed_items == ["trust_3"]
    assert found.sets == {"trust": trust, "effort": effort, "both": trust + effort}
    assert found.factors == {"trust": 1, "effort": 1, "both": 2}
    assert (found.explored, found.sample) == ("all", "all")
    assert found.models_to_fit() == ["measurement", "structural"]
    assert found.structural_models == ["structural"]
    assert found.contenders == {"scope": [], "contender": [], "model": []}
    assert found.second_order_model is None
    assert found.models["measurement"] == small_study.MEASUREMENT
    assert found.levels == [0.95, 0.9, 0.8]


def test_second_order_contest_of_the_shipped_study() -> None:
    config = small_study.config(small_study.ROOT)
    found = study.load(config, small_study.ROOT, small_study.SCHEMAS, checked=True)
    named = config["second_order"]
    assert found.contenders["scope"] == ["alone"] * 5 + ["within"] * 4
    models = [*named["alone"].values(), *named["within"].values()]
    assert found.contenders["model"] == models
    assert found.second_order_model == named["within"]["second_order"]
    assert json.dumps([found.sets, found.factors, found.levels, found.contenders])


def test_tables_as_data_frames(root: Path) -> None:
    frame = load(root).items.frame()
    assert list(frame.columns) == [*tables_columns(root), "renamed", "recoded"]
    assert frame.loc[1, "missing"] == "9 97..99"
    assert frame.loc[6, "construct"] == ""


def tables_columns(root: Path) -> list[str]:
    return (root / "config/items.tsv").read_text().splitlines()[0].split("\t")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_byte_order_marks_do_not_count(
    root: Path, encoding: str, line_end: str
) -> None:
    expected = load(root)
    for path in [*(root / "config").glob("*.tsv"), *(root / "config/models").iterdir()]:
        text = path.read_text().replace("\n", line_end)
        path.write_bytes(text.encode(encoding))
    found = load(root)
    assert [row.cells for row in found.items] == [row.cells for row in expected.items]
    assert [row.line for row in found.items] == [row.line for row in expected.items]
    assert found.models == expected.models


def test_hostile_and_accented_labels_are_data(root: Path) -> None:
    path = root / "config/items.tsv"
    lines = path.read_text().splitlines()
    lines[1] = lines[1].removesuffix("\t") + f"Fiabilité ; « sûr »\t{HOSTILE}"
    path.write_text("\n".join(lines), encoding="utf-8")
    row = load(root).items.rows[0]
    assert row["label_fr"] == "Fiabilité ; « sûr »"
    assert row["label_en"] == HOSTILE


def test_cells_as_spreadsheets_quote_them(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text('a\tb\n"x, ""y"""\t say "no" \n\t\n\n"z"\t"\n')
    table, faults = tables.read(tmp_path, "t.tsv")
    assert not faults
    assert table.columns == ("a", "b")
    assert [(row.line, row["a"], row["b"]) for row in table] == [
        (2, 'x, "y"', 'say "no"'),
        (5, "z", '"'),
    ]


def test_a_study_without_hypotheses(root: Path) -> None:
    config = small_study.config(root)
    del config["hypotheses"]
    (root / "config/hypotheses.tsv").unlink()
    (root / "config/claims.tsv").unlink()
    found = study.load(config, root, small_study.SCHEMAS)
    assert found.structural_models == []
    assert found.models_to_fit() == ["measurement"]


def test_jobs_read_a_checked_study_again_without_heavy_imports(root: Path) -> None:
    program = (
        "import sys, yaml; from pathlib import Path; from surveysem.study import study;"
        "root = Path(sys.argv[1]);"
        "config = yaml.safe_load((root / 'config/config.yaml').read_text());"
        "study.load(config, root, Path('nowhere'), checked=True).sets;"
        "print([name for name in sys.argv[2:] if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(root), *LATE_IMPORTS],
        env={"PYTHONPATH": str(LIBRARY)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"


def test_raw_files_are_not_opened_for_a_checked_study(root: Path) -> None:
    (root / "data/raw/first.sav").write_bytes(b"")
    assert load(root, checked=True).waves == {"first": "data/raw/first.sav"}
