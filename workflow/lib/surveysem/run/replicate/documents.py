"""README, R script and Makefile of the replication package."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.errors import DataError
from surveysem.study import templates

if TYPE_CHECKING:
    from surveysem.run.replicate.contents import Contents, Model

TEMPLATES = Path(__file__).parents[4] / "replicate"
_SHOWN = re.compile(r"\{#(?P<kind>tbl|fig)-(?P<name>[\w-]+)")
_WORDS = {"tbl": "Table", "fig": "Figure"}


def write(
    contents: Contents, models: Sequence[Model], study: Mapping[str, Any], folder: Path
) -> None:
    """Fill the templates and write them into ``folder``."""
    titles = study["title"]
    context = {
        "title": titles.get("en") or next(iter(titles.values())),
        "authors": study["authors"],
        "synthetic": study["synthetic"],
        "seed": study["seed"],
        "waves": list(contents.twins),
        "raw": list(contents.raw),
        "interviews": "config/cases.tsv" in contents.config,
        "models": models,
        "chapters": chapters(Path(contents.home)),
        "scripts": contents.scripts,
        "exhibits": [
            one for source in contents.sources for one in exhibits(Path(source), contents.scripts)
        ],
    }
    for template in sorted(TEMPLATES.glob("*")):
        text = templates.fill(template, context)
        (folder / template.name).write_text(text, encoding="utf-8")


def chapters(home: Path) -> list[dict[str, str]]:
    """The files of rules and what each is for, as its first sentence says."""
    found = []
    for path in sorted((home / "workflow/rules").glob("[0-9]*.smk")):
        lines = path.read_text(encoding="utf-8").partition("\n#\n")[0].splitlines()
        sentence = " ".join(line.removeprefix("# ") for line in lines)
        about = sentence.partition(": ")[2].rstrip(".")
        found.append({"file": path.relative_to(home).as_posix(), "about": about})
    return found


def exhibits(source: Path, scripts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every table and figure of a finished report in the order of its numbers.

    Number, name, wave, the section of the report that prints it, and the rules that made what it
    shows, each with its script (``scripts``, by rule); what shows no artefact is of the rule that
    fills the report.

    Raises
    ------
    DataError
        A rule that made something is not of this workflow.
    """
    starts = json.loads((source / "sources.json").read_text(encoding="utf-8"))
    makers = json.loads((source / "makers.json").read_text(encoding="utf-8"))
    lines = (source / "report.qmd").read_text(encoding="utf-8").splitlines()
    counted, wave = dict.fromkeys(_WORDS, 0), source.parts[-3]
    found = []
    for number, line in enumerate(lines, start=1):
        for match in _SHOWN.finditer(line):
            counted[match["kind"]] += 1
            section = [file for start, file in starts if start <= number][-1]
            rules = makers[f"{match['kind']}-{match['name']}"] or [_assembler(wave)]
            found.append(
                {
                    "wave": wave,
                    "exhibit": f"{_WORDS[match['kind']]} {counted[match['kind']]}",
                    "name": match["name"],
                    "section": section,
                    "programs": [_program(rule, scripts) for rule in rules],
                }
            )
    return found


def _assembler(wave: str) -> str:
    return "assemble_pooled" if wave == "pooled" else "assemble_report"


def _program(rule: str, scripts: Mapping[str, str]) -> dict[str, str]:
    if rule not in scripts:
        raise DataError(
            f"reports: the rule {rule} made what they show, and the workflow has none of this "
            "name; expected artefacts of this workflow: remove data/processed and run it again"
        )
    return {"rule": rule, "script": scripts[rule]}
