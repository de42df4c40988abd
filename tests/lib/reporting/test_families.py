"""The families of Holm's adjustment, as a reader of the report must know them."""

import numpy as np
import pandas as pd
import pytest
from lib.reporting.conftest import SOURCE

from surveysem.reporting import Artefacts, read_text
from surveysem.reporting.families import families

ROWS = [
    ("H1", "a", "+", 0.02), ("H2", "a", "+", 0.02), ("H3", "a", "-", 0.2),
    ("H4", "b", "+", 0.01), ("H5", "b", "+", 0.04), ("H6", "c", "!=0", 0.5),
    ("H7", "d", "0", np.nan), ("H8", "e", "+", np.nan),
]  # fmt: skip
VERDICTS = pd.DataFrame(ROWS, columns=["id", "family", "expect", "pvalue_adjusted"])


@pytest.fixture(scope="module")
def english():
    return read_text(SOURCE, "en")


def test_every_family_is_named_with_its_size_and_what_stays_outside(english):
    within, outside = families(Artefacts(verdicts=VERDICTS), english)
    assert r"3 \(H1 … H3\); 2 \(H4\, H5\); 1 \(H6\)" in within
    assert "not over all 6 tests" in within
    assert outside.endswith("H7.")


@pytest.mark.parametrize("rows", [slice(0, 0), slice(7, 8)])
def test_without_a_test_there_is_no_family(english, rows):
    assert families(Artefacts(verdicts=VERDICTS.iloc[rows]), english) == []
