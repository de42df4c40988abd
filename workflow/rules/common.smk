# What every chapter shares: the checked study, the digest of code, the values wildcards may take.

import os
import sys
from pathlib import Path

HOME = Path(workflow.basedir)
LIBRARY = str(HOME / "workflow/lib")

os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [LIBRARY, os.environ.get("PYTHONPATH")]))
sys.path.insert(0, LIBRARY)

from surveysem.run import code as own_code
from surveysem.run import study


STUDY = study.load(config, Path.cwd(), HOME / "workflow/schemas")


def code(script):
    """Digest of a script and of every own module that it reaches."""
    return own_code.digest(HOME / "workflow/scripts" / script)


wildcard_constraints:
    wave="|".join(STUDY.waves),
    sample="all",
    model="|".join(STUDY.models),
    lang="|".join(STUDY.languages),
    format="html|pdf|docx",
