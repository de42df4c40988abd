"""What was studied: firms, interviews, the codebook, the coded segments and how coders agree."""

import re

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.cases.collection import ALL, Collection
from surveysem.reporting.tables.model import LIMITS, Column, Table
from surveysem.reporting.text import Text, spaced

MOST_ROWS = 150
"""A list longer than this stands in the workbook alone."""
LONG = 15
"""A comparison with more rows stands in the appendix."""
COEFFICIENTS = ("kappa", "alpha")


def studied(collection: Collection, _: Text) -> Table:
    """Interviews, words and coded segments of every partner."""
    heard = collection.rows("interviews")
    keys = ["case", "partner"]
    frame = heard.groupby(keys, sort=False, as_index=False).agg(
        interviews=("source", "size"),
        first=("date", "min"),
        words=("words", "sum"),
        segments=("segments", "sum"),
    )
    dated = frame["first"].astype(str).str.len().gt(0).any()
    columns = [
        Column("case", "text"),
        Column("partner", "text"),
        Column("interviews", "count"),
        *([Column("first_interview", "name")] if dated else []),
        Column("words", "count"),
        Column("segments", "count"),
    ]
    frame = frame.rename(columns={"first": "first_interview"})
    return table("studied", collection, columns, frame, grouped=1)


def attributes(collection: Collection, _: Text) -> Table | None:
    """What is known of every firm besides the interviews; None where nothing is.

    A row per case where its partners share everything.
    """
    rows = list(collection.choices.get("cases") or ())
    named = [name for name in collection.choices.get("attributes") or () if _told(name, rows)]
    if not named:
        return None
    kinds = {name: _kind(name, rows) for name in named}
    shared = all(
        len({row.get(name) for row in rows if row["case"] == case}) == 1
        for case in collection.cases
        for name in named
    )
    told = [
        {
            "case": row["case"],
            "partner": row["partner"],
            **{
                f"attribute_{k}": _cell(row.get(name), kind, collection)
                for k, (name, kind) in enumerate(kinds.items())
            },
        }
        for row in rows
    ]
    frame = pd.DataFrame(told)
    columns = [
        Column("case", "text"),
        *([] if shared else [Column("partner", "text")]),
        *(
            Column(f"attribute_{k}", kind, heading=collection.attribute(name))
            for k, (name, kind) in enumerate(kinds.items())
        ),
    ]
    frame = frame.drop_duplicates("case") if shared else frame
    return table("attributes", collection, columns, frame, grouped=int(not shared))


def _told(name: str, rows: list[dict[str, object]]) -> bool:
    return any(not is_missing(row.get(name)) and row.get(name) != "" for row in rows)


def _cell(value: object, kind: str, collection: Collection) -> object:
    if is_missing(value) or value == "":
        return None
    if kind == "number":
        return float(str(value))
    return collection.value(value) if kind == "text" else value


def _kind(name: str, rows: list[dict[str, object]]) -> str:
    """Numbers, yes or no, or text: as the filled cells of an attribute are.

    Numbers of four digits are left as they are written: they may be years.
    """
    found = [str(row[name]) for row in rows if not is_missing(row.get(name)) and row[name] != ""]
    if set(found) <= {"yes", "no"}:
        return "word"
    return "number" if all(map(_small, found)) else "text"


def _small(cell: str) -> bool:
    return re.fullmatch(r"-?\d{1,3}(\.\d+)?", cell) is not None


def codes(collection: Collection, text: Text) -> Table | None:
    """The codebook: theme, what a code speaks for, and how often it occurs."""
    stated = pd.DataFrame(list(collection.choices.get("codes") or ()))
    if stated.empty:
        return None
    counted = collection.rows("matrices")
    whole = counted[counted["view"] == "alliance"].groupby("code")["n"].sum()
    frame = pd.DataFrame(
        {
            "code": [collection.code(name) for name in stated["code"]],
            "theme": [collection.theme(name) for name in stated["theme"]],
            "speaks_for": [_speaks_for(row, collection, text) for _, row in stated.iterrows()],
            "definition": stated[f"definition_{text.language}"],
            "n": [int(whole.get(name, 0)) for name in stated["code"]],
        }
    )
    columns = [
        Column("code", "text"),
        Column("theme", "text"),
        Column("speaks_for", "markdown"),
        Column("definition", "text"),
        Column("n", "count", heading=str(text("columns.segments"))),
    ]
    return table("codes", collection, columns, frame, appendix=True)


def _speaks_for(row: "pd.Series[str]", collection: Collection, text: Text) -> str:
    """The pole and the hypothesis of a code."""
    parts = []
    if row["pole"]:
        pole = collection.pole(row["axis"], row["pole"])
        parts.append(text("cases.speaks_for_pole", pole=pole, weight=float(row["weight"])))
    if row["hypothesis"]:
        side = "for" if row["says"] == "+" else "against"
        parts.append(text(f"cases.speaks_{side}", hypothesis=row["hypothesis"]))
    return text.joined(parts) if parts else ""


