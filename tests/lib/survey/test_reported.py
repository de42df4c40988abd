"""Robust estimators have their own test and indices; the report prints those."""

import pytest

from surveysem.survey.reported import reported

PLAIN = {"chisq": 85.3, "df": 24, "pvalue": 1e-8, "cfi": 0.931, "tli": 0.895, "rmsea": 0.092}
SCALED = {"chisq_scaled": 87.1, "df_scaled": 24, "pvalue_scaled": 2e-8, "cfi_scaled": 0.925}
ROBUST = {"cfi_robust": 0.930, "tli_robust": 0.894, "rmsea_robust": 0.093}


def test_a_plain_fit_is_printed_as_it_is() -> None:
    assert reported(PLAIN) == PLAIN | {"correction": ""}


def test_a_robust_fit_is_printed_with_its_scaled_test_and_robust_indices() -> None:
    found = reported(PLAIN | SCALED | ROBUST)
    assert (found["chisq"], found["cfi"], found["rmsea"]) == (87.1, 0.930, 0.093)
    assert found["chisq_df"] == pytest.approx(87.1 / 24)
    assert found["correction"] == "robust"


def test_where_robust_indices_do_not_exist_the_scaled_ones_stand_and_none_is_plain() -> None:
    found = reported(PLAIN | SCALED | {"cfi_robust": None})
    assert (found["cfi"], found["tli"]) == (0.925, None)
    assert found["correction"] == "scaled"
