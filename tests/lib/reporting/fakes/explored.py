"""Made-up artefacts of cleaning and exploration."""

import numpy as np
import pandas as pd
from lib.reporting.fakes.screening import fake_screening
from lib.reporting.fakes.study import DIMENSIONS, ITEMS


def fake_cleaning(rng):
    rows = [(name, item) for name, items in ITEMS.items() for item in items]
    n = len(rows)
    summary = pd.DataFrame(rows, columns=["construct", "variable"]).assign(
        n=rng.integers(130, 137, n),
        mean=rng.normal(4.6, 0.5, n),
        sd=rng.normal(1.4, 0.1, n),
        skewness=rng.normal(-0.3, 0.2, n),
        kurtosis=rng.normal(-0.4, 0.2, n),
        minimum=1.0,
        maximum=7.0,
        floor=rng.uniform(0, 0.05, n),
        ceiling=rng.uniform(0.02, 0.12, n),
    )
    summary = summary.assign(missing=136 - summary["n"], share_missing=1 - summary["n"] / 136)
    decisions = pd.DataFrame(
        {
            "step": ["codebook missing", "range", "duplicates", "duplicates", "straight-lining"],
            "rule": [
                "missing 9",
                "scale 1..7",
                "key firm_id",
                "key firm_id",
                "max_share 0.9",
            ],
            "row": pd.array([3, 12, 140, 141, 77], dtype="Int64"),
            "variable": ["orga_2", "comp_3", None, None, None],
            "found": ["9", "77", "101", "102", "0.95"],
            "action": ["set to missing", "set to missing", "excluded", "excluded", "flagged"],
            "reason": ["user-missing"] * 5,
        }
    )
    flow = pd.DataFrame(
        {
            "step": [
                "raw",
                "duplicates",
                "respondent missing",
                "analysed",
                "complete cases (listwise)",
            ],
            "n": [140, 138, 136, 136, 118],
            "removed": [0, 2, 2, 0, 18],
            "reason": [
                "rows of the raw file",
                "duplicates: firm_id",
                "max_share: 0.2",
                "respondents after cleaning",
                "answer all 44 items",
            ],
        }
    )
    return {"summary": summary, "decisions": decisions, "flow": flow, **fake_screening(rows)}


