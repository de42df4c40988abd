"""What a change makes anew, and what it leaves alone."""

import re
import shutil
from pathlib import Path

import pytest

from study import artefacts, workbench

CHAPTERS = ("clean", "explore", "confirm", "second_order", "hypotheses")
REPORT = {"assemble_report", "render_report", "publish_report", "write_index"}
JUDGED = {"judge_hypotheses", "judge_claims", "run_specifications"}
LIBRARY = Path("workflow/lib/surveysem")


def planned(folder: Path, *arguments: str, home: Path = workbench.ROOT) -> set[str]:
    """Rules that a dry run would carry out."""
    run = workbench.snakemake(folder, "--dry-run", *arguments, home=home)
    assert run.returncode == 0, run.stderr[-4000:]
    terminal = run.stdout + run.stderr
    if "Nothing to be done" in terminal:
        return set()
    table, *_ = re.findall(r"^job +count\n[- ]+\n(.*?)^total", terminal, re.M | re.S)
    return {line.split()[0] for line in table.splitlines()} - {"all", *CHAPTERS}


# What the waves of a study ask for together, whatever their number, beside each model without the
# items that a wave dropped.
COMPARED = [
    "Assemble the report of all waves in en",
    "Bootstrap paths on all waves",
    "Compare the paths of moderated over waves",
    "Compare the paths of paths over waves",
    "Fit paths to all waves",
    "Judge the hypotheses in all waves",
    "Judge the second-order construct in all waves",
    "Pool the waves",
    "Publish the reports of wave pooled",
    "Render the report of wave pooled in en to docx",
    "Render the report of wave pooled in en to html",
    "Render the report of wave pooled in en to pdf",
    "Tell which verdicts changed",
    "Test the invariance of the measurement over waves",
    "Write the index of the reports",
]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def study(holzinger: Path, tmp_path: Path) -> Path:
    """A copy of the finished study, dates kept."""
    return Path(shutil.copytree(holzinger, tmp_path / "study", symlinks=True))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the workflow, which a test may edit."""
    for name in ("workflow", "profiles"):
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(workbench.ROOT / name, tmp_path / "home" / name, ignore=left_out)
    return Path(shutil.copy(workbench.ROOT / "Snakefile", tmp_path / "home")).parent


def test_a_comment_or_a_docstring_makes_nothing_anew(study: Path, home: Path) -> None:
    module = home / LIBRARY / "sem/indices/chisq.py"
    text = module.read_text(encoding="utf-8")
    module.write_text(f"# A remark.\n{text}\n# Another.\n", encoding="utf-8")
    assert planned(study, "hypotheses", home=home) == set()


def test_a_formula_makes_what_rests_on_it_anew(study: Path, home: Path) -> None:
    module = home / LIBRARY / "survey/confirm/reliability.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nEDITED = True\n", encoding="utf-8")
    assert planned(study, home=home) == {"assess_constructs", "fit_unflagged"} | REPORT


def test_a_formula_of_the_verdicts_leaves_the_fits_alone(study: Path, home: Path) -> None:
    module = home / LIBRARY / "survey/hypotheses/claims.py"
    module.write_text(module.read_text(encoding="utf-8") + "\nEDITED = True\n", encoding="utf-8")
    assert planned(study, "hypotheses", home=home) == {"judge_claims"}


def test_another_alpha_of_the_contest_makes_verdicts_and_report_anew(study: Path) -> None:
    replace(study / "config/config.yaml", "alpha: 0.05\n  cutoffs", "alpha: 0.01\n  cutoffs")
    anew = {"judge_second_order"} | JUDGED | REPORT
    assert planned(study) == anew


def test_another_alpha_of_the_hypotheses_makes_verdicts_and_report_anew(study: Path) -> None:
    """The levels of its intervals are there already: H4 has a bound and its own alpha of 0.05."""
    replace(study / "config/config.yaml", "hypotheses:\n  alpha: 0.05", "hypotheses:\n  alpha: 0.1")
    assert planned(study) == JUDGED | {"estimate_power", "probe_interactions"} | REPORT


def test_another_title_makes_the_report_anew(study: Path) -> None:
    replace(study / "config/config.yaml", "Nine tests of mental ability", "Nine tests")
    assert planned(study) == REPORT


def test_a_new_wave_runs_alone(study: Path) -> None:
    shutil.copy(study / "data/raw/schools.sav", study / "data/raw/later.sav")
    run = workbench.snakemake(study, "--dry-run")
    assert run.returncode == 0, run.stderr[-4000:]
    jobs = re.findall(r"^Job \d+: (.*)", run.stdout + run.stderr, re.M)
    together = [one for one in jobs if "wave later" not in one]
    assert len(together) < len(jobs) / 2
    assert sorted(one for one in together if "Prepare model" not in one) == COMPARED


def test_one_core_gives_what_two_give(small: Path, tmp_path: Path) -> None:
    folder = workbench.beginning_of(small, tmp_path)
    run = workbench.snakemake(folder, "hypotheses", cores=1)
    assert run.returncode == 0, run.stderr[-4000:]
    artefacts.assert_equal(folder, small, "clean", "explore", "hypotheses")
