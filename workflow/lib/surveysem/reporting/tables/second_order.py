"""Tables of the second-order contest."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import LIMITS, Column, Table

ITEMS_OF = (
    ("within", "bifactor"),
    ("alone", "bifactor"),
    ("within", "second_order"),
    ("alone", "second_order"),
)
"""The first of these that has a solution shows the loadings of its items."""


def contest(artefacts: Artefacts) -> Table:
    """Fit of the contenders for the structure of the second-order construct."""
    assert artefacts.contest is not None
    columns = [
        Column("scope", "word"),
        Column("contender", "word"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("pvalue", "p"),
        Column("cfi", "r3"),
        Column("tli", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
    ]
    return Table("contest", columns, artefacts.contest, grouped=1)


def information(artefacts: Artefacts) -> Table | None:
    """Information criteria and weights of the contenders; None where no estimator gives them."""
    assert artefacts.contest is not None
    if artefacts.contest[["aic", "bic"]].isna().all(axis=None):
        return None
    columns = [
        Column("scope", "word"),
        Column("contender", "word"),
        Column("aic", "num1"),
        Column("delta_aic", "num1"),
        Column("weight_aic", "r3"),
        Column("bic", "num1"),
        Column("delta_bic", "num1"),
        Column("weight_bic", "r3"),
    ]
    return Table("information", columns, artefacts.contest, grouped=1)


def comparisons(artefacts: Artefacts) -> Table:
    """Chi-square differences, target coefficients and information criteria, pair by pair."""
    assert artefacts.comparisons is not None
    columns = [
        Column("scope", "word"),
        Column("restricted", "word"),
        Column("general", "word"),
        Column("chisq_diff", "num2"),
        Column("df_diff", "count"),
        Column("pvalue", "p"),
        Column("delta_cfi", "r3"),
        Column("target_coefficient", "r3"),
        Column("target_ci", "ci3", ("target_ci_lower", "target_ci_upper")),
        Column("rmsea_diff", "r3"),
        Column("rmsea_diff_ci", "ci3", ("rmsea_diff_ci_lower", "rmsea_diff_ci_upper")),
        Column("delta_bic", "num1"),
    ]
    return Table("comparisons", columns, artefacts.comparisons, grouped=1)


def improper(artefacts: Artefacts) -> Table:
    """Values that no population can have, such as Heywood cases."""
    assert artefacts.improper is not None
    columns = [
        Column("scope", "word"),
        Column("contender", "word"),
        Column("parameter", "name"),
        Column("fault", "word"),
        Column("std", "r3"),
        Column("ci", "ci", LIMITS),
    ]
    rows = artefacts.improper
    named = rows["lhs"] + " " + rows["op"] + " " + rows["rhs"]
    return Table("improper", columns, rows.assign(parameter=named, std=rows["est"]), grouped=2)


def higher_order(artefacts: Artefacts) -> Table | None:
    """Standardised loadings of the first-order factors on the second-order construct.

    None where no model converged.
    """
    assert artefacts.higher_order is not None
    if artefacts.higher_order["std_loading"].isna().all():
        return None
    columns = [
        Column("scope", "word"),
        Column("contender", "word"),
        Column("factor", "construct"),
        Column("std_loading", "r2"),
        Column("ci", "ci", LIMITS),
        Column("disturbance", "r2"),
        Column("disturbance_ci", "ci", ("disturbance_ci_lower", "disturbance_ci_upper")),
        Column("r_squared", "r2"),
    ]
    return Table("higher_order", columns, artefacts.higher_order, grouped=2)


def omega(artefacts: Artefacts) -> Table:
    """What the construct and its dimensions explain of sum scores and of the common variance."""
    assert artefacts.omega is not None
    columns = [
        Column("scope", "word"),
        Column("contender", "word"),
        Column("factor_of", "construct"),
        Column("items", "count"),
        *_with_limits("omega", "omega_hierarchical"),
        Column("relative_omega", "r2"),
        *_with_limits("ecv"),
        Column("h", "r2"),
        Column("puc", "r2"),
    ]
    rows = artefacts.omega.assign(factor_of=artefacts.omega["factor"])
    return Table("omega", columns, rows, grouped=2)


def _with_limits(*names: str) -> list[Column]:
    """Each share and its interval."""
    pairs = [(Column(name, "r2"), _limits(name)) for name in names]
    return [column for pair in pairs for column in pair]


def _limits(name: str) -> Column:
    return Column(f"{name}_ci", "ci", (f"{name}_ci_lower", f"{name}_ci_upper"))


def common_variance(artefacts: Artefacts) -> Table:
    """Loadings of the items on the construct and on their dimensions, of one contender."""
    assert artefacts.common_variance is not None
    columns = [
        Column("contender", "word"),
        Column("scope", "word"),
        Column("group", "construct"),
        Column("item", "name"),
        Column("general_loading", "r2"),
        Column("group_loading", "r2"),
        Column("i_ecv", "r2"),
    ]
    return Table("common_variance", columns, _of_first(artefacts.common_variance), grouped=3)


def _of_first(table: pd.DataFrame) -> pd.DataFrame:
    of = table[["scope", "contender"]].apply(tuple, axis=1)
    chosen = next(each for each in ITEMS_OF if (of == each).any())
    return table[of == chosen]