def coders(collection: Collection, text: Text) -> Table | None:
    """Agreement of the coders on every code; None where one coder coded all."""
    found = collection.rows("coder_agreement")
    if found.empty or found["value"].isna().all():
        return None
    keys = ["code", "coder_a", "coder_b"]
    per = found[["coder_a", "coder_b"]].drop_duplicates()
    wide = found[keys].drop_duplicates().assign(units=float("nan"))
    for name in COEFFICIENTS:
        own = found[found["coefficient"] == name].set_index(keys)
        at = pd.MultiIndex.from_frame(wide[keys])
        for column in ("value", *LIMITS):
            wide[f"{name}_{column}"] = own[column].reindex(at).to_numpy()
        wide["units"] = wide["units"].fillna(
            pd.Series(own["units"].reindex(at).to_numpy(), index=wide.index)
        )
    wide["code"] = [_code(name, collection, text) for name in wide["code"]]
    wide["coders"] = [
        " – ".join(filter(None, pair))
        for pair in zip(wide["coder_a"], wide["coder_b"], strict=True)
    ]
    columns = [
        Column("code", "text"),
        *([Column("coders", "text")] if len(per) > 1 else []),
        Column("passages", "count"),
        *(column for name in COEFFICIENTS for column in _coefficient(name)),
    ]
    wide = wide.rename(columns={"units": "passages"})
    return table("coders", collection, columns, wide, appendix=len(wide) > LONG)


def _coefficient(name: str) -> list[Column]:
    return [
        Column(f"{name}_value", "r2"),
        Column(f"{name}_ci", "ci", (f"{name}_ci_lower", f"{name}_ci_upper")),
    ]


def _code(name: object, collection: Collection, text: Text) -> str:
    return str(text("cases.all_codes")) if name == ALL else collection.code(name)


def sources(collection: Collection, text: Text) -> Table | None:
    """How far both partners of each case speak of the same themes."""
    found = collection.rows("source_agreement")
    if found.empty:
        return None
    found = found[(found["case"] != ALL) | (found["coefficient"] == "alpha")]
    frame = found.assign(
        case=[str(text("cases.all_cases")) if case == ALL else case for case in found["case"]],
        coefficient=[f"coefficient_{name}" for name in found["coefficient"]],
        reason=reasons(found, text),
    )
    columns = [
        Column("case", "text"),
        Column("coefficient", "word"),
        Column("units", "count"),
        Column("value", "r2", heading=str(text("columns.coefficient_value"))),
        Column("ci", "ci", LIMITS),
        *([Column("reason", "text")] if frame["reason"].ne("").any() else []),
    ]
    return table("sources", collection, columns, frame, appendix=len(frame) > LONG)


def discussions(collection: Collection, _: Text) -> Table | None:
    """The passages on which coders do not agree."""
    found = collection.rows("discussions")
    if found.empty:
        return None
    order = collection.order
    frame = found.assign(
        interview=found["source"].map(order),
        code=[collection.code(name) for name in found["code"]],
        place=places(found),
    )
    columns = [
        Column("interview", "count"),
        Column("partner", "text"),
        Column("place", "name"),
        Column("code", "text"),
        Column("coders_with", "name"),
        Column("coders_without", "name"),
        Column("segments", "name"),
    ]
    kept = len(frame) <= MOST_ROWS
    return table("discussions", collection, columns, frame, appendix=True, in_print=kept)


def quotes(collection: Collection, _: Text) -> Table | None:
    """The segments that may be quoted, in their words."""
    found = collection.rows("segments")
    found = found[found["quote"].astype(bool) & found["text"].ne("")] if len(found) else found
    if found.empty:
        return None
    order = collection.order
    frame = found.drop_duplicates(["source", "start", "end", "code"])
    frame = frame.assign(
        theme=[collection.theme(name) for name in frame["theme"]],
        code=[collection.code(name) for name in frame["code"]],
        interview=frame["source"].map(order),
    )
    columns = [
        Column("case", "text"),
        Column("partner", "text"),
        Column("interview", "count"),
        Column("code", "text"),
        Column("quotation", "text"),
    ]
    frame = frame.rename(columns={"text": "quotation"})
    kept = len(frame) <= MOST_ROWS
    return table("quotes", collection, columns, frame, appendix=True, grouped=2, in_print=kept)


def places(segments: pd.DataFrame) -> list[str]:
    """The first and the last character of each segment."""
    return [f"{a}–{b}" for a, b in zip(segments["start"], segments["end"], strict=True)]


def reasons(found: pd.DataFrame, text: Text) -> list[str]:
    """The reasons in the language of the report."""
    return [spaced(str(reason), text.language) for reason in found[f"reason_{text.language}"]]


def table(
    part: str,
    collection: Collection,
    columns: list[Column],
    frame: pd.DataFrame,
    *,
    grouped: int = 0,
    appendix: bool = False,
    in_print: bool = True,
) -> Table:
    """A table of one collection with nothing but its columns; its texts are those of its kind."""
    return Table(
        collection.place(part),
        columns,
        frame[[source for column in columns for source in column.sources]],
        {"collection": collection.title},
        grouped=grouped,
        kind=f"cases_{part}",
        appendix=appendix,
        in_print=in_print,
    )
