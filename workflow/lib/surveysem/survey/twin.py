"""A synthetic twin of the answers: the same moments and labels, and no respondent."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from surveysem.errors import DataError
from surveysem.moments import patterns_of, saturated
from surveysem.survey.codebook import Codebook, Entry, Variable
from surveysem.survey.spss.missing import MissingCodes

# Smallest eigenvalue of correlations at which rounding decides about the rest.
_SINGULAR = 1e-10


def draw_twin(
    answers: pd.DataFrame, groups: pd.DataFrame, seed: int, min_cell: int
) -> pd.DataFrame:
    """As many synthetic respondents as there are, with the means and covariances of ``answers``.

    ``answers`` (n, p) are numbers; where some are missing, their moments are those of the saturated
    model (EM). The twin is drawn from a normal distribution and then given exactly these moments
    (divisor n), so that it tells nothing of the respondents that the moments do not. ``groups`` are
    categories: the twin draws each by its frequency, independently of all else, those with fewer
    than ``min_cell`` respondents left out. Equal seeds give equal twins.

    Raises
    ------
    DataError
        There are not more respondents than variables, or their covariances are singular.
    """
    rng = np.random.default_rng(seed)
    mean, S = _moments(answers)
    n, p = answers.shape
    if n <= p + 1:
        raise DataError(f"{n} respondents for {p} variables: no twin has their covariances")
    scale = np.sqrt(np.diag(S))
    if scale.min() == 0 or np.linalg.eigvalsh(S / np.outer(scale, scale))[0] <= _SINGULAR:
        raise DataError("the covariances of the answers are singular: no twin has them")
    root = np.linalg.cholesky(S)
    Z = rng.standard_normal((n, p))
    Q = np.linalg.qr(Z - Z.mean(axis=0))[0]
    twin = pd.DataFrame(mean + np.sqrt(n) * Q @ root.T, columns=answers.columns)
    for name in groups:
        counts = groups[name].value_counts()
        frequent = counts[counts >= min_cell].sort_index()
        if len(frequent):
            share = frequent.to_numpy(float) / frequent.sum()
            twin[name] = rng.choice(frequent.index.to_numpy(), n, p=share)
    return twin


def _moments(answers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Means (p,) and covariances (p, p) with divisor n."""
    X = answers.to_numpy(dtype=float)
    if np.isnan(X).any():
        found = saturated(patterns_of(X[~np.isnan(X).all(axis=1)]))
        return found.mean, found.S
    return X.mean(axis=0), np.cov(X, rowvar=False, bias=True)


def as_answered(
    twin: pd.DataFrame,
    entries: Sequence[Entry],
    *,
    keys: Sequence[str] = (),
    selected: str | None = None,
) -> pd.DataFrame:
    """The twin as a raw file, from which cleaning leaves the twin.

    Reversed items are turned back; identifiers, and ``keys`` of duplicates that the twin lacks,
    count the rows; the filter variable ``selected`` is 1 throughout; an item that cleaning dropped
    has no answer.
    """
    identifiers = [entry.variable for entry in entries if entry.role == "identifier"]
    counted = dict.fromkeys([*identifiers, *(name for name in keys if name not in twin)])
    turned = {
        entry.variable: (entry.minimum or 0) + (entry.maximum or 0) - twin[entry.variable]
        for entry in entries
        if entry.reverse and entry.variable in twin
    }
    numbers = np.arange(1, len(twin) + 1, dtype=float)
    raw = pd.DataFrame(dict.fromkeys(counted, numbers), index=twin.index)
    raw = raw.join(twin.assign(**turned))
    dropped = [e.variable for e in entries if e.role == "item" and e.variable not in raw]
    raw = raw.assign(**dict.fromkeys(dropped, np.nan))
    return raw if selected is None or selected in raw else raw.assign(**{selected: 1.0})


def twin_entries(entries: Sequence[Entry], answered: pd.DataFrame) -> list[Entry]:
    """The codebook of the twin: its variables, with scales wide enough for all of its values.

    Both ends of a scale move by as much, so that reversed items are turned about the same middle.
    """
    there = [entry for entry in entries if entry.variable in answered]
    return [replace(_widened(entry, answered), renamed={}, recoded={}) for entry in there]


def _widened(entry: Entry, answered: pd.DataFrame) -> Entry:
    if entry.minimum is None or entry.maximum is None:
        return entry
    values = answered[entry.variable].dropna()
    if values.empty:
        return replace(entry, missing="")
    beyond = max(entry.minimum - values.min(), values.max() - entry.maximum, 0.0)
    step = float(np.ceil(beyond))
    low, high = entry.minimum - step, entry.maximum + step
    return replace(entry, minimum=low, maximum=high, missing="")


def twin_codebook(codebook: Codebook, entries: Sequence[Entry], answered: pd.DataFrame) -> Codebook:
    """Labels of the variables of the twin; nothing that counts or bounds the respondents."""
    known = {
        variable.name: replace(
            variable, minimum=None, maximum=None, declared_missing=0, missing=MissingCodes()
        )
        for variable in codebook
    }
    labels = {entry.variable: entry.label_en or entry.label_fr for entry in entries}
    return Codebook(
        tuple(
            known.get(name) or Variable(name, label=labels.get(name, ""))
            for name in map(str, answered.columns)
        )
    )
