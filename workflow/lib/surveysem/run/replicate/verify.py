"""Refitting the models of a package from their moments, number by number."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from surveysem import sem
from surveysem.errors import DataError, SurveySemError
from surveysem.run.digests import of_file
from surveysem.run.replicate.moments import AS_ML, read_moments

MODELS, CHECKSUMS = "models.tsv", "checksums.sha256"
TOLERANCE = 1e-5
KEYS = ["group", "lhs", "op", "rhs", "label"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One model: ``numbers`` compared, the ``largest`` difference, the parameters that differ.

    Differences are |a - b| / max(1, |b|). ``reason`` says why a model was not refitted, or "".
    """

    name: str
    numbers: int
    largest: float
    differing: tuple[str, ...]
    reason: str


def damaged_files(folder: Path) -> list[str]:
    """Files that are missing or are not those of the checksums.

    Raises
    ------
    DataError
        The folder is no replication package, or its checksums cannot be read.
    """
    path = folder / CHECKSUMS
    if not path.is_file():
        raise DataError(f"{folder}: no {CHECKSUMS}; expected an unpacked replication package")
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    stated = [line.split("  ", 1) for line in lines]
    if not stated or any(len(words) != 2 for words in stated):
        raise DataError(f"{path}: no list of checksums and files; expected that of the package")
    return [name for digest, name in stated if _digest(folder / name) != digest]


def _digest(path: Path) -> str:
    return of_file(path) if path.is_file() else ""


def refits(folder: Path, damaged: Collection[str] = ()) -> Iterator[Agreement]:
    """Every model of the package, refitted from its moments and set against what was printed.

    A model of which a file in ``damaged`` cannot be used is not refitted.

    Raises
    ------
    DataError
        The table of the models is damaged.
    """
    if MODELS in damaged:
        raise DataError(f"{folder / MODELS}: not the file of the checksums; expected it unaltered")
    table = pd.read_csv(folder / MODELS, sep="\t", keep_default_na=False)
    for row in table.to_dict("records"):
        name = f"{row['wave']}, {row['model']}"
        if row["refit_by"] == "":
            yield Agreement(name, 0, 0.0, (), str(row["reason"]))
        else:
            try:
                yield _refit(folder, name, {str(key): value for key, value in row.items()})
            except (SurveySemError, OSError, KeyError, ValueError):
                if not any(file.startswith(f"{row['folder']}/") for file in damaged):
                    raise
                yield Agreement(name, 0, 0.0, (), "its files are damaged")


def _refit(folder: Path, name: str, row: dict[str, Any]) -> Agreement:
    place = folder / str(row["folder"])
    covariances, means, expected = (
        pd.read_csv(
            place / f"{file}.csv", dtype={"label": str, "group": str}, keep_default_na=False
        )
        for file in ("covariances", "means", "estimates")
    )
    moments = read_moments(covariances, means, row)
    text = (place / "model.lav").read_text(encoding="utf-8")
    fit = sem.fit(text, moments, estimator=row["refit_by"], convention=row["convention"])
    found = fit.estimates().astype({"group": str, "label": str}).set_index(KEYS)
    columns = ["est"] if row["estimator"] in AS_ML else ["est", "se"]
    return _compared(name, found, expected.set_index(KEYS), columns)


def _compared(
    name: str, found: pd.DataFrame, expected: pd.DataFrame, columns: list[str]
) -> Agreement:
    theirs = expected[columns].apply(pd.to_numeric)
    ours = found.reindex(theirs.index)[columns]
    difference = (ours - theirs).abs() / theirs.abs().clip(lower=1)
    known = difference.where(theirs.notna())
    worst = known.max(axis=1).where(~(ours.isna() & theirs.notna()).any(axis=1), float("inf"))
    differing = tuple(" ".join(map(str, key[1:4])) for key in worst.index[worst > TOLERANCE])
    return Agreement(name, int(theirs.notna().sum().sum()), float(worst.max()), differing, "")
