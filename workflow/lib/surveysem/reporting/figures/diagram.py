"""The structural model as a path diagram: boxes in columns, arrows styled by verdict."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from surveysem.numbers import shown
from surveysem.reporting.artefacts import Artefacts, Study, of_model
from surveysem.reporting.evidence import anchor, in_brief
from surveysem.reporting.figures.layout import Arrow
from surveysem.reporting.figures.paths import (
    ALONE,
    LINES,
    WITH_INTERVAL,
    Drawn,
    arrow_in_words,
    compose,
    label_of,
    loading_in_words,
    marks_of,
)
from surveysem.reporting.figures.style import Picture
from surveysem.reporting.tables.structure import interval_level, structural_paths
from surveysem.reporting.text import Text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw_diagram(artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """The first structural model with standardised coefficients, their intervals and R².

    None where that model has no estimates.
    """
    rows = of_model(structural_paths(artefacts), artefacts.structural_model)
    if rows["std"].isna().all():
        return None
    paths = [*_structural(rows, artefacts, study, text), *_second_order(artefacts, study, text)]
    squares = rows.dropna(subset="r_squared").set_index("outcome")["r_squared"].to_dict()
    figure, variables = compose(paths, squares, study, text)
    _draw_legend(figure, paths, text)
    drawn = sum(path.line != "loading" for path in paths)
    values = {
        "paths": drawn,
        "variables": variables,
        **_counted(paths),
        **_strongest(rows, study, text),
    }
    return Picture("diagram", figure, values, wide=True, marks=marks_of(paths))


def _counted(paths: Sequence[Drawn]) -> dict[str, object]:
    """How many paths have each verdict."""
    lines = [path.line for path in paths]
    return {name: lines.count(name) for name in ("supported", "contradicted", "undecided")}


def _strongest(rows: pd.DataFrame, study: Study, text: Text) -> dict[str, object]:
    top = rows.iloc[int(rows["std"].abs().argmax())]
    return {
        "source": study.construct(str(top["predictor"]), text.language),
        "target": study.construct(str(top["outcome"]), text.language),
        "strongest": float(top["std"]),
    }


def _structural(rows: pd.DataFrame, artefacts: Artefacts, study: Study, text: Text) -> list[Drawn]:
    judged = _verdict_of_path(artefacts)
    level = interval_level(artefacts)
    return [
        _path(row, judged.get((str(row["outcome"]), str(row["predictor"]))), level, study, text)
        for row in rows.to_dict("records")
    ]


def _path(
    row: Mapping[Any, Any],
    verdict: str | None,
    level: float | None,
    study: Study,
    text: Text,
) -> Drawn:
    limits = (row["std_ci_lower"], row["std_ci_upper"])
    values = dict(zip(("ci_lower", "ci_upper"), limits, strict=True))
    told = in_brief({**row, **values}, text, level)
    if verdict:
        told = ", ".join(filter(None, (told, str(text.word(verdict)))))
    return Drawn(
        Arrow(str(row["predictor"]), str(row["outcome"]), WITH_INTERVAL),
        label_of(row["std"], *limits, text.language),
        verdict or "not tested",
        arrow_in_words(row["predictor"], row["outcome"], told, study, text.language),
        anchor(
            "paths", *([row["model"]] if "model" in row else []), row["outcome"], row["predictor"]
        ),
    )


def _verdict_of_path(artefacts: Artefacts) -> dict[tuple[str, str], str]:
    if not artefacts.has("verdicts"):
        return {}
    assert artefacts.verdicts is not None
    verdicts = of_model(artefacts.verdicts, artefacts.structural_model)
    direct = verdicts[(verdicts["op"] == "~") & verdicts["verdict"].isin(LINES)]
    direct = direct.drop_duplicates(["lhs", "rhs"])
    return {
        (str(row["lhs"]), str(row["rhs"])): str(row["verdict"]) for row in direct.to_dict("records")
    }


def _second_order(artefacts: Artefacts, study: Study, text: Text) -> list[Drawn]:
    """Arrows from the second-order construct to its dimensions, where it is in the model."""
    if not artefacts.has("estimates"):
        return []
    assert artefacts.estimates is not None
    rows = of_model(artefacts.estimates, artefacts.structural_model)
    measured = rows[rows["op"] == "=~"]
    dimensions = measured[measured["rhs"].isin(measured["lhs"])]
    return [
        Drawn(
            Arrow(str(row["lhs"]), str(row["rhs"]), ALONE),
            (shown(row["std_all"], "r2", text.language), ""),
            "loading",
            arrow_in_words(
                row["lhs"], row["rhs"], loading_in_words(row["std_all"], text), study, text.language
            ),
            "fig-diagram",
        )
        for row in dimensions.to_dict("records")
    ]


def _draw_legend(figure: "Figure", paths: Sequence[Drawn], text: Text) -> None:
    from matplotlib.lines import Line2D

    used = [name for name in LINES if any(path.line == name for path in paths)]
    handles = [
        Line2D(
            [],
            [],
            color=LINES[name][0],
            linestyle=LINES[name][1],  # type: ignore[arg-type]
            linewidth=LINES[name][2],
        )
        for name in used
    ]
    figure.legend(
        handles,
        [str(text(f"figures.diagram.lines.{name}")) for name in used],
        loc="lower center",
        ncols=len(used),
        handlelength=3.5,
    )
