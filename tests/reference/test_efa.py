"""surveysem.efa against psych, stats::factanal, GPArotation and SPSS."""

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, LAVAAN, LOOSE, SPSS_PAF, SPSS_PROMAX

from surveysem import efa
from surveysem.efa.rotations import RotationOptions, rotate

# Means of 2,000 against 2,000 random eigenvalues with standard deviations below .04: five errors.
MONTE_CARLO = 0.007

# psych's minres leaves optim at its default factr of 1e7; that ours is lower is asserted beside it.
PSYCH_MINRES = 5e-4

SAMPLES = ["holzinger", "bfi"]
EXTRACTIONS = ["holzinger_1", "holzinger_3", "bfi_5", "ids_4"]


def correlations(values):
    found = values["correlations"]
    return efa.Correlations(cases.matrix(found).to_numpy(), found["n"], found["names"])


def distance(ours, theirs):
    return np.abs(np.asarray(ours) - np.asarray(theirs)).max()


@pytest.mark.parametrize("sample", SAMPLES)
def test_adequacy(sample):
    theirs = cases.expected("efa_adequacy")[sample]
    ours = efa.adequacy(correlations(theirs))
    numbers = ["kmo", "bartlett_chisq", "bartlett_df", "bartlett_pvalue", "determinant"]
    assert not cases.far(
        [getattr(ours, name) for name in numbers], [theirs[n] for n in numbers], numbers, ANALYTIC
    )
    assert distance(ours.kmo_per_item, theirs["kmo_per_item"]) <= ANALYTIC


def test_adequacy_of_rows_is_that_of_their_correlations():
    items = cases.read("holzinger")[[f"x{i}" for i in range(1, 10)]]
    ours, theirs = efa.adequacy(items), cases.expected("efa_adequacy")["holzinger"]
    assert ours.n == 301
    assert abs(ours.kmo - theirs["kmo"]) <= ANALYTIC


@pytest.mark.parametrize("sample", SAMPLES)
def test_retention(sample):
    theirs = cases.expected("efa_retain")[sample]
    ours = efa.retain(correlations(theirs), seed=1, draws=2000)
    assert distance(ours.eigenvalues, theirs["eigenvalues"]) <= ANALYTIC
    assert distance(ours.parallel.mean, theirs["parallel_mean"]) <= MONTE_CARLO
    assert ours.parallel.n_factors == theirs["parallel_n"]
    map_squared = theirs["map_squared"]
    # psych begins with one component, we with none
    assert distance(ours.map.squared[1 : 1 + len(map_squared)], map_squared) <= ANALYTIC


@pytest.mark.parametrize(
    ("extraction", "tolerance"),
    [("pca", ANALYTIC), ("paf", ANALYTIC), ("minres", PSYCH_MINRES), ("ml", LAVAAN)],
)
@pytest.mark.parametrize("case", EXTRACTIONS)
def test_extraction(case, extraction, tolerance):
    values = cases.expected("efa_extraction")[case]
    theirs = values[extraction]
    ours = efa.fit(correlations(values), values["n_factors"], extraction, convention="psych")
    wanted = np.array(theirs["loadings"])
    loadings, _, _ = cases.aligned(ours.loadings.to_numpy(), wanted)
    assert distance(loadings, wanted) <= tolerance
    assert distance(ours.communalities, theirs["communalities"]) <= tolerance
    assert ours.converged


@pytest.mark.parametrize("case", EXTRACTIONS)
def test_our_residuals_are_no_larger_than_those_of_psych(case):
    values = cases.expected("efa_extraction")[case]
    R = np.array(values["correlations"]["values"])
    off_diagonal = ~np.eye(len(R), dtype=bool)

    def squares(loadings):
        return ((R - loadings @ loadings.T)[off_diagonal] ** 2).sum()

    ours = efa.fit(correlations(values), values["n_factors"], "minres").loadings.to_numpy()
    assert squares(ours) <= squares(np.array(values["minres"]["loadings"])) * (1 + ANALYTIC)


@pytest.mark.parametrize("case", EXTRACTIONS)
def test_likelihood_ratio_test(case):
    values = cases.expected("efa_extraction")[case]
    theirs = values["ml"]
    ours = efa.fit(correlations(values), values["n_factors"], "ml")
    names = ["chisq", "df", "pvalue"]
    found = [getattr(ours, name) for name in names]
    assert not cases.far(found, [theirs[name] for name in names], names, LAVAAN)


ROTATIONS = [
    ("varimax_kaiser", "varimax", True, {}),
    ("varimax", "varimax", False, {}),
    ("quartimax", "quartimax", False, {}),
    ("equamax", "equamax", False, {}),
    ("oblimin_0", "oblimin", False, {"gamma": 0.0}),
    ("oblimin_0_kaiser", "oblimin", True, {"gamma": 0.0}),
    ("oblimin_-0.5", "oblimin", False, {"gamma": -0.5}),
    ("oblimin_0.2", "oblimin", False, {"gamma": 0.2}),
    ("quartimin", "quartimin", False, {}),
    ("geomin", "geomin", False, {}),
    ("target", "target", False, {}),
    ("promax_psych_kaiser", "promax", True, {}),
    ("promax_psych", "promax", False, {}),
]


