"""Projects at fault: every fault is a sentence with its place and cure, and all stand at once."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lib.cases.projects import (
    CODES,
    HEAD,
    NORD,
    SUD,
    TEXT,
    archive,
    faults,
    project,
    qde,
    reading,
    selection,
    source,
)

from surveysem.cases.read import archive as archives
from surveysem.errors import DataError


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(DataError) as caught:
        reading(folder, content)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "duo.qdpx: the file is empty (0 bytes); expected a REFI-QDA project (.qdpx)"),
        (b"<Project/>", "duo.qdpx: no whole zip archive found"),
        (project()[:-30], "duo.qdpx: no whole zip archive found"),
        (archive({"a.txt": b"x"}), "duo.qdpx: found no .qde entries; expected project.qde"),
        (archive({"a.qde": b"", "b.qde": b""}), "found 2 .qde entries"),
        (archive({"../project.qde": b""}), "found the entry `../project.qde`, a path outside"),
        (archive({"/project.qde": b""}), "found the entry `/project.qde`, a path outside"),
        (archive({"C:\\a.qde": b""}), "a path outside"),
        (archive({"a\\..\\..\\b.txt": b""}), "a path outside"),
        (project("<Project"), "its XML ends or breaks at line 1"),
        (project(""), "its XML ends or breaks at line 1"),
        (project(f"{HEAD}<Project/>"), "found the root `Project` of `no namespace`; expected"),
        (project(qde().replace("urn:QDA-XML:project", "urn:other")), "of `urn:other:1.0`"),
        (project(qde(head='<?xml version="1.0" encoding="klingon"?>')), "XML"),
    ],
)
def test_a_file_that_is_no_project(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refused(tmp_path, content)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Project SYSTEM "http://localhost:1/evil.dtd">',
        '<!DOCTYPE Project [<!ENTITY % p SYSTEM "http://localhost:1/evil.dtd"> %p;]>',
        '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE Project>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_document_types_are_refused(
    tmp_path: Path, doctype: str, encoding: str
) -> None:
    xml = qde(head=f'<?xml version="1.0" encoding="{encoding}"?>{doctype}')
    content = archive({"project.qde": xml.encode(encoding)})
    assert "found a document type or an entity" in refused(tmp_path, content)


def test_an_entity_that_nothing_declares(tmp_path: Path) -> None:
    assert "its XML ends or breaks" in refused(tmp_path, project(qde("&secret;")))


def test_xml_without_end(tmp_path: Path) -> None:
    deep = "<Set>" * 100_000
    assert "is nested more than 200 deep" in refused(tmp_path, project(qde(deep)))


def test_a_bomb(tmp_path: Path) -> None:
    content = project(**{"Duo - Nord": b"\0" * 30_000_000})
    assert len(content) < 100_000
    message = refused(tmp_path, content)
    assert "entry Sources/Duo - Nord.txt: it expands" in message
    assert "expected at most 200 times" in message


@pytest.mark.parametrize("limit", ["LARGEST", "LARGEST_RATIO"])
def test_a_bomb_under_a_name_of_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """What is read is measured as it inflates, whatever it is called."""
    monkeypatch.setattr(archives, "SMALL", 1000)
    monkeypatch.setattr(archives, limit, {"LARGEST": 5000, "LARGEST_RATIO": 20}[limit])
    sources = source("Duo - Nord", selection(0, 4, "C1"), "internal://nord.md") + SUD
    texts = {"nord.md": b"ab" * 5000, "Sources/Duo - Sud.txt": TEXT.encode()}
    content = archive({"project.qde": qde(sources).encode(), **texts})
    assert f"expected at most {'20 times' if limit != 'LARGEST' else '0 MB'}" in faults(
        tmp_path, content
    )


def test_a_bomb_of_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    content = project(**{f"t{i}": bytes(range(256)) * 400 for i in range(20)})
    assert "its texts expand to 2 MB; expected at most 1 MB" in refused(tmp_path, content)
    monkeypatch.setattr(archives, "MOST_ENTRIES", 10)
    assert "found 23 entries; expected at most 10" in refused(tmp_path, content)


def test_a_recording_may_be_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 100_000)
    texts = {f"Sources/{name}.txt": TEXT.encode() for name in ("Duo - Nord", "Duo - Sud")}
    recording = {"Sources/talk.mp3": b"\0" * 3_000_000}
    content = archive({"project.qde": qde().encode(), **texts, **recording})
    assert faults(tmp_path, content) == ""


def test_an_entry_that_is_encrypted_or_damaged_or_twice(tmp_path: Path) -> None:
    content = bytearray(project())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "entry project.qde: it is encrypted" in refused(tmp_path, bytes(content))
    content = bytearray(project())
    content[content.index(b"project.qde") + 60] ^= 0xFF
    assert "entry project.qde: it cannot be read" in refused(tmp_path, bytes(content))
    twice = BytesIO()
    with zipfile.ZipFile(twice, "w") as zipped:
        zipped.writestr("project.qde", qde())
        with pytest.warns(UserWarning, match="Duplicate"):
            zipped.writestr("project.qde", qde())
    assert "found two entries of one name" in refused(tmp_path, twice.getvalue())


SPAN = f"expected 0 <= start < end <= {len(TEXT)}, the length of the source"


@pytest.mark.parametrize(
    ("sources", "says"),
    [
        (source("Duo - Nord", selection(0, 999, "C1")) + SUD, SPAN),
        (source("Duo - Nord", selection(5, 5, "C1")) + SUD, SPAN),
        (source("Duo - Nord", selection(9, 5, "C1")) + SUD, SPAN),
        (source("Duo - Nord", selection(-1, 5, "C1")) + SUD, SPAN),
        (source("Duo - Nord", selection("", 5, "C1")) + SUD, "found the positions `` to `5`"),
        (source("Duo - Nord", selection(0, "9" * 5000, "C1")) + SUD, SPAN),
        (source("Duo - Nord", selection("١", 5, "C1")) + SUD, SPAN),
        (
            source("Duo - Nord", selection(0, 4, "C9")) + SUD,
            "duo.qdpx, source Duo - Nord, selection 1: found the code c9; expected a code of the",
        ),
        (
            source("Duo - Nord", selection(0, 4, "")) + SUD,
            "found a coding without a code; expected a code of the code book: delete the coding of"
            " Ann, or code again",
        ),
        (
            source("Duo - Nord", selection(0, 4, "C3")) + SUD,
            "duo.qdpx: found the code `Tie` on 1 segment; expected a code of config/codes.tsv",
        ),
        (
            source("Duo - Nord", selection(0, 16, "C1") + selection(5, 20, "C1")) + SUD,
            "source Duo - Nord: found the code `friendship` twice by Ann on the same words,"
            " selection 1 and selection 2 (5 to 20); expected one segment: merge them",
        ),
        (
            source("Duo - Nord", selection(0, 16, "C1", "C1")) + SUD,
            "found the code `friendship` twice by Ann on the same words, selection 1 and",
        ),
        (
            NORD,
            "duo.qdpx: found no interview of Sud (case Duo), a row of config/cases.tsv; expected"
            " one, since both partners of an alliance are heard: name the source `Duo - Sud`",
        ),
        (
            NORD + source("Duo - Süd", selection(0, 4, "C1"), "internal://Duo - Sud.txt"),
            "source Duo - Süd: found case `Duo` and partner `Süd`; expected a row of"
            " config/cases.tsv. Nearest: Duo - Sud",
        ),
        (
            NORD + source("Duo - Süd", selection(0, 4, "C1"), "internal://Duo - Sud.txt"),
            "found no interview of Sud (case Duo)",
        ),
        (
            NORD + source("Entretien 2", selection(0, 4, "C1"), "internal://Duo - Sud.txt"),
            "source Entretien 2: it does not say whose it is; expected the name `CASE - PARTNER`",
        ),
        (NORD + SUD + SUD, "duo.qdpx: found 2 sources of the name Duo - Sud; expected names of"),
        (
            source("Duo - Nord", selection(0, 4, "C1"), "internal://gone.txt") + SUD,
            "source Duo - Nord: its text internal://gone.txt is missing; expected it in the folder",
        ),
        (
            source("Duo - Nord", selection(0, 4, "C1"), "absolute:///etc/passwd") + SUD,
            "found `absolute:///etc/passwd`; expected the plain text inside of the file",
        ),
        (
            source("Duo - Nord", selection(0, 4, "C1"), "internal://../../etc/passwd") + SUD,
            "its text internal://../../etc/passwd is missing",
        ),
        (
            NORD + SUD + source("Talk", selection(0, 4, "C1"), kind="AudioSource"),
            "source Talk: found codings in a source of kind AudioSource; expected text alone",
        ),
    ],
)
def test_a_fault_inside(tmp_path: Path, sources: str, says: str) -> None:
    assert says in faults(tmp_path, project(qde(sources)))


def test_a_document_of_two_partners(tmp_path: Path) -> None:
    units = "".join(
        f'<Case guid="k{name}" name="Duo - {name}"><SourceRef targetGUID="both"/></Case>'
        for name in ("Nord", "Sud")
    )
    both = source("both", selection(0, 4, "C1"), "internal://Duo - Nord.txt")
    xml = qde(both + NORD + SUD, more=f"<Cases>{units}</Cases>")
    assert (
        "duo.qdpx, source both: found an interview of Duo - Nord and Duo - Sud; expected one of"
        " each: part the document"
    ) in faults(tmp_path, project(xml))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "été".encode("latin-1") + TEXT.encode(),
            "found the byte 0xe9 at position 0, which is not",
        ),
        (TEXT.encode("utf-16-le"), "found zero bytes, as in UTF-16 without a byte order mark"),
        (b"\xff\xfea", "which is not UTF-16"),
        (TEXT.encode()[:20], "expected 0 <= start < end <= 19"),
        (b"", "expected 0 <= start < end <= 0"),
    ],
)
def test_a_text_at_fault_is_named(tmp_path: Path, text: bytes, says: str) -> None:
    found = faults(tmp_path, project(**{"Duo - Nord": text}))
    assert says in found
    assert "source Duo - Nord" in found


def test_codes_that_the_project_lacks_or_has_twice(tmp_path: Path) -> None:
    lacking = CODES.replace('"market"', '"markets"')
    found = faults(tmp_path, project(qde(codes=lacking)))
    assert (
        "config/codes.tsv: found the code `market`, which the code book of duo.qdpx lacks; expected"
        " one of its codes. Nearest: markets"
    ) in found
    assert "found the code `markets` on 1 segment" in found
    codes = CODES + '<Code guid="C6" name="Trust"><Code guid="C7" name="friendship"/></Code>'
    nord = source("Duo - Nord", selection(0, 4, "C7") + selection(5, 9, "C1"))
    assert (
        "duo.qdpx: found 2 codes of the name `friendship`; expected their paths in"
        " config/codes.tsv: Trust/friendship, friendship, or one code"
    ) in faults(tmp_path, project(qde(nord + SUD, codes)))
    unnamed = CODES.replace('"friendship"', '" "')
    assert "found 1 segment of a code without a name" in faults(
        tmp_path, project(qde(codes=unnamed))
    )


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    inner = selection(0, 999, "C1") + selection(0, 4, "C9") + selection(0, 4, "C3")
    inner += selection(20, 24, "C1") + selection(21, 25, "C1")
    found = reading(tmp_path, project(qde(source("Duo - Nord", inner))))
    assert len(found.faults) == 5
    assert len(found.segments) == 3


def test_thousands_of_faults_do_not_take_long(tmp_path: Path) -> None:
    inner = "".join(selection(i % 50, i % 50 + 5, "C1") for i in range(20_000))
    found = faults(tmp_path, project(qde(source("Duo - Nord", inner) + SUD)))
    assert "and 19994 more; expected one segment: merge them" in found


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_project_is_refused_in_words_or_read(tmp_path: Path, seed: int) -> None:
    import random

    draw = random.Random(seed)
    xml = bytearray(qde().encode())
    for _ in range(draw.randint(1, 12)):
        at = draw.randrange(len(xml))
        xml[at : at + draw.randint(0, 9)] = bytes(draw.choices(b'<>/"= aCguid0\xff\x00', k=3))
    content = archive({"project.qde": bytes(xml), "Sources/Duo - Nord.txt": TEXT.encode()})
    whole = bytearray(content)
    if seed % 3 == 0:
        whole[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
    told = attempt(tmp_path, bytes(whole))
    assert all(one.startswith(("duo.qdpx", "config/codes.tsv")) for one in told)


def attempt(folder: Path, content: bytes) -> tuple[str, ...]:
    """What is said of a file, whether it can be read or not."""
    try:
        return reading(folder, content).faults
    except DataError as error:
        return (str(error),)
