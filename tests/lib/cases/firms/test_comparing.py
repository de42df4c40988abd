"""Groups of firms compared: who is compared with whom, and who is not."""

import numpy as np
import pandas as pd
import pytest
from study import sketch
from tolerances import ANALYTIC

from surveysem import survey
from surveysem.cases.firms.axes import Axis
from surveysem.cases.firms.compare import compare_firm_paths, compare_measures, judge
from surveysem.cases.firms.governance import Governance
from surveysem.cases.firms.grouping import FirmGroups, firm_groups

BOUNDS = survey.Bounds(alpha=0.05, delta_cfi=0.01, delta_rmsea=0.015, cfi=0.9)
ESTIMATION = {"estimator": "ML", "convention": "lavaan", "missing": "listwise", "ordered": False}
RESULT = sketch.LINES["result"] + "\n"
STRUCTURE = sketch.LINES["trust"] + "\n" + RESULT + "result ~ b*trust\n"
WHOLE = sketch.MEASUREMENT
SMALL = 12


@pytest.fixture(scope="module")
def items() -> pd.DataFrame:
    """Two types of 250 firms: in the second, results are higher and have nothing of trust."""
    first, second = sketch.answers(250, seed=1), sketch.answers(250, seed=2)
    second[sketch.ITEMS["trust"]] = sketch.answers(250, seed=3)[sketch.ITEMS["trust"]]
    second[sketch.ITEMS["result"]] = (second[sketch.ITEMS["result"]] + 1).clip(upper=7)
    data = pd.concat([first, second], ignore_index=True)
    return data.assign(row=np.arange(1, 501))[["row", *data.columns]]


@pytest.fixture(scope="module")
def groups(items: pd.DataFrame) -> list[FirmGroups]:
    """By type, zeta before alpha, and by a governance with one small form."""
    rows = pd.Series(items["row"].to_numpy())
    kinds = pd.Series(["zeta"] * 250 + ["alpha"] * 250, index=rows)
    typed = pd.DataFrame({"row": rows, "type": kinds.to_numpy(), "tie_pole": "social"})
    typed.loc[typed["row"] == 1, "type"] = ""
    modes = ["rare"] * SMALL + ["common"] * (500 - SMALL)
    background = pd.DataFrame({"row": rows, "form": modes})
    found = firm_groups(
        typed, background, ["zeta", "alpha"], [], Governance("form", ("common", "rare"))
    )
    return list(found)


def test_groupings_are_types_sides_and_governance(items: pd.DataFrame) -> None:
    typed = pd.DataFrame({"row": [1, 2, 3], "type": ["a", "", "b"], "tie_pole": ["s", "", "e"]})
    background = pd.DataFrame({"row": [1, 2, 3], "form": ["x", "y", None]})
    axes, form = [Axis("tie", ("s", "e"), ("t_1", "t_2"))], Governance("form", ("y", "x"))
    found = firm_groups(typed, background, ["b", "a"], axes, form)
    assert [(one.name, one.order) for one in found] == [
        ("type", ("b", "a")),
        ("tie", ("s", "e")),
        ("form", ("y", "x")),
    ]
    rows = found[0].rows(items.head(3))
    assert rows["row"].tolist() == [3, 1]
    assert rows["type"].tolist() == ["b", "a"]
    assert found[2].rows(items.head(3))["row"].tolist() == [2, 1]


def test_means_are_set_against_the_first_type(
    groups: list[FirmGroups], items: pd.DataFrame
) -> None:
    found = compare_measures(groups[:1], {"result": RESULT}, items, BOUNDS, ESTIMATION)
    (mean,) = found.means.to_dict("records")
    assert (mean["grouping"], mean["group"], mean["reference"]) == ("type", "alpha", "zeta")
    assert (mean["n"], mean["n_reference"]) == (250, 249)
    assert 0.5 < mean["ci_lower"] < mean["difference"] < mean["ci_upper"]
    assert found.groups[["group", "n"]].values.tolist() == [["zeta", 249], ["alpha", 250], ["", 1]]
    assert found.verdicts["grouping"].tolist() == ["type"]


