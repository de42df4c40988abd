"""The bootstrap of several groups: each is resampled within itself."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from lib.sem.models import THREE_FACTORS, holzinger
from tolerances import LOOSE

from surveysem import sem
from surveysem.sem.bootstrap.resample import Resampling

PATH = (
    "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ c(b1, b2)*visual\ngap := b1 - b2\n"
)
KINDS: dict[str, dict[str, Any]] = {
    "metric": {"syntax": PATH, "equal": ("loadings",)},
    "scalar": {"syntax": PATH, "equal": ("loadings", "intercepts")},
    "free": {"syntax": PATH},
    "observed predictor": {"syntax": PATH + "visual ~ ageyr\n"},
    "missing values": {"syntax": PATH, "missing": "fiml"},
}


def data(kind: str) -> pd.DataFrame:
    found = holzinger()
    if kind == "missing values":
        found = found.copy()
        rows = np.random.default_rng(1).integers(0, 156, 30)
        found.iloc[rows, list(found.columns).index("x2")] = np.nan
    return found


def fit_of(kind: str, frame: pd.DataFrame | None = None) -> sem.Fit:
    options = dict(KINDS[kind])
    text = options.pop("syntax")
    return sem.fit(text, data(kind) if frame is None else frame, group="school", **options)


@cache
def boot() -> sem.Bootstrap:
    return fit_of("metric").bootstrap(100, seed=4, workers=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_draw_is_the_fit_of_its_resample(kind: str) -> None:
    fit = fit_of(kind)
    found = fit.bootstrap(2, seed=5, workers=1)
    samples = fit.solution.samples
    rows = np.concatenate([s.index for s in samples])
    sizes = tuple(s.n for s in samples)
    counts = Resampling(np.empty((len(rows), 0)), 5, sizes).counts(0, 2).astype(int)
    assert (counts[:, : sizes[0]].sum(axis=1) == sizes[0]).all()
    assert found.converged.all()
    for r in range(2):
        again = fit_of(kind, data(kind).loc[np.repeat(rows, counts[r])])
        assert np.allclose(found.draws[r], again.solution.theta, rtol=LOOSE, atol=LOOSE)


def test_draws_do_not_depend_on_workers() -> None:
    again = fit_of("metric").bootstrap(100, seed=4, workers=2)
    assert np.array_equal(boot().draws, again.draws)
    assert boot().ci().equals(again.ci())


@pytest.mark.parametrize("kind", ["percentile", "bca"])
def test_intervals_say_which_group(kind: str) -> None:
    table = boot().ci(kind=kind)
    fit = fit_of("metric")
    assert list(table.columns[:6]) == ["group", "quantity", "lhs", "op", "rhs", "label"]
    assert set(table.group) == {"Pasteur", "Grant-White", ""}
    assert (table[table.group == ""].op == ":=").all()
    part = table.set_index("quantity")
    assert np.allclose(part.loc["parameter"].est, fit.estimates().est)
    assert np.allclose(part.loc["standardized"].est, fit.standardized().est)
    effects = fit.effects()
    assert np.allclose(part.loc["effect"].est, effects.est)
    assert part.loc["effect"].group.tolist() == effects.group.tolist()
    gap = part.loc["parameter"].set_index("op").loc[":="]
    first, second = part.loc["effect"][part.loc["effect"].op == "direct"].est
    assert gap.est == pytest.approx(first - second)
    assert gap.ci_lower < gap.est < gap.ci_upper


def test_admissible_draws_are_so_in_every_group() -> None:
    """The second group has a residual variance below zero in some draws, the first in none."""
    rows = pd.concat([holzinger().iloc[:150], holzinger().iloc[160:195]])
    fit = sem.fit(THREE_FACTORS, rows, group="school")
    found = fit.bootstrap(60, seed=2, workers=1)
    table = fit.solution.table
    negative = {
        group: (found.draws[:, [p.free - 1 for p in table.group(group).parameters if p.is_variance]]
                < 0).any(axis=1)
        for group in (1, 2)
    }  # fmt: skip
    only_second = negative[2] & ~negative[1]
    assert only_second.any()
    assert not found.admissible[only_second].any()


def test_bollen_stine_resamples_rows_in_which_the_model_holds() -> None:
    fit = fit_of("scalar")
    found = fit.bootstrap(150, seed=2, kind="bollen-stine", workers=1)
    assert abs(np.nanmean(found.chisq) - fit.df) < 4
    poor = sem.fit(THREE_FACTORS, holzinger(), group="school", equal=("loadings", "intercepts"))
    assert poor.bootstrap(60, seed=2, kind="bollen-stine", workers=1).pvalue < 0.02


def test_wishart_draws_divide_as_the_fit_does() -> None:
    frame = holzinger()
    fit = sem.fit(THREE_FACTORS, frame, convention="wishart")
    found = fit.bootstrap(2, seed=5, workers=1)
    counts = Resampling(fit.solution.sample.X, 5).counts(0, 2).astype(int)
    again = sem.fit(THREE_FACTORS, frame.loc[frame.index.repeat(counts[1])], convention="wishart")
    assert np.allclose(found.draws[1], again.solution.theta, rtol=1e-5, atol=1e-5)
    assert found.chisq[1] == pytest.approx(again.chisq)
