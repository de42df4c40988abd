"""The worlds of a specification curve: every combination of the choices that a study could make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import product

ORDERED = ("WLSMV", "ULSMV")
"""Estimators that take the items as ordered categories."""
WITH_GAPS = ("ML", "MLR")
"""Estimators that can use the respondents who left items out."""
OTHER_CONVENTIONS = {"amos": ("ML", "GLS"), "wishart": ("ML",)}
"""Estimators that a convention other than lavaan's has."""


@dataclass(frozen=True, slots=True)
class World:
    """One combination of choices.

    ``estimator`` and ``missing`` as in ``sem.fit``; ``purification``: the items that purification
    objects to are ``kept`` or ``dropped``; ``respondents``: ``all``, or those ``unflagged`` by
    screening; ``indicators``: ``items``, ``parcels`` or ``random parcels``; ``reversed``: the
    reverse-worded items are ``kept`` or ``dropped``.
    """

    estimator: str
    missing: str
    purification: str = "kept"
    respondents: str = "all"
    indicators: str = "items"
    reversed: str = "kept"

    @property
    def ordered(self) -> bool:
        """Whether the items are taken as ordered categories."""
        return self.estimator in ORDERED

    @property
    def material(self) -> tuple[str, ...]:
        """The choices that make its data and model, apart from how these are estimated."""
        return (self.purification, self.respondents, self.indicators, self.reversed)

    def changed(self, own: "World") -> str:
        """The choices that differ from those of the study itself, separated by commas."""
        mine, theirs = asdict(self), asdict(own)
        return ", ".join(name for name in AXES if mine[name] != theirs[name])


AXES = tuple(each.name for each in fields(World))
"""The choices, in the order of their columns."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A combination that is no world of its own, and why (a word of a closed vocabulary)."""

    world: World
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The worlds to fit, the study's own first, and the combinations left out."""

    worlds: tuple[World, ...]
    left_out: tuple[LeftOut, ...]


def plan_worlds(
    own: World,
    options: Mapping[str, Sequence[str]],
    convention: str,
    sameness: Callable[[World], object],
) -> Plan:
    """Every combination of ``options``; the study's ``own`` choice where an axis has none.

    Combinations that cannot be estimated, or whose data and model are those of an earlier one
    (equal values of ``sameness``), are left out with the reason: a world counted twice would weigh
    twice.
    """
    values = [_own_first(getattr(own, axis), options.get(axis, ())) for axis in AXES]
    worlds: dict[object, World] = {}
    left_out = []
    for choice in product(*values):
        world = World(*choice)
        reason = impossible(world, convention)
        if not reason and worlds.setdefault(sameness(world), world) is not world:
            reason = "same"
        if reason:
            left_out.append(LeftOut(world, reason))
    return Plan(tuple(worlds.values()), tuple(left_out))


def impossible(world: World, convention: str) -> str:
    """Why a combination cannot be estimated, "" where it can."""
    gaps = world.missing in ("fiml", "two-stage")
    if world.ordered and world.indicators != "items":
        return "parcels are not ordered"
    if world.ordered and gaps:
        return "ordered items without likelihood"
    if gaps and world.estimator not in WITH_GAPS:
        return "needs complete rows"
    if world.missing == "pairwise" and not world.ordered:
        return "pairwise without test"
    if convention != "lavaan" and (gaps or world.estimator not in OTHER_CONVENTIONS[convention]):
        return "not in this convention"
    return ""


def _own_first(own: str, options: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([own, *options]))
