"""Make a folder ready for a run after the last one was killed.

After SIGKILL, jobs of the dead run may still be at work and its lock stays behind. Both are found
by what they are (processes of this folder, a lock without an owner), never by their age.
"""

from contextlib import suppress
from pathlib import Path

import psutil

from surveysem.errors import SurveySemError

PATIENCE_SECONDS = 10


def resume(folder: Path) -> list[str]:
    """End orphaned jobs of this folder and clear its stale lock.

    Returns
    -------
    list of str
        What was done, one sentence each.

    Raises
    ------
    SurveySemError
        Another run is at work in this folder, or there is no such folder.
    """
    if not folder.is_dir():
        raise SurveySemError(f"{folder}: no such folder; expected that of a study")
    folder = folder.resolve()
    processes = _processes(folder)
    owners = [process for process in processes if _is_snakemake(process)]
    if owners:
        raise SurveySemError(
            f"another run is at work in {folder} (process {owners[0].pid}): wait for it, or end it"
        )
    orphans = [process for process in processes if _is_job(process, folder)]
    return [*_end(orphans), *_unlock(folder)]


def _processes(folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cwd", "cmdline"]):
        if process.info["cwd"] == str(folder) and process.pid != psutil.Process().pid:
            found.append(process)
    return found


def _is_snakemake(process: psutil.Process) -> bool:
    words = process.info["cmdline"] or []
    names = [Path(word).name for word in words[:3]]
    return "snakemake" in names or words[1:3] == ["-m", "snakemake"]


def _is_job(process: psutil.Process, folder: Path) -> bool:
    scripts = str(folder / ".snakemake/scripts")
    return any(scripts in word for word in process.info["cmdline"] or [])


def _end(orphans: list[psutil.Process]) -> list[str]:
    """End orphans with all that they started (R, pandoc, ...), by force where asking is in vain."""
    ended = [process for orphan in orphans for process in (orphan, *_descendants(orphan))]
    for process in ended:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, stubborn = psutil.wait_procs(ended, timeout=PATIENCE_SECONDS)
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)
    return [f"Ended orphaned job {process.pid} of a killed run." for process in orphans]


def _descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def _unlock(folder: Path) -> list[str]:
    locks = sorted((folder / ".snakemake/locks").glob("*.lock"))
    for lock in locks:
        lock.unlink(missing_ok=True)
    return ["Cleared the lock of a killed run."] if locks else []
