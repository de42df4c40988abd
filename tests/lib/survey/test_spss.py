"""SPSS files: what a file says is read, what it hides or breaks is said."""

import struct

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from surveysem import survey
from surveysem.errors import DataError
from surveysem.survey.spss import parts
from surveysem.survey.spss.header import read_header

N = 12
ENCODING_RECORD = b"\x07\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00UTF-8"


def answers():
    return pd.DataFrame(
        {
            "firm": [f"F{i:02d}" for i in range(1, N + 1)],
            "trust_1": [1.0, 2, 3, 4, 5, 6, 7, 99, 98, 97, np.nan, 7],
            "trust_2": [7.0, 6, 5, 4, 3, 2, 1, 7, 6, 0, -1, 3],
            "sector": ["agro", "textile", "NSP", ""] * 3,
        }
    )


@pytest.fixture
def sav(tmp_path):
    def make(name="wave.sav", data=None, **options):
        path = tmp_path / name
        options = {
            "column_labels": {"trust_1": "Confiance : tenir parole", "sector": "Secteur"},
            "variable_value_labels": {"trust_1": {1.0: "pas du tout", 7.0: "tout à fait"}},
            "missing_ranges": {
                "trust_1": [{"lo": 97, "hi": 99}],
                "trust_2": [0.0, -1.0],
                "sector": ["NSP"],
            },
            "variable_measure": {"trust_1": "ordinal", "sector": "nominal"},
            "compress": name.endswith(".zsav"),
            **options,
        }
        pyreadstat.write_sav(answers() if data is None else data, str(path), **options)
        return path

    return make


def patched(path, change):
    content = bytearray(path.read_bytes())
    return path.write_bytes(bytes(change(content)))


def stating(cases):
    def change(content):
        content[80:84] = cases.to_bytes(4, "little", signed=True)
        return content

    return change


def without_wide_count(content):
    """Mark the 64-bit case count of the extension record unknown too."""
    at = bytes(content).index(b"\x07\x00\x00\x00\x10\x00\x00\x00\x08")
    content[at + 24 : at + 32] = b"\xff" * 8
    return content


KINDS = [("wave.sav", {}), ("wave.sav", {"row_compress": True}), ("wave.zsav", {})]


@pytest.mark.parametrize(("name", "options"), KINDS, ids=["sav", "row compressed", "zsav"])
def test_declared_codes_become_missing(sav, name, options):
    read = survey.read(sav(name, **options))
    assert read.data["trust_1"].isna().tolist() == [False] * 7 + [True] * 4 + [False]
    assert read.data["trust_2"].isna().sum() == 2
    assert read.data["sector"].isna().sum() == 6
    assert read.codebook["trust_1"].missing.text() == "97..99"
    assert read.codebook["trust_2"].missing.values == (0.0, -1.0)
    assert read.codebook["sector"].missing.values == ("NSP",)
    assert [v.declared_missing for v in read.codebook] == [0, 3, 2, 3]
    assert read.notes == ()


def test_codebook_holds_labels_measure_and_observed_range(sav):
    frame = survey.read(sav()).codebook.frame().set_index("variable")
    row = frame.loc["trust_1"]
    assert row["label"] == "Confiance : tenir parole"
    assert row["measure"] == "ordinal"
    assert row["value_labels"] == '{"1": "pas du tout", "7": "tout à fait"}'
    assert (row["min"], row["max"]) == (1, 7)
    assert frame.loc["sector", "type"] == "string"
    assert pd.isna(frame.loc["sector", "min"])


def test_a_name_that_no_writer_takes_gets_a_letter(tmp_path):
    data = pd.DataFrame({"@11": [1.0, 2.0], "ok": [2.0, 1.0]})
    book = survey.Codebook((survey.Variable("@11", label="Onze"), survey.Variable("ok")))
    survey.write(tmp_path / "clean.sav", data, book)
    again = survey.read(tmp_path / "clean.sav")
    assert list(again.data) == ["V@11", "ok"]
    assert again.codebook["V@11"].label == "Onze"


