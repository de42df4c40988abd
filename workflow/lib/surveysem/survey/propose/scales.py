"""The ends of an answer scale, and codes that look like "no answer"."""

import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from surveysem.survey.codebook import Variable
from surveysem.survey.spss.missing import number_text

# Codes by which surveys mark a missing answer where they stand apart from the scale.
_CONVENTIONAL = frozenset({-99, -98, -97, -9, -8, -7, -1, 8, 9, 77, 88, 97, 98, 99, 888, 998, 999})
# Answers beyond the labels are then slips; where they are more, the labels do not name the ends.
_MOSTLY = 0.95
_SAYS_MISSING = re.compile(
    r"\b(no answer|not answered|missing|refus\w*|don'?t know|dk|n/?a|not applicable|no opinion|"
    r"sans r[ée]ponse|non r[ée]ponse|ne sait pas|nsp|non concern[ée]e?|sans opinion|sans objet|"
    r"keine angabe|wei(ß|ss) nicht)\b",
    re.IGNORECASE,
)


def missing_codes(variable: Variable, values: pd.Series) -> list[float]:
    """Codes not declared missing that look so: by their label, or apart from the other answers.

    Apart is a conventional code (99, -9, ...) beyond the labelled scale or, without labels, more
    than one step from the next answer.
    """
    labelled = [code for code in variable.value_labels if isinstance(code, (int, float))]
    named = [code for code in labelled if _SAYS_MISSING.search(variable.value_labels[code])]
    valid = [code for code in labelled if code not in named]
    found = {float(code) for code in named}
    answers = np.unique(values.dropna().to_numpy(float))
    for code in answers[np.isin(answers, list(_CONVENTIONAL))]:
        others = answers[(answers != code) & ~np.isin(answers, list(found))]
        if len(valid) > 1:
            apart = code < min(valid) or code > max(valid)
        else:
            apart = len(others) > 1 and np.abs(others - code).min() > max(1, np.diff(others).max())
        if apart:
            found.add(float(code))
    return sorted(found)


def scale_ends(
    members: Sequence[Variable], answers: Sequence[pd.Series]
) -> list[tuple[float, float]]:
    """Lowest and highest answer of each item of one family.

    Whole numbers share one scale: that of the value labels where nearly all answers are within it,
    otherwise that of all answers. Items with fractions each have their own, rounded outwards.
    """
    if any((values.dropna() % 1 != 0).any() for values in answers):
        return [(math.floor(values.min()), math.ceil(values.max())) for values in answers]
    labelled = [
        float(code)
        for variable in members
        for code, label in variable.value_labels.items()
        if not isinstance(code, str) and not _SAYS_MISSING.search(label)
    ]
    given = pd.concat(list(answers)).dropna()
    if len(set(labelled)) > 1 and given.between(min(labelled), max(labelled)).mean() > _MOSTLY:
        return [(min(labelled), max(labelled))] * len(members)
    return [(float(given.min()), float(given.max()))] * len(members)


def codes_text(codes: Sequence[float]) -> str:
    """Codes as items.tsv writes them."""
    return " ".join(number_text(code) for code in codes)
