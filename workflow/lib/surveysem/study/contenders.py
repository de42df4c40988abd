"""Whether the models of the second-order contest are what their keys say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveysem.study.configuration import dig, key
from surveysem.study.draft import Draft
from surveysem.study.faults import Fault
from surveysem.study.models import Names
from surveysem.study.schema import Place

SCOPES = ("alone", "within")
OF_CONSTRUCT = ("second_order", "bifactor", "cross_loadings")
LOADS = "=~"


def faults(draft: Draft, named: Mapping[str, Names], construct: str) -> Iterator[Fault]:
    """Contenders without the construct, of other items, or of another kind than their key."""
    for scope in SCOPES:
        stated = dig(draft.config, f"second_order/{scope}", {})
        known = {name: named[model] for name, model in stated.items() if model in named}
        for name, expected in _expected(known, construct):
            place: Place = ("second_order", scope, name)
            file, line = draft.text.place(place, draft.config)
            yield Fault(file, f"`{stated[name]}`", expected, line, key(*place))


def _expected(known: Mapping[str, Names], construct: str) -> Iterator[tuple[str, str]]:
    """The key of each contender at fault, and what stands for it."""
    bare = [name for name in OF_CONSTRUCT if name in known and construct not in known[name].latent]
    yield from ((name, f"a model in which {construct} is a factor") for name in bare)
    second = known.get("second_order")
    if second is None or bare:
        return
    items = set(second.observed)
    for name, model in known.items():
        odd = sorted(items ^ set(model.observed))
        if odd:
            listed = ", ".join(odd)
            yield name, f"a model of the items that second_order has too, which {listed} are not"
    if "cross_loadings" in known and not _loadings(second) < _loadings(known["cross_loadings"]):
        yield "cross_loadings", "every loading of the model at second_order, and at least one more"
    if "bifactor" in known:
        correlated = _correlated(known["bifactor"], construct)
        if correlated:
            lhs, rhs = correlated
            yield "bifactor", f"orthogonal factors, as by the line {lhs} ~~ 0*{rhs}"


def _loadings(model: Names) -> set[tuple[str, str]]:
    return {(lhs, rhs) for lhs, op, rhs in model.parameters if op == LOADS}


def _correlated(model: Names, construct: str) -> tuple[str, str] | None:
    """A pair of factors of the construct's items with a covariance that is not held at 0."""
    loadings = _loadings(model)
    items = {rhs for lhs, rhs in loadings if lhs == construct}
    factors = {lhs for lhs, rhs in loadings if rhs in items}
    return next(
        (
            (lhs, rhs)
            for lhs, op, rhs in model.parameters
            if op == "~~"
            and lhs != rhs
            and {lhs, rhs} <= factors
            and model.fixed.get((lhs, op, rhs)) != 0
        ),
        None,
    )
