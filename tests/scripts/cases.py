"""The chapter of coded interviews, on the collections of the shipped study."""

from pathlib import Path

from scripts.bench import Step
from scripts.places import tables

from surveysem.study import configuration, study
from surveysem.study.cases import Cases

ROOT = Path(__file__).parents[2]
START_UPS, GOVERNANCE = "start_ups", "governance"
DRAWS = 100
INTERVIEWED = {"count_themes", "compare_groups", "trace_chain"}
SHIPPED = {"wave": "wave_1"}
FIRMS_CLEANED = "data/processed/clean/wave_1"
FIRMS = "data/processed/cases/firms/wave_1"


def place(collection: str) -> str:
    """The folder of a collection."""
    return f"data/processed/cases/{collection}"


def shipped_study() -> study.Study:
    return study.load(configuration.read(ROOT), ROOT, ROOT / "workflow/schemas", checked=True)


def shipped() -> Cases:
    """What the shipped study asks of its collections."""
    found = shipped_study().cases
    assert found is not None
    return found


def cases() -> list[Step]:
    asked = shipped()
    return [
        read_interviews(asked, START_UPS),
        read_interviews(asked, GOVERNANCE),
        analysis(asked, START_UPS, "count_themes", matrices="", evidence="", saturation=""),
        analysis(
            asked,
            START_UPS,
            "compare_sources",
            themes="double_source",
            agreement="source_agreement",
        ),
        analysis(asked, START_UPS, "compare_coders", agreement="coder_agreement", discussions=""),
        analysis(asked, START_UPS, "place_cases", scores="", placements="", left_out=""),
        analysis(
            asked,
            START_UPS,
            "trace_chain",
            elements="chain",
            order="chain_order",
            links="chain_links",
            support="chain_support",
        ),
        analysis(asked, GOVERNANCE, "order_cases", ladder="", display=""),
        analysis(asked, GOVERNANCE, "compare_groups", groups="case_groups"),
        analysis(
            asked,
            GOVERNANCE,
            "solve_truth_table",
            rows="truth_table",
            solutions="truth_table_solutions",
        ),
        judge_case_claims(asked, START_UPS, placements="placements", chain="chain"),
        judge_case_claims(asked, GOVERNANCE, ladder="ladder", case_groups="case_groups"),
        *firms(shipped_study()),
    ]


def read_interviews(asked: Cases, collection: str) -> Step:
    return Step(
        "cases/read_interviews.py",
        {
            "raw": str(ROOT / asked.path(collection)),
            "pseudonyms": [str(ROOT / path) for path in asked.pseudonyms],
        },
        tables(place(collection), "interviews segments"),
        {"frame": asked.frame(collection)},
        {"collection": collection},
    )


def judge_case_claims(asked: Cases, collection: str, **made: str) -> Step:
    """The claims on a collection; ``made`` is the file of each input that it has."""
    there = {name: [f"{place(collection)}/{file}.parquet"] for name, file in made.items()}
    return Step(
        "cases/judge_case_claims.py",
        {"placements": [], "ladder": [], "case_groups": [], "chain": []} | there,
        {"claims": f"{place(collection)}/case_claims.parquet"},
        {
            "claims": asked.claims(collection),
            "choices": asked.needed(collection, "judge_case_claims"),
        },
        {"collection": collection},
    )


def analysis(asked: Cases, collection: str, name: str, **made: str) -> Step:
    """A step on the segments; ``made`` is the file of each output, where it has another name."""
    read = "segments interviews" if name in INTERVIEWED else "segments"
    needed = asked.needed(collection, name)
    resampled = {"resampling": {"draws": DRAWS, "level": 0.95}} if "resampling" in needed else {}
    return Step(
        f"cases/{name}.py",
        tables(place(collection), read),
        {key: f"{place(collection)}/{file or key}.parquet" for key, file in made.items()},
        {"choices": needed | resampled},
        {"collection": collection},
    )


def firms(asked: study.Study) -> list[Step]:
    """The firms of the shipped wave, typed and compared."""
    assert asked.cases is not None
    of_firms = asked.cases.firms
    assert of_firms is not None
    params = {"asked": of_firms}
    compared = params | {"bounds": asked.invariance["bounds"], "estimation": asked.estimation}
    cleaned = tables(FIRMS_CLEANED, "dictionary") | {
        "background": f"{FIRMS_CLEANED}/background_all.parquet"
    }
    groups = cleaned | tables(FIRMS, "types") | {"data": f"{FIRMS_CLEANED}/items_all.parquet"}
    codebook = str(ROOT / "config/items.tsv")
    return [
        clean_shipped(asked, codebook),
        Step(
            "cases/type_firms.py",
            cleaned | {"codebook": codebook},
            {
                "types": f"{FIRMS}/types.parquet",
                "summary": f"{FIRMS}/type_summary.parquet",
                "scores": f"{FIRMS}/type_scores.parquet",
                "reliability": f"{FIRMS}/axis_reliability.parquet",
                "sensitivity": f"{FIRMS}/cut_sensitivity.parquet",
                "governance": f"{FIRMS}/type_governance.parquet",
            },
            params,
            SHIPPED,
        ),
        Step(
            "cases/compare_types.py",
            groups | {"models": models(of_firms["models"])},
            {
                **tables(FIRMS, "invariance"),
                **{
                    name: f"{FIRMS}/invariance_{name}.parquet"
                    for name in ("verdicts", "releases", "groups")
                },
                "means": f"{FIRMS}/latent_means.parquet",
            },
            compared,
            SHIPPED,
        ),
        Step(
            "cases/compare_type_paths.py",
            groups | {"models": models(of_firms["paths"])},
            {
                "paths": f"{FIRMS}/group_paths.parquet",
                "tests": f"{FIRMS}/group_path_tests.parquet",
                "changes": f"{FIRMS}/group_path_changes.parquet",
            },
            compared,
            SHIPPED,
        ),
    ]


def models(names: list[str]) -> list[str]:
    return [str(ROOT / f"config/models/{name}.lav") for name in names]


def clean_shipped(asked: study.Study, codebook: str) -> Step:
    return Step(
        "clean/clean_responses.py",
        {"raw": str(ROOT / "data/raw/wave_1.sav"), "codebook": codebook},
        {
            "data": f"{FIRMS_CLEANED}/items_all.parquet",
            "background": f"{FIRMS_CLEANED}/background_all.parquet",
            "sav": f"{FIRMS_CLEANED}/clean.sav",
        }
        | tables(FIRMS_CLEANED, "decisions flow dictionary summary"),
        {"rules": asked.cleaning},
        SHIPPED,
    )
