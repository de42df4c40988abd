"""Tables of power, precision, power of the tests of fit, and corrected tests."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table

POWER = ("power", "power_error")
ADJUSTED = ("power_adjusted", "power_adjusted_error")
JOINT = ("joint", "joint_error")
CORRECTIONS = ("none", "swain", "bartlett", "yuan")


def estimated(artefacts: Artefacts) -> pd.DataFrame:
    """The rows that have a power; ``analysed`` says which are at the n of the study."""
    assert artefacts.power is not None
    rows = artefacts.power[artefacts.power["power"].notna()]
    sizes = {str(fit.get("model")): fit.get("n_obs") for fit in artefacts.fits or ()}
    n = rows["model"].map(sizes) if "model" in rows.columns else next(iter(sizes.values()), None)
    return rows.assign(analysed=rows["n"] == n)


def power(artefacts: Artefacts) -> Table | None:
    """Power of every hypothesis at the n of the study; None where none was computed."""
    rows = estimated(artefacts)
    rows = rows[rows["analysed"]]
    if rows.empty:
        return None
    columns = [
        Column("id", "name"),
        Column("kind", "word"),
        *_basis(rows),
        Column("effect", "r2"),
        Column("power", "share", POWER),
        Column("power_adjusted", "share", ADJUSTED),
        Column("joint", "share", JOINT),
    ]
    draws = int(rows["used"].max())
    values = {"n": int(rows["n"].iloc[0]), "draws": draws, "zero": highest_of_none(draws)}
    return Table("power", columns, rows, values)


def highest_of_none(draws: int) -> float:
    """Upper end of the 95 % interval of a share that none of ``draws`` had (Clopper, Pearson)."""
    return float(1.0 - 0.025 ** (1.0 / draws))


def power_by_n(artefacts: Artefacts) -> Table | None:
    """The same at every size; None where there is but one."""
    rows = estimated(artefacts)
    if rows["n"].nunique() < 2:
        return None
    columns = [
        Column("id", "name"),
        *_basis(rows),
        Column("n", "count"),
        Column("power", "share", POWER),
        Column("power_adjusted", "share", ADJUSTED),
        Column("joint", "share", JOINT),
        Column("used", "count"),
    ]
    return Table("power_by_n", columns, rows, grouped=len(columns) - 5)


def _basis(rows: pd.DataFrame) -> list[Column]:
    """A column that says whose effect it is, where some are those of earlier studies."""
    return [Column("basis", "word")] if rows["basis"].nunique() > 1 else []


def precision(artefacts: Artefacts) -> Table | None:
    """Interval width, coverage and bias at the study's own estimates; None where not computed."""
    assert artefacts.precision is not None
    rows = artefacts.precision[artefacts.precision["coverage"].notna()]
    if rows.empty:
        return None
    relative = rows["bias"] / rows["population"]
    rows = rows.assign(relative_bias=relative.where(rows["population"].abs() >= SMALL))
    columns = [
        Column("id", "name"),
        Column("population", "r2"),
        Column("half_width", "share3", ("half_width", "half_width_error")),
        Column("coverage", "share3", ("coverage", "coverage_error")),
        Column("bias", "share3", ("bias", "bias_error")),
        Column("relative_bias", "change"),
        Column("used", "count"),
    ]
    return Table("precision", columns, rows, {"n": int(rows["n"].iloc[0])})


SMALL = 0.10
"""An effect below this in size has no relative bias: it would be a quotient by almost nothing."""


def rmsea_power(artefacts: Artefacts) -> Table:
    """Power of the tests of exact, close and not-close fit, and the n needed, by model."""
    assert artefacts.rmsea_power is not None
    rows = artefacts.rmsea_power.drop_duplicates(["model", "test"])
    parts = []
    for (model, df, n), own in rows.groupby(["model", "df", "n"], sort=False):
        row = {"model": model, "df": df, "n": n}
        for test, power, needed in own[["test", "power", "n_needed"]].itertuples(index=False):
            name = str(test).replace(" ", "_").replace("-", "_")
            row |= {f"{name}_power": power, f"{name}_n_needed": needed}
        parts.append(row)
    columns = [Column("model", "word"), Column("df", "count"), Column("n", "count")]
    for test in ("exact_fit", "close_fit", "not_close_fit"):
        columns += [Column(f"{test}_power", "r2"), Column(f"{test}_n_needed", "count")]
    values = {"alpha": rows["alpha"].iloc[0], "target": rows["target"].iloc[0]}
    return Table("rmsea_power", columns, pd.DataFrame(parts), values)


def corrected_tests(artefacts: Artefacts) -> Table | None:
    """The chi-square of each model as it is and corrected for a small sample; None without any."""
    assert artefacts.corrected_tests is not None
    rows = artefacts.corrected_tests[artefacts.corrected_tests["chisq"].notna()]
    if rows.empty or "model" not in rows.columns:
        return None
    parts = []
    for model, own in rows.groupby("model", sort=False):
        by = own.set_index("correction")
        row: dict[str, object] = {"model": model, "n": by["n"].iloc[0], "df": by["df"].iloc[0]}
        for name in CORRECTIONS:
            row |= {f"chisq_{name}": by["chisq"][name], f"pvalue_{name}": by["pvalue"][name]}
        parts.append(row)
    columns = [Column("model", "word"), Column("n", "count"), Column("df", "count")]
    for name in CORRECTIONS:
        columns += [Column(f"chisq_{name}", "num1"), Column(f"pvalue_{name}", "p")]
    return Table("corrected_tests", columns, pd.DataFrame(parts))
