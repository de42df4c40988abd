"""Wald tests of equations between the parameters of a fit."""

from dataclasses import dataclass

import numpy as np

from surveysem.errors import ConvergenceError, SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.indices import chisq
from surveysem.sem.model.constraints import Constraints, constraints_of
from surveysem.sem.names import listed
from surveysem.sem.text.syntax import parse

_DEPENDENT = 1e-10


@dataclass(frozen=True, slots=True)
class WaldTest:
    """h' (J V J')^-1 h of the equations h = 0 with derivatives J, V the covariance of estimates."""

    chisq: float
    df: int
    pvalue: float


def wald_test(s: Solution, text: str) -> WaldTest:
    """Test of equations between labels; see ``Fit.wald_test``."""
    if s.vcov is None:
        raise ConvergenceError("a model without standard errors has no Wald test")
    tested = _equations(s, text)
    h, J = tested.values(s.theta), tested.jacobian(s.theta)
    if not np.isfinite(h).all() or not np.isfinite(J).all():
        empty = [str(c) for c, v in zip(tested.rows, h, strict=True) if not np.isfinite(v)]
        raise SpecificationError(f"no value at the estimates: {listed(empty)}")
    spread = J @ s.vcov @ J.T
    _check_independent(s, tested, J, spread)
    value = float(h @ np.linalg.solve(spread, h))
    return WaldTest(value, len(h), chisq.survival(value, len(h)))


def _equations(s: Solution, text: str) -> Constraints:
    statements = parse(text).statements
    for t in statements:
        if t.op != "==":
            written = f"{t.lhs} {t.op} {t.rhs}".strip()
            raise SpecificationError(
                f"line {t.line}: '{written}' cannot be tested; expected equations such as 'a == b'"
            )
    return constraints_of(statements, s.table.parameters, s.table.definitions)


def _check_independent(s: Solution, tested: Constraints, J: Array, spread: Array) -> None:
    """Raise SpecificationError where an equation has no spread of its own."""
    assert s.vcov is not None
    size = (np.abs(J) @ np.sqrt(np.maximum(s.vcov.diagonal(), 0.0))) ** 2
    size = np.where(size > 0, size, 1.0)
    values, vectors = np.linalg.eigh(spread / np.sqrt(np.outer(size, size)))
    null = np.abs(vectors[:, values < _DEPENDENT]).max(axis=1, initial=0.0)
    if null.any():
        lines = [str(c) for c, v in zip(tested.rows, null, strict=True) if v > 1e-6]
        raise SpecificationError(
            f"{listed(lines)}: follows from the other equations, from the model's constraints or "
            "from fixed values, so that there is nothing to test"
        )
