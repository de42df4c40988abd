"""``python -m surveysem verify``: a replication package, refitted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.commands.command import Command

if TYPE_CHECKING:
    from surveysem.run.replicate.verify import Agreement


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("package", type=Path, metavar="PACKAGE", nargs="?", default=Path(),
                        help="unpacked replication package (default: here)")  # fmt: skip


def _run(options: argparse.Namespace) -> str:
    from surveysem.run.replicate import verify

    damaged = verify.damaged_files(options.package)
    found = list(verify.refits(options.package, damaged))
    lines = [_line(one) for one in found]
    lines += [f"{name}: not the file of the checksums" for name in damaged]
    numbers = sum(one.numbers for one in found)
    differing = sum(len(one.differing) for one in found)
    lines += ["", f"{numbers} numbers refitted; {differing} parameters differ by more than "
              f"{verify.TOLERANCE:g}; {len(damaged)} damaged files."]  # fmt: skip
    if differing or damaged:
        sys.stdout.write("\n".join(lines) + "\n")
        raise SystemExit(1)
    return "\n".join(lines)


def _line(one: Agreement) -> str:
    if one.reason:
        return f"{one.name}: not refitted ({one.reason})"
    told = f"{one.name}: {one.numbers} numbers, largest difference {one.largest:.1e}"
    return f"{told}; differ: {', '.join(one.differing)}" if one.differing else f"{told}, agrees"


VERIFY = Command(
    name="verify",
    purpose="refit every model of a replication package from its moments and compare",
    examples=("python -m surveysem verify reports/replication",),
    add=_add,
    run=_run,
)
