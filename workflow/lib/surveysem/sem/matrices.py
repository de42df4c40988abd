"""From parameters to matrices: the all-y LISREL form of one group.

Observed y = nu + Lambda eta + eps, eta = alpha + Beta eta + zeta, with Psi = cov(zeta) and
Theta = cov(eps); Sigma = Lambda (I-Beta)^-1 Psi (I-Beta)^-T Lambda' + Theta (Bollen, 1989, ch. 8).
An observed variable in the structural part is a latent one with loading 1 and no residual; a
higher-order loading is a coefficient in Beta.
"""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.sem.arrays import Array, Indices, Numbers, transpose
from surveysem.sem.parameters import Parameter
from surveysem.sem.table import ParameterTable

Span = tuple[str, slice, tuple[int, ...]]

MATRICES = ("Lambda", "Beta", "Psi", "Theta", "nu", "alpha")


@dataclass(frozen=True, slots=True)
class Matrices:
    """Model matrices (leading axes allowed): Lambda (p, m), Beta and Psi (m, m), Theta (p, p)."""

    Lambda: Numbers
    Beta: Numbers
    Psi: Numbers
    Theta: Numbers
    nu: Numbers
    alpha: Numbers

    def total_effect(self) -> Numbers:
        """(I - Beta)^-1, shape (m, m): effect of each disturbance on each latent variable."""
        return np.asarray(np.linalg.inv(np.eye(self.Beta.shape[-1]) - self.Beta))

    def latent_covariance(self) -> Numbers:
        """V = (I-Beta)^-1 Psi (I-Beta)^-T, shape (m, m)."""
        A = self.total_effect()
        return np.asarray(A @ self.Psi @ transpose(A))

    def covariance(self) -> Numbers:
        """Sigma (p, p)."""
        V = self.latent_covariance()
        return np.asarray(self.Lambda @ V @ transpose(self.Lambda) + self.Theta)

    def latent_mean(self) -> Numbers:
        """Means of the latent variables (m,)."""
        return np.asarray((self.total_effect() @ self.alpha[..., None])[..., 0])

    def mean(self) -> Numbers:
        """Means of the observed variables (p,)."""
        return np.asarray(self.nu + (self.Lambda @ self.latent_mean()[..., None])[..., 0])


@dataclass(frozen=True, slots=True)
class Pattern:
    """Where each parameter sits in the matrices of one group.

    All matrices lie one after another in a vector of length T: ``spans`` has the name, place and
    shape of each. ``template`` (T,) holds the fixed values; the free entry k sits at
    ``position[k]`` and has the parameter ``parameter[k]`` (0-based, sorted); ``start[j]`` is the
    first entry of parameter j. ``exogenous`` are the entries that the sample gives, ``source``
    their places in the vector (S, mean); ``rows`` is the place of each row of the table.
    """

    observed: tuple[str, ...]
    latent: tuple[str, ...]
    spans: tuple[Span, ...]
    template: Array
    position: Indices
    parameter: Indices
    start: Indices
    exogenous: Indices
    source: Indices
    rows: Indices
    has_beta: bool
    meanstructure: bool

    @property
    def n_free(self) -> int:
        """Number of distinct free parameters q."""
        return self.start.size

    def given(self, S: Array, mean: Array | None) -> Array:
        """Exogenous moments (..., e) of samples S (..., p, p), mean (..., p)."""
        flat = S.reshape(*S.shape[:-2], -1)
        moments = flat if mean is None else np.concatenate([flat, mean], axis=-1)
        return np.asarray(moments[..., self.source])

    def with_sample(self, S: Array, mean: Array | None) -> "Pattern":
        """The pattern with the exogenous moments of a sample filled in."""
        if not self.exogenous.size:
            return self
        template = self.template.copy()
        template[self.exogenous] = self.given(S, mean)
        return replace(self, template=template)

    def fill(self, theta: Numbers, given: Array | None = None) -> Numbers:
        """Vector (..., T) of all matrices at ``theta`` (..., q), real or complex.

        ``given`` (..., e) replaces the exogenous moments, for samples other than the pattern's.
        """
        shape = (*theta.shape[:-1], self.template.size)
        vector = np.empty(shape, dtype=np.result_type(theta, self.template))
        vector[...] = self.template
        vector[..., self.position] = theta[..., self.parameter]
        if given is not None:
            vector[..., self.exogenous] = given
        return vector

    def matrices(self, theta: Numbers) -> Matrices:
        """Matrices at ``theta`` (..., q)."""
        return Matrices(**self.split(self.fill(theta)))

    def split(self, vector: Numbers) -> dict[str, Numbers]:
        """Views of the matrices in their vector (..., T)."""
        lead = vector.shape[:-1]
        return {name: vector[..., at].reshape(lead + shape) for name, at, shape in self.spans}

    def collect(self, entries: Array) -> Array:
        """Sum values of the free entries (..., K) by parameter: (..., q)."""
        if not self.start.size:
            return np.zeros((*entries.shape[:-1], 0))
        return np.asarray(np.add.reduceat(entries, self.start, axis=-1))


