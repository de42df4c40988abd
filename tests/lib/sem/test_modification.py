"""Modification indices foretell what freeing a parameter does."""

import numpy as np
import pytest
from lib.sem.models import KINDS, THREE_FACTORS, fitted, holzinger

from surveysem import sem
from surveysem.errors import SpecificationError

# The score test is the likelihood-ratio test to first order.
FIRST_ORDER = 0.4


def test_the_chi_square_falls_by_about_the_index() -> None:
    fit = fitted("factors")
    for row in fit.modification_indices().nlargest(5, "mi").itertuples():
        freed = sem.fit(f"{THREE_FACTORS}\n{row.lhs} {row.op} {row.rhs}", holzinger())
        assert abs(fit.chisq - freed.chisq - row.mi) < FIRST_ORDER * row.mi
        estimate = freed.estimates().set_index(["lhs", "op", "rhs"])["est"]
        assert np.sign(estimate[row.lhs, row.op, row.rhs]) == np.sign(row.epc)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_in_the_model_is_proposed(kind: str) -> None:
    fit = fitted(kind)
    rows = fit.modification_indices()
    assert list(rows.columns) == ["lhs", "op", "rhs", "mi", "epc", "std_epc"]
    estimates = fit.estimates()
    present = {frozenset(k) for k in zip(estimates.lhs, estimates.op, estimates.rhs, strict=True)}
    symmetric = rows[rows.op == "~~"]
    assert not any(
        frozenset(key) in present
        for key in zip(symmetric.lhs, symmetric.op, symmetric.rhs, strict=True)
    )
    assert (rows.mi >= 0).all()


def test_amos_ignores_the_other_parameters() -> None:
    fit = fitted("factors")
    keys = ["lhs", "op", "rhs"]
    both = fit.modification_indices().merge(fit.modification_indices(kind="amos"), on=keys)
    assert (both.mi_y <= both.mi_x * (1 + 1e-9)).all()


def test_kinds_are_two() -> None:
    with pytest.raises(SpecificationError, match="kind 'lisrel'; expected score or amos"):
        fitted("factors").modification_indices(kind="lisrel")
