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


WAYS = {
    "function": "def first():\n    from surveysem.part.base import ground\n    return ground\n",
    "method": "class One:\n    async def first(self):\n        import surveysem.part.base as b\n",
    "try": "try:\n    import surveysem.part.base\nexcept ImportError:\n    pass\n",
    "except": "try:\n    pass\nexcept OSError:\n    from surveysem.part import base\n    base.a\n",
    "try else": "try:\n    1\nexcept OSError:\n    2\nelse:\n    import surveysem.part.base\n",
    "finally": "try:\n    pass\nfinally:\n    from surveysem.part.base import ground\n",
    "except group": "try:\n    pass\nexcept* OSError:\n    import surveysem.part.base\n",
    "with": "with open('x') as file:\n    from surveysem.part.base import ground\n",
    "for else": "for one in ():\n    pass\nelse:\n    import surveysem.part.base\n",
    "match": "match 1:\n    case 2:\n        3\n    case _:\n        import surveysem.part.base\n",
    "type checking": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
    "    from surveysem.part.base import ground\n",
    "relative": "from .base import ground\n",
    "relative package": "from . import base\n",
    "from above": "from ..part.base import ground\n",
    "from the top": "from surveysem.part import base as other\nother.ground\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_an_import_counts_wherever_it_stands(library: Path, way: str) -> None:
    (library / "surveysem/part/one.py").write_text(WAYS[way])
    before = digest(library)
    (library / "surveysem/part/two.py").write_text("def second():\n    return 3\n")
    assert digest(library) == before
    (library / "surveysem/part/base.py").write_text("ground = 2\n")
    assert digest(library) != before
