"""Exploratory analyses of many item sets in one call, as tidy tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from surveysem.efa import Adequacy, FactorSolution, Retention, adequacy, fit, retain
from surveysem.efa.extraction import Convention
from surveysem.efa.rotations import RotationName
from surveysem.efa.solution import ExtractionName
from surveysem.errors import SpecificationError
from surveysem.survey.codebook import nearest
from surveysem.survey.purification import COLUMNS, PurificationRules, purify

FEWEST_ITEMS = 3
NONE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Items explored together; ``construct_of`` names the construct of each."""

    name: str
    construct_of: Mapping[str, str]
    n_factors: int | None
    purified: bool


@dataclass(frozen=True, slots=True)
class Exploration:
    """Tables with the columns of their artefacts; ``dropped`` are the items that purification
    drops (or would drop), ``notes`` the problems of the solutions in plain sentences."""

    adequacy: pd.DataFrame
    adequacy_items: pd.DataFrame
    eigenvalues: pd.DataFrame
    retention: pd.DataFrame
    loadings: pd.DataFrame
    variance: pd.DataFrame
    factor_correlations: pd.DataFrame
    purification: pd.DataFrame
    dropped: tuple[str, ...]
    notes: tuple[str, ...]


def explore(data: pd.DataFrame, dictionary: pd.DataFrame,
            sets: Mapping[str, Mapping[str, Any]] | None = None, *, seed: int,
            extraction: ExtractionName = "paf", rotation: RotationName = "promax",
            convention: Convention = "spss", draws: int = 500, percentile: float = 95,
            rules: PurificationRules | None = None, apply: bool = False) -> Exploration:
    """Explore every item set, and every construct on its own.

    ``dictionary`` has columns variable, role and construct. ``sets`` maps a name to
    ``{"constructs": [...], "factors": number or None}``; without a number the suggestion of
    parallel analysis is taken. A construct on its own has one factor. An item is purified in the
    first set that holds it. With ``apply`` the other tables describe the items that purification
    keeps, else all items. Constructs with fewer than three items are noted and not explored alone.

    Raises
    ------
    SpecificationError
        A set names an unknown construct or has the name of a construct.
    """
    fitted = partial(fit, extraction=extraction, rotation=rotation, convention=convention)
    todo, notes = item_sets(dictionary, sets or {}, list(data.columns))
    parts = []
    for item_set in todo:
        items = list(item_set.construct_of)
        retained = retain(data[items], seed, draws, percentile)
        chosen = item_set.n_factors or retained.suggested
        log, dropped = pd.DataFrame(columns=COLUMNS), NONE
        if rules is not None and item_set.purified:
            done = purify(data, item_set.construct_of, chosen, fitted, rules,
                          name=item_set.name, apply=apply)
            log, dropped = done.log, done.dropped
        if apply and dropped:
            items = [item for item in items if item not in dropped]
            retained = retain(data[items], seed, draws, percentile)
        solution = fitted(data[items], chosen)
        notes += [f"set {item_set.name}: {problem}" for problem in solution.problems]
        parts.append(_tables(item_set, adequacy(data[items]), retained, chosen, solution)
                     | {"purification": log, "dropped": dropped})
    return _join(parts, notes)


def item_sets(dictionary: pd.DataFrame, sets: Mapping[str, Mapping[str, Any]],
              available: Sequence[str]) -> tuple[list[ItemSet], list[str]]:
    """The sets of the study, then every construct; notes name constructs too short to explore."""
    items = dictionary[(dictionary["role"] == "item") & dictionary["variable"].isin(available)]
    by_construct = {str(name): rows["variable"].tolist()
                    for name, rows in items.groupby("construct", sort=False)}
    _check_sets(sets, by_construct)
    found, notes = [], []
    covered: set[str] = set()
    for name, choice in sets.items():
        of = {item: c for c in choice["constructs"] for item in by_construct[c]}
        found.append(ItemSet(name, of, choice.get("factors"), not covered & set(of)))
        covered |= set(of)
    for construct, names in by_construct.items():
        if len(names) < FEWEST_ITEMS:
            notes.append(f"construct {construct}: {len(names)} items; a factor needs "
                         f"{FEWEST_ITEMS}, so it is not explored on its own")
            continue
        found.append(ItemSet(construct, dict.fromkeys(names, construct), 1,
                             not covered & set(names)))
    return found, notes


