"""Each script of the workflow: what it writes from small data, a number or two, its line of log."""

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from scripts.bench import SCRIPTS, Bench, Step, flat
from scripts.places import ITEMS
from scripts.steps import DRAWS
from tolerances import ANALYTIC, CHISQ, LAVAAN, SEMOPY

from surveysem import survey
from surveysem.run.replicate.verify import damaged_files, refits

WARNED = " WARNING "


def table(workshop: Bench, step: Step, name: str) -> pd.DataFrame:
    return pd.read_parquet(workshop.folder / step.output[name])


def record(workshop: Bench, step: Step, name: str) -> dict[str, Any]:
    return json.loads((workshop.folder / step.output[name]).read_text(encoding="utf-8"))


def test_no_script_is_missing(workshop: Bench) -> None:
    there = {str(path.relative_to(SCRIPTS)) for path in SCRIPTS.rglob("*.py")}
    assert {step.script for step in workshop.steps} == there
    tested = set(re.findall(r'workshop\.run\(\s*"(.+?)"', Path(__file__).read_text()))
    assert tested == there


def test_clean_responses(workshop: Bench) -> None:
    step = workshop.run("clean/clean_responses.py", wave="schools")
    items = table(workshop, step, "data")
    assert list(items.columns) == ["row", *(f"x{i}" for i in range(1, 10)), "ageyr", "wave"]
    assert len(items) == 301
    assert items.x1.mean() == pytest.approx(4.935770, abs=5e-7)
    assert list(table(workshop, step, "flow").n)[-1] == 301
    assert set(table(workshop, step, "background").columns) >= {"school", "sex", "ageyr"}
    written, meta = pyreadstat.read_sav(workshop.folder / step.output["sav"])
    assert len(written) == 301
    assert "id" not in written
    assert meta.variable_value_labels["sex"] == {1.0: "Male", 2.0: "Female"}
    assert "301 of 301 rows are analysed." in workshop.log(step)


def test_screen_responses(workshop: Bench) -> None:
    step = workshop.run("clean/screen_responses.py")
    assert table(workshop, step, "mcar").reason.tolist() == ["no answer is missing"]
    assert len(table(workshop, step, "respondents")) == 301
    assert set(table(workshop, step, "profile").variable) == {"school", "sex"}
    assert table(workshop, step, "returns").empty
    flagged = table(workshop, step, "flagged")
    assert table(workshop, step, "flags").flagged.tolist() == [len(flagged)] * 2
    assert set(flagged.reasons) == {"mahalanobis"}
    assert f"{len(flagged)} respondents are flagged" in workshop.log(step)


def test_split_respondents(workshop: Bench) -> None:
    step = workshop.run("explore/split_respondents.py")
    explore, confirm = table(workshop, step, "explore"), table(workshop, step, "confirm")
    assert (len(explore), len(confirm)) == (151, 150)
    assert not set(explore.row) & set(confirm.row)
    assert "151 respondents to explore, 150 to confirm" in workshop.log(step)


def test_assess_adequacy(workshop: Bench) -> None:
    step = workshop.run("explore/assess_adequacy.py")
    adequacy = table(workshop, step, "adequacy").set_index("set")
    assert list(adequacy.index) == ["visual", "textual", "speed", "ability"]
    assert adequacy.kmo["ability"] == pytest.approx(0.752, abs=5e-4)
    assert adequacy.bartlett_chisq["ability"] == pytest.approx(904.097, abs=5e-4)
    assert len(table(workshop, step, "per_item")) == 18
    assert "lowest KMO" in workshop.log(step)


def test_retain_factors(workshop: Bench) -> None:
    step = workshop.run("explore/retain_factors.py")
    retention = table(workshop, step, "retention").set_index("set")
    assert dict(retention.chosen) == {"visual": 1, "textual": 1, "speed": 1, "ability": 3}
    assert retention.parallel["ability"] == 3
    first = table(workshop, step, "eigenvalues").query("set == 'ability' and position == 1")
    assert first.eigenvalue.item() == pytest.approx(3.2163, abs=5e-5)
    assert "factors taken: {'visual': 1" in workshop.log(step)


