"""A first ``config/`` for a survey of one's own, written from what was proposed for its file."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveysem.errors import SpecificationError
from surveysem.study import codebook, judged, templates, waves
from surveysem.survey.codebook import entries_text
from surveysem.survey.propose.proposal import FILTER
from surveysem.survey.propose.roles import tells_apart

if TYPE_CHECKING:
    from surveysem.survey import Survey
    from surveysem.survey.codebook import Entry
    from surveysem.survey.propose.proposal import Proposal

TEMPLATES = Path(__file__).parents[3] / "start"
CONFIG = "config/config.yaml"
MODEL = "config/models/measurement.lav"
REASONS = "config/proposals.md"


def start(root: Path, file: Path, languages: Sequence[str]) -> Proposal:
    """Put the SPSS file into ``root/data/raw`` and write a first ``root/config`` for it.

    Nothing that is there is written over. Returns what was proposed.

    Raises
    ------
    SpecificationError
        ``root`` has a configuration or another raw file already.
    DataError
        The file cannot be read, or no items were found in it.
    """
    from surveysem import survey
    from surveysem.survey.propose.proposal import propose

    _refuse_a_started_study(root, file)
    found = survey.read(file)
    proposal = propose(found)
    texts = _texts(found, proposal, file.name, languages)
    raw = root / waves.FOLDER / f"{wave_name(file.stem)}{file.suffix.lower()}"
    if file.resolve() != raw.resolve():
        raw.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, raw)
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return proposal


def wave_name(stem: str) -> str:
    """The stem of a file as the name of a wave: plain letters, digits, ``_`` and ``-``."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")
    return "wave_1" if not name or name in waves.RESERVED else name


def _refuse_a_started_study(root: Path, file: Path) -> None:
    if (root / CONFIG).exists():
        raise SpecificationError(
            f"{root / CONFIG}: there already; expected a folder without a study, --directory NAME"
        )
    folder = root / waves.FOLDER
    others = [path.name for path in folder.glob("*") if path.suffix.lower() in waves.SUFFIXES]
    strange = [name for name in others if (folder / name).resolve() != file.resolve()]
    if strange:
        raise SpecificationError(
            f"{folder}: holds {', '.join(sorted(strange))} already; expected no other SPSS file"
        )


def _texts(
    found: Survey, proposal: Proposal, file: str, languages: Sequence[str]
) -> dict[str, str]:
    """The text of every file, by its path from the folder of the study."""
    context = _context(found, proposal, file, languages)
    return {
        CONFIG: templates.fill(TEMPLATES / "config.yaml", context),
        codebook.FILE: entries_text(proposal.entries),
        judged.HYPOTHESES: "\t".join(judged.HYPOTHESIS_COLUMNS) + "\n",
        MODEL: templates.fill(TEMPLATES / "measurement.lav", context),
        REASONS: templates.fill(TEMPLATES / "proposals.md", context),
    }


def _context(
    found: Survey, proposal: Proposal, file: str, languages: Sequence[str]
) -> dict[str, Any]:
    items = proposal.with_role("item")
    identifiers = [one for one in proposal.with_role("identifier") if tells_apart(found.data[one])]
    return {
        "file": file,
        "title": Path(file).stem,
        "languages": list(languages),
        "constructs": proposal.constructs,
        "identifier": identifiers[0] if identifiers else "",
        "weight": found.weight,
        "filter": FILTER if FILTER in found.codebook.names else "",
        "missing": bool(found.data[items].isna().any(axis=None)),
        "n": proposal.n,
        "rows": proposal.entries,
        "supported": bool(proposal.support),
        "items": [_item_row(proposal, entry) for entry in proposal.entries if entry.construct],
        "others": [
            {
                "variable": entry.variable,
                "role": entry.role,
                "why": proposal.reasons[entry.variable],
            }
            for entry in proposal.entries
            if not entry.construct
        ],
        "notes": found.notes,
    }


def _item_row(proposal: Proposal, entry: Entry) -> dict[str, Any]:
    support = proposal.support.get(entry.variable)
    return {
        "variable": entry.variable,
        "construct": entry.construct,
        "scale": entry.scale(),
        "reverse": entry.reverse,
        "missing": entry.missing,
        "factor": support.factor if support else "",
        "loading": f"{support.loading:.2f}" if support else "",
        "remark": "elsewhere" if support and not support.agrees else "",
    }
