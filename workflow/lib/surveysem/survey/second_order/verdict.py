"""The verdict on a second-order construct, by one pure function with its rule in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from surveysem.numbers import shown
from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.wording import Reason, interval_text, is_number, p_text

Verdict = Literal["holds", "not distinguishable", "does not hold", "not estimable"]

# Cheung and Rensvold (2002, Structural Equation Modeling 9): a larger loss of CFI is of substance.
LARGEST_CFI_LOSS = 0.01
# Savalei, Brace and Fouladi (2023): bounds for the RMSEA apply to that of a difference.
CLOSE_RMSEA = 0.08
CALLED = {
    "one_factor": Reason("un facteur", "one factor"),
    "correlated": Reason("facteurs corrélés", "correlated factors"),
    "second_order": Reason("second ordre", "second order"),
}


@dataclass(frozen=True, slots=True)
class ContestVerdict:
    """``verdict`` is the one to report; ``verdict_alone`` that of the construct on its own.

    ``within`` is the comparison the verdict rests on.
    """

    construct: str
    verdict: Verdict
    verdict_alone: Verdict
    reason: Reason
    within: Comparison
    alpha: float
    min_target: float

    def record(self) -> dict[str, Any]:
        """Flat and JSON-safe: a number that cannot be had is null, with the reason beside it."""
        names = (
            "chisq_diff",
            "df_diff",
            "pvalue",
            "delta_cfi",
            "target_coefficient",
            "rmsea_diff",
            "rmsea_diff_ci_lower",
            "rmsea_diff_ci_upper",
        )
        numbers = {
            name: value if is_number(value := getattr(self.within, name)) else None
            for name in names
        }
        why = "the two models are not both converged and nested"
        return {
            "construct": self.construct,
            "verdict": self.verdict,
            "verdict_alone": self.verdict_alone,
            "reason_fr": self.reason.fr,
            "reason_en": self.reason.en,
            **numbers,
            "equivalent": self.within.equivalent,
            "alpha": self.alpha,
            "min_target": self.min_target,
            "not_computed": {name: why for name, value in numbers.items() if value is None},
        }


def judge_contest(
    alone: Comparison,
    within: Comparison,
    records: Mapping[str, Mapping[str, Any]],
    loadings: pd.DataFrame,
    *,
    construct: str,
    alpha: float = 0.05,
    min_target: float = 0.9,
) -> ContestVerdict:
    """Does a second-order construct stand? Both comparisons are second order against correlated.

    not estimable        a model of the contrast did not converge or is not admissible, the two are
                         not nested, or a second-order loading is 1 or more or has no interval
    not distinguishable  the two models are equivalent; or the criteria disagree
    does not hold        a loading's interval includes 0, or the loadings differ in sign; or the
                         restriction is rejected (p < alpha) and a practical index speaks against it
    holds                all loadings are clear of 0, no practical index speaks against the
                         restriction, and it is not rejected, or is rejected with an RMSEA of the
                         difference whose 90 % interval ends at .08 or below

    The practical indices are the loss of CFI (at most .01) and the target coefficient (at least
    ``min_target``). A large p alone proves nothing, so "holds" needs the loadings and the practical
    indices too; its reason tells how large a misfit the data cannot exclude. Within a full
    measurement model the target coefficient stays near 1, since both chi-squares hold the misfit of
    all other constructs: it can refute, but supports little.
    """
    verdict, reason = _decide(within, records, loadings, alpha, min_target)
    verdict_alone, on_alone = _decide_alone(alone, alpha, min_target)
    return ContestVerdict(
        construct, verdict, verdict_alone, reason + on_alone, within, alpha, min_target
    )


def _decide(
    c: Comparison,
    records: Mapping[str, Mapping[str, Any]],
    loadings: pd.DataFrame,
    alpha: float,
    min_target: float,
) -> tuple[Verdict, Reason]:
    obstacle = _obstacle(c, records, loadings)
    if obstacle:
        return "not estimable", obstacle
    if c.equivalent:
        return "not distinguishable", _equivalence(c)
    weak = _weak_loadings(loadings)
    if weak:
        return "does not hold", weak
    return _decide_on_fit(c, alpha, min_target)


def _decide_alone(c: Comparison, alpha: float, min_target: float) -> tuple[Verdict, Reason]:
    if c.equivalent:
        return "not distinguishable", _equivalence(c)
    if not c.estimable:
        return "not estimable", Reason(
            "Seul, le construit ne se juge pas : un modèle n'a pas convergé ou ils ne sont pas "
            "emboîtés.",
            "On its own the construct cannot be judged: a model did not converge, or they are not "
            "nested.",
        )
    return _decide_on_fit(c, alpha, min_target)[0], Reason("", "")


def _decide_on_fit(c: Comparison, alpha: float, min_target: float) -> tuple[Verdict, Reason]:
    rejected = c.pvalue < alpha
    practical = c.delta_cfi >= -LARGEST_CFI_LOSS and c.target_coefficient >= min_target
    facts = _facts(c, min_target)
    if practical and (not rejected or c.rmsea_diff_ci_upper <= CLOSE_RMSEA):
        return "holds", facts + _misfit_left(c, rejected)
    if rejected and not practical:
        return "does not hold", facts + Reason(
            "La contrainte est rejetée et la perte d'ajustement compte.",
            "The restriction is rejected, and the loss of fit is of substance.",
        )
    return "not distinguishable", facts + Reason(
        "Les critères se contredisent : les données ne tranchent pas.",
        "The criteria disagree: the data do not decide.",
    )


def _obstacle(
    c: Comparison, records: Mapping[str, Mapping[str, Any]], loadings: pd.DataFrame
) -> Reason | None:
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
            "Le modèle de second ordre n'est pas emboîté dans le modèle à facteurs corrélés "
            f"(différence de degrés de liberté : {c.df_diff:g}).",
            "The second-order model is not nested in the correlated one (difference in degrees of "
            f"freedom: {c.df_diff:g}).",
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


def _weak_loadings(loadings: pd.DataFrame) -> Reason | None:
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


def _equivalence(c: Comparison) -> Reason:
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


def _facts(c: Comparison, min_target: float) -> Reason:
    def told(language: str, target: str, least: str) -> str:
        return (
            f"Δχ²({c.df_diff:g}) = {shown(c.chisq_diff, 'num2', language)}, "
            f"{p_text(c.pvalue, language)}, ΔCFI = {shown(c.delta_cfi, 'r3', language)}, "
            f"{target} = {shown(c.target_coefficient, 'r3', language)} "
            f"({least} {shown(min_target, 'r2', language)})."
        )

    return Reason(
        told("fr", "coefficient cible", "attendu : au moins"),
        told("en", "target coefficient", "expected: at least"),
    )


def _misfit_left(c: Comparison, rejected: bool) -> Reason:
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
