"""The second and the third engine: semopy always, lavaan where R has it.

Both fit the model that the own engine fitted, written out in full from its parameter table with
neutral names, so that neither engine's defaults nor its idea of a legal name plays a part.
"""

import logging
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from surveysem.contracts import columns
from surveysem.errors import ConvergenceError, SurveySemError
from surveysem.run.task import Task, task

# |a - b| / max(1, |b|) on standardised values. semopy's SLSQP stops early; so does the nlminb that
# lavaan uses by default (1e-5 to 1e-4), hence its BFGS with a tight tolerance here.
TOLERANCE = {"semopy": 2e-3, "lavaan": 1e-5}
log = logging.getLogger("surveysem")
LAVAAN_SECONDS = 600
# Why an engine is not comparable; the log of the job has its own words.
INADMISSIBLE, ABSENT, FAILED = "no admissible solution", "R is not installed", "no result"
INCOMPLETE, CONSTRAINED = "missing values", "equations or bounds between parameters"
ORDERED, ESTIMATOR = "ordered items", "another estimator"
# Their estimates are those of ML.
LIKELIHOOD = ("ML", "MLM", "MLMV", "MLR")
LAVAAN_HAS = (*LIKELIHOOD, "GLS", "ULS", "WLS", "DWLS")


def compare(
    table: pd.DataFrame,
    estimates: pd.DataFrame,
    items: pd.DataFrame,
    *,
    admissible: bool,
    missing: str = "listwise",
    constrained: bool = False,
    estimator: str = "ML",
    ordered: bool = False,
) -> pd.DataFrame:
    """Standardised values of every engine beside the own ones.

    Parameters
    ----------
    table
        Parameter table of the model: lhs, op, rhs, free (0 is fixed), label, value.
    estimates
        ``fit.estimates()`` of the own engine, of which std_all is compared.
    items
        The data that the own engine was given.
    admissible
        False where the solution has a fault (a Heywood case, say), so that none can be compared.
    missing
        What the own engine did about missing values; semopy has no FIML that can be relied on.
    constrained
        Has the model equations or bounds between parameters, which the table does not hold?
    estimator
        Estimator of the own engine; semopy is compared with likelihoods only.
    ordered
        Are the items ordered? Their thresholds and scales differ from engine to engine.

    Returns
    -------
    pandas.DataFrame
        One row per engine and parameter; one row with the reason where an engine is not comparable.

    Raises
    ------
    ConvergenceError
        A parameter differs by more than the tolerance of its engine.
    """
    rows = []
    given = task(table, estimates, items, missing, estimator)
    for engine, solve in ENGINES.items():
        told = {INADMISSIBLE: not admissible, ORDERED: ordered, CONSTRAINED: constrained}
        reason = next((why for why, so in told.items() if so), "") or _absence(engine, given)
        rows.append(_refusal(engine, reason) if reason else _set_beside(engine, solve, given))
    agreement = pd.concat(rows, ignore_index=True)
    _demand_agreement(agreement)
    return agreement


def _absence(engine: str, given: Task) -> str:
    if engine == "semopy" and given.items.isna().to_numpy().any():
        return INCOMPLETE
    known = LIKELIHOOD if engine == "semopy" else LAVAAN_HAS
    if given.estimator not in known:
        return ESTIMATOR
    if engine == "lavaan" and shutil.which("Rscript") is None:
        return ABSENT
    return ""


def _refusal(engine: str, reason: str) -> pd.DataFrame:
    empty = {"lhs": "", "op": "", "rhs": "", "ours": np.nan, "theirs": np.nan, "difference": np.nan}
    return pd.DataFrame([{"engine": engine, "comparable": False, "reason": reason, **empty}])


def _set_beside(engine: str, solve: Callable[[Task], pd.DataFrame], task: Task) -> pd.DataFrame:
    try:
        theirs = solve(task)
    except SurveySemError as error:
        log.warning("%s is not comparable: %s", engine, error)
        return _refusal(engine, FAILED)
    both = task.ours.merge(_both_ways(theirs, task), on=["lhs", "op", "rhs"], how="left")
    lost = both[both.theirs.isna()]
    if len(lost):
        log.warning(
            "%s has no value for %s", engine, ", ".join(lost.name_lhs + lost.op + lost.name_rhs)
        )
        return _refusal(engine, FAILED)
    difference = (both.ours - both.theirs).abs() / both.theirs.abs().clip(lower=1)
    return pd.DataFrame(
        {
            "engine": engine,
            "comparable": True,
            "reason": "",
            "lhs": both.name_lhs,
            "op": both.op,
            "rhs": both.name_rhs,
            "ours": both.ours,
            "theirs": both.theirs,
            "difference": difference,
        }
    )[columns("agreement")]


