"""How the models were specified, identified, estimated and judged, in sentences (JARS-SEM)."""

from collections.abc import Mapping
from typing import Any

from surveysem.numbers import is_missing
from surveysem.reporting.artefacts import Artefacts, Record, Study
from surveysem.reporting.escape import Markdown
from surveysem.reporting.tables.parameters import missed
from surveysem.reporting.text import Text

SHAPE = ("points", "skewness", "kurtosis")
"""What tells whether items pass for continuous and normal, by names of the cut-offs."""
ORDERED = frozenset({"WLSMV", "ULSMV", "DWLS", "WLS"})


def facts(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """Reason of the estimator, identification, convergence: a sentence each."""
    fit = artefacts.fit(artefacts.measurement_model or "")
    if not fit.get("estimator"):
        return []
    told = [_reason(str(fit["estimator"]), artefacts, study, text)]
    told += [_identified(each, text) for each in _models(artefacts)]
    told += [_converged(each, text) for each in _models(artefacts)]
    return [sentence for sentence in told if sentence]


def residuals(artefacts: Artefacts, study: Study, text: Text) -> list[Markdown]:
    """The largest miss of each model, and how many correlations it misses by more than a bound."""
    if not artefacts.has("residuals"):
        return []
    rows = missed(artefacts)
    told = []
    for model, of in rows.groupby("model", sort=False):
        sizes = of["residual"].abs()
        worst = of.iloc[int(sizes.argmax())]
        values = {
            "model": text.word(model),
            "pairs": len(of),
            "largest": worst["residual"],
            "one": worst["lhs"],
            "other": worst["rhs"],
        }
        if "residual" in study.bounds:
            bound, source = (study.bounds["residual"][name] for name in ("value", "source"))
            values |= {"above": int((sizes > bound).sum()), "bound": bound, "source": source}
        told.append(text(f"estimation.residuals{'' if 'bound' in values else '_only'}", **values))
    return told


def _models(artefacts: Artefacts) -> list[Record]:
    names = dict.fromkeys([artefacts.measurement_model, *artefacts.structural_models])
    return [fit for fit in (artefacts.fit(name or "") for name in names) if fit]


def _reason(estimator: str, artefacts: Artefacts, study: Study, text: Text) -> Markdown:
    """Why this estimator is right for these items, or what speaks against it."""
    if estimator in ORDERED:
        return text("estimation.reason.ordered", estimator=estimator)
    shape = _shape(artefacts)
    if shape is None:
        return Markdown("")
    if estimator.startswith("ML") and estimator != "ML":
        return text("estimation.reason.robust", estimator=estimator, **shape)
    bounds = {name: study.bounds[name] for name in SHAPE if name in study.bounds}
    if not bounds:
        return text("estimation.reason.open", estimator=estimator, **shape)
    limits = {name: bound["value"] for name, bound in bounds.items()}
    given = {f"{key}_{name}": bounds[name][key] for name in SHAPE for key in ("value", "source")}
    return text(
        f"estimation.reason.{shape_of(shape, limits)}", estimator=estimator, **shape, **given
    )


def shape_of(shape: Mapping[str, float], limits: Mapping[str, float]) -> str:
    """ "mild" where the scales have points enough, skewness and kurtosis at most their limits.

    Else "strained".
    """
    enough = shape["points"] >= limits["points"]
    near = all(shape[name] <= limits[name] for name in ("skewness", "kurtosis"))
    return "mild" if enough and near else "strained"


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
