"""Is every parameter determined by the population moments? Checked before estimation."""

import numpy as np

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array, Indices
from surveysem.sem.estimation.discrepancy import Block, Objective
from surveysem.sem.estimation.feasible import nearest_feasible
from surveysem.sem.estimation.tangent import along_equations, n_equations
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.names import listed

_RANK = 1e-9
_INVOLVED = 1e-3
_TRIES = 20
_DOUBLINGS = 12


def check_identification(table: ParameterTable, blocks: tuple[Block, ...], start: Array) -> None:
    """Raise SpecificationError that names the parameters which the model leaves undetermined.

    Counting rule first, then the rank of the derivatives of Sigma and mu (Bekker, Merckens and
    Wansbeek, 1994) at random points around ``start``, since a model may be identified
    everywhere but at the start values. The rank is that of the expected information, which has
    the same null space.
    """
    names = parameter_names(table)
    rng = np.random.default_rng(20)
    undetermined = names
    for _ in range(_TRIES):
        theta = nearest_feasible(table.constraints, _random_point(table, blocks[0], start, rng))
        if not is_feasible(blocks, theta):
            continue
        H = Objective(blocks).information(theta)
        null = null_parameters(H, basis=along_equations(table.constraints, theta))
        undetermined = min(undetermined, [names[i] for i in null], key=len)
        if not undetermined:
            return
    _count(table, blocks, start)
    raise SpecificationError(
        f"the model is not identified: {len(undetermined)} parameters are not determined by the "
        f"moments: {listed(undetermined)}; expected a fixed value, an equality or another indicator"
    )


def feasible_start(table: ParameterTable, blocks: tuple[Block, ...], start: Array) -> Array:
    """Starting values (q,) at which Sigma is positive definite: free variances doubled until it is.

    Raises SpecificationError where fixed values stand against it.
    """
    for _ in range(_DOUBLINGS):
        if is_feasible(blocks, start):
            return start
        start = start.copy()
        for free in {p.free for p in table.parameters if p.is_variance and p.free}:
            start[free - 1] *= 2.0
    held = [p.name for p in table.parameters if p.user and p.fixed and p.value is not None]
    raise SpecificationError(
        "the model implies no positive definite covariance matrix at any starting values; "
        f"held fixed: {listed(held)}"
    )


def is_feasible(blocks: tuple[Block, ...], theta: Array) -> bool:
    """Is Sigma positive definite in every group?"""
    return bool(np.isfinite(Objective(blocks).at(theta).value))


def parameter_names(table: ParameterTable) -> list[str]:
    """Name (q,) of each free parameter, as a reader writes it."""
    names = [""] * table.n_free
    for p in reversed(table.parameters):
        if p.free:
            names[p.free - 1] = p.name
    return names


def null_parameters(H: Array, tolerance: float = _RANK, *, basis: Array | None = None) -> list[int]:
    """Parameters with a share in the null space of an information matrix (q, q).

    ``basis`` (q, r): only along the directions that constraints leave free.
    """
    if basis is not None:
        return _null_along(H, tolerance, basis)
    diagonal = H.diagonal()
    empty = diagonal <= 0
    scale = np.sqrt(np.where(empty, 1.0, diagonal))
    values, vectors = np.linalg.eigh(H / scale / scale[:, None])
    null = vectors[:, values < tolerance]
    share = np.linalg.norm(null, axis=1) if null.size else np.zeros(len(H))
    return [int(i) for i in np.flatnonzero((share > _INVOLVED) | empty)]


def _null_along(H: Array, tolerance: float, basis: Array) -> list[int]:
    inner = null_parameters(basis.T @ H @ basis, tolerance)
    return [int(i) for i in np.flatnonzero(basis[:, inner].any(axis=1))]


def n_moments(blocks: tuple[Block, ...]) -> int:
    """Distinct sample moments that the model explains; exogenous ones are given, not explained."""
    total = 0
    for b in blocks:
        p = len(b.S)
        total += p * (p + 1) // 2 + p * b.pattern.meanstructure - _n_exogenous(b)
    return total


def _n_exogenous(b: Block) -> int:
    return int(np.unique(_folded(b.pattern.source, len(b.S))).size)


def _folded(source: Indices, p: int) -> Indices:
    """Give both halves of a symmetric moment the same number."""
    i, j = source // p, source % p
    inside = source < p * p
    low, high = np.minimum(i, j), np.maximum(i, j)
    return np.where(inside, low * p + high, source)


def _count(table: ParameterTable, blocks: tuple[Block, ...], theta: Array) -> None:
    moments = n_moments(blocks)
    n_free = table.n_free - n_equations(table.constraints, theta)
    if n_free > moments:
        kinds = "means, variances and covariances" if table.meanstructure else "(co)variances"
        raise SpecificationError(
            f"the model is not identified: {n_free} free parameters, "
            f"but only {moments} {kinds} of observed variables"
        )


def _random_point(
    table: ParameterTable, block: Block, start: Array, rng: np.random.Generator
) -> Array:
    """A point around the start: loadings and variances stirred, all else small but not zero."""
    theta = start.copy()
    size = dict(zip(table.observed, block.S.diagonal().tolist(), strict=True))
    size |= {p.lhs: abs(start[p.free - 1]) for p in table.parameters if p.is_variance and p.free}
    for p in table.parameters:
        if p.free:
            theta[p.free - 1] = _stirred(p, float(start[p.free - 1]), size, rng)
    return theta


def _stirred(p: Parameter, at: float, size: dict[str, float], rng: np.random.Generator) -> float:
    draw = float(rng.uniform(0.5, 1.5))
    if p.is_variance or p.op == "=~":
        return (abs(at) if p.is_variance else at) * draw or 0.1 * draw
    if p.op == "~~":
        spread = size.get(p.lhs, 1.0) * size.get(p.rhs, 1.0)
        return 0.2 * draw * float(np.sqrt(spread)) / (1 + len(size) / 5)
    if p.op == "~":
        ratio = size.get(p.lhs, 1.0) / max(size.get(p.rhs, 1.0), 1e-12)
        return 0.3 * (draw - 1.0) * float(np.sqrt(ratio))
    return at + draw - 1.0
