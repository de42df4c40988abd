"""A necessary condition of identification that needs no data: the counting rule, part by part.

Parts of a model that share no path or covariance are counted apart (a factor of two items that is
related to nothing asks 4 parameters of 3 moments, however many moments the rest leaves over).
Where items depend on higher-order factors only through first-order factors, the parameters among
factors are also counted against the covariances of the first-order factors (Bollen, 1989,
pp. 328-330, the two-step rule). The rank check that is sufficient happens in the fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveysem.sem import ParameterTable
    from surveysem.sem.model.parameters import Parameter

MEASUREMENT, INTERCEPT = "=~", "~1"


@dataclass(frozen=True, slots=True)
class Shortage:
    """A part of a model with more free parameters than moments to estimate them from."""

    variables: tuple[str, ...]
    n_free: int
    n_moments: int


def shortages(table: ParameterTable) -> list[Shortage]:
    """The parts of a model that cannot be identified, whatever the data; empty where none is."""
    relations = [row for row in table.parameters if row.op != INTERCEPT]
    found = list(_short(relations, table.observed, table.observed))
    if not found and _is_hierarchical(table):
        found += _higher_shortages(relations, table)
    return found


def _higher_shortages(rows: Sequence[Parameter], table: ParameterTable) -> Iterator[Shortage]:
    """The same count among factors, where the first-order factors stand for the observed."""
    among = [row for row in rows if row.lhs in table.latent and row.rhs in table.latent]
    elsewhere = frozenset(row.free for row in rows if row not in among)
    yield from _short(among, table.latent, _first_order(table), elsewhere)


def _short(
    rows: Sequence[Parameter],
    variables: Sequence[str],
    measured: Sequence[str],
    elsewhere: frozenset[int] = frozenset(),
) -> Iterator[Shortage]:
    """Count each connected part: its free parameters against the moments of ``measured``.

    ``elsewhere`` are free parameters that rows outside ``rows`` help to identify.
    """
    parts = _parts(rows)
    shared = elsewhere | _shared(rows, parts)
    for part in dict.fromkeys(parts.values()):
        own = [row for row in rows if parts[row.lhs] == part]
        names = [name for name in variables if parts.get(name) == part]
        p = len([name for name in names if name in measured])
        given = len([row for row in own if row.exogenous and row.fixed])
        n_moments = p * (p + 1) // 2 - given
        n_free = len({row.free for row in own if row.free} - shared)
        if n_free > n_moments:
            yield Shortage(tuple(names), n_free, n_moments)


def _parts(rows: Iterable[Parameter]) -> dict[str, str]:
    """The part of each variable: the name of one that it is connected with."""
    part: dict[str, str] = {}

    def root(name: str) -> str:
        while part.setdefault(name, name) != name:
            name = part[name]
        return name

    for row in rows:
        left, right = root(row.lhs), root(row.rhs)
        if not (row.fixed and row.value == 0):
            part[left] = right
    return {name: root(name) for name in list(part)}


def _shared(rows: Iterable[Parameter], parts: dict[str, str]) -> set[int]:
    """Free parameters that an equality ties to another part."""
    where: dict[int, set[str]] = {}
    for row in rows:
        where.setdefault(row.free, set()).add(parts[row.lhs])
    return {free for free, found in where.items() if len(found) > 1}


def _first_order(table: ParameterTable) -> list[str]:
    """Factors that observed variables measure."""
    rows = [row for row in table.parameters if row.op == MEASUREMENT]
    return list(dict.fromkeys(row.lhs for row in rows if row.rhs in table.observed))


def _is_hierarchical(table: ParameterTable) -> bool:
    """True where the observed meet the factors in first-order loadings with a marker only."""
    first = _first_order(table)
    higher = {row.lhs for row in table.parameters if row.op == MEASUREMENT} - set(first)
    mixed = any(
        (row.lhs in table.latent) != (row.rhs in table.latent)
        for row in table.parameters
        if row.op not in (MEASUREMENT, INTERCEPT)
    )
    markers = {
        row.lhs
        for row in table.parameters
        if row.op == MEASUREMENT and row.rhs in table.observed and row.fixed and row.value
    }
    return bool(higher) and not mixed and markers >= set(first)
