"""The firms of a survey by the axes of the cases: types, their stability, what the cut decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.special import stdtrit

from surveysem.cases.firms.axes import Axis, Cut, Scale, measure
from surveysem.cases.firms.governance import Governance
from surveysem.cases.firms.placing import PLACED, Typed, Types, place
from surveysem.contracts import columns

CUTS: tuple[Cut, ...] = ("midpoint", "median")
# The share of a type's firms that keep it less often than ``stability_lowest`` says.
LOWEST = 0.1


@dataclass(frozen=True, slots=True)
class FirmTypes:
    """Tables with the columns of the artefacts of these names; ``types`` names single firms by
    their row: for the analyst, never for a report."""

    types: pd.DataFrame
    summary: pd.DataFrame
    scores: pd.DataFrame
    reliability: pd.DataFrame
    sensitivity: pd.DataFrame
    governance: pd.DataFrame


def type_firms(
    background: pd.DataFrame,
    codebook_rows: pd.DataFrame,
    axes: Sequence[Axis],
    types: Types,
    *,
    cut: Cut,
    level: float,
    governance: Governance | None = None,
) -> FirmTypes:
    """Score the firms of one wave on every axis, and type them by their sides.

    ``background`` is that of cleaning, with the column ``row``; ``types`` maps each type to its
    pole on every axis. ``governance`` is what the types are counted by.

    Raises
    ------
    DataError
        As of `measure`.
    """
    firms = background.set_index("row")
    scales = [measure(axis, firms, codebook_rows, level) for axis in axes]
    typed = place(scales, types, cut, level)
    return FirmTypes(
        types=_types(typed),
        summary=_table("type_summary", _summary(typed, types)),
        scores=_table("type_scores", _scores(typed, types, level)),
        reliability=_table("axis_reliability", (_reliability(one, cut) for one in scales)),
        sensitivity=_table("cut_sensitivity", _sensitivity(scales, typed, types, cut, level)),
        governance=_table("type_governance", _by_mode(typed, types, firms, governance)),
    )


def _types(typed: Typed) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "type": typed.type,
            "status": typed.status,
            "stability": typed.stability,
            "near": typed.near,
        }
    )
    sides = typed.sides.add_suffix("_pole")
    return table.join(typed.scores).join(sides).rename_axis("row").reset_index()


def _summary(typed: Typed, types: Types) -> Iterator[dict[str, object]]:
    """Every type, then why other firms have none, where there are such firms."""
    for name in types:
        its = typed.type == name
        yield {
            "type": name,
            "status": PLACED,
            "n": int(its.sum()),
            "share": float(its.mean()),
            "stability": float(typed.stability[its].mean()),
            "stability_lowest": float(typed.stability[its].quantile(LOWEST)),
            "near": int(typed.near[its].sum()),
        }
    for status, n in typed.status[typed.status != PLACED].value_counts().sort_index().items():
        yield {"type": "", "status": status, "n": int(n), "share": n / len(typed.type), "near": 0}


def _scores(typed: Typed, types: Types, level: float) -> Iterator[dict[str, object]]:
    for name in types:
        for axis, scores in typed.scores[typed.type == name].items():
            yield {"type": name, "axis": axis, **_mean(scores, level)}


def _mean(scores: pd.Series, level: float) -> dict[str, object]:
    """The mean and its t interval, which two firms or more have."""
    n, mean = len(scores), float(scores.mean())
    if n < 2:
        return {"n": n, "mean": mean}
    reach = float(stdtrit(n - 1, 0.5 + level / 2)) * float(scores.std()) / n**0.5
    return {"n": n, "mean": mean, "ci_lower": mean - reach, "ci_upper": mean + reach}


def _reliability(scale: Scale, cut: Cut) -> dict[str, object]:
    score = scale.score.dropna()
    return {
        "axis": scale.axis.name,
        "items": " ".join(scale.axis.items),
        "n": len(score),
        "mean": float(score.mean()),
        "sd": float(score.std()),
        "alpha": scale.alpha,
        "ci_lower": scale.ci_lower,
        "ci_upper": scale.ci_upper,
        "error": scale.error,
        "cut": scale.cut(cut),
    }


def _sensitivity(
    scales: Sequence[Scale], typed: Typed, types: Types, chosen: Cut, level: float
) -> Iterator[dict[str, object]]:
    """The types by each cut, beside those by the ``chosen`` one, which ``typed`` holds."""
    for cut in CUTS:
        found = (typed if cut == chosen else place(scales, types, cut, level)).type
        for name in types:
            its = found == name
            yield {
                "cut": cut,
                "chosen": cut == chosen,
                "type": name,
                "n": int(its.sum()),
                "share": float(its.mean()),
                "kept": int((typed.type[its] == name).sum()),
            }


def _by_mode(
    typed: Typed, types: Types, firms: pd.DataFrame, governance: Governance | None
) -> Iterator[dict[str, object]]:
    if governance is None:
        return
    modes = firms[governance.variable]
    for name in types:
        its = modes[typed.type == name].dropna()
        for mode in governance.order:
            n = int((its == mode).sum())
            share = n / len(its) if len(its) else float("nan")
            yield {"type": name, "governance": mode, "n": n, "share": share}


def _table(name: str, rows: Iterator[Mapping[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns(name))
