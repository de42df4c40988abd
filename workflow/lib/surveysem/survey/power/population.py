"""A population on the standardised scale, written as model text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

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
    ``correlations`` are those of exogenous variables and of residuals. ``products``: the model's
    interactions, whose effects are those of products of the standardised constructs (Wen, Marsh
    and Hau, 2010); the text has each product itself as an exogenous variable of variance 1.
    """

    loadings: Values
    paths: Values
    correlations: Values
    products: tuple[sem.Interaction, ...] = ()

    def text(self, paths: Values) -> str:
        """The population in which the regressions have the values ``paths``, as model text.

        Loadings and correlations stay; residual variances follow from all variances being 1 (what
        ``sem.simulate`` does with std=True), and residual covariances from these. Raises
        SpecificationError where a residual variance would be negative.
        """
        whole = self._with_products({**self.paths, **paths})
        names = whole._inner(whole.paths)
        sd = dict(zip(names, np.sqrt(whole._latent(names, whole.paths)[1]), strict=True))
        sd |= {item: np.sqrt(1 - x) for item, x in self._explained(names).items()}
        lines = [f"{factor} =~ {x!r}*{item}" for (item, factor), x in self.loadings.items()]
        lines += [f"{y} ~ {float(b)!r}*{x}" for (y, x), b in whole.paths.items()]
        lines += [
            f"{x} ~~ {float(r * sd[x] * sd[y])!r}*{y}" for (x, y), r in whole.correlations.items()
        ]
        return "\n".join(lines)

    def _with_products(self, paths: Values) -> "Standard":
        """The paths with those of products on their own scale, and what products correlate.

        Of normal constructs cov(a b, c d) = s(a, c) s(b, d) + s(a, d) s(b, c) (Isserlis, 1918).
        """
        own = {one.factor: k for k, one in enumerate(self.products)}
        others = {path: x for path, x in paths.items() if path[1] not in own}
        names = self._inner(others)
        V = self._latent(names, others)[0]
        a = [names.index(one.focal) for one in self.products]
        b = [names.index(one.moderator) for one in self.products]
        C = V[np.ix_(a, a)] * V[np.ix_(b, b)] + V[np.ix_(a, b)] * V[np.ix_(b, a)]
        sd = np.sqrt(C.diagonal())
        scaled = {path: x * sd[own[path[1]]] if path[1] in own else x for path, x in paths.items()}
        between = {
            (x, y): float(C[i, j] / (sd[i] * sd[j]))
            for (x, i), (y, j) in combinations(own.items(), 2)
        }
        return replace(self, paths=scaled, correlations={**self.correlations, **between})

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

    def _latent(self, names: list[str], paths: Values) -> tuple[Array, Array]:
        """Covariances (m, m), and variances of residuals (m,), those of exogenous variables 1.

        The latter and the residual covariances rest on each other, so both are found in turn.
        """
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
                Psi = np.diag(psi) + R * np.sqrt(np.outer(psi, psi))
                return A @ Psi @ A.T, psi
        raise SpecificationError("the population is impossible: no residual variances were found")


def standard_of(standardized: pd.DataFrame, products: Sequence[sem.Interaction] = ()) -> Standard:
    """Read the standardised solution (lhs, op, rhs, est) of a model of one group.

    Of ``products`` only their effects: how they are measured follows from their constructs.
    """
    made = {name for one in products for name in (one.factor, *one.products)}
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
        tuple(products),
    )
