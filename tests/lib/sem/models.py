"""Models and data that several tests share."""

from functools import cache

import numpy as np
import pandas as pd
from reference import cases

from surveysem import sem

THREE_FACTORS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
SECOND_ORDER = THREE_FACTORS + "g =~ visual + textual + speed\n"
DEMOCRACY = """
ind60 =~ x1 + x2 + x3
dem60 =~ y1 + y2 + y3 + y4
dem65 =~ y5 + y6 + y7 + y8
dem60 ~ a*ind60
dem65 ~ c*ind60 + b*dem60
y1 ~~ y5
y2 ~~ y4 + y6
y3 ~~ y7
y4 ~~ y8
y6 ~~ y8
ind := a*b
total := ind + c
"""
ALIENATION = """
alien67 =~ anomia67 + power67
alien71 =~ anomia71 + power71
ses     =~ education + sei
alien67 ~ ses
alien71 ~ alien67 + ses
"""
PATHS = "x4 ~ x1 + x2\nx5 ~ x4 + x1\nx6 ~ x5 + x4 + x2\n"
MIMIC = THREE_FACTORS + "visual ~ ageyr + sex\nspeed ~ visual + ageyr\nx9 ~~ x8\n"
MEANS = THREE_FACTORS + "x1 ~ 0*1\nvisual ~ 1\nx2 ~ 1\n"

KINDS = {
    "factors": THREE_FACTORS,
    "second order": SECOND_ORDER,
    "paths": PATHS,
    "mimic": MIMIC,
    "means": MEANS,
    "equal": THREE_FACTORS + "x1 ~~ e*x1\nx2 ~~ e*x2\nvisual ~~ r*textual\nvisual ~~ r*speed\n",
    "indicator as outcome": THREE_FACTORS + "x9 ~ x1\n",
    "loop": "x1 ~ x2 + x4\nx2 ~ x1 + x5\n",
}


@cache
def holzinger() -> pd.DataFrame:
    """301 pupils, nine tests."""
    return cases.read("holzinger")


@cache
def democracy() -> pd.DataFrame:
    """75 countries, eleven indicators."""
    return cases.read("democracy")


def wheaton() -> sem.Moments:
    """Correlations and standard deviations of example 6 of the AMOS manual."""
    names = ["anomia67", "power67", "anomia71", "power71", "education", "sei"]
    sd = np.array([3.44, 3.06, 3.54, 3.16, 3.10, 21.22])
    R = np.eye(6)
    R[np.tril_indices(6, -1)] = [
        0.66,
        0.56,
        0.47,
        0.44,
        0.52,
        0.67,
        -0.36,
        -0.41,
        -0.35,
        -0.37,
        -0.3,
        -0.29,
        -0.29,
        -0.28,
        0.54,
    ]
    R = np.tril(R) + np.tril(R, -1).T
    return sem.Moments(R * sd * sd[:, None], 932, names=names)


@cache
def fitted(kind: str) -> sem.Fit:
    """One of KINDS fitted to the pupils."""
    return sem.fit(KINDS[kind], holzinger())
