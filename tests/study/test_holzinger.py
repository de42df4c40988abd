"""The whole DAG on Holzinger and Swineford: known numbers arrive in the artefacts."""

import json
from pathlib import Path

import pandas as pd
import pytest
from tolerances import ANALYTIC, CHISQ, LAVAAN, SEMOPY

from study import workbench

WAVE = "schools/all"


def table(study: Path, chapter: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(study / f"data/processed/{chapter}/{name}.parquet")


def record(study: Path, chapter: str, name: str) -> dict[str, object]:
    return json.loads((study / f"data/processed/{chapter}/{name}.json").read_text())


def test_three_factors_fit_as_in_lavaan(holzinger: Path) -> None:
    fit = record(holzinger, "confirm", f"{WAVE}/three_factors/fit")
    assert fit["n_obs"] == 301
    assert fit["df"] == 24
    assert fit["chisq"] == pytest.approx(85.30552, rel=CHISQ)
    assert fit["cfi"] == pytest.approx(0.9305597, abs=LAVAAN)
    assert fit["rmsea"] == pytest.approx(0.09212148, abs=LAVAAN)
    assert fit["srmr"] == pytest.approx(0.06520506, abs=LAVAAN)


def test_second_order_and_correlated_are_equivalent(holzinger: Path) -> None:
    verdict = record(holzinger, "second_order", f"{WAVE}/verdict")
    assert verdict["verdict"] == "not distinguishable"
    assert verdict["rivals"] == ["correlated", "cross_loadings"]
    comparisons = table(holzinger, "second_order", f"{WAVE}/comparisons")
    pair = comparisons[(comparisons.restricted == "second_order") & comparisons.equivalent]
    assert set(pair.scope) == {"alone", "within"}
    assert (pair.df_diff == 0).all()


def test_a_bifactor_model_of_nine_items_does_not_converge_and_is_said_to(holzinger: Path) -> None:
    contest = table(holzinger, "second_order", f"{WAVE}/contest").set_index("contender")
    assert not contest.converged["bifactor"]
    page = (holzinger / "reports/schools/report.en.html").read_text()
    assert "did not converge for bifactor" in page


def test_every_hypothesis_has_a_verdict_with_its_evidence(holzinger: Path) -> None:
    verdicts = table(holzinger, "hypotheses", f"{WAVE}/verdicts").set_index("id")
    assert list(verdicts.index) == ["H1", "H2", "H3", "H4", "H5", "H6", "H7"]
    assert verdicts.verdict["H1"] == "supported"
    assert verdicts["std"]["H1"] == pytest.approx(0.459, abs=5e-4)
    assert (verdicts.reason_fr != "").all()
    assert (verdicts.reason_en != "").all()


def test_an_interaction_is_judged_probed_and_checked_by_semopy(holzinger: Path) -> None:
    place = f"{WAVE}/moderated"
    verdict = table(holzinger, "hypotheses", f"{WAVE}/verdicts").set_index("id").loc["H7"]
    effect = table(holzinger, "hypotheses", f"{place}/interactions").iloc[0]
    assert (verdict["lhs"], verdict["rhs"]) == ("speed", "visual:textual")
    assert verdict["std"] == pytest.approx(effect["std"], abs=ANALYTIC)
    assert verdict["ci_lower"] == pytest.approx(effect["ci_lower"], abs=ANALYTIC)
    slopes = table(holzinger, "hypotheses", f"{place}/simple_slopes")
    assert (slopes["std"].iloc[2] - slopes["std"].iloc[0]) / 2 == pytest.approx(effect["std"])
    agreement = table(holzinger, "hypotheses", f"{place}/agreement")
    semopy = agreement[agreement.engine == "semopy"]
    assert "visual.textual" in set(semopy.rhs)
    assert semopy.difference.max() < SEMOPY
    page = (holzinger / "reports/schools/report.en.html").read_text()
    assert "Visual × Textual" in page


def test_semopy_agrees(holzinger: Path) -> None:
    agreement = table(holzinger, "confirm", f"{WAVE}/three_factors/agreement")
    semopy = agreement[agreement.engine == "semopy"]
    assert semopy.comparable.all()
    assert len(semopy) == 24
    assert semopy.difference.max() < SEMOPY


def test_the_report_stands_in_every_format(holzinger: Path) -> None:
    for name in ("report.en.html", "report.en.pdf", "report.en.docx", "tables.xlsx"):
        assert (holzinger / "reports/schools" / name).stat().st_size > 10_000
    page = (holzinger / "reports/schools/report.en.html").read_text()
    assert "85.31" in page
    assert (holzinger / "reports/index.html").exists()


def test_a_second_run_has_nothing_to_do(holzinger: Path) -> None:
    again = workbench.snakemake(holzinger)
    assert again.returncode == 0
    assert "Nothing to be done" in again.stdout + again.stderr


def test_raw_data_are_left_alone(holzinger: Path) -> None:
    assert [path.name for path in (holzinger / "data/raw").iterdir()] == ["schools.sav"]
