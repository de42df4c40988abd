"""``config/models``: the texts of the models, and what each of them names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from surveysem.errors import SurveySemError
from surveysem.study import codebook
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.identification import Shortage, shortages

if TYPE_CHECKING:
    from surveysem.sem import Model
    from surveysem.sem.model.parameters import Parameter as Row

FOLDER = "config/models"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
DEFINED = ":="

Parameter = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What a model names: variables, factors and parameters (lhs, op, rhs).

    ``fixed`` gives the value of a fixed parameter, ``lines`` the first line of a name.
    ``interactions`` are written ``a:b``, among the parameters too.
    """

    observed: tuple[str, ...]
    latent: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    fixed: dict[Parameter, float]
    defined: tuple[str, ...]
    lines: dict[str, int]
    shortages: tuple[Shortage, ...]
    interactions: tuple[str, ...] = ()


def file(name: str) -> str:
    """The file of a model, from the folder of the study."""
    return f"{FOLDER}/{name}.lav"


def read(root: Path) -> tuple[dict[str, str], list[Fault]]:
    """The text of every model in the study, by name, and the faults."""
    texts, faults = dict[str, str](), list[Fault]()
    for path in sorted((root / FOLDER).glob("*.lav")):
        if not NAME.fullmatch(path.stem):
            expected = "a file name of letters without accents, digits, `_` and `-`"
            faults.append(Fault(file(path.stem), f"the file name `{path.stem}`", expected))
            continue
        try:
            texts[path.stem] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            faults.append(Fault(file(path.stem), "bytes that are not UTF-8", "text saved as UTF-8"))
    if not texts and not faults:
        faults.append(Fault(FOLDER, "no model", "at least one file in lavaan syntax, named *.lav"))
    return texts, faults


def names(texts: Mapping[str, str]) -> tuple[dict[str, Names], list[Fault]]:
    """What each model names; a model that cannot be read as lavaan syntax is a fault."""
    from surveysem import sem

    found, faults = dict[str, Names](), list[Fault]()
    for name, text in texts.items():
        try:
            found[name] = _names(sem.parse(text))
        except SurveySemError as error:
            faults.append(Fault(file(name), str(error)))
    return found, faults


def _names(parsed: Model) -> Names:
    from surveysem import sem

    model, interactions = sem.planned(parsed)
    table = sem.parameter_table(model)
    products = {name for one in interactions for name in one.products}
    by_factor = {one.factor: one.term for one in interactions}

    def key(row: Row) -> Parameter:
        """A parameter as its model names it."""
        lhs, op, rhs = row.key
        return by_factor.get(lhs, lhs), op, by_factor.get(rhs, rhs)

    lines: dict[str, int] = {}
    for statement in parsed.statements:
        for name in (statement.lhs, statement.rhs):
            lines.setdefault(name, statement.line)
    return Names(
        observed=tuple(name for name in table.observed if name not in products),
        latent=tuple(name for name in table.latent if name not in by_factor),
        parameters=tuple(key(row) for row in table.parameters),
        fixed={key(row): row.value for row in table.parameters if row.value is not None},
        defined=tuple(one.label for one in table.definitions),
        lines=lines,
        shortages=tuple(shortages(table)),
        interactions=tuple(by_factor.values()),
    )


def faults(
    named: Mapping[str, Names], roles: Mapping[str, str], constructs: Iterable[str]
) -> Iterator[Fault]:
    """Variables of models that are no items or controls, and factors without a display name.

    ``roles`` gives the role of every variable in items.tsv.
    """
    constructs = tuple(constructs)
    usable = [variable for variable, role in roles.items() if role in codebook.NUMERIC]
    for name, model in named.items():
        for variable in model.observed:
            role = roles.get(variable)
            if role not in codebook.NUMERIC and (role is None or role in codebook.ROLES):
                yield _unusable(name, model.lines[variable], variable, role, usable)
        for factor in model.latent:
            if factor not in constructs:
                expected = one_of(constructs, "constructs of config.yaml")
                near = nearest(factor, constructs)
                line = model.lines[factor]
                yield Fault(file(name), f"the factor `{factor}`", expected, line, near=near)
        yield from _shortage_faults(name, model.shortages)


def product_faults(named: Mapping[str, Names], ordered: bool) -> Iterator[Fault]:
    """Interactions of constructs whose items are ordered categories."""
    for name, model in named.items():
        if ordered and model.interactions:
            found = f"the interaction `{model.interactions[0]}` with `ordered: true`"
            expected = "numeric items, since products of categories are no categories"
            yield Fault(file(name), found, expected)


def _unusable(
    model: str, line: int, variable: str, role: str | None, usable: Sequence[str]
) -> Fault:
    found = f"`{variable}`" + (f", whose role is {role}" if role else "")
    near = () if role else nearest(variable, usable)
    expected = one_of(usable, f"items and controls of {codebook.FILE}")
    if role == "group":
        expected = "items and controls; a category enters a model as controls of 0 and 1"
    return Fault(file(model), found, expected, line, near=near)


def _shortage_faults(model: str, found: Iterable[Shortage]) -> Iterator[Fault]:
    for one in found:
        yield Fault(
            file(model),
            f"{one.n_free} free parameters about {', '.join(one.variables)}, which have only"
            f" {one.n_moments} variances and covariances",
            "no more parameters than these, for the model is not identified: fix or equate"
            " parameters, or relate these variables to others",
        )
