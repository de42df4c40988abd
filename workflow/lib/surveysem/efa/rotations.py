"""The rotations by name: what each takes, and what SPSS and psych make of it."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from surveysem.efa import criteria
from surveysem.efa.correlations import Floats
from surveysem.efa.extraction import Convention
from surveysem.efa.rotation import Rotation, oblique, orthomax, promax
from surveysem.errors import SpecificationError

RotationName = Literal[
    "none",
    "varimax",
    "quartimax",
    "equamax",
    "promax",
    "oblimin",
    "quartimin",
    "geomin",
    "target",
]


@dataclass(frozen=True, slots=True)
class RotationOptions:
    """A rotation with ``gamma`` of oblimin, ``power`` of promax, ``delta`` of geomin, ``target``.

    An option that the rotation does not take, or a value that it cannot take, raises
    SpecificationError.
    """

    name: RotationName
    kaiser: bool
    convention: Convention
    gamma: float
    power: float
    delta: float
    target: Floats | None

    @classmethod
    def of(
        cls,
        name: RotationName,
        kaiser: bool | None,
        convention: Convention,
        gamma: float | None,
        power: float | None,
        delta: float | None,
        target: ArrayLike | None,
    ) -> "RotationOptions":
        """Fill what was left open with the defaults of the convention."""
        check_choice("rotation", name, get_args(RotationName))
        _refuse_stray(name, {"oblimin": gamma, "promax": power, "geomin": delta, "target": target})
        if name == "target" and target is None:
            raise SpecificationError(
                "rotation target: no target given, expected a matrix of loadings"
            )
        if power is not None and power <= 1:
            raise SpecificationError(f"rotation promax: power {power:g}, expected above 1")
        if delta is not None and delta <= 0:
            raise SpecificationError(f"rotation geomin: delta {delta:g}, expected above 0")
        if kaiser is None:
            kaiser = convention == "spss" or name in ("varimax", "promax")
        return cls(
            name=name,
            kaiser=kaiser,
            convention=convention,
            gamma=0.0 if gamma is None else gamma,
            power=4.0 if power is None else power,
            delta=0.01 if delta is None else delta,
            target=None if target is None else np.asarray(target, dtype=np.float64),
        )


def rotate(A: Floats, options: RotationOptions) -> Rotation:
    """Rotate unrotated loadings ``A`` (p, m); with one factor or ``none`` they stay as they are."""
    m = A.shape[1]
    if options.target is not None and options.target.shape != A.shape:
        raise SpecificationError(
            f"rotation target: target of shape {options.target.shape}, expected {A.shape}"
        )
    if m == 1 or options.name == "none":
        return Rotation(A, np.eye(m), iterations=0, converged=True)
    if options.name == "promax":
        return _promax(A, options)
    return _row_normalised(A, options) if options.kaiser else _by_name(A, options)


def _by_name(A: Floats, options: RotationOptions) -> Rotation:
    match options.name:
        case "varimax":
            return orthomax(A, gamma=1)
        case "quartimax":
            return orthomax(A, gamma=0)
        case "equamax":
            return orthomax(A, gamma=A.shape[1] / 2)
        case "oblimin" | "quartimin":
            return oblique(A, criteria.oblimin(options.gamma))
        case "geomin":
            return oblique(A, criteria.geomin(options.delta))
        case "target" if options.target is not None:
            return oblique(A, criteria.target(options.target))
    raise SpecificationError(f"rotation {options.name}: not a rotation by criterion")


def _row_normalised(A: Floats, options: RotationOptions) -> Rotation:
    """Rotate rows of length 1, then give each its length back (Kaiser 1958)."""
    lengths = _row_lengths(A)
    found = _by_name(A / lengths, options)
    return Rotation(found.Lambda * lengths, found.Phi, found.iterations, found.converged)


def _promax(A: Floats, options: RotationOptions) -> Rotation:
    """Promax of varimax loadings, in the two programs' ways.

    spss: ``kaiser`` concerns the varimax; the target comes from row-normalised loadings, the
    regression from plain ones. psych: with ``kaiser`` the whole rotation works on rows of length 1
    (its ``promax``), without it on plain loadings of a Kaiser-normalised varimax (its ``Promax``).
    """
    lengths = _row_lengths(A)
    normalise = options.kaiser or options.convention == "psych"
    varimax = orthomax(A / lengths, gamma=1) if normalise else orthomax(A, gamma=1)
    scale = lengths if normalise else np.ones_like(lengths)
    if options.convention == "psych" and options.kaiser:
        found = promax(varimax, options.power, normalise_target=False)
        return Rotation(found.Lambda * scale, found.Phi, found.iterations, found.converged)
    plain = Rotation(varimax.Lambda * scale, varimax.Phi, varimax.iterations, varimax.converged)
    return promax(plain, options.power, normalise_target=options.convention == "spss")


def _row_lengths(A: Floats) -> Floats:
    """Roots of the communalities (p, 1); 1 for an item without loadings, which nothing moves."""
    lengths: Floats = np.linalg.norm(A, axis=1, keepdims=True)
    return np.where(lengths == 0, 1.0, lengths)


def _refuse_stray(name: RotationName, given: dict[str, ArrayLike | None]) -> None:
    words = {"oblimin": "gamma", "promax": "power", "geomin": "delta", "target": "target"}
    for owner, value in given.items():
        if value is not None and name != owner:
            raise SpecificationError(
                f"rotation {name}: {words[owner]} given, expected only with rotation {owner}"
            )


def check_choice(what: str, found: str, allowed: tuple[str, ...]) -> None:
    """SpecificationError that lists the choices where ``found`` is none of them."""
    if found not in allowed:
        raise SpecificationError(f"{what} {found}: unknown, expected one of {', '.join(allowed)}")
