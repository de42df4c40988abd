"""An interrupt ends a bootstrap with its threads and processes."""

import signal
import subprocess
import sys
import time

import psutil
import pytest

pytest.importorskip("numba")

# A shell ignores SIGINT in what it runs in the background, and children inherit that.
INTERRUPTED = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
import numpy as np, pandas as pd
from surveysem import sem
names = ["a", "b", "c", "d", "e", "h"]
data = pd.DataFrame(np.random.default_rng(1).standard_normal((200, 6)), columns=names)
data += np.random.default_rng(2).standard_normal((200, 1))
fit = sem.fit("f =~ a + b + c\\ng =~ d + e + h", data, estimator=sys.argv[1])
fit.bootstrap(10, seed=1, workers=2)
print("ready", flush=True)
fit.bootstrap(10_000_000, seed=1, workers=2)
"""


@pytest.mark.parametrize("estimator", ["ML", "GLS"], ids=["threads", "processes"])
def test_an_interrupt_ends_it_cleanly(estimator: str) -> None:
    job = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, estimator],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert job.stdout is not None
        assert job.stdout.readline() == "ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            job.wait(1.0)
        children = psutil.Process(job.pid).children(recursive=True)
        assert bool(children) == (estimator == "GLS")
        job.send_signal(signal.SIGINT)
        sent = time.monotonic()
        _, errors = job.communicate(timeout=20)
        assert time.monotonic() - sent < 5
    finally:
        job.kill()
    assert job.returncode == -signal.SIGINT
    assert not [child for child in children if child.is_running()]
    assert errors.count("\nKeyboardInterrupt") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")
