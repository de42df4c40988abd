"""Figures of speed, each beside what it must reach: `make bench`, or `python -m bench engine`."""

import argparse
import sys

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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "only", nargs="*", choices=[*BENCHES, []], help="benches to run; default all"
    )
    chosen = parser.parse_args().only or list(BENCHES)
    for name in chosen:
        for figure in BENCHES[name]():
            sys.stdout.write(f"{figure.line()}\n")
            sys.stdout.flush()


main()
