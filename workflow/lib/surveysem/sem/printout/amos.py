"""A fit in the blocks of AMOS's text output; p-values are numbers, never stars."""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from surveysem.sem.fit import Fit
from surveysem.sem.printout import rows

_MODEL = "Default model"
_ESTIMATES = {
    "ML": "Maximum Likelihood Estimates",
    "GLS": "Generalized Least Squares Estimates",
    "ULS": "Unweighted Least Squares Estimates",
    "SLS": "Scale-free Least Squares Estimates",
    "WLS": "Asymptotically Distribution-free Estimates",
}
# Title of a block of the model fit summary, then head and index of its columns.
_FIT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("RMR, GFI", (("RMR", "rmr"), ("GFI", "gfi"), ("AGFI", "agfi"), ("PGFI", "pgfi"))),
    (
        "Baseline Comparisons",
        (
            ("NFI Delta1", "nfi"),
            ("RFI rho1", "rfi"),
            ("IFI Delta2", "ifi"),
            ("TLI rho2", "tli"),
            ("CFI", "cfi"),
        ),
    ),
    (
        "Parsimony-Adjusted Measures",
        (("PRATIO", "pratio"), ("PNFI", "pnfi"), ("PCFI", "pcfi")),
    ),
    ("NCP", (("NCP", "ncp"), ("LO 90", "ncp_ci_lower"), ("HI 90", "ncp_ci_upper"))),
    (
        "FMIN",
        (("FMIN", "fmin"), ("F0", "f0"), ("LO 90", "f0_ci_lower"), ("HI 90", "f0_ci_upper")),
    ),
    (
        "RMSEA",
        (
            ("RMSEA", "rmsea"),
            ("LO 90", "rmsea_ci_lower"),
            ("HI 90", "rmsea_ci_upper"),
            ("PCLOSE", "rmsea_pvalue"),
        ),
    ),
    ("AIC", (("AIC", "aic"), ("BCC", "bcc"), ("BIC", "bic"), ("CAIC", "caic"))),
    ("ECVI", (("ECVI", "ecvi"), ("MECVI", "mecvi"))),
    ("HOELTER", (("HOELTER .05", "hoelter_05"), ("HOELTER .01", "hoelter_01"))),
)


