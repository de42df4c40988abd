"""What is proposed for a file that nobody has described yet."""

import numpy as np
import pandas as pd
import pytest

from surveysem import survey
from surveysem.errors import DataError
from surveysem.survey.codebook import Codebook, Variable
from surveysem.survey.propose.constructs import reversed_items, split_family
from surveysem.survey.propose.families import batteries, families
from surveysem.survey.propose.proposal import propose
from surveysem.survey.propose.roles import role_of
from surveysem.survey.propose.scales import missing_codes, scale_ends

AGREE = {1.0: "Disagree", 5.0: "Agree"}
SEED = 4


def answers(*values: float) -> pd.Series:
    return pd.Series(values, dtype=float)


def one_factor(n: int, items: int, rng: np.random.Generator) -> np.ndarray:
    return rng.normal(size=(n, 1)) + rng.normal(size=(n, items))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["trust_1", "trust_2", "trust_3"], {"trust": ["trust_1", "trust_2", "trust_3"]}),
        (["A1", "B1", "A2", "A3"], {"A": ["A1", "A2", "A3"]}),
        (["perf_a_1", "perf_a_2r", "perf_a_3"], {"perf_a": ["perf_a_1", "perf_a_2r", "perf_a_3"]}),
        (["Q5a", "Q5b", "Q5c", "Q6"], {"Q5": ["Q5a", "Q5b", "Q5c"]}),
        (["trust_1", "trust_2"], {}),
        (["age", "sex", "size"], {}),
        (["1", "2", "3"], {}),
    ],
)
def test_families_by_name(names: list[str], expected: dict[str, list[str]]) -> None:
    assert families(names) == expected


def test_neighbours_with_the_same_labels_are_a_battery() -> None:
    labels = {"calm": AGREE, "glad": AGREE, "tired": AGREE, "sex": {1.0: "m"}, "proud": AGREE}
    assert batteries(labels, labels) == {"scale_1": ["calm", "glad", "tired"]}


@pytest.mark.parametrize(
    ("labels", "values", "expected"),
    [
        ({}, (1, 2, 3, 4, 5, 99), [99]),
        ({}, (1, 2, 3, 4, 5, 9), [9]),
        ({}, (1, 2, 3, 4, 5, 6, 7, 8, 9), []),
        ({}, (-1, 0, 1), []),
        ({}, (0, 1, 2, -9), [-9]),
        (AGREE, (1, 2, 5, 8), [8]),
        (AGREE, (1, 2, 5, 6), []),
        ({**AGREE, 6.0: "Don't know"}, (1, 2, 6), [6]),
        ({**AGREE, 9.0: "Sans réponse"}, (1, 2, 3), [9]),
        ({**AGREE, 6.0: "National"}, (1, 2, 6), []),
    ],
)
def test_codes_that_look_missing(
    labels: dict[float, str], values: tuple[float, ...], expected: list[float]
) -> None:
    assert missing_codes(Variable("x", value_labels=labels), answers(*values)) == expected


@pytest.mark.parametrize(
    ("labels", "values", "expected"),
    [
        (AGREE, [1, 2, 3], (1, 5)),
        (AGREE, [1, 2, 3, 4] * 10 + [11], (1, 5)),
        ({2.0: "No", 3.0: "Yes"}, [1, 2, 3, 4, 5], (1, 5)),
        ({}, [2, 3, 6], (2, 6)),
        ({}, [0.5, 3.2], (0, 4)),
    ],
)
def test_the_ends_of_a_scale(
    labels: dict[float, str], values: list[float], expected: tuple[float, float]
) -> None:
    variables = [Variable("x", value_labels=labels), Variable("y", value_labels=labels)]
    assert scale_ends(variables, [answers(*values), answers(*values)]) == [expected] * 2


