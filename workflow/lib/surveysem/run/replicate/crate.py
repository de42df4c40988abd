"""The RO-Crate record of the package: what each file is, and which run made the results."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from surveysem import __version__

LICENCE = "https://spdx.org/licenses/MIT"


def write(folder: Path, study: Mapping[str, Any]) -> None:
    """Write ``ro-crate-metadata.json`` (RO-Crate 1.1) of all files in ``folder``.

    The workflow is the main entity; one CreateAction ties configuration and moments to reports.
    """
    from rocrate.rocrate import ROCrate

    logging.getLogger("rocrate").setLevel(logging.ERROR)
    crate = ROCrate(str(folder), init=True, version="1.1")
    titles = study["title"]
    crate.name = titles.get("en") or next(iter(titles.values()))
    crate.description = (
        "Replication package: code, configuration, models with the moments they were fitted to, "
        "a synthetic twin of the answers, reports, and the means to verify them."
    )
    crate.datePublished = datetime.now(UTC)
    crate.license = LICENCE
    workflow = crate.add_workflow(
        str(folder / "code/Snakefile"),
        "code/Snakefile",
        main=True,
        lang="snakemake",
        properties={"name": f"surveysem {__version__}"},
    )
    files = {entity.id: entity for entity in crate.get_entities() if "File" in entity.type}
    crate.add_action(
        workflow,
        identifier="#run",
        object=[one for name, one in files.items() if name.startswith(("config/", "models/"))],
        result=[one for name, one in files.items() if name.startswith("reports/")],
        properties={"name": "The run that made the reports"},
    )
    crate.metadata.write(str(folder))
