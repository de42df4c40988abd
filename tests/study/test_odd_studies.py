"""Whole runs of small studies that are not like the shipped one."""

from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from study import sketch, workbench

HOSTILE = "<script>alert(1)</script> | a | {{< include /etc/passwd >}} $x$ =1+1"


def run(folder: Path) -> Path:
    ended = workbench.snakemake(folder)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "Traceback" not in ended.stderr
    assert "Logging error" not in ended.stderr
    return folder


def report(folder: Path, language: str = "en") -> str:
    text = (folder / f"reports/wave/report.{language}.html").read_text(encoding="utf-8")
    return " ".join(unescape(text).split())


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / f"data/processed/{name}.parquet")


@pytest.fixture(scope="module")
def unsettled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers about trust that have nothing in common: no model of them converges."""
    rng = np.random.default_rng(1)
    noise = {item: rng.integers(1, 8, 200).astype(float) for item in sketch.ITEMS["trust"]}
    folder = tmp_path_factory.mktemp("unsettled")
    return run(sketch.write(folder, sketch.answers().assign(**noise)))


@pytest.mark.long
@pytest.mark.xdist_group("unsettled")
def test_what_did_not_converge_is_said_and_nothing_of_it_is_printed(unsettled: Path) -> None:
    text = report(unsettled)
    top = text[: text.index('id="cleaning"')]
    assert "Measurement model: the estimation did not converge" in top
    assert "Hypotheses that could not be estimated: 2." in top
    assert "did not converge: there are no loadings" in text
    assert "it has no test, no path and no effect" in text
    assert "nan" not in text.replace("&nbsp;", " ").casefold().split()
    reliability = table(unsettled, "confirm/wave/all/measurement/reliability")
    assert reliability.alpha.notna().all()
    assert reliability[["omega", "composite_reliability", "ave"]].isna().all(axis=None)


@pytest.mark.long
@pytest.mark.xdist_group("unsettled")
def test_no_hypothesis_and_no_engine_is_judged_by_what_did_not_converge(unsettled: Path) -> None:
    verdicts = table(unsettled, "hypotheses/wave/all/verdicts")
    assert verdicts.verdict.eq("not estimable").all()
    assert verdicts.reason_en.eq("The model structural did not converge.").all()
    agreement = table(unsettled, "hypotheses/wave/all/structural/agreement")
    assert not agreement.comparable.any()
    assert (agreement.reason != "").all()


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two structural models, a control, items that leave the models, odd names, French only."""
    rng = np.random.default_rng(1)
    data = sketch.answers()
    size = np.exp(rng.normal(5, 1.2, len(data))).round()
    data = data.assign(
        size=size,
        result_1=(data.result_1 + 0.4 * (np.log(size) - 5)).round().clip(1, 7),
        trust_4=rng.integers(1, 8, len(data)).astype(float),
        effort_4=np.nan,
    ).rename(columns={"result_2": "filter_$", "result_3": "réussite"})
    factors = {
        "trust": [*sketch.ITEMS["trust"], "trust_4"],
        "effort": [*sketch.ITEMS["effort"], "effort_4"],
        "result": ["result_1", "filter_$", "réussite"],
    }
    quoted = {name: [f'"{item}"' for item in items] for name, items in factors.items()}
    measured = "".join(f"{name} =~ {' + '.join(items)}\n" for name, items in quoted.items())
    rows = [(*row[:7], HOSTILE, row[8]) for row in sketch.items(factors)]
    third = ("H3", "=2+2", "", "direct", "rival", "result", "~", "size", "+", "", "0.1", "")
    folder = sketch.write(
        tmp_path_factory.mktemp("varied"),
        data,
        codebook=[*rows, ("size", "control", "", "", "", "", "", "Taille", "Size")],
        models={
            "measurement": measured,
            "structural": measured + "effort ~ trust\nresult ~ effort\n",
            "rival": measured + "effort ~ trust\nresult ~ trust + effort + size\n",
            "direct": measured + "effort ~ trust\nresult ~ trust + effort\n",
        },
        hypotheses=[*sketch.HYPOTHESES, third],
        rivals=["direct"],
        confirm={
            **sketch.CONFIG["confirm"],
            "invariance": {
                "groupings": [{"variable": "size", "split": "median"}],
                "alpha": 0.05,
                "delta_cfi": {"value": 0.01, "source": HOSTILE},
                "delta_rmsea": {"value": 0.015, "source": HOSTILE},
            },
        },
        study={
            "title": {"fr": HOSTILE},
            "synthetic": False,
            "languages": ["fr"],
            "seed": 7,
            "authors": [],
        },
        clean={
            "out_of_range": "missing",
            "filter": "ignore",
            "item_missing": {"max_share": 0.5, "action": "drop"},
        },
        explore={**sketch.CONFIG["explore"], "apply": True},
    )
    header = ["id", "statement_fr", "statement_en", "hypothesis", "finding"]
    sketch.write_table(folder / "config/claims.tsv", header, [])
    return run(folder)


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_items_that_cleaning_or_purification_drops_leave_every_model(varied: Path) -> None:
    text = report(varied, "fr")
    assert "Les modèles laissent de côté les items écartés : effort_4 et trust_4." in text
    purification = table(varied, "explore/wave/all/purification")
    dropped = purification[purification.action == "dropped"].set_index("item")
    assert dropped.rule.to_dict() == {"effort_4": "item missing", "trust_4": "min_communality"}
    for model in ("measurement", "structural", "rival"):
        path = varied / f"data/processed/explore/wave/all/models/{model}.lav"
        assert "_4" not in path.read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_every_structural_model_is_in_the_report(varied: Path) -> None:
    text = report(varied, "fr")
    assert "portent sur un seul modèle, Modèle structurel" in text
    assert "contiennent aussi rival" in text


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_a_control_is_a_predictor_that_other_engines_confirm(varied: Path) -> None:
    agreement = table(varied, "hypotheses/wave/all/rival/agreement")
    semopy = agreement[agreement.engine == "semopy"]
    assert semopy.comparable.all()
    assert (semopy.op + semopy.rhs).eq("~size").sum() == 1
    verdicts = table(varied, "hypotheses/wave/all/verdicts").set_index("id")
    assert verdicts["std"]["H3"] > 0
    assert verdicts.alpha.to_dict() == {"H1": 0.05, "H2": 0.05, "H3": 0.1}
    assert "Taille" in report(varied, "fr")


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_a_control_has_effects_intervals_and_collinearity(varied: Path) -> None:
    place = "hypotheses/wave/all/rival"
    effects = table(varied, f"{place}/effects").set_index(["outcome", "predictor", "kind"])
    own = effects.loc["result", "size", "direct"]
    assert own["std_ci_lower"] < own["std"] < own["std_ci_upper"]
    intervals = table(varied, f"{place}/intervals").query("lhs == 'result' and rhs == 'size'")
    assert intervals.ci_lower.notna().all()
    collinear = table(varied, f"{place}/collinearity").set_index("predictor")
    # as in lavaan, a control is uncorrelated with the factors unless the model says otherwise
    assert collinear.vif["size"] == pytest.approx(1.0)
    assert collinear.vif["trust"] == pytest.approx(collinear.vif["effort"])


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_a_rival_and_groups_by_a_control_are_compared(varied: Path) -> None:
    tests = table(varied, "hypotheses/wave/all/rival_tests")
    assert tests.relation.tolist() == ["nested"]
    groups = table(varied, "confirm/wave/all/invariance_groups")
    assert groups.n.tolist() == [100, 100]
    verdict = table(varied, "confirm/wave/all/invariance_verdicts").iloc[0]
    assert verdict.tested
    assert "Invariance entre groupes" in report(varied, "fr")


