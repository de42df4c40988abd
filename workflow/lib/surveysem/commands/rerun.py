"""``python -m surveysem rerun``: a run for cron, a systemd timer or a CI schedule."""

from __future__ import annotations

import argparse
import os
import sys

from surveysem.commands.command import SCHEMAS, Command, add_directory


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, metavar="N",
                        help="jobs at once (default: all cores)")  # fmt: skip
    add_directory(parser)


def _run(options: argparse.Namespace) -> str:
    from surveysem.run.rerun.rerun import EXIT_CODES, rerun

    ended = rerun(options.directory, options.cores, SCHEMAS)
    record = ended.record
    lines = [f"{ended.outcome} ({record['duration_seconds']} s, {record['log']})"]
    lines += [ended.message] if ended.message else []
    lines += [
        f"{one['hypothesis']}: {one['before']} in {one['wave_before']}, "
        f"{one['verdict']} in {one['wave']}"
        for one in record["changes"]
    ]
    lines += [f"{one['hook']}: {one['outcome']}" for one in record["hooks"]]
    code = EXIT_CODES[ended.outcome]
    if code:
        stream = sys.stderr if code == 1 else sys.stdout
        stream.write("\n".join(lines) + "\n")
        raise SystemExit(code)
    return "\n".join(lines)


RERUN = Command(
    name="rerun",
    purpose="bring a study up to date as a timer would: exit 0, 10 where verdicts changed, or 1",
    examples=(
        "python -m surveysem rerun --cores 4",
        "python -m surveysem rerun --directory my_study --cores 4",
    ),
    add=_add,
    run=_run,
)
