"""The second-order construct as a path diagram: construct, dimensions, items."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.evidence import KEYS, anchor
from surveysem.reporting.figures.layout import Arrow
from surveysem.reporting.figures.paths import (
    ALONE,
    WITH_INTERVAL,
    Drawn,
    arrow_in_words,
    compose,
    label_of,
    loading_in_words,
    marks_of,
)
from surveysem.reporting.figures.style import Picture
from surveysem.reporting.text import Text


def draw_construct(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """Standardised loadings of the second-order model within the full measurement model.

    A box names its item by the variable: labels of items, cut to its width, are all alike.
    None where that model did not converge.
    """
    assert artefacts.higher_order is not None
    rows = _within(artefacts.higher_order)
    if rows.empty or rows["std_loading"].isna().any() or not artefacts.second_order:
        return None
    construct = str(artefacts.second_order["construct"])
    paths = [_dimension(construct, row, study, text) for row in rows.to_dict("records")]
    items = _items(artefacts, list(rows["factor"]), study, text)
    squares = dict(zip(rows["factor"], rows["r_squared"], strict=True))
    by_name = replace(study, items={})
    figure, _ = compose([*paths, *items], squares, by_name, text, below=0)
    values = {
        "dimensions": len(paths),
        "items": len(items),
        "lowest": float(rows["std_loading"].min()),
        "highest": float(rows["std_loading"].max()),
    }
    return Picture("construct", figure, values, marks=marks_of([*paths, *items]))


def _within(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["scope"] == "within") & (table["contender"] == "second_order")]


def _dimension(construct: str, row: Mapping[Any, Any], study: Study, text: Text) -> Drawn:
    limits = {name: row[name] for name in ("ci_lower", "ci_upper")}
    told = loading_in_words(row["std_loading"], text, **limits)
    return Drawn(
        Arrow(construct, str(row["factor"]), WITH_INTERVAL),
        label_of(row["std_loading"], row["ci_lower"], row["ci_upper"], text.language),
        "loading",
        arrow_in_words(construct, row["factor"], told, study, text.language),
        anchor("higher_order", *(row[key] for key in KEYS["higher_order"])),
    )


def _items(artefacts: Artefacts, dimensions: list[str], study: Study, text: Text) -> list[Drawn]:
    """Arrows from the dimensions to their items, where the run has the estimates."""
    contest, estimates = artefacts.contest, artefacts.estimates
    if contest is None or estimates is None or "model" not in contest.columns:
        return []
    (model,) = _within(contest)["model"]
    rows = estimates[(estimates["model"] == model) & (estimates["op"] == "=~")]
    return [
        Drawn(
            Arrow(str(row["lhs"]), str(row["rhs"]), ALONE),
            (shown(row["std_all"], "r2", text.language), ""),
            "loading",
            arrow_in_words(
                row["lhs"], row["rhs"], loading_in_words(row["std_all"], text), study, text.language
            ),
            anchor("measurement", row["rhs"]),
        )
        for row in rows[rows["lhs"].isin(dimensions)].to_dict("records")
    ]
