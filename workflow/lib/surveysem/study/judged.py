"""``config/hypotheses.tsv`` and ``config/claims.tsv``: what is judged, and by which parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import floor

from surveysem.claims import on_interviews
from surveysem.study.faults import Fault, nearest, one_of
from surveysem.study.models import DEFINED, FOLDER, Names, file
from surveysem.study.tables import Row, Table, number

HYPOTHESES = "config/hypotheses.tsv"
HYPOTHESIS_COLUMNS = (
    "id", "statement_fr", "statement_en", "kind", "model", "lhs", "op", "rhs", "expect", "bound",
    "alpha", "family",
)  # fmt: skip
OPTIONAL_COLUMNS = ("bound_source",)
CLAIMS = "config/claims.tsv"
CLAIM_COLUMNS = ("id", "statement_fr", "statement_en", "hypothesis", "finding")
FINDINGS = ("+", "-", "ns", "holds")
SECOND_ORDER, MODERATION = "second_order", "moderation"
PRODUCT = ":"
OPERATORS = {
    "indirect": DEFINED,
    "total": DEFINED,
    "comparison": DEFINED,
    MODERATION: "~",
    SECOND_ORDER: "=~",
}


def hypothesis_faults(
    table: Table, named: Mapping[str, Names], models: Sequence[str], construct: str | None
) -> list[Fault]:
    """Hypotheses that no parameter of their model can judge.

    ``named`` holds the models that could be read, ``models`` the names of all, ``construct`` the
    second-order construct of the study.
    """
    found = list(_repeated(table))
    for row in table:
        found += _form_faults(row)
        if row["model"] not in models:
            near = nearest(row["model"], models)
            found.append(_fault(row, "model", row["model"], one_of(models, FOLDER), near))
        elif row["kind"] == SECOND_ORDER:
            found += _construct_faults(row, construct)
        elif row["model"] in named:
            found += _parameter_faults(row, named[row["model"]])
    return found


def draws_faults(table: Table, draws: int, alpha: float) -> Iterator[Fault]:
    """Families in which so few bootstrap draws can support nothing.

    The smallest two-sided bootstrap p is 2 / (draws + 1); Holm (1979) multiplies it by the number
    of tests in the family, so fewer than 2 k / alpha draws never fall below alpha.
    """
    families: dict[str, list[Row]] = {}
    for row in table:
        if row["kind"] != SECOND_ORDER and row["expect"] != "0":
            families.setdefault(row["family"], []).append(row)
    for family, rows in families.items():
        strictest = min(number(row["alpha"]) or alpha for row in rows)
        needed = floor(2 * len(rows) / strictest)
        if draws < needed:
            yield _fault(
                rows[0],
                "family",
                family,
                f"at least {needed} draws (hypotheses/bootstrap/draws of config.yaml) for "
                f"a family of {len(rows)} at alpha {strictest:g}; with {draws} no "
                "adjusted p can fall below it",
            )


def claim_faults(claims: Table, hypotheses: Table) -> Iterator[Fault]:
    """Claims on unknown hypotheses, or with a finding that their kind cannot have."""
    kinds = {row["id"]: row["kind"] for row in hypotheses}
    for row in surveyed(claims):
        kind, name = kinds.get(row["hypothesis"]), row["hypothesis"]
        if kind is None:
            expected = one_of(kinds, HYPOTHESES)
            yield _fault(row, "hypothesis", name, expected, nearest(name, kinds), CLAIMS)
        elif row["finding"] not in FINDINGS:
            expected = one_of(FINDINGS)
            yield _fault(row, "finding", row["finding"], expected, (), CLAIMS)
        elif (row["finding"] == "holds") != (kind == SECOND_ORDER):
            right = "`holds`" if kind == SECOND_ORDER else "`+`, `-` or `ns`"
            expected = f"{right}, since {name} is of kind {kind}"
            yield _fault(row, "finding", row["finding"], expected, (), CLAIMS)


def surveyed(claims: Table) -> Table:
    """The claims on hypotheses of the survey, without those on coded interviews."""
    rows = tuple(row for row in claims if not on_interviews(row["hypothesis"]))
    return replace(claims, rows=rows)


def statement_faults(table: Table, languages: Sequence[str]) -> Iterator[Fault]:
    """Statements that a language of the report lacks."""
    for row in table:
        for language in languages:
            if not row[f"statement_{language}"]:
                expected = f"a sentence, since the report is made in {language}"
                yield _fault(row, f"statement_{language}", "", expected, (), table.file)


def _fault(
    row: Row,
    column: str,
    found: str,
    expected: str,
    near: tuple[str, ...] = (),
    table: str = HYPOTHESES,
) -> Fault:
    shown = f"`{found}`" if found else "nothing"
    return Fault(table, shown, expected, row.line, f"column {column} of {row['id']}", near)


def _repeated(table: Table) -> Iterator[Fault]:
    lines: dict[str, int] = {}
    for row in table:
        first = lines.setdefault(row["id"], row.line)
        if first != row.line:
            yield _fault(row, "id", row["id"], f"an id of its own (line {first} has this one)")


def _form_faults(row: Row) -> Iterator[Fault]:
    """Cells that do not go together."""
    operator = OPERATORS.get(row["kind"])
    if operator and row["op"] != operator:
        yield _fault(row, "op", row["op"], f"`{operator}`, since kind is {row['kind']}")
    if row["kind"] == "direct" and row["op"] == DEFINED:
        yield _fault(row, "op", row["op"], "`~`, `~~`, `=~` or `~1`, since kind is direct")
    yield from _product_faults(row)
    if operator and operator != "~" and row["rhs"]:
        yield _fault(row, "rhs", row["rhs"], f"nothing, since op is `{operator}`")
    if row["expect"] == "0" and not row["bound"]:
        yield _fault(row, "bound", "", "the largest effect that counts as none, since expect is 0")
    if number(row["bound"]) == 0:
        yield _fault(row, "bound", row["bound"], "a number above 0, or nothing")
    if row["bound_source"] and not row["bound"]:
        expected = "nothing, since there is no bound"
        yield _fault(row, "bound_source", row["bound_source"], expected)
    alpha = number(row["alpha"])
    if alpha is not None and not 0 < alpha < 0.5:
        yield _fault(row, "alpha", row["alpha"], "a number above 0 and below 0.5")


def _product_faults(row: Row) -> Iterator[Fault]:
    """A product of two constructs is what ``moderation`` is about, and no other kind."""
    if row["kind"] == MODERATION and row["rhs"].count(PRODUCT) != 1:
        yield _fault(row, "rhs", row["rhs"], "two constructs, `predictor:moderator`")
    elif row["kind"] == "direct" and PRODUCT in row["rhs"]:
        yield _fault(row, "kind", row["kind"], f"`{MODERATION}`, since rhs is a product")


def _construct_faults(row: Row, construct: str | None) -> Iterator[Fault]:
    if construct is None:
        expected = "a kind that needs no second_order block, which config.yaml lacks"
        yield _fault(row, "kind", SECOND_ORDER, expected)
    elif row["lhs"] != construct:
        expected = f"`{construct}` (second_order/construct of config.yaml)"
        yield _fault(row, "lhs", row["lhs"], expected)
    for column, right in (("expect", "+"), ("bound", "")):
        if row[column] != right:
            expected = f"{right or 'nothing'}, since kind is {SECOND_ORDER}"
            yield _fault(row, column, row[column], expected)


def _parameter_faults(row: Row, model: Names) -> Iterator[Fault]:
    """A path or a defined parameter that its model does not have, or fixes."""
    lhs, op, rhs = row["lhs"], row["op"], row["rhs"]
    if op == DEFINED:
        if lhs not in model.defined:
            expected = one_of(model.defined, f"`:=` of {row['model']}")
            yield _fault(row, "lhs", lhs, expected, nearest(lhs, model.defined))
        return
    alike = {(lhs, op, rhs), (rhs, op, lhs)} if op == "~~" else {(lhs, op, rhs)}
    found = next((one for one in model.parameters if one in alike), None)
    written = f"{lhs} {op} {rhs}".strip()
    if found is None:
        known = [" ".join(one).strip() for one in model.parameters if one[1] == op]
        expected = one_of(known, file(row["model"]))
        yield _fault(row, "lhs, op, rhs", written, expected, nearest(written, known))
    elif found in model.fixed:
        expected = f"a free parameter; the model fixes this one at {model.fixed[found]:g}"
        yield _fault(row, "lhs, op, rhs", written, expected)
