"""What a new wave changed in the verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.waves.pooling import WAVE

NAN = float("nan")
SMALLEST = "smallest effect"
_EVIDENCE = ("std", "ci_lower", "ci_upper", "pvalue_adjusted")
_SAME = ("model", "kind", "lhs", "op", "rhs", "alpha", "statement_fr", "statement_en")


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The hypotheses that both judge, and otherwise.

    A hypothesis that was not there before is no change.
    """
    return [name for name, verdict in after.items() if before.get(name, verdict) != verdict]


def verdict_changes(
    verdicts: pd.DataFrame, power: pd.DataFrame, fits: Sequence[Mapping[str, Any]]
) -> pd.DataFrame:
    """The hypotheses whose verdict in the latest wave is not that of the wave before it.

    ``verdicts`` holds those of every wave in the order of waves, ``power`` and ``fits`` the power
    (columns of ``power.parquet``) and the fit records of their models, told apart by ``wave``. Each
    row has verdict, standardised effect, interval and power in both waves, those of the earlier one
    with the ending ``_before``. The power is that for the smallest effect of interest at the size
    of the wave; of a product that of joint significance; NaN where none was estimated.
    """
    *_, before, last = dict.fromkeys(verdicts[WAVE])
    old, new = (verdicts[verdicts[WAVE] == wave].set_index("id") for wave in (before, last))
    powers = _powers(power, fits)
    rows = [
        {
            "hypothesis": name,
            **{column: new.at[name, column] for column in _SAME},
            "wave_before": before,
            "before": old.at[name, "verdict"],
            **{f"{column}_before": old.at[name, column] for column in _EVIDENCE},
            "power_before": powers.get((before, name), NAN),
            WAVE: last,
            "verdict": new.at[name, "verdict"],
            **{column: new.at[name, column] for column in _EVIDENCE},
            "power": powers.get((last, name), NAN),
        }
        for name in changed(old["verdict"].to_dict(), new["verdict"].to_dict())
    ]
    return pd.DataFrame(rows, columns=["model", *columns("verdict_changes")])


def _powers(power: pd.DataFrame, fits: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    """The power of each hypothesis in each wave, at the n that was analysed there."""
    if power.empty:
        return {}
    sizes = {(fit["wave"], fit["model"]): fit["n_obs"] for fit in fits}
    rows = power[(power["basis"] == SMALLEST) & power["power"].notna()]
    return {
        (row["wave"], row["id"]): row["power"] if pd.isna(row["joint"]) else row["joint"]
        for row in rows.to_dict("records")
        if row["n"] == sizes.get((row["wave"], row["model"]))
    }
