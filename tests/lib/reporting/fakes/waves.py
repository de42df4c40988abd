"""Artefacts of the chapter that compares waves: two of them, one item that drifted."""

import numpy as np
import pandas as pd
from lib.reporting.fakes.comparisons import fake_invariance
from lib.reporting.fakes.study import fake_study

from surveysem.reporting import POOLED, WAVE_LABEL, Artefacts, Study

PLACE = {"wave": "2015", "reference": "2012", "n": 133, "n_reference": 130}
DRIFT = {"value": 0.2, "alpha": 0.05, "source": "Dupont (1999)"}
NUMBERS = ["difference", "se", "pvalue", "ci_lower", "ci_upper", "d", "d_ci_lower", "d_ci_upper"]


def fake_pooled_study() -> Study:
    study = fake_study()
    named = {name: getattr(study, name) for name in study.__dataclass_fields__}
    bounds = {**study.bounds, "drift": DRIFT}
    items = {**study.items, **WAVE_LABEL}
    return Study(**{**named, "wave": POOLED, "bounds": bounds, "items": items})


def fake_pooled(**changes) -> Artefacts:
    """What the pooled report is made from; ``changes`` replace single artefacts."""
    invariance = fake_invariance()
    for table in invariance.values():
        table["grouping"] = "wave"
    parts = {
        "pooled_waves": pd.DataFrame(
            {"wave": ["2012", "2015"], "n": [130, 133], "left_out": ["", "coop_4"]}
        ),
        "item_answers": _answers(),
        "item_drift": _drift(),
        "latent_means": _means(),
        "wave_verdicts": _verdicts(),
        "verdict_changes": _verdict_changes(),
        "pooled_verdicts": _pooled_verdicts(),
        "path_tests": _tests(),
        "path_changes": _changes(),
        "origins": [],
        **invariance,
    }
    return Artefacts(**{**parts, **changes})


def _answers() -> pd.DataFrame:
    counts = {"2012": (30, 60, 37, 3), "2015": (20, 43, 40, 30)}
    rows = [
        (item, float(value), wave, n, n / sum(given))
        for wave, given in counts.items()
        for item in ("trust_1", "trust_2", "coop_1")
        for value, n in enumerate(given, start=1)
    ]
    return pd.DataFrame(rows, columns=["variable", "value", "wave", "n", "share"])


def _drift() -> pd.DataFrame:
    rows = [("trust_1", "trust", 0.5, "drifted"), ("trust_2", "trust", 0.3, "moved"),
            ("coop_1", "cooperation", 0.01, "undecided")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["variable", "construct", "d", "verdict"])
    return frame.assign(
        **PLACE, mean=5.0, mean_reference=4.6, sd=1.2, sd_reference=1.3, ci_lower=frame.d - 0.25,
        ci_upper=frame.d + 0.25, t=2.1, df=250.0, pvalue=0.02, pvalue_holm=0.04,
        rank_biserial=0.1, rank_pvalue=0.03, rank_pvalue_holm=0.06, dissimilarity=0.12,
        shifted_answer=7.0, shift=0.09, bound=0.2,
    )  # fmt: skip


def _means() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"construct": ["trust", "experience", "cooperation"], "grouping": "wave", "part": ""}
    ).assign(group="2015", reference="2012", n=133, n_reference=130, model="measurement")
    values = [[0.4, 0.1, 0.001, 0.2, 0.6, 0.38, 0.19, 0.57], [0.1, 0.1, 0.3, -0.1, 0.3] + [0.1] * 3]
    frame[NUMBERS] = [*values, [np.nan] * 8]
    return frame.assign(comparable=["sum scores", "means", "paths"])


def _verdicts() -> pd.DataFrame:
    rows = [(wave, name, verdict) for wave, found in (("2012", ("supported", "undecided")),
            ("2015", ("undecided", "undecided"))) for name, verdict in zip(("H1", "H2"), found,
                                                                          strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["wave", "id", "verdict"]).assign(
        std=0.3, ci_lower=0.1, ci_upper=0.5, pvalue_adjusted=0.04,
        statement_fr="La confiance compte", statement_en="Trust matters",
    )  # fmt: skip


def _verdict_changes() -> pd.DataFrame:
    row = {
        "hypothesis": "H1", "model": "structural", "kind": "direct", "lhs": "performance",
        "op": "~", "rhs": "trust", "alpha": 0.05, "statement_fr": "La confiance compte",
        "statement_en": "Trust matters", "wave_before": "2012", "before": "supported",
        "std_before": 0.35, "ci_lower_before": 0.15, "ci_upper_before": 0.55,
        "pvalue_adjusted_before": 0.002, "power_before": 0.82, "wave": "2015",
        "verdict": "undecided", "std": 0.12, "ci_lower": -0.1, "ci_upper": 0.34,
        "pvalue_adjusted": 0.31, "power": 0.64,
    }  # fmt: skip
    return pd.DataFrame([row])


def _pooled_verdicts() -> pd.DataFrame:
    table = _verdicts().iloc[:2].drop(columns="wave")
    return table.assign(verdict=["supported", "not estimable"], reason_fr=["", "Il est inégal."],
                        reason_en=["", "It is unequal."], model="structural", op="~",
                        lhs="performance", rhs="trust")  # fmt: skip


def third_wave() -> dict[str, pd.DataFrame]:
    """What a wave of 2018 adds: its paths against 2012, and against 2015 on their own."""
    two, tests, waves = _changes(), _tests(), fake_pooled().pooled_waves
    recent = two.assign(wave="2018", reference="2015", verdict=["changed", "undecided"],
                        pvalue_holm=[0.01, 0.4])  # fmt: skip
    new = pd.DataFrame({"wave": ["2018"], "n": [140], "left_out": [""]})
    return {
        "pooled_waves": pd.concat([waves, new], ignore_index=True),
        "path_changes": pd.concat([two, two.assign(wave="2018"), recent], ignore_index=True),
        "path_tests": pd.concat([tests, tests.iloc[[2]].assign(level="recent paths")]),
        "verdict_changes": _verdict_changes().assign(wave_before="2015", wave="2018"),
    }


def _tests() -> pd.DataFrame:
    rows = [("configural", np.nan, np.nan, np.nan, "holds"), ("metric", 32.5, 35.0, 0.59, "holds"),
            ("paths", 56.5, 23.0, 0.0001, "changed")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["level", "chisq_diff", "df_diff", "pvalue", "verdict"])
    return frame.assign(delta_cfi=0.001, reason_fr="", reason_en="", model="structural")


def _changes() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"outcome": ["cooperation", "performance"], "predictor": ["trust", "trust"]}
    )
    return frame.assign(
        **PLACE, est=[0.1, 0.2], est_reference=[0.2, 0.6], difference=[-0.1, -0.4], se=0.1,
        ci_lower=[-0.3, -0.6], ci_upper=[0.1, -0.2], chisq_diff=4.0, df_diff=1.0,
        pvalue=[0.3, 0.001], pvalue_holm=[0.3, 0.002], verdict=["undecided", "changed"],
        model="structural",
    )  # fmt: skip
