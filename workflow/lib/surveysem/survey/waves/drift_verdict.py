"""Whether an item drifted, by one pure function with its rule in words."""

from typing import Literal

from surveysem.survey.wording import is_number

Drift = Literal["drifted", "moved", "stable", "undecided", "not estimable"]


def judge_drift(interval: tuple[float, float], pvalue: float, bound: float, alpha: float) -> Drift:
    """What a standardised difference of an item between two waves shows.

    - "drifted": its whole interval lies beyond the bound, on one side;
    - "stable": its whole interval lies within the bound (an equivalence test, Lakens, 2017; with an
      interval at 1 - ``alpha`` each side is tested at half of it);
    - "moved": neither, but the adjusted p is below ``alpha``: the answers changed, whether by as
      much as the bound is open;
    - "undecided": the data show neither a change nor its absence;
    - "not estimable": there is no interval, as for an item that everybody answered alike.
    """
    lower, upper = interval
    if not (is_number(lower) and is_number(upper)):
        return "not estimable"
    if lower > bound or upper < -bound:
        return "drifted"
    if -bound <= lower and upper <= bound:
        return "stable"
    return "moved" if is_number(pvalue) and pvalue < alpha else "undecided"