def test_purify_items(workshop: Bench) -> None:
    step = workshop.run("explore/purify_items.py")
    purification = table(workshop, step, "purification").set_index("item")
    assert list(purification.index) == [f"x{i}" for i in range(1, 10)]
    assert set(purification.action) == {"kept"}
    assert purification.found["x9"] == pytest.approx(0.366, abs=5e-4)
    assert purification.reason_en["x9"].startswith("cross-loading .366 above .35, but")
    assert "dropped: none" in workshop.log(step)


def test_extract_factors(workshop: Bench) -> None:
    step = workshop.run("explore/extract_factors.py")
    loadings = table(workshop, step, "loadings")
    assert loadings.query("set == 'textual'").loading.min() > 0.8
    assert len(table(workshop, step, "correlations").query("set == 'ability'"))
    assert table(workshop, step, "solutions").converged.all()
    assert table(workshop, step, "variance")["set"].nunique() == 4
    assert "4 of 4 solutions converged" in workshop.log(step)


def test_assess_stability(workshop: Bench) -> None:
    step = workshop.run("explore/assess_stability.py")
    stability = table(workshop, step, "stability").set_index("item")
    assert set(stability["set"]) == {"ability"}
    assert stability.both["x5"] > 0.95
    assert stability.both["x9"] < stability.both["x8"]
    assert "9 items, 100 draws; lowest share" in workshop.log(step)


def test_cross_validate(workshop: Bench) -> None:
    step = workshop.run("explore/cross_validate.py")
    halves = table(workshop, step, "cross_validation")
    assert len(halves) == 20
    assert (halves.cvi < halves.cvi_one_factor).all()
    assert len(table(workshop, step, "per_item")) == 9
    assert "20 halves explored, median CFI 0.9" in workshop.log(step)


def test_purify_model(workshop: Bench) -> None:
    step = workshop.run("explore/purify_model.py", model="three_factors")
    model = (workshop.folder / step.output["model"]).read_text()
    assert model == (workshop.folder / str(step.input["model"])).read_text()
    assert "items left out: none" in workshop.log(step)


def test_purify_model_takes_dropped_items_out(workshop: Bench) -> None:
    made = table(workshop, workshop.run("explore/purify_items.py"), "purification")
    dropped = made.assign(action=made.action.where(made.item != "x9", "dropped"))
    dropped.to_parquet(workshop.folder / "dropped.parquet")
    step = Step(
        "explore/purify_model.py",
        {"model": "config/models/three_factors.lav", "purification": "dropped.parquet"},
        {"model": "purified.lav"},
        wildcards={"model": "purified"},
    )
    workshop.take(step)
    model = (workshop.folder / "purified.lav").read_text()
    assert model.splitlines()[1:] == ["textual =~ x4 + x5 + x6", "speed   =~ x7 + x8"]
    assert "items left out: x9" in workshop.log(step)


def test_fit_measurement(workshop: Bench) -> None:
    step = workshop.run("confirm/fit_measurement.py", model="three_factors")
    fit = record(workshop, step, "fit")
    assert (fit["n_obs"], fit["df"], fit["model"]) == (301, 24, "three_factors")
    assert fit["chisq"] == pytest.approx(85.30552, rel=CHISQ)
    assert fit["provenance"]["rule"] == "fit_measurement"
    estimates = table(workshop, step, "estimates")
    assert len(estimates) == 9 + 9 + 6
    assert set(estimates.wave) == {"schools"}
    assert len(table(workshop, step, "standardized")) == len(estimates)
    assert len(table(workshop, step, "r_squared")) == 9
    residuals = table(workshop, step, "residuals")
    assert len(residuals) == 45
    assert residuals.loc[residuals.lhs == residuals.rhs, "residual"].abs().max() < ANALYTIC
    corrected = table(workshop, step, "corrected").set_index("correction")
    assert corrected.chisq["none"] == pytest.approx(85.30552, rel=CHISQ)
    assert corrected.chisq["swain"] < corrected.chisq["none"]
    highest = table(workshop, step, "modification").sort_values("mi").iloc[-1]
    assert (highest.lhs, highest.op, highest.rhs) == ("visual", "=~", "x9")
    assert highest.mi == pytest.approx(36.411, abs=5e-4)
    assert "chisq(24) = 85.31, cfi 0.931" in workshop.log(step)


