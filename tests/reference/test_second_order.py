"""Omegas, explained common variance and H of two models against lavaan's loadings in R."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN

from surveysem.survey import common_variance, omega_coefficients

CASE = "omega_bifactor"
MODELS = {"bifactor": "direct", "second_order": "transformed"}
COLUMNS = ("omega", "omega_hierarchical", "ecv", "h")


def solutions() -> dict[str, dict[str, pd.DataFrame]]:
    expected = cases.expected(CASE)
    read = {
        name: pd.DataFrame(expected[name]).rename(columns={"est_std": "est"}) for name in MODELS
    }
    return {"alone": read}


@cache
def ours() -> pd.DataFrame:
    return omega_coefficients(solutions(), records(), "general").set_index(["contender", "factor"])


def records() -> dict[str, dict[str, dict[str, Any]]]:
    return {"alone": {name: {"admissible": True} for name in MODELS}}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("model", MODELS)
def test_coefficients(model: str, column: str) -> None:
    theirs = cases.expected(CASE)[MODELS[model]]
    found = ours().loc[model].loc[theirs["factor"], column]
    assert not cases.far(found, theirs[column], theirs["factor"], ANALYTIC)


@pytest.mark.parametrize("model", MODELS)
def test_uncontaminated_correlations_and_ratio(model: str) -> None:
    theirs = cases.expected(CASE)[MODELS[model]]
    found = ours().loc[(model, "general")]
    assert found["puc"] == pytest.approx(theirs["puc"], abs=ANALYTIC)
    ratio = theirs["omega_hierarchical"][0] / theirs["omega"][0]
    assert found["relative_omega"] == pytest.approx(ratio, abs=ANALYTIC)
    assert found["items"] == 9
    assert ours().loc[model].drop("general")["puc"].isna().all()


@pytest.mark.parametrize("model", MODELS)
def test_common_variance_of_items(model: str) -> None:
    theirs = cases.expected(CASE)[MODELS[model]]["i_ecv"]
    table = common_variance(solutions(), records(), "general")
    found = table[table["contender"] == model]
    assert not cases.far(found["i_ecv"], theirs, found["item"], ANALYTIC)
    assert found["group"].tolist() == ["verbal"] * 3 + ["fluency"] * 3 + ["reasoning"] * 3


def test_second_order_omega_of_semtools() -> None:
    """compRelSEM(higher =): hierarchical omega of the construct, omega of each dimension."""
    theirs = cases.expected(CASE)["semTools"]
    found = ours().loc["second_order"]
    general = theirs["higher"].pop("general")
    assert found.loc["general", "omega_hierarchical"] == pytest.approx(general, abs=LAVAAN)
    assert theirs["second_level"]["omegaL1"] == pytest.approx(general, abs=LAVAAN)
    for name, value in theirs["higher"].items():
        assert found.loc[name, "omega"] == pytest.approx(value, abs=LAVAAN)


def test_hierarchical_omega_of_psych_has_another_denominator() -> None:
    """omegaFromSem divides by observed variances, we by those that the model implies."""
    theirs = cases.expected(CASE)["psych"]
    implied = theirs["omega_hierarchical"] * theirs["observed"] / theirs["implied"]
    found = ours().loc[("bifactor", "general"), "omega_hierarchical"]
    assert found == pytest.approx(implied, abs=LAVAAN)
    assert abs(found - theirs["omega_hierarchical"]) > LAVAAN
    assert np.isfinite(found)
