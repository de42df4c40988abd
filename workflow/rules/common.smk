# What every chapter shares: the checked study, the digest of code, the values wildcards may take.

import os
import sys
from pathlib import Path

from snakemake.logging import logger

# The folder of the code, whether the Snakefile at its top or the one in workflow/ is run.
HOME = Path(workflow.current_basedir.get_path_or_uri(secret_free=False)).parents[1]
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


def scripts():
    """The script of every rule, by the name of the rule."""
    folder = HOME / "workflow/rules"
    return {
        one.name: os.path.relpath(folder / one.script, HOME)
        for one in workflow.rules
        if one.script
    }


CAPTIONS = HOME / "workflow/report/captions"
SOURCE = sorted(
    str(path)
    for path in (HOME / "workflow/report").rglob("*")
    if path.is_file() and path.parent != CAPTIONS
)
# What has a report: each wave, and all of them beside each other.
REPORTED = [*STUDY.waves, *(["pooled"] if len(STUDY.waves) > 1 else [])]


wildcard_constraints:
    wave="|".join(REPORTED),
    sample="all|explore|confirm",
    model="|".join(STUDY.models),
    lang="|".join(STUDY.languages),
    format="html|pdf|docx",
    chunk=r"\d+",