def test_rows_are_numbered_from_one(sav):
    data = survey.read(sav()).data
    assert data.index.name == "row"
    assert data.index.tolist() == list(range(1, N + 1))


@pytest.mark.parametrize("part", [1, 5, N, N + 1])
@pytest.mark.parametrize("name", ["wave.sav", "wave.zsav", "wave.por"])
def test_a_file_read_in_parts_is_the_file_read_whole(sav, tmp_path, monkeypatch, name, part):
    path = tmp_path / name
    if name.endswith("por"):
        pyreadstat.write_por(answers(), str(path))
    else:
        sav(name)
    whole = survey.read(path)
    monkeypatch.setattr(parts, "PART", part)
    read = survey.read(path)
    pd.testing.assert_frame_equal(read.data, whole.data)
    assert read.codebook == whole.codebook
    assert read.notes == whole.notes


def test_only_the_variables_asked_for_are_read(sav):
    read = survey.read(sav(), variables=["trust_2", "sector"])
    assert list(read.data) == ["trust_2", "sector"] == read.codebook.names
    assert read.codebook["trust_2"].missing.values == (0.0, -1.0)


def test_an_unknown_variable_names_the_nearest(sav):
    with pytest.raises(
        DataError,
        match=r"wave.sav: variable Trust_3: not in the file; nearest: "
        r"trust_[12], trust_[12]",
    ):
        survey.read(sav(), variables=["Trust_3"])


@pytest.mark.parametrize("cases", [10, 11, 13, 5000])
@pytest.mark.parametrize(("name", "options"), KINDS, ids=["sav", "row compressed", "zsav"])
def test_a_wrong_case_count_is_refused(sav, name, options, cases):
    path = sav(name, **options)
    patched(path, stating(cases))
    with pytest.raises(
        DataError,
        match=rf"{name}: the header states {cases} cases, 12 rows were "
        "read; expected the same number",
    ):
        survey.read(path)


def test_pyreadstat_loses_rows_on_a_wrong_case_count(sav):
    """Shows the fault that the guard stands against; once it is mended, the guard may go."""
    path = sav()
    patched(path, stating(10))
    data, _ = pyreadstat.read_sav(str(path))
    assert len(data) == 10


def test_an_unstated_case_count_is_noted(sav):
    path = sav()
    patched(path, stating(-1))
    assert survey.read(path).notes == ()
    patched(path, without_wide_count)
    read = survey.read(path)
    assert len(read.data) == N
    assert read.notes == (
        "wave.sav: the header does not state the number of cases; 12 rows were "
        "read, and nothing in the file can confirm that they are all.",
    )


@pytest.mark.parametrize("cut", [1, 8, 40])
@pytest.mark.parametrize("stated", [N, -1])
def test_a_file_cut_inside_a_row_is_refused(sav, cut, stated):
    path = sav()
    row = 8 * 4
    patched(path, stating(stated))
    patched(path, lambda content: content[:-cut])
    cut_rows = -(-cut // row)
    with pytest.raises(
        DataError,
        match=rf"the file ends inside row {N + 1 - cut_rows} \(\d+ of "
        rf"{row} bytes\); expected whole rows: it is truncated",
    ):
        survey.read(path)


@pytest.mark.parametrize(("name", "options"), KINDS[1:], ids=["row compressed", "zsav"])
@pytest.mark.parametrize("cut", [1, 8, 24, 40])
def test_a_truncated_compressed_file_is_refused(sav, name, options, cut):
    path = sav(name, **options)
    patched(path, lambda content: content[:-cut])
    with pytest.raises(DataError, match="truncated"):
        survey.read(path)


def at_data(offset, value):
    """Change one byte, counted from where the data of the file begin."""

    def change(content):
        content[read_header(bytes(content), "").data_start + offset] ^= value
        return content

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (at_data(40, 0xFF), r"wave\.zsav: compressed block 1 is damaged or truncated"),
        (at_data(8, 0x10), r"wave\.zsav: the list of compressed blocks is truncated or damaged"),
    ],
)
def test_a_damaged_zsav_is_refused_before_it_can_end_the_process(sav, change, message):
    path = sav("wave.zsav")
    patched(path, change)
    with pytest.raises(DataError, match=message):
        survey.read(path)


