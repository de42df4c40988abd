"""What the failed jobs of a run had to say, gathered for the end of the terminal."""

import re
from collections.abc import Iterable
from pathlib import Path

JOB_LOG = re.compile(r"^Error in rule (?P<rule>\w+):$.*?^ +log: (?P<log>\S+)", re.M | re.S)
MESSAGE = re.compile(r"^\S+ \S+ CRITICAL (?P<message>.*)\Z", re.M | re.S)


def summary(run_logs: Iterable[str | Path], folder: str | Path = ".") -> str:
    """One paragraph for each failed job: its message, then its rule and its log.

    Parameters
    ----------
    run_logs
        The logs that Snakemake wrote of the run.
    folder
        Folder of the study, from which the logs of jobs are named.
    """
    failed = {
        found["log"]: found["rule"]
        for run_log in run_logs
        for found in JOB_LOG.finditer(_text(Path(run_log)))
    }
    told = [_paragraph(Path(folder), log, rule) for log, rule in failed.items()]
    if not told:
        return ""
    heading = "1 job failed." if len(told) == 1 else f"{len(told)} jobs failed."
    return "\n\n".join([heading, *told]) + "\n"


def _paragraph(folder: Path, log: str, rule: str) -> str:
    found = MESSAGE.search(_text(folder / log))
    message = found["message"].strip() if found else "It ended without a message."
    return f"{message}\n(rule {rule}, log {log})"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
