"""A million respondents and 60 items, from the .sav file to structural estimates.

Each step is a process of its own, as each job of a run is. Seconds are those of the processor, so
that a busy machine does not count; memory is the most that a step held beyond its imports.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.figure import Figure

N, FACTORS, PER_FACTOR = 1_000_000, 12, 5
# Reading and cleaning against what pyreadstat alone takes to read the file; memory in sizes of the
# numbers, eight bytes each.
MOST_TIME = 2.0
MOST_MEMORY = 3.0
BEGIN = f"""
import json, resource, sys, time
import numpy as np, pandas as pd, pyarrow.parquet, pyreadstat
from pathlib import Path
from surveysem import sem, survey
from surveysem.run import artefacts
N, FACTORS, PER_FACTOR = {N}, {FACTORS}, {PER_FACTOR}
names = [[f"f{{k}}_{{i}}" for i in range(PER_FACTOR)] for k in range(FACTORS)]
folder = Path(sys.argv[1])
def held():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before, start = held(), time.process_time()
def lap():
    global start
    seconds, start = time.process_time() - start, time.process_time()
    return seconds
def told(*seconds):
    memory = (held() - before) / (8 * N * FACTORS * PER_FACTOR)
    print(json.dumps(dict(seconds=seconds, memory=memory)))
"""
# Six factors bring about six others. Code 9 is declared missing, 8 is out of range, some answer
# little, every fifth item is reversed.
WRITE = """
rng = np.random.default_rng(1)
causes = rng.standard_normal((N, 6))
effects = causes @ rng.uniform(0, 0.3, (6, 6)) + 0.8 * rng.standard_normal((N, 6))
careless = rng.random(N) < 0.001
columns = {}
for k, F in enumerate(np.column_stack([causes, effects]).T):
    for i, item in enumerate(names[k]):
        score = np.clip(np.round(4 + 1.2 * (0.8 * F + 0.6 * rng.standard_normal(N))), 1, 7)
        score = 8 - score if i == PER_FACTOR - 1 else score
        score[rng.random(N) < 0.01] = 9
        score[rng.random(N) < 0.0001] = 8
        score[careless & (rng.random(N) < 0.5)] = np.nan
        columns[item] = score
pyreadstat.write_sav(
    pd.DataFrame(columns), folder / "million.sav", row_compress=True,
    missing_ranges={item: [9] for item in columns},
)
told(lap())
"""
ALONE = """
pyreadstat.read_sav(folder / "million.sav")
told(lap())
"""
CLEAN = """
rows = pd.DataFrame(
    dict(variable=item, role="item", construct=f"f{k}", min="1", max="7",
         reverse="yes" if item == items[-1] else "no")
    for k, items in enumerate(names) for item in items
)
rules = survey.CleaningRules.of(dict(
    straight_lining=dict(max_share=0.9, action="flag"),
    respondent_missing=dict(max_share=0.2, action="exclude"),
    item_missing=dict(max_share=0.15, action="flag"),
    out_of_range="missing",
))
cleaned = survey.clean_responses(survey.read(folder / "million.sav"), rows, rules)
cleaning = lap()
assert 0 < N - len(cleaned.items) < N / 500
cleaned.items.to_parquet(folder / "items.parquet")
survey.write(folder / "clean.sav", cleaned.data, cleaned.codebook)
told(cleaning, lap())
"""
FIT = """
data = artefacts.read_table(str(folder / "items.parquet"))
model = "\\n".join(f"f{k} =~ " + " + ".join(items) for k, items in enumerate(names))
causes = " + ".join(f"f{k}" for k in range(6))
model += "\\n" + "\\n".join(f"f{k} ~ {causes}" for k in range(6, FACTORS))
fit = sem.fit(model, data)
assert fit.converged and fit.n_obs > N / 3
fit.estimates()
told(lap())
"""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run(WRITE, folder)
        alone = _run(ALONE, folder)["seconds"][0]
        cleaned, fitted = _run(CLEAN, folder), _run(FIT, folder)
    cleaning, writing = cleaned["seconds"]
    yield Figure(f"pyreadstat reads {N:,} respondents, 60 items", alone)
    yield Figure("... read and cleaned here", cleaning, MOST_TIME * alone)
    yield Figure("... written, for models and for SPSS", writing, **_memory(cleaned))
    yield Figure("... structural estimates", fitted["seconds"][0], **_memory(fitted))


def _memory(step: dict[str, Any]) -> dict[str, Any]:
    note = f"memory {step['memory']:.1f} x the numbers (at most {MOST_MEMORY:g})"
    return {"note": note, "holds": step["memory"] <= MOST_MEMORY}


def _run(code: str, folder: Path) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, "-c", BEGIN + code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found
