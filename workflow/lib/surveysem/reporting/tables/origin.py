"""Tables of what the run read and of what wrote each artefact."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table

DIGITS = 12
"""Characters of a digest that are printed."""


def raw_files(artefacts: Artefacts) -> Table:
    """The raw files behind the artefacts, with their digests."""
    assert artefacts.origins is not None
    files = {name: digest for origin in artefacts.origins for name, digest in origin["raw"].items()}
    frame = pd.DataFrame(sorted(files.items()), columns=["file", "sha256"])
    return Table("raw_files", [Column("file", "name"), Column("sha256", "name")], frame)


def origins(artefacts: Artefacts) -> Table:
    """The rule, code and choices behind the artefacts, one row for those that share them."""
    assert artefacts.origins is not None
    rows = pd.DataFrame(
        [
            {
                "rule": origin["rule"],
                "code": origin["code"][:DIGITS],
                "choices": origin["config"][:DIGITS],
                "artefact": origin["artefact"],
            }
            for origin in artefacts.origins
        ]
    )
    keys = ["rule", "code", "choices"]
    frame = rows.groupby(keys, sort=False)["artefact"].agg(_listed).rename("artefacts")
    columns = [Column(name, "name") for name in ("artefacts", *keys)]
    return Table("origins", columns, frame.reset_index())


def _listed(names: "pd.Series[str]") -> str:
    return ", ".join(dict.fromkeys(names))
