"""Whether a path changed between waves, by one pure function with its rule in words."""

from typing import Literal

from surveysem.survey.wording import is_number

Change = Literal["changed", "undecided", "not comparable"]


def judge_change(pvalue: float, alpha: float) -> Change:
    """What the test of a path's equality over waves shows.

    - "changed": the adjusted p is below ``alpha``;
    - "undecided": it is not, which does not show that the path stayed: its interval says how far it
      may have moved;
    - "not comparable": there is no test.
    """
    if not is_number(pvalue):
        return "not comparable"
    return "changed" if pvalue < alpha else "undecided"
