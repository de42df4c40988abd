"""Which tests are adjusted together, in a sentence."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text


def families(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """The families of Holm's adjustment with their sizes, and what stays outside them."""
    table = artefacts.verdicts
    if table is None or table.empty:
        return []
    tested = table[table["pvalue_adjusted"].notna()]
    sizes = [_size(rows, text) for _, rows in tested.groupby("family", sort=False)]
    said = []
    if sizes:
        said.append(
            text(
                "hypotheses.families",
                families=len(sizes),
                sizes=text.joined(sizes),
                tests=len(tested),
            )
        )
    negligible = table[table["expect"].astype(str) == "0"]
    if len(negligible):
        said.append(text("hypotheses.outside", ids=text.listed(list(negligible["id"]))))
    return said


def _size(rows: pd.DataFrame, text: Text) -> str:
    """``12 (H2a … H5c)``, ``1 (H8)``."""
    first, last = rows["id"].iloc[0], rows["id"].iloc[-1]
    between = "" if len(rows) == 1 else f", {last}" if len(rows) == 2 else f" … {last}"
    return f"{text.shown(len(rows), 'count')} ({first}{between})"
