"""Which type a case has, by the signs of its scores, and the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from surveysem.cases.poles import Axes, poles_of
from surveysem.cases.spread import Without
from surveysem.numbers import shown
from surveysem.survey.wording import Reason

NOT_PLACED = ""
SHOWS_NOTHING = Reason(
    "Les rééchantillons ne peuvent montrer à quel point ce type est sûr : sur aucun axe un "
    "partenaire ne parle pour les deux pôles.",
    "Resamples cannot show how sure this type is: on no axis does a partner speak for both poles.",
)
UNSURE = Reason(
    "Plus d'un rééchantillon sur vingt n'a aucun segment sur un des axes : aucune part n'est "
    "donnée.",
    "More than one resample in twenty has no segment on one of the axes: no share is given.",
)
ZERO = 1e-12


class TypeRule:
    """The types of a configuration: each names a pole on every axis."""

    def __init__(self, axes: Axes, types: Sequence[Mapping[str, Any]]) -> None:
        self.axes = axes
        self.labels = {str(one["name"]): one["label"] for one in types}
        self.names = [*self.labels, NOT_PLACED]
        self._signs = np.array(
            [[1 if one[axis] == poles_of(axes, axis)[0] else -1 for axis in axes] for one in types]
        )

    def types(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.str_]:
        """The type of each row of ``scores`` (draws, axes); `NOT_PLACED` where there is none.

        A row has no type where a score is 0 or missing, or where no type has its poles.
        """
        signs = np.where(np.abs(scores) > ZERO, np.sign(scores), 0)
        fits = (signs[:, None, :] == self._signs[None, :, :]).all(axis=2)
        names = np.array(self.names)
        return names[np.where(fits.any(axis=1), fits.argmax(axis=1), len(names) - 1)]

    def type_of(self, scores: npt.NDArray[np.float64]) -> str:
        """The type of one case's scores (axes,)."""
        return str(self.types(scores[None, :])[0])


@dataclass(frozen=True, slots=True)
class Placement:
    """A case: its type, its scores (axes,), the types of its resamples, the published type.

    ``without`` is, by axis, why its score has no interval (None where it has one).
    """

    type: str
    scores: npt.NDArray[np.float64]
    drawn: npt.NDArray[np.str_]
    expected: str | None
    without: Mapping[str, Without | None]

    @property
    def alike(self) -> list[str]:
        """The axes on which all resamples are alike."""
        both = (Without.ONE_POLE, Without.ONE_POLE_EACH)
        return [axis for axis, why in self.without.items() if why in both]

    def share(self, name: str) -> float:
        """The share of resamples of this type; missing where resamples show nothing.

        They do where no axis has an interval, or where one has too few resamples or no segment.
        """
        reasons = set(self.without.values())
        if None not in reasons or reasons & {Without.SILENT, Without.UNSTABLE}:
            return float("nan")
        return float(np.mean(self.drawn == name))


def describe(placement: Placement, name: str, rule: TypeRule) -> Reason:
    """Why a case has this type or not, and how often it would have it."""
    often = _often(placement, name, rule)
    if name == placement.type:
        often = _scores(placement, rule) + often
    if name == placement.expected:
        often += Reason("C'est le type publié.", "It is the published type.")
    return often


def _often(placement: Placement, name: str, rule: TypeRule) -> Reason:
    share = placement.share(name)
    if not np.isnan(share):
        often = Reason(
            f"{shown(share, 'pct1', 'fr')} des rééchantillons.",
            f"{shown(share, 'pct1', 'en')} of the resamples.",
        )
        return often + only_other_axes([rule.axes[axis]["label"] for axis in placement.alike])
    if Without.SILENT in placement.without.values():
        return Reason("", "")
    return UNSURE if Without.UNSTABLE in placement.without.values() else SHOWS_NOTHING


def only_other_axes(labels: Sequence[Mapping[str, str]]) -> Reason:
    """That a share of resamples says nothing of the axes of these labels."""
    if not labels:
        return Reason("", "")
    fr, en = (", ".join(label[language] for label in labels) for language in ("fr", "en"))
    return Reason(
        f"Sur {fr}, tous les rééchantillons sont pareils : cette part n'en dit rien.",
        f"On {en} all resamples are alike: this share says nothing there.",
    )


def _scores(placement: Placement, rule: TypeRule) -> Reason:
    parts = [
        _score(rule.axes, axis, float(score))
        for axis, score in zip(rule.axes, placement.scores, strict=True)
    ]
    told = Reason(" ; ".join(part.fr for part in parts), "; ".join(part.en for part in parts))
    if placement.type != NOT_PLACED:
        return Reason(f"{told.fr}.", f"{told.en}.")
    if (np.abs(placement.scores) > ZERO).all():
        told = Reason(
            f"{told.fr} ; aucun type n'a ces pôles", f"{told.en}; no type has these poles"
        )
    return Reason(f"Non placée : {told.fr}.", f"Not placed: {told.en}.")


def _score(axes: Axes, axis: str, score: float) -> Reason:
    label = axes[axis]["label"]
    if np.isnan(score):
        return Reason(f"{label['fr']}, aucun segment", f"{label['en']}, no segment")
    if abs(score) <= ZERO:
        return Reason(
            f"{label['fr']} 0, entre les deux pôles", f"{label['en']} 0, between the poles"
        )
    pole = axes[axis]["poles"][poles_of(axes, axis)[0 if score > 0 else 1]]
    return Reason(
        f"{label['fr']} {shown(score, 'r2', 'fr')} ({pole['fr']})",
        f"{label['en']} {shown(score, 'r2', 'en')} ({pole['en']})",
    )