def test_a_variable_without_a_name_is_refused(sav):
    path = sav()
    patched(path, lambda c: bytes(c).replace(b"TRUST_2 ", bytes(8)).replace(b"TRUST_2=", b""))
    with pytest.raises(DataError, match=r"wave\.sav: .*(damaged|no name of its own)"):
        survey.read(path)


def test_any_damage_is_a_plain_error_or_harmless(sav):
    """Single bytes changed at random: never an exception that a reader cannot read."""
    content = sav().read_bytes()
    rng = np.random.default_rng(3)
    refused = 0
    for at in rng.integers(64, len(content), 150):
        damaged = bytearray(content)
        damaged[at] ^= int(rng.integers(1, 256))
        path = sav()
        path.write_bytes(damaged)
        try:
            survey.read(path)
        except DataError:
            refused += 1
    assert 0 < refused < 150


def test_a_whole_row_cut_off_is_refused(sav):
    path = sav()
    patched(path, lambda content: content[:-32])
    with pytest.raises(DataError, match="the header states 12 cases, 11 rows were read"):
        survey.read(path)


@pytest.mark.parametrize("size", [4, 60, 100, 180, 300])
def test_a_file_cut_inside_its_dictionary_is_refused(sav, size):
    path = sav()
    patched(path, lambda content: content[:size])
    with pytest.raises(
        DataError,
        match=rf"wave.sav: the file ends after {size} bytes, inside its "
        "dictionary",
    ):
        survey.read(path)


FOREIGN = [
    (b"", r"wave.sav: the file is empty \(0 bytes\); expected an SPSS file"),
    (b"firm;trust_1\n1;2\n", "wave.sav: no SPSS file found .* expected .sav, .zsav or .por"),
    (b"PK\x03\x04" + bytes(60), "wave.sav: a zip or Excel file found"),
    (
        b"\x1c" + bytes(7) + b"ENCRYPTEDSAV\x15" + bytes(15) + b"\x99" * 200,
        "wave.sav: the file is encrypted; expected a file without a password",
    ),
]


@pytest.mark.parametrize(
    ("content", "message"), FOREIGN, ids=["empty", "csv", "excel", "encrypted"]
)
def test_a_file_that_is_no_readable_spss_file_is_named(tmp_path, content, message):
    path = tmp_path / "wave.sav"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        survey.read(path)


def test_no_file(tmp_path):
    with pytest.raises(DataError, match=r"absent.sav: no such file in"):
        survey.read(tmp_path / "absent.sav")


def test_a_file_without_rows_is_refused(sav):
    with pytest.raises(DataError, match=r"wave\.sav: 0 rows found; expected at least one"):
        survey.read(sav(data=answers().iloc[:0]))


def test_a_file_without_rows_passes_pyreadstat(sav):
    data, _ = pyreadstat.read_sav(str(sav(data=answers().iloc[:0])))
    assert len(data) == 0


def test_latin_1_without_encoding_record_is_read_and_said(sav):
    path = sav(column_labels={"trust_1": "evaluation"}, variable_value_labels={})
    patched(
        path,
        lambda c: bytes(c).replace(ENCODING_RECORD, b"").replace(b"evaluation", b"\xe9valuation"),
    )
    with pytest.raises(pyreadstat.ReadstatError):
        pyreadstat.read_sav(str(path))
    read = survey.read(path)
    assert read.codebook["trust_1"].label == "évaluation"
    assert read.notes == (
        "wave.sav: the file names no encoding, but its texts are not so written; "
        "they were read as WINDOWS-1252: check accents in the labels.",
    )


def test_a_guessed_encoding_is_never_silent(sav):
    """A code page of 2 (ASCII) lets pyreadstat guess Windows-1252 without a word."""
    path = sav(column_labels={"trust_1": "evaluation"}, variable_value_labels={})
    patched(
        path,
        lambda c: (
            bytes(c)
            .replace(ENCODING_RECORD, b"")
            .replace(b"\xe9\xfd\x00\x00", b"\x02\x00\x00\x00")
            .replace(b"evaluation", b"\xe9valuation")
        ),
    )
    read = survey.read(path)
    assert read.codebook["trust_1"].label == "évaluation"
    assert read.notes == (
        "wave.sav: the file names no encoding; texts were read as WINDOWS-1252: "
        "check accents in the labels.",
    )


