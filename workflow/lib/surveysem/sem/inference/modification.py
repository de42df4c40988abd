"""Modification indices: how much the chi-square would fall if a fixed parameter were freed."""

from dataclasses import dataclass
from itertools import combinations_with_replacement, product

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.directions import Directions, columns_of
from surveysem.sem.estimation.discrepancy import Block, local_geometry, slopes_at
from surveysem.sem.estimation.information import (
    entry_derivatives,
    expected_hessian,
    expected_moment_hessian,
)
from surveysem.sem.estimation.inverse import inverse_along, inverse_information
from surveysem.sem.estimation.jacobians import normal_information
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.model.matrices import Pattern
from surveysem.sem.model.quantities import GroupQuantities, scales_of
from surveysem.sem.model.table import ParameterTable

_NOTHING_LEFT = np.finfo(float).eps ** (1 / 3)

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Slopes:
    """Gradient g (c,), expected curvature h (c,), and h adjusted for the free parameters."""

    g: Array
    h: Array
    adjusted: Array


def modification_indices(s: Solution, kind: str) -> pd.DataFrame:
    """DataFrame: lhs op rhs mi epc std_epc; see ``Fit.modification_indices``.

    std_epc is NaN where a variable has no variance to standardise by. No rows where the solution
    did not converge.
    """
    if kind not in ("score", "amos"):
        raise SpecificationError(f"kind {kind!r}; expected score or amos")
    frames = []
    for b, g in zip(s.objective.blocks, s.quantities.groups, strict=True):
        frame = _of_group(s, b, g, kind)
        if len(s.samples) > 1:
            frame.insert(0, "group", g.table.groups[0])
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _of_group(s: Solution, b: Block, g: GroupQuantities, kind: str) -> pd.DataFrame:
    keys = candidates(g.table)
    slopes = _slopes(s, b, keys)
    if kind == "score":
        return index_table(keys, slopes.g, slopes.adjusted, s.scale, g, s.theta)
    return index_table(keys, slopes.g, slopes.h, s.n - len(s.samples), g, s.theta)


def index_table(
    keys: list[Key], slope: Array, curvature: Array, n: int, g: GroupQuantities, theta: Array
) -> pd.DataFrame:
    """Table of one group from the first and second derivatives (c,) of the discrepancy."""
    curvature = np.where(0.5 * curvature < _NOTHING_LEFT, np.nan, curvature)
    frame = pd.DataFrame(keys, columns=["lhs", "op", "rhs"])
    frame["mi"] = n * slope**2 / (2.0 * curvature)
    frame["epc"] = -slope / curvature
    scales = scales_of(keys, g.table, g.pattern)
    epc = frame["epc"].to_numpy()
    standardised = g.scale(epc, theta, scales, observed=True)
    frame["std_epc"] = np.where(np.isfinite(standardised), standardised, np.nan)
    kept: pd.DataFrame = frame[np.isfinite(frame["mi"])]
    return kept.reset_index(drop=True)


def candidates(table: ParameterTable) -> list[Key]:
    """Relations that the model does not contain, as in lavaan's ``modindices()``.

    Loadings of items, residual covariances of indicators, covariances of factors, and
    coefficients between variables that take part in regressions.
    """
    names = table.roles
    present = {p.key for p in table.parameters}
    present |= {(p.rhs, p.op, p.lhs) for p in table.parameters if p.op == "~~"}
    items = [n for n in names.endogenous if n not in names.structural]
    residual = [n for n in names.indicators if n in names.endogenous]
    found: list[Key] = [(f, "=~", x) for f, x in product(names.latent, items)]
    found += [(a, "~~", b) for a, b in combinations_with_replacement(residual, 2)]
    found += [(a, "~~", b) for a, b in combinations_with_replacement(names.latent, 2)]
    for outcome, predictor in product(names.structural, repeat=2):
        item = outcome in names.indicators and predictor in names.latent
        if outcome != predictor and not item:
            found.append((outcome, "~", predictor))
    if table.meanstructure:
        found += [(n, "~1", "") for n in (*names.observed, *names.latent)]
    return [key for key in found if key not in present]


