"""Putting finished files where readers find them, each by one rename."""

import shutil
from collections.abc import Sequence
from pathlib import Path


def files(finished: Sequence[str], published: Sequence[str]) -> None:
    """Copy each finished file beside its place and rename it into it."""
    for source, target in zip(finished, published, strict=True):
        arrived = _beside(Path(target))
        shutil.copyfile(source, arrived)
        arrived.replace(target)


def folder(finished: str, published: str) -> None:
    """Replace the published folder by a copy of the finished one."""
    target = Path(published)
    arrived, former = _beside(target), target.with_name(f".{target.name}.old")
    shutil.rmtree(arrived, ignore_errors=True)
    shutil.copytree(finished, arrived)
    shutil.rmtree(former, ignore_errors=True)
    if target.exists():
        target.rename(former)
    arrived.rename(target)
    shutil.rmtree(former, ignore_errors=True)


def _beside(target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name(f".{target.name}.part")