@dataclass(slots=True)
class _Places:
    """Finds the flat places of parameters; ``indicators`` are observed but not structural."""

    observed: dict[str, int]
    latent: dict[str, int]

    def of(self, p: Parameter) -> list[tuple[str, int, int]]:
        """Matrix entries of one parameter, both halves of a symmetric one."""
        if p.op == "~1":
            name = "alpha" if p.lhs in self.latent else "nu"
            return [(name, self.index(p.lhs), 0)]
        if p.op == "=~":
            if p.rhs in self.latent:
                return [("Beta", self.latent[p.rhs], self.latent[p.lhs])]
            return [("Lambda", self.observed[p.rhs], self.latent[p.lhs])]
        if p.op == "~":
            return [("Beta", self.latent[p.lhs], self.latent[p.rhs])]
        matrix = "Psi" if p.lhs in self.latent else "Theta"
        i, j = self.index(p.lhs), self.index(p.rhs)
        return [(matrix, i, j)] if i == j else [(matrix, i, j), (matrix, j, i)]

    def index(self, name: str) -> int:
        return self.latent[name] if name in self.latent else self.observed[name]


def pattern(table: ParameterTable) -> Pattern:
    """Pattern of a parameter table; exogenous entries stay NaN until ``with_sample``."""
    latent = (*table.latent, *_structural_observed(table))
    places = _Places(_numbered(table.observed), _numbered(latent))
    p, m = len(table.observed), len(latent)
    spans = _spans(p, m)
    offset = {name: at.start for name, at, _ in spans}
    width = {"Lambda": m, "Beta": m, "Psi": m, "Theta": p, "nu": 1, "alpha": 1}
    template = np.zeros(spans[-1][1].stop)
    for name in latent[len(table.latent) :]:
        template[places.observed[name] * m + places.latent[name]] = 1.0
    free: list[tuple[int, int]] = []
    given: list[tuple[int, int]] = []
    rows: list[int] = []
    for row in table.parameters:
        for n, (matrix, i, j) in enumerate(places.of(row)):
            at = offset[matrix] + i * width[matrix] + j
            if n == 0:
                rows.append(at)
            if row.free:
                free.append((row.free - 1, at))
            elif row.exogenous:
                template[at] = np.nan
                given.append((at, _source(row, places.observed, n)))
            else:
                template[at] = row.value
    free.sort()
    parameter = np.array([k for k, _ in free], dtype=np.intp)
    return Pattern(
        observed=table.observed,
        latent=latent,
        spans=spans,
        template=template,
        position=np.array([at for _, at in free], dtype=np.intp),
        parameter=parameter,
        start=np.searchsorted(parameter, np.arange(table.n_free)).astype(np.intp),
        exogenous=np.array([at for at, _ in given], dtype=np.intp),
        source=np.array([at for _, at in given], dtype=np.intp),
        rows=np.array(rows, dtype=np.intp),
        has_beta=any(places.of(row)[0][0] == "Beta" for row in table.parameters),
        meanstructure=table.meanstructure,
    )


def _spans(p: int, m: int) -> tuple[Span, ...]:
    """Name, place and shape of each matrix in the vector."""
    shapes = ((p, m), (m, m), (m, m), (p, p), (p,), (m,))
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes]).tolist()
    places = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    return tuple(zip(MATRICES, places, shapes, strict=True))


def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def _source(row: Parameter, observed: dict[str, int], half: int) -> int:
    """Place of an exogenous moment in the vector (S, mean)."""
    p = len(observed)
    if row.op == "~1":
        return p * p + observed[row.lhs]
    i, j = observed[row.lhs], observed[row.rhs]
    return i * p + j if half == 0 else j * p + i


def _structural_observed(table: ParameterTable) -> list[str]:
    """Observed variables that must be latent: in regressions, or covarying with such ones."""
    latent = set(table.latent)
    inner = {name for name in table.structural if name not in latent}
    pairs = [(p.lhs, p.rhs) for p in table.parameters if p.op == "~~" and p.lhs != p.rhs]
    grown = True
    while grown:
        grown = False
        for pair in pairs:
            outside = [n for n in pair if n not in latent and n not in inner]
            if len(outside) == 1:
                inner.add(outside[0])
                grown = True
    return [name for name in table.observed if name in inner]
