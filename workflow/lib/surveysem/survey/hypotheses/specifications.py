"""Every hypothesis in every world: the specification curve of a study.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4, p. 1208); Steegen, Tuerlinckx, Gelman
and Vanpaemel (2016, Perspectives on Psychological Science 11, p. 702).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import share
from surveysem.sem.parallel import in_batches
from surveysem.survey.hypotheses.material import (
    Fitted,
    Kept,
    Material,
    fit_world,
    kept,
    prepare,
    restored,
)
from surveysem.survey.hypotheses.robustness import summarise_worlds
from surveysem.survey.hypotheses.table import Hypothesis, read_hypotheses
from surveysem.survey.hypotheses.wald import judge_by_wald
from surveysem.survey.hypotheses.worlds import AXES, LeftOut, Plan, World, plan_worlds


@dataclass(frozen=True, slots=True)
class Specifications:
    """Tables with the columns of the artefacts of the same names."""

    specifications: pd.DataFrame
    worlds: pd.DataFrame
    robustness: pd.DataFrame


def run_specifications(
    hypotheses: pd.DataFrame,
    verdicts: pd.DataFrame,
    material: Material,
    own: Mapping[str, str],
    options: Mapping[str, Sequence[str]],
    *,
    alpha: float = 0.05,
    workers: int | None = None,
) -> Specifications:
    """Fit the structural models in every world and judge every hypothesis there.

    ``own`` is the study's own choice by axis, ``options`` what else is tried (`plan_worlds`). Each
    world has the rule of the headline verdict (`verdicts.decide`, Holm within the family) on
    Wald intervals of standardised effects; ``verdicts`` are the headline ones, by bootstrap. A
    hypothesis on a model without a converged and admissible solution is not estimable in that
    world. A world in which the data do not carry a model is counted as refused.
    """
    rows = [row for row in read_hypotheses(hypotheses, alpha) if row.model in material.models]
    rows = [row for row in rows if row.kind != "second_order"]
    at_home = World(**own)
    plan = plan_worlds(at_home, options, material.convention, material.sameness)
    fits = fit_worlds(material, plan, workers)
    fitted = dict(zip(_tasks(material, plan), map(restored, fits), strict=True))
    judged = pd.concat(
        [_judged(rows, plan, at_home, i, fitted) for i in range(len(plan.worlds))],
        ignore_index=True,
    )
    return Specifications(
        judged[_with_model(columns("specifications"))],
        _world_table(plan, at_home, fitted),
        summarise_worlds(judged, verdicts),
    )


def specification_share(
    number: int,
    total: int,
    material: Material,
    own: Mapping[str, str],
    options: Mapping[str, Sequence[str]],
    *,
    workers: int | None = None,
) -> pd.DataFrame:
    """Share ``number`` of ``total`` of the fits of `run_specifications`."""
    plan = plan_worlds(World(**own), options, material.convention, material.sameness)
    with share(number, total) as mine:
        fit_worlds(material, plan, workers)
    return mine.table(columns("world_fits"))


def fit_worlds(material: Material, plan: Plan, workers: int | None) -> list[Kept]:
    """Every model in every world, as `_tasks` has them."""
    tasks = _tasks(material, plan)
    materials = {world.material: world for world in plan.worlds}
    prepared = {
        (name, model): prepare(material, world, model)
        for name, world in materials.items()
        for model in material.models
    }

    def fit_one(task: int) -> Kept:
        number, model = tasks[task]
        world = plan.worlds[number]
        own_text = prepared[world.material, model]
        return kept(fit_world(own_text, world, material.convention, material.product_pairs))

    return in_batches(fit_one, len(tasks), 1, workers, threads=False, what="worlds", of=Kept)


def _tasks(material: Material, plan: Plan) -> list[tuple[int, str]]:
    return [(i, model) for i in range(len(plan.worlds)) for model in material.models]


def _judged(
    rows: Sequence[Hypothesis],
    plan: Plan,
    own: World,
    number: int,
    fitted: Mapping[tuple[int, str], Fitted],
) -> pd.DataFrame:
    """Every hypothesis in one world."""
    world = plan.worlds[number]
    here = {model: fit for (at, model), fit in fitted.items() if at == number}
    usable = {
        model: fit.standardized
        for model, fit in here.items()
        if fit.record.get("converged") and fit.record.get("admissible")
    }
    table = judge_by_wald(rows, usable)
    named = [here[row.model].record for row in rows]
    table["n"] = [record.get("n", 0) for record in named]
    for name in ("converged", "admissible"):
        table[name] = [bool(record.get(name)) for record in named]
    return table.assign(world=number + 1, changed=world.changed(own), **asdict(world))


def _world_table(plan: Plan, own: World, fitted: Mapping[tuple[int, str], Fitted]) -> pd.DataFrame:
    """Every combination: fitted, refused by its data, or left out of the plan."""
    rows = [
        _world_row(plan.worlds[number], own, number + 1, fit.status, fit.reason)
        | {"model": model, **fit.record}
        for (number, model), fit in fitted.items()
    ]
    rows += [_left_out_row(one, own) for one in plan.left_out]
    table = pd.DataFrame(rows, columns=_with_model(columns("worlds")))
    numbers = ["chisq", "cfi", "rmsea", "srmr"]
    counts = ["n", "indicators_used", "df"]
    table = table.astype(dict.fromkeys(numbers, float) | dict.fromkeys(counts, "Int64"))
    flags = ["converged", "admissible"]
    table[flags] = table[flags].eq(True)
    return table.fillna({"problems": "", "model": ""})


def _left_out_row(one: LeftOut, own: World) -> dict[str, Any]:
    status = "same" if one.reason == "same" else "impossible"
    return _world_row(one.world, own, 0, status, "" if status == "same" else one.reason)


def _world_row(world: World, own: World, number: int, status: str, reason: str) -> dict[str, Any]:
    chosen = {axis: getattr(world, axis) for axis in AXES}
    return {
        "world": number,
        **chosen,
        "changed": world.changed(own),
        "status": status,
        "reason": reason,
    }


def _with_model(names: list[str]) -> list[str]:
    return ["model", *names]
