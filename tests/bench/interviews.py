"""200 coded interviews with 30,000 segments, read and analysed, each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench import collections
from bench.figure import Figure

MOST_SECONDS = 20.0
CODE = """
import json, time
import numpy as np, pandas as pd
from surveysem import cases
CODES, INTERVIEWS, PASSAGES, DRAWS = 60, 200, 100, 2000
label = {"fr": "x", "en": "x"}
axes = {"tie": ("social", "economic"), "interest": ("symmetric", "asymmetric")}
codes = []
for k in range(CODES):
    axis = ("tie", "interest", "")[k % 3]
    codes.append({"code": f"c{k}", "theme": f"t{k // 4}", "axis": axis, "weight": 1.0,
                  "pole": axes[axis][k % 2] if axis else "", "display": "control",
                  "hypothesis": "h", "says": "+"})
partners = [(f"k{i // 2}", f"p{i}") for i in range(INTERVIEWS)]
rows = [{"case": case, "partner": partner, "equity": "yes" if int(case[1:]) % 3 else "no",
         "sector": "ab"[int(case[1:]) % 2], "months": str(int(case[1:]) % 17)}
        for case, partner in partners]
rng = np.random.default_rng(1)
n = INTERVIEWS * PASSAGES
one = pd.DataFrame({"place": np.repeat(np.arange(INTERVIEWS), PASSAGES),
                    "start": rng.integers(0, 100_000, n), "k": rng.integers(0, CODES, n)})
two = one.sample(frac=0.5, random_state=1)
two = two.assign(k=np.where(rng.random(len(two)) < 0.8, two.k, rng.integers(0, CODES, len(two))),
                 start=two.start + rng.integers(0, 5, len(two)))
segments = pd.concat([one.assign(coder="one"), two.assign(coder="two")], ignore_index=True)
segments = segments.assign(
    segment=range(1, len(segments) + 1), end=segments.start + 150, words=25,
    case=[partners[i][0] for i in segments.place], partner=[partners[i][1] for i in segments.place],
    source=[partners[i][1] for i in segments.place], code="c" + segments.k.astype(str),
    theme="t" + (segments.k // 4).astype(str))
interviews = pd.DataFrame({"source": [p for _, p in partners], "case": [c for c, _ in partners],
                           "partner": [p for _, p in partners], "order": range(INTERVIEWS),
                           "characters": 120_000, "words": 20_000})
choices = {
    "codes": codes, "cases": rows, "counted": "all", "seed": 1, "expected": None,
    "resampling": {"draws": DRAWS, "level": 0.95}, "group": "sector",
    "attributes": dict.fromkeys(["equity", "sector", "months"], label),
    "axes": {axis: {"label": label, "poles": dict.fromkeys(poles, label)}
             for axis, poles in axes.items()},
    "types": [{"name": tie + interest, "label": label, "tie": tie, "interest": interest}
              for tie in axes["tie"] for interest in axes["interest"]],
    "chain": ["t0", "t1", "t2", "t3"],
    "ladder": {"rungs": [{"name": "low", "label": label, "when": {}},
                         {"name": "high", "label": label, "when": {"equity": True}}]},
    "truth_table": {"conditions": {c: {"theme": f"t{i}", "min": 9} for i, c in enumerate("ABCD")},
                    "outcome": {"O": {"attribute": "equity", "is": True}},
                    "min_consistency": {"value": 0.8}, "min_n": 1},
}
parts = {
    "themes": lambda: cases.count_themes(segments, interviews, choices),
    "partners": lambda: cases.compare_sources(segments, choices),
    "coders": lambda: cases.compare_coders(segments, choices),
    "types": lambda: cases.place_cases(segments, choices),
    "ladder": lambda: cases.order_cases(segments, choices),
    "groups": lambda: cases.compare_groups(segments, interviews, choices),
    "truth table": lambda: cases.solve_truth_table(segments, choices),
    "chain": lambda: cases.trace_chain(segments, interviews, choices),
}
seconds = {}
for name, part in parts.items():
    start = time.perf_counter()
    part()
    seconds[name] = time.perf_counter() - start
print(json.dumps([len(segments), seconds]))
"""


def measure() -> Iterator[Figure]:
    """Reading from a project and the whole analysis together."""
    run = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    n, seconds = json.loads(run.stdout)
    read, told = collections.reading()
    analysis = sum(seconds.values())
    parts = ", ".join(f"{name} {one:.1f}" for name, one in seconds.items())
    note = f"reading {read:.1f} ({told}); analysis {analysis:.1f} ({parts})"
    whole = read + analysis
    yield Figure(f"200 coded interviews, {n:,} segments", whole, MOST_SECONDS, note=note)
