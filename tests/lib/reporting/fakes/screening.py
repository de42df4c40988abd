"""Screening of answers drawn at random, for the report."""

from dataclasses import fields

import numpy as np
import pandas as pd

from surveysem.survey import Late, screen_responses
from surveysem.survey.clean.decisions import decisions_frame
from surveysem.survey.codebook import COLUMNS

SEED = 7


def fake_screening(rows):
    """The tables of screening, for ``rows`` of construct and item; three firms are in Asia."""
    rng = np.random.default_rng(SEED)
    answers = pd.DataFrame(rng.integers(1, 8, (136, len(rows))), columns=[item for _, item in rows])
    answers = answers.where(rng.random(answers.shape) > 0.002).rename_axis("row").reset_index()
    answers["row"] += 1
    codebook = pd.DataFrame("", index=range(len(rows) + 3), columns=list(COLUMNS))
    codebook["variable"] = [*(item for _, item in rows), "region", "return", "size"]
    codebook["role"] = ["item"] * len(rows) + ["group", "group", "control"]
    codebook["construct"] = [*(name for name, _ in rows), "", "", ""]
    codebook["reverse"] = "no"
    codebook.loc[: len(rows) - 1, ["min", "max"]] = ["1", "7"]
    background = pd.DataFrame(
        {
            "row": answers["row"],
            "region": ["Europe"] * 100 + ["*Am|érique*"] * 33 + ["Asie"] * 3,
            "return": ["early"] * 100 + ["late"] * 36,
            "size": rng.lognormal(4, 1, 136).round(),
        }
    )
    screened = screen_responses(
        answers,
        background,
        codebook,
        decisions_frame([]),
        {"longstring": 4, "mahalanobis": 0.001},
        Late("return", ("late",)),
    )
    names = {each.name for each in fields(screened)} - {"respondents", "flagged"}
    return {name: getattr(screened, name) for name in names}
