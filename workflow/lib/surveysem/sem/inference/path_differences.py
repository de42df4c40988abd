"""Regressions of several groups, as differences from the first."""

import numpy as np
import pandas as pd

from surveysem.errors import SpecificationError
from surveysem.moments.threads import one_blas_thread
from surveysem.sem.arrays import Numbers, jacobian
from surveysem.sem.fit import Fit
from surveysem.sem.inference.estimates import delta_method, if_converged, wald


@one_blas_thread()
def path_differences(fit: Fit, level: float = 0.95) -> pd.DataFrame:
    """Differences of unstandardised regressions from those of the first group.

    DataFrame: group reference lhs rhs est est_reference difference se z pvalue ci_lower ci_upper, a
    row per later group and regression, errors from the joint covariance matrix of the estimates,
    limits at ``level``. They are differences of paths between constructs only where loadings are
    equal.

    Raises
    ------
    SpecificationError
        The model has one group.
    """
    s = fit.solution
    if len(s.samples) < 2:
        raise SpecificationError("differences of paths need two groups or more, found one")
    rows = {(p.group, *p.key): i for i, p in enumerate(s.table.parameters)}
    first = s.table.parameters[0].group
    later = [key for key in rows if key[0] != first and key[2] == "~"]
    here = [rows[key] for key in later]
    there = [rows[(first, *key[1:])] for key in later]

    def difference(theta: Numbers) -> Numbers:
        values = s.quantities.raw(theta)
        return np.asarray(values[..., here] - values[..., there])

    errors = delta_method(jacobian(difference, s.theta), s.vcov)
    found = wald(if_converged(s, difference(s.theta)), errors, level)
    raw = if_converged(s, s.quantities.raw(s.theta))
    return pd.DataFrame(
        {
            "group": [s.samples[group - first].label for group, *_ in later],
            "reference": s.samples[0].label,
            "lhs": [lhs for _, lhs, _, _ in later],
            "rhs": [rhs for *_, rhs in later],
            "est": raw[here],
            "est_reference": raw[there],
            "difference": found.est,
            "se": found.se,
            "z": found.z,
            "pvalue": found.pvalue,
            "ci_lower": found.ci_lower,
            "ci_upper": found.ci_upper,
        }
    )