def test_assess_constructs(workshop: Bench) -> None:
    step = workshop.run("confirm/assess_constructs.py")
    reliability = table(workshop, step, "reliability").set_index("construct")
    assert reliability.alpha["textual"] == pytest.approx(0.8827069, abs=LAVAAN)
    assert (reliability.alpha_ci_lower < reliability.alpha).all()
    assert (reliability.omega_ci_upper > reliability.omega).all()
    converge = table(workshop, step, "convergent").set_index("construct")
    assert converge.verdict.to_dict() == {
        "visual": "does not hold",
        "textual": "holds",
        "speed": "undecided",
    }
    assert table(workshop, step, "validity").verdict.tolist() == ["distinct"] * 3
    assert len(table(workshop, step, "cross_loadings")) == 27
    assert "pairs of constructs: {'distinct': 3}" in workshop.log(step)


def test_fit_unflagged(workshop: Bench) -> None:
    step = workshop.run("confirm/fit_unflagged.py")
    flagged = table(workshop, workshop.run("clean/screen_responses.py"), "flagged")
    found = table(workshop, step, "unflagged").set_index("respondents")
    assert found.n["all"] - found.n["unflagged"] == len(flagged)
    assert found.loading_change["unflagged"] != 0
    assert f"{len(flagged)} respondents are flagged" in workshop.log(step)


def test_assess_common_method(workshop: Bench) -> None:
    step = workshop.run("confirm/assess_common_method.py")
    found = table(workshop, step, "techniques").set_index("contender")
    assert found.chisq["measurement"] == pytest.approx(85.30552, abs=5e-5)
    assert found.df["one factor"] == 27
    assert set(table(workshop, step, "changes").quantity) <= {"loading", "correlation"}
    assert "the first unrotated component holds 35.7 %" in workshop.log(step)


def test_compare_engines(workshop: Bench) -> None:
    step = workshop.run("confirm/compare_engines.py")
    agreement = table(workshop, step, "agreement")
    assert set(agreement.engine) == {"semopy", "lavaan"}
    semopy = agreement[agreement.engine == "semopy"]
    assert len(semopy) == 24
    assert semopy.difference.max() < SEMOPY
    assert "largest difference" in workshop.log(step)


def test_test_invariance(workshop: Bench) -> None:
    step = workshop.run("confirm/test_invariance.py")
    verdicts = table(workshop, step, "verdicts").set_index(["grouping", "part"])
    constructs = ["visual", "textual", "speed"]
    assert list(verdicts.index) == [
        ("school", ""),
        ("ageyr", ""),
        *(("ageyr", name) for name in constructs),
    ]
    steps = table(workshop, step, "invariance").query("grouping == 'school'").set_index("level")
    assert steps.chisq_diff["scalar"] == pytest.approx(40.059287, rel=CHISQ)
    assert table(workshop, step, "releases").parameter[0] == "x3 ~1"
    groups = table(workshop, step, "groups").query("grouping == 'ageyr'")
    assert groups.group.tolist() == ["≤ 12", "> 12, ≤ 14", "> 14"]
    assert "invariance reached: {" in workshop.log(step)


def test_judge_second_order(workshop: Bench) -> None:
    step = workshop.run("second_order/judge_second_order.py")
    verdict = record(workshop, step, "verdict")
    assert verdict["verdict"] == "not distinguishable"
    assert verdict["rivals"] == ["correlated", "cross_loadings"]
    assert len(table(workshop, step, "contest")) == 7
    assert table(workshop, step, "comparisons").equivalent.any()
    loadings = table(workshop, step, "higher_order")
    assert list(loadings.factor) == ["visual", "textual", "speed"] * 3
    assert table(workshop, step, "improper").empty
    assert set(table(workshop, step, "omega").contender) == {"second_order"}
    assert len(table(workshop, step, "common_variance")) == 18
    assert "ability: not distinguishable" in workshop.log(step)


