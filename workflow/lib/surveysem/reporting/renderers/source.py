"""The source of the report: its files, includes and templates."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb
from typing import Any

import yaml
from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.sandbox import SandboxedEnvironment

from surveysem.errors import SurveySemError
from surveysem.reporting.escape import escape
from surveysem.reporting.references import Work, read_works
from surveysem.reporting.text import Text
from surveysem.study import templates

INCLUDE = re.compile(r"^\{\{< include (?P<path>\S+) >\}\}\s*$")
MAIN = "report.qmd"
MAP = "sources.json"
"""Which lines of the finished text come from which file of the source."""
MARK, INCLUDED = "\x00", "\x01"
"""Signs around the path of an include; `escape` lets no control character through."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of finished text and the file of the source it comes from."""

    source: str
    text: str


def source_folder(files: Iterable[str | Path]) -> Path:
    """The folder of the source, given its files: the one that holds ``report.qmd``.

    Raises
    ------
    SurveySemError
        No file of that name is among them.
    """
    for path in map(Path, files):
        if path.name == MAIN:
            return path.parent
    raise SurveySemError(f"report: no {MAIN} among the files of its source")


def read_text(source: Path, language: str) -> Text:
    """The templates of one language, ``text/<language>.yaml`` of the source."""
    path = source / "text" / f"{language}.yaml"
    if not path.is_file():
        raise SurveySemError(
            f"report: no texts for language {language}; expected {path.name} "
            f"beside {', '.join(sorted(p.name for p in path.parent.glob('*')))}"
        )
    return Text(language, yaml.safe_load(path.read_text(encoding="utf-8")))


def read_references(source: Path) -> list[Work]:
    """The works that the texts of a source may cite, ``references.yaml``."""
    path = source / "references.yaml"
    return read_works(yaml.safe_load(path.read_text(encoding="utf-8")))


def fill(source: Path, context: Mapping[str, Any]) -> list[Piece]:
    """The source with its includes resolved and its templates filled, file by file.

    Raises
    ------
    SurveySemError
        A file is missing or lies outside the source, or a template cannot be filled; the message
        names file and line.
    """
    environment = SandboxedEnvironment(
        loader=_Files(source),
        comment_start_string="<#",
        comment_end_string="#>",
        finalize=escape,
        undefined=StrictUndefined,
        **templates.MARKS,
    )
    return list(_pieces(environment, MAIN, context, ()))


def _pieces(
    environment: SandboxedEnvironment,
    name: str,
    context: Mapping[str, Any],
    within: tuple[str, ...],
) -> Iterator[Piece]:
    """The filled text of ``name``, cut where other files are included."""
    if name in within:
        raise SurveySemError(f"report: {name} includes itself by way of {within[-1]}")
    for stretch in _filled(environment, name, context).split(MARK):
        if stretch.startswith(INCLUDED):
            path = stretch.removeprefix(INCLUDED).strip()
            yield from _pieces(environment, path, context, (*within, name))
        elif stretch.strip():
            yield Piece(name, stretch if stretch.endswith("\n") else stretch + "\n")


class _Files(BaseLoader):
    """Files of the source, their include lines marked."""

    def __init__(self, source: Path) -> None:
        self.source = source

    def get_source(self, _: Environment, template: str) -> tuple[str, str, None]:
        lines = _inside(self.source, template).read_text(encoding="utf-8").splitlines()
        marked = (INCLUDE.sub(rf"{MARK}{INCLUDED}\g<path>{MARK}", line) for line in lines)
        return "\n".join(marked) + "\n", template, None


def _inside(source: Path, name: str) -> Path:
    path = (source / name).resolve()
    if not path.is_relative_to(source.resolve()):
        raise SurveySemError(f"report: include {name} lies outside the source of the report")
    if not path.is_file():
        raise SurveySemError(f"report: include {name} does not exist in the source of the report")
    return path


def _filled(environment: SandboxedEnvironment, name: str, context: Mapping[str, Any]) -> str:
    try:
        return environment.get_template(name).render(context)
    except TemplateSyntaxError as error:
        raise SurveySemError(
            f"report: {error.name}, line {error.lineno}: {error.message}"
        ) from error
    except TemplateNotFound as error:
        raise SurveySemError(f"report: {error.name} does not exist") from error
    except (TemplateError, SurveySemError, KeyError, TypeError, ValueError) as error:
        lines = [
            line for frame, line in walk_tb(error.__traceback__) if frame.f_code.co_filename == name
        ]
        place = f", line {lines[-1]}" if lines else ""
        raise SurveySemError(f"report: {name}{place}: {error}") from error
