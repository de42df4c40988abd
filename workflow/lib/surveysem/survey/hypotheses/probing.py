"""The interactions of one model, probed: effects of one construct at levels of the other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveysem import sem
from surveysem.contracts import columns
from surveysem.sem.arrays import Array
from surveysem.sem.inference.simple_slopes import Moderated, moderated, regions

LEVELS = (-1.0, 0.0, 1.0)
"""Of the moderator, in standard deviations (Cohen, Cohen, West and Aiken, 2003, section 7.4)."""
REACH = 2.0
"""Slopes and lines are given as far from the mean: 95 % of a normal variable."""
GRID = np.linspace(-REACH, REACH, 81)
ENDS = np.linspace(-REACH, REACH, 21)
LIMITS = ("ci_lower", "ci_upper")
Function = Callable[[Array, Array | None], Array]


@dataclass(frozen=True, slots=True)
class Probed:
    """``text``: the model with its products written out; tables with the columns of the artefacts.

    ``interactions``: the effects; ``products``: what measures them; ``slopes`` at levels of the
    moderator; ``bands``: the slope at every level; ``regions``: where it is clear of 0; ``lines``:
    the outcome by the focal construct at each level.
    """

    text: str
    interactions: pd.DataFrame
    products: pd.DataFrame
    slopes: pd.DataFrame
    bands: pd.DataFrame
    regions: pd.DataFrame
    lines: pd.DataFrame


def probe_interactions(
    text: str,
    data: pd.DataFrame,
    estimation: Mapping[str, Any],
    *,
    draws: int,
    kind: str,
    level: float,
    seed: int,
    workers: int | None = None,
) -> Probed:
    """Fit a model with interactions, resample the respondents, and probe each interaction.

    Standardised values have bootstrap intervals of one ``kind`` and ``level``, in which the
    moderator's standard deviation is drawn too; with the same ``seed`` and ``draws`` the draws are
    those of the verdicts. Unstandardised slopes have the model's own errors, at levels taken as
    fixed. A model that did not converge has products, and no rows else. Its draws may come from
    several jobs, see `bootstrap_share`.
    """
    written = sem.product_indicators(
        text, data, pairs=estimation["product_pairs"], missing=estimation["missing"]
    )
    fit = sem.fit(text, data, **estimation)
    tables: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    if fit.converged:
        boot = fit.bootstrap(draws, seed=seed, workers=workers)
        for one in moderated(fit.solution):
            probe = _Probe(fit, boot, one, level, kind)
            for name, table in zip(_TABLES, probe.tables(), strict=True):
                tables[name].append(table.assign(**probe.names))
    return Probed(written.text, products=written.table(), **_joined(tables))


_TABLES = ("interactions", "slopes", "bands", "regions", "lines")
_CONTRACTS = dict(
    zip(
        _TABLES,
        ("interactions", "simple_slopes", "slope_bands", "slope_regions", "slope_lines"),
        strict=True,
    )
)


def _joined(tables: Mapping[str, Sequence[pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    found = {}
    for name, parts in tables.items():
        names = columns(_CONTRACTS[name])
        whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
        found[name] = whole[names]
    return found


@dataclass(frozen=True, slots=True)
class _Probe:
    """One interaction and one of its outcomes."""

    fit: sem.Fit
    boot: sem.Bootstrap
    one: Moderated
    level: float
    kind: str

    @property
    def names(self) -> dict[str, str]:
        interaction = self.one.interaction
        return {
            "outcome": self.one.outcome,
            "predictor": interaction.focal,
            "moderator": interaction.moderator,
        }

    def tables(self) -> tuple[pd.DataFrame, ...]:
        """In the order of ``_TABLES``."""
        bands = self._bands()
        return (self._effect(), self._slopes(), bands, self._regions(bands), self._lines())

    def _effect(self) -> pd.DataFrame:
        raw = self.fit.estimates()
        row = raw[
            (raw["lhs"] == self.one.outcome)
            & (raw["op"] == "~")
            & (raw["rhs"] == self.one.interaction.factor)
        ]
        found = self._intervals(lambda theta, given: self.one.standardized(theta, given)[..., [2]])
        return found.assign(
            est=row["est"].to_numpy(),
            se=row["se"].to_numpy(),
            delta_r2=self.one.explained(self.fit.solution.theta),
            products=len(self.one.interaction.pairs),
            level=self.level,
        )

    def _slopes(self) -> pd.DataFrame:
        interaction, sd = self.one.interaction, self.one.moderator_sd(self.fit.solution.theta)
        raw = sem.simple_slopes(
            self.fit,
            self.one.outcome,
            interaction.term,
            [level * sd for level in LEVELS],
            scale="raw",
        )
        found = self._at(np.array(LEVELS))
        return found.assign(est=raw["est"], se=raw["se"])

    def _bands(self) -> pd.DataFrame:
        return self._at(GRID)

    def _at(self, z: Array) -> pd.DataFrame:
        found = self._intervals(lambda theta, given: self.one.slopes(theta, z, given))
        return found.assign(at=z)

    def _regions(self, bands: pd.DataFrame) -> pd.DataFrame:
        known = bands.dropna(subset=list(LIMITS))
        if known.empty:
            return pd.DataFrame(columns=["start", "end", "effect"])
        found = regions(*(known[name].to_list() for name in ("at", *LIMITS)))
        return pd.DataFrame([(one.start, one.end, one.effect) for one in found]).set_axis(
            ["start", "end", "effect"], axis=1
        )

    def _lines(self) -> pd.DataFrame:
        z, x = (part.ravel() for part in np.meshgrid(LEVELS, ENDS, indexing="ij"))
        found = self._intervals(lambda theta, given: self.one.lines(theta, z, x, given))
        return found.assign(at=z, x=x).rename(columns={"std": "fitted"})

    def _intervals(self, function: Function) -> pd.DataFrame:
        """Standardised values with their bootstrap intervals: std ci_lower ci_upper pvalue."""
        found = self.boot.of(function, self.level, self.kind).rename(columns={"est": "std"})
        return found[["std", *LIMITS, "pvalue"]]
