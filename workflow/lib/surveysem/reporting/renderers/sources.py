"""The artefacts of a run, read by the names of a rule's inputs."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveysem.errors import SpecificationError
from surveysem.reporting.artefacts import NAMES, Artefacts
from surveysem.run import artefacts as files
from surveysem.run import environment
from surveysem.survey.reported import reported


def read_artefacts(inputs: Mapping[str, str | Sequence[str]]) -> Artefacts:
    """Read the files of ``inputs``, whose keys are the names of fields of `Artefacts`.

    Tables (``.parquet``) of one name lie one below the other; ``fits`` and ``bootstrap`` are
    lists of records, every other record (``.json``) stands alone. Keys that are no field are an
    error. The origin of every file and the versions of the programs come with them.

    Raises
    ------
    SpecificationError
        A key is not the name of an artefact.
    """
    unknown = sorted(set(inputs) - set(NAMES))
    if unknown:
        raise SpecificationError(
            f"report: no artefact of the name {', '.join(unknown)}; known: {', '.join(NAMES)}"
        )
    listed = {
        name: [paths] if isinstance(paths, str) else list(paths) for name, paths in inputs.items()
    }
    return Artefacts(
        **{name: _read(name, paths) for name, paths in listed.items()},
        origins=[
            {"name": name, **files.read_origin(path)}
            for name, paths in listed.items()
            for path in paths
        ],
        versions=environment.versions(),
    )


def _read(name: str, listed: Sequence[str]) -> Any:
    if not listed:
        return None
    if name == "fits":
        return [reported(fit) for fit in files.read_records(listed)]
    if name == "bootstrap":
        return files.read_records(listed)
    if listed[0].endswith(".json"):
        return files.read_record(listed[0])
    return files.read_tables(listed)
