"""Time and memory of a fit against the number of cases: 44 items, one process for each size."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench.figure import Figure

SIZES = (136, 1_000, 10_000, 100_000, 1_000_000)
# Memory above that of the imports and the data, in sizes of the data.
MOST_MEMORY = 2.0
CODE = """
import json, resource, sys, time
import numpy as np, pandas as pd
from surveysem import sem
from surveysem.sem.estimation import solution
n, FACTORS, PER_FACTOR = int(sys.argv[1]), 11, 4
names = [f"y{k}_{i}" for k in range(FACTORS) for i in range(PER_FACTOR)]
model = "\\n".join(
    f"f{k} =~ " + " + ".join(names[PER_FACTOR * k : PER_FACTOR * (k + 1)]) for k in range(FACTORS)
)
rng = np.random.default_rng(1)
X = rng.standard_normal((n, len(names)))
general = 0.5 * rng.standard_normal(n)
for k in range(FACTORS):
    X[:, PER_FACTOR * k : PER_FACTOR * (k + 1)] += (general + rng.standard_normal(n))[:, None]
data = pd.DataFrame(X, columns=names, copy=False)
sem.fit(model, data[:200])
minimise, seconds = solution.minimise, []
def watched(*a, **k):
    start = time.perf_counter()
    found = minimise(*a, **k)
    seconds.append(time.perf_counter() - start)
    return found
solution.minimise = watched
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
fit = sem.fit(model, data)
whole = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
assert fit.converged
print(json.dumps([whole, sum(seconds), peak * 1024 / X.nbytes]))
"""


def measure() -> Iterator[Figure]:
    for n in SIZES:
        run = subprocess.run(
            [sys.executable, "-c", CODE, str(n)], capture_output=True, text=True, check=True
        )
        whole, estimation, memory = json.loads(run.stdout)
        note = f"estimation {estimation:.4f} s"
        if n == SIZES[-1]:
            note += f", memory {memory:.1f} x the data (at most {MOST_MEMORY:g})"
        yield Figure(f"fit, 44 items, N = {n:,}", whole, note=note)
