"""What the second-order contest found, for the sentences of its section."""

from typing import Any

import pandas as pd

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.text import Text

SCORED = (
    ("within", "second_order"),
    ("within", "bifactor"),
    ("alone", "second_order"),
    ("alone", "bifactor"),
)
"""The first of these that has a solution gives the shares that the text quotes."""

LEVEL = 0.95
"""Of the intervals of the omegas."""
CRITERIA = ("delta_cfi", "target_coefficient", "rmsea_diff", "delta_bic")


def facts(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Any]:
    """Name of the construct, the rivals of its verdicts, and what a total score reflects."""
    record = artefacts.second_order or {}
    rivals = {
        name: text.listed([text.word(each) for each in record.get(name, ())])
        for name in ("rivals", "rivals_alone")
    }
    return {
        "second_order": study.construct(str(record["construct"]), text.language),
        "contest": {
            **rivals,
            "criteria": _criteria(record, study, text),
            "bifactor": bool(record.get("bifactor")),
            "failed": _failed(artefacts, text),
            "methods": _methods(artefacts, text),
            "score": _score(artefacts, text),
        },
    }


def _criteria(record: Record, study: Study, text: Text) -> list[Markdown]:
    """What the verdict asks for, each cut-off with its source."""
    return [
        text("second_order.criterion.loadings"),
        *(
            text(f"second_order.criterion.{name}", alpha=record["alpha"], **study.contest[name])
            for name in CRITERIA
        ),
    ]


def _failed(artefacts: Artefacts, text: Text) -> Markdown | str:
    """The contenders that did not converge."""
    if not artefacts.has("contest"):
        return ""
    assert artefacts.contest is not None
    rows = artefacts.contest[~artefacts.contest["converged"].astype(bool)]
    return text.listed(
        [
            text(
                "second_order.named",
                contender=text.word(row["contender"]),
                scope=text.word(row["scope"]),
            )
            for row in rows.to_dict("records")
        ]
    )


def _methods(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """How the chi-square differences are scaled; empty where they are not."""
    if not artefacts.has("comparisons"):
        return []
    assert artefacts.comparisons is not None
    found = dict.fromkeys(artefacts.comparisons["method"].dropna())
    return [text(f"second_order.method.{name}") for name in found if name]


def _score(artefacts: Artefacts, text: Text) -> dict[str, Any]:
    """Shares of the total score and of the dimensions' scores; empty without a solution."""
    if not artefacts.has("omega"):
        return {}
    assert artefacts.omega is not None
    table = artefacts.omega
    of = table[["scope", "contender"]].apply(tuple, axis=1)
    chosen = next(each for each in SCORED if (of == each).any())
    rows = table[of == chosen]
    total, dimensions = rows.iloc[0], rows.iloc[1:]
    return {
        "contender": text.word(chosen[1]),
        "scope": text.word(chosen[0]),
        "n_items": int(total["items"]),
        **{name: _share(total, name, text) for name in ("omega", "omega_hierarchical", "ecv")},
        **_ends(dimensions["omega_hierarchical"]),
    }


def _share(row: pd.Series, name: str, text: Text) -> Markdown:
    """A share in percent, with its interval where it has one."""
    limits = (row[f"{name}_ci_lower"], row[f"{name}_ci_upper"])
    key = "share" if any(map(is_missing, limits)) else "share_with_limits"
    return text(f"second_order.{key}", value=row[name], ci=limits, level=LEVEL)


def _ends(shares: pd.Series) -> dict[str, float]:
    return {"least": float(shares.min()), "most": float(shares.max())}
