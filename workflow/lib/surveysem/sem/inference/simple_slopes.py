"""What an interaction means: the effect of one construct at levels of the other.

Aiken and West (1991, Multiple regression: Testing and interpreting interactions, chapter 2);
Johnson and Neyman (1936), Bauer and Curran (2005, Multivariate Behavioral Research 40, 373-400).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from surveysem.errors import SpecificationError
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Array, Numbers, jacobian, positive_sqrt
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.estimates import delta_method, if_converged, wald
from surveysem.sem.model.matrices import Matrices, Pattern
from surveysem.sem.names import listed
from surveysem.sem.text.interactions import Interaction

SCALES = ("sd", "raw")


@dataclass(frozen=True, slots=True)
class Moderated:
    """An interaction and one outcome; its coefficients are functions of theta (..., q)."""

    interaction: Interaction
    outcome: str
    pattern: Pattern

    def raw(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Effects of the focal construct, the moderator, and their product: (..., 3)."""
        return self._effects(self._matrices(theta, given))

    def standardized(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """The same, standardised appropriately, and the correlation of the constructs: (..., 4).

        With x and z standardised, y = b1 x + b2 z + b3 (x z - r) is the standardised outcome as far
        as these explain it (Wen, Marsh and Hau, 2010).
        """
        M = self._matrices(theta, given)
        b, V = self._effects(M), M.latent_covariance()
        focal, moderator, outcome = (self._at[name] for name in (*self._pair, self.outcome))
        sd = positive_sqrt(np.diagonal(V, axis1=-2, axis2=-1))
        x, z, y = sd[..., focal], sd[..., moderator], sd[..., outcome]
        with np.errstate(divide="ignore", invalid="ignore"):
            effects = [b[..., 0] * x / y, b[..., 1] * z / y, b[..., 2] * x * z / y]
            return np.stack([*effects, V[..., focal, moderator] / (x * z)], axis=-1)

    def slopes(self, theta: Numbers, at: Array, given: Array | None = None) -> Numbers:
        """Standardised effects of the focal construct where the moderator is ``at`` (k) sds."""
        b = self.standardized(theta, given)
        return np.asarray(b[..., [0]] + b[..., [2]] * at)

    def lines(self, theta: Numbers, at: Array, x: Array, given: Array | None = None) -> Numbers:
        """Standardised outcome for pairs of moderator ``at`` (k) and focal value ``x`` (k)."""
        b = self.standardized(theta, given)
        return np.asarray(b[..., [0]] * x + b[..., [1]] * at + b[..., [2]] * (x * at - b[..., [3]]))

    def moderator_sd(self, theta: Array) -> float:
        """Standard deviation of the moderator."""
        V, at = self._matrices(theta, None).latent_covariance(), self._at[self._pair[1]]
        return float(positive_sqrt(V[at, at]))

    def explained(self, theta: Array) -> float:
        """Share of the outcome's variance that the product explains beyond the other predictors.

        R-squared with all predictors less R-squared without the product, both from the implied
        covariances.
        """
        M = self._matrices(theta, None)
        V, y = M.latent_covariance(), self._at[self.outcome]
        everyone = np.flatnonzero(M.Beta[y])
        others = everyone[everyone != self._at[self.interaction.factor]]
        whole, less = (
            V[y, places] @ np.linalg.solve(V[np.ix_(places, places)], V[places, y])
            for places in (everyone, others)
        )
        return float((whole - less) / V[y, y])

    @property
    def _at(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.pattern.latent)}

    @property
    def _pair(self) -> tuple[str, str]:
        return self.interaction.focal, self.interaction.moderator

    def _effects(self, M: Matrices) -> Numbers:
        places = [self._at[name] for name in (*self._pair, self.interaction.factor)]
        return np.asarray(M.Beta[..., self._at[self.outcome], places])

    def _matrices(self, theta: Numbers, given: Array | None) -> Matrices:
        return Matrices(**self.pattern.split(self.pattern.fill(theta, given)))


