"""Sentences on what was heard and coded: interviews, matrices, coders, saturation."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.cases.collection import ALL, Collection, records
from surveysem.reporting.escape import Markdown, escape
from surveysem.reporting.tables.cases_matrices import first_rows
from surveysem.reporting.tables.model import Table
from surveysem.reporting.text import Text, spaced

Tables = Mapping[str, Table]
BREAK = Markdown("")
"""Begins another paragraph."""


def material(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """What was studied: the study's own note, cases, partners, interviews, coders."""
    if collection.note:
        yield escape(collection.note)
    if collection.choices.get("synthetic"):
        yield text("cases.synthetic")
    yield BREAK
    heard, coded = collection.rows("interviews"), collection.rows("segments")
    yield text(
        "cases.studied",
        cases=len(collection.cases),
        partners=sum(len(collection.partners(case)) for case in collection.cases),
        interviews=len(heard),
        words=int(heard["words"].sum()),
        segments=len(coded),
        codes=int(coded["code"].nunique()) if len(coded) else 0,
        themes=int(coded["theme"].nunique()) if len(coded) else 0,
        table=collection.reference("studied"),
    )
    if collection.place("attributes") in tables:
        yield text("cases.attributes", table=collection.reference("attributes"))
    dates = sorted(str(date) for date in heard["date"] if not is_missing(date) and str(date))
    if dates:
        yield text("cases.dates", first=dates[0], last=dates[-1])
    yield _coders(collection, coded, text)
    if collection.place("codes") in tables:
        yield text("cases.codebook", table=collection.reference("codes"))
    alone = [
        case for case in collection.cases if heard[heard["case"] == case]["partner"].nunique() < 2
    ]
    if alone:
        yield text("cases.alone", count=len(alone), names=text.joined(alone))


def _coders(collection: Collection, coded: pd.DataFrame, text: Text) -> Markdown:
    count = int(coded["coder"].nunique()) if len(coded) else 0
    if count < 2:
        return text("cases.one_coder")
    counted = str(collection.choices.get("counted") or "all")
    key = "cases.several_coders_all" if counted == "all" else "cases.several_coders_one"
    return text(key, count=count, coder=counted)


