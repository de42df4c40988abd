"""factor_analyzer and statsmodels beside ours: where they agree, and factor_analyzer's faults."""

import numpy as np
import pytest
from reference import cases
from tolerances import LAVAAN, LOOSE

from surveysem import efa

# A difference that no tolerance explains.
WRONG = 0.02

pytestmark = pytest.mark.filterwarnings("ignore:.*force_all_finite:FutureWarning")

ITEMS = cases.read("holzinger")[[f"x{i}" for i in range(1, 10)]]
ROTATIONS = cases.expected("efa_rotation")["holzinger"]


def distance(ours, theirs):
    return np.abs(cases.aligned(np.asarray(ours), np.asarray(theirs))[0] - theirs).max()


def factor_analyzer_loadings(method):
    from factor_analyzer import FactorAnalyzer

    return FactorAnalyzer(3, rotation=None, method=method).fit(ITEMS).loadings_


def factor_analyzer_rotation(method, **options):
    from factor_analyzer import Rotator

    return Rotator(method=method, **options).fit_transform(np.array(ROTATIONS["start"]))


def reference(name):
    return np.array(ROTATIONS[name]["pattern"])


@pytest.mark.parametrize("method", ["ml", "minres"])
def test_factor_analyzer_agrees_on_extraction(method):
    ours = efa.fit(ITEMS, 3, method).loadings
    assert distance(ours, factor_analyzer_loadings(method)) <= LAVAAN


@pytest.mark.parametrize(("method", "theirs"), [("ml", "ml"), ("minres", "pa")])
def test_statsmodels_agrees_on_extraction(method, theirs):
    from statsmodels.multivariate.factor import Factor

    factor = Factor(corr=ITEMS.corr().to_numpy(), n_factor=3, method=theirs, nobs=len(ITEMS))
    fitted = factor.fit(maxiter=1000, tol=1e-10)
    assert distance(efa.fit(ITEMS, 3, method).loadings, fitted.loadings) <= LAVAAN


@pytest.mark.parametrize(("rotation", "name"), [("oblimin", "oblimin_0"), ("geomin_obl", "geomin")])
def test_factor_analyzer_agrees_on_plain_oblique_rotations(rotation, name):
    assert distance(factor_analyzer_rotation(rotation), reference(name)) <= LOOSE


def test_principal_of_factor_analyzer_is_components_not_axes():
    theirs = factor_analyzer_loadings("principal")
    assert distance(efa.fit(ITEMS, 3, "pca").loadings, theirs) <= LAVAAN
    assert distance(efa.fit(ITEMS, 3, "paf").loadings, theirs) > WRONG


def test_oblimin_of_factor_analyzer_ignores_normalize():
    kaiser, plain = (factor_analyzer_rotation("oblimin", normalize=on) for on in (True, False))
    assert np.array_equal(kaiser, plain)
    assert distance(kaiser, reference("oblimin_0_kaiser")) > WRONG


@pytest.mark.parametrize(
    ("rotation", "options", "name"),
    [("oblimin", {"gamma": -0.5}, "oblimin_-0.5"), ("equamax", {}, "equamax")],
)
def test_rotations_of_factor_analyzer_that_are_wrong(rotation, options, name):
    assert distance(factor_analyzer_rotation(rotation, **options), reference(name)) > WRONG
