"""Coefficients of agreement on nominal values, each with an interval or the reason for none."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from surveysem.cases.coding import stream
from surveysem.survey.wording import Reason

NAN = float("nan")
NOTHING = Reason("", "")
NO_VARIANCE = 1e-12

ONE_VALUE = Reason(
    "Une seule valeur apparaît : sans variation, l'accord dû au hasard est total et le coefficient "
    "n'existe pas.",
    "Only one value occurs: without variation chance agreement is complete and the coefficient "
    "does not exist.",
)
NO_UNITS = Reason("Aucune unité n'a deux valeurs.", "No unit has two values.")
PERFECT = Reason(
    "L'accord est parfait : ces unités n'ont pas de dispersion dont tirer un intervalle.",
    "Agreement is perfect: these units have no spread from which to take an interval.",
)
ONE_SIDED = Reason(
    "L'un des deux n'emploie qu'une valeur : le kappa vaut 0 quoi que fasse l'autre.",
    "One of the two uses a single value: kappa is 0 whatever the other does.",
)
UNSTABLE = Reason(
    "Plus d'un rééchantillon sur vingt n'a qu'une valeur : il n'y a pas d'intervalle.",
    "More than one resample in twenty has a single value: there is no interval.",
)
MOST_UNDEFINED = 0.05


@dataclass(frozen=True, slots=True)
class Agreement:
    """A coefficient over ``units``; ``reason`` says why there is no value, or no interval."""

    units: int
    value: float = NAN
    ci_lower: float = NAN
    ci_upper: float = NAN
    reason: Reason = NOTHING


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals are resampled: draws, level, seed and the names of what is resampled.

    What bears other names has a stream of random numbers of its own, whatever else is resampled.
    """

    draws: int
    level: float
    seed: int
    names: tuple[str, ...]

    def of(self, *names: str) -> "Resampling":
        """The resampling of a part of these names."""
        return replace(self, names=(*self.names, *names))

    def rng(self) -> np.random.Generator:
        """The stream of random numbers, from its start."""
        return stream(self.seed, *self.names)


def kappa(table: npt.ArrayLike, level: float) -> Agreement:
    """Cohen's kappa of a square table of counts, one rater by row and one by column.

    The interval is that of the standard error of Fleiss, Cohen and Everitt (1969, Psychological
    Bulletin 72, pp. 323-327), its limits held within -1 and 1 as in psych's cohen.kappa.
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    counts = np.asarray(table, dtype=float)
    n = int(counts.sum())
    if n == 0:
        return Agreement(0, reason=NO_UNITS)
    rows, cols = counts.sum(axis=1) / n, counts.sum(axis=0) / n
    if rows @ cols >= 1 - NO_VARIANCE:
        return Agreement(n, reason=ONE_VALUE)
    if max(rows.max(), cols.max()) >= 1 - NO_VARIANCE:
        return Agreement(n, 0.0, reason=ONE_SIDED)
    if np.trace(counts) == n:
        return Agreement(n, 1.0, reason=PERFECT)
    found = cohens_kappa(counts)
    half = _normal_quantile((1 + level) / 2) * float(found.std_kappa)
    value = float(found.kappa)
    return Agreement(n, value, max(value - half, -1.0), min(value + half, 1.0))


def _normal_quantile(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))


def cross_table(first: Sequence[str], second: Sequence[str]) -> npt.NDArray[np.int64]:
    """Counts (k, k) of two raters' values, in the order of the sorted values."""
    values, places = np.unique(np.array([*first, *second], dtype=str), return_inverse=True)
    counts = np.zeros((len(values), len(values)), dtype=np.int64)
    np.add.at(counts, (places[: len(first)], places[len(first) :]), 1)
    return counts


def alpha(counts: npt.ArrayLike, resampling: Resampling) -> Agreement:
    """Krippendorff's alpha for nominal values, of any number of raters and with gaps.

    ``counts`` (units, values) is how many raters gave the unit each value. Krippendorff (2011,
    Computing Krippendorff's alpha-reliability, part C); units with fewer than two values pair with
    nothing and are left out. The interval is that of resampled units, which holds its level where
    the closed form does not (Zapf, Castell, Morawietz and Karch, 2016, BMC Medical Research
    Methodology 16: 93).
    """
    paired = np.asarray(counts, dtype=float)
    paired = paired[paired.sum(axis=1) >= 2]
    if len(paired) == 0:
        return Agreement(0, reason=NO_UNITS)
    kinds, often = np.unique(paired, axis=0, return_counts=True)
    observed, expected = _disagreement(often[None, :], kinds)
    if expected[0] <= NO_VARIANCE:
        return Agreement(len(paired), reason=ONE_VALUE)
    value = float(1 - observed[0] / expected[0])
    if observed[0] == 0:
        return Agreement(len(paired), value, reason=PERFECT)
    draws = resampling.rng().multinomial(len(paired), often / len(paired), size=resampling.draws)
    return resampled(len(paired), value, *_disagreement(draws, kinds), resampling.level)


def resampled(
    units: int,
    value: float,
    observed: npt.NDArray[np.float64],
    expected: npt.NDArray[np.float64],
    level: float,
) -> Agreement:
    """The coefficient 1 - observed / expected with the percentile interval of its resamples."""
    exists = expected > NO_VARIANCE
    if np.mean(~exists) > MOST_UNDEFINED:
        return Agreement(units, value, reason=UNSTABLE)
    ratios = 1 - observed[exists] / expected[exists]
    lower, upper = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Agreement(units, value, float(lower), float(upper))


def _disagreement(
    often: npt.NDArray[np.int64], kinds: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Observed and expected disagreement (draws,) when each kind of unit occurs ``often``."""
    raters = kinds.sum(axis=1)
    within = (raters**2 - (kinds**2).sum(axis=1)) / (raters - 1)
    values = often @ kinds
    n = values.sum(axis=1)
    return often @ within / n, (n**2 - (values**2).sum(axis=1)) / (n * (n - 1))