def test_small_groups_are_named_and_never_merged(
    groups: list[FirmGroups], items: pd.DataFrame
) -> None:
    """Twelve firms carry the three items of a construct, but not the nine of all."""
    measured = compare_measures(groups[1:], {"measurement": WHOLE}, items, BOUNDS, ESTIMATION)
    whole = measured.verdicts[measured.verdicts["part"] == ""].iloc[0]
    assert not whole["tested"]
    assert "At least one group has fewer respondents than" in whole["reason_en"]
    assert "Un groupe au moins" in whole["reason_fr"]
    parts = measured.verdicts[measured.verdicts["part"] != ""]
    assert parts["part"].tolist() == list(sketch.CONSTRUCTS)
    assert parts["tested"].all()
    assert measured.groups["n"].tolist() == [500 - SMALL, SMALL]
    paths = compare_firm_paths(groups[1:], {"paths": STRUCTURE}, items, BOUNDS, ESTIMATION)
    (told,) = paths.tests.to_dict("records")
    assert (told["level"], told["verdict"]) == ("paths", "not comparable")
    assert (told["n"], told["smallest_n"]) == (500, SMALL)
    assert (
        "fewer respondents than the model has free parameters per group (19)" in (told["reason_en"])
    )
    assert paths.paths.empty
    assert paths.changes.empty


def test_a_path_that_differs_is_found_with_intervals(
    groups: list[FirmGroups], items: pd.DataFrame
) -> None:
    found = compare_firm_paths(groups[:1], {"paths": STRUCTURE}, items, BOUNDS, ESTIMATION)
    (change,) = found.changes.to_dict("records")
    assert change["verdict"] == "differs"
    assert (change["group"], change["reference"]) == ("alpha", "zeta")
    assert change["ci_upper"] < 0
    zeta, alpha = found.paths.to_dict("records")
    assert (zeta["group"], zeta["n"], alpha["group"], alpha["n"]) == ("zeta", 249, "alpha", 250)
    assert zeta["ci_lower"] > 0 > alpha["ci_lower"]
    assert alpha["est"] - zeta["est"] == pytest.approx(change["difference"], abs=ANALYTIC)
    assert (zeta["est"] - zeta["ci_lower"]) / zeta["se"] == pytest.approx(1.959964, abs=1e-6)
    assert found.tests["level"].tolist() == ["configural", "metric", "paths"]
    assert found.tests["verdict"].tolist()[1:] == ["holds", "differs"]


def test_it_is_the_comparison_of_waves(groups: list[FirmGroups], items: pd.DataFrame) -> None:
    """Types in place of waves: the same numbers, which lavaan's references stand behind."""
    rows = groups[0].rows(items)
    ours = compare_firm_paths(groups[:1], {"paths": STRUCTURE}, items, BOUNDS, ESTIMATION)
    pooled = rows.rename(columns={"type": "wave"})
    theirs = survey.compare_paths("paths", STRUCTURE, pooled, BOUNDS, ESTIMATION)
    numbers = ["est", "est_reference", "difference", "se", "chisq_diff", "df_diff", "pvalue_holm"]
    pd.testing.assert_frame_equal(ours.changes[numbers], theirs.changes[numbers])


@pytest.mark.parametrize(
    ("pvalue", "verdict"),
    [(0.049, "differs"), (0.05, "undecided"), (0.9, "undecided"), (float("nan"), "not comparable")],
)
def test_verdict_on_a_path(pvalue: float, verdict: str) -> None:
    assert judge(pvalue, alpha=0.05) == verdict


def test_firms_of_one_type_are_compared_with_nobody(items: pd.DataFrame) -> None:
    typed = pd.DataFrame({"row": items["row"], "type": "zeta"})
    alone = firm_groups(typed, typed, ["zeta", "alpha"], [], None)
    measured = compare_measures(alone, {"result": RESULT}, items, BOUNDS, ESTIMATION)
    said = "Fewer than two groups have respondents."
    assert measured.verdicts["reason_en"].tolist() == [said]
    assert measured.means.empty
    paths = compare_firm_paths(alone, {"paths": STRUCTURE}, items, BOUNDS, ESTIMATION)
    assert paths.tests["reason_en"].tolist() == [said]
