"""Exploratory analyses of many item sets in one call, as tidy tables.

A set is a name and its items; `sets` maps one to the other. Items that cleaning dropped are not in
the data and stay out of their sets. A set of fewer than three items cannot be factored: it is
skipped, and the table of retention says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.efa import FactorSolution, adequacy, fit
from surveysem.efa.correlations import Floats, correlations
from surveysem.efa.extraction import Convention, squared_multiple_correlations
from surveysem.efa.rotations import RotationName
from surveysem.efa.solution import ExtractionName
from surveysem.survey.explore.purification import PurificationRules, purify
from surveysem.survey.explore.sets import Sets, chosen_factors, disjoint, explorable, stacked
from surveysem.survey.wording import Reason

Fit = Callable[[pd.DataFrame, int], FactorSolution]
DROPPED, WOULD_DROP = "dropped", "would drop"
SOLUTION = [
    *("set", "n", "factors", "extraction", "rotation", "convention"),
    *("iterations", "converged", "problems"),
]
LOADINGS = ["set", "item", "factor", "loading", "structure", "initial", "communality"]
VARIANCE = ["set", "factor", "ss_loadings", "share", "cumulative"]
CORRELATIONS = ["set", "factor", "with", "correlation"]


@dataclass(frozen=True, slots=True)
class AdequacyTables:
    """``sets`` has the columns of adequacy.parquet, ``items`` those of adequacy_items.parquet."""

    sets: pd.DataFrame
    items: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SolutionTables:
    """Tables with the columns of the artefacts of the same names."""

    solutions: pd.DataFrame
    loadings: pd.DataFrame
    variance: pd.DataFrame
    factor_correlations: pd.DataFrame


def assess_adequacy(data: pd.DataFrame, sets: Sets) -> AdequacyTables:
    """KMO, Bartlett's test and the determinant of each set; the MSA of each item."""
    found = {name: adequacy(data[items]) for name, items in explorable(sets, data)}
    _, *numbers = columns("adequacy")
    rows = [[name, *(getattr(one, number) for number in numbers)] for name, one in found.items()]
    per_item = [
        (name, item, msa) for name, one in found.items() for item, msa in one.kmo_per_item.items()
    ]
    return AdequacyTables(
        pd.DataFrame(rows, columns=columns("adequacy")),
        pd.DataFrame(per_item, columns=columns("adequacy_items")),
    )


def purify_items(
    data: pd.DataFrame,
    sets: Sets,
    constructs: Sets,
    retention: pd.DataFrame,
    rules: PurificationRules,
    *,
    extraction: ExtractionName,
    rotation: RotationName,
    convention: Convention,
    apply: bool,
) -> pd.DataFrame:
    """The rounds of purification of every item, as purification.parquet.

    ``constructs`` maps each construct to its items. Larger sets come first, since only they show
    cross-loadings; an item is purified in the first set that holds it. Items that cleaning dropped
    are dropped here too, in round 0, so that no model keeps them.
    """
    fitted = partial(fit, extraction=extraction, rotation=rotation, convention=convention)
    construct_of = {item: name for name, items in constructs.items() for item in items}
    chosen = chosen_factors(retention)
    logs = [_dropped_by_cleaning(constructs, data)]
    for name, items in disjoint(sets, data):
        of = {item: construct_of[item] for item in items}
        logs.append(purify(data, of, chosen[name], fitted, rules, name=name, apply=apply).log)
    return stacked(logs, columns("purification"))


def extract_factors(
    data: pd.DataFrame,
    sets: Sets,
    retention: pd.DataFrame,
    purification: pd.DataFrame,
    *,
    extraction: ExtractionName,
    rotation: RotationName,
    convention: Convention,
) -> SolutionTables:
    """The rotated solution of each set, without the items that purification dropped."""
    fitted = partial(fit, extraction=extraction, rotation=rotation, convention=convention)
    chosen, gone = chosen_factors(retention), set(dropped_items(purification))
    left = {
        name: data[[item for item in items if item not in gone]]
        for name, items in explorable(sets, data)
    }
    found = {name: fitted(answers, chosen[name]) for name, answers in left.items()}
    return SolutionTables(
        pd.DataFrame([_solution(name, one) for name, one in found.items()], columns=SOLUTION),
        stacked([_loadings(name, one, left[name]) for name, one in found.items()], LOADINGS),
        stacked([_variance(name, one) for name, one in found.items()], VARIANCE),
        stacked([_correlations(name, one) for name, one in found.items()], CORRELATIONS),
    )


def dropped_items(purification: pd.DataFrame) -> list[str]:
    """The items that purification took out, in the order of the rounds."""
    return list(purification.loc[purification["action"] == DROPPED, "item"])


def objected_items(purification: pd.DataFrame) -> list[str]:
    """The items that purification took out, or would have taken out where it is not applied."""
    found = purification.loc[purification["action"].isin([DROPPED, WOULD_DROP]), "item"]
    return list(dict.fromkeys(found))


def _dropped_by_cleaning(constructs: Sets, data: pd.DataFrame) -> pd.DataFrame:
    reason = Reason(
        "écarté au nettoyage : trop de répondants l'ont laissé sans réponse",
        "dropped by cleaning: too many respondents left it unanswered",
    )
    rows = [
        [name, 0, item, "item missing", np.nan, np.nan, DROPPED, reason.fr, reason.en]
        for name, items in constructs.items()
        for item in items
        if item not in data.columns
    ]
    return pd.DataFrame(rows, columns=columns("purification"))


def _solution(name: str, found: FactorSolution) -> dict[str, object]:
    return {
        "set": name,
        "n": found.n,
        "factors": len(found.phi),
        "extraction": found.extraction,
        "rotation": found.rotation,
        "convention": found.convention,
        "iterations": found.iterations,
        "converged": found.converged,
        "problems": "; ".join(found.problems),
    }


def _loadings(name: str, found: FactorSolution, answers: pd.DataFrame) -> pd.DataFrame:
    items, factors = found.loadings.index, found.loadings.columns
    return pd.DataFrame(
        {
            "set": name,
            "item": np.repeat(items.to_numpy(), len(factors)),
            "factor": np.tile(factors.to_numpy(), len(items)),
            "loading": found.loadings.to_numpy().ravel(),
            "structure": found.structure.to_numpy().ravel(),
            "initial": np.repeat(_initial(answers, found.extraction), len(factors)),
            "communality": np.repeat(found.communalities.to_numpy(), len(factors)),
        }
    )


def _initial(answers: pd.DataFrame, extraction: ExtractionName) -> Floats:
    """Communalities before extraction: squared multiple correlations, 1 for components."""
    if extraction == "pca":
        return np.ones(answers.shape[1])
    return squared_multiple_correlations(correlations(answers).R)


def _variance(name: str, found: FactorSolution) -> pd.DataFrame:
    return found.variance.rename_axis("factor").reset_index().assign(set=name)


def _correlations(name: str, found: FactorSolution) -> pd.DataFrame:
    row, column = np.tril_indices(len(found.phi), -1)
    names = found.phi.index.astype(str)
    return pd.DataFrame(
        {
            "set": name,
            "factor": names[row],
            "with": names[column],
            "correlation": found.phi.to_numpy()[row, column],
        }
    )
