"""The replication package of the small study."""

from pathlib import Path

from scripts.bench import Step
from scripts.places import CLEAN, CONFIRM, EXPLORE, ITEMS, PUBLISHED, REPORT, SAMPLE, WAVE

from surveysem.study.study import Study

ROOT = Path(__file__).parents[2]
SCRIPTS = {
    path.stem: path.relative_to(ROOT).as_posix() for path in ROOT.glob("workflow/scripts/*/*.py")
}
KEPT = "data/processed/replicate/schools"


def replicate(study: Study) -> list[Step]:
    name = study.measurement_model
    place = f"{KEPT}/all/{name}"
    stored = {
        "model": f"{place}/model.lav",
        "covariances": f"{place}/covariances.parquet",
        "means": f"{place}/means.parquet",
        "record": f"{place}/moments.json",
    }
    twin = {"sav": f"{KEPT}/twin.sav", "codebook": f"{KEPT}/twin_items.tsv"}
    choices = study.config["report"]["min_cell"], study.config["study"]["seed"]
    return [
        Step(
            "replicate/store_moments.py",
            {"data": ITEMS, "model": f"{EXPLORE}/models/{name}.lav"},
            stored,
            {"estimation": study.estimation, "pairs": study.product_pairs},
            SAMPLE | {"model": name},
        ),
        Step(
            "replicate/draw_twin.py",
            {"data": ITEMS, "sav": f"{CLEAN}/clean.sav", "codebook": "config/items.tsv"},
            twin,
            {
                "answers": study.numbers,
                "groups": study.groups,
                "unique": study.duplicate_keys,
                "selected": study.filter,
                "min_cell": choices[0],
                "seed": choices[1],
            },
            WAVE,
        ),
        Step(
            "replicate/write_package.py",
            {
                "config": ["config/config.yaml", "config/items.tsv"],
                "raw": [],
                "models": [stored["model"]],
                "covariances": [stored["covariances"]],
                "means": [stored["means"]],
                "records": [stored["record"]],
                "estimates": [f"{CONFIRM}/{name}/estimates.parquet"],
                "twins": [twin["sav"]],
                "codebooks": [twin["codebook"]],
                "sources": [f"{REPORT}/source"],
                "reports": [f"{PUBLISHED}/report.en.html"],
            },
            {"folder": "reports/replication"},
            {
                "home": str(ROOT),
                "packed": [str(ROOT / "Snakefile"), str(ROOT / "pyproject.toml")],
                "waves": {"schools": "data/raw/schools.sav"},
                "study": study.masthead,
                "scripts": SCRIPTS,
            },
        ),
    ]
