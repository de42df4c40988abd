import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from surveysem.errors import DataError
from surveysem.run import artefacts, job

FLOW = pd.DataFrame({"step": ["raw"], "n": [3], "removed": [0], "reason": [""]})


@pytest.fixture(autouse=True)
def fresh_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_context", job.Context("clean", {"wave": "w"}, "c0de", "c0f"))


def test_a_table_comes_back_with_the_wildcards_of_its_job(tmp_path: Path) -> None:
    path = str(tmp_path / "deep/flow.parquet")
    artefacts.write_table(FLOW, path)
    back = artefacts.read_table(path)
    assert list(back.columns) == [*FLOW.columns, "wave"]
    assert set(back.wave) == {"w"}


def test_a_table_that_breaks_its_contract_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "flow.parquet"
    with pytest.raises(DataError, match="column n is missing; column m is unknown"):
        artefacts.write_table(FLOW.rename(columns={"n": "m"}), str(path))
    assert not path.exists()


def test_a_table_without_contract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="table nothing: no contract of this name"):
        artefacts.write_table(FLOW, str(tmp_path / "nothing.parquet"))


def test_a_record_states_null_never_nan(tmp_path: Path) -> None:
    path = tmp_path / "fit.json"
    with pytest.raises(DataError, match="states null with a reason"):
        artefacts.write_record({"cfi": np.nan}, str(path))
    assert not path.exists()


def test_an_artefact_carries_the_digest_of_the_raw_file(tmp_path: Path) -> None:
    raw = tmp_path / "wave.sav"
    raw.write_bytes(b"abc")
    artefacts.note_raw(str(raw))
    artefacts.write_table(FLOW, str(tmp_path / "flow.parquet"))
    job.context().raw.clear()
    artefacts.read_table(str(tmp_path / "flow.parquet"))
    artefacts.write_record({"n": 3}, str(tmp_path / "fit.json"))
    stored = json.loads((tmp_path / "fit.json").read_text())
    sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stored["provenance"]["raw"] == {"wave.sav": sha256_of_abc}
    assert stored["provenance"]["code"] == "c0de"


def test_a_failed_write_leaves_the_old_artefact_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "flow.parquet"
    artefacts.write_table(FLOW, str(path))
    before = path.read_bytes()
    mixed = FLOW.assign(reason=[object()])
    with pytest.raises(Exception, match="object"):
        artefacts.write_table(mixed, str(path))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["flow.parquet"]


def test_an_artefact_tells_its_origin_and_reading_it_leaves_the_job_alone(tmp_path: Path) -> None:
    job.context().raw["wave.sav"] = "abc"
    artefacts.write_table(FLOW, str(tmp_path / "flow.parquet"))
    artefacts.write_record({"n": 3}, str(tmp_path / "fit.json"))
    job.context().raw.clear()
    made = {"rule": "clean", "code": "c0de", "config": "c0f", "raw": {"wave.sav": "abc"}}
    for name in ("flow.parquet", "fit.json"):
        origin = artefacts.read_origin(str(tmp_path / name))
        assert origin == {"artefact": name.partition(".")[0], **made}
    assert job.context().raw == {}