@pytest.mark.long
@pytest.mark.xdist_group("varied")
def test_text_of_the_study_stays_text(varied: Path) -> None:
    raw = (varied / "reports/wave/report.fr.html").read_text(encoding="utf-8")
    assert "<script>alert" not in raw
    assert "root:x:0" not in raw
    assert HOSTILE in " ".join(unescape(raw).split())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two items for each construct, and nothing but a measurement model."""
    pairs = {name: items[:2] for name, items in sketch.ITEMS.items()}
    measured = "".join(f"{name} =~ {' + '.join(items)}\n" for name, items in pairs.items())
    folder = tmp_path_factory.mktemp("bare")
    models = {"measurement": measured}
    return run(sketch.write(folder, codebook=sketch.items(pairs), models=models, hypotheses=()))


@pytest.mark.xdist_group("bare")
def test_a_study_without_hypotheses_and_without_sets_to_explore(bare: Path) -> None:
    text = report(bare)
    assert "3 sets have too few items to be factored" in text
    assert 'id="hypotheses"' not in text
    assert "wave" in (bare / "reports/index.html").read_text(encoding="utf-8")


@pytest.mark.xdist_group("bare")
def test_a_failed_job_speaks_last_and_the_last_good_report_stands(bare: Path) -> None:
    before = {path: path.read_bytes() for path in (bare / "reports").rglob("*.html")}
    spoilt = sketch.answers().assign(trust_2=4.0)
    pyreadstat.write_sav(spoilt, bare / "data/raw/later.sav")
    ended = workbench.snakemake(bare)
    assert ended.returncode == 1
    last = ended.stderr[ended.stderr.index("1 job failed.") :]
    assert "item trust_2: every answer is 4 (200 respondents); expected answers that differ" in last
    assert "(rule clean_responses, log logs/clean/clean_responses/later.log)" in last
    assert "Traceback" not in ended.stderr
    assert {path: path.read_bytes() for path in (bare / "reports").rglob("*.html")} == before


@pytest.mark.long
@pytest.mark.parametrize(
    ("estimator", "ordered", "reason"),
    [
        ("WLSMV", True, "ordered items"),
        ("GLS", False, "another estimator"),
    ],
)
def test_a_study_may_choose_its_estimator(
    tmp_path: Path, estimator: str, ordered: bool, reason: str
) -> None:
    chosen = sketch.CONFIG["confirm"] | {"estimator": estimator, "ordered": ordered}
    folder = run(sketch.write(tmp_path, confirm=chosen))
    verdicts = table(folder, "hypotheses/wave/all/verdicts")
    assert verdicts["std"].gt(0.3).all()
    agreement = table(folder, "confirm/wave/all/measurement/agreement").set_index("engine")
    assert agreement.loc["semopy", "reason"] == reason
    text = report(folder)
    assert estimator in text
    assert "nan" not in text.replace("&nbsp;", " ").casefold().split()
