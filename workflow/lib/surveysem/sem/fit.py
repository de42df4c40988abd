"""The public face of an estimated model."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import cached_property
from typing import Any

import pandas as pd

from surveysem.moments import Moments
from surveysem.sem import products
from surveysem.sem.bootstrap.run import Bootstrap, run_bootstrap
from surveysem.sem.diagnostics import Diagnostics
from surveysem.sem.estimation.convention import convention as convention_of
from surveysem.sem.estimation.least_squares import LEAST_SQUARES
from surveysem.sem.estimation.options import (
    check_lists,
    check_numeric,
    check_options,
    check_ordered,
)
from surveysem.sem.estimation.solution import Solution, solve
from surveysem.sem.indices.fit_indices import fit_indices
from surveysem.sem.indices.index_record import Indices
from surveysem.sem.indices.record import record_of
from surveysem.sem.inference import admissible, effects, estimates, scores
from surveysem.sem.names import nearest
from surveysem.sem.restrictions import Restrictions
from surveysem.sem.text.statements import Model


def fit(
    syntax: str | Model,
    data: pd.DataFrame | Moments,
    *,
    estimator: str = "ML",
    convention: str = "lavaan",
    missing: str = "listwise",
    ordered: Sequence[str] | bool = (),
    group: str | None = None,
    equal: Sequence[str] = (),
    free: Sequence[str] = (),
    std_lv: bool = False,
    parameterization: str = "delta",
    product_pairs: str = "matched",
) -> "Fit":
    """Estimate a structural equation model by likelihood or least squares, or with ordered items.

    ``estimator``: ``ML``; ``MLM``, ``MLMV`` (Satorra and Bentler) and ``MLR`` (Yuan and Bentler,
    in Mplus's form) have the same estimates with robust standard errors and scaled tests. ``GLS``,
    ``ULS``, ``WLS`` (AMOS's ADF; Browne, 1984), ``DWLS`` and under ``amos`` ``SLS`` are least
    squares; WLS and DWLS need the cases. Errors and tests of ULS and DWLS are lavaan's naive ones.
    ``missing``: ``listwise`` uses the complete rows; ``fiml`` the likelihood of what each row
    shows, with means, and with standard errors from the observed information. ``two-stage`` fits
    to saturated ML moments (EM), with means, errors and a scaled test that allow for it: with ML
    lavaan's ``two.stage`` (Savalei and Bentler, 2009), with MLR its ``robust.two.stage`` (Savalei
    and Falk, 2014). ``pairwise`` takes each covariance from the rows that show both variables;
    ML only, for description: its errors and tests rest on no likelihood.

    ``syntax`` is lavaan model text, with the defaults of lavaan's ``sem()``. It may have equations
    and bounds between labels (``a*b == c``, ``a > 0``; a bound may hold with equality, and is then
    named in ``warnings``). As in lavaan, equations add degrees of freedom and active bounds do
    not; standard errors are those along both. ``data`` is a
    DataFrame, of which complete rows are used, or ``Moments`` of a published matrix.
    ``convention``: ``lavaan`` (normal), ``wishart`` or ``amos``. ``ordered`` names items whose
    correlations are polychoric (True: all that the model explains); ``estimator`` is then WLSMV,
    ULSMV, DWLS or WLS, and ``parameterization`` says what has the value 1 by default: ``delta`` the
    scaling factor of an item (``~*~``), ``theta`` its residual variance. ``missing`` is then
    ``listwise`` or ``pairwise``: each threshold and correlation from all who answered, errors and
    tests to match.

    ``group`` names the variable whose values are fitted side by side, with means; ``equal`` classes
    of parameters held equal across them (loadings thresholds intercepts means residuals
    residual_covariances lv_variances lv_covariances regressions), ``free`` single parameters that
    are not. With equal thresholds of ordered items the scales of the later groups are free.

    Interactions of two latent variables (``y ~ a + b + a:b``) are written out by
    ``product_indicators`` with ``pairs=product_pairs``. ``standardized``, ``effects`` and intervals
    give the appropriate standardised interaction (Wen, Marsh and Hau, 2010), ``estimates`` std.all.

    A solution that does not converge is returned with ``converged`` False and no errors or tests.
    Raises ModelSyntaxError, SpecificationError (unknown variable, model not identified, what is not
    yet available) and DataError (constant item, singular S).
    """
    check_lists(ordered=ordered, equal=equal, free=free)
    ordered = ordered if isinstance(ordered, bool) else tuple(ordered)
    options = products.Options(product_pairs, missing, bool(ordered), group is not None, std_lv)
    model, data, interactions = products.written_out(syntax, data, options)
    if ordered:
        from surveysem.sem.categorical.fit import fit_ordered

        check_ordered(missing=missing)
        return fit_ordered(
            model,
            data,
            ordered,
            estimator,
            convention,
            std_lv=std_lv,
            parameterization=parameterization,
            missing=missing,
            group=group,
            equal=equal,
            free=free,
        )
    check_options(data, estimator=estimator, convention=convention, missing=missing)
    check_numeric(equal=equal, parameterization=parameterization)
    return Fit(
        solve(
            model,
            data,
            convention_of(convention, likelihood=estimator not in LEAST_SQUARES),
            std_lv=std_lv,
            estimator=estimator,
            missing=missing,
            group=group,
            equal=equal,
            free=free,
            interactions=interactions,
        )
    )


class Fit(Restrictions, Diagnostics):
    """An estimated model; every fit index is also an attribute (``fit.cfi``)."""

    def __init__(self, solution: Solution) -> None:
        self.solution = solution

    def __str__(self) -> str:
        """Chi-square and CFI, then what is wrong with the solution."""
        indices = {"chisq": f"chisq({self.df}) = {{:.2f}}", "cfi": "cfi {:.3f}"}
        values = {name: self._indices.values[name] for name in indices}
        found = [indices[name].format(x) for name, x in values.items() if x is not None]
        return "; ".join([", ".join(found), *self.problems] if found else self.problems)

    def __repr__(self) -> str:
        """The same in a notebook."""
        return f"<{type(self).__name__}: {self}>"

    @property
    def converged(self) -> bool:
        """Did the estimation reach the minimum?"""
        return self.solution.minimum.converged

    @cached_property
    def problems(self) -> list[str]:
        """Why the solution is not admissible, in plain sentences."""
        return [str(problem) for problem in self._problems]

    @cached_property
    def _problems(self) -> list[admissible.Problem]:
        return admissible.problems(self.solution)

    @cached_property
    def warnings(self) -> list[str]:
        """What else a reader should know, in plain sentences."""
        return admissible.warnings(self.solution)

    @property
    def admissible(self) -> bool:
        """Converged, identified, no negative variance, no impossible covariance matrix."""
        return not self.problems

    @property
    def n_obs(self) -> int:
        """Number of cases analysed."""
        return self.solution.n

    @property
    def n_free(self) -> int:
        """Number of free parameters, equal ones counted once."""
        return self.solution.n_free

    @cached_property
    def _indices(self) -> Indices:
        return fit_indices(self.solution)

    @property
    def not_computed(self) -> dict[str, str]:
        """Why an index is None."""
        return dict(self._indices.not_computed)

    def __getattr__(self, name: str) -> float | int | None:
        if name.startswith("_") or name == "solution":
            raise AttributeError(name)
        values = self._indices.values
        if name not in values:
            hint = nearest(name, values)
            by = self.solution.estimator
            raise AttributeError(f"a fit by {by} has no index or method {name!r}{hint}")
        return values[name]

    def fit_indices(self) -> dict[str, float | int | None]:
        """Every fit index; None where it cannot be computed, with the reason in not_computed."""
        return dict(self._indices.values)

    def estimates(self) -> pd.DataFrame:
        """DataFrame: group lhs op rhs label free est se z pvalue ci_lower ci_upper std_lv std_all.

        As lavaan's ``parameterEstimates(standardized = TRUE)``: se is 0 for fixed parameters.
        Where the solution did not converge, est holds the values of the last step and all that
        rests on them (se, z, p, limits, standardised values, effects, R squared) is NaN.
        """
        return estimates.estimates(self.solution)

    def standardized(self) -> pd.DataFrame:
        """Standardised solution with delta-method errors, as lavaan's ``standardizedSolution()``.

        DataFrame: group lhs op rhs label free est se z pvalue ci_lower ci_upper.
        """
        return estimates.standardized(self.solution)

    def effects(self) -> pd.DataFrame:
        """Direct, specific indirect, total indirect and total effects between structural variables.

        DataFrame: kind outcome predictor path est se pvalue ci_lower ci_upper std std_se
        std_ci_lower std_ci_upper, errors by the delta method. Higher-order loadings are no part.
        """
        return effects.effects(self.solution)

    def bootstrap(
        self,
        draws: int = 5000,
        *,
        seed: int,
        kind: str = "nonparametric",
        workers: int | None = None,
    ) -> Bootstrap:
        """Refit to resamples of the cases; the draws do not depend on ``workers``.

        ``nonparametric`` for intervals (``.ci``), ``bollen-stine`` for the p-value of fit.
        Several groups are resampled each within itself; missing values stay with their cases.
        Raises ConvergenceError where the model itself did not converge, DataError without cases.
        """
        return run_bootstrap(self.solution, draws, seed, kind, workers)

    def factor_scores(self, method: str = "regression") -> pd.DataFrame:
        """Scores of the latent variables, one row per analysed case, with the index of the data.

        ``regression`` (Thurstone) or ``bartlett``, each case by the items that it shows; a Bartlett
        score is NaN where these do not determine the factor.
        """
        return scores.factor_scores(self.solution, method)

    def summary(self) -> dict[str, Any]:
        """One flat JSON-safe record: convergence, problems, warnings and every index."""
        record = record_of(self.solution, self._indices)
        record["converged"] = self.converged
        record["admissible"] = self.admissible
        record["problems"] = list(self.problems)
        record["problem_parts"] = [asdict(problem) for problem in self._problems]
        record["warnings"] = list(self.warnings)
        record["not_computed"] = [f"{name}: {why}" for name, why in self.not_computed.items()]
        return record
