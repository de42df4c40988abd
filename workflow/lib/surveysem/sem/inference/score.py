"""Score (Lagrange multiplier) tests: what releasing equalities or adding parameters would gain.

With g the slope of the discrepancy by all parameters and H its expected curvature, releasing some
restrictions lowers the chi-square by about n g'Z (Z'HZ)^-1 Z'g / 2, Z a basis of what the others
leave free (Silvey, 1959; lavaan's ``lavTestScore()``).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.directions import pattern_directions
from surveysem.sem.estimation.discrepancy import Objective
from surveysem.sem.estimation.information import expected_hessian
from surveysem.sem.estimation.inverse import inverse_along
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.estimation.tangent import active_bounds, elimination
from surveysem.sem.indices import chisq
from surveysem.sem.inference.additions import additions_of
from surveysem.sem.model.equality import Tie
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.table import ParameterTable

_DEPENDENT = 1e-9


@dataclass(frozen=True, slots=True)
class ScoreTest:
    """The total test, and in ``single`` those of one restriction or parameter each.

    ``single``: DataFrame lhs op rhs chisq df pvalue, with several groups ``group`` of added
    parameters; epc is their expected change. ``note`` says what the test does not correct for.
    """

    chisq: float
    df: int
    pvalue: float
    single: pd.DataFrame
    note: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction of the full set of parameters: how it is written, its derivatives (Q,)."""

    lhs: str
    op: str
    rhs: str
    slope: Array


def score_test(s: Solution, release: Sequence[int] | None, add: str | None) -> ScoreTest:
    """Score tests; see ``Fit.score_test``."""
    _check(s, release, add)
    note = "" if s.sandwich is None else f"not corrected for non-normality ({s.estimator})"
    return _of_release(s, release, note) if add is None else _of_additions(s, add, note)


def _check(s: Solution, release: Sequence[int] | None, add: str | None) -> None:
    if add is not None and release is not None:
        raise SpecificationError("release and add cannot be asked for together")
    if not s.minimum.converged:
        raise ConvergenceError("a model that did not converge has no score test")
    for what, holds in {
        "ordered items": any(p.op == "|" for p in s.table.parameters),
        f"missing {s.missing}": s.missing not in ("listwise", "fiml"),
        f"estimator {s.estimator}": s.estimator not in ("ML", "MLM", "MLMV", "MLR"),
    }.items():
        if holds:
            raise SpecificationError(f"score tests with {what} are not yet available")


def _of_additions(s: Solution, text: str, note: str) -> ScoreTest:
    found = additions_of(s, text)
    H = _hessian(s.objective, s.theta, s)
    inner = inverse_along(H, s.basis)
    left = found.curvature - found.cross @ inner @ found.cross.T
    own = left.diagonal()
    undetermined = own <= 1e-8 * found.curvature.diagonal()
    if undetermined.any():
        which = found.rows.loc[undetermined, ["lhs", "op", "rhs"]].iloc[0]
        raise SpecificationError(
            f"add: '{' '.join(which).strip()}' would not be determined beside the parameters of "
            "the model"
        )
    single = found.rows.copy()
    single["chisq"] = 0.5 * s.scale * found.slope**2 / own
    single["df"] = 1
    single["pvalue"] = [chisq.survival(float(x), 1) for x in single["chisq"]]
    single["epc"] = -found.slope / own
    whole = _Determined(found.slope, left)
    total, df = 0.5 * s.scale * whole.length, whole.rank
    return ScoreTest(total, df, chisq.survival(total, df), single, note)


def _of_release(s: Solution, release: Sequence[int] | None, note: str) -> ScoreTest:
    restrictions = _restrictions(s)
    if not restrictions:
        raise SpecificationError("the model has no equalities that could be released")
    chosen = _chosen(release, len(restrictions))
    full, theta = released(s)
    A = np.array([r.slope for r in restrictions])
    curve = _Curve(full.at(theta).gradient, _hessian(full, theta, s), A, _bounds(s), s.scale)
    single = pd.DataFrame([asdict(curve.gain([k])) for k in chosen])
    for at, name in enumerate(("lhs", "op", "rhs")):
        single.insert(at, name, [getattr(restrictions[k], name) for k in chosen])
    single.index = pd.Index([k + 1 for k in chosen], name="number")
    total = curve.gain(chosen)
    return ScoreTest(total.chisq, total.df, total.pvalue, single, note)


@dataclass(frozen=True, slots=True)
class Gain:
    """What releasing restrictions takes off the chi-square."""

    chisq: float
    df: int
    pvalue: float


