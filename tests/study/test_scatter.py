"""Which jobs a study asks for whose draws are spread over several."""

import re
from pathlib import Path

from study import sketch, workbench


def test_draws_are_spread_over_as_many_jobs_as_the_study_says(tmp_path: Path) -> None:
    folder = sketch.write(tmp_path / "study")
    path = folder / "config/config.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("\nhypotheses:\n", "\nhypotheses:\n  scatter: 3\n"), encoding="utf-8"
    )
    run = workbench.snakemake(folder, "--dry-run", "hypotheses")
    terminal = run.stdout + run.stderr
    assert run.returncode == 0, terminal[-4000:]
    jobs = re.findall(r"^Job \d+: (.*)", terminal, re.M)
    shares = [one for one in jobs if one.startswith("Bootstrap structural on wave wave, share")]
    assert sorted(one[-1] for one in shares) == ["1", "2", "3"]
    assert "Bootstrap structural on wave wave" in jobs
