"""What importing the engine costs beyond the libraries that every job has loaded anyway."""

import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from bench.figure import Figure

RUNS = 7
CODE = """
import numpy, pandas, scipy.linalg, time
start = time.perf_counter()
import surveysem.sem
print(time.perf_counter() - start)
"""


def measure() -> Iterator[Figure]:
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(RUNS)
    ]
    yield Figure("import surveysem.sem", median(seconds), 0.3)
