"""Corrected and differing chi-squares of surveysem.sem against semTools and lavaan."""

import pytest
from reference import cases
from tolerances import CHISQ, LAVAAN

from surveysem import sem

FACTORS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
APART = FACTORS + "\nvisual ~~ 0*speed\ntextual ~~ 0*speed"
TIED = "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + b*x6\nspeed =~ x7 + x8 + x9"
MIMIC = "ability =~ x1 + x2 + x3 + x4\nability ~ sex + ageyr"
WITHOUT_SEX = "ability =~ x1 + x2 + x3 + x4\nability ~ 0*sex + ageyr"
DEMOCRACY = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ ind60
dem65 ~ ind60 + dem60
"""
SECOND_ORDER = FACTORS + "\nability =~ visual + textual + speed"
CORRECTED = {
    "holzinger": (FACTORS, "holzinger", {}),
    "wishart": (FACTORS, "holzinger", {"convention": "wishart"}),
    "democracy": (DEMOCRACY, "democracy", {}),
    "second_order": (SECOND_ORDER, "holzinger", {}),
}
OURS = {
    "swain": "swain",
    "yuan.2015": "yuan-tian-yanagihara",
    "yuan.2005": "yuan",
    "bartlett": "bartlett",
}
DIFFERENCES = {
    "GLS": (APART, FACTORS, {"estimator": "GLS"}),
    "WLS": (TIED, FACTORS, {"estimator": "WLS"}),
    "MLM": (WITHOUT_SEX, MIMIC, {"estimator": "MLM"}),
    "MLMV": (WITHOUT_SEX, MIMIC, {"estimator": "MLMV"}),
    "MLMV_wishart": (APART, FACTORS, {"estimator": "MLMV", "convention": "wishart"}),
    "wishart": (APART, FACTORS, {"group": "school", "convention": "wishart"}),
}


@pytest.mark.parametrize("case", CORRECTED)
def test_small_sample_corrections(case: str) -> None:
    text, data, options = CORRECTED[case]
    theirs = cases.expected("small_sample")[case]
    ours = sem.fit(text, cases.read(data), **options).corrected_tests().set_index("correction")
    for name, own in OURS.items():
        found = ours.loc[own, ["chisq", "df", "pvalue", "factor"]]
        assert not cases.far(found, theirs[name].values(), found.index, CHISQ)


@pytest.mark.parametrize("case", DIFFERENCES)
def test_differences_of_nested_models(case: str) -> None:
    restricted, general, options = DIFFERENCES[case]
    theirs = cases.expected("differences")[case]
    data = cases.read("holzinger")
    ours = sem.compare(*(sem.fit(text, data, **options) for text in (restricted, general)))
    found = (ours.chisq_diff, ours.df_diff, ours.pvalue)
    assert not cases.far(found, theirs.values(), theirs, LAVAAN)
