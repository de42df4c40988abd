"""The command line, ``python -m surveysem``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence

from surveysem.commands.check import CHECK
from surveysem.commands.fit import FIT
from surveysem.commands.init import INIT
from surveysem.commands.rerun import RERUN
from surveysem.commands.resume import RESUME
from surveysem.commands.verify import VERIFY
from surveysem.errors import SurveySemError

COMMANDS = (INIT, CHECK, FIT, RERUN, RESUME, VERIFY)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code, 1 where the study is at fault."""
    options = _parser().parse_args(arguments)
    try:
        text = options.run(options)
    except SurveySemError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except ModuleNotFoundError as error:
        sys.stderr.write(
            f"this environment has no {error.name}; expected the packages of requirements.lock: "
            "`make env`, or `conda env update -f environment.yml`\n"
        )
        return 1
    except OSError as error:
        sys.stderr.write(f"{_said(error)}\n")
        return 1
    sys.stdout.write(f"{text.rstrip()}\n" if text.strip() else "")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m surveysem",
        description="What one may ask of a study beside running it with snakemake.",
        epilog=_lines("examples", (command.examples[0] for command in COMMANDS)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        added = commands.add_parser(
            command.name,
            help=command.purpose,
            description=f"{command.purpose[0].upper()}{command.purpose[1:]}.",
            epilog=_lines("examples", command.examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add(added)
        added.set_defaults(run=command.run)
    return parser


def _said(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _lines(title: str, examples: Iterable[str]) -> str:
    return "\n".join([f"{title}:", *(f"  {example}" for example in examples)])


if __name__ == "__main__":
    sys.exit(main())
