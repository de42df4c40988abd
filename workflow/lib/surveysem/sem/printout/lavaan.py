"""A fit in the layout of lavaan's ``summary()``."""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from surveysem.sem.fit import Fit
from surveysem.sem.printout import rows

_LABEL, _COLUMN = 42, 12
_ROBUST_ERRORS = ("MLM", "MLMV", "MLR", "WLSMV", "ULSMV")
_SECTIONS = (
    ("Latent Variables", "=~"),
    ("Regressions", "~"),
    ("Covariances", "~~"),
    ("Intercepts", "~1"),
    ("Thresholds", "|"),
    ("Variances", "~~ itself"),
    ("Scales y*", "~*~"),
)
_HEADED = ("=~", "~", "~~")
# Title of a block, then label and index of its lines; a line without its index is left out.
_BLOCKS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Model Test User Model",
        (
            ("Test statistic", "chisq"),
            ("Degrees of freedom", "df"),
            ("P-value (Chi-square)", "pvalue"),
            ("Scaling correction factor", "chisq_scaling_factor"),
            ("Shift parameter", "chisq_shift"),
        ),
    ),
    (
        "Model Test Baseline Model",
        (
            ("Test statistic", "baseline_chisq"),
            ("Degrees of freedom", "baseline_df"),
            ("P-value", "baseline_pvalue"),
        ),
    ),
    (
        "User Model versus Baseline Model",
        (
            ("Comparative Fit Index (CFI)", "cfi"),
            ("Tucker-Lewis Index (TLI)", "tli"),
            ("Robust Comparative Fit Index (CFI)", "cfi_robust"),
            ("Robust Tucker-Lewis Index (TLI)", "tli_robust"),
        ),
    ),
    (
        "Loglikelihood and Information Criteria",
        (
            ("Loglikelihood user model (H0)", "logl"),
            ("Loglikelihood unrestricted model (H1)", "unrestricted_logl"),
            ("Akaike (AIC)", "aic"),
            ("Bayesian (BIC)", "bic"),
            ("Sample-size adjusted Bayesian (SABIC)", "sabic"),
        ),
    ),
    (
        "Root Mean Square Error of Approximation",
        (
            ("RMSEA", "rmsea"),
            ("90 Percent confidence interval - lower", "rmsea_ci_lower"),
            ("90 Percent confidence interval - upper", "rmsea_ci_upper"),
            ("P-value H_0: RMSEA <= 0.050", "rmsea_pvalue"),
            ("Robust RMSEA", "rmsea_robust"),
            ("90 Percent confidence interval - lower", "rmsea_ci_lower_robust"),
            ("90 Percent confidence interval - upper", "rmsea_ci_upper_robust"),
            ("P-value H_0: Robust RMSEA <= 0.050", "rmsea_pvalue_robust"),
        ),
    ),
    ("Standardized Root Mean Square Residual", (("SRMR", "srmr"),)),
)


def layout(fit: Fit) -> str:
    """Header, tests and indices, then the parameters of each group, lavaan's sections and order."""
    parts = ["\n".join(_header(fit))]
    if fit.converged:
        parts += ["\n".join(lines) for lines in _index_blocks(fit)]
    parts += ["\n".join(_errors(fit)), *_parameters(fit), *_remarks(fit)]
    lines = "\n\n".join(parts).split("\n")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _line(label: str, *values: str) -> str:
    return f"  {label:<{_LABEL - 2}}" + "".join(f"{value:>{_COLUMN}}" for value in values)


def _header(fit: Fit) -> Iterator[str]:
    record = fit.summary()
    ended = "ended normally" if fit.converged else "did NOT converge"
    yield f"surveysem {ended} after {record['iterations']} iterations"
    yield ""
    yield _line("Estimator", record["estimator"])
    yield _line("Convention", record["convention"])
    yield _line("Missing values", record["missing"])
    yield _line("Number of model parameters", str(fit.n_free))
    yield ""
    yield _line("Number of observations", str(fit.n_obs))
    if record["n_dropped"]:
        yield _line("Rows left out", str(record["n_dropped"]))
    found = rows.groups_of(fit)
    if len(found) > 1:
        yield from (_line(f"  {name}", str(size)) for _, name, size in found)


def _index_blocks(fit: Fit) -> Iterator[list[str]]:
    values = fit.fit_indices()
    scaled = values.get("chisq_scaled") is not None
    for title, lines in _BLOCKS:
        known = [_index_line(label, name, values) for label, name in lines]
        found = [line for line in known if line]
        if found:
            head = [_line("", "Standard", "Scaled")] if scaled and "Test User" in title else []
            yield [f"{title}:", *(head or [""]), *found]


