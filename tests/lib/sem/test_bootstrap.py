"""The bootstrap refits the model, and nothing but the seed decides its draws."""

from functools import cache

import numpy as np
import pytest
from lib.sem.models import DEMOCRACY, KINDS, THREE_FACTORS, democracy, fitted, holzinger, wheaton
from tolerances import LOOSE

from surveysem import sem
from surveysem.errors import ConvergenceError, DataError, SpecificationError
from surveysem.sem.bootstrap import refit
from surveysem.sem.bootstrap.resample import Resampling

COLUMNS = [
    "quantity",
    "lhs",
    "op",
    "rhs",
    "label",
    "est",
    "se",
    "bias",
    "ci_lower",
    "ci_upper",
    "pvalue",
]


@cache
def boot() -> sem.Bootstrap:
    return sem.fit(DEMOCRACY, democracy()).bootstrap(200, seed=7, workers=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draw_is_the_fit_of_its_resample(kind: str) -> None:
    data = holzinger()[[f"x{i}" for i in range(1, 10)] + ["ageyr", "sex"]]
    fit = fitted(kind)
    found = fit.bootstrap(3, seed=5, workers=1)
    counts = Resampling(fit.solution.sample.X, 5).counts(0, 3)
    assert found.converged.sum() >= 2
    for r in np.flatnonzero(found.converged):
        again = sem.fit(KINDS[kind], data.loc[data.index.repeat(counts[r].astype(int))])
        assert np.allclose(found.draws[r], again.solution.theta, rtol=LOOSE, atol=LOOSE)


def test_draws_do_not_depend_on_workers() -> None:
    fit = sem.fit(DEMOCRACY, democracy())
    again = fit.bootstrap(200, seed=7, workers=2)
    assert np.array_equal(boot().draws, again.draws)
    assert boot().ci().equals(again.ci())


def test_draws_do_not_depend_on_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refit, "BATCH", 13)
    again = sem.fit(DEMOCRACY, democracy()).bootstrap(40, seed=7, workers=1)
    assert np.allclose(again.draws, boot().draws[:40], rtol=1e-8, atol=1e-8)


def test_more_draws_begin_with_the_same() -> None:
    fewer = sem.fit(DEMOCRACY, democracy()).bootstrap(64, seed=7, workers=1)
    assert np.array_equal(fewer.draws, boot().draws[:64])
    other = sem.fit(DEMOCRACY, democracy()).bootstrap(64, seed=8, workers=1)
    assert not np.allclose(other.draws, fewer.draws)


def test_draws_are_counted() -> None:
    record = boot().summary()
    assert record["draws"] == 200
    assert record["used"] == record["converged"] == boot().converged.sum()
    assert record["admissible"] == boot().admissible.sum() < record["converged"]


@pytest.mark.parametrize("kind", ["percentile", "bc", "bca"])
def test_intervals_have_every_quantity(kind: str) -> None:
    fit = sem.fit(DEMOCRACY, democracy())
    table = boot().ci(kind=kind)
    assert list(table.columns) == COLUMNS
    counts = table.quantity.value_counts()
    assert counts["parameter"] == counts["standardized"] == len(fit.estimates())
    assert counts["effect"] == counts["standardized effect"] == len(fit.effects())
    by_quantity = table.groupby("quantity")["est"].apply(list)
    assert np.allclose(by_quantity["standardized"], fit.standardized().est)
    assert np.allclose(by_quantity["effect"], fit.effects().est)
    varying = table[table.se > 0]
    excluded = (varying.ci_lower > 0) | (varying.ci_upper < 0)
    assert (excluded == (varying.pvalue < 0.05)).all()


def test_a_defined_indirect_effect_is_the_specific_one() -> None:
    table = boot().ci(kind="bca").set_index(["quantity", "lhs", "op"])
    defined = table.loc[("standardized", "ind", ":=")].squeeze()
    effect = table.loc[("standardized effect", "dem65", "specific indirect")].squeeze()
    names = ["est", "se", "ci_lower", "ci_upper", "pvalue"]
    assert np.allclose(defined[names].astype(float), effect[names].astype(float))


def test_standard_errors_are_near_those_of_theory() -> None:
    data = sem.simulate("f =~ 0.8*a + 0.7*b + 0.6*c + 0.7*d", 600, seed=3, std=True)
    fit = sem.fit("f =~ a + b + c + d", data)
    table = fit.bootstrap(400, seed=1, workers=1).ci()
    free = fit.estimates().free > 0
    ratio = table.se[: len(free)][free] / fit.estimates().se[free]
    assert ratio.between(0.8, 1.25).all()


def test_bollen_stine_resamples_rows_in_which_the_model_holds() -> None:
    fit = sem.fit(THREE_FACTORS, holzinger())
    found = fit.bootstrap(200, seed=2, kind="bollen-stine", workers=1)
    assert abs(np.nanmean(found.chisq) - fit.df) < 6
    assert found.pvalue < 0.01
    assert (
        sem.fit(DEMOCRACY, democracy())
        .bootstrap(200, seed=2, kind="bollen-stine", workers=1)
        .pvalue
        > 0.2
    )
    with pytest.raises(SpecificationError, match="intervals need"):
        found.ci()


def test_samples_with_too_few_different_cases_are_not_converged() -> None:
    found = sem.fit(DEMOCRACY, democracy().head(14)).bootstrap(30, seed=1, workers=1)
    assert not found.converged.all()
    assert np.isnan(found.chisq[~found.converged]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "parametric"}, "kind 'parametric'; expected one of nonparametric bollen-stine"),
        ({"draws": 0}, "draws = 0, seed = 1; expected draws >= 1, seed >= 0"),
        ({"seed": -1}, "expected draws >= 1, seed >= 0"),
        ({"workers": 0}, "workers = 0; expected at least 1"),
    ],
)
def test_options_are_checked(options: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        fitted("factors").bootstrap(**{"draws": 5, "seed": 1, **options})
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"kind": "basic"}, "kind 'basic'; expected one of percentile bc bca"),
        ({"level": 95}, "level 95; expected a number between 0 and 1"),
        ({"level": 0.999}, "needs more than 1999 draws, found 200 that converged"),
    ],
)
def test_interval_options_are_checked(options: dict[str, object], message: str) -> None:
    with pytest.raises(SpecificationError) as error:
        boot().ci(**options)
    assert message in str(error.value)


def test_a_p_value_of_fit_needs_bollen_stine() -> None:
    with pytest.raises(SpecificationError, match="kind='bollen-stine'"):
        boot().pvalue  # noqa: B018


def test_a_bootstrap_needs_cases_and_a_minimum() -> None:
    published = sem.fit("f =~ anomia67 + power67 + anomia71 + power71", wheaton())
    with pytest.raises(DataError, match="needs the cases"):
        published.bootstrap(10, seed=1)
    with pytest.raises(ConvergenceError, match="did not converge"):
        sem.fit(THREE_FACTORS, holzinger().head(11)).bootstrap(10, seed=1)
