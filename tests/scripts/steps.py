"""The chapters of a small study, a step per script and model."""

from collections.abc import Sequence

from scripts.bench import Step
from scripts.cases import cases
from scripts.places import (
    CLEAN,
    CONFIRM,
    EXPLORE,
    HYPOTHESES,
    ITEMS,
    MODERATED,
    SAMPLE,
    SECOND_ORDER,
    STRUCTURAL,
    WAVE,
    chosen,
    model_of,
    tables,
)
from scripts.replicate import replicate
from scripts.report import report
from scripts.waves import waves

from surveysem.study.study import Study

DRAWS = 200


def steps(study: Study, source: Sequence[str]) -> list[Step]:
    """Every step; ``source`` lists the files of workflow/report."""
    return [
        clean_responses(study),
        clean_responses(study, "again"),
        screen_responses(),
        split_respondents(),
        *explore(study),
        *(purify_model(name) for name in study.models),
        *(fit_measurement(study, name) for name in study.measurement_models),
        *confirm(study),
        judge_second_order(study),
        *hypotheses(study),
        *waves(study, source),
        *report(study, source),
        *replicate(study),
        *cases(),
    ]


def clean_responses(study: Study, wave: str = "schools") -> Step:
    place = f"data/processed/clean/{wave}"
    made = {
        "data": f"{place}/items_all.parquet",
        "background": f"{place}/background_all.parquet",
        "sav": f"{place}/clean.sav",
    }
    return Step(
        "clean/clean_responses.py",
        {"raw": "data/raw/schools.sav", "codebook": "config/items.tsv"},
        made | tables(place, "decisions flow dictionary summary"),
        {"rules": study.cleaning},
        {"wave": wave},
    )


def screen_responses() -> Step:
    made = "missing_items missing_patterns mcar respondents flagged flags normality distributions "
    return Step(
        "clean/screen_responses.py",
        {
            "data": ITEMS,
            "background": f"{CLEAN}/background_all.parquet",
            "codebook": "config/items.tsv",
            **tables(CLEAN, "decisions"),
        },
        tables(CLEAN, made + "profile profile_numbers returns"),
        {"late": None, "thresholds": {"mahalanobis": 0.001}},
        WAVE,
    )


def split_respondents() -> Step:
    return Step(
        "explore/split_respondents.py",
        {"data": ITEMS},
        {name: f"{CLEAN}/items_{name}.parquet" for name in ("explore", "confirm")},
        {"seed": 1},
        WAVE,
    )


def explore(study: Study) -> list[Step]:
    how = chosen(study, "explore", "extraction rotation convention") | {"sets": study.sets}
    retention, purification = tables(EXPLORE, "retention"), tables(EXPLORE, "purification")
    return [
        Step(
            "explore/assess_adequacy.py",
            {"data": ITEMS},
            tables(EXPLORE, "adequacy") | {"per_item": f"{EXPLORE}/adequacy_items.parquet"},
            {"sets": study.sets},
            SAMPLE,
        ),
        Step(
            "explore/retain_factors.py",
            {"data": ITEMS},
            tables(EXPLORE, "eigenvalues retention"),
            {"draws": 20, "percentile": 95, "seed": 1}
            | {"sets": study.sets, "factors": study.factors},
            SAMPLE,
        ),
        Step(
            "explore/purify_items.py",
            {"data": ITEMS, **retention},
            purification,
            how
            | {"constructs": study.constructs, "thresholds": study.purification}
            | {"apply": False},
            SAMPLE,
        ),
        Step(
            "explore/extract_factors.py",
            {"data": ITEMS, **retention, **purification},
            tables(EXPLORE, "solutions loadings variance")
            | {"correlations": f"{EXPLORE}/factor_correlations.parquet"},
            how,
            SAMPLE,
        ),
        *resampled(study),
    ]


def resampled(study: Study) -> list[Step]:
    made = tables(EXPLORE, "retention purification")
    how = {"sets": study.sets, "method": study.extraction, "seed": 1}
    how["thresholds"] = study.purification
    return [
        Step(
            "explore/assess_stability.py",
            {"data": ITEMS, **made},
            tables(EXPLORE, "stability"),
            how | {"draws": 100},
            SAMPLE,
        ),
        Step(
            "explore/cross_validate.py",
            {"data": ITEMS} | tables(EXPLORE, "retention"),
            tables(EXPLORE, "cross_validation")
            | {"per_item": f"{EXPLORE}/cross_validation_items.parquet"},
            how | {"constructs": study.constructs, "splits": 10},
            SAMPLE,
        ),
    ]


def purify_model(name: str) -> Step:
    return Step(
        "explore/purify_model.py",
        {"model": f"config/models/{name}.lav", **tables(EXPLORE, "purification")},
        {"model": f"{EXPLORE}/models/{name}.lav"},
        wildcards=SAMPLE | {"model": name},
    )


