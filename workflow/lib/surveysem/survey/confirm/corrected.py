"""Chi-square tests of a fit with corrections for small samples."""

import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import SpecificationError
from surveysem.sem import Fit


def corrected_tests(fit: Fit) -> pd.DataFrame:
    """The tests of ``fit.corrected_tests()``, or one row with the reason why there are none.

    The corrections are for ML with the covariances of one complete sample.
    """
    try:
        tests = fit.corrected_tests().assign(reason="")
    except SpecificationError as error:
        tests = pd.DataFrame([{"correction": "none", "n": fit.n_obs, "reason": str(error)}])
    frame = tests.reindex(columns=columns("corrected_tests"))
    return frame.astype(dict.fromkeys(["chisq", "df", "pvalue", "n", "factor"], float))