def fake_exploration(rng):
    sets = {"performance": [i for d in DIMENSIONS for i in ITEMS[d]], **ITEMS}
    adequacy = pd.DataFrame(
        [
            (
                name,
                136,
                rng.uniform(0.7, 0.9),
                rng.uniform(200, 900),
                len(i) * (len(i) - 1) // 2,
                1e-20,
                10.0 ** -len(i),
            )
            for name, i in sets.items()
        ],
        columns=[
            "set",
            "n",
            "kmo",
            "bartlett_chisq",
            "bartlett_df",
            "bartlett_pvalue",
            "determinant",
        ],
    )
    eigen = pd.concat(
        [
            pd.DataFrame(
                {
                    "set": name,
                    "position": range(1, len(i) + 1),
                    "eigenvalue": np.sort(rng.dirichlet(np.geomspace(8, 0.6, len(i))) * len(i))[
                        ::-1
                    ],
                    "parallel_mean": np.linspace(1.3, 0.7, len(i)),
                    "parallel_percentile": np.linspace(1.45, 0.75, len(i)),
                    "reduced": np.linspace(2, -0.2, len(i)),
                    "reduced_mean": np.linspace(0.3, -0.3, len(i)),
                    "reduced_percentile": np.linspace(0.45, -0.25, len(i)),
                }
            )
            for name, i in sets.items()
        ],
        ignore_index=True,
    )
    counts = [3 if name == "performance" else 1 for name in sets]
    criteria = "kaiser scree parallel parallel_factors map_original map_revised suggested chosen"
    retention = pd.DataFrame({"set": list(sets), **dict.fromkeys(criteria.split(), counts)}).assign(
        draws=500,
        percentile=95.0,
        reason_fr="fixé par la configuration ; tous les critères concordent",
        reason_en="stated in the configuration; all criteria agree",
    )
    rows = [
        (
            "performance",
            item,
            f"F{f + 1}",
            rng.uniform(0.6, 0.9) if f == own else rng.normal(0, 0.08),
            0.3,
            0.55,
        )
        for own, d in enumerate(DIMENSIONS)
        for item in ITEMS[d]
        for f in range(3)
    ]
    rows += [
        (name, item, "F1", value, value, value**2)
        for name, items in ITEMS.items()
        for item, value in zip(items, rng.uniform(0.55, 0.9, len(items)), strict=True)
    ]
    loadings = pd.DataFrame(
        rows, columns=["set", "item", "factor", "loading", "structure", "communality"]
    ).assign(initial=0.5)
    purification = pd.DataFrame(
        {
            "set": ["performance", "trust", "trust"],
            "round": [1, 1, 1],
            "item": ["perf_b_2", "trust_4", "trust_1"],
            "rule": ["max_cross_loading", "min_loading", ""],
            "found": [0.41, 0.46, np.nan],
            "threshold": [0.35, 0.5, np.nan],
            "action": ["would drop", "would drop", "kept"],
            "reason_fr": ["saturation secondaire 0,410 au-dessus de 0,35", "trop faible", ""],
            "reason_en": ["cross-loading .410 above .35", "too low", ""],
        }
    )
    solutions = pd.DataFrame(
        {
            "set": list(sets),
            "n": 136,
            "factors": [3 if name == "performance" else 1 for name in sets],
            "extraction": "paf",
            "rotation": "promax",
            "convention": "spss",
            "iterations": 9,
            "converged": True,
            "problems": "",
        }
    )
    return {
        "solutions": solutions,
        "adequacy": adequacy,
        "eigenvalues": eigen,
        "retention": retention,
        "loadings": loadings,
        "purification": purification,
        **_resampled(loadings),
    }


def _resampled(loadings):
    factors = [f"F{k}" for k in (1, 2, 3)]
    own = loadings.assign(size=loadings["loading"].abs()).sort_values("size")
    own = own.drop_duplicates(["set", "item"], keep="last").sort_index()
    items = own[["set", "item", "factor"]]
    shaky = (items["item"] == "perf_b_2") & (items["set"] == "performance")
    fitted = pd.DataFrame(
        {
            "set": "performance",
            "split": np.repeat(range(1, 6), 2),
            "half": ["a", "b"] * 5,
            "n": 68,
            "items": 12,
            "dropped": "",
            "same_factors": [True] * 9 + [False],
            "problem": [""] * 9 + ["not converged"],
            "chisq": 60.0,
            "df": 51,
            "cfi": [0.95] * 9 + [np.nan],
            "rmsea": 0.05,
            "srmr": 0.07,
            "cvi": 1.1,
            "cvi_one_factor": 2.2,
        }
    )
    return {
        "variance": pd.DataFrame(
            {
                "set": ["performance"] * 3 + ["trust"],
                "factor": [*factors, "F1"],
                "ss_loadings": [2.4, 2.2, 2.1, 3.0],
                "share": [0.2, 0.18, 0.175, 0.6],
                "cumulative": [0.2, 0.38, 0.555, 0.6],
            }
        ),
        "factor_correlations": pd.DataFrame(
            {
                "set": "performance",
                "factor": ["F2", "F3", "F3"],
                "with": ["F1", "F1", "F2"],
                "correlation": [0.5, 0.45, 0.4],
            }
        ),
        "stability": items.assign(
            draws=500,
            used=498,
            primary=0.99,
            kept=np.where(shaky, 0.41, 0.93),
            both=np.where(shaky, 0.4, 0.92),
            loading=own["loading"],
            ci_lower=0.5,
            ci_upper=0.9,
            congruence=0.97,
        ),
        "cross_validation": fitted,
        "cross_validation_items": items[items["set"] == "performance"].assign(
            halves=10, kept=0.9, same_factor=1.0
        ),
    }
