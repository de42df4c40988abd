"""``python -m surveysem init``: a first configuration for a survey of one's own."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.commands.command import Command, add_directory

if TYPE_CHECKING:
    from surveysem.survey.propose.proposal import Proposal


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.sav", help="SPSS file of the survey")
    parser.add_argument("--languages", nargs="+", choices=["en", "fr"], default=["en"],
                        help="languages of the report (default: en)")  # fmt: skip
    add_directory(parser)


def _run(options: argparse.Namespace) -> str:
    from surveysem.study.start import start

    languages = list(dict.fromkeys(options.languages))
    proposal = start(options.directory, options.file, languages)
    return "\n".join(_sentences(proposal, options.directory))


def _sentences(proposal: Proposal, folder: Path) -> Iterator[str]:
    from surveysem.study.start import CONFIG, MODEL, REASONS
    from surveysem.survey.spss.missing import counted

    items = proposal.with_role("item")
    variables = counted(len(proposal.reasons), "variable")
    yield f"{counted(proposal.n, 'respondent')}, {variables}. Proposed:"
    yield ""
    yield f"  {counted(len(items), 'item')} of {counted(len(proposal.constructs), 'construct')}"
    for name, members in proposal.constructs.items():
        yield f"    {name}: {' '.join(members)}"
    reversed_items = [entry.variable for entry in proposal.entries if entry.reverse]
    if reversed_items:
        yield f"  reverse-worded: {' '.join(reversed_items)}"
    for role in ("group", "control", "identifier", "note"):
        if proposal.with_role(role):
            yield f"  {role}: {' '.join(proposal.with_role(role))}"
    yield ""
    yield f"Written: {CONFIG}, config/items.tsv, config/hypotheses.tsv (empty), {MODEL}."
    yield f"Why each variable is where it is: {REASONS}. All of it is a proposal: go through it."
    yield ""
    for question in proposal.questions:
        yield f"To decide before a run: {question}."
    here = "" if folder == Path() else f" --directory {shlex.quote(str(folder))}"
    yield f"Then: python -m surveysem check{here}; snakemake --cores 4{here}"


INIT = Command(
    name="init",
    purpose="write a first config/ for an SPSS file: roles, scales, constructs, a model",
    examples=(
        "python -m surveysem init data/raw/wave_1.sav --directory my_study",
        "python -m surveysem init data/raw/wave_1.sav --directory my_study --languages fr en",
    ),
    add=_add,
    run=_run,
)
