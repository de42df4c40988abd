"""A SLURM cluster of one machine in a folder of its own: munge, slurmctld and slurmd.

No file outside the folder is written and no accounting is kept. Processes are found by /proc
(``proctrack/linuxproc``), so that it works in a container too. The daemons are those of Debian's
packages slurm-wlm and munge; slurmd must be started by root.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic, sleep

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "sinfo", "scontrol")
# Jobs wait for each other, so more of them may run at a time than there are cores.
CPUS, MEMORY = 4, 16_000
SECONDS = 60
CONFIGURATION = """\
ClusterName=study
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={worker}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SlurmdParameters=config_overrides
# squeue shows a job that long after its end.
MinJobAge=3600
ReturnToService=2
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory}
PartitionName=study Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""
# The executor hides SLURM_CONF from the srun of its job steps.
SRUN = """\
#!/bin/sh
SLURM_CONF={conf} exec {srun} "$@"
"""


def lacking() -> list[str]:
    """What this machine lacks for a cluster, in words."""
    absent = [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]
    packages = f"{', '.join(absent)} (packages slurm-wlm and munge)"
    return [*([packages] if absent else []), *(["root's rights"] if os.geteuid() else [])]


@contextmanager
def started(folder: Path) -> Iterator[dict[str, str]]:
    """The cluster while it runs; gives the environment in which its commands find it."""
    folder.chmod(0o755)
    for name in ("state", "spool", "bin"):
        (folder / name).mkdir()
    conf = _configuration(folder)
    wrapper = folder / "bin/srun"
    wrapper.write_text(SRUN.format(conf=conf, srun=_program("srun")))
    wrapper.chmod(0o755)
    environment = {**os.environ, "SLURM_CONF": str(conf), "PATH": f"{folder}/bin:{_path()}"}
    with ExitStack() as stack:
        for command in _daemons(folder, conf):
            stack.enter_context(_daemon(command, folder, environment))
        _wait_for_node(environment, folder)
        yield environment
        # What still runs would outlive its daemon.
        subprocess.run(["scancel", "--user=root"], env=environment, check=False)


def _configuration(folder: Path) -> Path:
    host = socket.gethostname().split(".")[0]
    ports = {"controller": _free_port(), "worker": _free_port()}
    text = CONFIGURATION.format(folder=folder, host=host, cpus=CPUS, memory=MEMORY, **ports)
    conf = folder / "slurm.conf"
    conf.write_text(text)
    return conf


def _daemons(folder: Path, conf: Path) -> list[list[str]]:
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    munge = {
        "key-file": key,
        "socket": folder / "munge.socket",
        "pid-file": folder / "munge.pid",
        "log-file": folder / "munge.log",
        "seed-file": folder / "munge.seed",
    }
    return [
        [_program("munged"), "--foreground", *(f"--{name}={at}" for name, at in munge.items())],
        [_program("slurmctld"), "-D", "-i", "-f", str(conf)],
        [_program("slurmd"), "-D", "-f", str(conf)],
    ]


@contextmanager
def _daemon(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """A daemon in the foreground of its own process, ended with the block."""
    out = folder / f"{Path(command[0]).name}.out"
    with out.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, env=environment)
        try:
            if Path(command[0]).name == "munged":
                _wait_for(lambda: (folder / "munge.socket").exists(), "munged", folder)
            yield
        finally:
            process.terminate()
            try:
                process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_node(environment: dict[str, str], folder: Path) -> None:
    def idle() -> bool:
        command = ["sinfo", "--noheader", "--format=%T"]
        found = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        return found.stdout.strip() == "idle"

    _wait_for(idle, "a node that takes jobs", folder)


def _wait_for(there: Callable[[], bool], what: str, folder: Path) -> None:
    end = monotonic() + SECONDS
    while not there():
        if monotonic() > end:
            told = "\n".join(
                f"{path.name}:\n{path.read_text(errors='replace')[-2000:]}"
                for path in sorted(folder.glob("*.log")) + sorted(folder.glob("*.out"))
            )
            raise RuntimeError(f"waited {SECONDS} s for {what}\n{told}")
        sleep(0.2)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _program(name: str) -> str:
    found = shutil.which(name, path=_path())
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found


def _path() -> str:
    """PATH with the places of daemons, which a user's may lack."""
    return os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
