"""The parameter table: every parameter of a model, with lavaan's defaults filled in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, combinations_with_replacement

import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.sem.arrays import Array
from surveysem.sem.model.constraints import COMPARISONS, NONE, Constraints, constraints_of
from surveysem.sem.model.equality import Tie, general, number_free
from surveysem.sem.model.groups import Groups, equal_pairs, in_group
from surveysem.sem.model.parameters import Definition, Parameter
from surveysem.sem.model.roles import Roles, roles
from surveysem.sem.model.thresholds import (
    OrderedItems,
    check_scaling,
    check_values,
    with_thresholds,
)
from surveysem.sem.names import nearest
from surveysem.sem.text.interactions import refuse_interactions
from surveysem.sem.text.statements import Model, Statement
from surveysem.sem.text.syntax import parse


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """Rows in lavaan's order, definitions apart; ``n_free`` counts distinct free parameters.

    ``constraints`` are those between expressions, which do not lower ``n_free``. With several
    ``groups`` their rows follow one another. ``ties`` and ``alone``: see `model.equality`.
    """

    parameters: tuple[Parameter, ...]
    definitions: tuple[Definition, ...]
    roles: Roles
    n_free: int
    meanstructure: bool
    groups: tuple[str, ...] = ("",)
    constraints: Constraints = NONE
    ties: tuple[Tie, ...] = ()
    alone: tuple[int, ...] = ()

    def group(self, number: int) -> "ParameterTable":
        """The rows of one group, counted from 1, without definitions."""
        if len(self.groups) == 1 and not self.definitions:
            return self
        rows = tuple(p for p in self.parameters if p.group == number)
        return replace(self, parameters=rows, definitions=(), groups=self.groups[number - 1 :][:1])

    def in_units(self, information: Array) -> "ParameterTable":
        """With units for its constraints, from the information (q, q) at a start."""
        if not self.constraints:
            return self
        return replace(self, constraints=self.constraints.in_units(information))

    @property
    def observed(self) -> tuple[str, ...]:
        """Observed variables of the model."""
        return self.roles.observed

    @property
    def latent(self) -> tuple[str, ...]:
        """Latent variables, first- and higher-order."""
        return self.roles.latent

    @property
    def structural(self) -> tuple[str, ...]:
        """Variables of the regressions."""
        return self.roles.structural

    def frame(self) -> pd.DataFrame:
        """DataFrame: group lhs op rhs user label free value start exogenous.

        ``free`` is 0 for fixed parameters, else a number that equal parameters share.
        """
        columns = ["group", "lhs", "op", "rhs", "user", "label", "free", "value", "start"]
        rows = [[getattr(p, c) for c in columns] + [p.exogenous] for p in self.parameters]
        for d in self.definitions:
            source = d.expression.source
            rows.append([0, d.label, ":=", source, True, d.label, 0, None, None, False])
        frame = pd.DataFrame(rows, columns=[*columns, "exogenous"])
        return frame.astype({"value": float, "start": float})


def parameter_table(
    model: str | Model,
    *,
    std_lv: bool = False,
    fixed_x: bool = True,
    means: bool = False,
    groups: Groups | None = None,
    ordered: OrderedItems | None = None,
) -> ParameterTable:
    """Parameter table of a model, with the defaults of lavaan's ``sem()`` and ``cfa()``.

    First loadings are fixed to 1 (``std_lv``: factor variances instead); residual variances, the
    covariances of exogenous factors and those of pure outcomes are free; (co)variances of observed
    predictors are fixed at the sample's (``fixed_x``); intercepts appear with ``means``, or when
    the text has ``~1``. With several ``groups`` each has all rows; a label given once is equal
    in all, ``c(a, b)*`` gives each group its own. ``ordered`` items have rows of their own
    (:mod:`surveysem.sem.model.thresholds`).

    Raises ModelSyntaxError and SpecificationError.
    """
    groups, items = groups or Groups(), ordered or OrderedItems()
    parsed = model if isinstance(model, Model) else parse(model)
    refuse_interactions(parsed)
    names = roles(parsed)
    user = [_from_statement(s) for s in parsed.statements if s.op not in (":=", "|", *COMPARISONS)]
    if not user:
        raise SpecificationError("the model has definitions but no relations between variables")
    check_scaling(parsed, items.counts)
    meanstructure = means or bool(items.counts) or any(p.op == "~1" for p in user)
    given = {p.key for p in user} | {(p.rhs, p.op, p.lhs) for p in user if p.op == "~~"}
    added = [p for p in _defaults(names, meanstructure) if p.key not in given]
    fixed = _fix(user, added, names, std_lv, fixed_x)
    fixed = with_thresholds(fixed, parsed, items)
    modifiers = {(s.lhs, s.op, s.rhs): s for s in parsed.statements}
    rows = []
    for number in range(1, groups.n + 1):
        of_group = in_group(fixed, number, groups, names, items)
        rows += [_modified(p, modifiers.get(p.key), groups) for p in of_group]
    numbered = number_free(rows, parsed, equal_pairs(rows, groups, names))
    check_values(numbered.rows, items)
    definitions = _definitions(parsed, numbered.rows)
    return ParameterTable(
        numbered.rows,
        definitions,
        names,
        numbered.n_free,
        meanstructure,
        groups.labels,
        constraints_of(general(parsed), numbered.rows, definitions),
        numbered.ties,
        numbered.alone,
    )


def _from_statement(s: Statement) -> Parameter:
    return Parameter(s.lhs, s.op, s.rhs, user=True)


def _defaults(names: Roles, meanstructure: bool) -> Iterator[Parameter]:
    """Rows that lavaan adds, in its order."""
    for name in (*names.endogenous, *names.latent):
        yield Parameter(name, "~~", name)
    for pair in (*combinations(names.latent_predictors, 2), *combinations(names.outcomes, 2)):
        yield Parameter(pair[0], "~~", pair[1])
    for pair in combinations_with_replacement(names.exogenous, 2):
        yield Parameter(pair[0], "~~", pair[1], exogenous=True)
    if meanstructure:
        for name in names.observed:
            yield Parameter(name, "~1", "", exogenous=name in names.exogenous)
        for name in names.latent:
            yield Parameter(name, "~1", "", value=0.0, fixed=True)


def _fix(
    user: list[Parameter], added: list[Parameter], names: Roles, std_lv: bool, fixed_x: bool
) -> list[Parameter]:
    """Fix what scales the factors, single indicators and exogenous moments."""
    seen: set[str] = set()
    alone = _single_indicators(user)
    rows = []
    for p in (*user, *added):
        is_variance = p.op == "~~" and p.lhs == p.rhs
        first = p.op == "=~" and p.lhs not in seen
        if p.op == "=~":
            seen.add(p.lhs)
        if (std_lv and is_variance and p.lhs in names.latent) or (first and not std_lv):
            p = replace(p, fixed=True, value=1.0)
        elif is_variance and p.lhs in alone and not p.user:
            p = replace(p, fixed=True, value=0.0)
        elif p.exogenous:
            p = replace(p, fixed=fixed_x, exogenous=fixed_x)
        rows.append(p)
    return rows


def _single_indicators(user: list[Parameter]) -> set[str]:
    """Indicators that alone measure their factor, and measure no other."""
    loadings = [p for p in user if p.op == "=~"]
    factors = [p.lhs for p in loadings]
    items = [p.rhs for p in loadings]
    return {p.rhs for p in loadings if factors.count(p.lhs) == 1 and items.count(p.rhs) == 1}


def _modified(p: Parameter, statement: Statement | None, groups: Groups) -> Parameter:
    if statement is None:
        return p
    given = len(statement.modifier.several)
    if given not in (0, groups.n):
        raise SpecificationError(
            f"line {statement.line}: '{p.name}' has {given} modifiers (c(...)) for {groups.n} "
            f"group{'s' if groups.n > 1 else ', expected data with several (group)'}"
        )
    modifier = statement.modifier.in_group(p.group)
    if modifier.fixed is not None and modifier.free:
        what = f"{p.lhs} {p.op} {p.rhs}".strip()
        raise SpecificationError(f"line {statement.line}: '{what}' is both fixed and free (NA)")
    if modifier.fixed is not None:
        p = replace(p, fixed=True, value=modifier.fixed)
    if modifier.free:
        p = replace(p, fixed=False, value=None)
    return replace(p, label=modifier.label, start=modifier.start)


def _definitions(model: Model, rows: tuple[Parameter, ...]) -> tuple[Definition, ...]:
    known = {p.label for p in rows if p.label}
    found = []
    for s in model.statements:
        if s.op != ":=" or s.expression is None:
            continue
        for name in s.expression.names:
            if name not in known:
                hint = nearest(name, known)
                raise SpecificationError(
                    f"line {s.line}: '{s.lhs} := {s.rhs}' uses the label '{name}', "
                    f"which no parameter before it has{hint}"
                )
        if s.lhs in known:
            raise SpecificationError(f"line {s.line}: '{s.lhs}' already names a parameter")
        known.add(s.lhs)
        found.append(Definition(s.lhs, s.expression))
    return tuple(found)
