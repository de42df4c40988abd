"""What a comparison says, in sentences."""

from surveysem.numbers import shown
from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.wording import Reason, interval_text, is_number, p_text


def equivalence(c: Comparison) -> Reason:
    """That two models are equivalent, and where."""
    where = {
        "alone": Reason("Seul", "On its own"),
        "within": Reason("Dans le modèle de mesure complet", "Within the full measurement model"),
    }[c.scope]
    return Reason(
        f"{where.fr}, le modèle de second ordre équivaut au modèle à facteurs corrélés (mêmes "
        "degrés de liberté, même khi-deux) : aucune donnée ne peut les départager.",
        f"{where.en} the second-order model is equivalent to the correlated one (same degrees of "
        "freedom, same chi-square): no data can tell them apart.",
    )


def facts_of_fit(c: Comparison, least: float) -> Reason:
    """The numbers that the verdict rests on."""

    def told(language: str, target: str, expected: str) -> str:
        ends = (c.target_ci_lower, c.target_ci_upper)
        limits = f" {interval_text(*ends, language)}" if all(map(is_number, ends)) else ""
        return (
            f"Δχ²({c.df_diff:g}) = {shown(c.chisq_diff, 'num2', language)}, "
            f"{p_text(c.pvalue, language)}, ΔCFI = {shown(c.delta_cfi, 'r3', language)}, "
            f"{target} = {shown(c.target_coefficient, 'r3', language)}{limits} "
            f"({expected} {shown(least, 'r2', language)})."
        )

    return Reason(
        told("fr", "coefficient cible", "attendu : au moins"),
        told("en", "target coefficient", "expected: at least"),
    )


def misfit_left(c: Comparison, rejected: bool) -> Reason:
    """How large a misfit the data leave possible."""
    upper = c.rmsea_diff_ci_upper
    if rejected:
        return Reason(
            "La contrainte exacte est rejetée, mais l'écart est petit : RMSEA de la différence "
            f"d'au plus {shown(upper, 'r3', 'fr')} (intervalle à 90 %).",
            "The exact restriction is rejected, but the misfit is small: RMSEA of the difference "
            f"at most {shown(upper, 'r3', 'en')} (90% interval).",
        )
    return Reason(
        "Rien ne parle contre la contrainte ; les données n'excluent pas un RMSEA de la différence "
        f"allant jusqu'à {shown(upper, 'r3', 'fr')} (intervalle à 90 %).",
        "Nothing speaks against the restriction; the data do not exclude an RMSEA of the "
        f"difference of up to {shown(upper, 'r3', 'en')} (90% interval).",
    )
