"""The frame of one Snakemake job: its log, its errors, and what its artefacts were made from."""

import logging
import sys
import traceback
import warnings
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from pathlib import Path
from types import TracebackType
from typing import Any

from surveysem.errors import SurveySemError

LAYOUT = "%(asctime)s %(levelname)s %(message)s"


@dataclass(slots=True)
class Context:
    """What a job is: its rule, wildcards and digests, and the origins of what it has read."""

    rule: str = ""
    wildcards: dict[str, str] = field(default_factory=dict)
    code: str = ""
    choices: str = ""
    raw: dict[str, str] = field(default_factory=dict)

    def provenance(self) -> dict[str, Any]:
        """The record that every artefact of this job carries; it has no dates: reruns agree."""
        return {"rule": self.rule, "code": self.code, "config": self.choices, "raw": self.raw}


_context = Context()


def context() -> Context:
    """The context of the running job; an empty one outside Snakemake."""
    return _context


def start(snakemake: Any) -> logging.Logger:
    """Open the job's log, route its errors, and note its rule, wildcards and digests.

    Parameters
    ----------
    snakemake
        The object that Snakemake hands to a script.

    Returns
    -------
    logging.Logger
        Writes to the log file of the job.
    """
    global _context
    params = dict(snakemake.params.items())
    _context = Context(
        rule=snakemake.rule,
        wildcards=dict(snakemake.wildcards.items()),
        code=str(params.pop("code", "")),
        choices=sha256(dumps(params, sort_keys=True, default=str).encode()).hexdigest(),
    )
    log = _open_log(Path(snakemake.log[0]))
    sys.excepthook = _report
    return log


def _open_log(path: Path) -> logging.Logger:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter(LAYOUT))
    logging.captureWarnings(True)
    warnings.simplefilter("default")
    for name in ("surveysem", "py.warnings"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
    return logging.getLogger("surveysem")


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Full traceback to the log, the message to its end and to the terminal.

    `surveysem.run.failures` finds the message in the log by its level.
    """
    detail = "".join(traceback.format_exception(kind, error, trace))
    logging.getLogger("surveysem").error("%s", detail)
    if isinstance(error, SurveySemError):
        message = str(error)
    else:
        message = (
            f"{kind.__name__}: {error}\n"
            "This is a fault of surveysem, not of the survey; the log of the job has the details."
        )
    logging.getLogger("surveysem").critical("%s", message)
    sys.stderr.write(f"\n{message}\n\n")
