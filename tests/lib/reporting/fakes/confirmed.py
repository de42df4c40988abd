"""Made-up artefacts of measurement models."""

from itertools import combinations

import numpy as np
import pandas as pd
from lib.reporting.fakes.second_order import fake_sources
from lib.reporting.fakes.study import DIMENSIONS, ITEMS, PATHS, RELATIONAL

from surveysem.contracts import columns
from surveysem.survey.confirm.distinct import add_verdicts


def _measured(model, rng):
    rows = [(name, "=~", item) for name, items in ITEMS.items() for item in items]
    if model == "structural":
        rows += [("performance", "=~", d) for d in DIMENSIONS] + [(y, "~", x) for y, x in PATHS]
    frame = pd.DataFrame(rows, columns=["lhs", "op", "rhs"]).assign(
        group=1,
        label="",
        free=range(1, len(rows) + 1),
        est=rng.uniform(0.7, 1.3, len(rows)),
        se=rng.uniform(0.08, 0.15, len(rows)),
        std_all=rng.uniform(0.5, 0.92, len(rows)),
    )
    first = (frame["op"] == "=~") & ~frame.duplicated(["lhs", "op"])
    frame = frame.assign(
        model=model,
        std_lv=frame["std_all"],
        z=frame["est"] / frame["se"],
        pvalue=1e-6,
        ci_lower=frame["est"] - 0.2,
        ci_upper=frame["est"] + 0.2,
    )
    frame.loc[first, ["est", "se", "z", "pvalue"]] = [1.0, np.nan, np.nan, np.nan]
    return frame


def fake_residuals():
    rng = np.random.default_rng(7)
    items = [item for names in ITEMS.values() for item in names]
    pairs = pd.DataFrame(list(combinations(items, 2)), columns=["lhs", "rhs"])
    rows = pd.concat([pairs, pd.DataFrame({"lhs": items, "rhs": items})], ignore_index=True)
    same = rows["lhs"] == rows["rhs"]
    r = np.where(same, 1.0, rng.uniform(0.1, 0.6, len(rows)))
    left = np.where(same, 0.0, rng.normal(0, 0.06, len(rows)))
    rows = rows.assign(covariance=1.7 * r, correlation=r, residual=left, z=left / 0.05)
    return pd.concat(
        [rows.assign(model=model) for model in ("measurement", "structural")], ignore_index=True
    )


def _fit(model, **values):
    record = {
        "model": model,
        "n_obs": 118,
        "n_free": 143,
        "n_observed": 44,
        "iterations": 17,
        "estimator": "ML",
        "chisq": 912.37,
        "df": 847,
        "chisq_df": 1.077,
        "rmsea_pvalue": 0.999,
        "pvalue": 0.0578,
        "cfi": 0.9731,
        "tli": 0.9698,
        "rmsea": 0.0256,
        "rmsea_ci_lower": 0.0,
        "rmsea_ci_upper": 0.0374,
        "srmr": 0.0612,
        "converged": True,
        "admissible": True,
        "problem_parts": [],
    }
    return {**record, **values}


