"""The parts of a scheduled run: its lock, its record, what it keeps and whom it tells."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from lib.study import small_study

from surveysem.errors import SurveySemError
from surveysem.run.rerun import dated, hooks, rerun, status, workflow
from surveysem.run.rerun.lock import locked

SCHEMAS = small_study.ROOT / "workflow/schemas"
SECRET = "Entreprise 17"


def wave(name: str, **verdicts: str) -> dict[str, Any]:
    return {"wave": name, "n": 120, "verdicts": verdicts, "raw": {"file": SECRET, "sha256": ""}}


def change(hypothesis: str, old: str, before: str, new: str, verdict: str) -> dict[str, str]:
    return {
        "hypothesis": hypothesis,
        "wave_before": old,
        "before": before,
        "wave": new,
        "verdict": verdict,
    }


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [wave("a", H1="supported")], []),
        ([wave("a", H1="supported")], [wave("a", H1="supported")], []),
        ([wave("a", H1="supported")], [wave("a", H1="undecided", H2="supported")],
         [change("H1", "a", "supported", "a", "undecided")]),
        ([wave("a", H1="supported")], [wave("a", H1="supported"), wave("b", H1="undecided")],
         [change("H1", "a", "supported", "b", "undecided")]),
        ([wave("a", H1="supported")], [wave("a", H1="contradicted"), wave("b", H1="supported")],
         [change("H1", "a", "supported", "a", "contradicted")]),
        ([wave("a", H1="supported")], [wave("b", H2="supported")], []),
        ([wave("a", H1="supported")], [], []),
    ],
)  # fmt: skip
def test_changes(
    before: list[dict[str, Any]], after: list[dict[str, Any]], expected: list[dict[str, str]]
) -> None:
    assert status.changes(before, after) == expected


def test_one_rerun_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "logs/lock"
    with (
        locked(path),
        pytest.raises(SurveySemError, match=r"another rerun is at work in this study \(process \d"),
        locked(path),
    ):
        pass
    with locked(path):
        pass


def test_dated_reports_are_whole_and_the_oldest_go(tmp_path: Path) -> None:
    (tmp_path / "reports/a").mkdir(parents=True)
    (tmp_path / "reports/a/report.html").write_text("1")
    (tmp_path / "reports/.part").write_text("half")
    for stamp in ("2012-01-01", "2012-02-01", "2012-03-01"):
        assert dated.keep(tmp_path, stamp, 2) == f"reports/dated/{stamp}"
    kept = sorted(path.name for path in (tmp_path / "reports/dated").iterdir())
    assert kept == ["2012-02-01", "2012-03-01"]
    found = sorted(str(p.relative_to(tmp_path / "reports/dated/2012-03-01")) for p in
                   (tmp_path / "reports/dated/2012-03-01").rglob("*"))  # fmt: skip
    assert found == ["a", "a/report.html"]


@pytest.mark.parametrize("text", ["", "{", "[1]", "null"])
def test_a_record_that_is_none_counts_as_no_record(tmp_path: Path, text: str) -> None:
    assert status.read(tmp_path) == {}
    (tmp_path / "reports").mkdir()
    (tmp_path / status.FILE).write_text(text)
    assert status.read(tmp_path) == {}


RECORD = {
    "title": "A study",
    "outcome": "verdicts changed",
    "ended": "2012-03-01T06:00:00+00:00",
    "duration_seconds": 3.0,
    "log": SECRET,
    "digests": {"config": SECRET},
    "waves": [wave("a", H1="supported")],
    "changes": [change("H1", "a", "undecided", "a", "supported")],
    "message": SECRET,
}


@contextmanager
def web_server(code: int) -> Iterator[tuple[str, list[Any]]]:
    received: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", received
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def mail_server() -> Iterator[tuple[int, list[str]]]:
    received: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            body = False
            for line in iter(self.rfile.readline, b""):
                text = line.decode().rstrip("\r\n")
                if body:
                    body = text != "."
                    received.append(text)
                    if body:
                        continue
                if text.upper() == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                body = text.upper() == "DATA"
                self.wfile.write(b"354 go on\r\n" if body else b"250 ok\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], received
        finally:
            server.shutdown()
            thread.join()


def test_a_webhook_gets_verdicts_and_changes_and_nothing_else() -> None:
    with web_server(200) as (url, received):
        assert hooks.call({"webhook": {"url": url}}, RECORD) == [
            {"hook": "webhook", "outcome": "sent"}
        ]
    (told,) = received
    assert told["changes"] == RECORD["changes"]
    assert told["waves"] == [{"wave": "a", "n": 120, "verdicts": {"H1": "supported"}}]
    assert SECRET not in json.dumps(told)


def test_a_mail_says_what_changed() -> None:
    with mail_server() as (port, received):
        stated = {"host": "127.0.0.1", "port": port, "from": "a@b.tn", "to": ["c@d.tn", "e@f.tn"]}
        assert hooks.call({"mail": stated}, RECORD) == [{"hook": "mail", "outcome": "sent"}]
    assert "Subject: A study: verdicts changed" in received
    assert "H1: undecided in a, supported in a" in received
    assert not any(SECRET in line for line in received)


def test_a_hook_that_fails_stops_nothing() -> None:
    with web_server(500) as (url, _):
        found = hooks.call({"webhook": {"url": url}}, RECORD)
    assert found == [
        {"hook": "webhook", "outcome": "failed: HTTPError: HTTP Error 500: Internal Server Error"}
    ]
    stated = {"host": "127.0.0.1", "port": 9, "from": "a@b.tn", "to": ["c@d.tn"]}
    (mail,) = hooks.call({"mail": stated}, RECORD)
    assert mail["outcome"].startswith("failed: ConnectionRefusedError")


def test_no_hook_without_configuration() -> None:
    assert hooks.call({"keep": 3}, RECORD) == []


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small study whose last run was good."""
    root = small_study.write(tmp_path)
    (root / "reports/first").mkdir(parents=True)
    (root / "reports/first/report.en.html").write_text("the last good report")
    status.write(root, {"waves": [wave("first", H1="supported")], "dated": "reports/dated/x"})
    return root


