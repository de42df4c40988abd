"""What keeps a second-order construct from being judged, or speaks against it outright."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.second_order.rivals import CALLED
from surveysem.survey.wording import Reason, interval_text


def find_obstacle(
    c: Comparison, records: Mapping[str, Mapping[str, Any]], loadings: pd.DataFrame
) -> Reason | None:
    """Why the contrast cannot be judged; None where it can."""
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
    return _improper(loadings)


def _improper(loadings: pd.DataFrame) -> Reason | None:
    heywood = loadings[loadings["std_loading"].abs() >= 1]
    if len(heywood):
        names = ", ".join(heywood["factor"])
        return Reason(
            f"Saturation standardisée de 1 ou plus (cas de Heywood) : {names}.",
            f"Standardised loading of 1 or more (Heywood case): {names}.",
        )
    bare = loadings[loadings[["ci_lower", "ci_upper"]].isna().any(axis=1)]
    if loadings.empty or len(bare):
        names = ", ".join(bare["factor"])
        return Reason(
            f"Saturation de second ordre sans intervalle : {names}.",
            f"Second-order loading without an interval: {names}.",
        )
    return None


def find_weak_loadings(loadings: pd.DataFrame) -> Reason | None:
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
        ends = zip(
            weak["factor"],
            weak["ci_lower"].astype(float),
            weak["ci_upper"].astype(float),
            strict=True,
        )
        return ", ".join(f"{name} {interval_text(low, high, language)}" for name, low, high in ends)

    return Reason(
        f"L'intervalle d'une saturation de second ordre contient 0 : {told('fr')}.",
        f"The interval of a second-order loading includes 0: {told('en')}.",
    )
