"""surveysem.sem against lavaan, case by case."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from reference import cases
from tolerances import ANALYTIC, CHISQ, LAVAAN

from surveysem import sem

CASES = cases.names("sem")

LEAST_SQUARES = ("GLS", "ULS", "WLS", "DWLS")
# lavaan's names of indices, and ours where they differ.
INDICES = {
    "chisq": "chisq",
    "df": "df",
    "baseline.chisq": "baseline_chisq",
    "baseline.df": "baseline_df",
    "cfi": "cfi",
    "tli": "tli",
    "nfi": "nfi",
    "rfi": "rfi",
    "ifi": "ifi",
    "rmsea": "rmsea",
    "srmr": "srmr",
    "rmr": "rmr",
    "gfi": "gfi",
    "agfi": "agfi",
    "pgfi": "pgfi",
    "aic": "aic",
    "bic": "bic",
    "bic2": "sabic",
    "logl": "logl",
    "ecvi": "ecvi",
    "mfi": "mfi",
    "fmin": "fmin",
}
# Not defined without degrees of freedom; lavaan then prints conventional values.
WITH_DF = {
    "pvalue": "pvalue",
    "rmsea.ci.lower": "rmsea_ci_lower",
    "rmsea.ci.upper": "rmsea_ci_upper",
    "rmsea.pvalue": "rmsea_pvalue",
    "cn_05": "hoelter_05",
    "cn_01": "hoelter_01",
}
# Where a robust test or missing values call for them.
ROBUST = {
    "cfi.robust": "cfi_robust",
    "tli.robust": "tli_robust",
    "rmsea.robust": "rmsea_robust",
    "rmsea.ci.lower.robust": "rmsea_ci_lower_robust",
    "rmsea.ci.upper.robust": "rmsea_ci_upper_robust",
    "rmsea.pvalue.robust": "rmsea_pvalue_robust",
    "chisq.scaled": "chisq_scaled",
    "pvalue.scaled": "pvalue_scaled",
    "chisq.scaling.factor": "chisq_scaling_factor",
    "baseline.chisq.scaled": "baseline_chisq_scaled",
    "baseline.chisq.scaling.factor": "baseline_scaling_factor",
    "cfi.scaled": "cfi_scaled",
    "tli.scaled": "tli_scaled",
    "rmsea.scaled": "rmsea_scaled",
    "rmsea.ci.lower.scaled": "rmsea_ci_lower_scaled",
    "rmsea.ci.upper.scaled": "rmsea_ci_upper_scaled",
    "rmsea.pvalue.scaled": "rmsea_pvalue_scaled",
}


@cache
def fitted(case: str) -> sem.Fit:
    values = cases.expected(case)
    if values["data"] == "moments":
        moments = values["moments"]
        data = sem.Moments(cases.matrix(moments), moments["n"], names=moments["names"])
    else:
        data = cases.data(case)
    return sem.fit(cases.model(case), data, **values["call"])


@pytest.mark.parametrize("case", CASES)
def test_counts_and_convergence(case: str) -> None:
    fit, values = fitted(case), cases.expected(case)
    assert fit.converged
    assert fit.admissible == values["admissible"], fit.problems
    assert (fit.n_obs, fit.n_free, fit.df) == (
        values["n_obs"],
        values["n_free"],
        values["fit"]["df"],
    )


@pytest.mark.parametrize("column", ["est", "se", "ci_lower", "ci_upper", "std_lv", "std_all"])
@pytest.mark.parametrize("case", CASES)
def test_estimates(case: str, column: str) -> None:
    compare(fitted(case).estimates(), cases.expected(case)["estimates"], column, column)


@pytest.mark.parametrize("column", ["z", "pvalue"])
@pytest.mark.parametrize("case", CASES)
def test_wald_tests(case: str, column: str) -> None:
    compare(fitted(case).estimates(), cases.expected(case)["estimates"], column, column)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("est", "est_std"), ("se", "se"), ("ci_lower", "ci_lower"), ("ci_upper", "ci_upper")],
)
@pytest.mark.parametrize("case", CASES)
def test_standardized(case: str, ours: str, theirs: str) -> None:
    compare(fitted(case).standardized(), cases.expected(case)["standardized"], ours, theirs)


@pytest.mark.parametrize("case", CASES)
def test_fit_indices(case: str) -> None:
    fit, lavaan = fitted(case), cases.expected(case)["fit"]
    wanted = INDICES | (WITH_DF if lavaan["df"] else {})
    wanted |= {name: own for name, own in ROBUST.items() if name in lavaan}
    wanted = {name: own for name, own in wanted.items() if own not in undefined(case)}
    if lavaan["df"] > lavaan["baseline.df"]:
        # lavaan gives none where the model has more df than the baseline
        wanted = {name: own for name, own in wanted.items() if name not in ("nfi", "rfi")}
    ours = fit.fit_indices()
    none = {own for name, own in wanted.items() if name not in lavaan}  # least squares: logl, AIC
    wanted = {name: own for name, own in wanted.items() if own not in none}
    assert all(ours[own] is None and own in fit.not_computed for own in none)
    assert not cases.far(
        (ours[name] for name in wanted.values()),
        (lavaan[name] for name in wanted),
        wanted.values(),
        LAVAAN,
    )
    assert abs(fit.chisq - lavaan["chisq"]) <= CHISQ * max(1, lavaan["chisq"])


def undefined(case: str) -> set[str]:
    """Indices of which lavaan gives a number though they are not defined, or another one.

    GFI with missing values: lavaan compares pairwise covariances with FIML and weighs by S, not by
    Sigma, with two stages. Likelihoods: lavaan takes pairwise and EM moments for complete cases.
    """
    missing = cases.expected(case)["call"].get("missing", "listwise")
    gfi, likelihood = {"gfi", "agfi", "pgfi"}, {"logl", "aic", "bic", "sabic"}
    found = {"fiml": gfi, "pairwise": likelihood, "two-stage": gfi | likelihood}
    return found.get(missing, set())


@pytest.mark.parametrize("missing", ["fiml", "pairwise", "two-stage"])
def test_what_is_not_defined_with_missing_values_has_a_reason(missing: str) -> None:
    case = {"fiml": "sem_fiml_holzinger", "pairwise": "sem_pairwise"}.get(missing, "sem_two_stage")
    fit = fitted(case)
    left_out = undefined(case) - ({"gfi", "agfi", "pgfi"} if missing == "two-stage" else set())
    assert left_out
    assert all(fit.fit_indices()[name] is None for name in left_out)
    assert all(fit.not_computed[name] for name in left_out)


@pytest.mark.parametrize("case", CASES)
def test_our_discrepancy_is_no_larger(case: str) -> None:
    chisq = cases.expected(case)["fit"]["chisq"]
    assert fitted(case).chisq <= chisq + ANALYTIC * max(1, chisq)


@pytest.mark.parametrize("case", CASES)
def test_r_squared(case: str) -> None:
    values = cases.expected(case)
    rows = fitted(case).r_squared()
    for label, own in by_group(values, "r_squared"):
        part = rows if label is None else rows[rows["group"] == label]
        theirs = pd.Series(own, dtype=float)
        ours = part.set_index("variable")["r_squared"][theirs.index]
        # lavaan has none where the residual variance is negative; ours says that it exceeds 1
        assert (ours[theirs.isna()] > 1).all()
        known = theirs.dropna()
        assert not cases.far(ours[known.index], known, known.index, LAVAAN)


@pytest.mark.parametrize("case", CASES)
def test_implied_covariances(case: str) -> None:
    for label, own in by_group(cases.expected(case), "implied"):
        theirs = cases.matrix(own)
        ours = fitted(case).implied(group=label).loc[theirs.index, theirs.columns]
        assert np.abs(ours - theirs).to_numpy().max() <= LAVAAN * max(1, theirs.to_numpy().max())


@pytest.mark.parametrize("case", cases.names("sem_groups"))
def test_groups_and_their_sizes(case: str) -> None:
    summary, theirs = fitted(case).summary(), cases.expected(case)["groups"]
    assert (summary["groups"], summary["group_sizes"]) == (theirs["labels"], theirs["n"])


@pytest.mark.parametrize(
    ("ours", "theirs"), [("mi", "mi"), ("epc", "epc"), ("std_epc", "sepc_all")]
)
@pytest.mark.parametrize("case", cases.names("sem", holding="modification_indices"))
def test_modification_indices(case: str, ours: str, theirs: str) -> None:
    values = cases.expected(case)
    table = values["modification_indices"]
    groups = len(values["groups"]["labels"]) if values.get("groups") else 1
    share = (values["n_obs"] - groups) / values["n_obs"]
    if values["call"].get("convention") == "wishart" and ours == "mi":
        # lavaan multiplies by N here, although its chi-square is (N - 1) F
        table = table | {theirs: [share * mi for mi in table[theirs]]}
    if values["call"]["estimator"] in LEAST_SQUARES:
        # lavaan has (N - 1) / N in the gradient but not in the curvature
        table = table | {theirs: [x / share for x in table[theirs]]}
    found = fitted(case).modification_indices()
    if "group" in found:
        labels = values["groups"]["labels"]
        found["group"] = [labels.index(label) + 1 for label in found["group"]]
    compare(found, table, ours, theirs)


@pytest.mark.parametrize("kind", ["raw", "standardized"])
@pytest.mark.parametrize("case", cases.names("sem", holding="residuals"))
def test_residuals(case: str, kind: str) -> None:
    values = cases.expected(case)
    for label, own in by_group(values | {"residuals": values["residuals"][kind]}, "residuals"):
        theirs = cases.matrix(own)
        ours = fitted(case).residuals(kind=kind, group=label).loc[theirs.index, theirs.columns]
        lower = np.tril_indices(len(theirs))
        labels = [f"{theirs.index[i]} {theirs.index[j]}" for i, j in zip(*lower, strict=True)]
        assert not cases.far(ours.to_numpy()[lower], theirs.to_numpy()[lower], labels, LAVAAN)


@pytest.mark.parametrize("method", ["regression", "bartlett"])
@pytest.mark.parametrize("case", cases.names("sem", holding="scores"))
def test_factor_scores(case: str, method: str) -> None:
    ours, values = fitted(case).factor_scores(method), cases.expected(case)["scores"]
    # lavaan keeps a row for the case without any value
    shown = pd.DataFrame(values["regression"]).notna().all(axis=1)
    theirs = pd.DataFrame(values[method], dtype=float)[shown]
    for factor in theirs:
        assert not cases.far(ours[factor], theirs[factor], ours.index, LAVAAN), factor


@pytest.mark.parametrize("case", CASES)
def test_parameter_table_has_the_rows_of_lavaan(case: str) -> None:
    ours = cases.keyed(fitted(case).estimates().fillna({"rhs": ""})).index
    theirs = cases.table(cases.expected(case)["estimates"]).index
    assert set(ours) == set(theirs)
    assert ours.is_unique


# Effects that a model also defines by := (case, name, kind, outcome, predictor, path).
EFFECTS = [
    (
        "sem_democracy_effects",
        "indirect",
        ("specific indirect", "dem65", "ind60", "ind60 -> dem60 -> dem65"),
    ),
    ("sem_democracy_effects", "total", ("total", "dem65", "ind60", "")),
    (
        "sem_alliance_scale",
        "experience_through_cooperation",
        (
            "specific indirect",
            "performance",
            "experience",
            "experience -> communication -> cooperation -> performance",
        ),
    ),
]


@pytest.mark.parametrize(("case", "name", "effect"), EFFECTS)
def test_effects(case: str, name: str, effect: tuple[str, ...]) -> None:
    at = ["kind", "outcome", "predictor", "path"]
    ours = fitted(case).effects().fillna({"path": ""}).set_index(at).loc[effect]
    values, defined = cases.expected(case), (name, ":=", "")
    raw = cases.table(values["estimates"]).loc[defined, ["est", "se", "ci_lower", "ci_upper"]]
    std = cases.table(values["standardized"]).loc[defined]
    assert not cases.far(ours[raw.index], raw, raw.index, LAVAAN)
    names = ["std", "std_se", "std_ci_lower", "std_ci_upper"]
    theirs = std[["est_std", "se", "ci_lower", "ci_upper"]]
    assert not cases.far(ours[names], theirs, names, LAVAAN)


def test_likelihood_ratio_test_of_nested_models() -> None:
    theirs = cases.expected("sem_democracy_effects")["comparison"]
    ours = sem.compare(fitted("sem_democracy_effects"), fitted("sem_democracy"))
    found = (ours.chisq_diff, ours.df_diff, ours.pvalue)
    assert not cases.far(found, theirs.values(), theirs, CHISQ)


@pytest.mark.parametrize("method", ["satorra-bentler-2001", "satorra-bentler-2010"])
@pytest.mark.parametrize("case", cases.names("sem", holding="scaled_comparison"))
def test_scaled_difference(case: str, method: str) -> None:
    theirs = cases.expected(case)["scaled_comparison"][method]
    text = cases.model(case) + "\nvisual ~~ 0*speed\ntextual ~~ 0*speed"
    restricted = sem.fit(text, cases.data(case), **cases.expected(case)["call"])
    ours = sem.compare(restricted, fitted(case), method=method)
    found = (ours.chisq_diff, ours.df_diff, ours.pvalue)
    assert not cases.far(found, theirs.values(), theirs, LAVAAN)


@pytest.mark.parametrize("level", ["metric"])
def test_invariance_ladder(level: str) -> None:
    case = f"sem_groups_{level}"
    ladder = sem.invariance(cases.model(case), cases.data(case), "school").table()
    row = ladder.set_index("level").loc[level]
    theirs = cases.expected(case)["comparison"]
    found = row[["chisq_diff", "df_diff", "pvalue_diff"]]
    assert not cases.far(found, theirs.values(), theirs, CHISQ)
    assert list(ladder["level"]) == ["configural", "metric", "scalar", "strict"]


def by_group(values, name: str) -> list:
    """(label, value) of each group; the label is None where there is one group."""
    return list(values[name].items()) if values.get("groups") else [(None, values[name])]


def compare(ours, columns, name: str, theirs_name: str) -> None:
    theirs = cases.table(columns)
    at = theirs.index
    rows = cases.keyed(ours.fillna({"rhs": ""}))
    absent = at.difference(rows.index)
    assert absent.empty, f"not in our table: {list(absent)}"
    assert not cases.far(rows.loc[at, name], theirs[theirs_name], at, LAVAAN)