def test_fit_structural(workshop: Bench) -> None:
    step = workshop.run("hypotheses/fit_structural.py", model="paths")
    assert record(workshop, step, "fit")["df"] == 24
    effects = table(workshop, step, "effects")
    assert set(effects.kind) == {"direct", "specific indirect", "total indirect", "total"}
    assert set(table(workshop, step, "corrected").df) == {24}
    assert "through_textual" in set(table(workshop, step, "estimates").lhs)
    collinear = table(workshop, step, "collinearity").set_index("predictor")
    assert collinear.vif[["visual", "textual"]].to_numpy() == pytest.approx(
        [1.266193] * 2, abs=5e-7
    )
    assert len(table(workshop, step, "standardized"))
    assert len(table(workshop, step, "r_squared")) == 11
    assert "chisq(24)" in workshop.log(step)


def test_estimate_power(workshop: Bench) -> None:
    step = workshop.run("hypotheses/estimate_power.py")
    power = table(workshop, step, "power")
    assert power.n.tolist() == [150, 301, 150, 301, *[150, 301] * 4]
    assert power.basis.tolist().count("prior") == 2
    found = power[power.n == 301].set_index(["id", "basis"]).power
    assert found["H1", "prior"] > 0.95 > found["H1", "smallest effect"] > 0.6
    assert found["H5", "smallest effect"] < found["H1", "smallest effect"]
    assert len(table(workshop, step, "precision")) == 5
    fit = table(workshop, step, "rmsea_power")
    assert fit.model.tolist() == ["three_factors"] * 3 + ["paths"] * 3
    assert "12 of 12 rows have a power" in workshop.log(step)


def test_bootstrap_structural(workshop: Bench) -> None:
    step = workshop.run("hypotheses/bootstrap_structural.py", model="paths")
    drawn = record(workshop, step, "bootstrap")
    assert drawn["draws"] == DRAWS
    assert 0.9 * DRAWS < drawn["used"] <= drawn["converged"] <= DRAWS
    intervals = table(workshop, step, "intervals")
    assert set(intervals.level) == {0.95, 0.9}
    assert (intervals.ci_lower <= intervals.ci_upper).sum() > 50
    assert f"of {DRAWS} draws converged" in workshop.log(step)


def test_probe_interactions(workshop: Bench) -> None:
    step = workshop.run("hypotheses/probe_interactions.py")
    intervals = table(
        workshop, workshop.run("hypotheses/bootstrap_structural.py", model="moderated"), "intervals"
    )
    own = intervals.query(
        "rhs == 'visual.textual' and quantity == 'standardized' and level == 0.95"
    )
    effect = table(workshop, step, "interactions").iloc[0]
    assert effect["products"] == 3
    for name in ("std", "ci_lower", "ci_upper", "pvalue"):
        wanted = own[own["op"] == "~"].iloc[0]["est" if name == "std" else name]
        assert effect[name] == pytest.approx(wanted, abs=1e-12)
    assert table(workshop, step, "slopes")["at"].tolist() == [-1, 0, 1]
    assert len(table(workshop, step, "products")) == 3
    assert set(table(workshop, step, "regions").effect) <= {"+", "-", "0"}
    text = (workshop.folder / step.output["text"]).read_text()
    assert "visual.textual =~ x1.x4 + x2.x5 + x3.x6" in text
    assert "1 interactions by 3 products" in workshop.log(step)


def test_draw_bootstrap(workshop: Bench) -> None:
    """Of 300 compiled refits the second batch, from the 257th on, is the second share."""
    step = workshop.run("hypotheses/draw_bootstrap.py", chunk="2")
    drawn = table(workshop, step, "draws")
    assert len(drawn) == 300 - 256
    assert set(drawn.batch) == {1}
    assert drawn.converged.all()
    assert "44 refits" in workshop.log(step)


