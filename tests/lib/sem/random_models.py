"""Random models that are identified, with values that they can have."""

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from surveysem import sem
from surveysem.sem.model.layout import pattern
from surveysem.sem.model.table import parameter_table


@dataclass(frozen=True)
class Known:
    """A model's text, its values theta (q,) and what they imply."""

    text: str
    names: tuple[str, ...]
    theta: np.ndarray
    Sigma: np.ndarray
    mean: np.ndarray

    def moments(self, n: int = 500) -> sem.Moments:
        """The implied moments as those of a sample."""
        return sem.Moments(self.Sigma, n, self.mean, self.names, "n")

    def sample(self, n: int, seed: int) -> np.ndarray:
        """Normal cases (n, p)."""
        z = np.random.default_rng(seed).standard_normal((n, len(self.names)))
        return z @ np.linalg.cholesky(self.Sigma).T + self.mean


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Factors of three or four items with paths, cross-loadings, equal ones, means, residuals."""
    factors = [f"f{i}" for i in range(draw(st.integers(1, 4)))]
    lines = []
    for f in factors:
        label = f"{f}e*" if draw(st.booleans()) else ""
        items = [f"{label if i else ''}{f}y{i}" for i in range(draw(st.integers(3, 4)))]
        lines.append(f"{f} =~ {' + '.join(items)}")
    for i, f in enumerate(factors):
        for g in factors[:i]:
            lines += draw(st.sampled_from([[], [f"{f} ~ {g}"], [f"{f} =~ {g}y1"], [f"{f}~~0*{g}"]]))
            lines += draw(st.sampled_from([[], [], [f"{f}y2 ~~ {g}y2"]]))
    if draw(st.booleans()):
        lines += [f"{f}y0 ~ 1" for f in factors]
    return "\n".join(lines)


@st.composite
def known(draw: st.DrawFn) -> Known:
    """A text with loadings of .5 to 1.2, modest paths and positive definite covariances."""
    text = draw(texts())
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    table = parameter_table(text)
    theta = np.zeros(table.n_free)
    ranges = {"=~": (0.5, 1.2), "~": (-0.5, 0.5), "~1": (-2.0, 2.0), "~~": (-0.12, 0.12)}
    for p in table.parameters:
        if p.free:
            low, high = (0.5, 1.0) if p.is_variance else ranges[p.op]
            theta[p.free - 1] = rng.uniform(low, high)
    matrices = pattern(table).matrices(theta)
    return Known(text, table.observed, theta, matrices.covariance(), matrices.mean())
