"""A fit as text: lavaan's lines, AMOS's blocks."""

import re

import pytest
from lib.sem.models import holzinger, wheaton
from reference import cases

from surveysem import sem
from surveysem.errors import SpecificationError

CASE = "printout"
# From the header of a section on, lavaan prints numbers of estimates; ours has an interval more.
INTERVAL = slice(54, 72)
# What lavaan prints and we do not, or in other words.
ONLY_LAVAAN = (
    "lavaan 0.6",
    "  Optimization method",
    "  Number of equality",
    "  Number of model parameters",
    "  Number of observations per group",
    "  Test statistic for each group",
    "  P-value H_0: RMSEA >=",
    "  P-value H_0: Robust RMSEA >=",
    "  Scaling correction factor",
    "      for the MLR",
    "    Yuan-Bentler",
    "  Standard errors",
    "  Information",
    "  Observed information",
    "    Pasteur   ",
    "    Grant-White   ",
    "  Test Statistic",
)


def fitted(**options: object) -> sem.Fit:
    return sem.fit(cases.model(CASE), holzinger(), **options)


def without_interval(text: str) -> set[str]:
    return {(line[:54] + line[72:]).rstrip() for line in text.splitlines()}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("ML", {}),
        ("groups", {"group": "school", "equal": ["loadings", "regressions"]}),
    ],
)
def test_every_line_of_lavaan_is_there(name: str, options: dict[str, object]) -> None:
    text = sem.printout(fitted(**options))
    ours = without_interval(text) | set(text.splitlines())
    theirs = [re.sub(r"\(\.p\d+\.\)", "", line).rstrip() for line in cases.expected(CASE)[name]]
    theirs = [line for line in theirs if line and not line.startswith(ONLY_LAVAAN)]
    squeezed = {re.sub(r"\s+", " ", line) for line in ours}
    missing = [line for line in theirs if re.sub(r"\s+", " ", line) not in squeezed]
    assert not missing
    assert len(theirs) > 50


def test_scaled_tests_stand_in_a_second_column() -> None:
    text = sem.printout(fitted(estimator="MLR"))
    theirs = cases.expected(CASE)["MLR"]
    for label in ("Degrees of freedom", "Comparative Fit Index (CFI)", "  RMSEA", "Robust RMSEA"):
        line = next(line for line in theirs if label in line)
        assert line.rstrip() in text.splitlines()


def test_names_longer_than_the_column_widen_it() -> None:
    data = holzinger().rename(columns={"x1": "a_name_longer_than_thirteen"})
    text = sem.printout(sem.fit("f =~ a_name_longer_than_thirteen + x2 + x3 + x4", data))
    (head,) = {line for line in text.splitlines() if line.endswith("Std.all")}
    widths = {len(line) for line in text.splitlines() if re.search(r"\d\.\d{3}$", line[60:])}
    assert widths == {len(head)}


def test_what_is_wrong_comes_last() -> None:
    fit = sem.fit(cases.model("sem_heywood"), cases.data("sem_heywood"))
    lines = sem.printout(fit).splitlines()
    at = lines.index("Not admissible:")
    assert lines[at + 1] == f"  {fit.problems[0]}"


def test_amos_prints_wheaton_as_its_manual_does() -> None:
    """AMOS manual, example 6, model A: CMIN 71.544, independence 2131.790 (NUMERICS.md)."""
    text = sem.printout(sem.fit(cases.model("sem_wheaton"), wheaton(), convention="amos"))
    assert "Chi-square = 71.544\nDegrees of freedom = 6\nProbability level = <.001" in text
    assert re.search(r"^Independence model +6 +2131\.790 +15 +<\.001 +142\.119$", text, re.M)
    assert re.search(r"^Saturated model +21 +\.000 +0$", text, re.M)
    assert "\n\nBaseline Comparisons\nModel" in text
    assert "***" not in text


def test_the_layout_follows_the_convention_unless_said() -> None:
    fit = fitted()
    assert sem.printout(fit).startswith("surveysem ended normally")
    assert sem.printout(fit, "amos").startswith("Notes for Model")
    assert "Convention = lavaan" in sem.printout(fit, "amos")


def test_an_unknown_layout() -> None:
    with pytest.raises(
        SpecificationError, match=r"layout 'amoss' \(nearest: amos\); expected lavaan or am"
    ):
        sem.printout(fitted(), "amoss")