@dataclass(frozen=True, slots=True)
class _Curve:
    """Slope g (Q,), curvature H (Q, Q), restrictions A (r, Q) and bounds (b, Q) that stay."""

    g: Array
    H: Array
    A: Array
    bounds: Array
    scale: int

    def gain(self, chosen: list[int]) -> Gain:
        """Of releasing the restrictions ``chosen``; NaN where the others imply them.

        Where what is released is not determined by the moments, only what is counts in the df
        (lavaan counts the restrictions).
        """
        kept = elimination(np.vstack([np.delete(self.A, chosen, axis=0), self.bounds])).basis
        held = elimination(np.vstack([self.A, self.bounds])).basis
        found = _Determined(kept.T @ self.g, kept.T @ self.H @ kept)
        df = found.rank - held.shape[1]
        value = 0.5 * self.scale * found.length
        return Gain(value, df, chisq.survival(value, df) if df else np.nan)


class _Determined:
    """``length`` g'H^+ g and ``rank`` of a curvature H (r, r) that may be singular."""

    def __init__(self, g: Array, H: Array) -> None:
        size = np.sqrt(np.maximum(H.diagonal(), 1e-300))
        values, vectors = np.linalg.eigh(H / size / size[:, None])
        some = values > _DEPENDENT
        along = vectors[:, some].T @ (g / size)
        self.rank = int(some.sum())
        self.length = float(np.sum(along**2 / values[some]))


def _chosen(release: Sequence[int] | None, n: int) -> list[int]:
    if release is None:
        return list(range(n))
    wrong = [k for k in release if not isinstance(k, int | np.integer) or not 1 <= k <= n]
    if wrong or not release or len(set(release)) < len(release):
        raise SpecificationError(
            f"release = {list(release)}; expected different numbers from 1 to {n}, those of the "
            "equalities in score_test().single"
        )
    return [int(k) - 1 for k in release]


def released(s: Solution) -> tuple[Objective, Array]:
    """The discrepancy with a parameter of its own in each row, and its values at the estimates."""
    table = s.table
    values = s.quantities.raw(s.theta)
    theta = np.zeros(max(table.alone, default=0))
    rows = []
    for p, number, value in zip(table.parameters, table.alone, values, strict=False):
        if number:
            theta[number - 1] = value
            p = replace(p, free=number, fixed=False, value=None)
        rows.append(p)
    full = ParameterTable(
        tuple(rows), (), table.roles, theta.size, table.meanstructure, table.groups
    )
    blocks = []
    for k, b in enumerate(s.objective.blocks, start=1):
        own = pattern(full.group(k)).with_sample(b.S, b.mean)
        blocks.append(replace(b, pattern=own, directions=pattern_directions(own)))
    return Objective(tuple(blocks)), theta


def _hessian(objective: Objective, theta: Array, s: Solution) -> Array:
    return expected_hessian(objective, theta) if s.has_missing else objective.information(theta)


def _restrictions(s: Solution) -> list[Restriction]:
    """Equal pairs and held values in the order of the table, then equations."""
    found = [r for tie in s.table.ties if (r := _of_tie(s, tie)) is not None]
    J = _full_slopes(s)
    for k, c in enumerate(s.table.constraints.equations):
        lhs, rhs = c.source.split(" == ", 1)
        found.append(Restriction(lhs, "==", rhs, J[k]))
    return found


def _of_tie(s: Solution, tie: Tie) -> Restriction | None:
    """None where both rows are fixed."""
    slope = np.zeros(max(s.table.alone))
    if s.table.alone[tie.first]:
        slope[s.table.alone[tie.first] - 1] += 1.0
    other = f"{tie.value:g}" if tie.value is not None else ""
    if tie.second is not None:
        other = _name(s, tie.second)
        if s.table.alone[tie.second]:
            slope[s.table.alone[tie.second] - 1] -= 1.0
    return Restriction(_name(s, tie.first), "==", other, slope) if slope.any() else None


def _name(s: Solution, row: int) -> str:
    p = s.table.parameters[row]
    groups = s.table.groups
    return f"{p.name} ({groups[p.group - 1]})" if len(groups) > 1 else p.name


def _full_slopes(s: Solution) -> Array:
    """Derivatives (e + b, Q) of equations and bounds by the parameters of all rows."""
    constraints = s.table.constraints
    Q = max(s.table.alone, default=0)
    if not constraints:
        return np.zeros((0, Q))
    numbers, fixed = {}, {}
    values = s.quantities.raw(s.theta)
    for p, number, value in zip(s.table.parameters, s.table.alone, values, strict=False):
        if p.label and p.label not in numbers and p.label not in fixed:
            if number:
                numbers[p.label] = number - 1
            else:
                fixed[p.label] = float(value)
    _, theta = released(s)
    return replace(constraints, numbers=numbers, fixed=fixed).jacobian(theta)


def _bounds(s: Solution) -> Array:
    """Derivatives of the active bounds, which stay."""
    J = _full_slopes(s)[len(s.table.constraints.equations) :]
    return J[active_bounds(s.table.constraints, s.theta)]
