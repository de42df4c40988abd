"""Contenders that the data prefer to a second-order factor, or cannot tell from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from surveysem.numbers import shown
from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.second_order.criteria import Criteria
from surveysem.survey.wording import Reason, is_number, p_text

CALLED = {
    "correlated": Reason("facteurs corrélés", "correlated factors"),
    "second_order": Reason("second ordre", "second order"),
}
MODELS = {
    "one_factor": Reason("Le modèle à un facteur", "The one-factor model"),
    "bifactor": Reason("Le modèle bifactoriel", "The bifactor model"),
    "cross_loadings": Reason(
        "Le modèle de second ordre à saturations croisées",
        "The second-order model with cross-loadings",
    ),
}
BLURRED = Reason(
    "Les dimensions sont moins nettes que la structure de second ordre ne le suppose.",
    "The dimensions are less clear-cut than the second-order structure supposes.",
)
ANYTHING = Reason(
    "Un modèle bifactoriel s'ajuste mieux à presque n'importe quelles données, même tirées d'une "
    "structure de second ordre : son avantage ne réfute pas celle-ci (Bonifay et al., "
    "2017 ; Greene et al., 2019).",
    "A bifactor model fits almost any data better, even data with a second-order structure: its "
    "advantage does not refute that structure (Bonifay et al., 2017; Greene et al., 2019).",
)

Standing = Literal["better", "level", "behind", "unusable"]


@dataclass(frozen=True, slots=True)
class Rival:
    """Where another contender stands beside the second-order model.

    ``comparison`` is the one it rests on: second order against a more general contender, or one
    factor against correlated factors; ``rejects`` says whether its chi-square difference rejects
    the restriction.
    """

    name: str
    standing: Standing
    comparison: Comparison
    rejects: bool

    @property
    def counts(self) -> bool:
        """Whether the data do not prefer the second-order model to it."""
        return self.standing in ("better", "level")


def find_rivals(
    comparisons: Iterable[Comparison],
    records: Mapping[str, Mapping[str, Any]],
    criteria: Criteria,
) -> tuple[Rival, ...]:
    """Where one factor, the bifactor model and the model with cross-loadings stand.

    better     BIC favours the contender by more than ``delta_bic`` points (Raftery, 1995)
    level      the BICs lie within ``delta_bic`` points of each other
    behind     BIC favours the second-order model, or correlated factors against one factor
    unusable   the contender did not converge or is not admissible

    An estimator without a BIC takes the chi-square difference and CFI instead: a more general
    contender is better when the restriction is rejected (p < alpha) with a loss of CFI above
    ``delta_cfi``, and one factor is level when it is not rejected. The chi-square difference alone
    does not make a rival: it rejects in favour of any model that is flexible enough.
    """
    return tuple(
        Rival(name, _standing(c, name, records[name], criteria), c, bool(c.pvalue < criteria.alpha))
        for c in comparisons
        if (name := _challenger(c)) is not None
    )


def told(rivals: Iterable[Rival]) -> Reason:
    """What each contender adds to the reason of a verdict; empty where there is none."""
    found = Reason("", "")
    for rival in rivals:
        found = found + _SENTENCES[rival.standing](rival)
    return found


def _challenger(c: Comparison) -> str | None:
    if (c.restricted, c.general) == ("one_factor", "correlated"):
        return "one_factor"
    if c.restricted == "second_order" and c.general in ("bifactor", "cross_loadings"):
        return c.general
    return None


def _standing(c: Comparison, name: str, record: Mapping[str, Any], criteria: Criteria) -> Standing:
    if not (record["converged"] and record["admissible"]):
        return "unusable"
    simpler = name == c.restricted
    if is_number(c.delta_bic):
        gain = -c.delta_bic if simpler else c.delta_bic
        weak = criteria.delta_bic
        return "better" if gain > weak else "level" if gain >= -weak else "behind"
    if not c.estimable:
        return "level" if c.equivalent else "behind"
    rejected = c.pvalue < criteria.alpha
    if simpler:
        return "behind" if rejected else "level"
    return "better" if rejected and c.delta_cfi < -criteria.delta_cfi else "behind"


def _better(rival: Rival) -> Reason:
    name, facts = MODELS[rival.name], _facts(rival)
    if rival.name == "one_factor":
        return Reason(
            f"Un seul facteur suffit : il est préféré aux facteurs corrélés ({facts.fr}).",
            f"One factor is enough: it is preferred to correlated factors ({facts.en}).",
        )
    found = Reason(
        f"{name.fr} s'ajuste mieux ({facts.fr}).", f"{name.en} fits better ({facts.en})."
    )
    return found + (ANYTHING if rival.name == "bifactor" else BLURRED)


def _level(rival: Rival) -> Reason:
    name, facts = MODELS[rival.name], _facts(rival)
    return Reason(
        f"{name.fr} s'ajuste aussi bien ({facts.fr}) : les données ne les départagent pas.",
        f"{name.en} fits as well ({facts.en}): the data do not tell the two apart.",
    )


def _behind(rival: Rival) -> Reason:
    name, facts = MODELS[rival.name], _facts(rival)
    if rival.name == "one_factor":
        return Reason("", "")
    found = Reason(
        f"{name.fr}, plus souple, n'est pas préféré ({facts.fr}).",
        f"{name.en}, which is more flexible, is not preferred ({facts.en}).",
    )
    if not rival.rejects:
        return found
    return found + Reason(
        "La différence de χ² à elle seule parlerait pour lui ; la règle s'en tient au BIC.",
        "The χ² difference alone would speak for it; the rule goes by BIC.",
    )


def _unusable(rival: Rival) -> Reason:
    name = MODELS[rival.name]
    return Reason(
        f"{name.fr} n'a pas de solution convergée et admissible : il ne compte pas.",
        f"{name.en} has no converged and admissible solution: it does not count.",
    )


_SENTENCES = {"better": _better, "level": _level, "behind": _behind, "unusable": _unusable}


def _facts(rival: Rival) -> Reason:
    """The BIC of the restricted model minus that of the general one, and the test."""
    c = rival.comparison

    def listed(language: str) -> str:
        parts = []
        if is_number(c.delta_bic):
            parts.append(f"ΔBIC = {shown(c.delta_bic, 'num1', language)}")
        if c.estimable:
            chisq = shown(c.chisq_diff, "num2", language)
            parts.append(f"Δχ²({c.df_diff:g}) = {chisq}, {p_text(c.pvalue, language)}")
        return ", ".join(parts)

    return Reason(listed("fr"), listed("en"))
