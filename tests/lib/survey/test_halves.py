import numpy as np
import pandas as pd
import pytest

from surveysem.errors import DataError
from surveysem.survey import split_respondents


def items(n: int) -> pd.DataFrame:
    return pd.DataFrame({"row": np.arange(1, n + 1), "a": 1.0, "b": 2.0, "wave": "w"})


@pytest.mark.parametrize(("n", "sizes"), [(20, (10, 10)), (21, (11, 10))])
def test_every_respondent_is_in_one_half(n: int, sizes: tuple[int, int]) -> None:
    halves = split_respondents(items(n), seed=1)
    assert (len(halves.explore), len(halves.confirm)) == sizes
    assert sorted([*halves.explore.row, *halves.confirm.row]) == list(range(1, n + 1))
    assert halves.explore.row.is_monotonic_increasing


def test_the_seed_decides_who_is_explored() -> None:
    first, again, other = (split_respondents(items(40), seed).explore.row for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


def test_too_few_respondents_are_refused() -> None:
    with pytest.raises(
        DataError, match=r"halves of 5 respondents have 2, expected more than the 2"
    ):
        split_respondents(items(5), seed=1)
