"""Where the report keeps what APA asks of a study with structural equations.

Source: Appelbaum et al. (2018), JARS-Quant, tables 1 and 7, in the order of a manuscript; on coded
interviews Levitt et al. (2018), JARS-Qual and JARS-Mixed.
"""

from collections.abc import Collection

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import Text

CASES = "cases"
"""The item of studies with coded interviews; others do not list it."""
ITEMS: tuple[tuple[str, str], ...] = (
    ("abstract", "#summary"),
    ("design", "#summary #cleaning"),
    ("flow", "flow decisions"),
    ("sample", "profile profile_numbers returns"),
    ("sample_size", "power precision rmsea_power"),
    ("measures", "items reliability"),
    ("missing", "missing_items missing_patterns #estimation"),
    ("normality", "normality distributions"),
    ("outliers", "flags without_flagged"),
    ("moments", "items moments"),
    ("software", "#replication agreement"),
    ("estimator", "#estimation"),
    ("specification", "specification"),
    ("identification", "#estimation"),
    ("convergence", "#estimation improper"),
    ("fit", "fits corrected_tests"),
    ("residuals", "residuals"),
    ("respecification", "#estimation cross_loadings purification"),
    ("alternatives", "contest comparisons rivals"),
    ("estimates", "parameters measurement paths"),
    ("explained", "paths higher_order"),
    ("validity", "reliability validity structure pairs common_method"),
    ("groups", "invariance_verdicts invariance_steps"),
    ("indirect", "decomposition indirect"),
    ("hypotheses", "verdicts verdict_reasons"),
    ("robustness", "robustness worlds"),
    ("replication", "claims claim_reasons"),
    (CASES, "#cases cases_joint"),
    ("limits", "#limits"),
    ("availability", "raw_files origins"),
)
ABSENT = "authors"
"""The item of what no run can know."""


def jars(tables: Collection[str], artefacts: Artefacts, text: Text) -> dict[str, Table]:
    """One row per item with the places of this report; the last for what the authors must say."""
    rows = [
        {"item_of_jars": text(f"jars.{item}"), "places": _places(places, tables, artefacts, text)}
        for item, places in ITEMS
        if item != CASES or artefacts.has("case_interviews")
    ]
    rows.append({"item_of_jars": text(f"jars.{ABSENT}"), "places": text("jars.not_known")})
    columns = [Column("item_of_jars", "markdown"), Column("places", "markdown")]
    return {"jars": Table("jars", columns, pd.DataFrame(rows))}


def _places(names: str, tables: Collection[str], artefacts: Artefacts, text: Text) -> Markdown:
    found = [_section(name[1:], artefacts, text) for name in names.split() if name[0] == "#"]
    found += [
        text("jars.sheet") if name == "moments" else Markdown(f"[@tbl-{name.replace('_', '-')}]")
        for name in names.split()
        if name in tables
    ]
    told = [place for place in found if place]
    return text.joined(told) if told else text("jars.not_in_run")


def _section(name: str, artefacts: Artefacts, text: Text) -> Markdown:
    measured = artefacts.fit(artefacts.measurement_model or "")
    if name == "estimation" and not measured.get("estimator"):
        return Markdown("")
    return Markdown(f"[{text(f'{name}.heading')}](#{name.replace('_', '-')})")
