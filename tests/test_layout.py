"""The tree keeps its shape: scripts are short and flat, the library knows its layers."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "workflow/scripts").rglob("*.py"))
LIBRARY = ROOT / "workflow/lib/surveysem"
RULES = sorted((ROOT / "workflow/rules").glob("[0-9]*.smk"))
LONGEST_SCRIPT = 30
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)
NUMERICAL = {"numpy", "scipy", "pandas", "numba", "threadpoolctl"}
# What each part of the library may import of the others.
LAYERS = {
    "moments": set(),
    "efa": {"moments"},
    "sem": {"moments"},
    "survey": {"moments", "efa", "sem"},
    "cases": {"moments", "efa", "sem", "survey"},
    "reporting": {"moments", "efa", "sem", "survey", "cases", "run", "study"},
}
READERS = (
    "run/",
    "study/",
    "survey/spss/",
    "cases/read/",
    "reporting/renderers",
    "reporting/assemble",
    "commands/",
)
# What every part may import.
SHARED = {"claims", "contracts", "errors", "mapping", "numbers", "__version__"}
FILE_CALLS = {"open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "to_csv"}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("script", SCRIPTS, ids=relative)
def test_scripts_are_short_and_flat(script: Path) -> None:
    text = script.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_SCRIPT
    assert ast.get_docstring(tree)
    nodes = list(ast.walk(tree))
    assert not [node for node in nodes if isinstance(node, FORBIDDEN)]
    assert not re.search(r"\bglob\b|\bprint\(|snakemake\.config", text)
    assert "job.start(snakemake)" in text


def parts() -> list[Path]:
    return [path for part in LAYERS for path in sorted((LIBRARY / part).rglob("*.py"))]


@pytest.mark.parametrize("path", parts(), ids=relative)
def test_the_library_keeps_its_layers(path: Path) -> None:
    part = path.relative_to(LIBRARY).parts[0]
    own = {
        name.split(".")[1]
        for name in imports(ast.parse(path.read_text()))
        if name.startswith("surveysem.") and name.count(".")
    }
    assert own - {part, *SHARED} <= LAYERS[part]


@pytest.mark.parametrize("part", ["moments", "efa", "sem"])
def test_numerical_parts_import_numerical_libraries_only(part: str) -> None:
    import sys

    for path in (LIBRARY / part).rglob("*.py"):
        roots = {name.split(".")[0] for name in imports(ast.parse(path.read_text()))}
        foreign = roots - NUMERICAL - {"surveysem", "__future__"} - set(sys.stdlib_module_names)
        assert not foreign, relative(path)


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=relative)
def test_files_are_touched_in_few_places(path: Path) -> None:
    place = str(path.relative_to(LIBRARY))
    if place.startswith(READERS):
        return
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    }
    assert not called & FILE_CALLS


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.py")), ids=relative)
def test_the_library_knows_no_snakemake(path: Path) -> None:
    assert not [n for n in imports(ast.parse(path.read_text())) if n.split(".")[0] == "snakemake"]


@pytest.mark.parametrize("path", RULES, ids=relative)
def test_every_rule_is_complete(path: Path) -> None:
    chapter = path.stem.split("_", 1)[1]
    text = path.read_text()
    assert text.startswith(f"# Chapter {path.stem[0]}, {chapter}:")
    for name, body in re.findall(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL):
        assert body.lstrip().startswith('"""'), name
        if name == chapter:
            continue
        for directive in ("input", "output", "log", "conda", "params", "message", "script"):
            assert re.search(rf"^    {directive}:", body, re.MULTILINE), f"{name}: {directive}"
        assert f'"../scripts/{chapter}/{name}.py"' in body
        assert f'code=code("{chapter}/{name}.py")' in body
        assert f"logs/{chapter}/{name}" in body


@pytest.mark.parametrize("stub", sorted(LIBRARY.rglob("*.pyi")), ids=relative)
def test_a_face_that_is_loaded_at_need_has_all_it_names(stub: Path) -> None:
    face = importlib.import_module(f"surveysem.{stub.parent.relative_to(LIBRARY)}")
    stated = ast.literal_eval(_assigned(stub, "__all__"))
    assert sorted(face.__all__) == sorted(stated)
    for name in stated:
        assert not (stub.parent / f"{name}.py").exists(), f"{name} would be hidden by its module"
        assert getattr(face, name) is not None


def _assigned(path: Path, name: str) -> ast.expr:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return node.value
    raise AssertionError(f"{relative(path)} has no {name}")
