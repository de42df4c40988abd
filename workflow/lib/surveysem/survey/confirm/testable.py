"""Whether groups of respondents are large enough for a model."""

from collections.abc import Sequence

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
