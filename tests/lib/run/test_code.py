from pathlib import Path

import pytest

from surveysem.run import code

SOURCE = {
    "surveysem/__init__.py": "",
    "surveysem/part/__init__.py": "from surveysem.part.one import first\n"
    "from surveysem.part.two import second\n",
    "surveysem/part/one.py": "from surveysem.part import base\n"
    "def first():\n    return base.ground\n",
    "surveysem/part/two.py": "def second():\n    return 2\n",
    "surveysem/part/base.py": "ground = 1\n",
}
SCRIPT = "from surveysem import part\npart.first()\n"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in SOURCE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(code, "LIBRARY", tmp_path)
    (tmp_path / "script.py").write_text(SCRIPT)
    return tmp_path


def digest(library: Path) -> str:
    for cached in (code.digest, code._file, code._imported, code._module):
        cached.cache_clear()
    return code.digest(library / "script.py")


@pytest.mark.parametrize(
    ("name", "text", "changes"),
    [
        ("part/base.py", "ground = 2\n", True),
        ("part/base.py", "# a comment\nground = 1\n", False),
        ("part/base.py", '"""A docstring."""\nground = 1\n', False),
        ("part/one.py", "def first():\n    return 3\n", True),
        ("part/two.py", "def second():\n    return 3\n", False),
    ],
)
def test_the_digest_follows_what_the_script_reaches(
    library: Path, name: str, text: str, changes: bool
) -> None:
    before = digest(library)
    (library / "surveysem" / name).write_text(text)
    assert (digest(library) != before) is changes


@pytest.mark.parametrize(("name", "changes"), [("one", True), ("two", False)])
def test_a_face_that_is_loaded_at_need_is_followed_by_its_stub(
    library: Path, name: str, changes: bool
) -> None:
    face = library / "surveysem/part/__init__.py"
    face.with_suffix(".pyi").write_text("from .one import first\nfrom .two import second\n")
    face.write_text("import lazy_loader\n")
    before = digest(library)
    (library / f"surveysem/part/{name}.py").write_text("def first():\n    return 3\n")
    assert (digest(library) != before) is changes


def test_a_changed_script_changes_its_digest(library: Path) -> None:
    before = digest(library)
    (library / "script.py").write_text(SCRIPT + "part.second()\n")
    assert digest(library) != before


def test_every_script_of_the_workflow_reaches_its_library() -> None:
    scripts = code.LIBRARY.parent / "scripts"
    for script in sorted(scripts.rglob("*.py")):
        assert len(code.digest(script)) == 64
        assert code._imported(script), script
