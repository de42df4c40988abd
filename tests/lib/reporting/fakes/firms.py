"""Made-up firms of the survey by type: three types on two axes, one grouping too small."""

import pandas as pd

TYPES = ("mutual_help", "sponsorship", "survival")
NAMES = {
    "mutual_help": ("Entraide", "Mutual help"),
    "sponsorship": ("Parrainage", "Sponsorship"),
    "survival": ("Survie", "Survival"),
}
POLES = {
    "tie": {"social": ("social", "social"), "economic": ("économique", "economic")},
    "interest": {
        "symmetric": ("symétrique", "symmetric"),
        "asymmetric": ("asymétrique", "asymmetric"),
    },
}
SMALL = {
    "fr": "Un groupe au moins a moins de répondants que le modèle n'a de paramètres libres (55).",
    "en": "At least one group has fewer respondents than the model has free parameters (55).",
}
NO_REASON = {"reason_fr": "", "reason_en": ""}


def fake_firms_study():
    """How the made-up firms are typed."""
    return {
        "collection": "start_ups",
        "axes": {
            axis: {"poles": list(POLES[axis]), "items": [f"{axis}_{i}" for i in (1, 2, 3)]}
            for axis in POLES
        },
        "types": {name: {} for name in TYPES},
        "cut": "midpoint",
        "governance": "region",
        "models": ["performance_second_order"],
        "paths": ["structural"],
        "level": 0.95,
        "labels": {
            "axes": {"tie": _named("Lien", "Tie"), "interest": _named("Intérêt", "Interest")},
            "poles": {
                axis: {name: _named(*both) for name, both in poles.items()}
                for axis, poles in POLES.items()
            },
            "types": {name: _named(*both) for name, both in NAMES.items()},
        },
    }


def fake_firms():
    """Every artefact of the firms."""
    return {
        "firm_types": pd.DataFrame(
            [
                ("mutual_help", "placed", 60, 60 / 136, 0.91, 0.68, 20),
                ("sponsorship", "placed", 50, 50 / 136, 0.88, 0.62, 21),
                ("survival", "placed", 3, 3 / 136, 0.79, 0.60, 2),
                ("", "border", 17, 17 / 136, None, None, 0),
                ("", "incomplete", 6, 6 / 136, None, None, 0),
            ],
            columns=["type", "status", "n", "share", "stability", "stability_lowest", "near"],
        ),
        "firm_scores": pd.DataFrame(
            [
                (name, axis, n, mean, mean - 0.1, mean + 0.1)
                for name, n, both in (
                    ("mutual_help", 60, (0.41, 0.38)),
                    ("sponsorship", 50, (0.36, -0.44)),
                    ("survival", 3, (-0.31, 0.27)),
                )
                for axis, mean in zip(POLES, both, strict=True)
            ],
            columns=["type", "axis", "n", "mean", "ci_lower", "ci_upper"],
        ),
        "firm_reliability": pd.DataFrame(
            [
                ("tie", "tie_1 tie_2 tie_3", 131, 0.02, 0.45, 0.92, 0.89, 0.94, 0.13, 0.0),
                ("interest", "interest_1 interest_2", 133, -0.02, 0.46, 0.8, 0.7, 0.9, 0.2, 0.0),
            ],
            columns=[
                *("axis", "items", "n", "mean", "sd", "alpha", "ci_lower", "ci_upper", "error"),
                "cut",
            ],
        ),
        "firm_sensitivity": pd.DataFrame(
            [
                (cut, cut == "midpoint", name, n, n / 136, kept)
                for cut, counts in (
                    ("midpoint", ((60, 60), (50, 50), (3, 3))),
                    ("median", ((58, 51), (49, 41), (20, 3))),
                )
                for name, (n, kept) in zip(TYPES, counts, strict=True)
            ],
            columns=["cut", "chosen", "type", "n", "share", "kept"],
        ),
        "firm_governance": pd.DataFrame(
            [
                (name, form, n, 0.5)
                for name, n in (("mutual_help", 30), ("sponsorship", 25))
                for form in ("Europe", "Amérique")
            ],
            columns=["type", "governance", "n", "share"],
        ),
        **_measured(),
        **_paths(),
    }


