"""What the failed jobs of a run had to say."""

from pathlib import Path

from surveysem.run import failures

RUN = """\
Error in rule clean_responses:
    message: None
    jobid: 5
    output: items_all.parquet
    log: logs/clean/a.log (check log file(s) for error details)
RuleException:
Error in rule fit_structural:
    jobid: 6
    log: logs/fit/b.log (check log file(s) for error details)
"""
CLEAN = """\
2026-01-01 10:00:00,000 INFO read
2026-01-01 10:00:01,000 ERROR Traceback (most recent call last):
surveysem.errors.DataError: item x: value 9 outside 1..5 (12 rows)

2026-01-01 10:00:01,001 CRITICAL item x: value 9 outside 1..5 (12 rows)
second line
"""


def test_each_failed_job_has_its_message_rule_and_log(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text(RUN)
    (tmp_path / "logs/clean").mkdir(parents=True)
    (tmp_path / "logs/clean/a.log").write_text(CLEAN)
    assert failures.summary([tmp_path / "run.log"], tmp_path) == (
        "2 jobs failed.\n\n"
        "item x: value 9 outside 1..5 (12 rows)\nsecond line\n"
        "(rule clean_responses, log logs/clean/a.log)\n\n"
        "It ended without a message.\n"
        "(rule fit_structural, log logs/fit/b.log)\n"
    )


def test_a_run_without_failed_jobs_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "run.log").write_text("Building DAG of jobs...\n")
    assert failures.summary([tmp_path / "run.log"]) == ""
