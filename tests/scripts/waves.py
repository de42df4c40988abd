"""The chapter of waves: the small study answered a second time, word for word."""

from collections.abc import Sequence

from scripts.bench import Step
from scripts.places import (
    CLEAN,
    HYPOTHESES,
    ITEMS,
    SAMPLE,
    SECOND_ORDER,
    STRUCTURAL,
    WAVES,
    tables,
)

from surveysem.study.study import Study

AGAIN = "data/processed/clean/again"
REPORT = "data/processed/report/pooled/en"
BOUNDS = {"drift": {"value": 0.2, "alpha": 0.05, "source": "Dupont (1999)"}}
POOLED = f"{WAVES}/items_pooled.parquet"
JUDGED_AGAIN = "data/processed/hypotheses/again/all/verdicts.parquet"
JUDGED = [f"{HYPOTHESES}/verdicts.parquet", JUDGED_AGAIN]


def waves(study: Study, source: Sequence[str]) -> list[Step]:
    models = [f"{WAVES}/models/{name}.lav" for name in study.invariance_models]
    purified = "data/processed/explore/schools/all/purification.parquet"
    both = {
        name: [f"{place}/{name}.parquet" for place in (CLEAN, AGAIN)]
        for name in ("dictionary", "decisions")
    }
    made = {
        name: f"{WAVES}/invariance_{name}.parquet" for name in ("verdicts", "releases", "groups")
    }
    return [
        Step(
            "waves/pool_waves.py",
            {"data": [ITEMS, f"{AGAIN}/items_all.parquet"], "codebook": "config/items.tsv", **both},
            {
                "data": POOLED,
                "within": f"{WAVES}/items_within.parquet",
                "waves": f"{WAVES}/pooled_waves.parquet",
            },
        ),
        *(
            Step(
                "waves/pool_model.py",
                {"model": f"config/models/{name}.lav", "purification": [purified]},
                {"model": f"{WAVES}/models/{name}.lav"},
                wildcards={"model": name},
            )
            for name in dict.fromkeys([*study.invariance_models, STRUCTURAL])
        ),
        Step(
            "waves/compare_items.py",
            {"data": POOLED, "codebook": "config/items.tsv"},
            {
                "answers": f"{WAVES}/item_answers.parquet",
                "drift": f"{WAVES}/item_drift.parquet",
            },
            {"bound": 0.2, "alpha": 0.05},
        ),
        Step(
            "waves/compare_measurement.py",
            {"data": POOLED, "models": models},
            tables(WAVES, "invariance") | made | {"means": f"{WAVES}/latent_means.parquet"},
            {
                "names": study.invariance_models,
                "estimation": study.estimation,
                "bounds": study.invariance["bounds"],
            },
        ),
        Step(
            "waves/compare_paths.py",
            {"data": POOLED, "model": f"{WAVES}/models/{STRUCTURAL}.lav"},
            {
                "tests": f"{WAVES}/{STRUCTURAL}/path_tests.parquet",
                "changes": f"{WAVES}/{STRUCTURAL}/path_changes.parquet",
            },
            {"bounds": study.invariance["bounds"], "estimation": study.estimation},
            {"model": STRUCTURAL},
        ),
        *verdicts(study, made["verdicts"]),
        Step(
            "waves/assemble_pooled.py",
            {
                "source": source,
                "codebook": "config/items.tsv",
                **tables(WAVES, "pooled_waves item_answers item_drift latent_means invariance"),
                **{f"invariance_{name}": path for name, path in made.items()},
                **tables(f"{WAVES}/{STRUCTURAL}", "path_tests path_changes"),
                "wave_verdicts": JUDGED,
                **tables(WAVES, "verdict_changes pooled_verdicts"),
            },
            {"folder": f"{REPORT}/source", "tables": f"{REPORT}/tables.xlsx"},
            {
                "study": study.masthead | {"bounds": BOUNDS | study.masthead["bounds"]},
                "fieldwork": {"schools": {"date": "1939-05-01", "note": "Two schools"}},
            },
            {"lang": "en"},
        ),
    ]


def verdicts(study: Study, invariance: str) -> list[Step]:
    """The verdicts of both waves, and of both together by the intervals of the first."""
    places = [f"{HYPOTHESES}/{name}" for name in study.structural_models]
    evidence = {
        "hypotheses": "config/hypotheses.tsv",
        "intervals": [f"{place}/intervals.parquet" for place in places],
        "fits": [f"{place}/fit.json" for place in places],
        "second_order": [f"{SECOND_ORDER}/verdict.json"],
    }
    alpha = {"alpha": study.config["hypotheses"]["alpha"]}
    return [
        Step(
            "hypotheses/judge_hypotheses.py",
            evidence,
            {"verdicts": JUDGED_AGAIN},
            alpha,
            SAMPLE | {"wave": "again"},
        ),
        Step(
            "waves/judge_pooled.py",
            {
                **evidence,
                "path_tests": [f"{WAVES}/{STRUCTURAL}/path_tests.parquet"],
                "invariance": invariance,
            },
            {"verdicts": f"{WAVES}/pooled_verdicts.parquet"},
            {"contenders": list(study.contenders["model"]), "ordered": False, **alpha},
        ),
        Step(
            "waves/compare_verdicts.py",
            {
                "verdicts": JUDGED,
                "power": [f"{HYPOTHESES}/{STRUCTURAL}/power.parquet"],
                "fits": [f"{HYPOTHESES}/{STRUCTURAL}/fit.json"],
            },
            {"changes": f"{WAVES}/verdict_changes.parquet"},
        ),
    ]
