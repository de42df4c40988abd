"""Where the small study keeps its files, as the rules name them."""

from typing import Any

from surveysem.study.study import Study

WAVE = {"wave": "schools"}
SAMPLE = WAVE | {"sample": "all"}
CLEAN = "data/processed/clean/schools"
ITEMS = f"{CLEAN}/items_all.parquet"
EXPLORE = "data/processed/explore/schools/all"
CONFIRM = "data/processed/confirm/schools/all"
SECOND_ORDER = "data/processed/second_order/schools/all"
HYPOTHESES = "data/processed/hypotheses/schools/all"
WAVES = "data/processed/waves"
REPORT = "data/processed/report/schools/en"
PUBLISHED = "reports/schools"
STRUCTURAL, MODERATED = "paths", "moderated"


def tables(folder: str, names: str) -> dict[str, str]:
    return {name: f"{folder}/{name}.parquet" for name in names.split()}


def chosen(study: Study, chapter: str, names: str) -> dict[str, Any]:
    return {name: study.config[chapter][name] for name in names.split()}


def model_of(name: str) -> dict[str, str]:
    return {"data": ITEMS, "model": f"{EXPLORE}/models/{name}.lav"}