def fit_measurement(study: Study, name: str) -> Step:
    place = f"{CONFIRM}/{name}"
    made = {
        "modification": f"{place}/modification_indices.parquet",
        "corrected": f"{place}/corrected_tests.parquet",
        "fit": f"{place}/fit.json",
    }
    return Step(
        "confirm/fit_measurement.py",
        model_of(name),
        tables(place, "estimates standardized r_squared residuals") | made,
        {"estimation": study.estimation},
        SAMPLE | {"model": name},
    )


def confirm(study: Study) -> list[Step]:
    name = study.measurement_model
    place, wildcards = f"{CONFIRM}/{name}", SAMPLE | {"model": name}
    fitted = tables(place, "estimates") | {"fit": f"{place}/fit.json"}
    return [
        Step(
            "confirm/assess_constructs.py",
            model_of(name) | {"shares": []},
            tables(place, "reliability convergent validity cross_loadings"),
            {"estimation": study.estimation, "cutoffs": study.validity_cutoffs, "seed": 1}
            | {"bootstrap": {"draws": DRAWS, "level": 0.95}},
            wildcards,
        ),
        Step(
            "confirm/draw_assessment.py",
            model_of(name),
            {"draws": f"{place}/share_1/assessment_draws.parquet"},
            {"estimation": study.estimation, "draws": DRAWS, "seed": 1, "total": 2},
            wildcards | {"chunk": "1"},
        ),
        Step(
            "confirm/fit_unflagged.py",
            model_of(name) | tables(CLEAN, "flagged"),
            tables(place, "unflagged"),
            {"estimation": study.estimation},
            wildcards,
        ),
        Step(
            "confirm/assess_common_method.py",
            model_of(name),
            {
                "techniques": f"{place}/common_method.parquet",
                "changes": f"{place}/common_method_changes.parquet",
            },
            {"estimation": study.estimation, "choices": study.common_method},
            wildcards,
        ),
        Step(
            "confirm/compare_engines.py",
            model_of(name) | fitted,
            tables(place, "agreement"),
            {"ordered": False, "pairs": "matched"},
            wildcards=wildcards,
        ),
        invariance(study),
    ]


def invariance(study: Study) -> Step:
    models = [f"{EXPLORE}/models/{name}.lav" for name in study.invariance_models]
    made = {
        name: f"{CONFIRM}/invariance_{name}.parquet" for name in ("verdicts", "releases", "groups")
    }
    return Step(
        "confirm/test_invariance.py",
        {"data": ITEMS, "background": f"{CLEAN}/background_all.parquet", "models": models},
        tables(CONFIRM, "invariance") | made,
        {"names": study.invariance_models, "estimation": study.estimation, **study.invariance},
        SAMPLE,
    )


def judge_second_order(study: Study) -> Step:
    name = study.measurement_model
    names = dict.fromkeys(study.contenders["model"])
    return Step(
        "second_order/judge_second_order.py",
        {
            "data": model_of(name)["data"],
            "models": [model_of(each)["model"] for each in names],
        },
        tables(SECOND_ORDER, "contest comparisons higher_order improper omega common_variance")
        | {"verdict": f"{SECOND_ORDER}/verdict.json"},
        chosen(study, "second_order", "construct")
        | {"contenders": study.contenders, "criteria": study.contest_criteria}
        | {"estimation": study.estimation, "names": study.config["constructs"]},
        SAMPLE,
    )


def hypotheses(study: Study) -> list[Step]:
    place, wildcards = f"{HYPOTHESES}/{STRUCTURAL}", SAMPLE | {"model": STRUCTURAL}
    name = study.measurement_model
    places = [f"{HYPOTHESES}/{model}" for model in (STRUCTURAL, MODERATED)]
    fitted = {"estimation": study.structural_estimation}
    return [
        *(fit_structural(study, name) for name in (STRUCTURAL, MODERATED)),
        probe_interactions(study),
        Step(
            "hypotheses/estimate_power.py",
            {"hypotheses": "config/hypotheses.tsv", "measured": [f"{CONFIRM}/{name}/fit.json"]}
            | {"shares": []}
            | {"model": model_of(STRUCTURAL)["model"], "fit": f"{place}/fit.json"}
            | tables(place, "standardized"),
            tables(place, "power precision rmsea_power"),
            {"rules": study.power, "tests_of_fit": study.fit_test_power, "alpha": 0.05, "seed": 1},
            wildcards,
        ),
        *(bootstrap_structural(study, name) for name in (STRUCTURAL, MODERATED)),
        draw_bootstrap(study),
        draw_power(study),
        Step(
            "hypotheses/judge_hypotheses.py",
            {
                "hypotheses": "config/hypotheses.tsv",
                "intervals": [f"{place}/intervals.parquet" for place in places],
                "fits": [f"{place}/fit.json" for place in places],
                "second_order": [f"{SECOND_ORDER}/verdict.json"],
            },
            tables(HYPOTHESES, "verdicts"),
            {"alpha": study.config["hypotheses"]["alpha"]},
            SAMPLE,
        ),
        run_specifications(study),
        fit_worlds(study),
        Step(
            "hypotheses/compare_rivals.py",
            {"data": ITEMS, "models": [f"{EXPLORE}/models/{name}.lav" for name in study.rivals]},
            tables(HYPOTHESES, "rivals") | {"tests": f"{HYPOTHESES}/rival_tests.parquet"},
            {"names": study.rivals, "limits": study.rival_limits, **fitted},
            SAMPLE,
        ),
        Step(
            "hypotheses/judge_claims.py",
            {"claims": "config/claims.tsv"} | tables(HYPOTHESES, "verdicts"),
            tables(HYPOTHESES, "claims"),
            {"synthetic": study.config["study"]["synthetic"]},
            SAMPLE,
        ),
    ]


