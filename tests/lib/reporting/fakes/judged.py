"""Made-up artefacts of structural models, power and verdicts."""

import numpy as np
import pandas as pd
from lib.reporting.fakes.study import NAMES, PATHS, RELATIONAL, SPECIFIC


def fake_structure(rng):
    value = {path: rng.uniform(-0.1, 0.5) for path in PATHS}
    rows = [("direct", y, x, f"{x} -> {y}", value[y, x]) for y, x in PATHS]
    for x in SPECIFIC:
        for m in RELATIONAL:
            rows.append(
                (
                    "specific indirect",
                    "cooperation",
                    x,
                    f"{x} -> {m} -> cooperation",
                    value[m, x] * value["cooperation", m],
                )
            )
            rows.append(
                (
                    "specific indirect",
                    "performance",
                    x,
                    f"{x} -> {m} -> performance",
                    value[m, x] * value["performance", m],
                )
            )
            rows.append(
                (
                    "specific indirect",
                    "performance",
                    x,
                    f"{x} -> {m} -> cooperation -> performance",
                    0.01,
                )
            )
        for y in ("cooperation", "performance"):
            indirect = rng.uniform(0, 0.3)
            rows.append(("total indirect", y, x, "", indirect))
            rows.append(("total", y, x, "", indirect + value.get((y, x), 0.0)))
    effects = pd.DataFrame(rows, columns=["kind", "outcome", "predictor", "path", "std"]).assign(
        est=lambda t: t["std"] * 1.1,
        se=0.09,
        pvalue=0.03,
        ci_lower=0.0,
        ci_upper=0.2,
        std_ci_lower=lambda t: t["std"] - 0.17,
        std_ci_upper=lambda t: t["std"] + 0.16,
        model="structural",
    )
    effects.loc[3, ["std_ci_lower", "std_ci_upper"]] = np.nan
    return {
        "effects": effects,
        "bootstrap": [
            {
                "model": "structural",
                "draws": 2000,
                "converged": 1994,
                "admissible": 1981,
                "used": 1981,
                "kind": "bc",
                "seed": 20121,
            }
        ],
    }


def fake_power(verdicts):
    sizes = []
    for n, power in ((118, 0.42), (200, 0.83)):
        rows = verdicts[["id", "kind", "family", "expect", "bound", "alpha"]].assign(
            basis="smallest effect", n=float(n), effect=0.2, power=power, power_error=0.022,
            power_adjusted=power - 0.1, power_adjusted_error=0.021, joint=np.nan,
            joint_error=np.nan, used=500.0, draws=500.0, reason="", model="structural",
        )  # fmt: skip
        rows.loc[1, ["kind", "joint", "joint_error"]] = ["indirect", power - 0.2, 0.018]
        rows.loc[2, ["expect", "power"]] = ["0", 0.31]
        rows.loc[3, ["kind"]] = ["total"]
        sizes.append(rows)
    gone = sizes[0].iloc[[4]].assign(power=np.nan, n=np.nan, reason="impossible population")
    prior = sizes[0].iloc[[0]].assign(basis="prior", effect=0.35, power=0.91)
    power = pd.concat([part.drop(index=4) for part in sizes] + [gone, prior], ignore_index=True)
    precision = verdicts[["id"]].assign(
        n=118.0, population=np.linspace(-0.2, 0.5, len(verdicts)), half_width=0.19,
        half_width_error=0.002, coverage=0.942, coverage_error=0.01, bias=0.01, bias_error=0.004,
        used=500.0, draws=500.0, reason="", model="structural",
    )  # fmt: skip
    tests = [
        (model, test, 118, df, 0.05, 0.08, 0.05, 0.97, 0.8, 71)
        for model, df in (("measurement", 847), ("structural", 867))
        for test in ("exact fit", "close fit", "not-close fit")
    ]
    names = ["model", "test", "n", "df", "rmsea_null", "rmsea_other", "alpha", "power", "target"]
    names.append("n_needed")
    corrections = [
        (model, name, 912.4 * factor, 847.0, 0.06, 118.0, factor, name, "")
        for model in ("measurement", "structural")
        for name, factor in (("none", 1.0), ("swain", 0.86), ("bartlett", 0.81), ("yuan", 0.84))
    ]
    corrected = ["model", "correction", "chisq", "df", "pvalue", "n", "factor", "source", "reason"]
    return {
        "power": power,
        "precision": precision,
        "rmsea_power": pd.DataFrame(tests, columns=names),
        "corrected_tests": pd.DataFrame(corrections, columns=corrected),
    }


def fake_verdicts(effects, rng):
    direct = effects[effects["kind"] == "direct"].reset_index(drop=True)
    words = np.where(direct["std_ci_lower"] > 0, "supported", "undecided").astype(object)
    words[5] = "contradicted"
    verdicts = pd.DataFrame(
        {
            "id": [f"H{i + 1}" for i in range(len(direct))],
            "kind": "direct",
            "model": "structural",
            "family": "main",
            "expect": "+",
            "bound": np.nan,
            "alpha": 0.05,
            "lhs": direct["outcome"],
            "op": "~",
            "rhs": direct["predictor"],
            "est": direct["est"],
            "se": 0.1,
            "std": direct["std"],
            "ci_lower": direct["std_ci_lower"],
            "ci_upper": direct["std_ci_upper"],
            "pvalue": rng.uniform(0, 0.2, len(direct)),
            "pvalue_adjusted": rng.uniform(0, 0.4, len(direct)),
            "verdict": words,
            "reason_fr": "L'intervalle contient zéro.",
            "reason_en": "The interval includes zero.",
            "statement_fr": [
                f"{NAMES[x][0]} influence positivement {NAMES[y][0].lower()}"
                for y, x in zip(direct["outcome"], direct["predictor"], strict=True)
            ],
            "statement_en": [
                f"{NAMES[x][1]} has a positive effect on {NAMES[y][1].lower()}"
                for y, x in zip(direct["outcome"], direct["predictor"], strict=True)
            ],
        }
    )
    verdicts.loc[7, ["std", "ci_lower", "ci_upper", "pvalue", "pvalue_adjusted"]] = np.nan
    verdicts.loc[7, "verdict"] = "not estimable"
    claims = pd.DataFrame(
        {
            "id": ["C1", "C1", "C2"],
            "hypothesis": ["H17", "H18", "H3"],
            "finding": ["+", "ns", "holds"],
            "statement_fr": ["Seule la proximité culturelle a un effet direct positif"] * 2
            + ["La performance tient comme construit de second ordre"],
            "statement_en": ["Only cultural proximity has a direct positive effect"] * 2
            + ["Performance holds as a second-order construct"],
            "found": ["+", "+", "holds"],
            "std": [0.31, 0.22, np.nan],
            "ci_lower": [0.1, 0.02, np.nan],
            "ci_upper": [0.5, 0.41, np.nan],
            "recovered": ["yes", "no", "yes"],
            "reason_fr": ["effet positif", "effet positif là où l'étude n'en trouve pas", "tient"],
            "reason_en": ["positive effect", "positive effect where the study finds none", "holds"],
        }
    )
    return {"verdicts": verdicts, "claims": claims}
