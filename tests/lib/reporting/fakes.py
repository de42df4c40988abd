"""Small but realistic artefacts: 44 items, eleven first-order factors and one of second order."""

from itertools import combinations

import numpy as np
import pandas as pd
from lib.reporting.fake_comparisons import fake_comparisons
from lib.reporting.multiverse import fake_worlds
from lib.reporting.screened import fake_screening

from surveysem.contracts import columns
from surveysem.reporting import Artefacts, Study
from surveysem.survey.confirm.distinct import add_verdicts

COUNTS = {
    "complementarity": ("comp", 5),
    "cultural_proximity": ("cult", 4),
    "organisational_proximity": ("orga", 3),
    "experience": ("expe", 4),
    "trust": ("trust", 5),
    "commitment": ("engag", 3),
    "communication": ("commu", 4),
    "cooperation": ("coop", 4),
    "performance_a": ("perf_a", 4),
    "performance_b": ("perf_b", 4),
    "performance_c": ("perf_c", 4),
}
NAMES = {
    "complementarity": ("Complémentarité des ressources", "Resource complementarity"),
    "cultural_proximity": ("Proximité culturelle", "Cultural proximity"),
    "organisational_proximity": ("Proximité organisationnelle", "Organisational proximity"),
    "experience": ("Expérience avec le partenaire", "Experience with the partner"),
    "trust": ("Confiance", "Trust"),
    "commitment": ("Engagement", "Commitment"),
    "communication": ("Communication", "Communication"),
    "cooperation": ("Coopération", "Cooperation"),
    "performance_a": ("Performance, dimension A", "Performance, dimension A"),
    "performance_b": ("Performance, dimension B", "Performance, dimension B"),
    "performance_c": ("Performance, dimension C", "Performance, dimension C"),
    "performance": ("Performance", "Performance"),
}
ITEMS = {name: [f"{stem}_{i}" for i in range(1, n + 1)] for name, (stem, n) in COUNTS.items()}
SPECIFIC = ("complementarity", "cultural_proximity", "organisational_proximity", "experience")
RELATIONAL = ("trust", "commitment", "communication")
PATHS = (
    [(y, x) for y in RELATIONAL for x in SPECIFIC]
    + [("cooperation", x) for x in RELATIONAL]
    + [("performance", x) for x in ("cooperation", *RELATIONAL, *SPECIFIC)]
)
DIMENSIONS = ("performance_a", "performance_b", "performance_c")


def fake_study(**changes):
    choices = {
        "title": {
            "fr": "Ce qui fait la performance des alliances Nord-Sud",
            "en": "What makes North-South alliances perform",
        },
        "synthetic": True,
        "wave": "2012",
        "sample": "all",
        "authors": ("É. Dupont",),
        "note": {
            "fr": "Données synthétiques, tirées d'une population connue.",
            "en": "Synthetic data, drawn from a known population.",
        },
        "seed": 20121,
        "constructs": {name: {"fr": fr, "en": en} for name, (fr, en) in NAMES.items()},
        "items": {
            item: {"fr": f"{NAMES[name][0]} : énoncé {i}", "en": f"{NAMES[name][1]}: item {i}"}
            for name, items in ITEMS.items()
            for i, item in enumerate(items, start=1)
        },
        "cutoffs": {
            "cfi": {"value": 0.95, "source": "Hu & Bentler (1999)"},
            "rmsea": {"value": 0.06, "source": "Hu & Bentler (1999)"},
            "htmt": {"value": 0.85, "source": "Henseler, Ringle & Sarstedt (2015)"},
        },
        "bounds": {
            "delta_cfi": {"value": 0.01, "source": "Cheung & Rensvold (2002)"},
            "delta_rmsea": {"value": 0.015, "source": "Chen (2007)"},
            "vif": {"value": 5, "source": "Hair et al. (2019)"},
        },
        "thresholds": {
            "longstring": {"value": 4, "source": "Curran (2016)"},
            "mahalanobis": {"value": 0.001, "source": "Tabachnick & Fidell (2013)"},
        },
        "power": {
            "smallest_effect": {"value": 0.2, "source": "Gignac & Szodorai (2016)"},
            "n": [200],
            "draws": 500,
            "prior": {"H1": {"effect": 0.35, "source": "Dupont (1999)"}},
        },
        "min_cell": 5,
    }
    return Study(**{**choices, **changes})


