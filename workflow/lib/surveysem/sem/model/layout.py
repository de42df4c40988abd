"""Where each row of a parameter table sits in the matrices."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from surveysem.sem.arrays import Indices
from surveysem.sem.model.matrices import Pattern, Span
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.table import ParameterTable

MATRICES = ("Lambda", "Beta", "Psi", "Theta", "nu", "alpha")


@dataclass(slots=True)
class _Places:
    """Finds the entries of parameters, and their places in the vector of all matrices."""

    observed: dict[str, int]
    latent: dict[str, int]
    spans: tuple[Span, ...]

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

    def flat(self, matrix: str, i: int, j: int) -> int:
        """Place of an entry in the vector of all matrices."""
        _, at, shape = self.spans[MATRICES.index(matrix)]
        return int(at.start) + i * (shape[1] if len(shape) == 2 else 1) + j

    def index(self, name: str) -> int:
        return self.latent[name] if name in self.latent else self.observed[name]


def pattern(table: ParameterTable) -> Pattern:
    """Pattern of a parameter table; exogenous entries stay NaN until ``with_sample``."""
    latent = (*table.latent, *_structural_observed(table))
    spans = _spans(len(table.observed), len(latent))
    places = _Places(_numbered(table.observed), _numbered(latent), spans)
    template = np.zeros(spans[-1][1].stop)
    for name in latent[len(table.latent) :]:
        template[places.flat("Lambda", places.observed[name], places.latent[name])] = 1.0
    free: list[tuple[int, int]] = []
    given: list[tuple[int, int]] = []
    for row in table.parameters:
        for half, place in enumerate(places.of(row)):
            at = places.flat(*place)
            if row.free:
                free.append((row.free - 1, at))
            elif row.exogenous:
                template[at] = np.nan
                given.append((at, _source(row, places.observed, half)))
            else:
                template[at] = row.value
    parameter = _indices(k for k, _ in sorted(free))
    own = np.unique(parameter)
    return Pattern(
        observed=table.observed,
        latent=latent,
        spans=spans,
        template=template,
        position=_indices(at for _, at in sorted(free)),
        parameter=parameter,
        start=_indices(np.searchsorted(parameter, own)),
        own=own,
        n_free=table.n_free,
        exogenous=_indices(at for at, _ in given),
        source=_indices(at for _, at in given),
        rows=_indices(places.flat(*places.of(row)[0]) for row in table.parameters),
        has_beta=any(places.of(row)[0][0] == "Beta" for row in table.parameters),
        meanstructure=table.meanstructure,
    )


def _indices(values: Iterable[int]) -> Indices:
    return np.array([int(v) for v in values], dtype=np.intp)


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
