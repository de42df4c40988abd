"""Cross-loadings: how each item goes with the constructs that it does not measure."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from surveysem.contracts import columns
from surveysem.sem import Fit
from surveysem.survey.confirm.structure import first_order, higher_order, indicators


def cross_loadings(fit: Fit) -> pd.DataFrame:
    """Every item with every construct; the columns of ``cross_loadings.parquet``.

    ``structure`` is the correlation of item and construct that the model implies (on its own
    construct the standardised loading, where the item has one); an item that goes with another
    construct (``own`` False) as closely as with its own is a poor sign of either. ``mi`` is the
    modification index of the loading that the model leaves out, ``epc`` and ``std_epc`` the size
    it would have; missing for loadings that are in the model. A model that did not converge has no
    rows.
    """
    if not fit.converged:
        return pd.DataFrame(columns=columns("cross_loadings"))
    measured = indicators(fit.estimates())
    names = [*first_order(measured), *higher_order(measured)]
    pairs = [
        (name, item) for part in first_order(measured) for item in measured[part] for name in names
    ]
    table = pd.DataFrame(pairs, columns=["construct", "item"]).drop_duplicates()
    R = _correlations_with_constructs(fit)
    table["own"] = [item in measured[name] for name, item in table.to_numpy()]
    table["structure"] = [
        R.loc[item, name] for name, item in table[["construct", "item"]].to_numpy()
    ]
    found = fit.modification_indices()
    found = found[found["op"] == "=~"].rename(columns={"lhs": "construct", "rhs": "item"})
    table = table.merge(found.drop(columns="op"), on=["construct", "item"], how="left")
    return table[columns("cross_loadings")]


def _correlations_with_constructs(fit: Fit) -> pd.DataFrame:
    """Implied correlations of observed (p) with latent variables (m)."""
    pattern, matrices = fit.solution.quantities.pattern, fit.solution.group_matrices[0]
    V = np.asarray(matrices.latent_covariance())
    covariances = np.asarray(matrices.Lambda) @ V
    sd: npt.NDArray[np.float64] = np.sqrt(np.diag(matrices.covariance()))
    with np.errstate(invalid="ignore"):
        R = covariances / sd[:, None] / np.sqrt(np.diag(V))
    return pd.DataFrame(R, index=list(pattern.observed), columns=list(pattern.latent))
