"""Populations, one draw and power against lavaan and semTools."""

import numpy as np
import pytest
from reference import cases
from tolerances import ANALYTIC, CHISQ, LAVAAN, LOOSE

from surveysem import sem
from surveysem.sem.simulation.nonnormal import fleishman, intermediate
from surveysem.sem.simulation.population import population_of

CASE = "simulation_path"
VALUES = cases.expected(CASE)


def population() -> str:
    return (cases.FOLDER / CASE / "population.lav").read_text(encoding="utf-8")


def test_the_population_is_that_of_simulate_data() -> None:
    ours = population_of(population(), std=False)
    theirs = cases.matrix(VALUES["population"]).loc[list(ours.names), list(ours.names)]
    assert np.abs(ours.Sigma - theirs.to_numpy()).max() <= ANALYTIC


def test_one_draw_is_what_lavaan_finds_in_it() -> None:
    """The stored moments are the first draw; estimates, errors, standardised ones and effects."""
    found = sem.monte_carlo(population(), 100, seed=1, model=cases.model(CASE), draws=2)
    draw, labels = found.samples[0], found.labels
    for quantity, name, est in (
        ("parameter", "estimates", "est"),
        ("standardized", "standardized", "est_std"),
    ):
        theirs = cases.table(VALUES[name])
        rows = labels.index[labels["quantity"] == quantity]
        keys = [cases.key(*row) for row in labels.loc[rows, ["lhs", "op", "rhs"]].to_numpy()]
        assert len(keys) == (24 if quantity == "standardized" else 21) - (
            quantity == "standardized"
        )
        wanted = theirs.loc[keys]
        assert not cases.far(draw.est[0, rows], wanted[est], keys, LAVAAN)
        assert not cases.far(draw.se[0, rows], wanted["se"], keys, LAVAAN)
    assert abs(draw.pvalue[0] - VALUES["fit"]["pvalue"]) <= LAVAAN
    assert abs(draw.close[0] - VALUES["fit"]["rmsea.pvalue"]) <= LAVAAN


@pytest.mark.parametrize("at", range(len(VALUES["shapes"])))
def test_polynomials(at: int) -> None:
    """lavaan's nlminb stops where the squared equations are small."""
    ours = fleishman("y", *VALUES["shapes"][at])
    assert np.abs(np.array(ours) - VALUES["polynomials"][at]).max() <= LOOSE


@pytest.mark.parametrize(("at", "pair"), list(enumerate([(0, 1), (0, 2), (1, 3)])))
def test_intermediate_correlations(at: int, pair: tuple[int, int]) -> None:
    b, c, d = np.array([fleishman("y", *VALUES["shapes"][i]) for i in pair]).T
    rho = np.array([[1, 0.4], [0.4, 1]])
    ours = intermediate(("y1", "y2"), rho, b, c, d)[0, 1]
    assert abs(ours - VALUES["intermediate"][at]) <= LOOSE


@pytest.mark.parametrize("theirs", VALUES["rmsea"])
def test_power_from_the_rmsea(theirs: dict[str, float]) -> None:
    values = {name: theirs[name] for name in ("df", "rmsea0", "rmsea_a")}
    assert abs(sem.rmsea_power(n=theirs["n"], **values) - theirs["power"]) <= CHISQ
    assert sem.rmsea_n(**values) == theirs["n_80"]
