"""What a command is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCHEMAS = Path(__file__).parents[3] / "schemas"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the command line.

    ``purpose`` is a clause in small letters, ``examples`` are whole lines; ``add`` declares the
    arguments, ``run`` returns what to print.
    """

    name: str
    purpose: str
    examples: tuple[str, ...]
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], str]


def add_directory(parser: argparse.ArgumentParser) -> None:
    """The folder of the study, here unless said."""
    parser.add_argument(
        "--directory",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="folder of the study, which holds config/ and data/raw/ (default: here)",
    )
