"""Projects in the manner of several programs, written by hand after what is public of each."""

from pathlib import Path

import pytest
from lib.cases.projects import PARTNERS, archive, reading

from surveysem.cases import read

TEXT = "Question\r\nNous étions amis.\r\nLe marché est calme."
WORDS = "Nous étions amis"
START = TEXT.index(WORDS)
END = START + len(WORDS)
NAMESPACE = 'xmlns="urn:QDA-XML:project:1.0"'
XSD = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
U, C = "8CA3A2C1-8B7A-41C3-A9DD-A8FB46CAA645", "3C51EFBB-071F-43A7-9F32-228B89668E8D"
GUIDS = ("56A79789-D535-4FB8-BEDD-A915504C54BA", "67A79789-D535-4FB8-BEDD-A915504C54BB")
FRAME = read.Frame({"friendship": "tie"}, PARTNERS)


def written(
    project: str,
    *,
    name: str = "",
    rich: str = "docx",
    guid: str = "{}",
    others: str = "",
    after: str = "",
    by: str = f' creatingUser="{U}"',
) -> str:
    """The XML of both interviews; ``others`` are sources that hold no text."""
    sources = "".join(
        f'<TextSource guid="{guid.format(one)}" name="Duo - {partner}"'
        f' richTextPath="internal://{one}.{rich}" plainTextPath="internal://{one}.txt">'
        f'<PlainTextSelection guid="{i}" name="{name}" startPosition="{START}" endPosition="{END}"'
        f'{by}><Description/><Coding guid="c{i}"{by}><CodeRef targetGUID="{guid.format(C)}"/>'
        "</Coding></PlainTextSelection></TextSource>"
        for i, (one, (_, partner)) in enumerate(zip(GUIDS, PARTNERS, strict=True))
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Project {project} {NAMESPACE}>'
        f'<Users><User guid="{guid.format(U)}" name="Ann"/></Users><CodeBook><Codes>'
        f'<Code guid="{guid.format(C)}" name="friendship" isCodable="true" color="#46AA00"/>'
        f"</Codes></CodeBook><Sources>{sources}{others}</Sources>{after}</Project>"
    )


PICTURE = '<PictureSource guid="p" name="Photo" path="internal://p.jpg"/>'
VIDEO = '<VideoSource guid="v" name="Recording" path="internal://v.m4a"/>'
PDF = (
    '<PDFSource guid="f" name="Contract" path="internal://f.pdf"><Representation guid="r"'
    ' name="r" plainTextPath="internal://f.txt"/></PDFSource>'
)
MEMOS = '<Notes><Note guid="n" name="Memo" plainTextPath="internal://n.txt"/></Notes>'
SETS = '<Sets><Set guid="s" name="All"><MemberSource targetGUID="x"/></Set></Sets>'
LINKS = '<Links><Link guid="l" originGUID="n" targetGUID="p"/></Links>'
GRAPHS = '<Graphs><Graph guid="g" name="Map"><Vertex guid="w"/></Graph></Graphs>'
STYLES = {
    "NVivo": (
        written(f'{XSD} name="p" origin="NVivo for Windows 12.6" basePath=""', others=PDF, by=""),
        "sources",
        "\ufeff",
        "Contract (PDFSource)",
    ),
    "ATLAS.ti": (
        written('name="p" origin="ATLAS.ti Win 23"', name=WORDS, others=PICTURE, after=LINKS),
        "sources",
        "",
        "Photo (PictureSource), 1 Link",
    ),
    "MAXQDA": (
        written(f'{XSD} origin="MAXQDA 2022"', name=f"({START},0)", others=VIDEO, after=SETS),
        "sources",
        "",
        "Recording (VideoSource), 1 Set",
    ),
    "Quirkos": (
        written('name="p" origin="Quirkos"', guid="{{{}}}", after=MEMOS + GRAPHS),
        "Sources",
        "",
        "1 Graph, 1 Note",
    ),
    "QualCoder": (
        written('name="p" origin="Qualcoder"', name=WORDS, rich="odt", after=MEMOS),
        "Sources",
        "",
        "1 Note",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_each_manner_is_read_and_what_is_not_is_named(tmp_path: Path, style: str) -> None:
    xml, folder, mark, passed = STYLES[style]
    texts = {f"{folder}/{guid}.txt": (mark + TEXT).encode() for guid in GUIDS}
    rich = {f"{folder}/{guid}.docx": b"PK" for guid in GUIDS}
    found = reading(tmp_path, archive({"project.qde": xml.encode(), **texts, **rich}), frame=FRAME)
    assert found.faults == ()
    assert found.interviews.partner.tolist() == ["Nord", "Sud"]
    assert found.segments[["start", "end"]].drop_duplicates().values.tolist() == [[START, END]]
    assert found.segments.words.tolist() == [3, 3]
    [note] = [one for one in found.notes if "not read" in one]
    assert note.endswith(passed)
