"""Batches of a long loop on threads or processes, with progress, in one order."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from surveysem.errors import SpecificationError
from surveysem.moments.threads import one_blas_thread
from surveysem.sem import scatter
from surveysem.sem.progress import Progress

Part = TypeVar("Part")

AHEAD = 8
"""Batches that wait for each thread: none is idle, and an interrupt falls on no long queueing."""


def in_batches(
    work: Callable[[int], Part],
    units: int,
    size: int,
    workers: int | None,
    *,
    threads: bool,
    what: str,
    of: type[Part] | None = None,
) -> list[Part]:
    """Results of ``work(0)``, ``work(1)`` ... for ``units`` in batches of ``size``.

    ``threads`` for work that releases the interpreter's lock; processes otherwise, and one process
    where the system cannot fork or a pool runs this. ``workers`` None: as many as there are cores.
    BLAS threads are held to one. An interrupt ends the loop once the batches at work are done.
    A loop whose results are of a dataclass ``of`` with a row for each draw can be spread over
    several jobs (`surveysem.sem.scatter`).
    Raises SpecificationError for fewer than one worker, and DataError where the shares of other
    jobs do not have the loop.
    """
    count = -(-units // size)
    source = None if of is None else scatter.current()
    if of is not None and isinstance(source, scatter.Gathered):
        return source.parts(of, count)
    batches = source.batches(count) if isinstance(source, scatter.Share) else range(count)
    parts = _done(work, batches, units, size, workers, threads=threads, what=what)
    if isinstance(source, scatter.Share):
        source.keep(batches, parts)
    return parts


def _done(
    work: Callable[[int], Part],
    batches: range,
    units: int,
    size: int,
    workers: int | None,
    *,
    threads: bool,
    what: str,
) -> list[Part]:
    used = min(_workers(workers), len(batches))
    parts: list[Part] = []
    with one_blas_thread(), Progress(what, units) as progress:
        results: Iterator[Part]
        if used <= 1:
            results = map(work, batches)
        elif threads:
            results = _threads(work, batches, used)
        else:
            results = _processes(work, batches, used)
        for batch, part in zip(batches, results, strict=True):
            parts.append(part)
            progress.add(min(size, units - size * batch))
    return parts


def _threads(work: Callable[[int], Part], batches: range, used: int) -> Iterator[Part]:
    pool = ThreadPoolExecutor(used)
    pending: deque[Future[Part]] = deque()
    try:
        for batch in batches:
            pending.append(pool.submit(work, batch))
            if len(pending) > AHEAD * used:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _processes(work: Callable[[int], Part], batches: range, used: int) -> Iterator[Part]:
    if not _can_fork():
        yield from map(work, batches)
        return
    context = multiprocessing.get_context("fork")
    with context.Pool(used, initializer=_keep, initargs=(work,)) as pool:
        yield from pool.imap(_run_kept, batches)


_kept: list[Callable[[int], Any]] = []


def _keep(work: Callable[[int], Any]) -> None:
    """Make a worker ready: one BLAS thread, and interrupts left to the parent, which ends it."""
    threadpool_limits(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _kept[:] = [work]


def _run_kept(batch: int) -> Any:
    return _kept[0](batch)


def _can_fork() -> bool:
    can = "fork" in multiprocessing.get_all_start_methods()
    return can and not multiprocessing.current_process().daemon


def _workers(workers: int | None) -> int:
    if workers is not None and workers < 1:
        raise SpecificationError(f"workers = {workers}; expected at least 1")
    if workers is not None:
        return workers
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
