"""Whether groups of respondents are large enough for a model."""

from collections.abc import Collection, Sequence

import pandas as pd

from surveysem.errors import ConvergenceError, DataError, SurveySemError
from surveysem.survey.wording import Reason

ONE_GROUP = Reason(
    "Moins de deux groupes ont des répondants.", "Fewer than two groups have respondents."
)


def untestable(n: Sequence[int], items: int, n_free: int, extra: int = 0) -> Reason | None:
    """Why groups of sizes ``n`` cannot carry a model of that many items; None where they can.

    ``n_free`` counts the free parameters of one group, intercepts or thresholds included;
    ``extra`` are the moments of a group beyond its means, variances and covariances.
    """
    if len(n) < 2:
        return ONE_GROUP
    if items + items * (items + 1) // 2 + extra < n_free:
        return Reason(
            f"Ses {items} items ne suffisent pas à identifier le modèle.",
            f"Its {items} items are too few to identify the model.",
        )
    if min(n) <= items:
        return Reason(
            f"Un groupe au moins n'a pas plus de répondants que le modèle n'a d'items ({items}) : "
            "sa matrice de covariances est singulière.",
            f"At least one group has no more respondents than the model has items ({items}): its "
            "covariance matrix is singular.",
        )
    if min(n) < n_free:
        return Reason(
            "Un groupe au moins a moins de répondants que le modèle n'a de paramètres libres par "
            f"groupe ({n_free}).",
            "At least one group has fewer respondents than the model has free parameters per group "
            f"({n_free}).",
        )
    return None


def not_estimated(
    error: SurveySemError,
    answers: pd.DataFrame,
    items: Sequence[str],
    group: pd.Series,
    ordered: Collection[str],
) -> Reason:
    """Why the engine refused a model of groups.

    ``answers`` are those of the respondents used, ``group`` names the group of each respondent.
    What the answers themselves show is said of them; English has the words of the engine beside it.
    """
    said = _of_answers(answers, items, group, ordered) or _of_kind(error)
    return Reason(
        f"L'estimation est impossible : {said.fr}.", f"It cannot be estimated: {said.en} ({error})."
    )


def _of_answers(
    answers: pd.DataFrame, items: Sequence[str], group: pd.Series, ordered: Collection[str]
) -> Reason | None:
    """An item that is constant in a group, or whose categories differ between groups."""
    for item in items:
        values = answers[item].dropna().groupby(group).unique()
        constant = [name for name, found in values.items() if len(found) < 2]
        if constant:
            return Reason(
                f"dans le groupe « {constant[0]} », tous donnent la même réponse à l'item {item}",
                f"in the group {constant[0]} all give the same answer to item {item}",
            )
        if item in ordered and len({frozenset(found) for found in values}) > 1:
            return Reason(
                f"les groupes ne donnent pas les mêmes réponses à l'item {item}, dont les seuils "
                "ne peuvent donc se comparer",
                f"the groups do not give the same answers to item {item}, so that its thresholds "
                "cannot be compared",
            )
    return None


def _of_kind(error: SurveySemError) -> Reason:
    if isinstance(error, ConvergenceError):
        return Reason("elle ne converge pas", "it does not converge")
    if isinstance(error, DataError):
        return Reason(
            "les réponses d'un groupe au moins ne déterminent pas le modèle",
            "the answers of at least one group do not determine the model",
        )
    return Reason(
        "tel qu'il est écrit, le modèle n'est pas identifié dans chaque groupe",
        "as it is written, the model is not identified in every group",
    )
