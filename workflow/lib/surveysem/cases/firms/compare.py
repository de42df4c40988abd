"""Groups of firms compared: measurement first, then means and paths where it allows them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from scipy.special import ndtri

from surveysem.cases.firms.grouping import FirmGroups, in_order
from surveysem.contracts import columns
from surveysem.survey.confirm.groupings import Grouping
from surveysem.survey.confirm.invariance import InvarianceTests, assess_invariance
from surveysem.survey.confirm.ladder_verdict import Bounds
from surveysem.survey.groups.paths import GroupPaths, Wording, paths_by_group
from surveysem.survey.wording import is_number

OVER_GROUPS = Wording("entre groupes", "over groups")
PathVerdict = Literal["differs", "undecided", "not comparable"]


@dataclass(frozen=True, slots=True)
class ComparedPaths:
    """``paths``: every path in every group; ``tests``: equal loadings, then equal paths;
    ``changes``: each path in each later group against the first."""

    paths: pd.DataFrame
    tests: pd.DataFrame
    changes: pd.DataFrame


def compare_measures(
    groups: Sequence[FirmGroups],
    models: Mapping[str, str],
    items: pd.DataFrame,
    bounds: Bounds,
    estimation: Mapping[str, Any],
) -> InvarianceTests:
    """The ladder of invariance over each grouping, and the latent means that it allows to compare.

    As of `assess_invariance`, the first group of each grouping being the one that others are set
    against. Groups that are too small are never merged: the verdict says why there is no test.
    """
    found = [
        assess_invariance(
            models,
            one.rows(items).drop(columns=one.name),
            one.group.rename(one.name).rename_axis("row").reset_index(),
            [Grouping(one.name)],
            bounds,
            estimation,
        )
        for one in groups
    ]
    by_name = {one.name: one for one in groups}
    return InvarianceTests(
        steps=_stack(tests.steps for tests in found),
        verdicts=_stack(tests.verdicts for tests in found),
        releases=_stack(tests.releases for tests in found),
        groups=in_order(_stack(tests.groups for tests in found), by_name),
        means=_stack(tests.means for tests in found),
    )


def compare_firm_paths(
    groups: Sequence[FirmGroups],
    models: Mapping[str, str],
    items: pd.DataFrame,
    bounds: Bounds,
    estimation: Mapping[str, Any],
) -> ComparedPaths:
    """The paths of structural models over each grouping, as of `paths_by_group`.

    A model with more free parameters in a group than the smallest group has respondents is not
    compared, with its reason.
    """
    paths, tests, changes = [], [], []
    for one in groups:
        rows = one.rows(items)
        for model, text in models.items():
            found = paths_by_group(
                text, rows, one.name, bounds, estimation, OVER_GROUPS, enough=True
            )
            place = {"grouping": one.name, "model": model}
            paths.append(_paths(found, 1 - bounds.alpha).assign(**place))
            tests.append(found.judged_tests(lambda p: judge(p, bounds.alpha)).assign(**place))
            changes.append(_changes(found, bounds.alpha).assign(**place))
    return ComparedPaths(
        _stack(paths)[columns("group_paths")],
        _stack(tests)[columns("group_path_tests")],
        _stack(changes)[columns("group_path_changes")],
    )


def judge(pvalue: float, alpha: float) -> PathVerdict:
    """What the test of a path's equality over groups shows.

    - "differs": the adjusted p is below ``alpha``;
    - "undecided": it is not, which does not show that the path is the same: its interval says how
      far the groups may be apart;
    - "not comparable": there is no test.
    """
    if not is_number(pvalue):
        return "not comparable"
    return "differs" if pvalue < alpha else "undecided"


def _paths(found: GroupPaths, level: float) -> pd.DataFrame:
    """Every path in every group with its Wald interval at ``level``."""
    names = columns("group_paths")
    if found.fit is None:
        return pd.DataFrame(columns=names)
    table = found.fit.estimates()
    rows = table[table["op"] == "~"].rename(columns={"lhs": "outcome", "rhs": "predictor"})
    samples = list(found.fit.solution.samples)
    reach = float(ndtri(0.5 + level / 2)) * rows["se"]
    at = [int(number) - 1 for number in rows["group"]]
    return rows.assign(
        group=[samples[i].label for i in at],
        n=[samples[i].n for i in at],
        ci_lower=rows["est"] - reach,
        ci_upper=rows["est"] + reach,
    ).reindex(columns=names)


def _changes(found: GroupPaths, alpha: float) -> pd.DataFrame:
    if found.single.empty:
        return pd.DataFrame(columns=columns("group_path_changes"))
    return found.single.assign(verdict=[judge(p, alpha) for p in found.single["pvalue_holm"]])


def _stack(tables: Iterator[pd.DataFrame] | Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns one below the other; empty ones say nothing of the types."""
    found = list(tables)
    return pd.concat([one for one in found if not one.empty] or found[:1], ignore_index=True)