def test_draw_assessment(workshop: Bench) -> None:
    step = workshop.run("confirm/draw_assessment.py", chunk="1")
    drawn = table(workshop, step, "draws")
    assert set(drawn.batch) == {0}
    assert drawn.converged.all()
    assert f"{len(drawn)} refits" in workshop.log(step)


def test_fit_worlds(workshop: Bench) -> None:
    step = workshop.run("hypotheses/fit_worlds.py", chunk="4")
    fits = table(workshop, step, "fits")
    assert set(fits.batch % 4) == {3}
    assert fits.status.isin(["fitted", "refused"]).all()
    assert f"{len(fits)} fits" in workshop.log(step)


def test_draw_power(workshop: Bench) -> None:
    step = workshop.run("hypotheses/draw_power.py", chunk="1")
    drawn = table(workshop, step, "draws")
    loops = drawn.groupby("loop")
    assert len(loops) > 1
    assert loops.batch.agg(set).map(lambda found: found == {0, 2}).all()
    assert f"{len(drawn)} draws" in workshop.log(step)


def test_judge_hypotheses(workshop: Bench) -> None:
    step = workshop.run("hypotheses/judge_hypotheses.py", wave="schools")
    verdicts = table(workshop, step, "verdicts").set_index("id")
    assert list(verdicts.index) == ["H1", "H2", "H3", "H4", "H5", "H6", "H7"]
    assert verdicts.verdict["H1"] == "supported"
    assert verdicts.ci_lower["H1"] < verdicts["std"]["H1"] < verdicts.ci_upper["H1"]
    assert "'supported':" in workshop.log(step)


def test_run_specifications(workshop: Bench) -> None:
    step = workshop.run("hypotheses/run_specifications.py")
    worlds = table(workshop, step, "worlds")
    counts = worlds.status.value_counts()
    assert counts.to_dict() == {"same": 14, "fitted": 12, "impossible": 4}
    robustness = table(workshop, step, "robustness").set_index("id")
    assert list(robustness.index) == ["H1", "H2", "H3", "H4", "H5", "H7"]
    assert robustness.reason_en["H1"] == "supported in 6 of 6 worlds."
    specifications = table(workshop, step, "specifications")
    assert len(specifications) == 6 * 6
    headline = table(
        workshop, workshop.run("hypotheses/judge_hypotheses.py", wave="schools"), "verdicts"
    )
    own = specifications.query("changed == ''")
    judged = headline.set_index("id")["std"][own["id"].tolist()]
    assert own["std"].tolist() == pytest.approx(judged.tolist(), abs=LAVAAN)
    assert "'fitted': 12" in workshop.log(step)


def test_compare_rivals(workshop: Bench) -> None:
    step = workshop.run("hypotheses/compare_rivals.py")
    rivals = table(workshop, step, "rivals").set_index("model")
    assert list(rivals.index) == ["paths", "mediated"]
    assert rivals.delta_aic["mediated"] == pytest.approx(16.10531, abs=5e-6)
    tests = table(workshop, step, "tests")
    assert tests.relation.tolist() == ["nested"]
    assert "weights by AIC: [1.0, 0.0]" in workshop.log(step)


def test_judge_claims(workshop: Bench) -> None:
    step = workshop.run("hypotheses/judge_claims.py")
    claims = table(workshop, step, "claims")
    assert list(claims.recovered) == ["yes"]
    assert "{'yes': 1}" in workshop.log(step)


def test_assemble_report(workshop: Bench) -> None:
    step = workshop.run("report/assemble_report.py")
    folder = workshop.folder / step.output["folder"]
    assert "Nine tests of mental ability" in "".join(p.read_text() for p in folder.glob("*.qmd"))
    assert list(folder.glob("figures/*.svg"))
    with pd.ExcelFile(workshop.folder / step.output["tables"]) as workbook:
        assert len(workbook.sheet_names) > 10
    assert "assembled the report of wave schools in en" in workshop.log(step)


def test_render_report(workshop: Bench) -> None:
    step = workshop.run("report/render_report.py")
    page = (workshop.folder / step.output["report"]).read_text(encoding="utf-8")
    assert "85.31" in page
    assert f"report.html has {len(page.encode())} bytes" in workshop.log(step)


