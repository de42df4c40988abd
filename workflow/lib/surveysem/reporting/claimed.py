"""The findings of the published study against the run, in sentences."""

from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text


def sentences(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """One sentence per finding: in how many of its statements the run recovers it, and which."""
    assert artefacts.claims is not None
    return [
        _claim(str(name), rows.to_dict("records"), text)
        for name, rows in artefacts.claims.groupby("id", sort=False)
    ]


def _claim(name: str, rows: list[dict[Any, Any]], text: Text) -> Markdown:
    statement = str(rows[0][f"statement_{text.language}"]).strip().rstrip(".")
    recovered = sum(row["recovered"] == "yes" for row in rows)
    ended = "whole" if recovered == len(rows) else "in_part" if recovered else "none"
    return text(
        f"claims.{ended}",
        id=name,
        statement=statement,
        recovered=recovered,
        parts=len(rows),
        evidence=text.joined([_part(row, text) for row in rows]),
    )


def _part(row: dict[Any, Any], text: Text) -> Markdown:
    limits = (row["ci_lower"], row["ci_upper"])
    known = not any(map(is_missing, (row["std"], *limits)))
    return text(
        f"claims.{'part' if known else 'part_without_effect'}",
        hypothesis=row["hypothesis"],
        finding=text.word(row["finding"]),
        found=text.word(row["found"]),
        std=row["std"],
        ci=limits,
    )
