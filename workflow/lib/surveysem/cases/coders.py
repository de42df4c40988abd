"""How far the coders of a collection agree, code by code and over all, and where they do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.cases.agreement import Agreement, Resampling, alpha, kappa
from surveysem.cases.coding import Choices, coding, ids
from surveysem.cases.passages import read_passages
from surveysem.cases.pooled import pooled_alpha, pooled_kappa
from surveysem.contracts import columns
from surveysem.survey.wording import Reason

ALL_CODES = ""
SEPARATOR = "; "
ONE_CODER = Reason(
    "Un seul codeur : il n'y a pas d'accord à mesurer.",
    "A single coder: there is no agreement to measure.",
)
NOTHING_SHARED = Reason(
    "Aucun entretien n'est codé par plusieurs codeurs : il n'y a pas d'accord à mesurer.",
    "No interview was coded by several coders: there is no agreement to measure.",
)


@dataclass(frozen=True, slots=True)
class Coders:
    """``agreement``: coder_agreement.parquet; ``discussions``: discussions.parquet."""

    agreement: pd.DataFrame
    discussions: pd.DataFrame


def compare_coders(segments: pd.DataFrame, choices: Choices) -> Coders:
    """Agreement of the coders on the sources that several of them coded.

    The unit is the passage: a stretch of text that overlapping segments, of whichever coder and
    code, make up; a coder either gives it a code or does not. Where a passage begins and ends is
    thus no part of the agreement (Campbell, Quincy, Osserman and Pedersen, 2013, Sociological
    Methods and Research 42, pp. 294-320, on why the coding of interviews is compared on units that
    the coders share), and text that nobody coded counts for nothing, however long it is.

    Kappa is given for each two coders, on the passages of these two; alpha for all coders together.
    Over all codes both are pooled: one minus the sum of disagreements observed over the sum of
    those expected (De Vries, Elliott, Kanouse and Teleki, 2008, Field Methods 20, pp. 272-282, for
    kappa), with intervals of resampled passages.
    """
    resampling = choices["resampling"]
    level = resampling["level"]
    order = list(coding(choices).codes["code"])
    coders = sorted(set(segments["coder"]))
    shared = _shared(segments)
    if shared.empty:
        reason = ONE_CODER if len(coders) < 2 else NOTHING_SHARED
        row = _row(ALL_CODES, ("", ""), "alpha", Agreement(0, reason=reason), level)
        return Coders(_table([row]), pd.DataFrame(columns=columns("discussions")))
    how = Resampling(resampling["draws"], level, choices["seed"], ("coders",))
    rows = [row for pair in combinations(coders, 2) for row in _kappas(shared, pair, order, how)]
    rows += _alphas(shared, order, how)
    return Coders(_table(rows), _discussions(shared, order))


def _table(rows: list[list[object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns("coder_agreement"))


def _shared(segments: pd.DataFrame) -> pd.DataFrame:
    """The segments of sources that several coders coded."""
    coders = segments.groupby("source")["coder"].transform("nunique")
    return segments[coders > 1]


def _kappas(
    segments: pd.DataFrame, pair: tuple[str, str], order: Sequence[str], how: Resampling
) -> Iterator[list[object]]:
    both = _shared(segments[segments["coder"].isin(pair)])
    if both.empty:
        found = Agreement(0, reason=NOTHING_SHARED)
        yield _row(ALL_CODES, pair, "kappa", found, how.level)
        return
    passages = read_passages(both, order)
    first, second = passages.given
    for place, code in enumerate(passages.codes):
        a, b = first[:, place], second[:, place]
        table = [[np.sum(a & b), np.sum(a & ~b)], [np.sum(~a & b), np.sum(~a & ~b)]]
        yield _row(code, pair, "kappa", kappa(table, how.level), how.level)
    yield _row(
        ALL_CODES, pair, "kappa", pooled_kappa(first, second, how.of("kappa", *pair)), how.level
    )


def _alphas(
    segments: pd.DataFrame, order: Sequence[str], how: Resampling
) -> Iterator[list[object]]:
    passages = read_passages(segments, order)
    named = passages.coders
    pair = (named[0], named[1]) if len(named) == 2 else ("", "")
    given = passages.given.sum(axis=0)
    took_part = passages.took_part.sum(axis=0)
    for place, code in enumerate(passages.codes):
        counts = np.stack([given[:, place], took_part - given[:, place]], axis=1)
        yield _row(code, pair, "alpha", alpha(counts, how.of("alpha", code)), how.level)
    yield _row(ALL_CODES, pair, "alpha", pooled_alpha(given, took_part, how.of("alpha")), how.level)


def _row(
    code: str, pair: tuple[str, str], name: str, found: Agreement, level: float
) -> list[object]:
    return [
        *(code, *pair, name, found.units, found.value, found.ci_lower, found.ci_upper, level),
        *(found.reason.fr, found.reason.en),
    ]


def _discussions(segments: pd.DataFrame, order: Sequence[str]) -> pd.DataFrame:
    """Passages and codes that some coders of the source gave and others did not."""
    passages = read_passages(segments, order)
    given = passages.given.sum(axis=0)
    disputed = (given > 0) & (given < passages.took_part.sum(axis=0)[:, None])
    code = pd.Categorical(segments["code"], categories=passages.codes).codes
    told = segments.assign(_passage=passages.of_segment, _code=code)
    table: pd.DataFrame = (
        told[disputed[passages.of_segment, code]]
        .groupby(["_passage", "_code"])
        .agg(
            **{name: (name, "first") for name in ("source", "case", "partner", "code")},
            start=("start", "min"),
            end=("end", "max"),
            segments=("segment", ids),
        )
    )
    passage, place = np.nonzero(disputed)
    giving = passages.given[:, passage, place]
    taking = passages.took_part[:, passage]
    table = table.assign(
        coders_with=_named(passages.coders, giving),
        coders_without=_named(passages.coders, taking & ~giving),
    )
    return table.reset_index()[columns("discussions")]


def _named(coders: Sequence[str], chosen: npt.NDArray[np.bool_]) -> list[str]:
    """The coders ``chosen`` (coders, rows), by row."""
    return [
        SEPARATOR.join(c for c, yes in zip(coders, row, strict=True) if yes) for row in chosen.T
    ]