def _slopes(s: Solution, b: Block, keys: list[Key]) -> Slopes:
    """First and second derivatives of the discrepancy for parameters at zero.

    With H the expected Hessian of free (f) and new (k) parameters, the adjusted curvature is
    H_kk - H_kf H_ff^-1 H_fk (Sorbom, 1989).
    """
    at = columns_of(b.pattern.matrices(s.theta))
    new = directions_of(keys, b.pattern)
    slopes = slopes_at(b, s.theta)
    g = b.weight * at.gradient(new, slopes.Omega, slopes.g)
    if b.cases is not None or b.squares is not None:
        H = expected_hessian(s.objective, s.theta)
        return _weighed(s, b, new, g, expected_moment_hessian(b, s.theta), H)
    if s.missing == "two-stage":
        return _weighed(s, b, new, g, _em_weight(b), _two_stage_hessian(s))
    if not s.minimum.converged:
        nothing = np.full(len(keys), np.nan)
        return Slopes(nothing, nothing, nothing)
    here = local_geometry(b, s.theta)
    means = b.pattern.meanstructure
    own = [here.information(_one(new, k), _one(new, k), means)[0, 0] for k in range(len(keys))]
    h = b.share * np.array(own)
    cross = b.share * b.pattern.collect(here.information(new, b.directions, means))
    inverse = inverse_information(s.objective, s.theta)
    adjusted = h - np.einsum("ij,jk,ik->i", cross, inverse, cross)
    return Slopes(g, h, adjusted)


def _weighed(s: Solution, b: Block, new: Directions, g: Array, W: Array, H: Array) -> Slopes:
    """With the weight ``W`` of the moments of a group and ``H`` of the free parameters.

    FIML: the information that the patterns of missing values leave; two stages: that of the EM
    moments, as in lavaan; least squares: W of the discrepancy.
    """
    D = entry_derivatives(b, s.theta, new)
    WD = b.share * W @ D
    h = np.einsum("ij,ij->j", D, WD)
    cross = b.pattern.collect(WD.T @ entry_derivatives(b, s.theta, b.directions))
    inverse = inverse_along(H, s.basis)
    return Slopes(g, h, h - np.einsum("ij,jk,ik->i", cross, inverse, cross))


def _em_weight(b: Block) -> Array:
    """Information about the EM moments of a group, on the scale of the discrepancy."""
    return 2.0 * normal_information(np.asarray(np.linalg.inv(b.S)), True)


def _two_stage_hessian(s: Solution) -> Array:
    H = np.zeros((s.theta.size, s.theta.size))
    for b in s.objective.blocks:
        D = b.pattern.collect(entry_derivatives(b, s.theta, b.directions))
        H += b.share * D.T @ _em_weight(b) @ D
    return H


def _one(d: Directions, k: int) -> Directions:
    return Directions(d.u[k : k + 1], d.v[k : k + 1], d.w[k : k + 1], d.c[k : k + 1])


def directions_of(keys: list[Key], pattern: Pattern) -> Directions:
    """Directions of relations, whether or not the matrices have a cell for them."""
    p, m = len(pattern.observed), len(pattern.latent)
    item = {name: i for i, name in enumerate(pattern.observed)}
    factor = {name: i for i, name in enumerate(pattern.latent)}
    rows = []
    for lhs, op, rhs in keys:
        left = p + factor[lhs] if lhs in factor else item[lhs]
        right = p + factor[rhs] if rhs in factor else item.get(rhs, 0)
        if op == "=~":
            rows.append((right, p + m + factor[lhs], 1.0, factor[lhs]))
        elif op == "~":
            rows.append((left, p + m + factor[rhs], 1.0, factor[rhs]))
        elif op == "~1":
            rows.append((left, left, 0.0, m))
        else:
            rows.append((left, right, 0.5 if lhs == rhs else 1.0, m + 1))
    u, v, w, c = zip(*rows, strict=True) if rows else ((), (), (), ())
    places = [np.array(x, dtype=np.intp) for x in (u, v, c)]
    return Directions(places[0], places[1], np.array(w, dtype=float), places[2])
