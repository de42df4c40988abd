"""profiles/slurm knows every rule."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PROFILE = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text(encoding="utf-8"))
RULES = "\n".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflow/rules").glob("*.smk"))
)
# A rule that gives a file has a log; the others collect.
WITH_LOG = r"^ *(?:use )?rule (\w+)(?: as (\w+))?.*:$(?:(?!^ *(?:use )?rule ).*\n)*?^ +log:$"


def working() -> set[str]:
    return {new or own for own, new in re.findall(WITH_LOG, RULES, re.M)}


def alone() -> set[str]:
    """Rules whose jobs have a node of their own, and say for how long."""
    return {name for name, asked in PROFILE["set-resources"].items() if "runtime" in asked}


def local() -> set[str]:
    [listed] = re.findall(r"^localrules:\n((?: +\w+,\n)+)", RULES, re.M)
    return set(re.findall(r"\w+", listed))


def test_every_rule_goes_to_a_node_in_one_way() -> None:
    grouped, own, here = set(PROFILE["groups"]), alone(), local()
    assert len(working()) > 60
    assert grouped | own | here == working()
    assert not grouped & own
    assert not (grouped | own) & here


def test_groups_that_go_together_are_groups() -> None:
    assert set(PROFILE["group-components"]) < set(PROFILE["groups"].values())
