"""What is wrong with a solution, in plain sentences that name the parameter or factor."""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.sem.arrays import Array, Flags
from surveysem.sem.estimation.identification import null_parameters, parameter_names
from surveysem.sem.estimation.incomplete import UNBOUNDED
from surveysem.sem.estimation.least_squares import WITHOUT_THEORY
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.estimation.tangent import active_bounds
from surveysem.sem.model.matrices import Matrices
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.quantities import GroupQuantities, Quantities
from surveysem.sem.names import shortened

PAIRWISE = (
    "missing pairwise: each covariance rests on other rows, so that the standard errors, tests and "
    "indices rest on no likelihood; for description only"
)
PAIRWISE_ORDERED = (
    "missing pairwise: each correlation rests on the respondents who answered both items, which is "
    "sound where answers are missing completely at random"
)
_TOLERANCE = 1e-9
_PIECE = 256
_NAIVE = {
    True: "{estimator}: standard errors and chi-square are lavaan's naive ones, right only where "
    "the weights are the inverse of the covariance of the moments; take them from the bootstrap",
    False: "AMOS gives no standard errors and no chi-square with {estimator}; take errors from "
    "the bootstrap",
}
SENTENCES = {
    "not converged": "the estimation did not converge in {value:.0f} steps; "
    "standard errors and tests are not given",
    "not determined": "the data do not determine {where} (empirical under-identification); "
    "standard errors are not given",
    "negative variance": "negative variance: {where} is {value:.3f}",
    "loading beyond 1": "standardised loading beyond 1: {where} is {value:.3f}",
    "latent variables": "the covariances of the latent variables are not positive definite: "
    "{where}",
    "latent disturbances": "the covariances of the latent disturbances are not positive definite: "
    "{where}",
    "item residuals": "the covariances of the item residuals are not positive definite: {where}",
}

