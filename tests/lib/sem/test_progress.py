"""Long loops say how far they are, in one place and not too often."""

import io
import logging

import pytest

from surveysem.sem import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_on_a_terminal_one_line_is_renewed_and_taken_away(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.Progress("draws", 5000) as running:
        clock[0] += 1
        running.add(1000)
        running.add(500)
        clock[0] += 1
        running.add(500)
        shown = terminal.getvalue()
    assert shown.split("\r")[1:] == [
        "1000 of 5000 draws, 1000 per second, 4 s left",
        "2000 of 5000 draws, 1000 per second, 3 s left",
    ]
    assert terminal.getvalue().endswith("\r")


def test_in_a_job_there_are_lines_of_the_log(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="surveysem")
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.Progress("draws", 100) as running:
        for _ in range(20):
            clock[0] += 1
            running.add(5)
    assert [record.getMessage() for record in caplog.records] == [
        f"{done} of 100 draws, 5 per second, {20 - done // 5} s left" for done in (25, 50, 75, 100)
    ]
    assert terminal.getvalue() == ""


def test_elsewhere_there_is_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with progress.Progress("draws", 10) as running:
        clock[0] += 60
        running.add(10)
    assert capsys.readouterr() == ("", "")


def test_a_short_loop_says_nothing(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.Progress("draws", 10) as running:
        clock[0] += 0.1
        running.add(10)
    assert terminal.getvalue() == ""
