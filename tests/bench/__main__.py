"""Figures of speed, each beside what it must reach: `make bench`, or `python -m bench engine`.

All of them are printed; where one is over its limit the end is 1.
"""

import argparse
import sys
from collections.abc import Sequence

from bench import (
    engine,
    imports,
    interviews,
    killed,
    million,
    missing,
    ordered,
    pipeline,
    retain,
    scaling,
    waves,
)

BENCHES = {
    "imports": imports.measure,
    "engine": engine.measure,
    "missing": missing.measure,
    "ordered": ordered.measure,
    "retain": retain.measure,
    "scaling": scaling.measure,
    "interviews": interviews.measure,
    "million": million.measure,
    "waves": waves.measure,
    "pipeline": pipeline.measure,
    "killed": killed.measure,
}


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "only", nargs="*", choices=[*BENCHES, []], help="benches to run; default all"
    )
    over = []
    for name in parser.parse_args(words).only or list(BENCHES):
        for figure in BENCHES[name]():
            sys.stdout.write(f"{figure.line()}\n")
            sys.stdout.flush()
            over += [figure.name] if figure.over else []
    if over:
        sys.stdout.write(f"Over the limit: {'; '.join(over)}\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