def test_an_encoding_can_be_asked_for_and_may_be_wrong(sav):
    path = sav(column_labels={"trust_1": "evaluation"}, variable_value_labels={})
    patched(path, lambda c: bytes(c).replace(b"evaluation", b"\xe9valuation"))
    assert survey.read(path, encoding="ISO-8859-1").codebook["trust_1"].label == "évaluation"
    with pytest.raises(DataError, match=r"wave.sav: the texts are not in UTF-8"):
        survey.read(path, encoding="UTF-8")
    patched(path, lambda c: bytes(c).replace(b"\xe9valuation", b"\x81valuation"))
    with pytest.raises(
        DataError,
        match=r"wave\.sav: the texts fit neither the encoding of the "
        r"file nor WINDOWS-1252",
    ):
        survey.read(path)


def test_dates_beyond_year_9999_become_missing_with_a_note(sav):
    data = pd.DataFrame({"signed": [1.3e10, 4e11, np.nan], "hour": [60.0, 120.0, 3.0e5]})
    path = sav(
        data=data,
        column_labels=None,
        variable_value_labels=None,
        missing_ranges=None,
        variable_measure=None,
        variable_format={"signed": "EDATE10", "hour": "TIME8"},
    )
    with pytest.raises(OverflowError):
        pyreadstat.read_sav(str(path))
    read = survey.read(path)
    assert read.data["signed"].tolist()[0] == pd.Timestamp("1994-09-26 23:06:40")
    assert read.data["signed"].isna().tolist() == [False, True, True]
    assert read.data["hour"].tolist() == [60, 120, 3e5]
    assert [v.type for v in read.codebook] == ["date", "time"]
    assert read.notes == ("variable signed: 1 date outside the years 1582 to 9999 set to missing.",)


def test_names_that_no_model_can_hold_are_noted(sav):
    path = sav(
        data=pd.DataFrame({"filter_$": [1.0], "ok": [2.0]}),
        column_labels=None,
        variable_value_labels=None,
        missing_ranges=None,
        variable_measure=None,
    )
    assert survey.read(path).notes == (
        "variables filter_$: these names stand in double quotes in the text of a model.",
    )


def portable(tmp_path, change=lambda text: text):
    path = tmp_path / "wave.por"
    pyreadstat.write_por(
        answers()[["firm", "trust_1"]].rename(columns={"trust_1": "TR1"}), str(path)
    )
    text = change(path.read_bytes().replace(b"\r\n", b""))
    path.write_bytes(b"".join(text[i : i + 80] + b"\r\n" for i in range(0, len(text), 80)))
    return path


def declare(tags):
    return lambda text: text.replace(b"70/3/TR15/8/2/5/8/2/", b"70/3/TR15/8/2/5/8/2/" + tags)


@pytest.mark.parametrize(
    ("tags", "text", "missing"),
    [
        (b"", "", 1),
        (b"839/", "99", 2),
        (b"B37/39/", "97..99", 4),
        (b"A38/", "98..", 3),
        (b"92/", "..2", 3),
        (b"839/838/", "99 98", 3),
    ],
)
def test_declarations_of_a_portable_file_are_honoured(tmp_path, tags, text, missing):
    read = survey.read(portable(tmp_path, declare(tags)))
    assert read.codebook["TR1"].missing.text() == text
    assert read.data["TR1"].isna().sum() == missing
    assert read.data["FIRM"].tolist()[:2] == ["F01", "F02"]
    assert read.notes[0] == (
        "wave.por: a portable file states no number of cases; 12 rows were read."
    )
    assert read.notes[1:] == (
        ()
        if not text
        else (
            "variables TR1: codes declared missing were set to missing, but a portable file does "
            "not let them be counted.",
        )
    )


def test_pyreadstat_does_not_report_declarations_of_a_portable_file(tmp_path):
    _, meta = pyreadstat.read_por(str(portable(tmp_path, declare(b"839/"))))
    assert meta.missing_ranges == {}