def test_pool_waves(workshop: Bench) -> None:
    step = workshop.run("waves/pool_waves.py")
    pooled = table(workshop, step, "data")
    assert pooled.groupby("wave", sort=False).size().to_dict() == {"schools": 301, "again": 301}
    assert table(workshop, step, "waves").n.tolist() == [301, 301]
    assert "602 respondents of 2 waves" in workshop.log(step)


def test_pool_model(workshop: Bench) -> None:
    step = workshop.run("waves/pool_model.py", model="three_factors")
    places = (step.output["model"], step.input["model"])
    written, own = ((workshop.folder / path).read_text() for path in places)
    assert written == own
    assert "items left out: none" in workshop.log(step)


def test_compare_items(workshop: Bench) -> None:
    step = workshop.run("waves/compare_items.py")
    drift = table(workshop, step, "drift")
    assert drift.d.abs().max() < 1e-12
    assert drift.dissimilarity.max() == 0
    assert set(drift.verdict) == {"stable"}
    assert len(table(workshop, step, "answers")) > 2 * 9
    assert "items by verdict: {'stable': 9}" in workshop.log(step)


def test_compare_measurement(workshop: Bench) -> None:
    step = workshop.run("waves/compare_measurement.py")
    steps = table(workshop, step, "invariance")
    assert steps.chisq[0] == pytest.approx(2 * 85.30552, rel=CHISQ)
    assert steps.chisq_diff.dropna().abs().max() < 1e-4
    means = table(workshop, step, "means")
    # Rejected, and a CFI below the bound: no level holds.
    assert set(means.comparable) == {"nothing"}
    assert means.d.isna().all()
    assert "invariance reached: {'none': 1}" in workshop.log(step)


def test_compare_paths(workshop: Bench) -> None:
    step = workshop.run("waves/compare_paths.py")
    assert table(workshop, step, "tests").level.tolist() == ["configural", "metric", "paths"]
    changes = table(workshop, step, "changes")
    assert changes.difference.abs().max() < 1e-4
    assert set(changes.verdict) == {"undecided"}
    assert "paths by verdict: {'undecided':" in workshop.log(step)


def test_judge_pooled(workshop: Bench) -> None:
    step = workshop.run("waves/judge_pooled.py")
    verdicts = table(workshop, step, "verdicts").set_index("id")
    assert verdicts.verdict["H1"] == "supported"
    assert "'supported':" in workshop.log(step)


def test_compare_verdicts(workshop: Bench) -> None:
    step = workshop.run("waves/compare_verdicts.py")
    assert table(workshop, step, "changes").empty
    assert "verdicts changed: none" in workshop.log(step)


def test_assemble_pooled(workshop: Bench) -> None:
    step = workshop.run("waves/assemble_pooled.py")
    folder = workshop.folder / step.output["folder"]
    page = (folder / "report.qmd").read_text(encoding="utf-8")
    assert "{#tbl-item-drift}" in page
    assert "No verdict changed since the last report, that of schools (1939" in page.replace(
        "\\", ""
    )
    assert "sets 2 waves beside each other, schools and again" in " ".join(page.split())
    assert (workshop.folder / step.output["tables"]).stat().st_size
    assert "assembled the report of all waves in en" in workshop.log(step)


def test_publish_report(workshop: Bench) -> None:
    step = workshop.run("report/publish_report.py")
    made, published = (workshop.folder / one for one in (step.input["reports"][0],
                                                         step.output["reports"][0]))  # fmt: skip
    assert published.read_bytes() == made.read_bytes()
    assert list((workshop.folder / step.output["figures"]).glob("*.svg"))
    assert (workshop.folder / step.output["tables"]).stat().st_size
    assert "published 1 reports" in workshop.log(step)


def test_write_index(workshop: Bench) -> None:
    step = workshop.run("report/write_index.py")
    page = (workshop.folder / step.output["index"]).read_text(encoding="utf-8")
    assert 'href="schools/report.en.html"' in page
    assert 'href="schools/tables.xlsx"' in page
    assert "1 waves" in workshop.log(step)