# Of weights: more than this, and errors are some 5 % too small.
_INFLATED = 1.1


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a solution.

    ``kind`` is a key of `SENTENCES`; ``where`` names parameters or variables, and ``more`` says how
    many beside them; ``value`` is the number that is out of bounds, None where there is none.
    """

    kind: str
    where: str
    value: float | None = None
    more: int = 0

    def __str__(self) -> str:
        where = self.where + (f" and {self.more} more" if self.more else "")
        return SENTENCES[self.kind].format(where=where, value=self.value)


def problems(s: Solution) -> list[Problem]:
    """Why a solution cannot be interpreted as it stands; empty where it can."""
    if not s.minimum.converged:
        return [Problem("not converged", "", s.minimum.iterations)]
    found = _undetermined(s)
    for group, matrices, sample in zip(
        s.quantities.groups, s.group_matrices, s.samples, strict=True
    ):
        where = f" (group {sample.label})" if len(s.samples) > 1 else ""
        parts = (*_variances(s, group), *_loadings(s, group), *_covariances(group, matrices))
        found += [replace(problem, where=problem.where + where) for problem in parts]
    return found


def warnings(s: Solution) -> list[str]:
    """What a reader should know though the solution is admissible."""
    found = []
    if s.n < s.n_free:
        found.append(
            f"{s.n} cases for {s.n_free} free parameters: fewer cases than "
            "parameters; tests and standard errors rest on large-sample theory"
        )
    found += _left_out(s)
    if s.minimum.converged:
        bounds = zip(
            s.table.constraints.bounds, active_bounds(s.table.constraints, s.theta), strict=True
        )
        found += [
            f"the bound {c.source} is active: standard errors are those of the "
            "equation, the degrees of freedom do not count it"
            for c, active in bounds
            if active
        ]
    if s.estimator in WITHOUT_THEORY:
        found.append(_NAIVE[s.has_theory].format(estimator=s.estimator))
    if s.estimator == "GLS" or s.missing == "two-stage":
        found += _inflated_weights(s)
    values = s.quantities.raw(s.theta)[len(s.table.parameters) :]
    for d, value in zip(s.table.definitions, values, strict=True):
        if not np.isfinite(value):
            found.append(f"the defined parameter {d.label} := {d.expression.source} has no value")
    return found


def _inflated_weights(s: Solution) -> list[str]:
    """E(S^-1) = n / (n - p - 2) Sigma^-1 for normal answers (Anderson, 2003, section 7.7)."""
    n, p = min(sample.n for sample in s.samples), len(s.table.observed)
    room = n - p - 2
    if room * _INFLATED >= n:
        return []
    by = f"about {n / room - 1:.0%} too large" if room > 0 else "of no use"
    what = "two-stage estimation" if s.missing == "two-stage" else "GLS"
    return [
        f"{n} cases for {p} variables: {what} weighs by the inverse of the sample covariances, "
        f"which is {by}; standard errors are too small, and FIML or ML is to be preferred"
    ]


def _left_out(s: Solution) -> list[str]:
    dropped = sum(sample.n_dropped for sample in s.samples)
    ungrouped = sum(sample.n_ungrouped for sample in s.samples)
    found = []
    if dropped and s.missing == "listwise":
        found.append(f"{dropped} rows with missing values were left out (listwise)")
    elif dropped:
        found.append(
            f"{dropped} rows were left out: no variable of the model observed, or a predictor "
            "missing whose moments are given"
        )
    if ungrouped:
        found.append(f"{ungrouped} rows without a group were left out")
    if not all(sample.bounded for sample in s.samples):
        found.append(f"no chi-square, and no index that rests on it: {UNBOUNDED}")
    if s.missing == "pairwise":
        has_ordered = any(p.op == "|" for p in s.table.parameters)
        found.append(PAIRWISE_ORDERED if has_ordered else PAIRWISE)
    return found


def admissible_draws(quantities: Quantities, theta: Array, given: Array) -> Flags:
    """Which of many solutions (R, q) have none of these faults but under-identification."""
    good = np.ones(len(theta), dtype=bool)
    for at in range(0, len(theta), _PIECE):
        here = slice(at, at + _PIECE)
        good[here] = _admissible_piece(quantities, theta[here], given[here])
    return good


def _admissible_piece(quantities: Quantities, theta: Array, given: Array) -> Flags:
    good = np.ones(len(theta), dtype=bool)
    parts = quantities.given_of_groups(given)
    for group, own in zip(quantities.groups, parts, strict=True):
        good &= _admissible_group(group, theta, own, good)
    return good


def _admissible_group(
    group: GroupQuantities, theta: Array, given: Array | None, among: Flags
) -> Flags:
    """Which of the draws ``among`` have none of the faults in one group."""
    vector = group.pattern.fill(theta, given)
    rows = vector[..., group.pattern.rows]
    parameters = group.table.parameters
    variances = [i for i, p in enumerate(parameters) if p.is_variance]
    good = np.asarray(among & (rows[:, variances] >= -_TOLERANCE).all(axis=1))
    M = Matrices(**group.pattern.split(vector))
    for matrix in (M.latent_covariance(), M.Psi, M.Theta):
        for r in np.flatnonzero(good & _correlated(matrix)):
            good[r] = not _negative_direction(matrix[r])
    crossing = _rhs_counts(parameters)
    alone = [i for i, p in enumerate(parameters) if p.op == "=~" and crossing[p.rhs] == 1]
    standard = group.standardised(theta, given, True)
    good &= (np.abs(standard[:, alone]) <= 1 + 1e-6).all(axis=1)
    return good


def _correlated(matrices: Array) -> Flags:
    """Which matrices (R, k, k) have anything off the diagonal."""
    off = matrices * (1.0 - np.eye(matrices.shape[-1]))
    return np.asarray(off.any(axis=(-2, -1)))


def _undetermined(s: Solution) -> list[Problem]:
    if s.vcov is not None or not s.has_theory:
        return []
    names = parameter_names(s.table)
    H = s.objective.information(s.theta)
    weak = [names[i] for i in null_parameters(H, 1e-12, basis=s.basis)]
    where, more = shortened(weak)
    return [Problem("not determined", where, more=more)]


def _variances(s: Solution, group: GroupQuantities) -> list[Problem]:
    return [
        Problem("negative variance", p.name, float(value))
        for p, value in zip(group.table.parameters, group.raw(s.theta), strict=True)
        if p.is_variance and value < -_TOLERANCE
    ]


def _loadings(s: Solution, group: GroupQuantities) -> list[Problem]:
    """Items and factors that their own factor explains by more than all of their variance."""
    parameters = group.table.parameters
    crossing = _rhs_counts(parameters)
    standard = group.standardised(s.theta, None, True)
    return [
        Problem("loading beyond 1", p.name, float(value))
        for p, value in zip(parameters, standard, strict=True)
        if p.op == "=~" and crossing[p.rhs] == 1 and abs(value) > 1 + 1e-6
    ]


def _rhs_counts(parameters: tuple[Parameter, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for p in parameters:
        if p.op == "=~":
            counts[p.rhs] = counts.get(p.rhs, 0) + 1
    return counts


def _covariances(group: GroupQuantities, M: Matrices) -> list[Problem]:
    """Covariance matrices that are none: of the latent variables, of the residuals."""
    found = []
    named = group.pattern.latent
    for what, matrix, names in (
        ("latent variables", M.latent_covariance(), named),
        ("latent disturbances", M.Psi, named),
        ("item residuals", M.Theta, group.pattern.observed),
    ):
        culprits = _negative_direction(matrix)
        if culprits:
            where, more = shortened([names[i] for i in culprits])
            found.append(Problem(what, where, more=more))
    return found


def _negative_direction(matrix: Array) -> list[int]:
    """Variables with a share in the most negative eigenvector; none where all are >= 0.

    Variables with a variance of zero or below are left out: they are reported on their own.
    """
    keep = np.flatnonzero(matrix.diagonal() > 0)
    if keep.size < 2:
        return []
    part = matrix[np.ix_(keep, keep)]
    sd = np.sqrt(part.diagonal())
    values, vectors = np.linalg.eigh(part / sd / sd[:, None])
    if values[0] >= -1e-8:
        return []
    share = np.abs(vectors[:, 0])
    return [int(i) for i in keep[share > 0.3 * share.max()]]
