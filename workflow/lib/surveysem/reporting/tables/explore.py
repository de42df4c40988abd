"""Tables of the exploratory factor analysis."""

import pandas as pd

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table
from surveysem.reporting.text import spaced
from surveysem.survey.explore.retention import CRITERIA


def adequacy(artefacts: Artefacts) -> Table:
    """Kaiser-Meyer-Olkin and Bartlett of every set of items."""
    assert artefacts.adequacy is not None
    columns = [
        Column("set", "construct"),
        Column("n", "count"),
        Column("kmo", "r2"),
        Column("bartlett_chisq", "num2"),
        Column("bartlett_df", "count"),
        Column("bartlett_pvalue", "p"),
        Column("determinant", "tiny"),
    ]
    return Table("adequacy", columns, artefacts.adequacy)


def retention(artefacts: Artefacts) -> Table:
    """How many factors each criterion counts, and how many were taken."""
    assert artefacts.retention is not None
    columns = [Column("set", "construct"), *(Column(rule, "count") for rule in CRITERIA)]
    explored = artefacts.retention.dropna(subset="chosen")
    values = {
        "draws": explored["draws"].max(),
        "percentile": explored["percentile"].max(),
    }
    return Table("retention", [*columns, Column("chosen", "count")], artefacts.retention, values)


def pattern(artefacts: Artefacts) -> Table | None:
    """Pattern and structure of the sets with several factors, side by side; None without such."""
    several = _sets(artefacts, several=True)
    if several.empty:
        return None
    frame = several.drop_duplicates(["set", "item"])[["set", "item", "initial", "communality"]]
    for letter, values in (("F", "loading"), ("S", "structure")):
        wide = several.pivot(index=["set", "item"], columns="factor", values=values)
        wide.columns = [f"{letter}{number}" for number in range(1, wide.shape[1] + 1)]
        frame = frame.merge(wide.reset_index(), on=["set", "item"], how="left")
    factors = [name for name in frame.columns if name[0] in "FS" and name[1:].isdigit()]
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        *(Column(factor, "r2", heading=factor) for factor in factors),
        Column("initial", "r2"),
        Column("communality", "r2"),
    ]
    return Table("pattern", columns, frame, grouped=1)


def factors(artefacts: Artefacts) -> Table | None:
    """Variance that each factor explains, and the factors' correlations; None without several."""
    variance, found = artefacts.variance, artefacts.factor_correlations
    assert variance is not None
    assert found is not None
    several = variance[variance.groupby("set")["factor"].transform("nunique") > 1]
    if several.empty:
        return None
    wide = found.pivot(index=["set", "factor"], columns="with", values="correlation")
    frame = several.rename(columns={"factor": "own_factor"}).merge(
        wide.reset_index().rename(columns={"factor": "own_factor"}),
        on=["set", "own_factor"],
        how="left",
    )
    columns = [
        Column("set", "construct"),
        Column("own_factor", "name"),
        Column("ss_loadings", "num2"),
        Column("explained", "pct1"),
        Column("cumulative", "pct1"),
        *(Column(str(name), "r2", heading=f"r {name}") for name in wide.columns),
    ]
    return Table("factors", columns, frame.rename(columns={"share": "explained"}), grouped=1)


def one_factor(artefacts: Artefacts) -> Table | None:
    """Loadings of the sets with a single factor; None without such a set."""
    single = _sets(artefacts, several=False)
    if single.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        Column("loading", "r2"),
        Column("initial", "r2"),
        Column("communality", "r2"),
    ]
    if artefacts.has("stability"):
        assert artefacts.stability is not None
        shares = artefacts.stability[["set", "item", "kept"]]
        shares = shares.rename(columns={"kept": "share_kept"})
        single = single.merge(shares, on=["set", "item"], how="left")
        columns.append(Column("share_kept", "pct"))
    return Table("one_factor", columns, single, grouped=1)


def stability(artefacts: Artefacts) -> Table | None:
    """In how many draws the items of sets with several factors behave as in the full sample."""
    assert artefacts.stability is not None
    shares = artefacts.stability
    several = shares[shares.groupby("set")["factor"].transform("nunique") > 1]
    if several.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        Column("own_factor", "name"),
        Column("loading", "r2"),
        Column("draws_limits", "ci", ("ci_lower", "ci_upper")),
        Column("share_primary", "pct"),
        Column("share_kept", "pct"),
        Column("share_both", "pct"),
    ]
    renamed = {name: f"share_{name}" for name in ("primary", "kept", "both")}
    frame = several.rename(columns={"factor": "own_factor", **renamed})
    return Table("stability", columns, frame, {"draws": int(shares["draws"].iloc[0])}, grouped=1)


def cross_validation(artefacts: Artefacts) -> Table | None:
    """Fit in the other half, by set: medians over the explored halves; None without a fit."""
    assert artefacts.cross_validation is not None
    fitted = artefacts.cross_validation.dropna(subset="cfi")
    if fitted.empty:
        return None
    medians = fitted.groupby("set", sort=False)[["items", "cfi", "rmsea", "srmr"]].median()
    all_halves = artefacts.cross_validation.groupby("set", sort=False)
    frame = medians.assign(
        halves=all_halves.size(),
        halves_fitted=fitted.groupby("set", sort=False).size(),
        same_factors=fitted.groupby("set")["same_factors"].mean().astype(float),
        cvi=all_halves["cvi"].median(),
        cvi_one_factor=all_halves["cvi_one_factor"].median(),
    ).reset_index()
    columns = [
        Column("set", "construct"),
        Column("halves", "count"),
        Column("halves_fitted", "count"),
        Column("items_kept", "num1"),
        Column("same_factors", "pct"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("srmr", "r3"),
        Column("cvi", "num2"),
        Column("cvi_one_factor", "num2"),
    ]
    return Table("cross_validation", columns, frame.rename(columns={"items": "items_kept"}))


def cross_validation_items(artefacts: Artefacts) -> Table | None:
    """In how many explored halves each item stays, and on its factor; None without a half."""
    assert artefacts.cross_validation_items is not None
    explored = artefacts.cross_validation_items
    explored = explored[explored["halves"] > 0]
    if explored.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("item", "name"),
        Column("own_factor", "name"),
        Column("halves", "count"),
        Column("halves_kept", "pct"),
        Column("halves_same", "pct"),
    ]
    renamed = {"factor": "own_factor", "kept": "halves_kept", "same_factor": "halves_same"}
    frame = explored.rename(columns=renamed)
    return Table("cross_validation_items", columns, frame, grouped=1)


def purification(artefacts: Artefacts, language: str) -> Table | None:
    """The items that broke a rule, dropped or kept for a reason; None when no item did."""
    assert artefacts.purification is not None
    log = artefacts.purification
    last = log["round"] == log.groupby("set")["round"].transform("max")
    marked = log[(log["action"] != "kept") | (last & log["found"].notna())]
    if marked.empty:
        return None
    columns = [
        Column("set", "construct"),
        Column("round", "count"),
        Column("item", "name"),
        Column("action", "word"),
        Column("reason", "text"),
    ]
    reasons = [spaced(reason, language) for reason in marked[f"reason_{language}"]]
    return Table("purification", columns, marked.assign(reason=reasons), grouped=1)


def _sets(artefacts: Artefacts, several: bool) -> pd.DataFrame:
    assert artefacts.loadings is not None
    counts = artefacts.loadings.groupby("set")["factor"].transform("nunique")
    return artefacts.loadings[(counts > 1) if several else (counts == 1)]
