"""One hypothesis against its evidence: the rule of every verdict, as a pure function."""

import math
from dataclasses import dataclass
from typing import Literal

from surveysem.numbers import shown
from surveysem.survey.wording import Reason, interval_text, p_text

Verdict = Literal["supported", "contradicted", "undecided", "not estimable"]
EXPECTATIONS = ("+", "-", "!=0", "0")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one standardised effect.

    ``lower`` and ``upper`` end the 1 - alpha interval, ``pvalue_adjusted`` is Holm's within the
    family; ``inner_lower`` and ``inner_upper`` end the 1 - 2 alpha interval that equivalence is
    judged by, NaN where no bound is given.
    """

    lower: float
    upper: float
    pvalue_adjusted: float
    inner_lower: float = math.nan
    inner_upper: float = math.nan

    def mirrored(self) -> "Evidence":
        """The evidence on the same effect with its sign turned."""
        return Evidence(
            -self.upper, -self.lower, self.pvalue_adjusted, -self.inner_upper, -self.inner_lower
        )

    def within(self, bound: float) -> bool:
        """Whether the 1 - 2 alpha interval lies inside (-bound, bound)."""
        return -bound < self.inner_lower and self.inner_upper < bound


@dataclass(frozen=True, slots=True)
class Bound:
    """The largest effect that counts as none, and who proposed it; empty where nobody is named."""

    value: float
    source: str = ""

    def told(self, language: str) -> str:
        """``±.20 [source]``, as the language writes numbers."""
        source = f" [{self.source}]" if self.source else ""
        return f"±{shown(self.value, 'r2', language)}{source}"


def decide(
    expect: str,
    evidence: Evidence,
    alpha: float,
    bound: float | None = None,
    source: str = "",
) -> tuple[Verdict, Reason]:
    """Judge one hypothesis; the reason names the ``source`` of the bound where it quotes it.

    +     supported: interval above 0 and adjusted p < alpha. Contradicted: interval below 0 and
          adjusted p < alpha, or equivalent to 0 (1 - 2 alpha interval within the bound). Else
          undecided.
    -     the same with signs turned.
    !=0   supported: interval without 0 and adjusted p < alpha. Contradicted: equivalent to 0.
    0     supported: equivalent to 0. Contradicted: 1 - alpha interval wholly outside the bound.
          Never judged by p > alpha.

    An effect that is both clear of 0 and equivalent to it is real but negligible: undecided.
    """
    if expect == "0":
        edge = Bound(bound if bound is not None else math.nan, source)
        return _negligible(evidence, alpha, edge)
    if expect == "-":
        verdict, found = _directed(evidence.mirrored(), alpha, bound)
    elif expect == "+":
        verdict, found = _directed(evidence, alpha, bound)
    else:
        verdict, found = _nonzero(evidence, alpha, bound)
    return verdict, _told(found, evidence, alpha, None if bound is None else Bound(bound, source))


def _directed(e: Evidence, alpha: float, bound: float | None) -> tuple[Verdict, str]:
    equivalent = bound is not None and e.within(bound)
    if e.upper < 0:
        firm = e.pvalue_adjusted < alpha
        return ("contradicted", "opposite") if firm else ("undecided", "opposite, not after Holm")
    if e.lower > 0:
        return _confirmed(e, alpha, equivalent)
    return ("contradicted", "equivalent") if equivalent else ("undecided", "includes zero")


def _nonzero(e: Evidence, alpha: float, bound: float | None) -> tuple[Verdict, str]:
    equivalent = bound is not None and e.within(bound)
    if e.lower > 0 or e.upper < 0:
        return _confirmed(e, alpha, equivalent)
    return ("contradicted", "equivalent") if equivalent else ("undecided", "includes zero")


def _confirmed(e: Evidence, alpha: float, equivalent: bool) -> tuple[Verdict, str]:
    if equivalent:
        return "undecided", "negligible"
    return ("supported", "clear") if e.pvalue_adjusted < alpha else ("undecided", "not after Holm")


WORDS = {
    "clear": Reason(
        "exclut 0 dans le sens attendu, et l'effet résiste à la correction de Holm",
        "excludes 0 as expected, and the effect stands after Holm's adjustment",
    ),
    "not after Holm": Reason(
        "exclut 0, mais l'effet ne résiste pas à la correction de Holm",
        "excludes 0, but the effect does not stand after Holm's adjustment",
    ),
    "includes zero": Reason(
        "contient 0 : ni effet établi, ni absence d'effet établie",
        "includes 0: neither an effect nor its absence is established",
    ),
    "opposite": Reason(
        "exclut 0 dans le sens contraire, et l'effet résiste à la correction de Holm",
        "excludes 0 in the opposite direction, and the effect stands after Holm's adjustment",
    ),
    "opposite, not after Holm": Reason(
        "exclut 0 dans le sens contraire, mais l'effet ne résiste pas à la correction de Holm",
        "excludes 0 in the opposite direction, but the effect does not stand after Holm's "
        "adjustment",
    ),
    "equivalent": Reason(
        "contient 0, et l'effet est négligeable", "includes 0, and the effect is negligible"
    ),
    "negligible": Reason(
        "exclut 0, mais l'effet est négligeable", "excludes 0, but the effect is negligible"
    ),
}


def _told(found: str, e: Evidence, alpha: float, bound: Bound | None) -> Reason:
    level, words = 1 - alpha, WORDS[found]
    holm = found in ("clear", "not after Holm", "opposite", "opposite, not after Holm")
    inner = found in ("equivalent", "negligible") and bound is not None

    def tail(language: str) -> str:
        if holm:
            adjusted = "ajusté" if language == "fr" else "adjusted"
            return f" ({p_text(e.pvalue_adjusted, language)}, {adjusted})"
        return f" ({_inside(e, alpha, bound, language)})" if inner and bound else ""

    return Reason(
        f"L'intervalle à {shown(level, 'level', 'fr')} {interval_text(e.lower, e.upper, 'fr')} "
        f"{words.fr}{tail('fr')}.",
        f"The {shown(level, 'level', 'en')} interval {interval_text(e.lower, e.upper, 'en')} "
        f"{words.en}{tail('en')}.",
    )


def _inside(e: Evidence, alpha: float, bound: Bound, language: str) -> str:
    level, interval = 1 - 2 * alpha, interval_text(e.inner_lower, e.inner_upper, language)
    edge = bound.told(language)
    if language == "fr":
        return f"intervalle à {shown(level, 'level', 'fr')} {interval} à l'intérieur de {edge}"
    return f"{shown(level, 'level', 'en')} interval {interval} within {edge}"


def _negligible(e: Evidence, alpha: float, bound: Bound) -> tuple[Verdict, Reason]:
    if e.within(bound.value):
        return "supported", Reason(
            f"L'effet est négligeable : {_inside(e, alpha, bound, 'fr')}.",
            f"The effect is negligible: {_inside(e, alpha, bound, 'en')}.",
        )
    fr, en = interval_text(e.lower, e.upper, "fr"), interval_text(e.lower, e.upper, "en")
    edge = Reason(bound.told("fr"), bound.told("en"))
    outer, level = (_levels(x) for x in (1 - alpha, 1 - 2 * alpha))
    if e.lower > bound.value or e.upper < -bound.value:
        return "contradicted", Reason(
            f"L'intervalle à {outer.fr} {fr} est tout entier hors de {edge.fr} : "
            "l'effet n'est pas négligeable.",
            f"The {outer.en} interval {en} lies wholly outside {edge.en}: the "
            "effect is not negligible.",
        )
    inner = Reason(
        interval_text(e.inner_lower, e.inner_upper, "fr"),
        interval_text(e.inner_lower, e.inner_upper, "en"),
    )
    return "undecided", Reason(
        f"L'intervalle à {level.fr} {inner.fr} dépasse {edge.fr} : un effet "
        "négligeable n'est ni établi ni exclu.",
        f"The {level.en} interval {inner.en} reaches beyond {edge.en}: a "
        "negligible effect is neither established nor excluded.",
    )


def _levels(level: float) -> Reason:
    return Reason(shown(level, "level", "fr"), shown(level, "level", "en"))