def test_store_moments(workshop: Bench) -> None:
    step = workshop.run("replicate/store_moments.py")
    moments = table(workshop, step, "covariances")
    assert len(moments) == 45
    assert "refitted from moments" in workshop.log(step)


def test_draw_twin(workshop: Bench) -> None:
    step = workshop.run("replicate/draw_twin.py")
    twin = survey.read(workshop.folder / step.output["sav"]).data
    assert twin["x1"].mean() == pytest.approx(pd.read_parquet(workshop.folder / ITEMS)["x1"].mean())
    assert "301 synthetic respondents" in workshop.log(step)


def test_write_package(workshop: Bench) -> None:
    step = workshop.run("replicate/write_package.py")
    package = workshop.folder / step.output["folder"]
    assert damaged_files(package) == []
    (model,) = refits(package)
    assert model.numbers > 0
    assert not model.differing
    assert "1 models" in workshop.log(step)


def test_read_interviews(workshop: Bench) -> None:
    step = workshop.run("cases/read_interviews.py", collection="start_ups")
    interviews, segments = table(workshop, step, "interviews"), table(workshop, step, "segments")
    assert set(interviews.collection) == {"start_ups"}
    assert interviews.segments.sum() == len(segments)
    assert "8 interviews" in workshop.log(step)


def test_type_firms(workshop: Bench) -> None:
    step = workshop.run("cases/type_firms.py")
    summary = table(workshop, step, "summary").set_index("type")
    types = table(workshop, step, "types")
    assert summary.n.sum() == len(types) == 133
    assert summary.loc["mutual_help", "n"] == (types.type == "mutual_help").sum()
    assert set(table(workshop, step, "sensitivity").cut) == {"midpoint", "median"}
    governance = table(workshop, step, "governance")
    assert governance.governance.iloc[0] == "Contrats répétés"
    assert "firms by type: {'mutual_help': " in workshop.log(step)


def test_compare_types(workshop: Bench) -> None:
    step = workshop.run("cases/compare_types.py")
    verdicts = table(workshop, step, "verdicts").set_index(["grouping", "part"])
    assert not verdicts.loc[("type", ""), "tested"]
    assert verdicts.loc[("tie", ""), "tested"]
    means = table(workshop, step, "means").set_index("grouping")
    assert means.loc["tie", "reference"] == "social"
    assert means.loc["tie", "ci_lower"] < means.loc["tie", "d"] < means.loc["tie", "ci_upper"]
    assert "invariance reached: " in workshop.log(step)


def test_compare_type_paths(workshop: Bench) -> None:
    step = workshop.run("cases/compare_type_paths.py")
    paths = table(workshop, step, "paths")
    by_type = paths[(paths.grouping == "type") & (paths.model == "trust_performance_short")]
    assert by_type.group.tolist() == ["mutual_help", "sponsorship", "survival", "against_nature"]
    assert (by_type.ci_lower < by_type.est).all()
    tests = table(workshop, step, "tests").set_index(["grouping", "model", "level"])
    assert tests.loc[("type", "trust_performance", "paths"), "verdict"] == "not comparable"
    assert "paths by verdict: " in workshop.log(step)


def test_count_themes(workshop: Bench) -> None:
    step = workshop.run("cases/count_themes.py")
    matrices = table(workshop, step, "matrices")
    alliance = matrices.query("view == 'alliance'").groupby("case").n.sum()
    partners = matrices.query("view != 'alliance'").groupby("case").n.sum()
    assert alliance.equals(partners)
    assert set(table(workshop, step, "evidence").hypothesis) == {"H1a", "H7a", "H7c"}
    assert table(workshop, step, "saturation").cumulative.is_monotonic_increasing


def test_compare_sources(workshop: Bench) -> None:
    step = workshop.run("cases/compare_sources.py")
    assert "contradict" not in set(table(workshop, step, "themes").finding)
    agreement = table(workshop, step, "agreement")
    assert agreement.query("case == '' and coefficient == 'alpha'").value.between(0.6, 1).all()


