"""Whether resampled segments show anything of how sure a score is."""

from enum import Enum

import numpy as np
import numpy.typing as npt

from surveysem.cases.agreement import MOST_UNDEFINED
from surveysem.survey.wording import Reason

ZERO = 1e-12


class Without(Enum):
    """Why a score has no interval."""

    SILENT = Reason(
        "Aucun segment ne parle pour un pôle de cet axe.",
        "No segment speaks for a pole of this axis.",
    )
    ONE_POLE = Reason(
        "Tous les segments parlent pour le même pôle : les rééchantillonner ne montre aucune "
        "incertitude, il n'y a donc pas d'intervalle.",
        "All segments speak for the same pole: to resample them shows no uncertainty, so there is "
        "no interval.",
    )
    ONE_POLE_EACH = Reason(
        "Chez chaque partenaire, tous les segments parlent pour le même pôle : les "
        "rééchantillonner par partenaire ne montre aucune incertitude, il n'y a donc pas "
        "d'intervalle.",
        "With each partner all segments speak for one pole: to resample them within partners "
        "shows no uncertainty, so there is no interval.",
    )
    UNSTABLE = Reason(
        "Plus d'un rééchantillon sur vingt n'a aucun segment sur cet axe : il n'y a pas "
        "d'intervalle.",
        "More than one resample in twenty has no segment on this axis: there is no interval.",
    )

    @property
    def reason(self) -> Reason:
        """The reason in words."""
        return self.value


def no_interval(score: float, drawn: npt.NDArray[np.float64]) -> Without | None:
    """Why ``score`` has no interval; None where its resamples (draws,) give one.

    Resamples are missing where they have no segment on the axis. Where all that are known have one
    value, a percentile interval would be that value, as though the score were certain.
    """
    if np.isnan(score):
        return Without.SILENT
    if abs(score) >= 1 - ZERO:
        return Without.ONE_POLE
    missing = np.isnan(drawn)
    if missing.mean() > MOST_UNDEFINED:
        return Without.UNSTABLE
    known = drawn[~missing]
    return Without.ONE_POLE_EACH if np.ptp(known) <= ZERO else None
