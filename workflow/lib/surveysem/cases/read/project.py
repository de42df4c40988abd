"""REFI-QDA projects as XML: what of it is read, by a parser that knows no entity and no DTD.

REFI-QDA Standard 1.5 (2019), https://www.qdasoftware.org.
"""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat

from surveysem.cases.read.elements import Document, Mark, Project, Selection, Unit
from surveysem.errors import DataError

NAMESPACE = "urn:QDA-XML:project:"
DEEPEST = 200
SEPARATOR = "}"

SOURCES = {"TextSource", "PictureSource", "PDFSource", "AudioSource", "VideoSource"}
SELECTIONS = {
    *("PlainTextSelection", "PictureSelection", "PDFSelection", "AudioSelection"),
    *("VideoSelection", "TranscriptSelection"),
}
KNOWN = {
    *SOURCES,
    *SELECTIONS,
    *("Project", "User", "Code", "Variable", "Case", "Coding", "CodeRef", "SourceRef"),
    "VariableRef",
}
# What no count rests on: memos, groups of documents, drawings and their arrows.
PASSED_OVER = {"Note", "Set", "Graph", "Link"}
VALUES = {"TextValue", "DateValue", "DateTimeValue", "IntegerValue", "PlainTextContent"}


def parse(content: bytes, file: str) -> Project:
    """Read the XML of a project.

    Raises
    ------
    DataError
        It is not well-formed, has a document type or entities, or is no REFI-QDA project.
    """
    reader = _Reader(file)
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    parser.EntityDeclHandler = reader.refuse_doctype
    parser.ExternalEntityRefHandler = reader.refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise DataError(
            f"{file}: its XML ends or breaks at line {error.lineno} "
            f"({expat.ErrorString(error.code)}); expected the project as it was exported"
        ) from None
    except (LookupError, ValueError) as error:
        raise DataError(f"{file}: its XML is in an unknown encoding ({error})") from None
    return reader.project


def identifier(text: str) -> str:
    """An identifier as it is compared: some programs write braces or capitals."""
    return text.strip().strip("{}").lower()


class _Reader:
    """Takes in the elements as they come; unknown ones are passed over."""

    def __init__(self, file: str) -> None:
        self.project = Project()
        self._file = file
        self._path: list[str] = []
        self._codes: list[str] = []
        self._owner: Unit | Document | None = None
        self._selection: Selection | None = None
        self._mark: Mark | None = None
        self._user = ""
        self._coder = ""
        self._variable = ""
        self._text: list[str] | None = None

    def refuse_doctype(self, *_: object) -> NoReturn:
        raise DataError(
            f"{self._file}: found a document type or an entity, with which a file can reach outside"
            " of itself; expected a project without: export it again, and do not trust this file"
        )

    def start(self, full: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full.rpartition(SEPARATOR)
        if not self._path and not (name == "Project" and namespace.startswith(NAMESPACE)):
            raise DataError(
                f"{self._file}: found the root `{name}` of `{namespace or 'no namespace'}`;"
                f" expected `Project` of {NAMESPACE}1.0, a REFI-QDA project"
            )
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise DataError(f"{self._file}: its XML is nested more than {DEEPEST} deep")
        if name in PASSED_OVER:
            self.project.passed_over[name] += 1
        if name in VALUES:
            self._text = []
        if name in KNOWN:
            getattr(self, f"_start_{_known(name)}")(name, attributes)

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, full: str) -> None:
        name = full.rpartition(SEPARATOR)[2]
        self._path.pop()
        if name == "Code":
            self._codes.pop()
        elif name == "Coding":
            self._mark = None
        elif name == "Case" or name in SOURCES:
            self._owner = None
        elif name in SELECTIONS:
            self._selection, self._coder = None, self._user
        elif self._text is not None:
            self._close_text(name, "".join(self._text))
            self._text = None

    def _close_text(self, name: str, text: str) -> None:
        owner = self._owner
        if name == "PlainTextContent":
            if isinstance(owner, Document):
                owner.content = text
        elif owner is not None and self._variable:
            owner.values[self._variable] = text.strip()

    def _start_project(self, _: str, attributes: dict[str, str]) -> None:
        self._user = self._coder = identifier(attributes.get("creatingUserGUID", ""))

    def _start_user(self, _: str, attributes: dict[str, str]) -> None:
        guid = identifier(attributes.get("guid", ""))
        self.project.users[guid] = attributes.get("name", "") or attributes.get("id", "")

    def _start_code(self, _: str, attributes: dict[str, str]) -> None:
        self._codes.append(attributes.get("name", "").strip())
        self.project.codes[identifier(attributes.get("guid", ""))] = tuple(self._codes)

    def _start_variable(self, _: str, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "").strip().lower()
        self.project.variables[identifier(attributes.get("guid", ""))] = name

    def _start_case(self, _: str, attributes: dict[str, str]) -> None:
        self._owner = Unit(identifier(attributes.get("guid", "")), attributes.get("name", ""))
        self.project.units.append(self._owner)

    def _start_source(self, kind: str, attributes: dict[str, str]) -> None:
        path = attributes.get("plainTextPath", "")
        guid = identifier(attributes.get("guid", ""))
        self._owner = Document(kind, guid, attributes.get("name", "").strip(), path)
        self.project.documents.append(self._owner)

    def _start_selection(self, _: str, attributes: dict[str, str]) -> None:
        if isinstance(self._owner, Document):
            start, end = attributes.get("startPosition", ""), attributes.get("endPosition", "")
            self._selection = Selection(start, end, attributes.get("name", ""))
            self._coder = identifier(attributes.get("creatingUser", "")) or self._user
            self._owner.selections.append(self._selection)

    def _start_coding(self, _: str, attributes: dict[str, str]) -> None:
        if isinstance(self._owner, Document):
            if self._selection is None:
                self._owner.selections.append(Selection(None, None))
            coder = identifier(attributes.get("creatingUser", "")) or self._coder
            self._mark = Mark("", coder)
            self._owner.selections[-1].marks.append(self._mark)

    def _start_coderef(self, _: str, attributes: dict[str, str]) -> None:
        code = identifier(attributes.get("targetGUID", ""))
        if isinstance(self._owner, Unit):
            self._owner.codes.append(code)
        elif self._mark is not None:
            self._mark.code = code

    def _start_sourceref(self, _: str, attributes: dict[str, str]) -> None:
        if isinstance(self._owner, Unit):
            self._owner.sources.append(identifier(attributes.get("targetGUID", "")))

    def _start_variableref(self, _: str, attributes: dict[str, str]) -> None:
        guid = identifier(attributes.get("targetGUID", ""))
        self._variable = self.project.variables.get(guid, "")


def _known(name: str) -> str:
    """The family of an element, as the methods of the reader are called."""
    if name in SOURCES:
        return "source"
    return "selection" if name in SELECTIONS else name.lower()
