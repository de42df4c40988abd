"""Values of templates stay the text they are."""

from pathlib import Path

import pytest
import yaml
from jinja2 import UndefinedError

from surveysem.study import templates

HOSTILE = '<script> | a | [x](y) `c` *b* $x$ # "q": << 7 >> <% if %> \n&amp;'


def test_yaml_reads_back_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("title: << title | quoted >>\n")
    assert yaml.safe_load(templates.fill(path, {"title": HOSTILE})) == {"title": HOSTILE}


def test_no_markup_of_a_value_survives_in_markdown(tmp_path: Path) -> None:
    import pypandoc

    path = tmp_path / "a.md"
    path.write_text("| x |\n|---|\n| << title | cell >> |\n")
    text = templates.fill(path, {"title": HOSTILE})
    found = pypandoc.convert_text(text, "plain", format="gfm", extra_args=["--wrap=none"])
    assert " ".join(HOSTILE.split()) in " ".join(found.split())


def test_a_value_that_is_missing_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("<< nobody >>")
    with pytest.raises(UndefinedError, match="nobody"):
        templates.fill(path, {})


@pytest.mark.parametrize(
    ("name", "text"), [("x1", "x1"), ("é.2", "é.2"), ("a-b", '"a-b"'), ("1x", '"1x"')]
)
def test_names_in_models(name: str, text: str) -> None:
    assert templates.named(name) == text
