"""A population on the standardised scale, written as model text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem import sem
from surveysem.errors import SpecificationError

Path = tuple[str, str]
"""Outcome and predictor of a regression."""
Values = Mapping[Path, float]
Array = npt.NDArray[np.float64]

_STEPS = 200
_SETTLED = 1e-12


@dataclass(frozen=True, slots=True)
class Standard:
    """A model's standardised solution, from which populations are made.

    ``loadings`` and ``paths`` by outcome and predictor (of a loading: indicator and factor);
    ``correlations`` are those of exogenous variables and of residuals. ``product``: of the model's
    interaction, whose effects are those of the product of the standardised constructs (Wen, Marsh
    and Hau, 2010); the text has the product itself as an exogenous variable of variance 1.
    """

    loadings: Values
    paths: Values
    correlations: Values
    product: sem.Interaction | None = None

    def text(self, paths: Values) -> str:
        """The population in which the regressions have the values ``paths``, as model text.

        Loadings and correlations stay; residual variances follow from all variances being 1 (what
        ``sem.simulate`` does with std=True), and residual covariances from these. Raises
        SpecificationError where a residual variance would be negative.
        """
        values = {**self.paths, **paths}
        values |= self._of_product(values)
        names = self._inner(values)
        sd = dict(zip(names, np.sqrt(self._residual_variances(names, values)), strict=True))
        sd |= {item: np.sqrt(1 - x) for item, x in self._explained(names).items()}
        lines = [f"{factor} =~ {x!r}*{item}" for (item, factor), x in self.loadings.items()]
        lines += [f"{y} ~ {float(b)!r}*{x}" for (y, x), b in values.items()]
        lines += [
            f"{x} ~~ {float(r * sd[x] * sd[y])!r}*{y}" for (x, y), r in self.correlations.items()
        ]
        return "\n".join(lines)

    def _of_product(self, paths: Values) -> dict[Path, float]:
        """Effects of the product on its own scale, of variance 1 + rho^2 for normal constructs."""
        one = self.product
        if one is None:
            return {}
        own = {path: x for path, x in paths.items() if path[1] == one.factor}
        others = {path: x for path, x in paths.items() if path[1] != one.factor}
        names = self._inner(others)
        V = self._latent(names, others)[0]
        rho = float(V[names.index(one.focal), names.index(one.moderator)])
        return {path: x * float(np.sqrt(1 + rho**2)) for path, x in own.items()}

    def _inner(self, paths: Values) -> list[str]:
        """Factors and the variables of regressions."""
        factors = [factor for _, factor in self.loadings]
        return list(dict.fromkeys([*factors, *(name for path in paths for name in path)]))

    def _explained(self, inner: list[str]) -> dict[str, float]:
        """Share of each item that its factors explain; for one factor the squared loading."""
        found: dict[str, float] = {}
        for (item, _), loading in self.loadings.items():
            if item not in inner:
                found[item] = found.get(item, 0.0) + loading**2
        return found

    def _residual_variances(self, names: list[str], paths: Values) -> Array:
        """Variances of residuals (m,), those of exogenous variables 1.

        They and the residual covariances rest on each other, so both are found in turn.
        """
        return self._latent(names, paths)[1]

    def _latent(self, names: list[str], paths: Values) -> tuple[Array, Array]:
        """Covariances (m, m), and variances of residuals (m,)."""
        m, at = len(names), {name: i for i, name in enumerate(names)}
        Beta, R = np.zeros((m, m)), np.zeros((m, m))
        for values in (self.loadings, paths):
            for (y, x), b in values.items():
                if y in at:
                    Beta[at[y], at[x]] = b
        for (x, y), r in self.correlations.items():
            if x in at and y in at:
                R[at[x], at[y]] = R[at[y], at[x]] = r
        A = np.linalg.inv(np.eye(m) - Beta)
        psi = np.ones(m)
        for _ in range(_STEPS):
            shared = R * np.sqrt(np.outer(psi, psi))
            found = np.linalg.solve(A**2, 1 - np.einsum("ij,jk,ik->i", A, shared, A))
            if found.min() <= 0:
                worst = names[int(found.argmin())]
                raise SpecificationError(f"the population is impossible: {worst} is over-explained")
            settled, psi = np.abs(found - psi).max() < _SETTLED, found
            if settled:
                return A @ (R * np.sqrt(np.outer(psi, psi))) @ A.T, psi
        raise SpecificationError("the population is impossible: no residual variances were found")


def standard_of(standardized: pd.DataFrame, product: sem.Interaction | None = None) -> Standard:
    """Read the standardised solution (lhs, op, rhs, est) of a model of one group.

    Of a ``product`` only its effects: how it is measured follows from its constructs.
    """
    if product is not None:
        made = {product.factor, *product.products}
        inside = standardized["lhs"].isin(made) | standardized["rhs"].isin(made)
        standardized = standardized[~inside | (standardized["op"] == "~")]

    def values(op: str, turned: bool) -> Iterator[tuple[Path, float]]:
        rows = standardized[standardized["op"] == op]
        for lhs, rhs, est in zip(
            rows["lhs"], rows["rhs"], rows["est"].to_numpy(float), strict=True
        ):
            yield (str(rhs), str(lhs)) if turned else (str(lhs), str(rhs)), float(est)

    return Standard(
        dict(values("=~", True)),
        dict(values("~", False)),
        {path: r for path, r in values("~~", False) if path[0] != path[1]},
        product,
    )