@pytest.mark.parametrize(("case", "rotation", "kaiser", "options"), ROTATIONS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_rotation(sample, case, rotation, kaiser, options):
    values = cases.expected("efa_rotation")[sample]
    theirs = values[case]
    target = np.array(theirs["wanted"], dtype=float) if rotation == "target" else None
    chosen = {"gamma": None, "power": None, "delta": None, "target": target} | options
    ours = rotate(
        np.array(values["start"]),
        RotationOptions.of(rotation, kaiser, "psych", **chosen),
    )
    wanted = np.array(theirs["pattern"])
    pattern, order, sign = cases.aligned(ours.Lambda, wanted)
    assert ours.converged
    assert distance(pattern, wanted) <= LOOSE
    assert distance(ours.Phi[np.ix_(order, order)] * np.outer(sign, sign), theirs["phi"]) <= LOOSE


@pytest.mark.parametrize(
    ("rotation", "file", "tolerance"),
    [
        ("none", "paf", SPSS_PAF),
        ("varimax", "varimax", SPSS_PROMAX),
        ("promax", "promax", SPSS_PROMAX),
    ],
)
def test_spss(rotation, file, tolerance):
    folder = cases.FOLDER / "spss_ids"
    R = pd.read_csv(folder / "correlations.csv", index_col=0)
    published = efa.Correlations(R.to_numpy(), None, list(R.columns))
    ours = efa.fit(published, 5, "paf", rotation, max_iterations=100)
    wanted = pd.read_csv(folder / f"{file}.csv").to_numpy()
    loadings, _, _ = cases.aligned(ours.loadings.to_numpy(), wanted)
    assert ours.iterations == 32
    assert distance(loadings, wanted) <= tolerance


def solution_of(values, extraction, rotation):
    return efa.fit(
        correlations(values), values["n_factors"], extraction, rotation, convention="psych"
    )


@pytest.mark.parametrize("method", ["regression", "bartlett", "anderson-rubin"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_weights_of_factor_scores(sample, method):
    theirs = cases.expected("efa_scores")[sample]
    ours = solution_of(theirs, "ml", "oblimin")
    _, order, sign = cases.aligned(ours.loadings.to_numpy(), np.array(theirs["pattern"]))
    found = efa.scores(ours, correlations(theirs), method)
    assert distance(found.weights.to_numpy()[:, order] * sign, theirs[method]) <= LOOSE
    if method == "regression":
        squares = found.validity.to_numpy()[order] ** 2
        assert distance(squares, theirs["determinacy"]) <= LOOSE


@pytest.mark.parametrize("sample", SAMPLES)
def test_weights_of_component_scores(sample):
    theirs = cases.expected("efa_scores")[sample]
    ours = solution_of(theirs, "pca", "none")
    _, order, sign = cases.aligned(ours.loadings.to_numpy(), np.array(theirs["components"]))
    for method in ("regression", "bartlett", "anderson-rubin"):
        weights = efa.scores(ours, correlations(theirs), method).weights.to_numpy()
        assert distance(weights[:, order] * sign, theirs["component_weights"]) <= ANALYTIC


@pytest.mark.parametrize("sample", SAMPLES)
def test_fit_statistics(sample):
    theirs = cases.expected("efa_scores")[sample]
    wanted = theirs["statistics"]
    ours = solution_of(theirs, "ml", "oblimin").statistics
    assert not cases.far([getattr(ours, name) for name in wanted], wanted.values(), wanted, LAVAAN)


@pytest.mark.parametrize("sample", SAMPLES)
def test_parallel_analysis_of_reduced_correlations(sample):
    theirs = cases.expected("efa_scores")[sample]
    ours = efa.retain(correlations(theirs), seed=1, draws=2000).parallel_factors
    assert distance(ours.observed, theirs["factor_eigenvalues"]) <= ANALYTIC
    assert distance(ours.mean, theirs["factor_mean"]) <= MONTE_CARLO
    assert ours.n_factors == theirs["factor_n"]


def test_polychoric_input():
    theirs = cases.expected("efa_polychoric")
    items = cases.read("data.csv", "ordered_items")
    ours = efa.fit(items, 1, "paf", convention="psych", ordered=list(items))
    assert distance(ours.eigenvalues, theirs["eigenvalues"]) <= LAVAAN
    loadings, _, _ = cases.aligned(ours.loadings.to_numpy(), np.array(theirs["paf"]["loadings"]))
    assert distance(loadings, theirs["paf"]["loadings"]) <= LAVAAN
    adequacy = efa.adequacy(items, ordered=list(items))
    assert abs(adequacy.kmo - theirs["kmo"]) <= LAVAAN
    assert distance(adequacy.kmo_per_item, theirs["kmo_per_item"]) <= LAVAAN