def _demand_agreement(agreement: pd.DataFrame) -> None:
    beyond = agreement[agreement.difference > agreement.engine.map(TOLERANCE)]
    if len(beyond):
        worst = beyond.sort_values("difference").iloc[-1]
        raise ConvergenceError(
            f"engines disagree on {len(beyond)} parameters, most on {worst.lhs} {worst.op} "
            f"{worst.rhs}: {worst.ours:.6f} here, {worst.theirs:.6f} in {worst.engine} "
            f"(tolerance {TOLERANCE[worst.engine]:g})"
        )


def _semopy(task: Task) -> pd.DataFrame:
    import semopy

    model = semopy.Model(task.text)
    solution = model.fit(task.items, options={"ftol": 1e-13})
    if not solution.success:
        raise ConvergenceError(f"semopy did not converge: {solution.message}")
    names = {"lval": "lhs", "rval": "rhs", "Estimate": "est", "Est. Std": "theirs"}
    found = model.inspect(std_est=True).rename(columns=names)
    found = found[["lhs", "op", "rhs", "est", "theirs"]].astype({"est": float, "theirs": float})
    return _residual_correlations(found)


def _residual_correlations(found: pd.DataFrame) -> pd.DataFrame:
    """semopy divides residual covariances by total, lavaan by residual standard deviations."""
    covariances = found[found.op == "~~"]
    variance = covariances[covariances.lhs == covariances.rhs].set_index("lhs")["est"]
    pairs = covariances[covariances.lhs != covariances.rhs]
    scale = np.sqrt(pairs.lhs.map(variance).astype(float) * pairs.rhs.map(variance).astype(float))
    return found.assign(theirs=(pairs.est / scale).combine_first(found.theirs)).drop(columns="est")


def _both_ways(found: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Engines print covariances in an order of their own, and semopy loadings as regressions."""
    turned = found.rename(columns={"lhs": "rhs", "rhs": "lhs"})
    loadings = turned[turned.op == "~"].assign(op="=~")
    covariances = turned[turned.op == "~~"]
    every = pd.concat([found, loadings, covariances]).drop_duplicates(["lhs", "op", "rhs"])
    return every.merge(task.ours[["lhs", "op", "rhs"]])


LAVAAN = """
suppressMessages(library(lavaan))
X <- read.csv("items.csv")
tight <- list(reltol = 1e-15, maxit = 10000)
asked <- commandArgs(TRUE)
means <- switch(asked[1],
  fiml = if (anyNA(X)) list(missing = "fiml", int.ov.free = TRUE, h1 = FALSE, baseline = FALSE),
  "two-stage" = list(missing = "two.stage", int.ov.free = TRUE, baseline = FALSE,
    em.h1.tol = 1e-12, em.h1.iter.max = 10000)
)
call <- list(readLines("model.lav"), X,
  estimator = asked[2], fixed.x = FALSE, optim.method = "BFGS", control = tight,
  se = "none", test = "none"
)
fit <- do.call("lavaan", c(call, means))
if (!lavInspect(fit, "converged")) stop("lavaan did not converge")
s <- standardizedSolution(fit, se = FALSE)
s$est.std <- sprintf("%.17g", s$est.std)
write.csv(s, "standardized.csv", row.names = FALSE)
"""


def _lavaan(task: Task) -> pd.DataFrame:
    estimator = "ML" if task.estimator in LIKELIHOOD else task.estimator
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        task.items.to_csv(place / "items.csv", index=False, float_format="%.17g")
        (place / "model.lav").write_text(task.text + "\n")
        (place / "fit.R").write_text(LAVAAN)
        run = subprocess.run(
            ["Rscript", "--vanilla", "fit.R", task.missing, estimator],
            cwd=place,
            capture_output=True,
            text=True,
            timeout=LAVAAN_SECONDS,
            check=False,
        )
        if run.returncode:
            raise ConvergenceError(_complaint(run.stderr))
        found = pd.read_csv(place / "standardized.csv")
    return found.rename(columns={"est.std": "theirs"})[["lhs", "op", "rhs", "theirs"]]


def _complaint(stderr: str) -> str:
    """The line in which R says what went wrong."""
    lines = [line.strip() for line in stderr.splitlines() if line.startswith("Error")]
    return f"lavaan: {lines[-1]}" if lines else "lavaan ended without a result"


ENGINES: dict[str, Callable[[Task], pd.DataFrame]] = {"semopy": _semopy, "lavaan": _lavaan}
