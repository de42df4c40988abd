# What every chapter shares: the checked study, the digest of code, the values wildcards may take.

import os
import sys
from pathlib import Path

from snakemake.logging import logger

HOME = Path(workflow.basedir)
LIBRARY = str(HOME / "workflow/lib")

path = filter(None, [LIBRARY, os.getenv("PYTHONPATH")])
os.environ.update(PYTHONPATH=os.pathsep.join(path))
sys.path.insert(0, LIBRARY)

from surveysem.errors import SurveySemError
from surveysem.run import code as own_code
from surveysem.run import digests, failures, raw
from surveysem.study import study

# The jobs of a run read the study that its main process has checked.
try:
    STUDY = study.load(
        config,
        Path.cwd(),
        HOME / "workflow/schemas",
        checked=not workflow.is_main_process,
    )
    if workflow.is_main_process:
        raw.refuse_changed(Path.cwd(), STUDY)
except SurveySemError as error:
    logger.error(str(error))
    sys.exit(1)


def code(script):
    """Digest of a script and of every own module that it reaches, once a job asks for it."""
    return lambda wildcards: own_code.digest(HOME / "workflow/scripts" / script)


SOURCE = sorted(
    str(path) for path in (HOME / "workflow/report").rglob("*") if path.is_file()
)
# What has a report: each wave, and all of them beside each other.
REPORTED = [*STUDY.waves, *(["pooled"] if len(STUDY.waves) > 1 else [])]


wildcard_constraints:
    wave="|".join(REPORTED),
    sample="all|explore|confirm",
    model="|".join(STUDY.models),
    lang="|".join(STUDY.languages),
    format="html|pdf|docx",
