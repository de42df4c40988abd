"""Tables of interactions: their effects, slopes at levels of the moderator, their products."""

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import LIMITS, Column, Table


def interactions(artefacts: Artefacts) -> Table:
    """The effect of each interaction."""
    assert artefacts.interactions is not None
    columns = [
        *_models(artefacts),
        *_names(),
        Column("std", "r2"),
        Column("ci", "ci", LIMITS),
        Column("pvalue", "p"),
        Column("est", "num2"),
        Column("se", "num2"),
        Column("delta_r2", "r3"),
    ]
    return Table("interactions", columns, artefacts.interactions)


def simple_slopes(artefacts: Artefacts) -> Table:
    """The effect of the predictor one standard deviation below the mean, at it, and one above."""
    assert artefacts.simple_slopes is not None
    columns = [
        *_models(artefacts),
        *_names(),
        Column("at", "count"),
        Column("std", "r2"),
        Column("ci", "ci", LIMITS),
        Column("pvalue", "p"),
        Column("est", "num2"),
        Column("se", "num2"),
    ]
    return Table("simple_slopes", columns, artefacts.simple_slopes, grouped=len(columns) - 6)


def products(artefacts: Artefacts) -> Table:
    """Which items are multiplied for which interaction."""
    assert artefacts.products is not None
    columns = [
        *_models(artefacts),
        Column("interaction", "construct"),
        Column("item", "name"),
        Column("with", "name"),
        Column("product", "name"),
    ]
    return Table("products", columns, artefacts.products, grouped=len(columns) - 3)


def _names() -> list[Column]:
    return [Column(name, "construct") for name in ("outcome", "predictor", "moderator")]


def _models(artefacts: Artefacts) -> list[Column]:
    """A column that names the model, where several have interactions."""
    assert artefacts.products is not None
    several = "model" in artefacts.products and artefacts.products["model"].nunique() > 1
    return [Column("model", "word")] if several else []