def fake_measurement(rng):
    estimates = pd.concat(
        [_measured("measurement", rng), _measured("structural", rng)], ignore_index=True
    )
    fits = [
        _fit("measurement"),
        _fit("structural", n_free=123, df=867, chisq=938.02),
        _fit(
            "performance_one_factor",
            n_free=24,
            df=54,
            chisq=312.4,
            pvalue=1e-12,
            cfi=0.71,
            tli=0.66,
            rmsea=0.19,
            rmsea_ci_lower=None,
            rmsea_ci_upper=None,
            admissible=False,
            problem_parts=[
                {"kind": "negative variance", "where": "perf_b_2 ~~ perf_b_2", "value": -0.04}
            ],
        ),
    ]
    reliability = pd.DataFrame(
        [
            (name, len(i), *rng.uniform(0.72, 0.91, 3), rng.uniform(0.45, 0.7))
            for name, i in ITEMS.items()
        ],
        columns=["construct", "items", "alpha", "omega", "composite_reliability", "ave"],
    ).assign(model="measurement")
    for index in ("alpha", "omega", "composite_reliability", "ave"):
        reliability[f"{index}_ci_lower"] = reliability[index] - 0.08
        reliability[f"{index}_ci_upper"] = reliability[index] + 0.05
    reliability = reliability.assign(
        smallest_item=[i[-1] for i in ITEMS.values()],
        smallest_loading=0.6,
        intervals="bootstrap",
        level=0.95,
        n=118,
        draws=2000,
        used=1990,
    )
    convergent = reliability.assign(
        item=reliability["smallest_item"],
        loading=0.6,
        loading_ci_lower=0.45,
        loading_ci_upper=0.75,
        verdict=["does not hold", "undecided", *["holds"] * (len(ITEMS) - 2)],
        reason_fr="L'intervalle de l'AVE contient 0,50.",
        reason_en="The interval of AVE includes .50.",
    )
    ave = reliability.set_index("construct")["ave"]
    validity = pd.DataFrame(
        [
            (
                one,
                other,
                r,
                r - 0.15,
                r + 0.15,
                r * r,
                ave[one],
                ave[other],
                r * r < min(ave[one], ave[other]),
                r + 0.02,
                r,
            )
            for (one, other), r in zip(
                combinations(ITEMS, 2), rng.uniform(0.05, 0.88, 55), strict=True
            )
        ],
        columns=[
            "construct",
            "with",
            "correlation",
            "ci_lower",
            "ci_upper",
            "shared_variance",
            "ave",
            "ave_with",
            "fornell_larcker",
            "htmt",
            "htmt2",
        ],
    ).assign(model="measurement")
    validity = add_verdicts(
        validity.assign(
            htmt_ci_lower=validity["htmt"] - 0.12,
            htmt_ci_upper=validity["htmt"] + 0.1,
            htmt2_ci_lower=validity["htmt2"] - 0.12,
            htmt2_ci_upper=validity["htmt2"] + 0.1,
            item_correlations="product-moment",
        ),
        {"correlation": 0.9, "htmt": 0.85},
    )
    ours = estimates["std_all"].to_numpy()
    agreement = estimates[["model", "lhs", "op", "rhs"]].assign(
        engine="semopy",
        comparable=True,
        reason=None,
        ours=ours,
        theirs=ours + 3e-5,
        difference=3e-5,
    )
    other = pd.DataFrame(
        [
            {
                "model": "structural",
                "engine": "lavaan",
                "comparable": False,
                "reason": "R is not installed",
                "lhs": None,
                "op": None,
                "rhs": None,
                "ours": np.nan,
                "theirs": np.nan,
                "difference": np.nan,
            }
        ]
    )
    squares = pd.DataFrame(
        {
            "variable": [*RELATIONAL, "cooperation", "performance"],
            "r_squared": [0.41, 0.22, 0.35, 0.28, 0.57],
            "model": "structural",
        }
    )
    unflagged = pd.DataFrame(
        {
            "model": "measurement",
            "respondents": ["all", "unflagged"],
            "n": [118, 115],
            "chisq": [915.1, 902.4],
            "df": 847,
            "pvalue": [0.05, 0.09],
            "cfi": [0.973, 0.975],
            "tli": [0.970, 0.972],
            "rmsea": [0.026, 0.025],
            "srmr": [0.061, 0.061],
            "converged": True,
            "admissible": True,
            "alpha": [0.72, 0.71],
            "composite_reliability": [0.73, 0.72],
            "ave": [0.48, 0.47],
            "loading_change": [np.nan, -0.03],
            "loading_of": [None, "trust"],
            "loading_with": [None, "trust_2"],
            "correlation_change": [np.nan, 0.02],
            "correlation_of": [None, "trust"],
            "correlation_with": [None, "commitment"],
        }
    )
    return {
        "unflagged": unflagged,
        "residuals": fake_residuals(),
        "standardized": estimates.assign(
            est=estimates["std_all"],
            ci_lower=estimates["std_all"] - 0.1,
            ci_upper=estimates["std_all"] + 0.05,
        ),
        "estimates": estimates,
        "fits": fits,
        "reliability": reliability,
        "convergent": convergent[["model", *columns("convergent")]],
        "validity": validity,
        **fake_sources(),
        "agreement": pd.concat(
            [agreement, other.astype(agreement.dtypes.to_dict(), errors="ignore")],
            ignore_index=True,
        ),
        "r_squared": squares,
    }
