"""What the worlds are made of, and one model fitted in one of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem import sem
from surveysem.errors import SpecificationError, SurveySemError
from surveysem.survey.hypotheses.parcels import (
    Order,
    by_chance,
    by_loading,
    has_parcels,
    item_parcels,
    parcel_means,
    with_parcels,
)
from surveysem.survey.hypotheses.worlds import World

Texts = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Material:
    """What the worlds are made of.

    ``data`` has a column ``row``; ``models`` is the text of each structural model with all items;
    ``objected`` are the items that purification would drop, ``reversed_items`` the reverse-worded
    ones, ``flagged`` the rows of the respondents flagged by screening, ``product_pairs`` how the
    items of interactions are multiplied.
    """

    data: pd.DataFrame
    models: Mapping[str, str]
    objected: Sequence[str] = ()
    reversed_items: Sequence[str] = ()
    flagged: Sequence[int] = ()
    convention: str = "lavaan"
    seed: int = 0
    product_pairs: str = "matched"

    def text(self, world: World, model: str) -> str:
        """The text of a model without the items that a world drops."""
        return _without(self.models[model], tuple(self.dropped(world, model)))

    def dropped(self, world: World, model: str) -> list[str]:
        """The items of a model that a world drops, after those that cleaning dropped."""
        absent = set(self.observed(model)) - set(self.data.columns)
        gone = [
            *absent,
            *(self.objected if world.purification == "dropped" else ()),
            *(self.reversed_items if world.reversed == "dropped" else ()),
        ]
        return [item for item in self.observed(model) if item in gone]

    def observed(self, model: str) -> tuple[str, ...]:
        """The observed variables of a model."""
        return _observed(self.models[model])

    def respondents(self, world: World) -> pd.DataFrame:
        """The answers of the respondents of a world."""
        if world.respondents == "all":
            return self.data
        return self.data[~self.data["row"].isin(list(self.flagged))]

    def sameness(self, world: World) -> object:
        """What two worlds have in common when they are one and the same."""
        data = self.respondents(world)
        dropped = [tuple(self.dropped(world, model)) for model in self.models]
        used = {
            item
            for model, gone in zip(self.models, dropped, strict=True)
            for item in set(self.observed(model)) - set(gone)
        }
        complete = not data[sorted(used)].isna().to_numpy().any()
        indicators = world.indicators if self._parcelled(world) else "items"
        return world.estimator, not complete and world.missing, *dropped, len(data), indicators

    def _parcelled(self, world: World) -> bool:
        """Whether parcels would be other than items; so taken where an item cannot be dropped."""
        try:
            return any(_parcelled(self.text(world, model)) for model in self.models)
        except SpecificationError:
            return True


@dataclass(frozen=True, slots=True)
class Fitted:
    """One model in one world: ``status`` is fitted or refused; ``standardized`` has est and se."""

    status: str
    reason: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    standardized: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A fit as text, one entry each, so that a table can hand it from one job to another."""

    status: Texts
    reason: Texts
    record: Texts
    standardized: Texts


def kept(fit: Fitted) -> Kept:
    """The fit as text; numbers keep every digit."""
    table = None if fit.standardized is None else fit.standardized.to_dict("list")
    record, estimates = (json.dumps(one, default=_plain) for one in (fit.record, table))
    return Kept(*(np.array([text]) for text in (fit.status, fit.reason, record, estimates)))


def restored(text: Kept) -> Fitted:
    """The fit that `kept` put into words."""
    status, reason, record, estimates = (
        str(one[0]) for one in (text.status, text.reason, text.record, text.standardized)
    )
    table = json.loads(estimates)
    return Fitted(
        status, reason, json.loads(record), None if table is None else pd.DataFrame(table)
    )


def _plain(value: Any) -> Any:
    """A number of numpy as one of Python."""
    return value.item()


@dataclass(frozen=True, slots=True)
class Prepared:
    """Model text and answers of a world, or why its data do not carry the model."""

    text: str = ""
    data: pd.DataFrame = field(default_factory=pd.DataFrame)
    refused: str = ""


def prepare(material: Material, world: World, model: str) -> Prepared:
    """Leave out items and respondents, and form parcels, as a world does."""
    try:
        text, data = material.text(world, model), material.respondents(world)
        if world.indicators == "items":
            return Prepared(text, data)
        parcels = item_parcels(text, _order(material, world, data))
        return Prepared(with_parcels(text, parcels), parcel_means(data, parcels))
    except SurveySemError as error:
        return Prepared(refused=str(error))


def fit_world(
    prepared: Prepared, world: World, convention: str, product_pairs: str = "matched"
) -> Fitted:
    """Fit one model in one world; what its data do not carry is refused, with the reason."""
    if prepared.refused:
        return Fitted("refused", prepared.refused)
    try:
        items = _observed(prepared.text)
        fit = sem.fit(
            prepared.text,
            prepared.data,
            estimator=world.estimator,
            convention=convention,
            missing=world.missing,
            ordered=_categories(prepared.text, items) if world.ordered else (),
            product_pairs=product_pairs,
        )
        found = {
            "n": fit.n_obs,
            "indicators_used": len(items),
            **fit.plain_indices(),
            "converged": fit.converged,
            "admissible": fit.admissible,
            "problems": "; ".join(fit.problems),
        }
        return Fitted("fitted", "", found, fit.standardized())
    except SurveySemError as error:
        return Fitted("refused", str(error))


def _categories(text: str, observed: Sequence[str]) -> list[str]:
    """The indicators of a model: what regressions alone use are numbers, such as controls."""
    measured = {s.rhs for s in sem.parse(text).statements if s.op == "=~"}
    return [name for name in observed if name in measured]


def _order(material: Material, world: World, data: pd.DataFrame) -> Order:
    return by_loading(data) if world.indicators == "parcels" else by_chance(material.seed)


@lru_cache(maxsize=64)
def _observed(text: str) -> tuple[str, ...]:
    return sem.observed(text)


_parcelled = lru_cache(maxsize=64)(has_parcels)
_without = lru_cache(maxsize=64)(sem.without_items)
