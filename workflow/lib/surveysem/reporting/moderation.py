"""What the sentences on interactions state."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text

KEYS = ["outcome", "predictor", "moderator"]
WORDS = {"+": "positive", "-": "negative", "0": "open"}
Reading = Literal["clear", "open", "none"]


def moderation(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """The number of products, whether answers are missing, and the sentences by interaction."""
    assert artefacts.interactions is not None
    assert artefacts.products is not None
    table = artefacts.interactions
    missing = artefacts.summary is not None and bool((artefacts.summary["missing"] > 0).any())
    return {
        "count": len(table),
        "products": len(artefacts.products),
        "matched": matched(artefacts.products),
        "missing": missing,
        "told": [_told(row, artefacts, study, text) for row in _rows(table)],
    }


def matched(products: pd.DataFrame) -> bool:
    """Whether each item takes part in no more than one product of an interaction."""
    keys = [name for name in ("model", "interaction") if name in products]
    return not any(products.duplicated([*keys, side]).any() for side in ("item", "with"))


def reading(lower: float | None, upper: float | None) -> Reading:
    """What the interval of an interaction says: its effect is clear of 0, open, or has none."""
    if is_missing(lower) or is_missing(upper) or lower is None or upper is None:
        return "none"
    return "clear" if lower > 0 or upper < 0 else "open"


def _told(row: Mapping[str, Any], artefacts: Artefacts, study: Study, text: Text) -> Markdown:
    """Sentences on one interaction: its effect, slopes at three levels, regions."""
    names = {key: study.construct(str(row[key]), text.language) for key in KEYS}
    limits = (row["ci_lower"], row["ci_upper"])
    values = {"std": row["std"], "level": row["level"], "ci": limits, "share": row["delta_r2"]}
    told = [text(f"moderation.effect.{reading(*limits)}", **names, **values)]
    slopes = _own(artefacts.simple_slopes, row)
    if len(slopes) == 3:
        low, mean, high = (_slope(one) for one in _rows(slopes.sort_values("at")))
        told.append(
            text(
                "moderation.slopes",
                **names,
                low=low[0],
                low_ci=low[1],
                mean=mean[0],
                mean_ci=mean[1],
                high=high[0],
                high_ci=high[1],
            )
        )
    regions = _rows(_own(artefacts.slope_regions, row))
    if regions:
        told.append(_regions(regions, names, text))
    return Markdown(" ".join(told))


def _regions(regions: list[dict[str, Any]], names: Mapping[str, str], text: Text) -> Markdown:
    if len(regions) == 1:
        key = f"moderation.throughout.{WORDS[regions[0]['effect']]}"
        return text(key, **names, reach=regions[0]["end"])
    parts = [
        text(f"moderation.region.{WORDS[one['effect']]}", start=one["start"], end=one["end"])
        for one in regions
    ]
    return text("moderation.regions", **names, regions=text.joined(parts), reach=regions[-1]["end"])


def _slope(row: Mapping[str, Any]) -> tuple[float, tuple[float, float]]:
    return row["std"], (row["ci_lower"], row["ci_upper"])


def _own(table: pd.DataFrame | None, row: Mapping[str, Any]) -> pd.DataFrame:
    """The rows of one interaction."""
    if table is None:
        return pd.DataFrame()
    keys = [*KEYS, *(["model"] if "model" in table else [])]
    own = pd.Series(True, index=table.index)
    for key in keys:
        own &= table[key] == row[key]
    return table[own]


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]
