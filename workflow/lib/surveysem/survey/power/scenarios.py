"""Which hypotheses share a population, and what the paths are in it.

In the population of a hypothesis

- the paths under test have the smallest effect of interest, with the sign that is expected;
- other paths into the same outcomes are 0, so that all the rest of their variance is noise: the
  cautious choice, since whatever else explained them would make the errors smaller;
- paths into other variables have their estimates, and so have loadings and correlations of
  exogenous variables and of residuals: predictors are as reliable and as collinear as here.

No estimate of a path under test plays a part. Hypotheses of one family share a population as far
as they agree on its paths, so that Holm's adjustment can be made draw by draw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from surveysem import sem
from surveysem.survey.hypotheses.table import Hypothesis
from surveysem.survey.power.population import Path

PRIMES = (2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0)
SIGNS = {"+": 1.0, "!=0": 1.0, "-": -1.0, "0": 0.0}


@dataclass(frozen=True, slots=True)
class Tested:
    """A hypothesis and the values of its paths; ``product`` where it is the product of them."""

    row: Hypothesis
    paths: Mapping[Path, float]
    product: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """Hypotheses of one family in one population; ``whole`` where every test of it is here."""

    basis: str
    tested: tuple[Tested, ...]
    whole: bool = False

    @property
    def paths(self) -> dict[Path, float]:
        """Values of the paths under test."""
        return {path: x for one in self.tested for path, x in one.paths.items()}

    def regressions(self, estimates: Mapping[Path, float]) -> dict[Path, float]:
        """Values of all regressions, where these have been estimated."""
        outcomes = {outcome for outcome, _ in self.paths}
        others = {path: 0.0 if path[0] in outcomes else x for path, x in estimates.items()}
        return {**others, **self.paths}

    def agrees(self, other: Tested) -> bool:
        """Whether no path would have two values."""
        own = self.paths
        return all(own.get(path, x) == x for path, x in other.paths.items())


def scenarios(tested: Sequence[Tested], families: Mapping[str, int]) -> list[Scenario]:
    """Populations, family by family; ``families`` counts the tests of each (Holm)."""
    found: list[Scenario] = []
    for family in dict.fromkeys(one.row.family for one in tested):
        own: list[Scenario] = []
        for one in (each for each in tested if each.row.family == family):
            at = next((i for i, s in enumerate(own) if s.agrees(one)), len(own))
            joined = (*own[at].tested, one) if at < len(own) else (one,)
            own[at : at + 1] = [Scenario("smallest effect", joined)]
        found += [
            replace(s, whole=sum(t.row.tested for t in s.tested) == families.get(family))
            for s in own
        ]
    return found


def paths_of(row: Hypothesis, table: sem.ParameterTable, effect: float) -> Tested | None:
    """The paths that a hypothesis is about, at ``effect`` on the standardised scale.

    direct       the path itself: + and !=0 at the effect, - at its negative, 0 at zero.
    := parameter every path in it at the effect, so that a product of two is effect squared; for -
                 the paths that leave the first variables have their sign turned, for 0 they are
                 zero. A comparison has the paths that lower it at zero, for - those that raise it,
                 for 0 all at the effect.

    None where the hypothesis is not about regressions.
    """
    sign = SIGNS[row.expect]
    if row.op == "~":
        return Tested(row, {(row.lhs, row.predictor): sign * effect})
    labels = _labels(row.lhs, table) if row.op == ":=" else []
    places = {p.label: p for p in table.parameters if p.label in labels}
    if not places or any(p.op != "~" for p in places.values()):
        return None
    if row.kind == "comparison":
        slopes = _slopes(row.lhs, table, dict.fromkeys(labels, effect))
        size = {x: 1.0 if sign == 0 or sign * slopes[x] > 0 else 0.0 for x in labels}
    else:
        first = {p.rhs for p in places.values()} - {p.lhs for p in places.values()}
        size = {x: sign if places[x].rhs in first else 1.0 for x in labels}
    paths = {(places[x].lhs, places[x].rhs): effect * size[x] for x in labels}
    return Tested(row, paths, len(labels) > 1 and _is_product(row.lhs, table, labels))


def _labels(name: str, table: sem.ParameterTable) -> list[str]:
    """The parameters that a defined one rests on, directly or by way of others."""
    inner = {d.label: d.expression.names for d in table.definitions}
    found: list[str] = []
    waiting = [name] if name in inner else []
    while waiting:
        for label in inner[waiting.pop(0)]:
            (waiting if label in inner else found).append(label)
    return list(dict.fromkeys(found))


def _value(name: str, table: sem.ParameterTable, values: Mapping[str, float]) -> float:
    known = {label: np.asarray(x) for label, x in values.items()}
    for d in table.definitions:
        if all(label in known for label in d.expression.names):
            known[d.label] = d.expression.value(known)
    return float(known[name])


def _slopes(
    name: str, table: sem.ParameterTable, values: Mapping[str, float], step: float = 1e-6
) -> dict[str, float]:
    """How a defined parameter moves with each label; differences, of which the sign is used."""
    return {
        label: _value(name, table, {**values, label: x + step})
        - _value(name, table, {**values, label: x - step})
        for label, x in values.items()
    }


def _is_product(name: str, table: sem.ParameterTable, labels: Sequence[str]) -> bool:
    values = dict(zip(labels, PRIMES, strict=False))
    if len(values) < len(labels):
        return False
    return _value(name, table, values) == float(np.prod(list(values.values())))