def _index_line(label: str, name: str, values: Mapping[str, float | int | None]) -> str | None:
    """One index, in the second column what the scaled test says of it."""
    alone = name.endswith("_robust") or name in ("chisq_scaling_factor", "chisq_shift")
    first, second = values.get(name), values.get(f"{name}_scaled")
    if first is None:
        return None
    if alone:
        return _line(label, "", _number(first))
    if name == "df" and values.get("chisq_scaled") is not None:
        second = values.get("df_scaled") or first
    if name == "baseline_df" and values.get("baseline_chisq_scaled") is not None:
        second = first
    return _line(label, _number(first), *([_number(second)] if second is not None else []))


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return "NA"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def _errors(fit: Fit) -> Iterator[str]:
    estimator = str(fit.summary()["estimator"])
    yield "Parameter Estimates:"
    yield ""
    yield _line("Standard errors", "Robust" if estimator in _ROBUST_ERRORS else "Standard")


def _parameters(fit: Fit) -> Iterator[str]:
    table = fit.estimates()
    found = rows.groups_of(fit)
    for number, name, _ in found:
        if len(found) > 1:
            yield f"\nGroup {number} [{name}]:"
        yield from _group(table[table["group"] == number])
        yield from _r_squared(fit, name if len(found) > 1 else None)
    defined = table[table["op"] == ":="]
    if len(defined):
        yield "\n".join(["Defined Parameters:", *_section(defined, ":=", set())])


def _group(table: pd.DataFrame) -> Iterator[str]:
    variances, residual = rows.is_variance(table), rows.explained(table)
    for title, op in _SECTIONS:
        chosen = variances if op == "~~ itself" else (table["op"] == op) & ~variances
        if chosen.any():
            yield "\n".join([f"{title}:", *_section(table[chosen], op, residual)])


def _section(table: pd.DataFrame, op: str, residual: set[str]) -> Iterator[str]:
    names = [_name(row, op, residual) for row in table.to_dict("records")]
    width = max([13, *(len(name) for name in names)])
    heads = ("Estimate", "Std.Err", "z-value", "P(>|z|)", "ci.lower", "ci.upper")
    yield " " * (width + 5) + "".join(f"{head:>9}" for head in (*heads, "Std.lv", "Std.all"))
    before = None
    for name, row in zip(names, table.to_dict("records"), strict=True):
        if op in _HEADED and row["lhs"] != before:
            dot = "." if op == "~~" and row["lhs"] in residual else " "
            yield f" {dot}{row['lhs']} {op}"
            before = row["lhs"]
        label = f"({row['label']})" if row["label"] and op != ":=" else ""
        yield f"   {name:<{width - len(label) + 2}}{label}" + "".join(_cells(row))


def _name(row: Mapping[Hashable, Any], op: str, residual: set[str]) -> str:
    shown = str(row["rhs"] if op in _HEADED else row["lhs"])
    if op == "|":
        return f" {row['lhs']}|{row['rhs']}"
    dotted = op in ("~~", "~~ itself", "~1") and shown in residual
    return f"{'.' if dotted else ' '}{shown}"


def _cells(row: Mapping[Hashable, Any]) -> Iterator[str]:
    fixed = row["se"] == 0
    for column in ("est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_lv", "std_all"):
        blank = fixed and column not in ("est", "std_lv", "std_all")
        yield " " * 9 if blank else f"{_number(float(row[column])):>9}"


def _r_squared(fit: Fit, group: str | None) -> Iterator[str]:
    table = rows.r_squared_of(fit, group)
    if not len(table):
        return
    width = max(13, *(len(name) + 1 for name in table["variable"]))
    lines = [
        f"    {variable:<{width}} {_number(float(value)):>9}"
        for variable, value in zip(table["variable"], table["r_squared"], strict=True)
    ]
    yield "\n".join(["R-Square:", " " * (width + 5) + " Estimate", *lines])


def _remarks(fit: Fit) -> Iterator[str]:
    named: Sequence[tuple[str, Sequence[str]]] = (
        ("Not admissible", fit.problems),
        ("To note", fit.warnings),
        ("Not computed", [f"{name}: {why}" for name, why in fit.not_computed.items()]),
    )
    for title, sentences in named:
        if sentences:
            yield "\n".join([f"{title}:", *(f"  {sentence}" for sentence in sentences)])
