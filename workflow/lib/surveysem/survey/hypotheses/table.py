"""The rows of hypotheses.tsv."""

from dataclasses import dataclass

import pandas as pd

from surveysem.sem.text.interactions import factor_of

KINDS = ("direct", "indirect", "total", "comparison", "moderation", "second_order")


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One row of hypotheses.tsv."""

    id: str
    kind: str
    model: str
    lhs: str
    op: str
    rhs: str
    expect: str
    bound: float | None
    alpha: float
    family: str
    statement_fr: str
    statement_en: str
    bound_source: str = ""

    @property
    def predictor(self) -> str:
        """``rhs`` as estimates name it: the product of ``trust:effort`` is ``trust.effort``."""
        return factor_of(self.rhs) if self.kind == "moderation" else self.rhs

    @property
    def tested(self) -> bool:
        """Whether its p-value counts in the family: not for equivalence, nor for a contest."""
        return self.kind != "second_order" and self.expect != "0"


def read_hypotheses(table: pd.DataFrame, alpha: float = 0.05) -> tuple[Hypothesis, ...]:
    """The rows of hypotheses.tsv, as text or numbers; ``alpha`` where a row gives none."""
    rows = [
        {str(k): "" if pd.isna(v) else v for k, v in record.items()}
        for record in table.to_dict("records")
    ]
    texts = ("id", "kind", "model", "lhs", "op", "rhs", "family", "statement_fr", "statement_en")
    return tuple(
        Hypothesis(
            **{name: str(row.get(name, "")) for name in texts},
            expect=_expectation(row.get("expect", "")),
            bound=_optional(row.get("bound")),
            bound_source=str(row.get("bound_source", "")).strip(),
            alpha=_optional(row.get("alpha")) or alpha,
        )
        for row in rows
    )


def _expectation(value: object) -> str:
    """The expectation as written; a reader of tables may have made a number of ``0``."""
    return "0" if value == 0 else str(value).strip()


def _optional(value: object) -> float | None:
    return None if value is None or value == "" else float(str(value))