def matrices(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """How to read the matrices, and what two sources make of the themes."""
    found = [table for table in tables.values() if _is_matrix(table, collection)]
    if not found:
        return
    one = next(iter(found))
    reference = Markdown(f"[@tbl-{one.name.replace('_', '-')}]")
    yield text("cases.matrices", count=len(found), table=reference)
    listed = tables.get(collection.place("segments"))
    if listed is not None and first_rows(collection):
        yield text("cases.linked", table=collection.reference("segments"))
    elif listed is not None:
        yield text("cases.in_workbook", sheet=listed.name)
    quoted = tables.get(collection.place("quotes"))
    yield (
        text("cases.quoted", count=len(quoted.frame), table=collection.reference("quotes"))
        if quoted is not None and quoted.in_print
        else text("cases.unquoted")
    )
    yield BREAK
    yield from _double(collection, text)


def _is_matrix(table: Table, collection: Collection) -> bool:
    return table.kind.startswith("cases_matrix") and table.name.startswith(
        collection.place("matrix")
    )


def _double(collection: Collection, text: Text) -> Iterator[Markdown]:
    """Counts of what both say, one says alone and what they contradict; then the agreement."""
    found = collection.rows("double_source")
    if found.empty:
        return
    counts = found["finding"].value_counts()
    spoken = found[found["finding"] != "neither"]
    yield text(
        "cases.double_source",
        pairs=len(spoken),
        both=int(counts.get("both", 0)),
        alone=int(counts.get("a alone", 0) + counts.get("b alone", 0)),
        contradicted=int(counts.get("contradict", 0)),
    )
    apart = records(found[found["finding"] == "contradict"])
    if apart:
        told = [f"{collection.theme(row['theme'])} ({row['case']})" for row in apart]
        yield text("cases.contradicted", names=text.joined(told))
    agreed = collection.records("source_agreement")
    whole = [row for row in agreed if row["case"] == ALL and row["coefficient"] == "alpha"]
    for row in whole:
        yield _source_agreement(row, collection, text)


def _source_agreement(row: Mapping[str, object], collection: Collection, text: Text) -> Markdown:
    table = collection.reference("sources")
    if is_missing(row["value"]):
        return text("cases.sources_without", reason=_reason(row, text), table=table)
    return text(
        "cases.sources",
        value=row["value"],
        level=row["level"],
        ci=(row["ci_lower"], row["ci_upper"]),
        units=row["units"],
        table=table,
    )


def _reason(row: Mapping[str, object], text: Text) -> str:
    return spaced(str(row[f"reason_{text.language}"]), text.language).strip().rstrip(".")


def coders(collection: Collection, tables: Tables, text: Text) -> Iterator[Markdown]:
    """Agreement of the coders against the study's bound, and what they should talk about."""
    whole = [row for row in collection.records("coder_agreement") if row["code"] == ALL]
    known = [row for row in whole if not is_missing(row["value"])]
    if not known:
        return
    yield text("cases.coders_intro", table=collection.reference("coders"))
    for row in known:
        yield _agreement(row, collection, text)
    yield BREAK
    below = _codes_below(collection)
    bound = collection.choices.get("agreement") or {}
    if below:
        names = text.joined([collection.code(name) for name in below])
        yield text("cases.codes_below", count=len(below), names=names, bound=bound["value"])
    listed = tables.get(collection.place("discussions"))
    if listed is None:
        yield text("cases.nothing_to_discuss")
    elif listed.in_print:
        table = collection.reference("discussions")
        yield text("cases.to_discuss", count=len(listed.frame), table=table)
    else:
        yield text("cases.to_discuss_sheet", count=len(listed.frame), sheet=listed.name)


def _agreement(row: Mapping[str, Any], collection: Collection, text: Text) -> Markdown:
    """One coefficient over all codes, and where its interval lies by the bound."""
    limits = (row["ci_lower"], row["ci_upper"])
    told = text(
        "cases.agreement",
        name=text.word(f"coefficient_{row['coefficient']}"),
        value=row["value"],
        level=row["level"],
        ci=limits,
        passages=row["units"],
    )
    bound = collection.choices.get("agreement") or {}
    if not bound or any(map(is_missing, limits)):
        return told
    side = text(
        f"cases.agreement_{against(bound['value'], *limits)}",
        bound=bound["value"],
        source=bound["source"],
    )
    return Markdown(f"{told} {side}")


def against(bound: float, lower: float, upper: float) -> str:
    """Where an interval lies by a bound: above it, below it, or about it."""
    if lower >= bound:
        return "above"
    return "below" if upper < bound else "about"


def _codes_below(collection: Collection) -> list[str]:
    """The codes whose alpha lies below the bound with the whole of its interval."""
    bound = collection.choices.get("agreement") or {}
    return [
        str(row["code"])
        for row in collection.records("coder_agreement")
        if bound
        and row["code"] != ALL
        and row["coefficient"] == "alpha"
        and not is_missing(row["ci_upper"])
        and row["ci_upper"] < bound["value"]
    ]


def saturation(collection: Collection, _: Tables, text: Text) -> Iterator[Markdown]:
    """When new codes ceased to come."""
    found = collection.rows("saturation")
    if len(found) < 2:
        return
    new = found[found["new_codes"] > 0]
    last = int(new["order"].max()) if len(new) else 0
    after = int((found["order"] > last).sum())
    key = "cases.saturated" if after else "cases.not_saturated"
    yield text(
        key,
        total=int(found["total"].iloc[0]),
        last=last,
        interviews=len(found),
        after=after,
        figure=collection.reference("saturation", "fig"),
        table=collection.reference("saturation"),
    )
    yield text("cases.saturation_meaning")
