"""Power and width of intervals against lavaan's fits to samples of its own."""

import numpy as np
import pandas as pd
import pytest
from reference import cases

from surveysem import sem, survey

CASE = "power_mediation"
VALUES = cases.expected(CASE)
# Standard errors of the difference of two Monte-Carlo shares or means.
ERRORS = 4.0
ROWS = [
    ("a", "direct", "m", "~", "f", "+", "", "paths"),
    ("b", "direct", "g", "~", "m", "+", "", "paths"),
    ("ab", "indirect", "ab", ":=", "", "+", "", "indirect"),
    ("c", "direct", "g", "~", "f", "0", "0.3", "none"),
]


@pytest.fixture(scope="module")
def found() -> survey.Estimated:
    names = ["id", "kind", "lhs", "op", "rhs", "expect", "bound", "family"]
    hypotheses = pd.DataFrame(ROWS, columns=names).assign(model="model")
    loadings = [
        (factor, "=~", f"{item}{i}", size)
        for factor, item in zip("fmg", "xyz", strict=True)
        for i, size in enumerate((0.8, 0.7, 0.6), start=1)
    ]
    # m ~ f as in the population of b and of ab, which leaves the estimates of other paths alone
    paths = [("m", "~", "f", 0.3), ("g", "~", "m", 0.3), ("g", "~", "f", 0.7)]
    standardized = pd.DataFrame(loadings + paths, columns=["lhs", "op", "rhs", "est"])
    fit = {"model": "model", "converged": True, "admissible": True, "n_obs": VALUES["n"]}
    text = (cases.FOLDER / CASE / "model.lav").read_text(encoding="utf-8")
    rules = survey.PowerRules(0.3, (), 1000, {})
    return survey.estimate_power(
        text, standardized, fit, hypotheses, rules, alpha=0.05, seed=1, workers=1
    )


def share_apart(ours: float, theirs: float, draws: float) -> float:
    """Difference in standard errors."""
    error = np.sqrt(theirs * (1 - theirs) * (1 / draws + 1 / VALUES["used"]))
    return float(abs(ours - theirs) / error)


def test_power_of_paths_products_and_negligible_effects(found: survey.Estimated) -> None:
    power = found.power.set_index("id")
    for name, theirs in VALUES["power"].items():
        assert share_apart(power.power[name], theirs, power.used[name]) < ERRORS
    assert share_apart(power.joint["ab"], VALUES["joint"], 1000) < ERRORS
    assert share_apart(power.power_adjusted["a"], VALUES["holm"], 1000) < ERRORS
    assert power.power_error["a"] == pytest.approx(
        np.sqrt(power.power["a"] * (1 - power.power["a"]) / power.used["a"])
    )


def test_negligible_effect_with_the_other_path_at_its_estimate(found: survey.Estimated) -> None:
    """In its own population the path m -> g is 0, so that lavaan's has more collinearity."""
    power = found.power.set_index("id").power
    assert abs(power["c"] - VALUES["negligible"]) < 0.1


def test_width_of_intervals(found: survey.Estimated) -> None:
    """a is in the same population there and in that of the estimates, m being the same."""
    row = found.precision.set_index("id").loc["a"]
    error = VALUES["half_width_sd"]["a"] * np.sqrt(1 / row.used + 1 / VALUES["used"])
    assert abs(row.half_width - VALUES["half_width"]["a"]) < ERRORS * error
    assert row.coverage == pytest.approx(0.95, abs=ERRORS * row.coverage_error)


def test_the_n_for_power_is_semtools_rounded_up() -> None:
    fits = [{"model": "m", "df": 24, "n_obs": 300}]
    table = survey.fit_test_power(fits, 0.05, 0.80).set_index("test")
    theirs = cases.expected("simulation_path")["rmsea"][0]
    assert table.power["close fit"] == pytest.approx(theirs["power"], abs=1e-8)
    assert table.n_needed["close fit"] == theirs["n_80"]
    assert sem.rmsea_power(24, int(table.n_needed["close fit"])) > 0.8
