"""The engine's tables go into verdicts as they come: contest, hypotheses and measurement."""

import pandas as pd
import pytest
from lib.survey.test_contest import criteria
from reference import cases

from surveysem import sem, survey

MEASURED = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
SECOND_ORDER = MEASURED + "ability =~ visual + textual + speed\n"
WITH_AGE = "ability ~ ageyr\n"
STRUCTURAL = (
    MEASURED
    + """
speed   ~ b * visual
textual ~ a * visual + c * speed
by_speed := b * c
"""
)
DRAWS = 150


@pytest.fixture(scope="module")
def data():
    return cases.data("sem_holzinger")


MODELS = {
    "one_factor": "ability =~ " + " + ".join(f"x{i}" for i in range(1, 10)),
    "correlated": MEASURED,
    "second_order": SECOND_ORDER,
    "all_age": MEASURED + "visual + textual + speed ~ ageyr\n",
    "ability_age": SECOND_ORDER + WITH_AGE,
}
CONTENDERS = {
    "scope": ["alone"] * 3 + ["within"] * 2,
    "contender": ["one_factor", "correlated", "second_order", "correlated", "second_order"],
    "model": list(MODELS),
}


@pytest.fixture(scope="module")
def records(data):
    return {name: {**sem.fit(text, data).summary(), "model": name} for name, text in MODELS.items()}


def contest(data, **estimation):
    return survey.judge_second_order(
        CONTENDERS,
        MODELS,
        data,
        estimation=estimation,
        construct="ability",
        criteria=criteria(),
    ).contest


def test_the_contest_sees_the_equivalence_and_tests_it_within(data):
    """Age predicts three factors freely, or through ability alone: two restrictions."""
    found = contest(data)
    assert found.verdict.verdict_alone == "not distinguishable"
    assert found.comparisons["equivalent"].tolist() == [False, True, False]
    assert found.comparisons["df_diff"].tolist() == [3, 0, 2]
    assert found.verdict.verdict == "does not hold"


def test_hypotheses_take_the_bootstrap_as_it_comes(data, records):
    fit = sem.fit(STRUCTURAL, data)
    bootstrap = fit.bootstrap(DRAWS, seed=5)
    intervals = pd.concat([bootstrap.ci(level).assign(level=level) for level in (0.95, 0.9)])
    rows = [
        ("H1", "direct", "textual", "~", "visual", "+", ""),
        ("H2", "indirect", "by_speed", ":=", "", "0", "0.3"),
        ("H3", "second_order", "ability", "=~", "", "+", ""),
    ]
    table = pd.DataFrame(rows, columns=["id", "kind", "lhs", "op", "rhs", "expect", "bound"])
    table = table.assign(
        model="structural", alpha="0.05", family=table["id"], statement_fr="", statement_en=""
    )
    verdicts = survey.judge(
        table,
        intervals.assign(model="structural"),
        contest=contest(data).verdict.record(),
        fits=[{**fit.summary(), "model": "structural"}],
    )
    assert verdicts["verdict"].tolist() == ["supported", "supported", "contradicted"]
    std = fit.standardized().set_index(["lhs", "op", "rhs"]).loc[("textual", "~", "visual"), "est"]
    assert verdicts["std"].iloc[0] == pytest.approx(std)
    claims = pd.DataFrame(
        [
            {
                "id": "C1",
                "statement_fr": "",
                "statement_en": "",
                "hypothesis": "H3",
                "finding": "holds",
            }
        ]
    )
    assert survey.judge_claims(claims, verdicts, synthetic=False)["recovered"].tolist() == ["no"]
