"""A digest over the code that a script reaches, so that a changed formula reruns what rests on it.

Snakemake notices a changed script, not a changed import. The digest follows imports of surveysem
by name (`from surveysem import sem` and `sem.fit` reach what `sem.fit` is, not the whole package)
and is taken over syntax trees without docstrings: editing a comment reruns nothing.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = "surveysem"
LIBRARY = Path(__file__).resolve().parents[2]

# What may hold statements inside a statement.
BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
WITH_DOCSTRING = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class File:
    """What a digest takes from one file; its syntax tree is not kept, for there are hundreds.

    ``imports`` are the import statements, inner ones too; ``attributes`` the names read off a name
    that was imported.
    """

    fingerprint: str
    imports: tuple[ast.Import | ast.ImportFrom, ...]
    attributes: dict[str, frozenset[str]]


@cache
def digest(script: Path) -> str:
    """Hex digest over the script and every own module that it reaches.

    Parameters
    ----------
    script
        Path of a Python file.
    """
    reached: dict[Path, None] = {script: None}
    pending = [script]
    while pending:
        for module in _imported(pending.pop()):
            if module not in reached:
                reached[module] = None
                pending.append(module)
    prints = (f"{path.name}:{_file(path).fingerprint}" for path in sorted(reached))
    return sha256("\n".join(prints).encode()).hexdigest()


@cache
def _file(path: Path) -> File:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    imports = tuple(
        node for node in _statements(tree) if isinstance(node, ast.Import | ast.ImportFrom)
    )
    attributes = _attributes(tree, _packages(imports, path))
    for node in _statements(tree):
        if isinstance(node, WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return File(sha256(ast.dump(tree).encode()).hexdigest(), imports, attributes)


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """The module and every statement in it, without a visit to expressions."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for block in BLOCKS:
            pending += getattr(node, block, ())


def _packages(imports: tuple[ast.Import | ast.ImportFrom, ...], path: Path) -> set[str]:
    """The local names of own packages, of which only what is read off them is reached."""
    return {
        alias.asname or alias.name
        for node in imports
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if _is_package(_module(f"{_absolute(node, path)}.{alias.name}"))
    }


def _attributes(tree: ast.Module, names: set[str]) -> dict[str, frozenset[str]]:
    """The attributes that the file reads off each of ``names``."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for node in ast.walk(tree) if names else ():
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in found
        ):
            found[node.value.id].add(node.attr)
    return {name: frozenset(read) for name, read in found.items()}


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """The own modules that one file imports, re-exports of packages followed to their source."""
    found: dict[Path, None] = {}
    for node in _file(path).imports:
        if isinstance(node, ast.Import):
            modules = [module for alias in node.names for module in _module(alias.name)]
        else:
            modules = _from(node, path)
        found.update(dict.fromkeys(modules))
    return tuple(found)


def _from(node: ast.ImportFrom, path: Path) -> list[Path]:
    source = _absolute(node, path)
    modules: list[Path] = []
    for alias in node.names:
        whole = _module(f"{source}.{alias.name}")
        if not whole:
            modules += _exported(source, alias.name)
        elif _is_package(whole):
            for name in sorted(_file(path).attributes[alias.asname or alias.name]):
                modules += _exported(f"{source}.{alias.name}", name)
        else:
            modules += whole
    return modules


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = path.resolve().relative_to(LIBRARY).parts[: -node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _exported(source: str, name: str) -> list[Path]:
    """Where ``from source import name`` finds its name: a submodule, or what a package imports."""
    home = _module(source)
    if not _is_package(home):
        return home
    submodule = _module(f"{source}.{name}")
    if submodule:
        return submodule
    # A public face that is loaded at need states its imports in a stub.
    stub = home[0].with_suffix(".pyi")
    for node in _file(stub if stub.is_file() else home[0]).imports:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    origin = _absolute(node, home[0])
                    return _module(f"{origin}.{alias.name}") or _exported(origin, alias.name)
    return home


def _is_package(place: list[Path]) -> bool:
    return bool(place) and place[0].name == "__init__.py"


@cache
def _module(name: str) -> list[Path]:
    if name.split(".")[0] != PACKAGE:
        return []
    place = LIBRARY.joinpath(*name.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return [path for path in candidates if path.is_file()]
