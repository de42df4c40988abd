"""Draws spread over several jobs are those of one job, to the last digit.

Compiled refits come in one batch here, so that all shares but the first are empty.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from lib.sem.models import THREE_FACTORS, holzinger
from lib.sem.test_ordered import answers as answers_of_ordered
from lib.sem.test_ordered import fitted as ordered
from lib.survey.test_power import answers
from study import sketch

from surveysem import sem, survey
from surveysem.contracts import columns
from surveysem.errors import DataError, SpecificationError
from surveysem.run import artefacts

DRAWS = {"draws": 200, "seed": 3, "workers": 1}
LEVELS = [0.95, 0.90]
FITS = {
    "compiled": lambda: sem.fit(THREE_FACTORS, holzinger()),
    "one by one": lambda: sem.fit(THREE_FACTORS, holzinger(), estimator="GLS"),
    "ordered": ordered,
}
# Resamples of ordered items take long.
FEWER = {"ordered": {**DRAWS, "draws": 40}}
CUTOFFS = {
    "correlation": 0.85,
    "htmt": 0.85,
    "ave": 0.5,
    "composite_reliability": 0.7,
    "loading": 0.5,
}
MODERATED = sketch.MEASUREMENT + "result ~ trust + effort + trust:effort\n"


@cache
def fit_of(name: str) -> sem.Fit:
    return FITS[name]()


def through_files(
    draw: Callable[[int], pd.DataFrame], total: int, folder: Path, name: str
) -> pd.DataFrame:
    """The tables ``name`` of all shares, as the job that gathers them reads them."""
    paths = [str(folder / f"{k}/{name}.parquet") for k in range(1, total + 1)]
    for number, path in enumerate(paths, 1):
        Path(path).parent.mkdir()
        artefacts.write_table(draw(number), path)
    return artefacts.read_tables(paths)


def shares_of(name: str, total: int, folder: Path, kind: str = "bc") -> pd.DataFrame:
    how = {"kind": kind, **FEWER.get(name, DRAWS)}
    return through_files(
        lambda number: survey.bootstrap_share(fit_of(name), number, total, **how),
        total,
        folder,
        "bootstrap_draws",
    )


@pytest.mark.parametrize(
    ("name", "kind", "total"),
    [
        ("compiled", "bca", 2),
        ("one by one", "bc", 3),
        ("one by one", "percentile", 7),
        ("ordered", "percentile", 3),
    ],
)
def test_a_bootstrap_in_shares(name: str, kind: str, total: int, tmp_path: Path) -> None:
    def intervals() -> survey.Resampled:
        levels = LEVELS if name != "ordered" else [0.9]
        return survey.bootstrap_intervals(fit_of(name), levels, kind=kind, **FEWER.get(name, DRAWS))

    draws = shares_of(name, total, tmp_path, kind)
    loops = [FEWER.get(name, DRAWS)["draws"], *([len(holzinger())] if kind == "bca" else [])]
    assert draws.groupby("loop").size().tolist() == loops
    whole = intervals()
    with sem.gathered(draws):
        found = intervals()
    pd.testing.assert_frame_equal(found.intervals, whole.intervals, check_exact=True)
    assert found.record == whole.record


@pytest.mark.parametrize("kind", ["percentile", "bca"])
def test_interactions_in_the_shares_of_their_model(kind: str, tmp_path: Path) -> None:
    """Probing takes the draws that the intervals of the model have."""
    data = sketch.answers(60)
    estimation = {"estimator": "ML", "product_pairs": "matched", "missing": "listwise"}
    how = {"draws": 60, "kind": kind, "seed": 3, "workers": 1}

    def probed() -> survey.Probed:
        return survey.probe_interactions(MODERATED, data, estimation, level=0.9, **how)

    fit = sem.fit(MODERATED, data, **estimation)
    draws = through_files(
        lambda number: survey.bootstrap_share(fit, number, 2, **how), 2, tmp_path, "bootstrap_draws"
    )
    whole = probed()
    assert len(whole.slopes) == 3
    with sem.gathered(draws):
        found = probed()
    for name in ("interactions", "slopes", "bands", "regions", "lines"):
        one, other = getattr(found, name), getattr(whole, name)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
    draws["converged"] = False
    with sem.gathered(draws), pytest.raises(SpecificationError, match="found 0 that converged"):
        probed()


@pytest.mark.parametrize("name", ["compiled", "ordered"])
def test_reliability_in_shares(name: str, tmp_path: Path) -> None:
    """Of ordered items also the polychoric correlations of every resample."""
    items = holzinger() if name == "compiled" else answers_of_ordered()
    bootstrap = {"draws": 24, "level": 0.9}

    def assessed() -> survey.Assessed:
        return survey.assess_constructs(
            fit_of(name), items, cutoffs=CUTOFFS, bootstrap=bootstrap, seed=3, workers=1
        )

    draws = through_files(
        lambda number: survey.assessment_share(
            fit_of(name), items, number, 3, draws=24, seed=3, workers=1
        ),
        3,
        tmp_path,
        "assessment_draws",
    )
    assert draws.groupby("loop").size().tolist() == [24] * (1 if name == "compiled" else 2)
    whole = assessed()
    with sem.gathered(draws):
        found = assessed()
    for table in ("reliability", "convergent", "validity", "cross_loadings"):
        one, other = getattr(found, table), getattr(whole, table)
        pd.testing.assert_frame_equal(one, other, check_exact=True)


@pytest.mark.parametrize("total", [3, 5])
def test_power_in_shares(total: int, tmp_path: Path) -> None:
    """Two sizes and two populations, each a loop of three batches."""
    rules = survey.PowerRules(0.2, [60], 60, {"H2": 0.5})
    paths = [str(tmp_path / f"{k}/power_draws.parquet") for k in range(1, total + 1)]
    for number, path in enumerate(paths, 1):
        Path(path).parent.mkdir()
        with sem.share(number, total) as own:
            answers(rules=rules)
        artefacts.write_table(own.table(columns("power_draws")), path)
    whole = answers(rules=rules)
    with sem.gathered(artefacts.read_tables(paths)):
        found = answers(rules=rules)
    pd.testing.assert_frame_equal(found.power, whole.power, check_exact=True)
    pd.testing.assert_frame_equal(found.precision, whole.precision, check_exact=True)


def test_specifications_in_shares(tmp_path: Path) -> None:
    """With fewer worlds than shares, so that one of these is empty."""
    table = pd.DataFrame(sketch.HYPOTHESES, columns=sketch.JUDGED)
    data = sketch.answers(150).assign(row=range(150))
    material = survey.Material(data, {"structural": sketch.STRUCTURAL}, flagged=[*range(4, 150)])
    plan = {
        "own": {"estimator": "ML", "missing": "listwise"},
        "options": {"estimator": ["ML", "MLR"], "respondents": ["all", "unflagged"]},
    }
    paths = [str(tmp_path / f"{k}/world_fits.parquet") for k in range(1, 6)]
    for number, path in enumerate(paths, 1):
        Path(path).parent.mkdir()
        fits = survey.specification_share(number, 5, material, **plan, workers=1)
        artefacts.write_table(fits, path)

    def run() -> survey.Specifications:
        head = table.assign(verdict="supported", std=0.6)
        return survey.run_specifications(table, head, material, **plan, workers=1)

    whole = run()
    assert set(whole.worlds.status) == {"fitted", "refused"}
    with sem.gathered(artefacts.read_tables(paths)):
        found = run()
    for name in ("specifications", "worlds", "robustness"):
        one, other = getattr(found, name), getattr(whole, name)
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_gathered_draws_are_not_drawn_again(tmp_path: Path) -> None:
    """Other values in the table are other values in the result."""
    draws = shares_of("compiled", 2, tmp_path)
    draws["converged"] = False
    with sem.gathered(draws):
        assert fit_of("compiled").bootstrap(**DRAWS).summary()["converged"] == 0


def test_a_share_that_is_missing(tmp_path: Path) -> None:
    draws = shares_of("one by one", 3, tmp_path)
    with (
        sem.gathered(draws[draws["batch"] != 1]),
        pytest.raises(DataError, match="batch 1 of 4 of loop 1 is in no share of the draws"),
    ):
        fit_of("one by one").bootstrap(**DRAWS)


def test_a_loop_that_no_share_has_is_not_done_again(tmp_path: Path) -> None:
    """Shares for other intervals have no model without each respondent."""
    draws = shares_of("compiled", 2, tmp_path, "bc")
    with (
        sem.gathered(draws),
        pytest.raises(DataError, match=r"batch 0 of \d+ of loop 2 is in no share of the draws"),
    ):
        fit_of("compiled").bootstrap(**DRAWS).ci(0.9, "bca")


def test_shares_without_a_draw_leave_nothing_to_do_again() -> None:
    with (
        sem.gathered(pd.DataFrame(columns=columns("bootstrap_draws"))),
        pytest.raises(DataError, match="batch 0 of 1 of loop 1 is in no share of the draws"),
    ):
        fit_of("compiled").bootstrap(**DRAWS)


@pytest.mark.parametrize("number", [0, 4])
def test_a_share_that_there_is_not(number: int) -> None:
    with (
        pytest.raises(SpecificationError, match=f"share {number} of 3; expected one from 1 to 3"),
        sem.share(number, 3),
    ):
        pass
