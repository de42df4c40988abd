"""Are the correlations worth factoring? Kaiser-Meyer-Olkin and Bartlett."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from surveysem.efa.correlations import Data, Floats, correlations, known_n


@dataclass(frozen=True, slots=True)
class Adequacy:
    """Sampling adequacy of p items.

    ``n`` complete cases (listwise); ``kmo`` overall, in 0..1; ``kmo_per_item`` (p,) indexed by item
    (MSA); ``bartlett_*`` the test that all correlations are zero; ``determinant`` of the
    correlation matrix.
    """

    n: int
    kmo: float
    kmo_per_item: pd.Series
    bartlett_chisq: float
    bartlett_df: int
    bartlett_pvalue: float
    determinant: float


def adequacy(data: Data, *, ordered: Sequence[str] = ()) -> Adequacy:
    """Kaiser-Meyer-Olkin measure (Kaiser & Rice 1974) and Bartlett's sphericity test (1951).

    Cases with a missing answer are left out (listwise); ``ordered`` names items whose correlations
    are polychoric (as in psych, Bartlett's test then takes them for product-moment ones). Raises
    DataError as :func:`correlations` does, and where a published matrix came without its number of
    cases.
    """
    found = correlations(data, ordered)
    n, p = known_n(found, "Bartlett's test"), len(found.names)
    overall, per_item = _kaiser_meyer_olkin(found.R)
    log_determinant = 2 * np.log(np.diag(np.linalg.cholesky(found.R))).sum()
    chisq = -(n - 1 - (2 * p + 5) / 6) * log_determinant
    df = p * (p - 1) // 2
    return Adequacy(
        n=n,
        kmo=overall,
        kmo_per_item=pd.Series(per_item, index=pd.Index(found.names, name="item"), name="msa"),
        bartlett_chisq=float(chisq),
        bartlett_df=df,
        bartlett_pvalue=float(chdtrc(df, chisq)),
        determinant=float(np.exp(log_determinant)),
    )


def _kaiser_meyer_olkin(R: Floats) -> tuple[float, Floats]:
    """Squared correlations as a share of themselves plus squared anti-image correlations."""
    precision = np.linalg.solve(R, np.eye(len(R)))
    scale = 1 / np.sqrt(np.diag(precision))
    plain, partial = R**2, (precision * np.outer(scale, scale)) ** 2
    np.fill_diagonal(plain, 0)
    np.fill_diagonal(partial, 0)
    per_item = plain.sum(axis=0) / (plain + partial).sum(axis=0)
    return float(plain.sum() / (plain + partial).sum()), per_item
