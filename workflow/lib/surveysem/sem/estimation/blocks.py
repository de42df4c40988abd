"""From a parameter table and samples to the groups of the discrepancy."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.convention import Convention
from surveysem.sem.estimation.discrepancy import Block, block, weigh
from surveysem.sem.estimation.least_squares import LEAST_SQUARES, Weighting
from surveysem.sem.estimation.sample import Sample
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.start import start_values
from surveysem.sem.model.table import ParameterTable


def blocks_of(
    table: ParameterTable, samples: tuple[Sample, ...], convention: Convention, estimator: str
) -> tuple[Block, ...]:
    """One block for each group, with its weight and its share of the cases."""
    sizes = [s.n for s in samples]
    weights = convention.shares(sizes)
    found = []
    for number, s in enumerate(samples, start=1):
        own, weight = pattern(table.group(number)), float(weights[number - 1])
        share = s.n / sum(sizes)
        found.append(block(own, s.moments.S, s.moments.mean, weight, s.cases, share))
    if estimator not in LEAST_SQUARES:
        return tuple(found)
    weighting = Weighting(estimator, convention.name, table.meanstructure)
    pairs = zip(found, samples, strict=True)
    return tuple(replace(b, squares=weigh(weighting, b, s.X)) for b, s in pairs)


def with_means(convention: Convention, missing: str, groups: int, equal: Sequence[str]) -> bool:
    """Does a model have means though its text does not say so?

    Where values are missing, and with several groups; there AMOS has them only if asked for.
    """
    asked = convention.name != "amos" or any(name in equal for name in ("intercepts", "means"))
    return missing in ("fiml", "two-stage") or (groups > 1 and asked)


def check_given(missing: str, blocks: tuple[Block, ...]) -> None:
    """Refuse observed predictors where the errors would have to be conditional on them."""
    if missing == "two-stage" and any(b.pattern.exogenous.size for b in blocks):
        raise SpecificationError(
            "missing two-stage with observed predictors, whose moments are given, is not yet "
            "available; expected missing fiml"
        )


def guess(table: ParameterTable, samples: tuple[Sample, ...]) -> Array:
    """Starting values (q,); those of shared parameters come from the first group that has them."""
    theta = np.full(table.n_free, np.nan)
    for number, s in enumerate(samples, start=1):
        part = table.group(number)
        values = start_values(part, s.moments.S, s.moments.mean)
        own = sorted({p.free - 1 for p in part.parameters if p.free})
        theta[own] = np.where(np.isnan(theta[own]), values[own], theta[own])
    return theta
