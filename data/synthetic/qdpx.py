"""Write a REFI-QDA project exchange file (.qdpx), the same bytes for the same project."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "urn:QDA-XML:project:1.0"
MOMENT = (2026, 1, 1, 0, 0, 0)
WRITTEN = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Coded:
    """The characters ``start`` up to ``end`` of a source, with one code of one coder."""

    start: int
    end: int
    code: str
    coder: str


@dataclass(frozen=True)
class Source:
    """One interview; ``values`` are the variables of its unit, none where it has no unit."""

    name: str
    text: str
    coded: Sequence[Coded]
    values: Mapping[str, str] = field(default_factory=dict)


def project(name: str, description: str, codes: Sequence[str], sources: Sequence[Source]) -> bytes:
    """The archive: project.qde, and the plain text of each source."""
    files = {"project.qde": _xml(name, description, codes, sources).encode()}
    files |= {f"Sources/{_guid(name, one.name)}.txt": one.text.encode() for one in sources}
    return archive(files)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A zip archive of ``files``, all of one date."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, data)
    return content.getvalue()


def _xml(name: str, description: str, codes: Sequence[str], sources: Sequence[Source]) -> str:
    coders = sorted({one.coder for source in sources for one in source.coded})
    variables = list(dict.fromkeys(key for source in sources for key in source.values))
    return "".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>\n',
            f'<Project name={quoteattr(name)} origin="surveysem, make_cases.py"',
            f' creatingUserGUID="{_guid(name, coders[0])}" creationDateTime="{WRITTEN}"',
            f' xmlns="{NAMESPACE}">\n',
            "<Users>\n",
            *(f'<User guid="{_guid(name, one)}" name={quoteattr(one)}/>\n' for one in coders),
            "</Users>\n<CodeBook><Codes>\n",
            *(
                f'<Code guid="{_guid(name, one)}" name={quoteattr(one)} isCodable="true"/>\n'
                for one in codes
            ),
            "</Codes></CodeBook>\n",
            *_variables(name, variables),
            *_units(name, [one for one in sources if one.values]),
            "<Sources>\n",
            *(_source(name, one) for one in sources),
            f"</Sources>\n<Description>{escape(description)}</Description>\n</Project>\n",
        ]
    )


def _variables(name: str, variables: Sequence[str]) -> list[str]:
    if not variables:
        return []
    stated = (
        f'<Variable guid="{_guid(name, one)}" name={quoteattr(one)} typeOfVariable="Text"/>\n'
        for one in variables
    )
    return ["<Variables>\n", *stated, "</Variables>\n"]


def _units(name: str, sources: Sequence[Source]) -> list[str]:
    if not sources:
        return []
    units = []
    for source in sources:
        values = (
            f'<VariableValue><VariableRef targetGUID="{_guid(name, key)}"/>'
            f"<TextValue>{escape(value)}</TextValue></VariableValue>\n"
            for key, value in source.values.items()
        )
        units += [
            f'<Case guid="{_guid(name, source.name + " unit")}" name={quoteattr(source.name)}>\n',
            *values,
            f'<SourceRef targetGUID="{_guid(name, source.name)}"/>\n</Case>\n',
        ]
    return ["<Cases>\n", *units, "</Cases>\n"]


def _source(name: str, source: Source) -> str:
    guid = _guid(name, source.name)
    spans: dict[tuple[int, int, str], list[Coded]] = {}
    for one in source.coded:
        spans.setdefault((one.start, one.end, one.coder), []).append(one)
    selections = "".join(
        f'<PlainTextSelection guid="{_guid(guid, str(span))}" startPosition="{span[0]}"'
        f' endPosition="{span[1]}" creatingUser="{_guid(name, span[2])}"'
        f' creationDateTime="{WRITTEN}">'
        + "".join(
            f'<Coding guid="{_guid(guid, str(one))}" creatingUser="{_guid(name, one.coder)}"'
            f' creationDateTime="{WRITTEN}">'
            f'<CodeRef targetGUID="{_guid(name, one.code)}"/></Coding>'
            for one in coded
        )
        + "</PlainTextSelection>\n"
        for span, coded in spans.items()
    )
    return (
        f'<TextSource guid="{guid}" name={quoteattr(source.name)}'
        f' plainTextPath="internal://{guid}.txt" creationDateTime="{WRITTEN}">\n'
        f"{selections}</TextSource>\n"
    )


def _guid(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join(names)))
