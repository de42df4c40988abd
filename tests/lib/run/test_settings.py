"""Settings edited in their text."""

from pathlib import Path

import pytest
import yaml

from surveysem.errors import SpecificationError
from surveysem.run.replicate.settings import with_value, without

SHIPPED = Path(__file__).parents[3] / "config/config.yaml"
TEXT = """\
# The study.
study:
  synthetic: no   # so far
waves: "auto"  # every file

# Interviews.
# One block for each file.
cases:
  # Inside.
  files: [a, b]
# At the margin, inside.
  note: |
    # no comment

    the end

# Of the report.

report: {min_cell: 5}
"""
BARE = """\
# The study.
study:
  synthetic: no   # so far
waves: "auto"  # every file

# Of the report.

report: {min_cell: 5}
"""


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("cases:", '"cases" :')])
def test_a_block_goes_with_its_own_comments_and_leaves_those_of_others(text: str) -> None:
    assert without(text, "cases") == BARE


@pytest.mark.parametrize("block", ["cases: {a: 1}\n", "cases:\n  a: 1", "cases:\n- a\n- b\n"])
def test_a_block_at_the_end(block: str) -> None:
    assert without(f"{BARE}\n# Interviews.\n{block}", "cases") == f"{BARE}\n"


def test_a_text_without_the_block_is_left_alone() -> None:
    assert without(BARE, "cases") == BARE
    assert without("# nothing\n", "cases") == "# nothing\n"


def test_values_are_replaced_where_they_stand() -> None:
    text = with_value(with_value(BARE, ["study", "synthetic"], "true"), ["waves"], "config/w.tsv")
    assert "  synthetic: true   # so far\nwaves: config/w.tsv  # every file\n" in text


@pytest.mark.parametrize("keys", [["study"], ["study", "seed"], ["waves", "file"], ["none"]])
def test_a_place_without_a_single_value(keys: list[str]) -> None:
    with pytest.raises(SpecificationError, match=f"{'/'.join(keys)} states no single value"):
        with_value(BARE, keys, "1")


def test_the_shipped_settings_lose_nothing_else() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    found = without(text, "cases")
    expected = yaml.safe_load(text)
    del expected["cases"]
    assert yaml.safe_load(found) == expected
    assert "Coded interviews" not in found
