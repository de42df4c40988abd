"""Tables of items and the constructs that they are not meant to measure."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table

SHOWN = 10
"""So many cross-loadings are printed."""


def cross_loadings(artefacts: Artefacts) -> Table:
    """The loadings left out of the model that would improve its fit most."""
    assert artefacts.cross_loadings is not None
    frame = artefacts.cross_loadings
    own = frame[frame["own"].astype(bool)].set_index("item")
    own = own[~own.index.duplicated()]
    largest = frame.dropna(subset="mi").sort_values("mi", ascending=False).head(SHOWN)
    largest = largest.assign(
        own_construct=largest["item"].map(own["construct"]),
        own_structure=largest["item"].map(own["structure"]),
    )
    columns = [
        Column("item", "name"),
        Column("own_construct", "construct"),
        Column("own_structure", "r2"),
        Column("construct", "construct", heading=None),
        Column("structure", "r2"),
        Column("mi", "num2"),
        Column("std_epc", "r2"),
    ]
    return Table("cross_loadings", columns, largest)


def structure(artefacts: Artefacts) -> Table:
    """The correlation of every item with every construct: columns are numbered as the constructs.

    It is the table of cross-loadings that SmartPLS prints, free of measurement error here.
    """
    assert artefacts.cross_loadings is not None
    rows = artefacts.cross_loadings
    wide = rows.pivot(index="item", columns="construct", values="structure")
    names = list(dict.fromkeys(rows["construct"]))
    own = rows[rows["own"].astype(bool)].drop_duplicates("item")[["item", "construct"]]
    numbers = {name: str(position) for position, name in enumerate(names, start=1)}
    frame = own.merge(wide.rename(columns=numbers), left_on="item", right_index=True)
    frame = frame.sort_values("construct", key=lambda names: names.map(numbers).astype(int))
    columns = [
        Column("position", "count"),
        Column("construct", "construct"),
        Column("item", "name"),
        *(Column(number, "r2", heading=number) for number in numbers.values()),
    ]
    position = frame["construct"].map(numbers).astype(int)
    return Table("structure", columns, frame.assign(position=position), grouped=2)


def nearer_to_another(cross_loadings: pd.DataFrame) -> list[str]:
    """Items that correlate no less, in absolute value, with another construct than with theirs."""
    size = cross_loadings["structure"].abs()
    own = cross_loadings["own"].astype(bool)
    items = cross_loadings["item"]
    largest = size[own].groupby(items[own], sort=False).max()
    other = size[~own].groupby(items[~own], sort=False).max().reindex(largest.index)
    return [str(item) for item in largest.index[other >= largest]]