def test_characters_that_a_portable_file_lost_are_noted(tmp_path):
    read = survey.read(portable(tmp_path, lambda text: text.replace(b"F01", b"\xe901")))
    assert read.data["FIRM"].iloc[0] == "\ufffd01"
    assert read.notes[1] == (
        "wave.por: 1 text with characters that could not be read (shown as "
        "\ufffd): save the file as .sav in SPSS."
    )


def test_the_greeting_of_a_portable_file_may_hold_any_bytes(tmp_path):
    path = portable(tmp_path, lambda text: text.replace(b"PORT FILE  ", b"PORT FILE \xe9"))
    with pytest.raises(UnicodeDecodeError):
        pyreadstat.read_por(str(path))
    assert len(survey.read(path).data) == N


def test_a_truncated_portable_file_is_refused(tmp_path):
    path = portable(tmp_path)
    patched(path, lambda content: content[:-120])
    with pytest.raises(DataError, match=r"wave.por: the file is damaged or truncated"):
        survey.read(path)


@pytest.mark.parametrize("name", ["copy.sav", "copy.zsav"])
def test_what_is_written_reads_back(sav, tmp_path, name):
    first = survey.read(sav())
    assert survey.write(tmp_path / name, first.data, first.codebook) == ()
    again = survey.read(tmp_path / name)
    pd.testing.assert_frame_equal(again.data, first.data)
    columns = ["variable", "label", "type", "measure", "value_labels", "missing", "min", "max"]
    pd.testing.assert_frame_equal(again.codebook.frame()[columns], first.codebook.frame()[columns])
    assert not list(tmp_path.glob("*.partial"))


def test_dates_are_written_as_dates(sav, tmp_path):
    path = sav(
        data=pd.DataFrame({"signed": [1.3e10, np.nan]}),
        column_labels=None,
        variable_value_labels=None,
        missing_ranges=None,
        variable_measure=None,
        variable_format={"signed": "DATETIME20"},
    )
    first = survey.read(path)
    survey.write(tmp_path / "copy.sav", first.data, first.codebook)
    pd.testing.assert_frame_equal(survey.read(tmp_path / "copy.sav").data, first.data)


def test_a_declaration_that_spss_cannot_hold_is_said(sav, tmp_path):
    read = survey.read(sav())
    book = survey.Codebook(
        tuple(
            survey.Variable(
                v.name,
                type=v.type,
                format=v.format,
                missing=survey.MissingCodes(values=(1.0, 2.0, 3.0, 4.0)),
            )
            if v.name == "trust_2"
            else v
            for v in read.codebook
        )
    )
    assert survey.write(tmp_path / "copy.sav", read.data, book) == (
        "variable trust_2: the declaration of missing codes (1 2 3 4) does not fit the SPSS format "
        "and was left out.",
    )


def test_a_column_without_its_variable_is_refused(sav, tmp_path):
    read = survey.read(sav())
    with pytest.raises(DataError, match=r"copy.sav: variable extra: not in the file"):
        survey.write(tmp_path / "copy.sav", read.data.assign(extra=1.0), read.codebook)


def weighted(path, element):
    """The file saved as weighted by the variable at an element of its dictionary."""
    content = bytearray(path.read_bytes())
    struct.pack_into("<i", content, 76, element)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("long_name", ["w", "weight_of_the_firm"])
def test_the_weight_of_a_file_is_read(tmp_path, long_name):
    path = tmp_path / "wave.sav"
    frame = pd.DataFrame({"text": ["a" * 20, "b"], "x": [1.0, 2.0], long_name: [1.5, 0.5]})
    pyreadstat.write_sav(frame, str(path))
    assert survey.read(path).weight is None
    assert survey.read(weighted(path, 5)).weight == long_name


def test_a_weight_that_is_no_variable_is_a_damage(tmp_path):
    path = tmp_path / "wave.sav"
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0, 2.0]}), str(path))
    with pytest.raises(DataError, match="names element 9 as the weight"):
        survey.read(weighted(path, 9))
