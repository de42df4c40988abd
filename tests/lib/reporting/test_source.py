import pytest

from surveysem.errors import SurveySemError
from surveysem.reporting import read_text
from surveysem.reporting.renderers.source import fill


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.qmd").write_text(text, encoding="utf-8")
    return folder


def test_includes_are_resolved_in_place(tmp_path):
    source = write(
        tmp_path,
        report="a\n{{< include b.qmd >}}\nc\n{{< include d.qmd >}}\n",
        b="<< x >>\n",
        d="d\n",
    )
    assert "".join(piece.text for piece in fill(source, {"x": "*"})).split() == [
        "a",
        r"\*",
        "c",
        "d",
    ]


def test_data_is_neither_template_nor_include(tmp_path):
    source = write(tmp_path, report="<< x >>\n", b="secret\n")
    for hostile in ("<< y >>", "<% raise %>", "{{< include b.qmd >}}"):
        text = fill(source, {"x": hostile})[0].text
        assert text.replace("\\", "").strip() == hostile


def test_an_include_outside_the_source_is_refused(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    write(tmp_path, secret="x")
    source = write(inner, report="{{< include ../secret.qmd >}}\n")
    with pytest.raises(SurveySemError, match=r"include ../secret.qmd lies outside the source"):
        fill(source, {})


def test_a_missing_include_is_named(tmp_path):
    source = write(tmp_path, report="{{< include b.qmd >}}\n")
    with pytest.raises(SurveySemError, match=r"include b.qmd does not exist"):
        fill(source, {})


@pytest.mark.parametrize(("line", "message"), [
    ("<< y >>", r"b.qmd, line 3: 'y' is undefined"), ("<% if %>", r"b.qmd, line 3: Expected"),
    ("<< x.__class__ >>", r"b.qmd, line 3: access to attribute '__class__'"),
])  # fmt: skip
def test_a_fault_in_a_section_is_named_with_its_line(tmp_path, line, message):
    source = write(tmp_path, report="{{< include b.qmd >}}\n", b=f"# A\n\n{line}\n")
    with pytest.raises(SurveySemError, match=message):
        fill(source, {"x": 1})


def test_an_unknown_language_is_named(source):
    with pytest.raises(SurveySemError, match=r"no texts for language de; expected de.yaml"):
        read_text(source, "de")


def test_a_file_that_includes_itself_is_named(tmp_path):
    source = write(tmp_path, report="{{< include b.qmd >}}\n", b="{{< include report.qmd >}}\n")
    with pytest.raises(SurveySemError, match=r"report.qmd includes itself by way of b.qmd"):
        fill(source, {})


def test_an_include_that_its_condition_leaves_out_is_not_read(tmp_path):
    source = write(tmp_path, report="a\n<% if x %>\n{{< include b.qmd >}}\n<% endif %>\n")
    assert [piece.text.strip() for piece in fill(source, {"x": False})] == ["a"]