def moderated(s: Solution) -> list[Moderated]:
    """Every interaction of a model with each of its outcomes."""
    pattern = s.quantities.pattern
    return [
        Moderated(one, outcome, pattern)
        for one in s.quantities.interactions
        for outcome in one.outcomes
    ]


def moderation(s: Solution, outcome: str, term: str) -> Moderated:
    """One of them; SpecificationError where the model does not have it."""
    every = moderated(s)
    for one in every:
        if (one.outcome, one.interaction.term) == (outcome, term):
            return one
    known = listed(f"{one.outcome} ~ {one.interaction.term}" for one in every) or "none"
    raise SpecificationError(
        f"{outcome} ~ {term} is no interaction of the model; its interactions: {known}"
    )


@one_blas_thread()
def simple_slopes(
    s: Solution, outcome: str, term: str, at: Sequence[float], scale: str, level: float = 0.95
) -> pd.DataFrame:
    """Effects of the focal construct at levels of the moderator; see ``sem.simple_slopes``."""
    if scale not in SCALES:
        raise SpecificationError(f"scale {scale!r}; expected one of {' '.join(SCALES)}")
    one = moderation(s, outcome, term)

    def values(theta: Numbers) -> Numbers:
        if scale == "sd":
            return one.slopes(theta, np.asarray(at))
        b = one.raw(theta)
        return np.asarray(b[..., [0]] + b[..., [2]] * np.asarray(at))

    se = delta_method(jacobian(values, s.theta), s.vcov)
    found = wald(if_converged(s, np.asarray(values(s.theta))), se, level)
    names = ("est", "se", "z", "pvalue", "ci_lower", "ci_upper")
    return pd.DataFrame({"at": list(at), **{name: getattr(found, name) for name in names}})


@one_blas_thread()
def johnson_neyman(s: Solution, outcome: str, term: str, level: float = 0.95) -> list[float]:
    """Levels of the moderator, in sds, where the Wald interval of the slope touches 0.

    The real roots of (b1 + b3 z)^2 = c^2 var(b1 + b3 z), ascending; none, one or two.
    """
    one = moderation(s, outcome, term)
    b = np.asarray(one.standardized(s.theta))[[0, 2]]
    if s.vcov is None or not np.isfinite(b).all():
        return []
    J = jacobian(lambda theta: one.standardized(theta)[..., [0, 2]], s.theta)
    v, c2 = J @ s.vcov @ J.T, float(ndtri(0.5 + level / 2)) ** 2
    squares = [
        b[1] ** 2 - c2 * v[1, 1],
        2 * (b[0] * b[1] - c2 * v[0, 1]),
        b[0] ** 2 - c2 * v[0, 0],
    ]
    roots = np.roots(squares)
    return sorted(float(root.real) for root in roots if abs(root.imag) < 1e-12)


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the moderator, in sds, and the sign of the effect there: + - or 0."""

    start: float
    end: float
    effect: str


def regions(z: Sequence[float], lower: Sequence[float], upper: Sequence[float]) -> list[Region]:
    """Where the interval of the slope lies above 0 (+), below 0 (-) or includes it (0).

    ``z`` ascends; the ends of regions are interpolated between neighbours.
    """
    found: list[Region] = []
    for k, (start, effect) in enumerate(steps := list(_changes(z, lower, upper))):
        end = steps[k + 1][0] if k + 1 < len(steps) else float(z[-1])
        found.append(Region(start, end, effect))
    return found


def _changes(
    z: Sequence[float], lower: Sequence[float], upper: Sequence[float]
) -> Iterator[tuple[float, str]]:
    """Where each region begins, and its sign."""
    effects = ["+" if a > 0 else "-" if b < 0 else "0" for a, b in zip(lower, upper, strict=True)]
    yield float(z[0]), effects[0]
    for k in range(1, len(effects)):
        if effects[k] == effects[k - 1]:
            continue
        limit = lower if "+" in (effects[k], effects[k - 1]) else upper
        a, b = float(limit[k - 1]), float(limit[k])
        share = a / (a - b) if a != b else 0.5
        yield float(z[k - 1]) + share * (float(z[k]) - float(z[k - 1])), effects[k]
