"""The shipped study, whole: its data are remade, n adds up, nobody can be recognised."""

import hashlib
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from tolerances import CHISQ

from study import workbench

WAVE = "wave_1/all"


def table(study: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(study / f"data/processed/{name}.parquet")


WAVES = {"make_waves.py": "data/raw/wave_1.sav", "make_wave_2.py": "tests/waves/wave_2.sav"}


@pytest.mark.parametrize(("generator", "shipped_file"), WAVES.items())
def test_the_generator_remakes_the_wave(generator: str, shipped_file: str, tmp_path: Path) -> None:
    program = [sys.executable, str(workbench.ROOT / "data/synthetic" / generator), str(tmp_path)]
    subprocess.run(program, check=True, timeout=workbench.SECONDS)
    shipped = workbench.ROOT / shipped_file
    new, new_meta = pyreadstat.read_sav(tmp_path / shipped.name, user_missing=True)
    old, old_meta = pyreadstat.read_sav(shipped, user_missing=True)
    pd.testing.assert_frame_equal(new, old)
    for attribute in (
        "column_names_to_labels",
        "variable_value_labels",
        "missing_ranges",
        "notes",
        "file_label",
    ):
        assert getattr(new_meta, attribute) == getattr(old_meta, attribute)


# Digests of the variables that were there before the typology's, codes of missing answers included.
BEFORE = {
    "data/raw/wave_1.sav": "0f2fff1a386c7e3da2a0fd17bc91f81912cd100ad4bb479fd5ed0b59196e205b",
    "tests/waves/wave_2.sav": "31b8364c0df85ae30db4a8614c9ff912a8b7bae542ce075d395ec50dfcd2d368",
}


@pytest.mark.parametrize(("file", "digest"), BEFORE.items())
def test_the_items_of_the_typology_left_all_others_as_they_were(file: str, digest: str) -> None:
    data, _ = pyreadstat.read_sav(workbench.ROOT / file, user_missing=True)
    others = data.loc[:, :"perf_c_4"]  # type: ignore[misc]
    assert [*data.columns[len(others.columns) :]] == [*typology_items(), "governance"]
    assert hashlib.sha256(others.to_csv().encode()).hexdigest() == digest


def typology_items() -> list[str]:
    codebook = pd.read_csv(workbench.ROOT / "config/items.tsv", sep="\t")
    return codebook.variable[codebook.role == "axis"].tolist()


@pytest.mark.parametrize("file", WAVES.values())
def test_the_file_says_that_it_is_synthetic(file: str) -> None:
    _, meta = pyreadstat.read_sav(workbench.ROOT / file, metadataonly=True)
    assert "SYNTHÉTIQUES" in meta.file_label


def test_the_flow_of_n_adds_up(shipped: Path) -> None:
    flow = table(shipped, "clean/wave_1/flow")
    assert flow.n.iloc[0] == 138
    assert (flow.n.shift(1) - flow.removed == flow.n).iloc[1:].all()
    items = table(shipped, "clean/wave_1/items_all")
    codebook = pd.read_csv(shipped / "config/items.tsv", sep="\t")
    assert flow.n.iloc[-1] == len(items[codebook.query("role == 'item'").variable].dropna())


def test_every_exclusion_is_a_decision(shipped: Path) -> None:
    decisions = table(shipped, "clean/wave_1/decisions")
    flow = table(shipped, "clean/wave_1/flow")
    items = table(shipped, "clean/wave_1/items_all")
    excluded = set(decisions[decisions.action.isin(["excluded"])].row.dropna())
    assert len(excluded) == flow.n.iloc[0] - len(items)
    assert not excluded & set(items.row)


def test_the_warning_of_few_cases_reaches_the_report(shipped: Path) -> None:
    page = (shipped / "reports/wave_1/report.en.html").read_text()
    assert "fewer cases" in page.lower()
    assert "synthetic" in page.lower()


def test_the_second_order_contrast_is_made_within(shipped: Path) -> None:
    comparisons = table(shipped, f"second_order/{WAVE}/comparisons")
    within = comparisons[
        (comparisons.scope == "within") & (comparisons.restricted == "second_order")
    ]
    assert dict(zip(within.general, within.df_diff, strict=True)) == {
        "correlated": 16,
        "bifactor": 9,
        "cross_loadings": 3,
    }
    alone = comparisons[
        (comparisons.scope == "alone")
        & (comparisons.restricted == "second_order")
        & (comparisons.general == "correlated")
    ]
    assert alone.equivalent.all()


def test_the_heywood_case_of_a_contender_is_said(shipped: Path) -> None:
    improper = table(shipped, f"second_order/{WAVE}/improper")
    assert list(zip(improper.contender, improper.fault, strict=True)) == [
        ("bifactor", "negative variance")
    ]
    contest = table(shipped, f"second_order/{WAVE}/contest")
    assert not contest[
        (contest.scope == "alone") & (contest.contender == "bifactor")
    ].admissible.any()
    page = (shipped / "reports/wave_1/report.en.html").read_text()
    assert "negative variance" in page


def test_the_hypotheses_are_judged_in_at_least_48_worlds(shipped: Path) -> None:
    worlds = table(shipped, f"hypotheses/{WAVE}/worlds")
    fitted = worlds[worlds.status == "fitted"]
    assert len(fitted) >= 48
    assert fitted.converged.all()
    assert not (worlds.status == "refused").any()
    own = table(shipped, f"hypotheses/{WAVE}/specifications").query("changed == ''")
    verdicts = table(shipped, f"hypotheses/{WAVE}/verdicts").set_index("id")
    assert own["std"].to_numpy() == pytest.approx(verdicts["std"][own["id"]].to_numpy(), abs=CHISQ)


def test_the_cases_are_placed_as_published_and_every_claim_is_judged(shipped: Path) -> None:
    placements = table(shipped, "cases/start_ups/placements")
    placed = placements[placements.placed.astype(bool)]
    assert len(placed) == 4
    assert placed.expected.astype(bool).all()
    claims = pd.read_csv(shipped / "config/claims.tsv", sep="\t")
    for collection in ("start_ups", "governance"):
        judged = table(shipped, f"cases/{collection}/case_claims")
        stated = claims[claims.hypothesis.str.startswith(f"cases:{collection}:")]
        assert judged.id.tolist() == stated.id.tolist()
        assert set(judged.recovered) == {"yes"}


def test_every_firm_has_a_type_or_a_reason(shipped: Path) -> None:
    summary = table(shipped, "cases/firms/wave_1/type_summary")
    firms = table(shipped, "cases/firms/wave_1/types")
    assert summary.n.sum() == len(firms)
    assert len(firms) == len(table(shipped, "clean/wave_1/background_all"))
    assert (summary["type"].eq("") == summary.status.ne("placed")).all()


def test_the_report_has_the_chapter_of_the_cases_and_its_map(shipped: Path) -> None:
    page = (shipped / "reports/wave_1/report.en.html").read_text()
    for place in ("cases", "cases-1-types", "fig-cases-1-map", "cases-2-ladder", "cases-joint"):
        assert f'id="{place}"' in page


# A name of a firm, names that have pseudonyms, and a sentence of interviews that nobody may quote.
PRIVATE = re.compile("Entreprise fictive|Maufroy|Sarrazenne|La comptable vous le dirait", re.I)


def test_no_identifier_survives_cleaning(shipped: Path) -> None:
    made = [*shipped.glob("data/processed/**/*"), *shipped.glob("reports/**/*")]
    tables = [pd.read_parquet(path).to_csv() for path in made if path.suffix == ".parquet"]
    assert tables
    assert not [text for text in tables if PRIVATE.search(text)]
    plain = {".json", ".html", ".md", ".svg", ".qmd"}
    texts = [path.read_text() for path in made if path.suffix in plain]
    assert texts
    assert not [text for text in texts if PRIVATE.search(text)]
    cleaned, _ = pyreadstat.read_sav(shipped / "data/processed/clean/wave_1/clean.sav")
    assert not {"firm_name", "firm_id"} & set(cleaned.columns)


@pytest.fixture
def two_waves(shipped: Path, tmp_path: Path) -> Path:
    """A copy of the finished study, dates kept, into which the second wave was dropped."""
    folder = Path(shutil.copytree(shipped, tmp_path / "study", symlinks=True))
    shutil.copy(workbench.ROOT / "tests/waves/wave_2.sav", folder / "data/raw")
    return folder


def jobs(folder: Path) -> list[str]:
    """The message of each job that a dry run would carry out."""
    run = workbench.snakemake(folder, "--dry-run")
    assert run.returncode == 0, run.stderr[-4000:]
    return re.findall(r"^Job \d+: (.*)", run.stdout + run.stderr, re.M)


COMPARISONS = [
    "Pool the waves",
    "Prepare model measurement for all waves",
    "Prepare model measurement_bifactor for all waves",
    "Prepare model measurement_cross_loadings for all waves",
    "Prepare model measurement_second_order for all waves",
    "Prepare model performance_bifactor for all waves",
    "Prepare model performance_correlated for all waves",
    "Prepare model performance_cross_loadings for all waves",
    "Prepare model performance_one_factor for all waves",
    "Prepare model performance_second_order for all waves",
    "Prepare model structural for all waves",
    "Compare the items over waves",
    "Test the invariance of the measurement over waves",
    "Compare the paths of structural over waves",
    "Fit structural to all waves",
    "Bootstrap structural on all waves",
    "Judge the second-order construct in all waves",
    "Judge the hypotheses in all waves",
    "Tell which verdicts changed",
    "Assemble the report of all waves in en",
    "Render the report of wave pooled in en to html",
    "Publish the reports of wave pooled",
]


def test_a_second_wave_adds_its_own_jobs_the_comparisons_and_the_index(two_waves: Path) -> None:
    """Exactly the jobs of a first run of one wave, and those that compare; none of wave_1, and
    none of the interviews, which belong to no wave."""
    beginning = workbench.beginning_of(two_waves, two_waves.parent / "beginning")
    (beginning / "data/raw/wave_2.sav").unlink()
    index = "Write the index of the reports"
    first = [message for message in jobs(beginning) if "wave_1" in message or message == index]
    alone = Counter(message.replace("wave_1", "wave_2") for message in first)
    assert alone[index] == 1
    assert Counter(jobs(two_waves)) == alone + Counter(COMPARISONS)
