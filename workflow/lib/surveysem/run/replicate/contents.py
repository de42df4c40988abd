"""What a replication package holds: files, and the models that can be refitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from surveysem.run.replicate.verify import KEYS

ESTIMATES = [*KEYS, "est", "se", "z", "pvalue", "ci_lower", "ci_upper", "std_all"]


@dataclass(frozen=True, slots=True)
class Model:
    """One model of one wave: text, moments, how it was estimated, what was printed of it."""

    wave: str
    name: str
    text: str
    covariances: pd.DataFrame
    means: pd.DataFrame
    record: Mapping[str, Any]
    estimates: pd.DataFrame

    @property
    def folder(self) -> str:
        """Its folder in the package."""
        return f"models/{self.wave}/{self.name}"


@dataclass(frozen=True, slots=True)
class Contents:
    """Files that the package holds: ``home`` is the folder of the code, all else of the study.

    ``twins`` are the synthetic raw files by wave, ``codebooks`` theirs, ``sources`` the finished
    texts of the reports, ``scripts`` the program of each rule, from ``home``.
    """

    home: str
    code: Sequence[str]
    config: Sequence[str]
    raw: Sequence[str]
    reports: Sequence[str]
    sources: Sequence[str]
    twins: Mapping[str, str]
    codebooks: Sequence[str]
    scripts: Mapping[str, str]


def gather_models(
    texts: Sequence[str],
    covariances: Sequence[pd.DataFrame],
    means: Sequence[pd.DataFrame],
    records: Sequence[Mapping[str, Any]],
    estimates: Sequence[pd.DataFrame],
) -> list[Model]:
    """The models of which these are the parts, in the same order; each wave and model once."""
    found = {}
    for parts in zip(texts, covariances, means, records, estimates, strict=True):
        text, S, mean, record, table = parts
        wave, name = str(record["wave"]), str(record["model"])
        found[wave, name] = Model(wave, name, text, S, mean, record, table[ESTIMATES])
    return list(found.values())
