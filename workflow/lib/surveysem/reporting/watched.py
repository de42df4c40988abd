"""Which artefacts a table or figure is made from, noted while it is made."""

from dataclasses import fields
from typing import Any

from surveysem.reporting.artefacts import NAMES, Artefacts

_FILES = frozenset(NAMES)


class Watched(Artefacts):
    """The same artefacts; ``read`` gathers the names of those that were looked at and are there."""

    __slots__ = ("read",)
    read: set[str]

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name in _FILES and value is not None:
            self.read.add(name)
        return value

    def makers(self) -> list[str]:
        """The rules that wrote what was read, in the order of the origins."""
        rules = (one["rule"] for one in self.origins or () if one.get("name") in self.read)
        return list(dict.fromkeys(rules))


def watched(artefacts: Artefacts) -> Watched:
    """The artefacts under watch; nothing of them is read yet."""
    found = Watched(**{each.name: getattr(artefacts, each.name) for each in fields(artefacts)})
    object.__setattr__(found, "read", set())
    return found
