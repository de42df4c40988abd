"""Exploratory analyses of many item sets in one call, as tidy tables.

A set is a name and its items; `sets` maps one to the other. Items that cleaning dropped are not in
the data and stay out of their sets. A set of fewer than three items cannot be factored: it is
skipped, and the table of retention says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.efa import FactorSolution, Retention, adequacy, fit, retain
from surveysem.efa.extraction import Convention
from surveysem.efa.rotations import RotationName
from surveysem.efa.solution import ExtractionName
from surveysem.survey.explore.purification import FEWEST_ITEMS, PurificationRules, purify

Sets = Mapping[str, Sequence[str]]
Fit = Callable[[pd.DataFrame, int], FactorSolution]
DROPPED, WOULD_DROP = "dropped", "would drop"
EIGENVALUES = ["set", "position", "eigenvalue", "parallel_mean", "parallel_percentile"]
SOLUTION = [
    *("set", "n", "factors", "extraction", "rotation", "convention"),
    *("iterations", "converged", "problems"),
]
LOADINGS = ["set", "item", "factor", "loading", "structure", "communality"]
VARIANCE = ["set", "factor", "ss_loadings", "share", "cumulative"]
CORRELATIONS = ["set", "factor", "with", "correlation"]


@dataclass(frozen=True, slots=True)
class AdequacyTables:
    """``sets`` has the columns of adequacy.parquet, ``items`` those of adequacy_items.parquet."""

    sets: pd.DataFrame
    items: pd.DataFrame


@dataclass(frozen=True, slots=True)
class RetentionTables:
    """Tables with the columns of the artefacts of the same names."""

    eigenvalues: pd.DataFrame
    retention: pd.DataFrame


@dataclass(frozen=True, slots=True)
class SolutionTables:
    """Tables with the columns of the artefacts of the same names."""

    solutions: pd.DataFrame
    loadings: pd.DataFrame
    variance: pd.DataFrame
    factor_correlations: pd.DataFrame


def assess_adequacy(data: pd.DataFrame, sets: Sets) -> AdequacyTables:
    """KMO, Bartlett's test and the determinant of each set; the MSA of each item."""
    found = {name: adequacy(data[items]) for name, items in _explorable(sets, data)}
    _, *numbers = columns("adequacy")
    rows = [[name, *(getattr(one, number) for number in numbers)] for name, one in found.items()]
    per_item = [
        (name, item, msa) for name, one in found.items() for item, msa in one.kmo_per_item.items()
    ]
    return AdequacyTables(
        pd.DataFrame(rows, columns=columns("adequacy")),
        pd.DataFrame(per_item, columns=columns("adequacy_items")),
    )


def retain_factors(
    data: pd.DataFrame,
    sets: Sets,
    factors: Mapping[str, int | None],
    *,
    seed: int,
    draws: int,
    percentile: float,
) -> RetentionTables:
    """How many factors each criterion counts, and how many are taken.

    ``factors`` states the number for a set; None takes the suggestion of parallel analysis.
    """
    found = {
        name: retain(data[items], seed, draws, percentile)
        for name, items in _explorable(sets, data)
    }
    eigenvalues = [_eigenvalues(name, one) for name, one in found.items()]
    rows = [
        _retention(name, found.get(name), factors.get(name), len(_present(items, data)))
        for name, items in sets.items()
    ]
    return RetentionTables(_stack(eigenvalues, EIGENVALUES), pd.DataFrame(rows).convert_dtypes())


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
    chosen = _chosen(retention)
    covered: set[str] = set()
    logs = [_dropped_by_cleaning(constructs, data)]
    for name, items in sorted(_explorable(sets, data), key=lambda one: -len(one[1])):
        if not covered & set(items):
            of = {item: construct_of[item] for item in items}
            logs.append(purify(data, of, chosen[name], fitted, rules, name=name, apply=apply).log)
            covered |= set(items)
    return _stack(logs, columns("purification"))


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
    chosen, gone = _chosen(retention), set(dropped_items(purification))
    found = {
        name: fitted(data[[item for item in items if item not in gone]], chosen[name])
        for name, items in _explorable(sets, data)
    }
    return SolutionTables(
        pd.DataFrame([_solution(name, one) for name, one in found.items()], columns=SOLUTION),
        _stack([_loadings(name, one) for name, one in found.items()], LOADINGS),
        _stack([_variance(name, one) for name, one in found.items()], VARIANCE),
        _stack([_correlations(name, one) for name, one in found.items()], CORRELATIONS),
    )


def dropped_items(purification: pd.DataFrame) -> list[str]:
    """The items that purification took out, in the order of the rounds."""
    return list(purification.loc[purification["action"] == DROPPED, "item"])


def objected_items(purification: pd.DataFrame) -> list[str]:
    """The items that purification took out, or would have taken out where it is not applied."""
    found = purification.loc[purification["action"].isin([DROPPED, WOULD_DROP]), "item"]
    return list(dict.fromkeys(found))


def _explorable(sets: Sets, data: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    present = ((name, _present(items, data)) for name, items in sets.items())
    return ((name, items) for name, items in present if len(items) >= FEWEST_ITEMS)


def _present(items: Sequence[str], data: pd.DataFrame) -> list[str]:
    return [item for item in items if item in data.columns]


def _dropped_by_cleaning(constructs: Sets, data: pd.DataFrame) -> pd.DataFrame:
    reason = "dropped by cleaning: too many respondents left it unanswered"
    rows = [
        [name, 0, item, "item missing", np.nan, np.nan, DROPPED, reason]
        for name, items in constructs.items()
        for item in items
        if item not in data.columns
    ]
    return pd.DataFrame(rows, columns=columns("purification"))


def _chosen(retention: pd.DataFrame) -> dict[str, int]:
    taken = retention.dropna(subset="chosen")
    return dict(zip(taken["set"], taken["chosen"].astype(int), strict=True))


def _stack(tables: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """The tables one below the other; no rows where no set could be explored."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)


def _eigenvalues(name: str, found: Retention) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "set": name,
            "position": np.arange(1, len(found.eigenvalues) + 1),
            "eigenvalue": found.eigenvalues,
            "parallel_mean": found.parallel.mean,
            "parallel_percentile": found.parallel.percentile,
        }
    )


def _retention(
    name: str, found: Retention | None, stated: int | None, n_items: int
) -> dict[str, object]:
    if found is None:
        reason = f"{n_items} items; a factor needs {FEWEST_ITEMS}, so the set is not explored"
        counts = dict.fromkeys(
            ["kaiser", "parallel", "map_original", "map_revised", "suggested", "chosen"]
        )
        return {"set": name, **counts, "reason": reason}
    reason = found.reason if stated is None else f"stated in the configuration; {found.reason}"
    return {
        "set": name,
        "kaiser": found.kaiser,
        "parallel": found.parallel.n_factors,
        "map_original": found.map.original,
        "map_revised": found.map.revised,
        "suggested": found.suggested,
        "chosen": stated or found.suggested,
        "reason": reason,
    }


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


def _loadings(name: str, found: FactorSolution) -> pd.DataFrame:
    items, factors = found.loadings.index, found.loadings.columns
    return pd.DataFrame(
        {
            "set": name,
            "item": np.repeat(items.to_numpy(), len(factors)),
            "factor": np.tile(factors.to_numpy(), len(items)),
            "loading": found.loadings.to_numpy().ravel(),
            "structure": found.structure.to_numpy().ravel(),
            "communality": np.repeat(found.communalities.to_numpy(), len(factors)),
        }
    )


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