def test_compare_coders(workshop: Bench) -> None:
    step = workshop.run("cases/compare_coders.py")
    overall = table(workshop, step, "agreement").query("code == ''")
    assert overall.coefficient.tolist() == ["kappa", "alpha"]
    assert overall.value.between(0.7, 0.95).all()
    discussed = table(workshop, step, "discussions")
    assert f"{len(discussed)} segments to discuss" in workshop.log(step)


def test_place_cases(workshop: Bench) -> None:
    step = workshop.run("cases/place_cases.py")
    placed = table(workshop, step, "placements").query("placed")
    assert placed.expected.all()
    assert (placed.share > 0.5).all()
    assert not table(workshop, step, "left_out").changed.all()


def test_trace_chain(workshop: Bench) -> None:
    step = workshop.run("cases/trace_chain.py")
    elements = table(workshop, step, "elements")
    assert elements.groupby("element").evidence.any().all()
    assert table(workshop, step, "order").n.max() == 5
    assert len(table(workshop, step, "links")) == 4 * 4
    assert (table(workshop, step, "support").cases == 4).all()


def test_order_cases(workshop: Bench) -> None:
    step = workshop.run("cases/order_cases.py")
    ladder = table(workshop, step, "ladder")
    assert ladder.position.is_monotonic_increasing
    assert (ladder.rung != "").all()
    assert list(dict.fromkeys(table(workshop, step, "display").case)) == list(ladder.case)


def test_compare_groups(workshop: Bench) -> None:
    step = workshop.run("cases/compare_groups.py")
    groups = table(workshop, step, "groups").set_index(["kind", "name"])
    quick = groups.loc[("attribute", "months_to_partnership")]
    assert (quick.group_a, quick.group_b) == ("textile", "services")
    assert quick.ci_upper < 0


def test_solve_truth_table(workshop: Bench) -> None:
    step = workshop.run("cases/solve_truth_table.py")
    assert set(table(workshop, step, "rows").decision) == {"true", "false", "remainder"}
    whole = table(workshop, step, "solutions").query("term == 0")
    assert (whole.consistency == 1).all()


def test_judge_case_claims(workshop: Bench) -> None:
    step = workshop.run("cases/judge_case_claims.py", collection="start_ups")
    claims = table(workshop, step, "claims")
    assert set(claims.recovered) == {"yes"}
    assert list(claims.id.unique()) == ["K1", "K2"]
    assert claims.share.dropna().between(0, 1).all()
    assert "{'yes': 9}" in workshop.log(step)


def test_judge_claims_on_governance(workshop: Bench) -> None:
    step = workshop.run("cases/judge_case_claims.py", collection="governance")
    claims = table(workshop, step, "claims")
    assert list(claims.id) == ["K3", "K3", "K4", "K4", "K5", "K5", "K6"]
    assert set(claims.recovered) == {"yes"}
    assert claims.share.tolist()[:2] == [1.0, 1.0]
    assert "{'yes': 7}" in workshop.log(step)


def test_every_step_leaves_what_it_names_and_a_log_without_warning(workshop: Bench) -> None:
    workshop.run("report/write_index.py")
    for step in workshop.done:
        assert not [path for path in flat(step.output) if not (workshop.folder / path).exists()]
        assert WARNED not in workshop.log(step), step.script


def raw_of(path: Path) -> str:
    """The raw file behind a table, by its folder."""
    if "wave_1" in path.parts:
        return "wave_1.sav"
    return f"{path.parent.name}.qdpx" if "cases" in path.parts else "schools.sav"


def test_every_table_names_the_raw_file_that_it_comes_from(workshop: Bench) -> None:
    workshop.run("hypotheses/judge_claims.py")
    made = list((workshop.folder / "data/processed").rglob("*.parquet"))
    for path in made:
        provenance = json.loads(pq.read_schema(path).metadata[b"surveysem"])
        assert list(provenance["raw"]) == [raw_of(path)], path
        assert provenance["code"] == "c0de"