def layout(fit: Fit) -> str:
    """Notes for the model, estimates of each group, model fit summary."""
    parts = ["\n".join(_notes(fit)), _ESTIMATES.get(fit.solution.estimator, fit.solution.estimator)]
    parts += list(_estimates(fit))
    if fit.converged:
        parts += ["Model Fit Summary", *_fit_summary(fit)]
    parts += ["\n".join(_remarks(fit))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _notes(fit: Fit) -> Iterator[str]:
    moments = fit.df + fit.n_free if fit.df is not None else None
    yield f"Notes for Model ({_MODEL})"
    yield ""
    for _, name, size in rows.groups_of(fit):
        yield f"Sample size{f' ({name})' if name else ''} = {size}"
    if fit.solution.convention.name != "amos":
        yield f"Convention = {fit.solution.convention.name}"
    yield f"Number of distinct sample moments: {moments}"
    yield f"Number of distinct parameters to be estimated: {fit.n_free}"
    yield f"Degrees of freedom ({moments} - {fit.n_free}): {fit.df}"
    yield ""
    yield "Minimum was achieved" if fit.converged else "Minimum was NOT achieved"
    if fit.converged:
        yield f"Chi-square = {_number(fit.chisq)}"
        yield f"Degrees of freedom = {fit.df}"
        yield f"Probability level = {_probability(fit.pvalue)}"


def _estimates(fit: Fit) -> Iterator[str]:
    table = fit.estimates()
    found = rows.groups_of(fit)
    for number, name, _ in found:
        where = f"({name or 'Group number 1'} - {_MODEL})"
        yield from _group(table[table["group"] == number], where)
        yield from _squared_correlations(fit, name if len(found) > 1 else None, where)
    defined = table[table["op"] == ":="]
    if len(defined):
        yield _unstandardized("Defined Parameters", defined, defined["lhs"].tolist())


def _group(table: pd.DataFrame, where: str) -> Iterator[str]:
    """The blocks of one group, each unstandardised, then standardised where AMOS has it so."""
    variances = rows.is_variance(table)
    weights = table[table["op"].isin(["~", "=~"])]
    covariances = table[(table["op"] == "~~") & ~variances]
    named = _arrows(weights, "<---")
    yield from _pair("Regression Weights", "Standardized Regression Weights", weights, named, where)
    intercepts = table[table["op"] == "~1"]
    if len(intercepts) and (intercepts["free"] > 0).any():
        titles = (f"Means and Intercepts: {where}", intercepts, intercepts["lhs"].tolist())
        yield _unstandardized(*titles)
    named = _arrows(covariances, "<-->")
    yield from _pair("Covariances", "Correlations", covariances, named, where)
    if variances.any():
        shown = table[variances]
        yield _unstandardized(f"Variances: {where}", shown, shown["lhs"].tolist())


def _arrows(table: pd.DataFrame, arrow: str) -> list[str]:
    """``outcome <--- predictor``; an indicator is the outcome of its factor."""
    return [
        f"{right} {arrow} {left}" if op == "=~" else f"{left} {arrow} {right}"
        for left, op, right in zip(table["lhs"], table["op"], table["rhs"], strict=True)
    ]


def _pair(
    first: str, second: str, table: pd.DataFrame, names: list[str], where: str
) -> Iterator[str]:
    if len(table):
        yield _unstandardized(f"{first}: {where}", table, names)
        values = [[_number(value)] for value in table["std_all"]]
        yield _block(f"{second}: {where}", ["Estimate"], names, values)


def _unstandardized(title: str, table: pd.DataFrame, names: list[str]) -> str:
    values = [
        [_number(row["est"]), *_inference(row), str(row["label"]) if row["label"] else ""]
        for row in table.to_dict("records")
    ]
    heads = ["Estimate", "S.E.", "C.R.", "P", "LO 95", "HI 95", "Label"]
    return _block(title, heads, names, values)


def _inference(row: Mapping[Hashable, Any]) -> list[str]:
    if row["se"] == 0:
        return [""] * 5
    limits = [_number(row["ci_lower"]), _number(row["ci_upper"])]
    return [_number(row["se"]), _number(row["z"]), _probability(row["pvalue"]), *limits]


def _squared_correlations(fit: Fit, group: str | None, where: str) -> Iterator[str]:
    table = rows.r_squared_of(fit, group)
    if len(table):
        values = [[_number(value)] for value in table["r_squared"]]
        title = f"Squared Multiple Correlations: {where}"
        yield _block(title, ["Estimate"], table["variable"].tolist(), values)


def _fit_summary(fit: Fit) -> Iterator[str]:
    found = fit.fit_indices()
    yield _chi_squares(fit.n_free, found)
    for title, columns in _FIT:
        known = [(head, found[name]) for head, name in columns if found.get(name) is not None]
        if known:
            values = [[_number(value, 0 if title == "HOELTER" else 3) for _, value in known]]
            yield _block(title, [head for head, _ in known], [_MODEL], values)


def _chi_squares(n_free: int, found: Mapping[str, float | int | None]) -> str:
    """The default model between the saturated one and that of independence."""
    df, baseline, baseline_df = found["df"], found["baseline_chisq"], found["baseline_df"]
    moments = n_free + int(df or 0)
    default = [_number(found["chisq"]), str(df), _probability(found["pvalue"])]
    lines = {
        _MODEL: [str(n_free), *default, _number(found["chisq_df"])],
        "Saturated model": [str(moments), ".000", "0", "", ""],
    }
    if baseline is not None and baseline_df:
        tested = [_number(baseline), str(baseline_df), _probability(found["baseline_pvalue"])]
        free = str(moments - int(baseline_df))
        lines["Independence model"] = [free, *tested, _number(baseline / baseline_df)]
    heads = ["NPAR", "CMIN", "DF", "P", "CMIN/DF"]
    return _block("CMIN", heads, list(lines), list(lines.values()))


def _remarks(fit: Fit) -> Iterator[str]:
    for sentence in fit.problems:
        yield f"The solution is not admissible: {sentence}"
    yield from fit.warnings


def _block(title: str, heads: Sequence[str], names: list[str], lines: list[list[str]]) -> str:
    width = max(18, *(len(name) for name in names))
    widths = [
        max(9, len(head) + 2, *(len(line[at]) + 2 for line in lines))
        for at, head in enumerate(heads)
    ]
    texts = [("Model" if names[0] == _MODEL else "", heads), *zip(names, lines, strict=True)]
    body = [
        f"{name:<{width}}"
        + "".join(f"{cell:>{size}}" for cell, size in zip(cells, widths, strict=True))
        for name, cells in texts
    ]
    return "\n".join([title, *(line.rstrip() for line in body)])


def _number(value: float | None, decimals: int = 3) -> str:
    """As AMOS prints it: without the zero before the point."""
    if value is None or math.isnan(value):
        return "NA"
    text = f"{math.floor(value)}" if decimals == 0 else f"{value:.{decimals}f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def _probability(value: float | None) -> str:
    return "<.001" if value is not None and value < 0.001 else _number(value)
