"""The truth table of a collection: which combinations of conditions go with the outcome."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

import numpy as np
import pandas as pd

from surveysem.cases.coding import Choices, Coding, coding
from surveysem.cases.conditions import OPERATORS, Value, alliance_attributes, holds
from surveysem.cases.counting import count_once
from surveysem.cases.minimise import Term, covers, expression, minimal_covers, prime_implicants
from surveysem.contracts import columns

Decision = Literal["true", "false", "remainder", "contradictory", "left out"]
NAN = float("nan")
UNKNOWN = -1
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class TruthTable:
    """``rows``: truth_table.parquet; ``solutions``: truth_table_solutions.parquet."""

    rows: pd.DataFrame
    solutions: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Sets:
    """Crisp memberships: case to 0, 1 or `UNKNOWN` in each condition and in the outcome."""

    names: list[str]
    conditions: Mapping[str, Term]
    outcome: Mapping[str, int]

    def known(self) -> list[str]:
        """The cases with every membership."""
        return [
            case
            for case, row in self.conditions.items()
            if UNKNOWN not in (*row, self.outcome[case])
        ]


def solve_truth_table(segments: pd.DataFrame, choices: Choices) -> TruthTable:
    """Crisp-set analysis of the cases (Ragin, 1987, The comparative method, chapters 6-8).

    Each combination of conditions is a row, also those without a case (remainders). A row is true
    where its consistency reaches the configured bound, false where that of the absence of the
    outcome does, contradictory in between. The conservative solution minimises the true rows alone;
    the parsimonious one may also use every remainder. Consistency, PRI and coverage are Ragin's
    (2006, Political Analysis 14, pp. 291-310; 2008, chapter 3); relevance of a necessary condition
    is that of Schneider and Wagemann (2012, p. 236). A case with a missing condition is left out by
    name. Raises DataError as `count_once` does.
    """
    rule = choices["truth_table"]
    sets = _memberships(count_once(segments, choices["counted"]), coding(choices), rule)
    known = sets.known()
    rows = list(_rows(sets, known, rule["min_consistency"]["value"], rule["min_n"]))
    decisions = {term: decision for term, _, _, _, decision in rows}
    table = [[place, *_table_row(sets.names, one)] for place, one in enumerate(rows, start=1)]
    table += list(_left_out(sets, known, len(table)))
    true = [term for term, decision in decisions.items() if decision == "true"]
    spare = [term for term, decision in decisions.items() if decision == "remainder"]
    solutions = [
        *_solutions("conservative", true, [], sets, known),
        *_solutions("parsimonious", true, spare, sets, known),
        *_necessity(sets, known),
    ]
    return TruthTable(
        pd.DataFrame(table, columns=columns("truth_table")),
        pd.DataFrame(solutions, columns=columns("truth_table_solutions")),
    )


def judge_row(n: int, consistency: float, bound: float, min_n: int) -> Decision:
    """What a row of the truth table says of the outcome.

    - "remainder": fewer than ``min_n`` cases;
    - "true": its consistency reaches ``bound``; "false": that of the absence of the outcome does;
    - "contradictory": neither.
    """
    if n < min_n or n == 0:
        return "remainder"
    if consistency >= bound:
        return "true"
    return "false" if 1 - consistency >= bound else "contradictory"


def _memberships(segments: pd.DataFrame, frame: Coding, rule: Mapping[str, Any]) -> _Sets:
    attributes = alliance_attributes(frame)
    told = segments.drop(columns="theme").merge(frame.codes[["code", "theme"]], on="code")
    counts = told.groupby(["case", "theme"]).size().to_dict()

    def member(case: str, one: Mapping[str, Any]) -> int:
        if "theme" in one:
            value: Value = float(counts.get((case, one["theme"]), 0))
        else:
            value = attributes.values[case][one["attribute"]]
        condition = {name: one[name] for name in OPERATORS if name in one}
        answer = holds(value, condition or {"min": 1})
        return UNKNOWN if answer is None else int(answer)

    conditions = {
        case: tuple(member(case, one) for one in rule["conditions"].values())
        for case in frame.names
    }
    (one,) = rule["outcome"].values()
    outcome = {case: member(case, one) for case in frame.names}
    return _Sets(list(rule["conditions"]), conditions, outcome)


def _rows(
    sets: _Sets, known: Sequence[str], bound: float, min_n: int
) -> Iterator[tuple[Term, list[str], float, float, Decision]]:
    """Every combination: term, cases, share with the outcome, consistency, decision."""
    for term in product((1, 0), repeat=len(sets.names)):
        cases = [case for case in known if sets.conditions[case] == term]
        share = float(np.mean([sets.outcome[case] for case in cases])) if cases else NAN
        yield term, cases, share, share, judge_row(len(cases), share, bound, min_n)


def _table_row(
    names: Sequence[str], row: tuple[Term, list[str], float, float, Decision]
) -> list[object]:
    term, cases, share, consistency, decision = row
    # With crisp sets no case is in the outcome and in its absence: the PRI is the consistency.
    pri = consistency
    return [
        _text(names, term),
        len(cases),
        SEPARATOR.join(cases),
        share,
        consistency,
        pri,
        decision,
    ]


def _text(names: Sequence[str], term: Term) -> str:
    values = ["?" if value == UNKNOWN else str(value) for value in term]
    return " ".join(f"{name}={value}" for name, value in zip(names, values, strict=True))


def _left_out(sets: _Sets, known: Sequence[str], last: int) -> Iterator[list[object]]:
    out = [case for case in sets.conditions if case not in known]
    for place, case in enumerate(out, start=last + 1):
        outcome = sets.outcome[case]
        share = NAN if outcome == UNKNOWN else float(outcome)
        text = _text(sets.names, sets.conditions[case])
        yield [place, text, 1, case, share, NAN, NAN, "left out"]


def _solutions(
    kind: str, true: Sequence[Term], spare: Sequence[Term], sets: _Sets, known: Sequence[str]
) -> Iterator[list[object]]:
    primes = prime_implicants([*true, *spare])
    for model, cover in enumerate(minimal_covers(primes, true), start=1):
        whole = " + ".join(expression(term, sets.names) for term in cover)
        inside = _inside(cover, sets, known)
        yield [kind, model, 0, whole, *_sufficiency(inside, (), sets, known)]
        for place, term in enumerate(cover, start=1):
            own = _inside([term], sets, known)
            others = _inside([one for one in cover if one != term], sets, known)
            text = expression(term, sets.names)
            yield [kind, model, place, text, *_sufficiency(own, others, sets, known)]


def _inside(cover: Sequence[Term], sets: _Sets, known: Sequence[str]) -> list[str]:
    return [case for case in known if any(covers(term, sets.conditions[case]) for term in cover)]


def _sufficiency(
    inside: Sequence[str], others: Sequence[str], sets: _Sets, known: Sequence[str]
) -> list[object]:
    """Consistency, PRI, raw and unique coverage, no relevance, the cases."""
    with_outcome = [case for case in known if sets.outcome[case]]
    both = [case for case in inside if sets.outcome[case]]
    alone = [case for case in both if case not in others]
    consistency = len(both) / len(inside)
    coverage = len(both) / len(with_outcome)
    unique = len(alone) / len(with_outcome)
    return [consistency, consistency, coverage, unique, NAN, SEPARATOR.join(inside)]


def _necessity(sets: _Sets, known: Sequence[str]) -> Iterator[list[object]]:
    """Each condition and its absence as necessary for the outcome, where the outcome occurs."""
    with_outcome = [case for case in known if sets.outcome[case]]
    if not with_outcome:
        return
    place = 0
    for at, name in enumerate(sets.names):
        for value, text in ((1, name), (0, f"~{name}")):
            place += 1
            inside = [case for case in known if sets.conditions[case][at] == value]
            both = [case for case in inside if sets.outcome[case]]
            coverage = len(both) / len(inside) if inside else NAN
            outside = len(known) - len(inside)
            relevance = outside / (len(known) - len(both)) if len(both) < len(known) else NAN
            consistency = len(both) / len(with_outcome)
            numbers = [consistency, NAN, coverage, NAN, relevance]
            yield ["necessity", 1, place, text, *numbers, SEPARATOR.join(inside)]
