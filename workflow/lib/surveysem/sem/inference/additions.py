"""Parameters that a model does not have, as a text names them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.linalg import block_diag

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.estimation.discrepancy import Block, local_geometry, slopes_at
from surveysem.sem.estimation.information import entry_derivatives, expected_moment_hessian
from surveysem.sem.estimation.solution import Solution
from surveysem.sem.inference.modification import Key, directions_of
from surveysem.sem.model.table import ParameterTable
from surveysem.sem.names import nearest
from surveysem.sem.text.statements import Modifier, Statement
from surveysem.sem.text.syntax import parse


@dataclass(frozen=True, slots=True)
class Additions:
    """Slope (k,), curvature (k, k) and ``cross`` curvature (k, q) of the discrepancy.

    ``rows``: DataFrame lhs op rhs, with several groups also group.
    """

    rows: pd.DataFrame
    slope: Array
    curvature: Array
    cross: Array


def additions_of(s: Solution, text: str) -> Additions:
    """Derivatives by the parameters that a text adds to a model, in every group."""
    keys = _keys(s, text)
    pairs = zip(s.objective.blocks, s.table.groups, strict=True)
    parts = [_in_group(s, b, keys, label) for b, label in pairs]
    return Additions(
        pd.concat([part.rows for part in parts], ignore_index=True),
        np.concatenate([part.slope for part in parts]),
        np.asarray(block_diag(*[part.curvature for part in parts])),
        np.vstack([part.cross for part in parts]),
    )


def _in_group(s: Solution, b: Block, keys: list[Key], label: str) -> Additions:
    rows = pd.DataFrame(keys, columns=["lhs", "op", "rhs"])
    if len(s.table.groups) > 1:
        rows.insert(0, "group", label)
    here, slopes = local_geometry(b, s.theta), slopes_at(b, s.theta)
    new = directions_of(keys, b.pattern)
    g = b.weight * here.gradient(new, slopes.Omega, slopes.g)
    if b.cases is None:
        means = b.pattern.meanstructure
        own = here.information(new, new, means)
        cross = here.information(new, b.directions, means)
    else:
        D = entry_derivatives(b, s.theta, new)
        WD = expected_moment_hessian(b, s.theta) @ D
        own = D.T @ WD
        cross = WD.T @ entry_derivatives(b, s.theta, b.directions)
    return Additions(rows, g, b.share * own, b.share * b.pattern.collect(cross))


def _keys(s: Solution, text: str) -> list[Key]:
    found: list[Key] = []
    for t in parse(text).statements:
        written = f"{t.lhs} {t.op} {t.rhs}".strip()
        where = f"line {t.line}: '{written}'"
        if t.op not in ("=~", "~", "~~", "~1"):
            raise SpecificationError(f"add, {where} is no parameter of means and covariances")
        if t.modifier != Modifier():
            raise SpecificationError(f"add, {where} has a modifier; expected the bare relation")
        _check_names(s.table, t, where)
        free = {p.key for p in s.table.parameters if p.free or p.exogenous}
        free |= {(rhs, op, lhs) for lhs, op, rhs in free if op == "~~"}
        if (t.lhs, t.op, t.rhs) in free:
            raise SpecificationError(f"add, {where} is a parameter of the model already")
        found.append((t.lhs, t.op, t.rhs))
    return found


def _check_names(table: ParameterTable, t: Statement, where: str) -> None:
    known = {*table.observed, *table.latent}
    for name in (t.lhs, t.rhs):
        if name and name not in known:
            raise SpecificationError(
                f"add, {where}: the model has no variable '{name}'{nearest(name, known)}"
            )
    if t.op == "=~" and t.lhs not in table.latent:
        raise SpecificationError(f"add, {where}: {t.lhs} is no factor of the model")
    if t.op == "~1" and not table.meanstructure:
        raise SpecificationError(f"add, {where}: the model has no means (~ 1)")
