"""Exploring one half of the respondents and confirming on the other, many times over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.efa import FactorSolution, Method, fit
from surveysem.efa.correlations import Floats
from surveysem.errors import ConvergenceError, DataError
from surveysem.survey.explore.alignment import align
from surveysem.survey.explore.purification import PurificationRules, purify
from surveysem.survey.explore.sets import Sets, chosen_factors, explorable, stacked

TOO_FEW = "too few respondents"
NO_SOLUTION = "no solution"
LONELY = "factor without two items"
NOT_CONVERGED = "not converged"

Groups = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class CrossValidation:
    """Tables with the columns of cross_validation.parquet and cross_validation_items.parquet."""

    halves: pd.DataFrame
    items: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Half:
    """One half explored: the kept items with the factor of each, and what the other half says."""

    row: dict[str, object]
    factor_of: dict[str, str] | None


def cross_validate(
    data: pd.DataFrame,
    sets: Sets,
    constructs: Sets,
    retention: pd.DataFrame,
    rules: PurificationRules,
    method: Method,
    *,
    seed: int,
    splits: int,
) -> CrossValidation:
    """Explore a random half of the respondents, confirm on the other half, and the reverse.

    For every set of several factors and each of ``splits`` random halvings, both ways: purification
    in rounds on one half, with the number of factors that is taken in the full sample; each kept
    item is given to the factor on which it loads highest; that structure is fitted to the other
    half by ML, and its CFI, RMSEA and SRMR are noted.

    ``cvi`` and ``cvi_one_factor`` are the cross-validation index of Cudeck and Browne (1983,
    equation 4), F(S of the other half, Sigma fitted to this half), of correlated constructs and of
    one factor, both with all items of the set; summed over the two ways they are the double index.

    ``problem`` says why a half has no fit: "too few respondents" for as many items (one row, split
    0), "no solution" of the exploration, "factor without two items", "not converged".

    Of each item: ``kept``, the share of explored halves in which purification keeps it, and
    ``same_factor``, the share of these in which it loads highest on the factor of the full sample.
    """
    chosen = chosen_factors(retention)
    rows, items = [], []
    for key, (name, members) in enumerate(explorable(sets, data)):
        if chosen[name] < 2:
            continue
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))
        of = {item: construct for construct, own in constructs.items() for item in own}
        task = _Task(
            name, data[members].dropna(), {item: of[item] for item in members}, chosen[name], rules,
            method,
        )  # fmt: skip
        halves = task.halves(rng, splits)
        rows += [half.row for half in halves]
        items.append(task.items(halves))
    return CrossValidation(
        pd.DataFrame(rows, columns=columns("cross_validation")),
        stacked(items, columns("cross_validation_items")),
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """The cross-validation of one set."""

    name: str
    answers: pd.DataFrame
    construct_of: dict[str, str]
    m: int
    rules: PurificationRules
    method: Method

    def fit(self, answers: pd.DataFrame, m: int) -> FactorSolution:
        """The exploratory solution of some respondents."""
        how = self.method
        return fit(answers, m, how.extraction, how.rotation, convention=how.convention)

    def halves(self, rng: np.random.Generator, splits: int) -> list[_Half]:
        """Both halves of every split, explored and held against the other."""
        n, p = self.answers.shape
        if n // 2 <= p:
            return [_Half(self._row(0, "", n // 2, problem=TOO_FEW), None)]
        target = self.fit(self.answers, self.m).loadings
        found = []
        for split in range(1, splits + 1):
            order = rng.permutation(n)
            first, second = (
                self.answers.iloc[np.sort(part)] for part in (order[: n // 2], order[n // 2 :])
            )
            found.append(self._half(split, "a", first, second, target))
            found.append(self._half(split, "b", second, first, target))
        return found

    def items(self, halves: list[_Half]) -> pd.DataFrame:
        """How often each item is kept, and on its factor."""
        explored = [half.factor_of for half in halves if half.factor_of is not None]
        own = _primary(self.fit(self.answers, self.m).loadings)
        rows = []
        for item in self.answers.columns:
            found = [half[item] for half in explored if item in half]
            rows.append(
                {
                    "set": self.name,
                    "item": item,
                    "factor": own[item],
                    "halves": len(explored),
                    "kept": len(found) / len(explored) if explored else np.nan,
                    "same_factor": found.count(own[item]) / len(found) if found else np.nan,
                }
            )
        return pd.DataFrame(rows, columns=columns("cross_validation_items"))

    def _half(
        self,
        split: int,
        half: str,
        here: pd.DataFrame,
        there: pd.DataFrame,
        target: pd.DataFrame,
    ) -> _Half:
        row = partial(self._row, split, half, len(here), **self._indices(here, there))
        try:
            kept = list(purify(here, self.construct_of, self.m, self.fit, self.rules).kept)
            loadings = self.fit(here[kept], self.m).loadings
        except (ConvergenceError, DataError):
            return _Half(row(problem=NO_SOLUTION), None)
        aligned = align(loadings.to_numpy(), target.loc[kept].to_numpy())
        named = _primary(pd.DataFrame(aligned.loadings, kept, target.columns))
        known = {
            "items": len(kept),
            "dropped": " ".join(item for item in here.columns if item not in kept),
            "same_factors": named == _primary(target.loc[kept]),
        }
        return _Half(row(**known, **_confirmed(named, there)), named)

    def _indices(self, here: pd.DataFrame, there: pd.DataFrame) -> dict[str, float]:
        groups = _grouped(self.construct_of)
        several = index_of(groups, here, there) if len(groups) > 1 else np.nan
        return {
            "cvi": several,
            "cvi_one_factor": index_of({"one": list(here.columns)}, here, there),
        }

    def _row(self, split: int, half: str, n: int, **known: object) -> dict[str, object]:
        return {"set": self.name, "split": split, "half": half, "n": n, "problem": "", **known}


def cross_validation_index(S: Floats, Sigma: Floats) -> float:
    """ML discrepancy of ``S`` (p, p) of one sample from ``Sigma`` fitted to another.

    ln|Sigma| + tr(S Sigma^-1) - ln|S| - p (Cudeck and Browne 1983, equations 1 and 4).
    """
    logs = np.linalg.slogdet(Sigma).logabsdet - np.linalg.slogdet(S).logabsdet
    return float(logs + np.trace(np.linalg.solve(Sigma, S)) - len(S))


def _primary(loadings: pd.DataFrame) -> dict[str, str]:
    """The factor on which each item loads highest."""
    highest = np.abs(loadings.to_numpy()).argmax(axis=1)
    return {str(i): str(loadings.columns[k]) for i, k in zip(loadings.index, highest, strict=True)}


def _grouped(group_of: Mapping[str, str]) -> dict[str, list[str]]:
    """The items of each group."""
    found: dict[str, list[str]] = {}
    for item, group in group_of.items():
        found.setdefault(group, []).append(item)
    return found


def _confirmed(factor_of: dict[str, str], there: pd.DataFrame) -> dict[str, object]:
    """The fit of a structure to the respondents ``there``, or the problem."""
    groups = _grouped(factor_of)
    if min(map(len, groups.values())) < 2:
        return {"problem": LONELY}
    found = _fitted(groups, there)
    if found is None:
        return {"problem": NOT_CONVERGED}
    indices = found.fit_indices()
    return {name: indices[name] for name in ("chisq", "df", "cfi", "rmsea", "srmr")}


def index_of(groups: Groups, here: pd.DataFrame, there: pd.DataFrame) -> float:
    """The cross-validation index of a model fitted ``here``, an item on one factor each.

    NaN where it cannot be fitted.
    """
    fitted = None if min(map(len, groups.values())) < 2 else _fitted(groups, here)
    if fitted is None:
        return np.nan
    names = [f"v{k}" for k in range(len(here.columns))]
    Sigma = fitted.implied().loc[names, names].to_numpy()
    order = [item for items in groups.values() for item in items]
    return cross_validation_index(there[order].cov(ddof=0).to_numpy(), Sigma)


def _fitted(groups: Groups, answers: pd.DataFrame) -> "sem.Fit | None":
    """Correlated factors, an item on one each; None where they do not converge.

    Items are named v0, v1, ... in the order of the groups, since names of items need not be names
    of variables in a model.
    """
    order = [item for items in groups.values() for item in items]
    neutral = {item: f"v{k}" for k, item in enumerate(order)}
    lines = [
        f"f{k} =~ {' + '.join(neutral[item] for item in items)}"
        for k, items in enumerate(groups.values())
    ]
    moments = sem.Moments(answers[order].cov(), len(answers), names=list(neutral.values()))
    try:
        found = sem.fit("\n".join(lines), moments)
    except (ConvergenceError, DataError):
        return None
    return found if found.converged else None
