"""The verdict on a second-order construct, by one pure function with its rule in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from surveysem.survey.second_order import sentences
from surveysem.survey.second_order.comparison import Comparison
from surveysem.survey.second_order.criteria import Criteria
from surveysem.survey.second_order.obstacles import find_obstacle, find_weak_loadings
from surveysem.survey.second_order.rivals import Rival, told
from surveysem.survey.wording import Names, Reason, is_number

Verdict = Literal["holds", "not distinguishable", "does not hold", "not estimable"]

NUMBERS = (
    "chisq_diff",
    "df_diff",
    "pvalue",
    "delta_cfi",
    "target_coefficient",
    "target_ci_lower",
    "target_ci_upper",
    "delta_aic",
    "delta_bic",
    "rmsea_diff",
    "rmsea_diff_ci_lower",
    "rmsea_diff_ci_upper",
)


@dataclass(frozen=True, slots=True)
class ContestVerdict:
    """``verdict`` is the one to report; ``verdict_alone`` that of the construct on its own.

    ``rivals`` and ``rivals_alone`` name the contenders from which "not distinguishable" does not
    tell the second-order model, empty for every other verdict; ``bifactor`` is where the bifactor
    model stands, None where it is no contender. ``within`` is the comparison the verdict rests on.
    """

    construct: str
    verdict: Verdict
    verdict_alone: Verdict
    rivals: tuple[str, ...]
    rivals_alone: tuple[str, ...]
    bifactor: str | None
    reason: Reason
    within: Comparison
    criteria: Criteria

    def record(self) -> dict[str, Any]:
        """JSON-safe: a number that cannot be had is null, with the reason beside it."""
        numbers = {
            name: value if is_number(value := getattr(self.within, name)) else None
            for name in NUMBERS
        }
        return {
            "construct": self.construct,
            "verdict": self.verdict,
            "verdict_alone": self.verdict_alone,
            "rivals": list(self.rivals),
            "rivals_alone": list(self.rivals_alone),
            "bifactor": self.bifactor,
            "reason_fr": self.reason.fr,
            "reason_en": self.reason.en,
            **numbers,
            "equivalent": self.within.equivalent,
            "alpha": self.criteria.alpha,
            "not_computed": {
                name: _why_not(name) for name, value in numbers.items() if value is None
            },
        }


def _why_not(name: str) -> str:
    if name.startswith("target_ci"):
        return "there are moments without respondents, or the restricted model does not fit worse"
    if name in ("delta_aic", "delta_bic"):
        return "a model did not converge, or the estimator has no likelihood"
    return "the two models are not both converged and nested, or have no test"


def judge_contest(
    alone: Comparison,
    within: Comparison,
    records: Mapping[str, Mapping[str, Any]],
    loadings: pd.DataFrame,
    *,
    construct: str,
    criteria: Criteria,
    rivals: Sequence[Rival] = (),
    rivals_alone: Sequence[Rival] = (),
    names: Names | None = None,
) -> ContestVerdict:
    """Does a second-order construct stand? Both comparisons are second order against correlated.

    ``names`` are the display names of the factors in the reason, by factor and language.

    not estimable        a model of the contrast did not converge or is not admissible, the two are
                         not nested or their difference has no test, or a second-order loading is 1
                         or more or has no interval
    not distinguishable  the two models are equivalent; or the criteria disagree; or the construct
                         would hold, but one factor, the bifactor model or the model with
                         cross-loadings is better or level (`find_rivals`)
    does not hold        a loading's interval includes 0, or the loadings differ in sign; or the
                         restriction is rejected (p < alpha) and a practical index speaks against it
    holds                all loadings are clear of 0, no practical index speaks against the
                         restriction, and it is not rejected, or is rejected with an RMSEA of the
                         difference whose 90 % interval ends at ``rmsea_diff`` or below (bounds of
                         RMSEA apply to that of a difference: Savalei, Brace and Fouladi, 2023); and
                         no contender is better or level

    The practical indices are the loss of CFI (at most ``delta_cfi``) and the target coefficient
    (at least ``target_coefficient``). A large p alone proves nothing, so "holds" needs the loadings
    and the practical indices too; its reason tells how large a misfit the data cannot exclude.
    Within a full measurement model the target coefficient stays near 1, since both chi-squares hold
    the misfit of all other constructs: it can refute, but supports little.
    """
    found, reason = _decide(within, records, loadings, criteria, names or {})
    verdict, named, added = _against(found, rivals)
    found_alone, on_alone = _decide_alone(alone, criteria)
    verdict_alone, named_alone, _ = _against(found_alone, rivals_alone)
    return ContestVerdict(
        construct,
        verdict,
        verdict_alone,
        named,
        named_alone,
        next((rival.standing for rival in rivals if rival.name == "bifactor"), None),
        reason + added + on_alone,
        within,
        criteria,
    )


def _against(found: Verdict, rivals: Sequence[Rival]) -> tuple[Verdict, tuple[str, ...], Reason]:
    """The verdict with the rivals counted in, their names, and what they add to the reason."""
    if found not in ("holds", "not distinguishable"):
        return found, (), Reason("", "")
    names = tuple(rival.name for rival in rivals if rival.counts)
    first = ("correlated",) if found == "not distinguishable" else ()
    verdict: Verdict = "not distinguishable" if first or names else "holds"
    return verdict, (*first, *names), told(rivals)


def _decide(
    c: Comparison,
    records: Mapping[str, Mapping[str, Any]],
    loadings: pd.DataFrame,
    criteria: Criteria,
    names: Names,
) -> tuple[Verdict, Reason]:
    obstacle = find_obstacle(c, records, loadings, names)
    if obstacle:
        return "not estimable", obstacle
    if c.equivalent:
        return "not distinguishable", sentences.equivalence(c)
    weak = find_weak_loadings(loadings, names)
    if weak:
        return "does not hold", weak
    return _decide_on_fit(c, criteria)


def _decide_alone(c: Comparison, criteria: Criteria) -> tuple[Verdict, Reason]:
    if c.equivalent:
        return "not distinguishable", sentences.equivalence(c)
    if not c.estimable:
        return "not estimable", Reason(
            "Seul, le construit ne se juge pas : un modèle n'a pas convergé, ou leur différence "
            "n'a pas de test.",
            "On its own the construct cannot be judged: a model did not converge, or their "
            "difference has no test.",
        )
    return _decide_on_fit(c, criteria)[0], Reason("", "")


def _decide_on_fit(c: Comparison, criteria: Criteria) -> tuple[Verdict, Reason]:
    rejected, least = c.pvalue < criteria.alpha, criteria.target_coefficient
    practical = c.delta_cfi >= -criteria.delta_cfi and c.target_coefficient >= least
    facts = sentences.facts_of_fit(c, least)
    if practical and (not rejected or c.rmsea_diff_ci_upper <= criteria.rmsea_diff):
        return "holds", facts + sentences.misfit_left(c, rejected)
    if rejected and not practical:
        return "does not hold", facts + Reason(
            "La contrainte est rejetée et la perte d'ajustement compte.",
            "The restriction is rejected, and the loss of fit is of substance.",
        )
    return "not distinguishable", facts + Reason(
        "Les critères se contredisent : les données ne tranchent pas.",
        "The criteria disagree: the data do not decide.",
    )