def _check_sets(sets: Mapping[str, Mapping[str, Any]], constructs: Mapping[str, object]) -> None:
    faults = [f"explore, set {name}: construct {construct} has no items"
              f"{nearest(construct, constructs)}"
              for name, choice in sets.items() for construct in choice["constructs"]
              if construct not in constructs]
    faults += [f"explore, set {name}: this is the name of a construct; expected a name of its own"
               for name in sets if name in constructs]
    if faults:
        raise SpecificationError("; ".join(faults))


def _tables(item_set: ItemSet, found: Adequacy, retained: Retention, chosen: int,
            solution: FactorSolution) -> dict[str, Any]:
    tables = {
        "adequacy": pd.DataFrame([{
            "n": found.n, "kmo": found.kmo, "bartlett_chisq": found.bartlett_chisq,
            "bartlett_df": found.bartlett_df, "bartlett_pvalue": found.bartlett_pvalue,
            "determinant": found.determinant}]),
        "adequacy_items": pd.DataFrame({"item": found.kmo_per_item.index,
                                        "msa": found.kmo_per_item.to_numpy()}),
        "eigenvalues": pd.DataFrame({
            "position": np.arange(1, len(retained.eigenvalues) + 1),
            "eigenvalue": retained.eigenvalues, "parallel_mean": retained.parallel.mean,
            "parallel_percentile": retained.parallel.percentile}),
        "retention": pd.DataFrame([{
            "kaiser": retained.kaiser, "parallel": retained.parallel.n_factors,
            "map_original": retained.map.original, "map_revised": retained.map.revised,
            "suggested": retained.suggested, "chosen": chosen,
            "reason": _reason(item_set, retained, chosen)}]),
        "loadings": _loadings(solution),
        "variance": solution.variance.rename_axis("factor").reset_index(),
        "factor_correlations": _correlations(solution.phi),
    }
    for table in tables.values():
        table.insert(0, "set", item_set.name)
    return dict(tables)


def _reason(item_set: ItemSet, retained: Retention, chosen: int) -> str:
    if item_set.n_factors is None:
        return retained.reason
    source = "one construct" if len(set(item_set.construct_of.values())) == 1 else "as stated"
    return f"{chosen} {'factor' if chosen == 1 else 'factors'}, {source}; {retained.reason}"


def _loadings(solution: FactorSolution) -> pd.DataFrame:
    items, factors = solution.loadings.index, solution.loadings.columns
    return pd.DataFrame({
        "item": np.repeat(items.to_numpy(), len(factors)),
        "factor": np.tile(factors.to_numpy(), len(items)),
        "loading": solution.loadings.to_numpy().ravel(),
        "structure": solution.structure.to_numpy().ravel(),
        "communality": np.repeat(solution.communalities.to_numpy(), len(factors)),
    })


def _correlations(phi: pd.DataFrame) -> pd.DataFrame:
    row, column = np.tril_indices(len(phi), -1)
    names = phi.index.astype(str)
    return pd.DataFrame({"factor": names[row], "with": names[column],
                         "correlation": phi.to_numpy()[row, column]})


def _join(parts: Sequence[Mapping[str, Any]], notes: Sequence[str]) -> Exploration:
    def table(name: str) -> pd.DataFrame:
        every: list[pd.DataFrame] = [part[name] for part in parts]
        filled = [frame for frame in every if len(frame)]
        return pd.concat(filled, ignore_index=True) if filled else every[0]

    names = [name for name in parts[0] if name != "dropped"]
    return Exploration(**{name: table(name) for name in names}, notes=tuple(notes),
                       dropped=tuple(item for part in parts for item in part["dropped"]))
