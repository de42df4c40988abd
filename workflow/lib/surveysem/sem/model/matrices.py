"""From parameters to matrices: the all-y LISREL form of one group.

Observed y = nu + Lambda eta + eps, eta = alpha + Beta eta + zeta, with Psi = cov(zeta) and
Theta = cov(eps); Sigma = Lambda (I-Beta)^-1 Psi (I-Beta)^-T Lambda' + Theta (Bollen, 1989, ch. 8).
An observed variable in the structural part is a latent one with loading 1 and no residual; a
higher-order loading is a coefficient in Beta.
"""

from dataclasses import dataclass, replace

import numpy as np

from surveysem.sem.arrays import Array, Indices, Numbers, transpose

Span = tuple[str, slice, tuple[int, ...]]


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
    ``position[k]`` and has the parameter ``parameter[k]`` (0-based, sorted). Of the ``n_free``
    parameters of all groups this one has ``own`` (sorted); ``start[j]`` is the first entry of
    ``own[j]``. ``exogenous`` are the entries that the sample gives, ``source``
    their places in the vector (S, mean); ``rows`` is the place of each row of the table.
    """

    observed: tuple[str, ...]
    latent: tuple[str, ...]
    spans: tuple[Span, ...]
    template: Array
    position: Indices
    parameter: Indices
    start: Indices
    own: Indices
    n_free: int
    exogenous: Indices
    source: Indices
    rows: Indices
    has_beta: bool
    meanstructure: bool

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
            return np.zeros((*entries.shape[:-1], self.n_free))
        sums = np.asarray(np.add.reduceat(entries, self.start, axis=-1))
        if self.own.size == self.n_free:
            return sums
        every = np.zeros((*entries.shape[:-1], self.n_free))
        every[..., self.own] = sums
        return every