def fake_artefacts(**changes):
    rng = np.random.default_rng(20121)
    parts = {**_clean(rng), **_explore(rng), **_confirm(rng), **_second_order(), **_paths(rng)}
    parts |= _judged(parts["effects"], rng)
    parts |= fake_comparisons(PATHS)
    parts |= _powered(parts["verdicts"])
    parts |= fake_worlds(parts["verdicts"], rng)
    parts |= {"origins": _origins(), "versions": {"Python": "3.11.2", "numpy": "2.4.6"}}
    return Artefacts(**{**parts, **changes})


def _clean(rng):
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


def _explore(rng):
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


def _fit(model, **values):
    record = {
        "model": model,
        "n_obs": 118,
        "n_free": 143,
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


def _confirm(rng):
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
    return {
        "estimates": estimates,
        "fits": fits,
        "reliability": reliability,
        "validity": validity,
        **_sources(),
        "agreement": pd.concat(
            [agreement, other.astype(agreement.dtypes.to_dict(), errors="ignore")],
            ignore_index=True,
        ),
        "r_squared": squares,
    }


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


def _sources():
    """Cross-loadings and common method."""
    crossed = pd.DataFrame(
        [
            (name, item, item in ITEMS[name], 0.3, np.nan if item in ITEMS[name] else k, 0.2, 0.1)
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


def _second_order():
    left = "delta_aic weight_aic delta_bic weight_bic"
    fitted = [name for name in columns("contest") if name not in left.split()]
    weights = dict.fromkeys(left.split(), 0.5)
    contest = pd.DataFrame([(*row, True, row[1] != "bifactor") for row in CONTEST], columns=fitted)
    compared = pd.DataFrame(
        [(*row, 0.03, 0.0, 0.09, row[5] == 0) for row in COMPARED], columns=columns("comparisons")
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
            ("performance", 12, 0.94, 0.81, 0.86, 0.68, 0.9, 0.73),
            *((name, 4, 0.86, 0.27, 0.31, 0.11, 0.47, np.nan) for name in DIMENSIONS),
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
            "min_target": 0.9,
            "verdict": "holds",
            "verdict_alone": "not distinguishable",
            "rivals": [],
            "rivals_alone": ["correlated"],
            "bifactor": "unusable",
            "reason_fr": "Au sein du modèle complet, la contrainte n'est pas rejetée (p = 0,307).",
            "reason_en": "Inside the full model the restriction is not rejected (p = .307).",
        },
    }


def _paths(rng):
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
            rows.append(("total indirect", y, x, "", rng.uniform(0, 0.3)))
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


def _powered(verdicts):
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
        (model, test, 118, df, 0.05, 0.08, 0.05, 0.97, 71)
        for model, df in (("measurement", 847), ("structural", 867))
        for test in ("exact fit", "close fit", "not-close fit")
    ]
    names = ["model", "test", "n", "df", "rmsea_null", "rmsea_other", "alpha", "power", "n_needed"]
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


def _judged(effects, rng):
    direct = effects[effects["kind"] == "direct"].reset_index(drop=True)
    words = np.where(direct["std_ci_lower"] > 0, "supported", "undecided").astype(object)
    words[5] = "contradicted"
    verdicts = pd.DataFrame(
        {
            "id": [f"H{i + 1}" for i in range(len(direct))],
            "kind": "direct",
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


def _origins():
    raw = {"2012.sav": "e8fd" * 16}
    rules = {"flow": "clean_responses", "decisions": "clean_responses", "fit": "fit_measurement"}
    return [
        {"artefact": name, "rule": rule, "code": "ab" * 32, "config": "cd" * 32, "raw": raw}
        for name, rule in rules.items()
    ]
