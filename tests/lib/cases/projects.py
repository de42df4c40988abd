"""Small projects of REFI-QDA and tables of segments, to be broken by tests."""

import zipfile
from io import BytesIO
from pathlib import Path

from surveysem.cases import read

TEXT = "Nous étions amis. Le marché est calme 🙂. Pas de contrat entre nous."
THEMES = {"friendship": "tie", "market": "context", "Tie/weak": "tie"}
PARTNERS = (("Duo", "Nord"), ("Duo", "Sud"))
FRAME = read.Frame(THEMES, PARTNERS, "quote")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
CODES = """<Code guid="C1" name="friendship"/><Code guid="{C2}" name="market"/>
<Code guid="C3" name="Tie"><Code guid="C4" name="weak"/></Code><Code guid="C5" name="quote"/>"""
USERS = '<User guid="u1" name="Ann"/><User guid="U2" name="Bob"/>'


def selection(start: object, end: object, *codes: str, user: str = "u1") -> str:
    codings = "".join(
        f'<Coding creatingUser="{user}"><CodeRef targetGUID="{code}"/></Coding>' for code in codes
    )
    return (
        f'<PlainTextSelection startPosition="{start}" endPosition="{end}">{codings}'
        "</PlainTextSelection>"
    )


def source(name: str, inner: str = "", path: str = "", kind: str = "TextSource") -> str:
    path = path or f"internal://{name}.txt"
    return f'<{kind} guid="{name}" name="{name}" plainTextPath="{path}">{inner}</{kind}>'


NORD = source("Duo - Nord", selection(0, 16, "C1") + selection(18, 39, "c2", user="u2"))
SUD = source("Duo - Sud", selection(0, 16, "C4"))


def qde(sources: str = NORD + SUD, codes: str = CODES, more: str = "", head: str = HEAD) -> str:
    return (
        f'{head}<Project name="p" xmlns="urn:QDA-XML:project:1.0"><Users>{USERS}</Users>'
        f"<CodeBook><Codes>{codes}</Codes></CodeBook>{more}<Sources>{sources}</Sources></Project>"
    )


def archive(files: dict[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return content.getvalue()


def project(xml: str | None = None, **texts: bytes) -> bytes:
    """A whole project; ``texts`` replaces or adds plain texts, by the names of sources."""
    both = {"Duo - Nord": TEXT.encode(), "Duo - Sud": TEXT.encode(), **texts}
    files = {f"Sources/{name}.txt": text for name, text in both.items()}
    return archive({"project.qde": (qde() if xml is None else xml).encode(), **files})


def reading(
    folder: Path,
    content: bytes,
    name: str = "duo.qdpx",
    frame: read.Frame = FRAME,
    pseudonyms: read.Pseudonyms | None = None,
) -> read.Reading:
    path = folder / name
    path.write_bytes(content)
    return read.read(path, frame, pseudonyms or read.Pseudonyms())


def faults(folder: Path, content: bytes, name: str = "duo.qdpx") -> str:
    return "\n\n".join(reading(folder, content, name).faults)
