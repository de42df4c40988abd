"""What keeps a second-order construct from being judged, or speaks against it outright."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.second_order.rivals import CALLED
from surveysem.survey.wording import Names, Reason, called, interval_text


def find_obstacle(
    c: Comparison,
    records: Mapping[str, Mapping[str, Any]],
    loadings: pd.DataFrame,
    names: Names,
) -> Reason | None:
    """Why the contrast cannot be judged; None where it can. ``names`` are those of the factors."""
    bad = [
        name
        for name in (c.general, c.restricted)
        if not (records[name]["converged"] and records[name]["admissible"])
    ]
    if bad:
        fr, en = (", ".join(getattr(CALLED[b], x) for b in bad) for x in ("fr", "en"))
        return Reason(
            f"Modèle sans solution convergée et admissible : {fr}.",
            f"No converged and admissible solution of: {en}.",
        )
    if not (c.estimable or c.equivalent):
        return Reason(
            "La différence de khi-deux n'a pas de test : le modèle de second ordre n'est pas "
            "emboîté dans le modèle à facteurs corrélés, ou s'ajuste mieux que lui (différence de "
            f"degrés de liberté : {c.df_diff:g}).",
            "The chi-square difference has no test: the second-order model is not nested in the "
            "correlated one, or fits better than it (difference in degrees of freedom: "
            f"{c.df_diff:g}).",
        )
    return _improper(loadings, names)


def _improper(loadings: pd.DataFrame, names: Names) -> Reason | None:
    heywood = loadings[loadings["std_loading"].abs() >= 1]
    if len(heywood):
        factors = _listed(heywood["factor"], names)
        return Reason(
            f"Saturation standardisée de 1 ou plus (cas de Heywood) : {factors.fr}.",
            f"Standardised loading of 1 or more (Heywood case): {factors.en}.",
        )
    bare = loadings[loadings[["ci_lower", "ci_upper"]].isna().any(axis=1)]
    if loadings.empty or len(bare):
        factors = _listed(bare["factor"], names)
        return Reason(
            f"Saturation de second ordre sans intervalle : {factors.fr}.",
            f"Second-order loading without an interval: {factors.en}.",
        )
    return None


def _listed(factors: Iterable[str], names: Names) -> Reason:
    """Set apart by semicolons: a display name may hold a comma."""
    found = [called(factor, names) for factor in factors]
    return Reason(" ; ".join(one.fr for one in found), "; ".join(one.en for one in found))


def find_weak_loadings(loadings: pd.DataFrame, names: Names) -> Reason | None:
    """Intervals that include 0, or loadings of different sign; None where all are clear."""
    above, below = loadings["ci_lower"] > 0, loadings["ci_upper"] < 0
    if above.all() or below.all():
        return None
    weak = loadings[~(above | below)]
    if weak.empty:
        return Reason(
            "Les saturations de second ordre sont de signes contraires.",
            "The second-order loadings differ in sign.",
        )

    def told(language: str) -> str:
        factors = [getattr(called(factor, names), language) for factor in weak["factor"]]
        ends = weak[["ci_lower", "ci_upper"]].astype(float).itertuples(index=False)
        return (" ; " if language == "fr" else "; ").join(
            f"{name} {interval_text(low, high, language)}"
            for name, (low, high) in zip(factors, ends, strict=True)
        )

    return Reason(
        f"L'intervalle d'une saturation de second ordre contient 0 : {told('fr')}.",
        f"The interval of a second-order loading includes 0: {told('en')}.",
    )