def fails(message: str) -> Any:
    def run(*_: object) -> None:
        raise SurveySemError(message)

    return run


ONE_ROW = "1 job failed.\n\nitem trust_3: value 9 outside 1..7 (1 row: 5)"


def test_a_failure_is_told_and_leaves_the_last_good_report(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "run", fails(ONE_ROW))
    ended = rerun.rerun(study, 1, SCHEMAS)
    assert ended.outcome == "failed"
    record = status.read(study)
    assert record["exit_code"] == 1
    assert ended.message == ONE_ROW
    assert "row: 5" not in (study / status.FILE).read_text()
    assert "row: 5" in (study / record["log"]).read_text()
    assert record["waves"] == [wave("first", H1="supported")]
    assert record["dated"] == "reports/dated/x"
    assert (study / record["log"]).is_file()
    assert (study / "reports/first/report.en.html").read_text() == "the last good report"


def test_a_fault_of_the_study_is_a_failure(study: Path) -> None:
    (study / "data/raw/first.sav").write_bytes(b"")
    ended = rerun.rerun(study, 1, SCHEMAS)
    assert ended.outcome == "failed"
    assert ended.message.startswith("1 fault in the study, nothing was run.")


def test_what_nobody_foresaw_is_a_failure_with_its_traceback_in_the_log(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workflow, "run", full)
    ended = rerun.rerun(study, 1, SCHEMAS)
    assert ended.outcome == "failed"
    assert ended.message == "OSError: [Errno 28] No space left on device"
    log = (study / str(ended.record["log"])).read_text()
    assert log.startswith("Traceback") or "\nTraceback" in log


def test_what_snakemake_said_last_is_the_message(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    with (
        (tmp_path / "log").open("w") as log,
        pytest.raises(SurveySemError, match=r"config/config\.yaml"),
    ):
        workflow.run(tmp_path, 1, log)


@pytest.mark.parametrize(
    ("terminal", "message"),
    [
        ("DAG\n2 jobs failed.\n\nitem x\n\nComplete log(s): y\n", "2 jobs failed.\n\nitem x"),
        ("1 raw file has changed, nothing was run.\n\nx.sav: other\n",
         "1 raw file has changed, nothing was run.\n\nx.sav: other"),
        ("a\nb\n", "a\nb"),
        ("", "snakemake ended without a word"),
    ],
)  # fmt: skip
def test_the_end_of_a_terminal_that_matters(tmp_path: Path, terminal: str, message: str) -> None:
    log = tmp_path / "log"
    log.write_text(terminal)
    assert workflow._said(log, 0) == message
