"""Faults of hypotheses.tsv that can be found before anything is fitted."""

import math
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from surveysem.survey.codebook import nearest
from surveysem.survey.hypotheses import KINDS, Hypothesis, read_hypotheses
from surveysem.survey.verdicts import EXPECTATIONS


def check_hypotheses(table: pd.DataFrame,
                     parameter_tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """One sentence per fault, in the order of the rows; empty if there is none.

    ``parameter_tables`` maps the names of the models to their parameters (columns lhs, op, rhs).
    """
    rows = read_hypotheses(table)
    return [fault for number, row in enumerate(rows)
            for fault in _faults(row, [other.id for other in rows[:number]], parameter_tables)]


def check_draws(table: pd.DataFrame, draws: int, alpha: float = 0.05) -> list[str]:
    """Families in which too few bootstrap draws rule out any support, one sentence each.

    The smallest two-sided bootstrap p is 2 / (draws + 1); Holm multiplies it by the number of tests
    in the family.
    """
    families: dict[str, list[Hypothesis]] = {}
    for row in read_hypotheses(table, alpha):
        if row.tested:
            families.setdefault(row.family, []).append(row)
    faults = []
    for family, rows in families.items():
        strictest = min(row.alpha for row in rows)
        needed = math.floor(2 * len(rows) / strictest)
        if draws < needed:
            faults.append(f"family {family}: with {draws} bootstrap draws no adjusted p falls "
                          f"below {strictest:g} in a family of {len(rows)}; expected at least "
                          f"{needed} draws")
    return faults


def _faults(row: Hypothesis, earlier: Sequence[str],
            tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    where = f"hypothesis {row.id}" if row.id else "a hypothesis without id"
    if not row.id or row.id in earlier:
        yield f"{where}: expected an id of its own"
    if row.kind not in KINDS:
        yield (f"{where}: kind {row.kind!r} is unknown, expected {', '.join(KINDS)}"
               f"{nearest(row.kind, KINDS)}")
        return
    yield from _expectation_faults(row, where)
    if not 0 < row.alpha < 0.5:
        yield f"{where}: alpha {row.alpha:g} found, expected a number between 0 and 0.5"
    if row.kind != "second_order":
        yield from _path_faults(row, where, tables)


def _expectation_faults(row: Hypothesis, where: str) -> Iterator[str]:
    if row.kind == "second_order":
        if row.expect not in ("+", ""):
            yield f"{where}: expect {row.expect!r} found, expected + for a second-order claim"
        return
    if row.expect not in EXPECTATIONS:
        yield f"{where}: expect {row.expect!r} is unknown, expected {' '.join(EXPECTATIONS)}"
    if row.expect == "0" and row.bound is None:
        yield (f"{where}: expect 0 needs a bound on the standardised scale, below which an effect "
               "is negligible")
    if row.bound is not None and row.bound <= 0:
        yield f"{where}: bound {row.bound:g} found, expected a number above 0"


def _path_faults(row: Hypothesis, where: str, tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    if row.model not in tables:
        yield f"{where}: no model {row.model!r}{nearest(row.model, tables)}"
        return
    if row.kind != "direct" and row.op != ":=":
        yield (f"{where}: a hypothesis of kind {row.kind} names a parameter defined with :=, "
               f"found {_path(row.lhs, row.op, row.rhs)}")
        return
    known = _paths(tables[row.model])
    wanted = _path(row.lhs, row.op, row.rhs)
    if wanted not in known:
        yield f"{where}: no {wanted} in model {row.model}{nearest(wanted, known)}"


def _paths(table: pd.DataFrame) -> list[str]:
    """The paths of a parameter table, covariances in both directions."""
    triples = [(str(lhs), str(op), str(rhs))
               for lhs, op, rhs in table[["lhs", "op", "rhs"]].itertuples(index=False)]
    turned = [(rhs, op, lhs) for lhs, op, rhs in triples if op == "~~"]
    return list(dict.fromkeys(_path(*triple) for triple in triples + turned))


def _path(lhs: str, op: str, rhs: str) -> str:
    return f"{lhs} :=" if op == ":=" else f"{lhs} {op} {rhs}"
