"""Reading 200 coded interviews of 20,000 words, as a project and as a table."""

import json
import subprocess
import sys
from pathlib import Path

SYNTHETIC = Path(__file__).parents[2] / "data/synthetic"
CODE = """
import csv, json, random, resource, sys, tempfile, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import qdpx
from surveysem.cases import read
INTERVIEWS, WORDS, SEGMENTS, CODES = 200, 20_000, 150, 60
draw = random.Random(1)
folder = Path(tempfile.mkdtemp())
words = ["confiance", "marché", "été", "allié", "Maufroy", "et", "le", "contrat", "d'atelier"]
codes = [f"c{k}" for k in range(CODES)]
partners = [(f"k{i // 2}", f"p{i}") for i in range(INTERVIEWS)]
sources, rows = [], []
for case, partner in partners:
    text = " ".join(draw.choices(words, k=WORDS))
    coded = []
    for i in range(SEGMENTS):
        start = i * 600 + draw.randrange(300)
        code = "quote" if i % 30 == 0 else draw.choice(codes)
        coded.append(qdpx.Coded(start, start + draw.randrange(40, 900), code, "AB"[i % 2]))
    coded = [one for i, one in enumerate(coded) if all(
        other.end <= one.start or other.code != one.code or other.coder != one.coder
        for other in coded[max(i - 4, 0):i])]
    name = f"{case} - {partner} - 2004-02-25"
    sources.append(qdpx.Source(name, text, coded))
    rows += [(case, partner, name, one.coder, one.code, one.start, one.end,
              text[one.start:one.end]) for one in coded]
(folder / "all.qdpx").write_bytes(qdpx.project("p", "", [*codes, "quote"], sources))
with (folder / "all.csv").open("w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows(["case partner source coder code start end text".split(), *rows])
frame = read.Frame({code: "t" for code in codes}, partners, "quote")
pseudonyms = read.Pseudonyms({f"Name {i}": "X" for i in range(200)} | {"Maufroy": "M."})
seconds = {}
for name in ("all.qdpx", "all.csv"):
    start = time.perf_counter()
    found = read.read_sound(folder / name, frame, pseudonyms)
    seconds[name] = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([len(found.segments), int(found.interviews.words.sum()), seconds, peak]))
"""


def reading() -> tuple[float, str]:
    """Seconds of the slower form, and what each took."""
    words = [sys.executable, "-c", CODE, str(SYNTHETIC)]
    run = subprocess.run(words, capture_output=True, text=True, check=True)
    n, words_read, seconds, peak = json.loads(run.stdout)
    told = ", ".join(f"{name} {one:.1f}" for name, one in seconds.items())
    told += f"; {n:,} segments of {words_read:,} words, {peak:.0f} MB with the making of the files"
    return max(seconds.values()), told
