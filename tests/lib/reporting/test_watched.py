"""Which rules made a table or a figure, noted while it was made."""

from dataclasses import fields, replace

from lib.reporting.conftest import SOURCE
from lib.reporting.fakes import fake_artefacts, fake_study

from surveysem import reporting
from surveysem.reporting.artefacts import NAMES, Artefacts
from surveysem.reporting.figures import draw_figures
from surveysem.reporting.tables import build_tables
from surveysem.reporting.watched import watched


def traced() -> Artefacts:
    """Artefacts that were each made by a rule of its own name."""
    found = fake_artefacts()
    there = [name for name in NAMES if getattr(found, name) is not None]
    origin = {"artefact": "", "code": "", "config": "", "raw": {}}
    return replace(found, origins=[{**origin, "name": name, "rule": name} for name in there])


def test_what_is_read_is_noted_and_what_is_not_there_is_not():
    seen = watched(replace(fake_artefacts(), power=None))
    assert seen.read == set()
    assert seen.has("flow")
    assert not seen.has("power")
    assert seen.structural_model is not None
    assert seen.read == {"flow", "effects"}
    assert {each.name for each in fields(seen)} == {each.name for each in fields(Artefacts)}


def test_rules_stand_once_in_the_order_of_the_origins():
    rows = [("summary", "two"), ("flow", "one"), ("decisions", "two"), ("effects", "three")]
    origins = [{"name": name, "rule": rule} for name, rule in rows]
    seen = watched(replace(fake_artefacts(), origins=origins))
    assert seen.makers() == []
    assert all(map(seen.has, ("flow", "decisions", "summary")))
    assert seen.makers() == ["two", "one"]


def test_every_table_and_figure_names_what_made_it(tmp_path):
    text = reporting.read_text(SOURCE, "en")
    tables = build_tables(traced(), fake_study(), text)
    of_the_report = {name for name, table in tables.items() if not table.made_by}
    assert of_the_report == {"raw_files", "origins", "jars"}
    assert list(tables["flow"].made_by) == ["flow"]
    assert {"estimates", "effects"} <= set(tables["paths"].made_by)
    pictures = draw_figures(traced(), fake_study(), text)
    assert all(picture.made_by for picture in pictures.values())
    assert "eigenvalues" in pictures["scree"].made_by
