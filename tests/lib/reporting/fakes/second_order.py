"""Made-up artefacts of the second-order contest."""

import numpy as np
import pandas as pd
from lib.reporting.fakes.study import DIMENSIONS, ITEMS

from surveysem.contracts import columns

CONTEST = [
    ("alone", "one_factor", 312.4, 54, 1e-12, 0.71, 0.66, 0.19, 0.11, 4012.3, 4078.1),
    ("alone", "correlated", 60.1, 51, 0.18, 0.99, 0.98, 0.04, 0.05, 3801.0, 3875.2),
    ("alone", "second_order", 60.1, 51, 0.18, 0.99, 0.98, 0.04, 0.05, 3801.0, 3875.2),
    ("alone", "bifactor", 44.0, 42, 0.39, 1.0, 1.0, 0.01, 0.04, 3803.9, 3902.3),
    ("within", "correlated", 912.4, 847, 0.06, 0.97, 0.97, 0.03, 0.06, 17320.9, 17716.9),
    ("within", "second_order", 930.7, 863, 0.05, 0.97, 0.97, 0.03, 0.06, 17307.2, 17658.5),
]
COMPARED = [
    ("alone", "one_factor", "correlated", True, 252.3, 3, 1e-50, -0.28, np.nan, 211.0, 203.0),
    ("alone", "second_order", "correlated", True, 0.0, 0, np.nan, 0.0, 1.0, 0.0, 0.0),
    ("alone", "correlated", "bifactor", False, *[np.nan] * 5, -2.9, -27.1),
    ("within", "second_order", "correlated", True, 18.3, 16, 0.307, -0.001, 0.98, -13.7, -58.4),
]


def fake_sources():
    """Cross-loadings and common method."""
    crossed = pd.DataFrame(
        [
            (name, item, True, 0.7, np.nan, 0.2, 0.1)
            if item in ITEMS[name]
            else (name, item, False, 0.3, k, 0.2, 0.1)
            for name in ("trust", "commitment")
            for k, item in enumerate([*ITEMS["trust"], *ITEMS["commitment"]])
        ],
        columns=["construct", "item", "own", "structure", "mi", "epc", "std_epc"],
    )
    rows = [
        ("harman", "pca", 0.31),
        ("harman", "paf", 0.29),
        ("harman", "one factor", np.nan),
        ("harman", "measurement", np.nan),
        ("latent method", "method factor", 0.04),
        *(("marker", f"{name}", 0.03) for name in ("CFA", "baseline", "method-C", "method-U")),
        ("marker", "method-R", 0.03),
    ]
    method = pd.DataFrame(rows, columns=["technique", "contender", "share"]).assign(
        n=118, chisq=1123.4, df=847.0, pvalue=0.001, cfi=0.951, tli=0.945, rmsea=0.052, srmr=0.06,
        chisq_diff=4.2, df_diff=1.0, diff_pvalue=0.04,
        converged=True, admissible=True, problems="",
    )  # fmt: skip
    changes = pd.DataFrame(
        [
            ("latent method", "loading", "trust", "trust_1", 0.7, 0.6, -0.1),
            ("latent method", "correlation", "trust", "commitment", 0.5, 0.45, -0.05),
        ],
        columns=["technique", "quantity", "lhs", "rhs", "before", "after", "change"],
    )
    return {
        "cross_loadings": crossed.assign(model="measurement"),
        "common_method": method.assign(model="measurement"),
        "common_method_changes": changes.assign(model="measurement"),
    }


def fake_second_order():
    left = "delta_aic weight_aic delta_bic weight_bic"
    fitted = [name for name in columns("contest") if name not in left.split()]
    weights = dict.fromkeys(left.split(), 0.5)
    contest = pd.DataFrame([(*row, True, row[1] != "bifactor") for row in CONTEST], columns=fitted)
    compared = pd.DataFrame(
        [
            (*row[:4], "", *row[4:9], 0.93, 0.99, *row[9:], 0.03, 0.0, 0.09, row[5] == 0)
            for row in COMPARED
        ],
        columns=columns("comparisons"),
    )
    higher = pd.DataFrame(
        {
            "scope": "within",
            "contender": "second_order",
            "factor": DIMENSIONS,
            "std_loading": [0.86, 0.79, 0.91],
            "ci_lower": [0.75, 0.66, 0.82],
            "ci_upper": [0.94, 0.89, 0.98],
            "disturbance": [0.26, 0.38, 0.17],
            "disturbance_ci_lower": [0.12, 0.21, 0.04],
            "disturbance_ci_upper": [0.44, 0.56, 0.33],
            "r_squared": [0.74, 0.62, 0.83],
            "interval": "delta",
        }
    )
    improper = ("alone", "bifactor", "perf_b_1", "~~", "perf_b_1", -0.02, -1.1, 1.1)
    omega = pd.DataFrame(
        [
            ("performance", 12, 0.94, 0.91, 0.97, 0.81, 0.7, 0.9, 0.86, 0.68, 0.6, 0.76, 0.9, 0.73),
            *(
                (name, 4, 0.86, 0.8, 0.9, 0.27, 0.2, 0.34, 0.31, 0.11, 0.08, 0.14, 0.47, np.nan)
                for name in DIMENSIONS
            ),
        ],
        columns=columns("omega")[3:],
    )
    item = ("within", "second_order", "perf_a_1", "performance_a", 0.72, 0.44, 0.73)
    return {
        "contest": contest.assign(**weights)[columns("contest")].assign(model="structural"),
        "comparisons": compared,
        "higher_order": higher,
        "improper": pd.DataFrame([(*improper, "negative variance")], columns=columns("improper")),
        "omega": omega.assign(scope="within", contender="second_order", method="Schmid-Leiman"),
        "common_variance": pd.DataFrame([item], columns=columns("common_variance")),
        "second_order": {
            "construct": "performance",
            "alpha": 0.05,
            "verdict": "holds",
            "verdict_alone": "not distinguishable",
            "rivals": [],
            "rivals_alone": ["correlated"],
            "bifactor": "unusable",
            "reason_fr": "Au sein du modèle complet, la contrainte n'est pas rejetée (p = 0,307).",
            "reason_en": "Inside the full model the restriction is not rejected (p = .307).",
        },
    }
