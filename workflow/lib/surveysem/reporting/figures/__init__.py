"""Every figure of the report, drawn from the artefacts."""

from collections.abc import Callable
from dataclasses import replace

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.figures.style import SETTINGS, Picture
from surveysem.reporting.text import Text
from surveysem.reporting.watched import watched

__all__ = ["Picture", "draw_figures"]

Draw = Callable[[Artefacts, Study, Text], Picture | None]


def draw_figures(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Picture]:
    """The figures for which the run has artefacts, by name, in the order of the report.

    The same artefacts give the same drawing: no date, no random identifier, one typeface that comes
    with matplotlib. Text is set as outlines, so that it looks the same on every machine.
    """
    import matplotlib as mpl

    from surveysem.reporting.figures import (
        answers,
        cases,
        construct,
        curves,
        diagram,
        effects,
        factors,
        heat,
        moderation,
        power,
    )

    drawings: tuple[tuple[tuple[str, ...], Draw], ...] = (
        (("missing_patterns",), answers.draw_missing),
        (("distributions",), answers.draw_distributions),
        (("eigenvalues",), factors.draw_scree),
        (("loadings",), factors.draw_pattern),
        (("estimates", "reliability"), effects.draw_loadings),
        (("validity",), heat.draw_correlations),
        (("validity",), heat.draw_htmt),
        (("higher_order",), construct.draw_construct),
        (("power",), power.draw_power),
        (("effects",), diagram.draw_diagram),
        (("effects",), effects.draw_forest),
        (("slope_lines", "slope_bands"), moderation.draw_moderation),
        (("specifications",), curves.draw_curves),
        (("specifications", "robustness"), curves.draw_specification),
    )
    with mpl.rc_context(SETTINGS):
        drawn = [
            _traced(draw, artefacts, study, text)
            for needs, draw in drawings
            if all(map(artefacts.has, needs))
        ]
        drawn += cases.draw_cases(artefacts, study, text)
    return {picture.name: picture for picture in drawn if picture is not None}


def _traced(draw: Draw, artefacts: Artefacts, study: Study, text: Text) -> Picture | None:
    """The figure with the rules behind what it shows."""
    seen = watched(artefacts)
    picture = draw(seen, study, text)
    return None if picture is None else replace(picture, made_by=seen.makers())
