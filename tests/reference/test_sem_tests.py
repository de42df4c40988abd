"""Wald and score tests against lavaan."""

import pytest
from reference import cases
from reference.test_sem import fitted
from scipy.special import chdtrc
from tolerances import LAVAAN


@pytest.mark.parametrize("case", cases.names("sem", holding="wald"))
def test_wald(case: str) -> None:
    theirs = cases.expected(case)["wald"]
    ours = fitted(case).wald_test(theirs["constraints"])
    found = (ours.chisq, ours.df, ours.pvalue)
    assert not cases.far(found, [theirs[n] for n in ("stat", "df", "pvalue")], "cdp", LAVAAN)


# lavaan counts the restrictions: of 10 equalities over groups two are needed for means of factors,
# of 4 equations two for effect coding.
DETERMINED = {"sem_score_groups": 8, "sem_constraint_linear": 2}


def unspaced(text: str) -> str:
    return text.replace(" ", "")


SCORES = [
    (case, k)
    for case in cases.names("sem", holding="score")
    for k in range(len(cases.expected(case)["score"]))
]


@pytest.mark.parametrize(("case", "number"), SCORES)
def test_score(case: str, number: int) -> None:
    theirs = cases.expected(case)["score"][number]
    added = theirs.get("add")
    ours = fitted(case).score_test(add=added)
    total = theirs["total"]
    if case in DETERMINED and not added:
        df = DETERMINED[case]
        total = total | {"df": df, "pvalue": float(chdtrc(df, total["chisq"]))}
    found = (ours.chisq, ours.df, ours.pvalue)
    assert not cases.far(found, total.values(), total, LAVAAN)
    single = theirs["single"]
    if added:
        # lavaan lists several groups one after another, as ours
        columns, names = [ours.single[n] for n in ("chisq", "epc")], ("X2", "epc")
    else:
        keys = [
            (unspaced(a), unspaced(b)) for a, b in zip(single["lhs"], single["rhs"], strict=True)
        ]
        sides = [ours.single[side].map(unspaced) for side in ("lhs", "rhs")]
        rows = ours.single.set_index(sides).loc[keys]
        assert len(rows) == len(ours.single)
        columns, names = [rows["chisq"]], ("X2",)
        assert ((rows["df"] == 1) | (rows["chisq"] < LAVAAN)).all()
    for column, name in zip(columns, names, strict=True):
        assert not cases.far(column, single[name], single["lhs"], LAVAAN)
