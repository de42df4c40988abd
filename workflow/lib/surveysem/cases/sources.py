"""The double source: what both partners of an alliance say, and where they differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from surveysem.cases.agreement import Agreement, Resampling, alpha, cross_table, kappa
from surveysem.cases.coding import Choices, Coding, coding
from surveysem.cases.counting import count_once
from surveysem.cases.poles import dominant_poles
from surveysem.contracts import columns
from surveysem.survey.wording import Reason

Finding = Literal["both", "a alone", "b alone", "contradict", "neither"]
SILENT, SAID = "silent", "said"
INTERCHANGEABLE = Reason(
    "D'une alliance à l'autre, les partenaires ne sont pas les mêmes : seul l'alpha, qui ne les "
    "ordonne pas, est calculé sur l'ensemble.",
    "Partners of different alliances are not the same: over all of them only alpha, which does not "
    "order them, is computed.",
)


@dataclass(frozen=True, slots=True)
class DoubleSource:
    """``themes``: double_source.parquet; ``agreement``: source_agreement.parquet."""

    themes: pd.DataFrame
    agreement: pd.DataFrame


def compare_sources(segments: pd.DataFrame, choices: Choices) -> DoubleSource:
    """Set the partners of each alliance side by side, theme by theme.

    Agreement is over all themes of the coding frame; the value of a theme at a partner is its
    dominant pole (or poles), that it is said at all where its codes speak for no pole, or silence:
    two silent partners agree. Raises DataError as `count_once` does.
    """
    frame = coding(choices)
    themes = double_source(count_once(segments, choices["counted"]), frame)
    resampling = choices["resampling"]
    how = Resampling(resampling["draws"], resampling["level"], choices["seed"], ("sources",))
    return DoubleSource(themes, _agreement(themes, how))


def double_source(segments: pd.DataFrame, coding: Coding) -> pd.DataFrame:
    """Each theme for each two partners; columns of ``double_source.parquet``.

    ``segments`` are those that count.
    """
    keys = ["case", "partner", "theme"]
    told = segments.drop(columns="theme").merge(coding.codes[["code", "theme"]], on="code")
    counts = told.groupby(keys).size().to_dict()
    poles = dominant_poles(segments, coding)
    rows = []
    for (case, a, b), theme in product(coding.pairs(), coding.themes):
        n_a, n_b = (int(counts.get((case, who, theme), 0)) for who in (a, b))
        pole_a, pole_b = (poles.get((case, who, theme), {}) for who in (a, b))
        finding = judge_sources(n_a, n_b, pole_a, pole_b)
        both = (" ".join(pole_a.values()), " ".join(pole_b.values()))
        rows.append((case, theme, a, b, n_a, n_b, *both, finding))
    return pd.DataFrame(rows, columns=columns("double_source"))


def judge_sources(n_a: int, n_b: int, pole_a: dict[str, str], pole_b: dict[str, str]) -> Finding:
    """What two partners say of a theme.

    - "neither", "a alone", "b alone": by who says anything of it;
    - "contradict": both speak, and on at least one axis their dominant poles (axis to pole, no
      entry where none dominates) are opposed;
    - "both": both speak, and do not contradict each other.
    """
    if n_a == 0 or n_b == 0:
        return "neither" if n_a == n_b else "a alone" if n_b == 0 else "b alone"
    opposed = any(pole_a[axis] != pole_b[axis] for axis in pole_a.keys() & pole_b.keys())
    return "contradict" if opposed else "both"


def _agreement(themes: pd.DataFrame, how: Resampling) -> pd.DataFrame:
    values = {side: _values(themes, side) for side in ("a", "b")}
    rows = list(_of_pairs(themes, values, how))
    pooled = alpha(_counts(values["a"], values["b"]), how)
    rows.append(("", "kappa", Agreement(len(themes), reason=INTERCHANGEABLE)))
    rows.append(("", "alpha", pooled))
    return pd.DataFrame(
        [_row(case, name, one, how.level) for case, name, one in rows],
        columns=columns("source_agreement"),
    )


def _of_pairs(
    themes: pd.DataFrame, values: dict[str, pd.Series], how: Resampling
) -> Iterator[tuple[str, str, Agreement]]:
    for (case, *pair), rows in themes.groupby(["case", "partner_a", "partner_b"], sort=False):
        a, b = (values[side][rows.index] for side in ("a", "b"))
        yield str(case), "kappa", kappa(cross_table(list(a), list(b)), how.level)
        yield str(case), "alpha", alpha(_counts(a, b), how.of(str(case), *map(str, pair)))


def _values(themes: pd.DataFrame, side: str) -> pd.Series:
    """What the partner on this side says of each theme, as one nominal value."""
    poles, said = themes[f"pole_{side}"], themes[f"n_{side}"] > 0
    return poles.where(poles != "", SAID).where(said, SILENT)


def _counts(a: pd.Series, b: pd.Series) -> np.ndarray:
    values, places = np.unique(np.array([*a, *b], dtype=str), return_inverse=True)
    counts = np.zeros((len(a), len(values)))
    np.add.at(counts, (np.tile(np.arange(len(a)), 2), places), 1)
    return counts


def _row(case: str, name: str, found: Agreement, level: float) -> list[object]:
    return [
        *(case, name, found.units, found.value, found.ci_lower, found.ci_upper, level),
        *(found.reason.fr, found.reason.en),
    ]