@pytest.mark.parametrize(
    ("variable", "values", "expected"),
    [
        (Variable("id"), range(40), "identifier"),
        (Variable("firm_id"), [*range(39), 3], "identifier"),
        (Variable("order"), range(40), "identifier"),
        (Variable("turnover"), [(7 * i) % 41 for i in range(40)], "control"),
        (Variable("sex"), [1, 2] * 20, "group"),
        (Variable("region", value_labels={1.0: "N", 2.0: "S", 3.0: "E"}), [1, 2, 3] * 9, "group"),
        (Variable("wave_of", measure="nominal"), [1, 2, 3] * 9, "group"),
        (Variable("answered_on", type="date"), pd.date_range("2012", periods=40), "note"),
        (Variable("same"), [1] * 40, "note"),
        (Variable("empty"), [float("nan")] * 40, "note"),
        (Variable("town", type="string"), ["a", "b"] * 20, "group"),
        (Variable("firm", type="string"), [f"firm {i}" for i in range(40)], "identifier"),
        (Variable("id"), [i % 15 for i in range(40)], "identifier"),
        (Variable("firm_id", type="string"), [f"f{i % 15}" for i in range(40)], "identifier"),
        (Variable("idea"), [i % 15 for i in range(40)], "control"),
        (Variable("remark", type="string"), [f"note {i % 30}" for i in range(40)], "note"),
    ],
    ids=lambda value: value.name if isinstance(value, Variable) else "",
)
def test_roles(variable: Variable, values: object, expected: str) -> None:
    role, why = role_of(variable, pd.Series(list(values)))
    assert role == expected
    assert why


def test_items_that_point_the_other_way_are_reversed() -> None:
    data = one_factor(300, 5, np.random.default_rng(SEED)) * [1, -1, 1, 1, -1]
    frame = pd.DataFrame(data, columns=list("abcde"))
    assert reversed_items(frame) == ["b", "e"]
    assert reversed_items(-frame) == ["b", "e"]
    assert reversed_items(frame[["a", "c", "d"]]) == []


def test_a_large_family_is_split_where_there_are_several_factors() -> None:
    rng = np.random.default_rng(SEED)
    data = np.hstack([one_factor(300, 4, rng), one_factor(300, 5, rng)])
    names = [f"q{i}" for i in range(1, 10)]
    split = split_family("q", pd.DataFrame(data, columns=names))
    assert split == {"q_1": names[:4], "q_2": names[4:]}
    single = pd.DataFrame(one_factor(300, 9, rng), columns=names)
    assert split_family("q", single) == {"q": names}
    few = pd.DataFrame(data[:12], columns=names)
    assert split_family("q", few) == {"q": names}


def test_yes_no_sets_and_strange_names_are_no_items() -> None:
    rng = np.random.default_rng(SEED)
    scale = np.clip(np.round(one_factor(80, 3, rng)) + 3, 1, 5)
    data = pd.DataFrame(scale, columns=["row", "wave", "model"])
    data[[f"t_{i}" for i in (1, 2, 3)]] = scale
    data[[f"m_{i}" for i in (1, 2, 3)]] = rng.integers(0, 2, (80, 3)).astype(float)
    found = survey.Survey(data, Codebook(tuple(Variable(name) for name in data)), ())
    proposal = propose(found)
    assert proposal.constructs == {"t": ("t_1", "t_2", "t_3")}
    assert proposal.with_role("group") == ["m_1", "m_2", "m_3"]
    (question,) = proposal.questions
    assert question.startswith("row, wave, model: left out, since the artefacts have columns of")
    assert not {"row", "wave", "model"} & {entry.variable for entry in proposal.entries}


def test_a_construct_never_has_the_name_of_a_variable() -> None:
    rng = np.random.default_rng(SEED)
    scale = np.clip(np.round(one_factor(80, 4, rng)) + 3, 1, 5)
    data = pd.DataFrame(scale, columns=["t", "t_1", "t_2", "t_3"])
    found = survey.Survey(data, Codebook(tuple(Variable(name) for name in data)), ())
    assert propose(found).constructs == {"t_4": ("t_1", "t_2", "t_3")}


def test_a_file_without_items() -> None:
    data = pd.DataFrame({"age": [31.0, 42.0, 53.0]})
    found = survey.Survey(data, Codebook((Variable("age"),)), ())
    with pytest.raises(DataError, match="no items found: no three variables share a name stem"):
        propose(found)
