"""A digest over the code that a script reaches, so that a changed formula reruns what rests on it.

Snakemake notices a changed script, not a changed import. The digest follows imports of surveysem
by name (`from surveysem import sem` and `sem.fit` reach what `sem.fit` is, not the whole package)
and is taken over syntax trees without docstrings: editing a comment reruns nothing.
"""

import ast
from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = "surveysem"
LIBRARY = Path(__file__).resolve().parents[2]


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
    trees = (f"{path.name}:{_fingerprint(path)}" for path in sorted(reached))
    return sha256("\n".join(trees).encode()).hexdigest()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def _fingerprint(path: Path) -> str:
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return sha256(ast.dump(tree).encode()).hexdigest()


@cache
def _imported(path: Path) -> tuple[Path, ...]:
    """The own modules that one file imports, re-exports of packages followed to their source."""
    found: dict[Path, None] = {}
    tree = _tree(path)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            modules = [module for name in names for module in _module(name)]
        elif isinstance(node, ast.ImportFrom):
            modules = _from(node, path, tree)
        else:
            continue
        found.update(dict.fromkeys(modules))
    return tuple(found)


def _from(node: ast.ImportFrom, path: Path, tree: ast.Module) -> list[Path]:
    source = _absolute(node, path)
    modules: list[Path] = []
    for alias in node.names:
        whole = _module(f"{source}.{alias.name}")
        if not whole:
            modules += _exported(source, alias.name)
        elif whole[0].name == "__init__.py":
            local = alias.asname or alias.name
            for name in _attributes(tree, local):
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
    if not home or home[0].name != "__init__.py":
        return home
    submodule = _module(f"{source}.{name}")
    if submodule:
        return submodule
    tree = _tree(home[0])
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    origin = _absolute(node, home[0])
                    return _module(f"{origin}.{alias.name}") or _exported(origin, alias.name)
    return home


def _module(name: str) -> list[Path]:
    if name.split(".")[0] != PACKAGE:
        return []
    place = LIBRARY.joinpath(*name.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return [path for path in candidates if path.is_file()]


def _attributes(tree: ast.Module, name: str) -> set[str]:
    """The attributes that the file reads off ``name``."""
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    }
