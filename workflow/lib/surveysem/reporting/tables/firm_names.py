"""What the axes, sides, types and groupings of the firms are called."""

from dataclasses import dataclass

from surveysem.reporting.artefacts import Study
from surveysem.reporting.text import Text


@dataclass(frozen=True, slots=True)
class Names:
    """What the axes, sides, types and groupings of the firms are called in one language."""

    study: Study
    text: Text

    def axis(self, name: object) -> str:
        """An axis of the cases."""
        return self._label("axes", str(name))

    def type(self, name: object) -> str:
        """A type of the cases."""
        return self._label("types", str(name))

    def grouping(self, name: object) -> str:
        """What groups are made by: type, an axis, or a variable of the survey."""
        if name == "type":
            return str(self.text("firms.by_type"))
        if str(name) in self.study.firms["axes"]:
            return self.axis(name)
        return self.study.construct(str(name), self.text.language)

    def group(self, grouping: object, name: object) -> str:
        """A type, a side of an axis, or an answer as the raw file labels it."""
        if grouping == "type":
            return self.type(name)
        sides = self.study.firms["labels"]["poles"].get(str(grouping), {})
        return str(sides.get(str(name), {}).get(self.text.language) or name)

    def _label(self, kind: str, name: str) -> str:
        named = self.study.firms["labels"][kind].get(name, {})
        return str(named.get(self.text.language) or name)
