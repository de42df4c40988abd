"""How many factors each criterion counts in each item set, and why a number is taken."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.efa import Retention, retain
from surveysem.efa.correlations import Floats
from surveysem.survey.explore.purification import FEWEST_ITEMS
from surveysem.survey.explore.sets import Sets, explorable, present, stacked
from surveysem.survey.wording import Reason

CRITERIA: Mapping[str, Reason] = {
    "kaiser": Reason("Kaiser", "Kaiser"),
    "scree": Reason("le coude de l'éboulis", "the elbow of the scree"),
    "parallel": Reason("l'analyse parallèle", "parallel analysis"),
    "parallel_factors": Reason(
        "l'analyse parallèle des corrélations réduites", "parallel analysis of reduced correlations"
    ),
    "map_original": Reason("le MAP de 1976", "the MAP of 1976"),
    "map_revised": Reason("le MAP de 2000", "the MAP of 2000"),
}


@dataclass(frozen=True, slots=True)
class RetentionTables:
    """Tables with the columns of the artefacts of the same names."""

    eigenvalues: pd.DataFrame
    retention: pd.DataFrame


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
        name: retain(data[items], seed, draws, percentile) for name, items in explorable(sets, data)
    }
    rows = [
        _row(name, found.get(name), factors.get(name), len(present(items, data)))
        for name, items in sets.items()
    ]
    return RetentionTables(
        stacked([_eigenvalues(name, one) for name, one in found.items()], columns("eigenvalues")),
        pd.DataFrame(rows, columns=columns("retention")).convert_dtypes(),
    )


def scree_elbow(eigenvalues: Floats) -> int:
    """Number of factors before the elbow of the scree: the acceleration factor.

    The elbow is where the curve of the descending ``eigenvalues`` (p,) bends most, by its second
    difference (Raiche, Walls, Magis, Riopel and Blais 2013, Methodology 9, equation 10).
    """
    return int(np.argmax(np.diff(eigenvalues, 2))) + 1


def retention_reason(chosen: int, stated: bool, counts: Mapping[str, int]) -> Reason:
    """Why ``chosen`` factors are taken, and which of the criteria count as many.

    ``stated``: the configuration says so; else parallel analysis does. ``counts`` has a number for
    each of `CRITERIA`.
    """
    many = "s" if chosen > 1 else ""
    source = Reason("selon l'analyse parallèle", "by parallel analysis")
    if stated:
        source = Reason("nombre fixé par la configuration", "as the configuration states")
    head = Reason(f"{chosen} facteur{many}, {source.fr} ;", f"{chosen} factor{many}, {source.en};")
    same = [name for name, count in counts.items() if count == chosen]
    other = {name: count for name, count in counts.items() if count != chosen}
    if not other:
        return head + Reason("tous les critères concordent", "all criteria agree")
    agreeing = Reason("aucun critère n'en compte autant", "no criterion counts as many")
    if same:
        agreeing = Reason(
            f"en {'comptent' if len(same) > 1 else 'compte'} autant : {_listed(same, 'fr')}",
            f"as many by {_listed(same, 'en')}",
        )
    return head + agreeing + Reason(f"({_counted(other, 'fr')})", f"({_counted(other, 'en')})")


def _listed(names: list[str], language: str) -> str:
    return ", ".join(getattr(CRITERIA[name], language) for name in names)


def _counted(counts: Mapping[str, int], language: str) -> str:
    colon = " : " if language == "fr" else ": "
    said = (f"{getattr(CRITERIA[name], language)}{colon}{n}" for name, n in counts.items())
    return ("; " if language == "en" else " ; ").join(said)


def _eigenvalues(name: str, found: Retention) -> pd.DataFrame:
    reduced = found.parallel_factors
    assert reduced is not None
    return pd.DataFrame(
        {
            "set": name,
            "position": np.arange(1, len(found.eigenvalues) + 1),
            "eigenvalue": found.eigenvalues,
            "parallel_mean": found.parallel.mean,
            "parallel_percentile": found.parallel.percentile,
            "reduced": reduced.observed,
            "reduced_mean": reduced.mean,
            "reduced_percentile": reduced.percentile,
        }
    )


def _row(name: str, found: Retention | None, stated: int | None, n_items: int) -> dict[str, object]:
    if found is None:
        reason = Reason(
            f"{n_items} items ; un facteur en demande {FEWEST_ITEMS}, l'ensemble n'est donc pas"
            " exploré",
            f"{n_items} items; a factor needs {FEWEST_ITEMS}, so the set is not explored",
        )
        return {"set": name, "reason_fr": reason.fr, "reason_en": reason.en}
    assert found.parallel_factors is not None
    counts = {
        "kaiser": found.kaiser,
        "scree": scree_elbow(found.eigenvalues),
        "parallel": found.parallel.n_factors,
        "parallel_factors": found.parallel_factors.n_factors,
        "map_original": found.map.original,
        "map_revised": found.map.revised,
    }
    chosen = stated or found.suggested
    reason = retention_reason(chosen, stated is not None, counts)
    taken = {
        "suggested": found.suggested,
        "chosen": chosen,
        "draws": found.parallel.draws,
        "percentile": found.parallel.level,
    }
    return {"set": name, **counts, **taken, "reason_fr": reason.fr, "reason_en": reason.en}
