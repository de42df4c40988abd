"""The survey's verdict and the cases' evidence on the same hypothesis.

Readings follow Fetters, Curry and Creswell (2013, p. 2143): confirmation, expansion, discordance.
"""

from dataclasses import dataclass
from typing import Literal

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.cases.collection import Collection, collections, records
from surveysem.reporting.text import Text

Reading = Literal["confirmed", "discordant", "mixed", "expanded", "silent"]
JUDGED = {"supported": 1, "contradicted": -1}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the cases say on one hypothesis: segments for and against it by case."""

    hypothesis: str
    segments: dict[str, tuple[int, int]]

    @property
    def speaking_for(self) -> dict[str, int]:
        """Cases with segments for it and none against."""
        return {case: pro for case, (pro, con) in self.segments.items() if pro and not con}

    @property
    def speaking_against(self) -> dict[str, int]:
        """Cases with segments against it and none for."""
        return {case: con for case, (pro, con) in self.segments.items() if con and not pro}

    @property
    def speaking_both(self) -> dict[str, tuple[int, int]]:
        """Cases with segments of both kinds."""
        return {case: both for case, both in self.segments.items() if all(both)}

    @property
    def silent(self) -> int:
        """Cases without any."""
        return sum(not any(both) for both in self.segments.values())


def reading(verdict: str | None, n_for: int, n_against: int, n_both: int) -> Reading:
    """What verdict and cases come to: counts are of cases.

    ``silent`` without any case that speaks; ``mixed`` where cases disagree with each other or
    within themselves; else ``confirmed`` or ``discordant`` by whether the cases point to where the
    survey's verdict does, and ``expanded`` where the survey has none.
    """
    if not n_for + n_against + n_both:
        return "silent"
    if n_both or (n_for and n_against):
        return "mixed"
    side = JUDGED.get(verdict or "", 0)
    if not side:
        return "expanded"
    return "confirmed" if side == (1 if n_for else -1) else "discordant"


def evidence(artefacts: Artefacts, study: Study, text: Text) -> list[Evidence]:
    """The hypotheses for which any code may speak, in the order of the study's verdicts."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    whole = collections(artefacts, study, text)
    for collection in whole:
        for row in records(collection.rows("evidence")):
            own = found.setdefault(str(row["hypothesis"]), {})
            own[_case(str(row["case"]), collection, whole)] = (
                int(row["n_for"]), int(row["n_against"]),
            )  # fmt: skip
    judged = [] if artefacts.verdicts is None else [str(one) for one in artefacts.verdicts["id"]]
    order = [*(one for one in judged if one in found), *(one for one in found if one not in judged)]
    return [Evidence(name, found[name]) for name in order]


def _case(case: str, own: Collection, whole: list[Collection]) -> str:
    """The name of a case, with its collection where another one has a case of that name."""
    others = (other for other in whole if other.name != own.name)
    return f"{case} ({own.title})" if any(case in other.cases for other in others) else case