def fit_structural(study: Study, name: str) -> Step:
    place = f"{HYPOTHESES}/{name}"
    return Step(
        "hypotheses/fit_structural.py",
        model_of(name),
        tables(place, "estimates standardized r_squared residuals effects collinearity")
        | {"fit": f"{place}/fit.json", "corrected": f"{place}/corrected_tests.parquet"},
        {"estimation": study.structural_estimation},
        SAMPLE | {"model": name},
    )


def bootstrap_structural(study: Study, name: str) -> Step:
    place = f"{HYPOTHESES}/{name}"
    how = {"draws": DRAWS, "kind": "percentile", "levels": study.levels, "seed": 1}
    return Step(
        "hypotheses/bootstrap_structural.py",
        model_of(name) | {"shares": []},
        tables(place, "intervals") | {"bootstrap": f"{place}/bootstrap.json"},
        {"estimation": study.structural_estimation, **how},
        SAMPLE | {"model": name},
    )


def draw_bootstrap(study: Study) -> Step:
    """The second of two shares, which `bootstrap_structural` has no use for here."""
    place = f"{HYPOTHESES}/{STRUCTURAL}/share_2"
    return Step(
        "hypotheses/draw_bootstrap.py",
        model_of(STRUCTURAL),
        {"draws": f"{place}/bootstrap_draws.parquet"},
        {"estimation": study.structural_estimation, "draws": 300, "seed": 1, "total": 2}
        | {"kind": "percentile"},
        SAMPLE | {"model": STRUCTURAL, "chunk": "2"},
    )


def draw_power(study: Study) -> Step:
    """The first of two shares."""
    place = f"{HYPOTHESES}/{STRUCTURAL}"
    return Step(
        "hypotheses/draw_power.py",
        {"hypotheses": "config/hypotheses.tsv", "model": model_of(STRUCTURAL)["model"]}
        | {"fit": f"{place}/fit.json"}
        | tables(place, "standardized"),
        {"draws": f"{place}/share_1/power_draws.parquet"},
        {"rules": study.power, "alpha": 0.05, "seed": 1, "total": 2},
        SAMPLE | {"model": STRUCTURAL, "chunk": "1"},
    )


def probe_interactions(study: Study) -> Step:
    place = f"{HYPOTHESES}/{MODERATED}"
    made = {name: f"{place}/slope_{name}.parquet" for name in ("bands", "regions", "lines")}
    how = {"draws": DRAWS, "kind": "percentile", "seed": 1}
    return Step(
        "hypotheses/probe_interactions.py",
        model_of(MODERATED) | {"shares": []},
        tables(place, "interactions products")
        | made
        | {"slopes": f"{place}/simple_slopes.parquet", "text": f"{place}/expanded.lav"},
        {"how": how | {"estimation": study.structural_estimation}, "level": study.level},
        SAMPLE | {"model": MODERATED},
    )


def fit_worlds(study: Study) -> Step:
    """The last of four shares."""
    return Step(
        "hypotheses/fit_worlds.py",
        {
            "data": ITEMS,
            "models": [f"config/models/{STRUCTURAL}.lav"],
            **tables(CLEAN, "flagged"),
            **tables(EXPLORE, "purification"),
        },
        {"fits": f"{HYPOTHESES}/share_4/world_fits.parquet"},
        {
            "material": {"reversed_items": study.reversed_items, "convention": "lavaan", "seed": 1},
            "plan": {name: study.specifications[name] for name in ("own", "options")},
            "total": 4,
        },
        SAMPLE | {"chunk": "4"},
    )


def run_specifications(study: Study) -> Step:
    return Step(
        "hypotheses/run_specifications.py",
        {
            "data": ITEMS,
            "models": [f"config/models/{name}.lav" for name in (STRUCTURAL, MODERATED)],
            "hypotheses": "config/hypotheses.tsv",
            **tables(CLEAN, "flagged"),
            **tables(EXPLORE, "purification"),
            **tables(HYPOTHESES, "verdicts"),
            "shares": [],
        },
        tables(HYPOTHESES, "specifications worlds robustness"),
        {
            "material": {"reversed_items": study.reversed_items, "convention": "lavaan", "seed": 1},
            "choices": study.specifications,
        },
        SAMPLE,
    )
