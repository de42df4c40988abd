"""How the models were specified, identified, estimated and judged, in sentences (JARS-SEM)."""

from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.parameters import missed
from surveysem.reporting.text import Text

SKEWED, PEAKED = 2.0, 7.0
"""Beyond these, plain ML misleads (West, Finch, & Curran, 1995)."""
POINTS = 5
"""From so many points on, items pass for continuous (Rhemtulla et al., 2012)."""
MISSED = 0.10
"""A residual correlation larger than that is worth a look (Kline, 2016)."""
ORDERED = frozenset({"WLSMV", "ULSMV", "DWLS", "WLS"})


def facts(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """Reason of the estimator, identification, convergence: a sentence each."""
    fit = artefacts.fit(artefacts.measurement_model or "")
    if not fit.get("estimator"):
        return []
    told = [_reason(str(fit["estimator"]), artefacts, text)]
    told += [_identified(each, text) for each in _models(artefacts)]
    told += [_converged(each, text) for each in _models(artefacts)]
    return [sentence for sentence in told if sentence]


def residuals(artefacts: Artefacts, text: Text) -> list[Markdown]:
    """How many correlations each model misses by more than `MISSED`, and the largest miss."""
    if not artefacts.has("residuals"):
        return []
    rows = missed(artefacts)
    told = []
    for model, of in rows.groupby("model", sort=False):
        sizes = of["residual"].abs()
        worst = of.iloc[int(sizes.argmax())]
        told.append(
            text(
                "estimation.residuals",
                model=text.word(model),
                pairs=len(of),
                above=int((sizes > MISSED).sum()),
                bound=MISSED,
                largest=worst["residual"],
                one=worst["lhs"],
                other=worst["rhs"],
            )
        )
    return told


def _models(artefacts: Artefacts) -> list[Record]:
    names = dict.fromkeys([artefacts.measurement_model, *artefacts.structural_models])
    return [fit for fit in (artefacts.fit(name or "") for name in names) if fit]


def _reason(estimator: str, artefacts: Artefacts, text: Text) -> Markdown:
    """Why this estimator is right for these items, or what speaks against it."""
    if estimator in ORDERED:
        return text("estimation.reason.ordered", estimator=estimator)
    shape = _shape(artefacts)
    if shape is None:
        return Markdown("")
    if estimator.startswith("ML") and estimator != "ML":
        return text("estimation.reason.robust", estimator=estimator, **shape)
    mild = shape["skewness"] <= SKEWED and shape["kurtosis"] <= PEAKED
    key = "mild" if mild and shape["points"] >= POINTS else "strained"
    return text(f"estimation.reason.{key}", estimator=estimator, **shape)


def _shape(artefacts: Artefacts) -> dict[str, Any] | None:
    """The fewest points of an item's scale, and the largest skewness and kurtosis in size."""
    if not (artefacts.has("distributions") and artefacts.has("summary")):
        return None
    assert artefacts.distributions is not None
    assert artefacts.summary is not None
    points = artefacts.distributions.groupby("variable")["value"].nunique()
    return {
        "points": int(points.min()),
        "skewness": float(artefacts.summary["skewness"].abs().max()),
        "kurtosis": float(artefacts.summary["kurtosis"].abs().max()),
    }


def _identified(fit: Record, text: Text) -> Markdown:
    """Known moments against free parameters, and whether the data determine all of them."""
    observed, free, df = (fit.get(name) for name in ("n_observed", "n_free", "df"))
    if any(map(is_missing, (observed, free, df))):
        return Markdown("")
    moments = int(free or 0) + int(df or 0)
    means = moments != int(observed or 0) * (int(observed or 0) + 1) // 2
    undetermined = any(p["kind"] == "not determined" for p in fit.get("problem_parts") or ())
    return text(
        f"estimation.{'undetermined' if undetermined else 'identified'}",
        model=text.word(fit.get("model")),
        items=observed,
        moments=moments,
        kind=text(f"estimation.moments.{'means' if means else 'covariances'}"),
        free=free,
        df=df,
    )


def _converged(fit: Record, text: Text) -> Markdown:
    if is_missing(fit.get("iterations")):
        return Markdown("")
    ended = "converged" if fit.get("converged") else "stopped"
    return text(
        f"estimation.{ended}", model=text.word(fit.get("model")), iterations=fit["iterations"]
    )
