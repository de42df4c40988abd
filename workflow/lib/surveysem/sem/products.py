"""Product indicators: text and data of a model with interactions of latent variables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from surveysem.errors import DataError, SpecificationError
from surveysem.moments import Moments, numbers_of
from surveysem.sem.arrays import Array, Flags
from surveysem.sem.model.roles import roles
from surveysem.sem.names import listed, nearest
from surveysem.sem.text.interactions import (
    Interaction,
    Pair,
    expanded_text,
    has_interactions,
    interactions,
    product_name,
)
from surveysem.sem.text.statements import Model
from surveysem.sem.text.syntax import parse

PAIRS = ("matched", "all")


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """A model in which each interaction is a factor of products of items, and the data for it.

    ``text`` is plain lavaan syntax; ``data`` are the cases with a column for each product.
    """

    text: str
    data: pd.DataFrame
    interactions: tuple[Interaction, ...]

    def table(self) -> pd.DataFrame:
        """DataFrame: interaction product item with, a row for each product."""
        rows = [
            (one.term, product_name(pair), *pair) for one in self.interactions for pair in one.pairs
        ]
        return pd.DataFrame(rows, columns=["interaction", "product", "item", "with"], dtype=str)


def product_indicators(
    syntax: str | Model, data: pd.DataFrame, *, pairs: str = "matched", missing: str = "listwise"
) -> Products:
    """Write out the interactions ``a:b`` of a model, and multiply the items that measure them.

    Items are centred, multiplied, and the products centred again (double mean centring: Lin, Wen,
    Marsh and Lin, 2010), as by ``semTools::indProd(doubleMC = TRUE)``. ``pairs``:

    matched
        The first items with each other, the second, and so on: each item once (Marsh, Wen and Hau,
        2004). The first ones give the scale. Where one construct has more items, those of the
        highest corrected item-total correlation take part, in the order of the model.
    all
        Every item of one with every item of the other. Residuals of products that share an item
        covary.

    Means are those of the complete rows (``missing`` listwise), else of all answers to an item. A
    product is missing where an item of it is. ``data`` may hold other columns, which stay. Text and
    data of a model without interactions are returned as they are.

    Raises SpecificationError where products of items cannot measure an interaction; DataError where
    an item is not in ``data`` or a product is there already.
    """
    if pairs not in PAIRS:
        raise SpecificationError(f"pairs {pairs!r}; expected one of {' '.join(PAIRS)}")
    model = parse(syntax) if isinstance(syntax, str) else syntax
    found = interactions(model)
    if not found:
        return Products(model.text, data, ())
    _check_columns(data, found)
    counted = np.ones(len(data), dtype=bool)
    if missing == "listwise":
        counted = data[_observed(model, data)].notna().all(axis=1).to_numpy(dtype=bool)
    if pairs == "matched":
        found = tuple(replace(one, pairs=_matched(one, data[counted])) for one in found)
    columns = {
        product_name(pair): _product(data, pair, counted)
        for pair in dict.fromkeys(pair for one in found for pair in one.pairs)
    }
    return Products(expanded_text(model, found), data.assign(**columns), found)


@dataclass(frozen=True, slots=True)
class Options:
    """What ``fit`` was asked for, as far as products mind."""

    pairs: str
    missing: str
    ordered: bool
    groups: bool
    std_lv: bool


def written_out(
    syntax: str | Model, data: pd.DataFrame | Moments, options: Options
) -> tuple[Model, pd.DataFrame | Moments, tuple[Interaction, ...]]:
    """Model and data for estimation; both as they are where there is no interaction.

    Raises SpecificationError for what products of items cannot be combined with.
    """
    model = parse(syntax) if isinstance(syntax, str) else syntax
    if not has_interactions(model):
        return model, data, ()
    if not isinstance(data, pd.DataFrame):
        raise SpecificationError("an interaction needs the cases, not published moments")
    refused = {
        "ordered items have no products, which are no ordered categories; expected numeric items": (
            options.ordered
        ),
        "missing pairwise takes products and their items from other rows; expected listwise, fiml "
        "or two-stage": options.missing == "pairwise",
        "std_lv takes the scale of a product from its constructs; expected first loadings of 1": (
            options.std_lv
        ),
        "an interaction with several groups is not yet available": options.groups,
    }
    for message, so in refused.items():
        if so:
            raise SpecificationError(message)
    found = product_indicators(model, data, pairs=options.pairs, missing=options.missing)
    return parse(found.text), found.data, found.interactions


def planned(model: Model) -> tuple[Model, tuple[Interaction, ...]]:
    """The model as it will be estimated, and its interactions, where there are no data yet.

    Products are those of matched pairs in the order of the items: as many as there will be.
    """
    found = tuple(
        replace(one, pairs=tuple(zip(*one.items, strict=False))) for one in interactions(model)
    )
    return (parse(expanded_text(model, found)), found) if found else (model, ())


def written_with(model: Model, products: Sequence[str]) -> tuple[Model, tuple[Interaction, ...]]:
    """The model as it was estimated with these ``products`` of items, and its interactions.

    Where none of an interaction are among them, as it is `planned`.
    """
    made = set(products)
    found = tuple(
        replace(
            one,
            pairs=tuple(pair for pair in one.pairs if product_name(pair) in made)
            or tuple(zip(*one.items, strict=False)),
        )
        for one in interactions(model)
    )
    return (parse(expanded_text(model, found)), found) if found else (model, ())


def observed(text: str) -> tuple[str, ...]:
    """The observed variables of a model text, products of them apart."""
    model, found = planned(parse(text))
    made = {name for one in found for name in one.products}
    return tuple(name for name in roles(model).observed if name not in made)


def _matched(one: Interaction, data: pd.DataFrame) -> tuple[Pair, ...]:
    """Pairs of items in the order of the model, the strongest of the longer construct."""
    k = min(map(len, one.items))
    focal, moderator = (_strongest(items, k, data) for items in one.items)
    return tuple(zip(focal, moderator, strict=True))


def _strongest(items: tuple[str, ...], k: int, data: pd.DataFrame) -> tuple[str, ...]:
    """The item that gives the scale, and the others that agree most with the rest."""
    if len(items) == k:
        return items
    answers = data[list(items)].dropna()
    total = answers.sum(axis=1)
    agreement = {item: answers[item].corr(total - answers[item]) for item in items[1:]}
    ranked = sorted(agreement, key=lambda item: -agreement[item])
    kept = {items[0], *ranked[: k - 1]}
    return tuple(item for item in items if item in kept)


def _product(data: pd.DataFrame, pair: Pair, counted: Flags) -> Array:
    """Centred product (n,) of two centred items."""
    x, z = (_centred(numbers_of(data[item], f"item {item}"), counted) for item in pair)
    return _centred(x * z, counted)


def _centred(x: Array, counted: Flags) -> Array:
    return np.asarray(x - np.nanmean(x[counted])) if np.isfinite(x[counted]).any() else x


def _observed(model: Model, data: pd.DataFrame) -> list[str]:
    return [name for name in roles(model).observed if name in data.columns]


def _check_columns(data: pd.DataFrame, found: Sequence[Interaction]) -> None:
    known = [str(name) for name in data.columns]
    items = [item for one in found for each in one.items for item in each]
    for item in items:
        if item not in known:
            raise DataError(f"item {item} is not in the data{nearest(item, known)}")
    there = [name for one in found for name in one.products if name in known]
    if there:
        raise DataError(
            f"the data already have the products {listed(there)}; expected the items alone"
        )
