"""The folder of the replication package."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from surveysem.claims import on_interviews
from surveysem.run import artefacts, environment, publish
from surveysem.run.digests import of_file
from surveysem.run.replicate import crate, documents, settings
from surveysem.run.replicate.contents import Contents, Model
from surveysem.run.replicate.verify import CHECKSUMS, MODELS
from surveysem.study import judged, waves

WAVES, CLAIMS = "config/waves.tsv", judged.CLAIMS
ASIDE = "data/processed/replicate/package"
# What only has a meaning beside the interviews, which a twin lacks.
OF_INTERVIEWS = ("cases.tsv", "codes.tsv")


def write_package(
    contents: Contents, models: Sequence[Model], study: Mapping[str, Any], folder: str
) -> None:
    """Write the package aside and give it its name when it is whole."""
    part = Path(ASIDE)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    _copy(contents.code, Path(contents.home), part / "code")
    for files in (contents.config, contents.raw, contents.reports):
        _copy(files, Path(), part)
    _write_twin(contents, part / "twin")
    for model in models:
        _write_model(model, part / model.folder)
    _write_manifest(models, part)
    session = {"seed": study["seed"], "versions": environment.versions()}
    (part / "session.json").write_text(json.dumps(session, indent=1) + "\n", encoding="utf-8")
    documents.write(contents, models, study, part)
    crate.write(part, study)
    _write_checksums(part)
    publish.folder(str(part), folder)
    shutil.rmtree(part)


def _copy(files: Iterable[str], root: Path, target: Path) -> None:
    for name in files:
        relative = Path(name).relative_to(root)
        (target / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(name, target / relative)


def _write_twin(contents: Contents, folder: Path) -> None:
    """A study of its own: the configuration as used, for the synthetic twin."""
    _copy(contents.config, Path(), folder)
    leave_out_interviews(folder)
    _write_waves(contents.twins, folder)
    tables = [artefacts.read_tsv(path) for path in contents.codebooks]
    (folder / "config/items.tsv").write_text(
        widest(tables).to_csv(sep="\t", index=False), encoding="utf-8"
    )
    stated = folder / "config/config.yaml"
    text = stated.read_text(encoding="utf-8")
    text = settings.with_value(text, ["waves"], WAVES)
    text = settings.with_value(text, ["study", "synthetic"], "true")
    stated.write_text(text, encoding="utf-8")


def leave_out_interviews(folder: Path) -> None:
    """Take what is on coded interviews out of the configuration of the study in ``folder``."""
    for name in OF_INTERVIEWS:
        (folder / "config" / name).unlink(missing_ok=True)
    stated = folder / "config/config.yaml"
    text = stated.read_text(encoding="utf-8")
    stated.write_text(settings.without(text, "cases"), encoding="utf-8")
    claims = folder / CLAIMS
    if claims.exists():
        table = artefacts.read_tsv(str(claims))
        kept = table[~table["hypothesis"].map(on_interviews).astype(bool)]
        claims.write_text(kept.to_csv(sep="\t", index=False), encoding="utf-8")


def _write_waves(twins: Mapping[str, str], folder: Path) -> None:
    """The twin of each wave as a raw file, and a table that keeps the order of the waves."""
    files = {wave: f"data/raw/{wave}.sav" for wave in twins}
    for wave, file in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(twins[wave], folder / file)
    table = pd.DataFrame(files.items(), columns=["wave", "file"])
    table = table.reindex(columns=waves.COLUMNS, fill_value="")
    table.to_csv(folder / WAVES, sep="\t", index=False)


def widest(codebooks: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One codebook of several that differ in the ends of scales: the lowest and the highest."""
    first, *_ = codebooks
    stacked = pd.concat(codebooks)
    for column, outermost in (("min", min), ("max", max)):
        ends = {
            str(name): outermost(cells, key=float)
            for name, cells in stacked[stacked[column] != ""].groupby("variable")[column]
        }
        first = first.assign(**{column: first["variable"].map(ends).fillna("")})
    return first


def _write_model(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "model.lav").write_text(model.text, encoding="utf-8")
    model.estimates.to_csv(folder / "estimates.csv", index=False)
    if model.record["refit_by"] is not None:
        model.covariances[["variable", "with", "covariance"]].to_csv(
            folder / "covariances.csv", index=False
        )
        model.means[["variable", "mean"]].to_csv(folder / "means.csv", index=False)


def _write_manifest(models: Sequence[Model], folder: Path) -> None:
    columns = ("estimator", "convention", "missing", "n_obs", "divisor", "refit_by", "reason")
    rows = [
        {"wave": model.wave, "model": model.name, "folder": model.folder}
        | {name: model.record.get(name) for name in columns}
        for model in models
    ]
    pd.DataFrame(rows).to_csv(folder / MODELS, sep="\t", index=False)


def _write_checksums(folder: Path) -> None:
    """In the form of ``sha256sum``, of every file but this one."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{of_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
