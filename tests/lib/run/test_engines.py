"""Other engines on the same model: where they agree, where they cannot, and when a run stops."""

import logging
import shutil

import pandas as pd
import pytest
from lib.sem import models
from reference import cases
from tolerances import LAVAAN, SEMOPY

from surveysem import sem
from surveysem.errors import ConvergenceError
from surveysem.run import engines
from surveysem.run.task import Task

# semopy warns of its own ways with pandas and numpy.
pytestmark = pytest.mark.filterwarnings("ignore")

STRUCTURE = models.THREE_FACTORS + "textual ~ visual\nspeed ~ visual\n"
MODELS = {
    "residual covariance of endogenous factors": STRUCTURE + "textual ~~ speed\n",
    "second order": models.SECOND_ORDER,
    "covariance written in the other order": models.THREE_FACTORS + "speed ~~ visual\nx9 ~~ x7\n",
    "uncorrelated factors": models.THREE_FACTORS + "visual ~~ 0*textual\nspeed ~~ 0*visual\n",
    "equal residual variances": models.KINDS["equal"],
    "fixed loading": "visual =~ x1 + 0.5*x2 + x3\ntextual =~ x4 + x5 + x6\n",
    "factors scaled by their variance": "visual =~ NA*x1 + x2 + x3\nvisual ~~ 1*visual\n"
    "textual =~ NA*x4 + x5 + x6\ntextual ~~ 1*textual\n",
    "equal labels": "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + x6\na == b\nc == 1.1\n",
    "paths": models.PATHS,
}


def compared(text: str, data: pd.DataFrame) -> pd.DataFrame:
    fit = sem.fit(text, data)
    table = sem.parameter_table(text).frame()
    return engines.compare(table, fit.estimates(), data, admissible=fit.admissible)


@pytest.fixture
def without_r(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")


def test_semopy_agrees_on_political_democracy(without_r: None) -> None:
    agreement = compared(models.DEMOCRACY, models.democracy())
    semopy = agreement[agreement.engine == "semopy"]
    assert len(semopy) == 34
    assert semopy.difference.max() < SEMOPY


@pytest.mark.parametrize("name", MODELS)
def test_semopy_agrees(name: str, without_r: None) -> None:
    agreement = compared(MODELS[name], models.holzinger())
    semopy = agreement[agreement.engine == "semopy"]
    assert semopy.comparable.all(), semopy.reason.iloc[0]
    table = sem.parameter_table(MODELS[name]).frame()
    assert len(semopy) == table.op.isin(["=~", "~", "~~"]).sum()
    assert semopy.difference.max() < SEMOPY


def test_without_r_lavaan_has_one_row_with_the_reason(without_r: None) -> None:
    agreement = compared(models.THREE_FACTORS, models.holzinger())
    (row,) = agreement[agreement.engine == "lavaan"].to_dict("records")
    assert not row["comparable"]
    assert row["reason"] == "R is not installed"


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
@pytest.mark.parametrize("name", MODELS)
def test_lavaan_agrees_where_it_is_installed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ENGINES", {"lavaan": engines.ENGINES["lavaan"]})
    agreement = compared(MODELS[name], models.holzinger())
    if agreement.reason.iloc[0] == "no result":
        pytest.skip("R has no lavaan here")
    table = sem.parameter_table(MODELS[name]).frame()
    assert len(agreement) == table.op.isin(["=~", "~", "~~"]).sum()
    assert agreement.difference.max() < LAVAAN


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
@pytest.mark.parametrize("missing", ["fiml", "two-stage"])
def test_lavaan_agrees_on_missing_values(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "ENGINES", {"lavaan": engines.ENGINES["lavaan"]})
    data = models.holzinger().copy()
    data.loc[data.index[:40], "x1"] = None
    data.loc[data.index[20:70], "x5"] = None
    fit = sem.fit(STRUCTURE, data, missing=missing)
    table = sem.parameter_table(STRUCTURE).frame()
    agreement = engines.compare(
        table, fit.estimates(), data, admissible=fit.admissible, missing=missing
    )
    if agreement.reason.iloc[0] == "no result":
        pytest.skip("R has no lavaan here")
    assert agreement.difference.max() < LAVAAN


def test_a_disagreement_stops_the_run_and_names_the_parameter(without_r: None) -> None:
    data = models.holzinger()
    estimates = sem.fit(models.THREE_FACTORS, data).estimates()
    moved = estimates.assign(std_all=estimates.std_all.where(estimates.rhs != "x5", 0.8))
    table = sem.parameter_table(models.THREE_FACTORS).frame()
    expected = (
        r"engines disagree on 2 parameters, most on x5 ~~ x5: 0\.800000 here, 0\.26\d+ in semopy "
        r"\(tolerance 0\.002\)"
    )
    with pytest.raises(ConvergenceError, match=expected):
        engines.compare(table, moved, data, admissible=True)


def test_constraints_between_expressions_are_not_compared() -> None:
    text = "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + x5 + x6\na + b == 1.2\n"
    fit, data = sem.fit(text, models.holzinger()), models.holzinger()
    table = sem.parameter_table(text)
    agreement = engines.compare(
        table.frame(),
        fit.estimates(),
        data,
        admissible=True,
        constrained=bool(table.constraints),
    )
    assert not agreement.comparable.any()
    assert set(agreement.reason) == {"equations or bounds between parameters"}


def test_a_heywood_case_is_not_compared() -> None:
    agreement = compared(cases.model("sem_heywood"), cases.data("sem_heywood"))
    assert list(agreement.engine) == ["semopy", "lavaan"]
    assert not agreement.comparable.any()
    assert set(agreement.reason) == {"no admissible solution"}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (ConvergenceError("it gave up"), "semopy is not comparable: it gave up"),
        (pd.DataFrame({"lhs": ["v0"], "op": ["=~"], "rhs": ["v3"], "theirs": [0.77]}),
         "semopy has no value for visual=~x2, visual=~x3, textual=~x4"),
    ],
)  # fmt: skip
def test_an_engine_without_a_whole_result_is_not_compared(
    answer: Exception | pd.DataFrame,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def solve(task: Task) -> pd.DataFrame:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(engines, "ENGINES", {"semopy": solve})
    with caplog.at_level(logging.WARNING, logger="surveysem"):
        agreement = compared(models.THREE_FACTORS, models.holzinger())
    assert list(agreement.reason) == ["no result"]
    assert message in caplog.text


def test_an_interaction_goes_to_other_engines_as_it_is_written_out(without_r: None) -> None:
    text = models.THREE_FACTORS + "speed ~ visual + textual + visual:textual\n"
    fit, written = (
        sem.fit(text, models.holzinger()),
        sem.product_indicators(text, models.holzinger()),
    )
    table = sem.parameter_table(written.text).frame()
    agreement = engines.compare(table, fit.estimates(), written.data, admissible=fit.admissible)
    semopy = agreement[agreement.engine == "semopy"]
    assert "visual.textual" in set(semopy.rhs)
    assert semopy.difference.max() < SEMOPY
