"""The command line: ``python -m surveysem check`` and ``python -m surveysem resume``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from surveysem.errors import SurveySemError

SCHEMAS = Path(__file__).parents[2] / "schemas"
EXAMPLES = """\
examples:
  python -m surveysem check
  python -m surveysem check --directory tests/study
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code, 1 where the study is at fault."""
    options = _parser().parse_args(arguments)
    try:
        sentences = options.run(options.directory)
    except SurveySemError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{sentence}\n" for sentence in sentences))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m surveysem",
        description="What one may ask of a study beside running it with snakemake.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, run, purpose in (
        ("check", _check, "check configuration, tables, models and raw files; list every fault"),
        ("resume", _resume, "end orphaned jobs of a killed run and clear its stale lock"),
    ):
        command = commands.add_parser(
            name,
            help=purpose,
            description=f"{purpose[0].upper()}{purpose[1:]}.",
            epilog=f"example:\n  python -m surveysem {name} --directory tests/study\n",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_argument(
            "--directory", type=Path, default=Path(), metavar="DIR",
            help="folder of the study, which holds config/ and data/raw/ (default: here)",
        )  # fmt: skip
        command.set_defaults(run=run)
    return parser


def _check(directory: Path) -> list[str]:
    from surveysem.study import configuration, study

    found = study.load(configuration.read(directory), directory, SCHEMAS)
    return [found.summary()]


def _resume(directory: Path) -> list[str]:
    from surveysem.run.resume import resume

    return resume(directory)


if __name__ == "__main__":
    sys.exit(main())
