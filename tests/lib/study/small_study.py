"""A study of two constructs with three items each, written to a folder, to be broken by tests."""

from pathlib import Path
from textwrap import dedent

import pandas as pd
import pyreadstat
import pytest
import yaml

from surveysem.errors import SpecificationError
from surveysem.study import study
from surveysem.study.study import Study

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "workflow/schemas"

CONFIG = """\
study:
  title: {en: A small study}
  synthetic: false
  languages: [en]
  seed: 1
  authors: [A. Nonymous]
waves: auto
constructs:
  trust: {en: Trust}
  effort: {en: Effort}
clean:
  duplicates: {key: [id], action: exclude}
  straight_lining: {max_share: 0.9, action: flag}
  respondent_missing: {max_share: 0.2, action: exclude}
  item_missing: {max_share: 0.15, action: flag}
  out_of_range: missing
explore:
  sets:
    both: {constructs: [trust, effort], factors: 2}
  extraction: paf
  rotation: promax
  convention: spss
  parallel: {draws: 100, percentile: 95}
  purify: {min_communality: &c {value: 0.3, source: a}, min_loading: *c, max_cross_loading: *c}
  apply: false
confirm:
  model: measurement
  estimator: ML
  convention: lavaan
  missing: listwise
  cutoffs:
    cfi: {value: 0.95, source: Hu & Bentler (1999)}
    tli: {value: 0.95, source: Hu & Bentler (1999)}
    rmsea: {value: 0.06, source: Hu & Bentler (1999)}
    srmr: {value: 0.08, source: Hu & Bentler (1999)}
    alpha: {value: 0.70, source: Nunnally (1978)}
    composite_reliability: {value: 0.70, source: Hair et al. (2019)}
    ave: {value: 0.50, source: Fornell & Larcker (1981)}
    loading: {value: 0.50, source: Hair et al. (2019)}
    correlation: {value: 0.90, source: Rönkkö & Cho (2022)}
    htmt: {value: 0.85, source: Henseler et al. (2015)}
hypotheses:
  alpha: 0.05
  bootstrap: {draws: 100, kind: bc}
report:
  formats: [html]
  min_cell: 5
"""
ITEMS = """\
variable role construct reverse min max missing label_fr label_en
trust_1 item trust no 1 7 9 . .
trust_2 item trust no 1 7 9_97..99 . .
trust_3 item trust yes 1 7 . . .
effort_1 item effort no 1 7 . . .
effort_2 item effort no 1 7 . . .
effort_3 item effort no 1 7 . . .
id identifier . . . . . . .
"""
HYPOTHESES = """\
id statement_fr statement_en kind model lhs op rhs expect bound alpha family
H1 . Trust_makes_effort direct structural effort ~ trust + . . one
H2 . The_effect_is_total total structural whole := . + . . one
H3 . There_is_no_effect direct structural effort ~ trust 0 0.2 0.1 two
"""
CLAIMS = """\
id statement_fr statement_en hypothesis finding
C1 . Trust_matters H1 +
"""
MEASUREMENT = """\
# Both constructs
trust =~ trust_1 + trust_2 + trust_3
effort =~ effort_1 + effort_2 + effort_3
"""
STRUCTURAL = MEASUREMENT + "effort ~ b*trust\nwhole := b\n"
VARIABLES = ("id", *(f"{name}_{i}" for name in ("trust", "effort") for i in (1, 2, 3)))


def tabbed(text: str) -> str:
    """Words as cells; ``.`` is an empty cell, and ``_`` a blank in sentences and codes."""
    rows = [line.split(" ") for line in dedent(text).splitlines()]
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows)


def _cell(word: str) -> str:
    if word == ".":
        return ""
    return word.replace("_", " ") if word[0].isupper() or word[0].isdigit() else word


def write(root: Path) -> Path:
    """Write the study under ``root``, faultless."""
    (root / "config/models").mkdir(parents=True)
    (root / "data/raw").mkdir(parents=True)
    (root / "config/config.yaml").write_text(CONFIG, encoding="utf-8")
    for name, text in (("items", ITEMS), ("hypotheses", HYPOTHESES), ("claims", CLAIMS)):
        (root / f"config/{name}.tsv").write_text(tabbed(text), encoding="utf-8")
    (root / "config/models/measurement.lav").write_text(MEASUREMENT)
    (root / "config/models/structural.lav").write_text(STRUCTURAL)
    write_sav(root / "data/raw/first.sav")
    return root


def write_sav(path: Path, variables: tuple[str, ...] = VARIABLES) -> None:
    """Two respondents, enough for a header."""
    pyreadstat.write_sav(pd.DataFrame({name: [1.0, 2.0] for name in variables}), str(path))


def load(root: Path, *, checked: bool = False) -> Study:
    """The study in ``root``, as the rules ask it."""
    return study.load(config(root), root, SCHEMAS, checked=checked)


def faults(root: Path) -> str:
    """What is said of a study that has faults."""
    with pytest.raises(SpecificationError) as caught:
        load(root)
    return str(caught.value)


def config(root: Path) -> dict:
    """The configuration as Snakemake hands it on."""
    return yaml.safe_load((root / "config/config.yaml").read_text(encoding="utf-8"))
