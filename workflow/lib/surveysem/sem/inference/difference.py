"""From the difference of two chi-squares to a test: factor, and shift where the tests have one."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.sandwich import Sandwich, local, sandwich_of
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.estimation.tangent import tangent

METHODS = ("satorra-2000", "satorra-bentler-2001", "satorra-bentler-2010")


@dataclass(frozen=True, slots=True)
class Difference:
    """The test (X0 - X1) / factor + shift of two chi-squares X0, X1."""

    factor: float = 1.0
    shift: float = 0.0

    def of(self, difference: float) -> float:
        """The test statistic; the shift can put a small difference below 0."""
        return difference / self.factor + self.shift


@dataclass(frozen=True, slots=True)
class Spread:
    """Per case: information ``bread`` D'WD (q, q) and ``meat`` D'W Gamma W D (q, q).

    ``D`` (k, q) are the derivatives of the moments of all groups at the estimates.
    """

    bread: Array
    meat: Array
    D: Array


def difference_of(restricted: Solution, general: Solution, method: str) -> Difference:
    """The scaled difference of two fits; as it is for ML, DWLS and WLS.

    ``default``: ``satorra-2000`` where the tests are adjusted in mean and variance (MLMV, WLSMV,
    ULSMV), else ``satorra-bentler-2001``.

    Raises SpecificationError for a method that does not go with the estimator.
    """
    if method not in ("default", *METHODS):
        raise SpecificationError(f"method {method!r}; expected default, {', '.join(METHODS)}")
    first, second = spread_of(general), spread_of(restricted)
    if first is None or second is None:
        return Difference()
    adjusted = general.sandwich is None or general.sandwich.trace2 is not None
    if method == "default":
        method = METHODS[0] if adjusted else METHODS[1]
    if method == METHODS[0]:
        return satorra_2000(first, second.D)
    if adjusted:
        raise SpecificationError(
            f"method {method}: the tests of {general.estimator} are adjusted in mean and variance; "
            "expected satorra-2000"
        )
    return Difference(_difference_factor(restricted, general, method))


def _sandwich(s: Solution) -> Sandwich:
    assert s.sandwich is not None
    return s.sandwich


def spread_of(s: Solution) -> Spread | None:
    """What the scaled tests of a solution rest on; None where its test is not scaled."""
    if s.sandwich is None:
        return _ordered_spread(s)
    groups = zip(s.objective.blocks, s.samples, strict=True)
    D = np.vstack([local(b, sample, s.theta, s.basis).D for b, sample in groups])
    return Spread(s.sandwich.bread, s.sandwich.meat, D)


def _ordered_spread(s: Solution) -> Spread | None:
    from surveysem.sem.categorical.robust import meat_of
    from surveysem.sem.categorical.solution import OrderedSolution

    if not isinstance(s, OrderedSolution) or not s.weighting.robust:
        return None
    B = np.eye(s.theta.size) if s.basis is None else s.basis
    bread = 0.5 * s.least_squares.information(s.theta)
    meat = meat_of(s.least_squares, s.theta, s.Gamma)
    return Spread(B.T @ bread @ B, B.T @ meat @ B, s.least_squares.jacobian(s.theta) @ B)


def satorra_2000(general: Spread, D0: Array) -> Difference:
    """Scaled and shifted difference of nested models (Satorra, 2000; Asparouhov and Muthen, 2010).

    The restrictions come from the derivatives of both models (lavaan's ``A.method = "delta"``):
    the parameters of the general one move along H = D1^+ D0 in the restricted one, and what is
    tested is their complement. With P and M the bread and meat of the general model and
    U = P^-1 - H (H'PH)^-1 H', the traces of UM and (UM)^2 give factor and shift.
    """
    H = np.linalg.lstsq(general.D, D0)[0]
    L = np.linalg.cholesky(general.bread)
    Q, _ = np.linalg.qr(L.T @ H, mode="complete")
    tested = solve_triangular(L, Q[:, H.shape[1] :], lower=True, trans=1)
    UM = tested.T @ general.meat @ tested
    df, trace, square = len(UM), float(np.trace(UM)), float(np.vdot(UM, UM))
    factor = float(np.sqrt(square / df))
    return Difference(factor, df - trace / factor)


def _difference_factor(restricted: Solution, general: Solution, method: str) -> float:
    """c with (X0 - X1) / c close to chi-square.

    (df0 c0 - df1 c1) / (df0 - df1): c1 of the general model at its own estimates (Satorra and
    Bentler, 2001) or at those of the restricted model (2010). Raises SpecificationError where c
    is not positive.
    """
    own = _sandwich(general) if method == METHODS[1] else _at_restricted(restricted, general)
    factor = (_sandwich(restricted).trace - own.trace) / (restricted.df - general.df)
    if factor <= 0:
        raise SpecificationError(
            f"the scaling factor of the difference is {factor:.3f}, expected a positive number; "
            "use method='satorra-bentler-2010'"
        )
    return factor


def _at_restricted(restricted: Solution, general: Solution) -> Sandwich:
    """The general model at the estimates of the restricted one."""
    theta = _carried(restricted, general)
    basis = tangent(general.objective.constraints, theta)
    pairs = zip(general.objective.blocks, general.samples, strict=True)
    found = sandwich_of(general.estimator, general.missing)
    assert found is not None
    return found([local(b, sample, theta, basis) for b, sample in pairs])


def _carried(restricted: Solution, general: Solution) -> Array:
    """Parameters (q,) of the general model; what the restricted one does not have is 0."""
    values = dict(
        zip(
            ((p.group, *p.key) for p in restricted.table.parameters),
            restricted.quantities.raw(restricted.theta),
            strict=False,
        )
    )
    theta = np.zeros(general.table.n_free)
    for p in general.table.parameters:
        if p.free:
            turned = (p.group, p.rhs, p.op, p.lhs)
            theta[p.free - 1] = values.get((p.group, *p.key), values.get(turned, 0.0))
    return theta
