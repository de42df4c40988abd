"""Schemas say what the library can do, and the manual says what the schemas say."""

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import yaml
from jsonschema import Draft202012Validator
from lib.study.small_study import ROOT, SCHEMAS

from surveysem.efa.extraction import Convention
from surveysem.efa.rotations import RotationName
from surveysem.efa.solution import ExtractionName
from surveysem.study import codebook, coded, judged, schema, waves
from surveysem.study.configuration import dig

NAMES = sorted(path.name.removesuffix(".schema.yaml") for path in SCHEMAS.iterdir())
TABLES = {
    "items": codebook.COLUMNS,
    "hypotheses": judged.HYPOTHESIS_COLUMNS,
    "claims": judged.CLAIM_COLUMNS,
    "waves": waves.COLUMNS,
    "cases": coded.CASE_COLUMNS,
    "codes": coded.CODE_COLUMNS,
}
MANUAL = (ROOT / "config/README.md").read_text(encoding="utf-8")


def resolved(node: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """A schema with its reference followed."""
    place = node.get("$ref", "").removeprefix("#/")
    return {**dig(whole, place), **node} if place else node


def keys(node: dict[str, Any], whole: dict[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Every key with its schema; ``*`` stands for names that the study chooses."""
    node = resolved(node, whole)
    if path:
        yield path, node
    properties = dict(node.get("properties", {}))
    if isinstance(node.get("additionalProperties"), dict):
        properties["*"] = node["additionalProperties"]
    for key, below in properties.items():
        yield from keys(below, whole, f"{path}/{key}".lstrip("/"))


def section(title: str) -> str:
    """The part of the manual under a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", MANUAL, re.M | re.S)
    assert found, title
    return found[1]


CONFIG = schema.load(SCHEMAS, "config")
CONFIG_KEYS = dict(keys(CONFIG, CONFIG))


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_valid_closed_and_explained(name: str) -> None:
    whole = schema.load(SCHEMAS, name)
    Draft202012Validator.check_schema(whole)
    assert whole["title"].startswith("config/")
    for path, node in {"": whole, **dict(keys(whole, whole))}.items():
        if node["type"] == "object":
            assert node["additionalProperties"] is not True, path
            assert "additionalProperties" in node, path
        if not path.endswith("*"):
            assert node["description"].endswith((".", ")")), path


@pytest.mark.parametrize(("name", "columns"), TABLES.items())
def test_schemas_of_rows_have_the_columns_that_are_read(
    name: str, columns: tuple[str, ...]
) -> None:
    whole = schema.load(SCHEMAS, name)
    assert columns == tuple(whole["required"])
    extra = {"items": codebook.MAPPED, "hypotheses": judged.OPTIONAL_COLUMNS}
    optional = extra.get(name, ())
    assert tuple(whole["properties"]) == (*columns, *optional)


def test_every_key_is_in_the_manual() -> None:
    text = section("config.yaml")
    generic = {re.sub(r"^(\w+/cutoffs)/\w+", r"\1/*", path) for path in CONFIG_KEYS}
    named = {path for path in generic if not path.startswith("constructs/") and path != "study"}
    leaves = {path for path in named if CONFIG_KEYS.get(path, {}).get("type") != "object"}
    for path in sorted(leaves - {"confirm/cutoffs/*", "second_order/cutoffs/*"}):
        by_language = re.sub(r"/(fr|en)$", "", path)
        assert f"`{path}`" in text or f"`{by_language}`" in text, path
    for name in CONFIG["properties"]:
        assert f"### {name}\n" in text


@pytest.mark.parametrize("chapter", ["confirm", "second_order"])
def test_every_cutoff_is_in_the_manual(chapter: str) -> None:
    for name in CONFIG["properties"][chapter]["properties"]["cutoffs"]["properties"]:
        assert f"`{name}`" in section("config.yaml")


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_in_the_manual(name: str) -> None:
    for column in schema.load(SCHEMAS, name)["properties"]:
        assert re.search(rf"^\|[^|]*`{column}`", section(f"{name}.tsv"), re.M), column


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_in_the_manual(name: str) -> None:
    whole = schema.load(SCHEMAS, name)
    text = section("config.yaml" if name == "config" else f"{name}.tsv")
    for path, node in keys(whole, whole):
        codes = node.get("enum") or node.get("items", {}).get("enum") or ()
        for code in filter(None, codes):
            assert f"`{code}`" in text, f"{path}: {code}"


def test_every_path_of_the_manual_is_a_key() -> None:
    written = re.findall(r"`([a-z_]+/[a-z_/*]+)`", section("config.yaml"))
    names = {re.sub(r"^(\w+/cutoffs)/\w+", r"\1/*", path) for path in CONFIG_KEYS}
    assert {path for path in written if not path.endswith("/")} <= names | set(CONFIG_KEYS)


@pytest.mark.parametrize(
    ("key", "known", "elsewhere"),
    [
        ("extraction", ExtractionName, set()),
        ("rotation", RotationName, {"target"}),
        ("convention", Convention, set()),
    ],
)
def test_choices_are_those_of_the_library(key: str, known: object, elsewhere: set[str]) -> None:
    assert set(CONFIG_KEYS[f"explore/{key}"]["enum"]) == set(get_args(known)) - elsewhere


# Answers to what the shipped file, codebook and models do not have; comments show them.
OF_OTHER_STUDIES = {
    "clean/weight",
    "clean/filter",
    *("confirm/common_method/marker", "confirm/common_method/alpha"),
    "hypotheses/product_pairs",
    # Addresses, which nobody but a study can know.
    *("schedule/webhook", "schedule/webhook/url", "schedule/mail", "schedule/mail/host"),
    *("schedule/mail/port", "schedule/mail/from", "schedule/mail/to"),
}


def test_the_shipped_configuration_has_every_key_but_those_of_its_own_names() -> None:
    shipped = yaml.safe_load((ROOT / "config/config.yaml").read_text(encoding="utf-8"))
    for path in CONFIG_KEYS.keys() - OF_OTHER_STUDIES:
        assert "*" in path or dig(shipped, path) is not None, path
