"""Which type a case has, by the signs of its scores, and the words for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from surveysem.cases.poles import Axes, poles_of
from surveysem.numbers import shown
from surveysem.survey.wording import Reason

NOT_PLACED = ""
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
    """A case: its type, its scores (axes,), the types of its resamples, the published type."""

    type: str
    scores: npt.NDArray[np.float64]
    drawn: npt.NDArray[np.str_]
    expected: str | None


def describe(placement: Placement, name: str, rule: TypeRule) -> Reason:
    """Why a case has this type or not, and how often it would have it."""
    share = float(np.mean(placement.drawn == name))
    often = Reason(
        f"{shown(share, 'pct1', 'fr')} des rééchantillons.",
        f"{shown(share, 'pct1', 'en')} of the resamples.",
    )
    if name == placement.type:
        often = _scores(placement, rule) + often
    if name == placement.expected:
        often += Reason("C'est le type publié.", "It is the published type.")
    return often


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
