"""How far a long loop is: on a terminal, or as lines of the log in a job."""

import logging
import sys
import time
from types import TracebackType

_EVERY_TERMINAL = 0.5
_EVERY_LOG = 5.0


class Progress:
    """Reports done, rate and time left of ``total`` units, at most every few seconds.

    Where the logger ``surveysem`` has a handler, as in a job, lines go there; otherwise to the
    standard error if that is a terminal. Loops shorter than the interval report nothing.
    """

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._log = logging.getLogger("surveysem")
        heard = self._log.hasHandlers() and self._log.isEnabledFor(logging.INFO)
        self._terminal = not heard and sys.stderr.isatty()
        self._every = _EVERY_TERMINAL if self._terminal else _EVERY_LOG
        self._start = self._last = time.monotonic()
        self._shown = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * self._shown + "\r")
            sys.stderr.flush()

    def add(self, units: int) -> None:
        """Count units done, and report if it is time."""
        self._done += units
        now = time.monotonic()
        if now - self._last < self._every:
            return
        self._last = now
        line = self._line(now - self._start)
        if self._terminal:
            sys.stderr.write("\r" + line.ljust(self._shown))
            sys.stderr.flush()
            self._shown = len(line)
        else:
            self._log.info("%s", line)

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds
        left = (self._total - self._done) / rate if rate else float("inf")
        done = f"{self._done} of {self._total} {self._what}"
        return f"{done}, {rate:.0f} per second, {left:.0f} s left"
