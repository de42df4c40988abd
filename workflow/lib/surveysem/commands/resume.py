"""``python -m surveysem resume``: after a run that was killed."""

from __future__ import annotations

import argparse

from surveysem.commands.command import Command, add_directory


def _run(options: argparse.Namespace) -> str:
    from surveysem.run.resume import resume

    return "\n".join(resume(options.directory))


RESUME = Command(
    name="resume",
    purpose="end orphaned jobs of a killed run and clear its stale lock",
    examples=(
        "python -m surveysem resume",
        "python -m surveysem resume --directory tests/study",
    ),
    add=add_directory,
    run=_run,
)
