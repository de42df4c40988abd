"""``python -m surveysem check``: every fault of a study at once."""

from __future__ import annotations

import argparse

from surveysem.commands.command import SCHEMAS, Command, add_directory


def _run(options: argparse.Namespace) -> str:
    from surveysem.run import environment, raw
    from surveysem.study import configuration, study
    from surveysem.study.faults import raise_all

    config = configuration.read(options.directory)
    raise_all([*environment.faults(), *study.faults(config, options.directory, SCHEMAS)])
    found = study.load(config, options.directory, SCHEMAS, checked=True)
    raw.refuse_changed(options.directory, found)
    return found.summary()


CHECK = Command(
    name="check",
    purpose="check environment, configuration, tables, models and raw files; list every fault",
    examples=(
        "python -m surveysem check",
        "python -m surveysem check --directory tests/study",
    ),
    add=add_directory,
    run=_run,
)
