"""The programs that a run rests on."""

import platform
from importlib.metadata import version

from surveysem import __version__

PACKAGES = ("numpy", "scipy", "pandas", "pyreadstat", "semopy", "snakemake")


def versions() -> dict[str, str]:
    """Version by name: surveysem, Python and the packages that numbers depend on."""
    own = {"surveysem": __version__, "Python": platform.python_version()}
    return own | {name: version(name) for name in PACKAGES}
