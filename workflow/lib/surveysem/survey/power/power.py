"""Monte-Carlo power of every hypothesis of a model, and the precision of its effects."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.survey.hypotheses.table import Hypothesis, read_hypotheses
from surveysem.survey.power.population import Path, Standard, standard_of
from surveysem.survey.power.scenarios import Scenario, Tested, paths_of, scenarios
from surveysem.survey.power.tallies import power_rows, precision_row

HOLDS = 1e-6
"""A model whose RMSEA in a population is below this holds there; rounding leaves less."""


@dataclass(frozen=True, slots=True)
class PowerRules:
    """What the study fixes beforehand.

    ``smallest_effect`` is the smallest standardised effect of interest, ``n`` other sizes than the
    one analysed, ``prior`` the effect that an earlier study found, by id of a hypothesis.
    """

    smallest_effect: float
    n: Sequence[int]
    draws: int
    prior: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Estimated:
    """The tables ``power`` and ``precision``, with the columns of their artefacts."""

    power: pd.DataFrame
    precision: pd.DataFrame


def estimate_power(
    text: str,
    standardized: pd.DataFrame,
    fit: Mapping[str, Any],
    hypotheses: pd.DataFrame,
    rules: PowerRules,
    *,
    alpha: float,
    seed: int,
    workers: int | None = None,
) -> Estimated:
    """Power of the hypotheses of one model at the size analysed and at others.

    Normal, complete samples are drawn from populations (see ``scenarios``) and the model ``text``
    is fitted to each by ML; ``standardized`` and ``fit`` (model, converged, admissible, n_obs) are
    those of the study. Power is the share of draws in which the Wald interval of the standardised
    effect is where the hypothesis expects it; with Holm's adjustment where the whole family shares
    a population; for a product of paths also the share in which every path is clear of 0.

    Of interactions the constructs are normal, and products of items are formed in every draw as
    in the analysis; their effect is that of the product of the standardised constructs.

    Precision is that of the intervals at the size analysed in a population at the study's own
    estimates: coverage, bias and half-width. It is no power: power at one's own estimates says
    what the p-value has said already (Hoenig and Heisey, 2001).

    What cannot be computed has a row with its ``reason``: model not estimated, ordered items not
    simulated, interaction not simulated (a construct of it depends on what a product affects),
    equations or bounds between parameters, no regression, impossible population, equal parameters.
    """
    rows = read_hypotheses(hypotheses, alpha)
    families = Counter(row.family for row in rows if row.tested)
    own = [row for row in rows if row.model == fit["model"] and row.kind != "second_order"]
    made = standardized.loc[standardized["op"] == "=~", "rhs"].astype(str).tolist()
    model, interactions = sem.written_with(sem.parse(text), made)
    table = sem.parameter_table(model)
    reason = _refused(fit, table)
    if (standardized["op"] == "|").any():
        reason = "ordered items not simulated"
    elif _feeds_back(interactions, table):
        reason = "interaction not simulated"
    if reason:
        return _estimated([_without(row, reason) for row in own], [])
    standard = standard_of(standardized, interactions)
    run = _Run(model, interactions, standard, int(fit["n_obs"]), rules, seed, workers)
    found = [(row, paths_of(row, table, rules.smallest_effect)) for row in own]
    tested = [one for _, one in found if one is not None]
    power = [_without(row, "no regression") for row, one in found if one is None]
    populations = scenarios(tested, families)
    populations += [
        Scenario("prior", (replace(one, paths=dict.fromkeys(one.paths, rules.prior[one.row.id])),))
        for one in tested
        if one.row.id in rules.prior
    ]
    for scenario in populations:
        power += run.power(scenario)
    order = {row.id: k for k, row in enumerate(own)}
    power.sort(key=lambda row: order[str(row["id"])])
    return _estimated(power, run.precision(tested))


def power_share(number: int, total: int, *given: Any, **named: Any) -> pd.DataFrame:
    """Share ``number`` of ``total`` of the draws of `estimate_power`, which takes the rest."""
    with sem.share(number, total) as own:
        estimate_power(*given, **named)
    return own.table(columns("power_draws"))


@dataclass(frozen=True, slots=True)
class _Run:
    """The draws of one model."""

    model: sem.Model
    products: tuple[sem.Interaction, ...]
    standard: Standard
    analysed: int
    rules: PowerRules
    seed: int
    workers: int | None

    def power(self, scenario: Scenario) -> list[dict[str, object]]:
        sizes = sorted({self.analysed, *self.rules.n})
        paths = scenario.regressions(self.standard.paths)
        found = self._draw(paths, scenario.tested, sizes)
        rows = [one.row for one in scenario.tested]
        if isinstance(found, str):
            return [_without(row, found, scenario.basis) for row in rows]
        return [
            {**_named(row, scenario.basis), "draws": self.rules.draws, "reason": "", **values}
            for sample in range(len(sizes))
            for row, values in zip(rows, power_rows(scenario, found, sample), strict=True)
        ]

    def precision(self, tested: Sequence[Tested]) -> list[dict[str, object]]:
        if not tested:
            return []
        found = self._draw(self.standard.paths, tested, [self.analysed])
        if isinstance(found, str):
            return [{"id": one.row.id, "reason": found} for one in tested]
        return [
            {
                "id": one.row.id,
                "draws": self.rules.draws,
                "reason": "",
                **precision_row(one.row, found, 0),
            }
            for one in tested
        ]

    def _draw(
        self, paths: Mapping[Path, float], tested: Sequence[Tested], sizes: Sequence[int]
    ) -> sem.MonteCarlo | str:
        """The draws, or why there are none."""
        only = [(one.row.lhs, one.row.op, one.row.predictor) for one in tested]
        only += [(y, "~", x) for one in tested for y, x in one.paths]
        try:
            found = sem.monte_carlo(
                self.standard.text(paths),
                sizes,
                seed=self.seed,
                model=self.model,
                draws=self.rules.draws,
                std=True,
                only=list(dict.fromkeys(only)),
                products=self.products,
                workers=self.workers,
            )
        except (SpecificationError, ConvergenceError):
            return "impossible population"
        if found.rmsea is not None and found.rmsea > HOLDS:
            return "equal parameters"
        return found


def _feeds_back(products: Sequence[sem.Interaction], table: sem.ParameterTable) -> bool:
    """Whether a construct of a product depends on what a product affects."""
    reached, waiting = set(), [name for one in products for name in one.outcomes]
    while waiting:
        here = waiting.pop()
        if here in reached:
            continue
        reached.add(here)
        waiting += [p.lhs for p in table.parameters if p.op == "~" and p.rhs == here]
        waiting += [p.rhs for p in table.parameters if p.op == "=~" and p.lhs == here]
    return any(reached & {one.focal, one.moderator} for one in products)


def _refused(fit: Mapping[str, Any], table: sem.ParameterTable) -> str:
    if not (fit["converged"] and fit["admissible"]):
        return "model not estimated"
    return "equations or bounds between parameters" if table.constraints else ""


def _named(row: Hypothesis, basis: str) -> dict[str, object]:
    return {
        "id": row.id,
        "kind": row.kind,
        "family": row.family,
        "expect": row.expect,
        "bound": row.bound,
        "alpha": row.alpha,
        "basis": basis,
    }


def _without(row: Hypothesis, reason: str, basis: str = "smallest effect") -> dict[str, object]:
    return {**_named(row, basis), "reason": reason}


def _estimated(
    power: Sequence[dict[str, object]], precision: Sequence[dict[str, object]]
) -> Estimated:
    texts = {"id", "kind", "family", "expect", "basis", "reason"}
    tables = []
    for name, rows in (("power", power), ("precision", precision)):
        frame = pd.DataFrame(list(rows), columns=columns(name))
        numbers = [column for column in frame.columns if column not in texts]
        tables.append(frame.astype(dict.fromkeys(numbers, float)))
    return Estimated(*tables)
