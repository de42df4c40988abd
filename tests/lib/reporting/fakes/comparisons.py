"""Artefacts of invariance over groups, of collinearity and of rival models."""

import numpy as np
import pandas as pd

LEVELS = ("configural", "metric", "scalar", "strict")


def fake_comparisons(paths):
    """Every artefact of comparisons; ``paths`` are pairs of outcome and predictor."""
    return {**fake_invariance(), "collinearity": _collinearity(paths), **_rivals()}


def fake_invariance():
    """The ladder over groups: verdicts, steps, releases, sizes."""
    place = ["grouping", "model", "part"]
    verdicts = pd.DataFrame(
        [
            ("region", "measurement", "", False, *["none"] * 4, False, "nothing", False,
             "un groupe est trop petit.", "A group is too small."),
            ("region", "measurement", "trust", True, *["strict"] * 4, False, "sum scores", True,
             "", ""),
            ("region", "measurement", "experience", True, *["scalar"] * 4, False, "means", True,
             "", ""),
            ("size", "measurement", "trust", True, "strict", "metric", "strict", "metric", True,
             "paths", False, "", ""),
            ("size", "performance_second_order", "", True, *["configural"] * 4, False,
             "structure", True, "", ""),
        ],
        columns=[*place, "tested", "by_test", "by_delta_cfi", "by_delta_rmsea", "level",
                 "disputed", "comparable", "admissible", "reason_fr", "reason_en"],
    )  # fmt: skip
    tested = verdicts[verdicts["tested"]][place]
    steps = tested.merge(pd.DataFrame({"level": LEVELS}), how="cross").assign(
        n=130, smallest_n=44, chisq=12.3, df=8.0, pvalue=0.14, cfi=0.98, rmsea=0.05, srmr=0.04,
        chisq_diff=3.2, df_diff=3.0, pvalue_diff=0.36, delta_cfi=-0.002, delta_rmsea=np.nan,
        converged=True, admissible=True, verdict="holds",
    )  # fmt: skip
    costs = pd.DataFrame(
        {"parameter": ["trust_3 ~1", "trust_2 ~1", "trust_1 ~1"], "chisq": [7.1, 3.2, 0.4]}
    )
    releases = tested[2:3].merge(costs, how="cross").assign(level="scalar", df=1, pvalue=0.02)
    groups = pd.DataFrame(
        {
            "grouping": ["region", "region", "size", "size", "size"],
            "group": ["Amérique", "Europe", "≤ 87", "> 87", ""],
            "n": [44, 89, 66, 64, 3],
        }
    )
    return {
        "invariance": steps,
        "invariance_verdicts": verdicts,
        "invariance_releases": releases,
        "invariance_groups": groups,
    }


def _collinearity(paths):
    frame = pd.DataFrame(paths, columns=["outcome", "predictor"])
    frame["predictors"] = frame.groupby("outcome")["predictor"].transform("size")
    vif = 1.2 + 0.25 * np.arange(len(frame))
    return frame.assign(vif=vif, tolerance=1 / vif, condition_index=4.4, model="structural")


def _rivals():
    rivals = pd.DataFrame(
        {
            "model": ["structural", "structural_mediated"],
            "n_free": [123, 119],
            "chisq": [1072.1, 1097.0],
            "df": [867.0, 871.0],
            "pvalue": [1e-6, 1e-8],
            "cfi": [0.932, 0.925],
            "tli": [0.925, 0.918],
            "rmsea": [0.044, 0.046],
            "srmr": [0.059, 0.067],
            "aic": [15211.1, 15228.1],
            "bic": [15554.0, 15559.8],
            "delta_aic": [0.0, 17.0],
            "weight_aic": [0.9998, 0.0002],
            "delta_bic": [0.0, 5.8],
            "weight_bic": [0.95, 0.05],
            "support": ["best", "none"],
            "converged": True,
            "admissible": True,
        }
    )
    tests = pd.DataFrame(
        {
            "restricted": ["structural_mediated"],
            "general": ["structural"],
            "relation": ["nested"],
            "chisq_diff": [24.9],
            "df_diff": [4.0],
            "pvalue": [5e-5],
            "delta_cfi": [-0.007],
            "delta_rmsea": [0.002],
        }
    )
    return {"rivals": rivals, "rival_tests": tests}
