"""What a variable is for: item, group, control, identifier or note."""

import re

import pandas as pd

from surveysem.survey.codebook import Variable
from surveysem.survey.propose.scales import missing_codes

MOST_GROUPS = 12
MOST_ANSWERS = 11
# Some answer twice, so that an identifier need not differ in every row.
_NEARLY_ALL = 0.95
_SAYS_IDENTIFIER = re.compile(r"(id|ident\w*|\w+_id|id_\w+|\w*caseid)", re.IGNORECASE)
_NAMES_CASES = re.compile(
    r"(id|ident\w*|num(ber|ero)?|no|nr|code|serial|key|index|record|case\w*|resp\w*|quest\w*|\w+_id|"
    r"id_\w+|\w+_no|caseid)",
    re.IGNORECASE,
)


def role_of(variable: Variable, values: pd.Series) -> tuple[str, str]:
    """The role proposed for a variable that belongs to no family of items, and why."""
    known = values.dropna()
    distinct = known.nunique()
    if not len(known):
        return "note", "no answer at all"
    if variable.type not in ("numeric", "string"):
        return "note", f"a {variable.type}"
    many = distinct > MOST_GROUPS
    unique = many and tells_apart(values)
    if unique and (_NAMES_CASES.fullmatch(variable.name) or variable.type == "string"):
        return "identifier", f"{distinct} different values in {len(values)} rows"
    if many and _SAYS_IDENTIFIER.fullmatch(variable.name):
        return "identifier", f"its name; {distinct} different values in {len(values)} rows"
    if variable.type == "string":
        few = distinct <= MOST_GROUPS
        return ("group", f"{distinct} texts") if few else ("note", f"{distinct} different texts")
    if distinct == 1:
        return "note", "one value in all rows"
    if variable.value_labels and distinct <= MOST_GROUPS:
        return "group", f"{distinct} labelled values"
    if distinct == len(values) and (known % 1 == 0).all() and known.is_monotonic_increasing:
        return "identifier", "numbers that count the rows"
    few = distinct <= 2 or (variable.measure == "nominal" and distinct <= MOST_GROUPS)
    return ("group", f"{distinct} values") if few else ("control", f"{distinct} different numbers")


def tells_apart(values: pd.Series) -> bool:
    """Does the variable by itself say who answered, but for some who answered twice?"""
    return bool(values.nunique() >= _NEARLY_ALL * len(values))


def answers_a_scale(variable: Variable, values: pd.Series) -> bool:
    """Is it a number with three answers or more? Yes/no sets are no scales to factor by default."""
    if variable.type != "numeric":
        return False
    known = values.dropna()
    distinct = known[~known.isin(missing_codes(variable, values))].nunique()
    fractions = bool((known % 1 != 0).any())
    return distinct >= 3 and (fractions or distinct <= MOST_ANSWERS)
