"""What a study compares: groups of respondents, and rival structural models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveysem.study import codebook, judged
from surveysem.study.configuration import Config, dig, key
from surveysem.study.draft import Draft, unknown
from surveysem.study.faults import Fault
from surveysem.study.models import Names
from surveysem.study.schema import Place

GROUPINGS: Place = ("confirm", "invariance", "groupings")
DELTA_AIC: Place = ("hypotheses", "delta_aic")
LISTS: tuple[Place, ...] = (("confirm", "invariance", "models"), ("hypotheses", "rivals"))


def model_places(config: Config) -> list[Place]:
    """Where the configuration names models to compare."""
    return [(*place, i) for place in LISTS for i, _ in enumerate(dig(config, place, ()))]


def grouping_faults(draft: Draft) -> Iterator[Fault]:
    """Groupings by what is neither group nor control, or that cut categories."""
    roles = {row["variable"]: row["role"] for row in draft.items}
    known = tuple(name for name, role in roles.items() if role in ("group", "control"))
    for position, one in enumerate(dig(draft.config, GROUPINGS, ())):
        name = one.get("variable")
        if name is not None and name not in known:
            place = (*GROUPINGS, position, "variable")
            yield unknown(draft, place, known, f"the groups and controls of {codebook.FILE}")
        elif roles.get(name) == "control" and "split" not in one:
            expected = f"a split (`median` or cuts), since {name} is a number"
            yield _fault(draft, (*GROUPINGS, position), "no `split`", expected)
        elif roles.get(name) == "group" and "split" in one:
            expected = f"no split, since the values of {name} are the groups"
            yield _fault(draft, (*GROUPINGS, position, "split"), "`split`", expected)


def rival_faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    """Rivals of no structural model, of itself, or with other observed variables."""
    place = LISTS[1]
    rows = (row["model"] for row in draft.hypotheses if row["kind"] != judged.SECOND_ORDER)
    judged_in = next(rows, None)
    known = set(draft.items.column("variable"))
    if dig(draft.config, place, ()) and dig(draft.config, DELTA_AIC) is None:
        expected = (
            "`delta_aic` beside it: what a distance from the lowest AIC says, with its source"
        )
        yield _fault(draft, place, "`rivals` alone", expected)
    for position, rival in enumerate(dig(draft.config, place, ())):
        at = (*place, position)
        if judged_in is None:
            yield _fault(draft, at, f"`{rival}`", f"a hypothesis on a path in {judged.HYPOTHESES}")
        elif rival == judged_in:
            expected = f"another model than the one of the hypotheses, {judged_in}"
            yield _fault(draft, at, f"`{rival}`", expected)
        elif any(named[name].interactions for name in (rival, judged_in) if name in named):
            expected = "models without interactions, whose products are variables of their own"
            yield _fault(draft, at, f"`{rival}` beside `{judged_in}`", expected)
        elif {rival, judged_in} <= set(named):
            differ = set(named[rival].observed) ^ set(named[judged_in].observed)
            # A name that items.tsv lacks has a fault of its own.
            if differ and differ <= known:
                one = min(differ)
                expected = f"a model with the observed variables of {judged_in} ({one} is in one)"
                yield _fault(draft, at, f"`{rival}`", expected)


def _fault(draft: Draft, place: Place, found: str, expected: str) -> Fault:
    file, line = draft.text.place(place, draft.config)
    return Fault(file, found, expected, line, key(*place))
