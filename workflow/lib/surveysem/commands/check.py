"""``python -m surveysem check``: every fault of a study at once."""

from __future__ import annotations

import argparse

from surveysem.commands.command import SCHEMAS, Command, add_directory


def _run(options: argparse.Namespace) -> str:
    from surveysem.run import raw
    from surveysem.study import configuration, study

    found = study.load(configuration.read(options.directory), options.directory, SCHEMAS)
    raw.refuse_changed(options.directory, found)
    return found.summary()


CHECK = Command(
    name="check",
    purpose="check configuration, tables, models and raw files; list every fault",
    examples=(
        "python -m surveysem check",
        "python -m surveysem check --directory tests/study",
    ),
    add=add_directory,
    run=_run,
)
