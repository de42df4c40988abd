"""The limits of `make bench` bind."""

from collections.abc import Iterator

import pytest
from bench import __main__ as bench
from bench import million
from bench.figure import Figure

FAST, SLOW = Figure("fast", 0.9, 1.0), Figure("slow", 1.1, 1.0)
FREE = Figure("free", 9.0)


@pytest.mark.parametrize(
    ("figures", "code"), [([FAST, FREE], 0), ([SLOW, FAST], 1), ([FAST, SLOW, FREE], 1)]
)
def test_a_figure_over_its_limit_fails_the_bench_once_all_are_printed(
    figures: list[Figure],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def measure() -> Iterator[Figure]:
        yield from figures

    monkeypatch.setattr(bench, "BENCHES", {"one": measure, "two": measure})
    assert bench.main([]) == code
    said = capsys.readouterr().out
    assert said.count("fast ") == said.count("(at most 1 s)") - said.count("1.1000 s")
    assert said.count("1.1000 s (at most 1 s)") == said.count("OVER ITS LIMIT")
    assert ("Over the limit: slow; slow" in said) is (code == 1)


def test_a_figure_at_its_limit_is_not_over_it() -> None:
    assert not Figure("exact", 1.0, 1.0).over
    assert not FREE.over


def test_a_limit_that_the_note_states_binds_too() -> None:
    assert Figure("memory", 1.0, note="memory 4 x the numbers (at most 3)", holds=False).over
    assert million._memory({"memory": 3.1})["holds"] is False
    assert million._memory({"memory": 3.0})["holds"] is True
