"""Whether the configuration names what the study has: languages, constructs, models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surveysem.study import codebook, compared, contenders, judged, models
from surveysem.study.configuration import FILE, dig, key
from surveysem.study.draft import Draft, unknown
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.models import Names
from surveysem.study.schema import Place

OF_ORDERED = ("WLSMV", "ULSMV")
FOR_ORDERED = (*OF_ORDERED, "DWLS", "WLS")
TEXTS: tuple[Place, ...] = (("study", "title"), ("study", "note"))


def faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    """Names in the configuration that the tables and models do not know.

    ``named`` holds the models that could be read.
    """
    yield from _language_faults(draft)
    yield from _model_faults(draft)
    yield from compared.rival_faults(draft, named)
    yield from _estimation_faults(draft)
    yield from _second_order_faults(draft, named)
    yield from _wave_faults(draft)
    if draft.whole(draft.items):
        yield from _set_faults(draft)
        yield from _nonresponse_faults(draft)
        yield from compared.grouping_faults(draft)
        yield from _marker_faults(draft, named)
        yield from _power_size_faults(draft)
    if draft.whole(draft.hypotheses):
        yield from _prior_faults(draft)
    if draft.whole(draft.hypotheses):
        yield from _specification_faults(draft)
    if len(draft.hypotheses) and "hypotheses" not in draft.config:
        expected = f"it, since there is a {judged.HYPOTHESES}"
        yield Fault(FILE, "no such key", expected, at=key("hypotheses"))


def _language_faults(draft: Draft) -> Iterator[Fault]:
    """Texts that a language of the report lacks."""
    constructs = dig(draft.config, "constructs", {})
    for place in (*TEXTS, *(("constructs", name) for name in constructs)):
        written = dig(draft.config, place)
        for language in dig(draft.config, "study/languages", ()):
            if written is not None and language not in written:
                file, line = draft.text.place(place, draft.config)
                expected = f"a text in {language}, a language of the report"
                yield Fault(file, f"no `{language}`", expected, line, key(*place))


def _estimation_faults(draft: Draft) -> Iterator[Fault]:
    """Choices of estimation that do not go together."""
    estimator, missing = (dig(draft.config, f"confirm/{name}") for name in ("estimator", "missing"))
    convention = dig(draft.config, "confirm/convention", "lavaan")
    if dig(draft.config, "confirm/ordered", False):
        yield from _ordered_faults(draft, estimator, convention, missing)
        return
    if estimator in OF_ORDERED:
        yield _mismatch(draft, "estimator", "`ordered: true` with it, or MLM or MLR")
        return
    incomplete = missing in ("fiml", "two-stage")
    if missing == "pairwise":
        yield _mismatch(
            draft, "missing", "`fiml` or `two-stage`, which carry a test, or `listwise`"
        )
    if convention != "lavaan" and incomplete:
        yield _mismatch(draft, "convention", f"`lavaan` with missing: {missing}")
    elif not _has(convention, estimator):
        yield _mismatch(draft, "convention", f"`lavaan` with estimator {estimator}")
    if incomplete and estimator not in ("ML", "MLR", None):
        yield _mismatch(
            draft, "missing", f"`listwise` with estimator {estimator}, or estimator MLR"
        )


def _has(convention: str, estimator: str | None) -> bool:
    """Whether a convention knows the estimator."""
    known = {"wishart": ("ML", "MLM", "MLMV", "MLR"), "amos": ("ML", "GLS", "WLS")}
    return estimator is None or convention not in known or estimator in known[convention]


def _ordered_faults(
    draft: Draft, estimator: str | None, convention: str, missing: str | None
) -> Iterator[Fault]:
    if estimator not in (*FOR_ORDERED, None):
        yield _mismatch(draft, "estimator", f"{', '.join(FOR_ORDERED)} with ordered: true")
    if convention != "lavaan":
        yield _mismatch(draft, "convention", "`lavaan` with ordered: true")
    if missing in ("fiml", "two-stage"):
        yield _mismatch(draft, "missing", "`listwise` or `pairwise` with ordered: true")


def _mismatch(draft: Draft, name: str, expected: str) -> Fault:
    place: Place = ("confirm", name)
    file, line = draft.text.place(place, draft.config)
    return Fault(file, f"`{dig(draft.config, place)}`", expected, line, key(*place))


def _model_faults(draft: Draft) -> Iterator[Fault]:
    places: list[Place] = [("confirm", "model")]
    for scope in contenders.SCOPES:
        stated = dig(draft.config, f"second_order/{scope}", {})
        places += [("second_order", scope, contender) for contender in stated]
    places += compared.model_places(draft.config)
    for place in places:
        if dig(draft.config, place, next(iter(draft.models), "")) not in draft.models:
            yield unknown(draft, place, tuple(draft.models), models.FOLDER)


def _second_order_faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    """A second-order construct without a name, or models that do not fit the contest."""
    place: Place = ("second_order", "construct")
    construct, constructs = dig(draft.config, place), tuple(dig(draft.config, "constructs", ()))
    if construct is None:
        return
    if construct not in constructs:
        yield unknown(draft, place, constructs, "constructs")
        return
    yield from contenders.faults(draft, named, construct)


def _set_faults(draft: Draft) -> Iterator[Fault]:
    """Sets of items of unknown constructs, or with as many factors as items."""
    measured = [row["construct"] for row in codebook.items(draft.items)]
    for name, one in dig(draft.config, "explore/sets", {}).items():
        place: Place = ("explore", "sets", name)
        asked = one.get("constructs", ())
        absent = [position for position, each in enumerate(asked) if each not in measured]
        for position in absent:
            known = tuple(dict.fromkeys(measured))
            yield unknown(draft, (*place, "constructs", position), known, codebook.FILE)
        n_items, factors = sum(map(measured.count, asked)), one.get("factors", 0)
        if not absent and asked and factors >= n_items:
            place = (*place, "factors")
            file, line = draft.text.place(place, draft.config)
            expected = f"fewer factors than the {n_items} items of the set"
            yield Fault(file, f"`{factors}`", expected, line, key(*place))


def _wave_faults(draft: Draft) -> Iterator[Fault]:
    """Waves that confirm the items of the first one, and yet may each drop their own."""
    place: Place = ("clean", "item_missing", "action")
    by_wave = dig(draft.config, "explore/respondents") == "waves"
    if by_wave and dig(draft.config, place) == "drop":
        file, line = draft.text.place(place, draft.config)
        expected = "`flag`: with explore/respondents `waves` the later waves keep the first's items"
        yield Fault(file, "`drop`", expected, line, key(*place))


def _specification_faults(draft: Draft) -> Iterator[Fault]:
    """Choices to judge hypotheses under, where no hypothesis is on a structural model."""
    place: Place = ("hypotheses", "specifications")
    structural = any(row["kind"] != judged.SECOND_ORDER for row in draft.hypotheses)
    if dig(draft.config, place) is not None and len(draft.hypotheses) and not structural:
        file, line = draft.text.place(place, draft.config)
        expected = "no such key, or a hypothesis of another kind than second_order"
        yield Fault(file, "second-order hypotheses alone", expected, line, key(*place))


def _nonresponse_faults(draft: Draft) -> Iterator[Fault]:
    """A variable for early and late respondents that is no group of the codebook."""
    place: Place = ("clean", "nonresponse", "variable")
    groups = tuple(row["variable"] for row in draft.items if row["role"] == "group")
    if dig(draft.config, place) is not None and dig(draft.config, place) not in groups:
        yield unknown(draft, place, groups, f"the groups of {codebook.FILE}")


def _marker_faults(draft: Draft, named: Mapping[str, Names]) -> Iterator[Fault]:
    """A marker that is no construct, has a single item, lies in the model or lacks a level."""
    place: Place = ("confirm", "common_method", "marker")
    marker, items = dig(draft.config, place), codebook.items(draft.items)
    at_alpha: Place = ("confirm", "common_method", "alpha")
    alpha = dig(draft.config, at_alpha)
    if (marker is None) != (alpha is None):
        file, line = draft.text.place(at_alpha if marker is None else place, draft.config)
        expected = (
            "none without a marker" if marker is None else "a level for the tests of the marker"
        )
        yield Fault(
            file, f"`{alpha}`" if marker is None else "no such key", expected, line, key(*at_alpha)
        )
        return
    if marker is None:
        return
    known = tuple(dict.fromkeys(row["construct"] for row in items))
    if marker not in known:
        yield unknown(draft, place, known, f"the constructs of {codebook.FILE}")
        return
    file, line = draft.text.place(place, draft.config)
    own = {row["variable"] for row in items if row["construct"] == marker}
    model = dig(draft.config, "confirm/model")
    if len(own) < 2:
        expected = f"a construct with two items or more in {codebook.FILE}"
        yield Fault(file, f"`{marker}`", expected, line, key(*place))
    elif model in named and own & set(named[model].observed):
        expected = f"a construct whose items are not in {models.file(model)}"
        yield Fault(file, f"`{marker}`", expected, line, key(*place))


def _power_size_faults(draft: Draft) -> Iterator[Fault]:
    """Sizes of the power analysis at which the covariances of the items are singular."""
    place: Place = ("hypotheses", "power", "n")
    n_items = len(codebook.items(draft.items))
    for position, size in enumerate(dig(draft.config, place, ())):
        if size <= n_items:
            file, line = draft.text.place((*place, position), draft.config)
            expected = f"more than the {n_items} items of {codebook.FILE}"
            yield Fault(file, f"`{size}`", expected, line, key(*place))


def _prior_faults(draft: Draft) -> Iterator[Fault]:
    """Published effects of hypotheses that are unknown, or about no single path."""
    place: Place = ("hypotheses", "power", "prior")
    paths = tuple(row["id"] for row in draft.hypotheses if row["op"] == "~")
    for name in dig(draft.config, place, {}):
        if name not in paths:
            file, line = draft.text.place((*place, name), draft.config)
            expected = one_of(paths, f"rows of {judged.HYPOTHESES} whose op is `~`")
            yield Fault(file, f"`{name}`", expected, line, key(*place), nearest(name, paths))
