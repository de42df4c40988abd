"""The workflow as the Snakemake workflow catalogue runs it, and Snakemake's own report of it."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from study import workbench

ROOT = workbench.ROOT


def test_the_catalogue_finds_what_it_asks_for(small: Path, tmp_path: Path) -> None:
    stated = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())
    assert stated["usage"]["software-stack-deployment"]["report"] is True
    assert (ROOT / "config/README.md").is_file()
    lines = (ROOT / "workflow/Snakefile").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        'workflow.include("../Snakefile", overwrite_default_target=True)'
    ]
    folder = workbench.beginning_of(small, tmp_path)
    run = workbench.snakemake(folder, "--dry-run", home=ROOT / "workflow")
    assert run.returncode == 0, run.stderr[-4000:]
    assert "Write the index of the reports" in run.stdout + run.stderr


def test_snakemake_reports_each_published_result_with_category_and_caption(
    small: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(small, tmp_path / "study", symlinks=True))
    run = workbench.snakemake(folder, "--report", "report.html")
    assert run.returncode == 0, run.stderr[-4000:]
    page = (folder / "report.html").read_text(encoding="utf-8")
    results, categories = (stated_in(page, name) for name in ("results", "categories"))
    found = {place for wave in categories["Reports"].values() for place in wave}
    assert found == {"reports/wave/report.en.html"}
    assert categories["Tables"] == {"wave": ["reports/wave/tables.xlsx"]}
    drawn = {str(path.relative_to(folder)) for path in folder.glob("reports/wave/figures/*.svg")}
    assert drawn
    assert set(categories["Figures"]["wave"]) == drawn
    captions = [" ".join(one["caption"].split()) for one in results.values()]
    assert all("wave wave" in caption for caption in captions)
    assert "A sketch" in page


def stated_in(page: str, name: str) -> Any:
    """A record that the page states for its scripts."""
    (found,) = re.findall(rf"^ *var {name} = (\{{.*\}});?$", page, re.M)
    return json.loads(found)
