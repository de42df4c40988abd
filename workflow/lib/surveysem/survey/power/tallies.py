"""Power, coverage and width of intervals from the draws of a population."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from surveysem import sem
from surveysem.survey.hypotheses.holm import holm
from surveysem.survey.hypotheses.table import Hypothesis
from surveysem.survey.power.scenarios import Scenario, Tested

Array = npt.NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Standardised estimates (R,) and errors (R,) of one parameter; its value in the population."""

    est: Array
    se: Array
    value: float

    @property
    def z(self) -> Array:
        """Wald statistics (R,)."""
        return self.est / self.se


def drawn(found: sem.MonteCarlo, sample: int, lhs: str, op: str, rhs: str) -> Drawn:
    """What one parameter was in the draws of one size; NaN in draws that gave no answer."""
    rows = found.labels
    at = (rows["quantity"] == "standardized") & (rows["lhs"] == lhs) & (rows["op"] == op)
    if op != ":=":
        at &= rows["rhs"] == rhs
    k = int(np.flatnonzero(at)[0])
    draws = found.samples[sample]
    gone = ~draws.converged
    est, se = (np.where(gone, np.nan, values[:, k]) for values in (draws.est, draws.se))
    return Drawn(est, se, float(found.population[k]))


def is_supported(row: Hypothesis, d: Drawn) -> npt.NDArray[np.bool_]:
    """In which draws (R,) the Wald interval is where the hypothesis expects it.

    As ``verdicts.decide`` has it for bootstrap intervals, before Holm: above or below 0 at level
    1 - alpha, without 0, or at level 1 - 2 alpha within the bound.
    """
    half = float(ndtri(1 - row.alpha / 2)) * d.se
    if row.expect == "0":
        inner = float(ndtri(1 - row.alpha)) * d.se
        return np.asarray(np.abs(d.est) + inner < (NAN if row.bound is None else row.bound))
    if row.expect == "!=0":
        return np.asarray(np.abs(d.est) > half)
    return np.asarray(d.est * (-1 if row.expect == "-" else 1) > half)


def share(hits: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """The share of the draws that count, and its Monte-Carlo standard error."""
    n = int(known.sum())
    if n == 0:
        return NAN, NAN
    p = float(hits[known].mean())
    return p, float(np.sqrt(p * (1 - p) / n))


def power_rows(scenario: Scenario, found: sem.MonteCarlo, sample: int) -> list[dict[str, object]]:
    """Power of each hypothesis of a scenario at one size."""
    own = [drawn(found, sample, t.row.lhs, t.row.op, t.row.predictor) for t in scenario.tested]
    adjusted = _adjusted(scenario, own)
    rows: list[dict[str, object]] = []
    for one, d, p in zip(scenario.tested, own, adjusted, strict=True):
        known = np.isfinite(d.est) & np.isfinite(d.se)
        hits = is_supported(one.row, d)
        power, error = share(hits, known)
        after, after_error = share(hits & (p < one.row.alpha), known & np.isfinite(p))
        joint, joint_error = _joint(one, found, sample)
        rows.append(
            {
                "n": found.n[sample],
                "effect": d.value,
                "power": power,
                "power_error": error,
                "power_adjusted": after,
                "power_adjusted_error": after_error,
                "joint": joint,
                "joint_error": joint_error,
                "used": int(known.sum()),
            }
        )
    return rows


def precision_row(row: Hypothesis, found: sem.MonteCarlo, sample: int) -> dict[str, object]:
    """Half-width, coverage and bias of the Wald interval of one hypothesis at one size."""
    d = drawn(found, sample, row.lhs, row.op, row.predictor)
    known = np.isfinite(d.est) & np.isfinite(d.se)
    n = int(known.sum())
    half = float(ndtri(1 - row.alpha / 2)) * d.se[known]
    coverage, coverage_error = share(
        np.abs(d.est - d.value) <= float(ndtri(1 - row.alpha / 2)) * d.se, known
    )
    return {
        "n": found.n[sample],
        "population": d.value,
        "half_width": float(half.mean()) if n else NAN,
        "half_width_error": _mean_error(half),
        "coverage": coverage,
        "coverage_error": coverage_error,
        "bias": float(d.est[known].mean()) - d.value if n else NAN,
        "bias_error": _mean_error(d.est[known]),
        "used": n,
    }


def _adjusted(scenario: Scenario, own: Sequence[Drawn]) -> list[Array]:
    """Holm's p of each hypothesis in each draw; NaN where a member of the family is elsewhere."""
    found = [np.full(d.est.shape, np.nan) for d in own]
    members = [i for i, one in enumerate(scenario.tested) if one.row.tested]
    if not (scenario.whole and members):
        return found
    p = np.stack([2 * ndtr(-np.abs(own[i].z)) for i in members], axis=1)
    known = np.isfinite(p).all(axis=1)
    p[known] = [holm(values) for values in p[known]]
    p[~known] = np.nan
    for k, i in enumerate(members):
        found[i] = p[:, k]
    return found


def _joint(one: Tested, found: sem.MonteCarlo, sample: int) -> tuple[float, float]:
    """Share of draws in which every path of a product is clear of 0 on its side."""
    if not one.product or one.row.expect == "0":
        return NAN, NAN
    paths = [(drawn(found, sample, y, "~", x), value) for (y, x), value in one.paths.items()]
    limit = float(ndtri(1 - one.row.alpha / 2))
    clear = np.all([d.z * np.sign(value) > limit for d, value in paths], axis=0)
    known = np.all([np.isfinite(d.z) for d, _ in paths], axis=0)
    return share(clear, known)


def _mean_error(values: Array) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else NAN
