"""What the chapter on cases states, collection by collection, part by part."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases import governed, heard, placed
from surveysem.reporting.cases.collection import Collection, collections
from surveysem.reporting.cases.joint import evidence, reading
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.cases import build_cases
from surveysem.reporting.tables.model import Table
from surveysem.reporting.text import Text

ITEM = "- "
"""How an item of a list begins."""
PARTS = (
    ("", heard.material, ("studied", "attributes"), ()),
    ("matrices", heard.matrices, ("matrix", "sources"), ()),
    ("coders", heard.coders, ("coders",), ()),
    ("saturation", heard.saturation, (), ("saturation",)),
    ("types", placed.types, ("placements",), ("map",)),
    ("chain", placed.chain, ("chain", "chain_links"), ()),
    ("ladder", governed.ladder, ("ladder", "display"), ("ladder",)),
    ("groups", governed.groups, ("groups",), ()),
    ("conditions", governed.conditions, ("truth_table", "solutions"), ()),
    ("published", placed.claims, ("claims",), ()),
)
"""Each part: its name, what it says, its tables by kind and its figures."""


def chapter(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """The parts of every collection, and what the joint display comes to; empty without cases."""
    whole = collections(artefacts, study, text)
    if not whole:
        return {}
    tables = build_cases(artefacts, study, text)
    return {
        "count": len(whole),
        "collections": [
            {
                "title": collection.title,
                "anchor": Markdown(f"cases-{collection.number}"),
                "parts": list(_parts(collection, tables, text)),
            }
            for collection in whole
        ],
        "joint": _joint(artefacts, study, text),
        "claims": _claims(artefacts, whole, text),
    }


def _claims(artefacts: Artefacts, whole: list[Collection], text: Text) -> dict[str, Any]:
    """How many published statements on cases the run recovers, and where; empty without any."""
    found = artefacts.case_claims
    if found is None or found.empty:
        return {}
    counts = found["recovered"].value_counts()
    claimed = [one for one in whole if one.name in set(found["collection"])]
    return {
        "all": len(found),
        "recovered": int(counts.get("yes", 0)),
        "not_testable": int(counts.get("not testable", 0)),
        "tables": text.listed([one.reference("claims") for one in claimed]),
    }


def _parts(
    collection: Collection, tables: Mapping[str, Table], text: Text
) -> Iterator[dict[str, Any]]:
    for name, say, kinds, figures in PARTS:
        said = list(say(collection, tables, text))
        if said:
            yield {
                "heading": text(f"cases.headings.{name}") if name else "",
                "anchor": Markdown(f"cases-{collection.number}-{name}"),
                "said": paragraphs(said),
                "tables": [one for kind in kinds for one in _of_kind(kind, collection, tables)],
                "figures": [collection.place(one).replace("_", "-") for one in figures],
            }


def paragraphs(said: Iterable[Markdown]) -> list[Markdown]:
    """Sentences run together up to an empty one; items of a list below each other."""
    found: list[str] = []
    fresh = True
    for sentence in said:
        item = sentence.startswith(ITEM)
        if sentence and not fresh and item == found[-1].startswith(ITEM):
            found[-1] += f"{chr(10) if item else ' '}{sentence}"
        elif sentence:
            found.append(sentence)
        fresh = not sentence
    return [Markdown(paragraph) for paragraph in found]


def _of_kind(kind: str, collection: Collection, tables: Mapping[str, Table]) -> list[str]:
    start = collection.place("")
    return [
        name
        for name, table in tables.items()
        if table.kind in {f"cases_{kind}", f"cases_{kind}_next"}
        and name.startswith(start)
        and not table.appendix
    ]


def _joint(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """How many hypotheses have each reading."""
    found = evidence(artefacts, study, text)
    verdicts: dict[Any, str] = {}
    if artefacts.verdicts is not None:
        verdicts = artefacts.verdicts.set_index("id")["verdict"].to_dict()
    read = [
        reading(
            verdicts.get(one.hypothesis),
            len(one.speaking_for),
            len(one.speaking_against),
            len(one.speaking_both),
        )
        for one in found
    ]
    kinds = ("confirmed", "discordant", "mixed", "expanded", "silent")
    return {
        "all": len(found),
        "surveyed": bool(len(verdicts)),
        **{kind: read.count(kind) for kind in kinds},  # type: ignore[arg-type]
        "discordant_names": text.listed(
            [one.hypothesis for one, word in zip(found, read, strict=True) if word == "discordant"]
        )
        if "discordant" in read
        else "",
    }
