"""Several groups under convention amos: AMOS's own rules, from first principles."""

from functools import cache

import numpy as np
import pytest
from lib.sem.models import THREE_FACTORS, holzinger
from scipy.special import chndtr
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError

N, GROUPS, P = 301, 2, 9


@cache
def both(**options: object) -> tuple[sem.Fit, sem.Fit]:
    """By AMOS and by lavaan, equal loadings."""
    common = {"group": "school", "equal": ("loadings",), **options}
    amos = sem.fit(THREE_FACTORS, holzinger(), convention="amos", **common)
    return amos, sem.fit(THREE_FACTORS, holzinger(), **common)


def test_cmin_and_errors_are_those_of_lavaan_rescaled() -> None:
    amos, lavaan = both()
    assert amos.df == lavaan.df == 54
    assert abs(amos.chisq - (N - GROUPS) / N * lavaan.chisq) <= ANALYTIC * lavaan.chisq
    keys = ["group", "lhs", "op", "rhs"]
    ours, theirs = (f.estimates().set_index(keys) for f in (amos, lavaan))
    theirs = theirs.loc[ours.index]
    assert np.allclose(ours["est"], theirs["est"], atol=1e-7)
    assert np.allclose(ours["se"], np.sqrt(N / (N - GROUPS)) * theirs["se"], atol=1e-7)
    assert not (ours.index.get_level_values("op") == "~1").any()


def test_cmin_is_the_weighted_sum_over_groups() -> None:
    s = both()[0].solution
    values = []
    for sample, M in zip(s.samples, s.group_matrices, strict=True):
        S, Sigma = sample.moments.S, M.covariance()
        ratio = np.linalg.solve(Sigma, S)
        values.append(np.trace(ratio) - np.linalg.slogdet(ratio)[1] - P)
    F = float(np.dot(s.sizes, values)) / N
    assert abs(both()[0].fmin - F) <= ANALYTIC
    assert abs(both()[0].chisq - (N - GROUPS) * F) <= ANALYTIC * N


def test_fit_block_by_the_manual() -> None:
    fit, q = both()[0], both()[0].n_free
    s, C, df, n = fit.solution, fit.chisq, fit.df, N - GROUPS
    assert fit.rmsea == pytest.approx(np.sqrt((C / df - 1) / n), abs=ANALYTIC)
    assert fit.aic == pytest.approx(C + 2 * q)
    assert fit.ecvi == pytest.approx((C + 2 * q) / n)
    penalty = [n * size / N * P * (P + 3) / (size - P - 2) for size in s.sizes]
    assert fit.bcc == pytest.approx(C + 2 * q * sum(penalty) / (GROUPS * P * (P + 3)))
    assert fit.bic is None
    assert fit.not_computed["bic"] == "AMOS gives it for one group without means alone"
    residual, error, total = [], 0.0, 0.0
    for sample, M in zip(s.samples, s.group_matrices, strict=True):
        S, Sigma = sample.moments.S, M.covariance()
        residual.append((S - Sigma)[np.tril_indices(P)])
        ratio = np.linalg.solve(Sigma, S)
        error += sample.n * np.trace((ratio - np.eye(P)) @ (ratio - np.eye(P)))
        total += sample.n * np.trace(ratio @ ratio)
    assert fit.rmr == pytest.approx(np.sqrt(np.mean(np.concatenate(residual) ** 2)))
    assert fit.gfi == pytest.approx(1 - error / total)
    moments = GROUPS * P * (P + 1) / 2
    assert fit.agfi == pytest.approx(1 - moments / df * error / total)
    baseline = fit.fit_indices()["baseline_chisq"]
    assert fit.nfi == pytest.approx(1 - C / baseline)


def test_noncentrality_is_inverted_from_its_distribution() -> None:
    fit = both()[0]
    v, C, df = fit.fit_indices(), fit.chisq, fit.df
    assert v["ncp"] == pytest.approx(C - df)
    assert v["f0"] == pytest.approx((C - df) / (N - GROUPS))
    assert chndtr(C, df, v["ncp_ci_lower"]) == pytest.approx(0.95, abs=ANALYTIC)
    assert chndtr(C, df, v["ncp_ci_upper"]) == pytest.approx(0.05, abs=ANALYTIC)
    assert v["f0_ci_upper"] == pytest.approx(v["ncp_ci_upper"] / (N - GROUPS))
    assert v["pratio"] == pytest.approx(df / v["baseline_df"])
    assert "ncp" not in both()[1].fit_indices()


def test_means_come_where_they_are_asked_for() -> None:
    amos, lavaan = both(equal=("loadings", "intercepts"))
    assert abs(amos.chisq - (N - GROUPS) / N * lavaan.chisq) <= ANALYTIC * lavaan.chisq
    assert amos.not_computed["rmr"] == "AMOS gives none for models with means"
    with pytest.raises(SpecificationError, match="has means with ML alone, not with WLS"):
        both(equal=("loadings", "intercepts"), estimator="WLS")


def test_gls_of_groups_is_weighted_by_their_cases() -> None:
    s = both(estimator="GLS")[0].solution
    values = []
    for sample, M in zip(s.samples, s.group_matrices, strict=True):
        ratio = np.linalg.solve(sample.moments.S, sample.moments.S - M.covariance())
        values.append(0.5 * np.trace(ratio @ ratio))
    C = (N - GROUPS) * float(np.dot(s.sizes, values)) / N
    assert abs(s.chisq - C) <= ANALYTIC * C