def _named(fr, en):
    return {"fr": fr, "en": en}


def _measured():
    place = {"model": "performance_second_order", "part": ""}
    step = {"n": 110, "smallest_n": 50, "chisq": 71.2, "df": 51, "pvalue": 0.03, "cfi": 0.98}
    step |= {"rmsea": 0.05, "srmr": 0.05, "converged": True, "admissible": True}
    changes = {"chisq_diff": 9.1, "df_diff": 11, "pvalue_diff": 0.61, "delta_cfi": 0.001}
    changes |= {"delta_rmsea": -0.002}
    untested = dict.fromkeys(("by_test", "by_delta_cfi", "by_delta_rmsea", "level"), "none")
    tested = dict.fromkeys(untested, "strict")
    return {
        "firm_invariance": pd.DataFrame(
            [
                {"grouping": "tie", **place, "level": level, **step, **change, "verdict": "holds"}
                for level, change in (("configural", {}), ("metric", changes))
            ]
        ),
        "firm_verdicts": pd.DataFrame(
            [
                {"grouping": "type", **place, "tested": False, **untested, "disputed": False}
                | {"comparable": "nothing", "admissible": False}
                | {f"reason_{language}": said for language, said in SMALL.items()},
                {"grouping": "tie", **place, "tested": True, **tested, "disputed": False}
                | {"comparable": "sum scores", "admissible": True, **NO_REASON},
            ]
        ),
        "firm_groups": pd.DataFrame(
            [
                (grouping, name, n)
                for grouping, names, counts in (
                    ("type", TYPES, (60, 50, 3, 23)),
                    ("tie", POLES["tie"], (70, 50, 16)),
                )
                for name, n in zip((*names, ""), counts, strict=True)
            ],
            columns=["grouping", "group", "n"],
        ),
        "firm_means": pd.DataFrame(
            [
                {"grouping": "tie", **place, "construct": "performance", "group": "economic"}
                | {"reference": "social", "n": 48, "n_reference": 66, "difference": -0.62}
                | {"se": 0.2, "pvalue": 0.002, "ci_lower": -1.02, "ci_upper": -0.23, "d": -0.67}
                | {"d_ci_lower": -1.09, "d_ci_upper": -0.25, "comparable": "sum scores"}
            ]
        ),
    }


def _paths():
    test = {"chisq_diff": 6.1, "df_diff": 1, "pvalue": 0.014, "delta_cfi": -0.004}
    place = {"grouping": "tie", "model": "structural"}
    ends = {"outcome": "performance", "predictor": "trust"}
    refused = {f"reason_{language}": said for language, said in SMALL.items()}
    return {
        "firm_paths": pd.DataFrame(
            [
                place
                | ends
                | {"group": group, "n": n, "est": est, "se": 0.1}
                | {"ci_lower": est - 0.2, "ci_upper": est + 0.2}
                for group, n, est in (("social", 66, 0.51), ("economic", 48, 0.12))
            ]
        ),
        "firm_path_tests": pd.DataFrame(
            [
                {"grouping": "type", "model": "structural", "level": "paths", "n": 113}
                | {"smallest_n": 3, "verdict": "not comparable", **refused},
                place
                | {"level": "metric", "n": 114, "smallest_n": 48, **test}
                | {"verdict": "holds", **NO_REASON},
                place
                | {"level": "paths", "n": 114, "smallest_n": 48, **test}
                | {"verdict": "differs", **NO_REASON},
            ]
        ),
        "firm_path_changes": pd.DataFrame(
            [
                place
                | ends
                | {"group": "economic", "reference": "social", "n": 48}
                | {"n_reference": 66, "est": 0.12, "est_reference": 0.51, "difference": -0.39}
                | {"se": 0.14, "ci_lower": -0.67, "ci_upper": -0.11, **test}
                | {"pvalue_holm": 0.014, "verdict": "differs"}
            ]
        ),
    }
