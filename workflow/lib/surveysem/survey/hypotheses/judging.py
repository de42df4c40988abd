"""Every row of hypotheses.tsv judged against bootstrap intervals and the second-order contest."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import SpecificationError
from surveysem.survey.codebook import nearest
from surveysem.survey.hypotheses.holm import holm_within
from surveysem.survey.hypotheses.table import Hypothesis, read_hypotheses
from surveysem.survey.hypotheses.verdicts import Evidence, Verdict, decide
from surveysem.survey.wording import Reason

FROM_CONTEST: dict[str, Verdict] = {
    "holds": "supported",
    "does not hold": "contradicted",
    "not distinguishable": "undecided",
    "not estimable": "not estimable",
}
NAN = float("nan")
SAME_LEVEL = 1e-9


@dataclass(frozen=True, slots=True)
class _Found:
    """The estimates behind a verdict; NaN where there are none."""

    est: float = NAN
    se: float = NAN
    std: float = NAN
    lower: float = NAN
    upper: float = NAN
    pvalue: float = NAN
    adjusted: float = NAN
    inner_lower: float = NAN
    inner_upper: float = NAN

    @property
    def estimable(self) -> bool:
        return math.isfinite(self.lower) and math.isfinite(self.upper)


def judge(
    hypotheses: pd.DataFrame,
    intervals: pd.DataFrame,
    *,
    contest: Mapping[str, Any] | None = None,
    fits: Sequence[Mapping[str, Any]] = (),
    withheld: Mapping[str, Reason] | None = None,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """A verdict with its reason for every hypothesis; columns of ``verdicts.parquet``.

    ``intervals`` holds bootstrap intervals of all models: model, level, quantity (parameter,
    standardized), lhs, op, rhs, est, se, ci_lower, ci_upper, pvalue; of level 1 - alpha of every
    row and 1 - 2 alpha of rows with a bound. ``contest`` is the record of the second-order verdict
    (construct, verdict, reason_fr, reason_en). ``fits`` are fit records (model, converged,
    admissible): a hypothesis on a model without a converged and admissible solution is
    not estimable; so is every hypothesis on a model that is ``withheld``, for the reason there.
    Estimates of the verdicts are raw (est, se) and standardised (std, interval, p).
    Holm's adjustment (1979) runs within each family, over the rows that are tested.

    Raises
    ------
    SpecificationError
        A path or an interval of the level needed is not in ``intervals``.
    """
    rows = read_hypotheses(hypotheses, alpha)
    broken = {
        str(fit["model"]): _problem(fit)
        for fit in fits
        if not (fit["converged"] and fit["admissible"])
    }
    withheld = withheld or {}
    unseen = broken.keys() | withheld.keys()
    found = [
        _Found() if row.kind == "second_order" or row.model in unseen else _look_up(row, intervals)
        for row in rows
    ]
    found = _adjust(rows, found)
    judged = [
        _judge_one(row, evidence, contest, broken, withheld)
        for row, evidence in zip(rows, found, strict=True)
    ]
    names = columns("verdicts")
    table = [_row(*parts) for parts in zip(rows, found, judged, strict=True)]
    return pd.DataFrame(table, columns=[*names[:2], "model", *names[2:]])


def _adjust(rows: Sequence[Hypothesis], found: Sequence[_Found]) -> list[_Found]:
    """Holm within each family; rows without a p-value stay out of the count."""
    counted = [one.pvalue if row.tested else NAN for row, one in zip(rows, found, strict=True)]
    adjusted = holm_within([row.family for row in rows], counted)
    return [replace(one, adjusted=float(p)) for one, p in zip(found, adjusted, strict=True)]


def _judge_one(
    row: Hypothesis,
    found: _Found,
    contest: Mapping[str, Any] | None,
    broken: Mapping[str, Reason],
    withheld: Mapping[str, Reason],
) -> tuple[Verdict, Reason]:
    if row.model in withheld:
        return "not estimable", withheld[row.model]
    if row.kind == "second_order":
        return _from_contest(row, contest)
    if row.model in broken:
        return "not estimable", broken[row.model]
    if not found.estimable or (row.tested and not math.isfinite(found.pvalue)):
        return "not estimable", Reason(
            "Le bootstrap ne donne pas d'intervalle pour cet effet.",
            "The bootstrap gives no interval for this effect.",
        )
    evidence = Evidence(
        found.lower, found.upper, found.adjusted, found.inner_lower, found.inner_upper
    )
    return decide(row.expect, evidence, row.alpha, row.bound, row.bound_source)


def _from_contest(row: Hypothesis, contest: Mapping[str, Any] | None) -> tuple[Verdict, Reason]:
    if contest is None or contest["construct"] != row.lhs:
        return "not estimable", Reason(
            f"Aucune confrontation de second ordre pour le construit {row.lhs}.",
            f"There is no second-order contest for the construct {row.lhs}.",
        )
    return FROM_CONTEST[contest["verdict"]], Reason(contest["reason_fr"], contest["reason_en"])


def _problem(fit: Mapping[str, Any]) -> Reason:
    what = (
        ("n'a pas convergé", "did not converge")
        if not fit["converged"]
        else ("n'a pas de solution admissible", "has no admissible solution")
    )
    return Reason(f"Le modèle {fit['model']} {what[0]}.", f"The model {fit['model']} {what[1]}.")


def _look_up(row: Hypothesis, intervals: pd.DataFrame) -> _Found:
    of_model = intervals[intervals["model"] == row.model]
    raw = _interval(row, of_model, "parameter", 1 - row.alpha)
    std = _interval(row, of_model, "standardized", 1 - row.alpha)
    found = _Found(
        est=float(raw["est"]),
        se=float(raw["se"]),
        std=float(std["est"]),
        lower=float(std["ci_lower"]),
        upper=float(std["ci_upper"]),
        pvalue=float(std["pvalue"]),
    )
    if row.bound is None:
        return found
    inner = _interval(row, of_model, "standardized", 1 - 2 * row.alpha)
    return replace(
        found, inner_lower=float(inner["ci_lower"]), inner_upper=float(inner["ci_upper"])
    )


def _interval(row: Hypothesis, table: pd.DataFrame, quantity: str, level: float) -> pd.Series:
    """The row of ``table`` for one path, quantity and level."""
    where = f"hypothesis {row.id}"
    of_kind = table[(table["quantity"] == quantity) & (table["op"] == row.op)]
    sides = of_kind["lhs"] == row.lhs
    if row.op == "~~":
        both = pd.Series(list(zip(of_kind["lhs"], of_kind["rhs"], strict=True)), of_kind.index)
        sides = both.isin([(row.lhs, row.rhs), (row.rhs, row.lhs)])
    elif row.op != ":=":
        sides &= of_kind["rhs"] == row.predictor
    path = of_kind[sides]
    if path.empty:
        known = (of_kind["lhs"] + " " + of_kind["op"] + " " + of_kind["rhs"].fillna("")).unique()
        wanted = f"{row.lhs} {row.op} {row.predictor}".strip()
        raise SpecificationError(
            f"{where}: {wanted} has no {quantity} interval in model "
            f"{row.model}{nearest(wanted, known.tolist())}"
        )
    at = path[(path["level"] - level).abs() < SAME_LEVEL]
    if at.empty:
        levels = ", ".join(f"{x:g}" for x in sorted(path["level"].unique().tolist()))
        raise SpecificationError(
            f"{where}: needs intervals of level {level:g} of model {row.model}; found {levels}"
        )
    return at.iloc[0]


def _row(row: Hypothesis, found: _Found, judged: tuple[Verdict, Reason]) -> dict[str, object]:
    verdict, reason = judged
    return {
        **asdict(row),
        "bound": NAN if row.bound is None else row.bound,
        "est": found.est,
        "se": found.se,
        "std": found.std,
        "ci_lower": found.lower,
        "ci_upper": found.upper,
        "pvalue": found.pvalue,
        "pvalue_adjusted": found.adjusted,
        "verdict": verdict,
        "reason_fr": reason.fr,
        "reason_en": reason.en,
    }
