"""Fake worlds: the hypotheses of the fake study under a few choices."""

from itertools import product

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.survey.hypotheses.robustness import summarise_worlds

CHOICES = {
    "estimator": ("ML", "MLR", "WLSMV"),
    "missing": ("listwise", "fiml"),
    "purification": ("kept",),
    "respondents": ("all", "unflagged"),
    "indicators": ("items", "parcels"),
    "reversed": ("kept",),
}


def fake_worlds(verdicts, rng):
    """Artefacts of run_specifications for the rows of ``verdicts``."""
    rows = [_world(i, choice) for i, choice in enumerate(product(*CHOICES.values()))]
    worlds = pd.DataFrame(rows, columns=columns("worlds"))
    fitted = worlds[worlds["status"] == "fitted"]
    judged = [fake_verdicts(world, verdicts, rng) for world in fitted.to_dict("records")]
    specifications = pd.concat(judged, ignore_index=True)
    return {
        "worlds": worlds.assign(model="structural"),
        "specifications": specifications,
        "robustness": summarise_worlds(specifications, verdicts.assign(model="structural")),
    }


def _world(number, choice):
    made = dict(zip(CHOICES, choice, strict=True))
    first = {axis: options[0] for axis, options in CHOICES.items()}
    changed = ", ".join(axis for axis in CHOICES if made[axis] != first[axis])
    ordered = made["estimator"] == "WLSMV"
    impossible = ordered and (made["missing"] == "fiml" or made["indicators"] == "parcels")
    status = "impossible" if impossible else "same" if number == 5 else "fitted"
    fit = {
        "n": 120 if made["respondents"] == "all" else 117,
        "indicators_used": 44, "chisq": 1000.5 + number, "df": 867, "cfi": 0.95, "rmsea": 0.04,
        "srmr": 0.06, "converged": True, "admissible": number != 7, "problems": "",
    }  # fmt: skip
    reason = "parcels are not ordered" if impossible else ""
    found = {"world": number + 1, **made, "changed": changed, "status": status, "reason": reason}
    return found | (fit if status == "fitted" else {"converged": False, "admissible": False})


def fake_verdicts(world, verdicts, rng):
    std = verdicts["std"] + rng.normal(0, 0.04, len(verdicts))
    se, usable = 0.09, world["admissible"]
    clear = np.where(std > 1.96 * se, "supported", "undecided")
    table = verdicts[["id", "expect"]].assign(
        std=std, se=se, ci_lower=std - 1.96 * se, ci_upper=std + 1.96 * se, pvalue=0.04,
        pvalue_adjusted=0.08, verdict=np.where(std.notna() & usable, clear, "not estimable"),
    )  # fmt: skip
    kept = ("world", *CHOICES, "changed", "n", "converged", "admissible")
    return table.assign(**{name: world[name] for name in kept})
