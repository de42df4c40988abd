"""Every table of the report, from the artefacts, in the order of the report."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables import (
    answers,
    clean,
    confirm,
    crossed,
    explore,
    firm_groups,
    firms,
    invariance,
    jars,
    mediation,
    moderation,
    origin,
    parameters,
    power,
    rivals,
    robustness,
    screen,
    second_order,
    structure,
    waves,
)
from surveysem.reporting.tables.cases import build_cases, in_appendix
from surveysem.reporting.tables.markdown import write_markdown
from surveysem.reporting.tables.model import Column, Scribe, Table
from surveysem.reporting.text import Text
from surveysem.reporting.watched import watched

__all__ = [
    "APPENDIX",
    "MAIN",
    "Column",
    "Scribe",
    "Table",
    "appendix",
    "build_tables",
    "write_markdown",
]

Build = Callable[[Artefacts, Study, Text], Table | None]


def _plain(build: Callable[[Artefacts], Table | None]) -> Build:
    return lambda artefacts, _study, _text: build(artefacts)


def _spoken(build: Callable[[Artefacts, str], Table | None]) -> Build:
    return lambda artefacts, _, text: build(artefacts, text.language)


# A table's name, the artefacts that it needs and its builder, in the order of the report.
_MAIN: tuple[tuple[str, str, Build], ...] = (
    ("flow", "flow", _plain(clean.flow)),
    ("profile", "profile", screen.profile),
    ("profile_numbers", "profile_numbers", screen.profile_numbers),
    ("pattern", "loadings", _plain(explore.pattern)),
    ("fits", "fits", _plain(confirm.fits)),
    ("reliability", "reliability", _plain(confirm.reliability)),
    ("convergent", "convergent", _plain(confirm.convergent)),
    ("validity", "validity", _plain(confirm.validity)),
    ("invariance_verdicts", "invariance_verdicts", invariance.verdicts),
    ("contest", "contest", _plain(second_order.contest)),
    ("higher_order", "higher_order", _plain(second_order.higher_order)),
    ("omega", "omega", _plain(second_order.omega)),
    ("paths", "estimates effects", _plain(structure.paths)),
    ("rivals", "rivals", _plain(rivals.rivals)),
    ("verdicts", "verdicts", _spoken(structure.verdicts)),
    ("decomposition", "effects", _plain(mediation.decomposition)),
    ("interactions", "interactions products", _plain(moderation.interactions)),
    ("simple_slopes", "simple_slopes products", _plain(moderation.simple_slopes)),
    ("choices", "robustness", _plain(robustness.choices)),
    ("pooled_waves", "pooled_waves", waves.waves),
    ("latent_means", "latent_means", _plain(waves.means)),
    ("wave_verdicts", "wave_verdicts", waves.verdicts),
    ("path_changes", "path_changes", _plain(waves.paths)),
    ("recent_path_changes", "path_changes", _plain(waves.recent_paths)),
    ("firm_types", "firm_types", firms.types),
    ("firm_reliability", "firm_reliability", firms.reliability),
    ("firm_verdicts", "firm_verdicts", firm_groups.verdicts),
    ("firm_means", "firm_means", firm_groups.means),
    ("firm_paths", "firm_paths", firm_groups.paths),
    ("claims", "claims", _spoken(structure.claims)),
    ("raw_files", "origins", _plain(origin.raw_files)),
)
_APPENDIX: tuple[tuple[str, str, Build], ...] = (
    ("decisions", "decisions", _plain(clean.decisions)),
    ("items", "summary", clean.items),
    ("flags", "flags", screen.flags),
    ("missing_items", "missing_items", screen.missing_items),
    ("missing_patterns", "missing_patterns", screen.missing_patterns),
    ("normality", "normality", screen.normality),
    ("distributions", "distributions", answers.distributions),
    ("returns", "returns", screen.returns),
    ("returns_tests", "returns", screen.returns_tests),
    ("adequacy", "adequacy", _plain(explore.adequacy)),
    ("retention", "retention", _plain(explore.retention)),
    ("factors", "variance factor_correlations", _plain(explore.factors)),
    ("one_factor", "loadings", _plain(explore.one_factor)),
    ("purification", "purification", _spoken(explore.purification)),
    ("stability", "stability", _plain(explore.stability)),
    ("cross_validation", "cross_validation", _plain(explore.cross_validation)),
    (
        "cross_validation_items",
        "cross_validation_items",
        _plain(explore.cross_validation_items),
    ),
    ("specification", "estimates", parameters.specification),
    ("parameters", "estimates standardized", parameters.parameters),
    ("measurement", "estimates reliability", _plain(confirm.measurement)),
    ("residuals", "residuals", _plain(parameters.residuals)),
    ("moments", "residuals", _plain(parameters.moments)),
    ("corrected_tests", "corrected_tests", _plain(power.corrected_tests)),
    ("structure", "cross_loadings", _plain(crossed.structure)),
    ("cross_loadings", "cross_loadings", _plain(crossed.cross_loadings)),
    ("pairs", "validity", confirm.pairs),
    ("unflagged", "unflagged", _plain(confirm.unflagged)),
    ("common_method", "common_method", _plain(confirm.common_method)),
    ("invariance_groups", "invariance_groups", invariance.groups),
    ("item_drift", "item_drift", _plain(waves.drift)),
    ("item_answers", "item_answers", answers.by_wave),
    ("invariance_steps", "invariance", invariance.steps),
    ("invariance_releases", "invariance_releases", invariance.releases),
    ("information", "contest", _plain(second_order.information)),
    ("comparisons", "comparisons", _plain(second_order.comparisons)),
    ("improper", "improper", _plain(second_order.improper)),
    ("common_variance", "common_variance", _plain(second_order.common_variance)),
    ("collinearity", "collinearity", _plain(rivals.collinearity)),
    ("verdict_reasons", "verdicts", _spoken(structure.verdict_reasons)),
    ("indirect", "effects", _plain(structure.indirect)),
    ("products", "products", _plain(moderation.products)),
    ("power", "power", _plain(power.power)),
    ("power_by_n", "power", _plain(power.power_by_n)),
    ("precision", "precision", _plain(power.precision)),
    ("rmsea_power", "rmsea_power", _plain(power.rmsea_power)),
    ("robustness", "robustness", _spoken(robustness.robustness)),
    ("without_flagged", "robustness", _spoken(robustness.without_flagged)),
    ("worlds_left_out", "worlds", _plain(robustness.worlds_left_out)),
    ("worlds", "worlds", _plain(robustness.worlds)),
    ("firm_sensitivity", "firm_sensitivity", firms.sensitivity),
    ("firm_governance", "firm_governance", firms.governance),
    ("firm_groups", "firm_groups", firm_groups.groups),
    ("firm_steps", "firm_invariance", firm_groups.steps),
    ("claim_reasons", "claims", _spoken(structure.claim_reasons)),
    ("agreement", "agreement", _plain(confirm.agreement)),
)
# The tables of the text that come after the chapter on cases.
_OF_FIRMS = ("firm_types", "firm_reliability", "firm_verdicts", "firm_means", "firm_paths")
_AFTER_CASES = (*_OF_FIRMS, "claims", "raw_files")
_ORIGIN: tuple[tuple[str, str, Build], ...] = (("origins", "origins", _plain(origin.origins)),)
MAIN = tuple(name for name, _, _ in _MAIN)
"""The tables of the text, in its order."""
APPENDIX = (*(name for name, _, _ in _APPENDIX if name != "moments"), "jars", "origins")
"""The tables of the appendix, in its order; the moments are in the workbook alone."""


def build_tables(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Table]:
    """The tables for which the run has artefacts, by name, in the order of the report."""
    given = (artefacts, study, text)
    main, coded = _built(_MAIN, *given), build_cases(*given)
    built = {name: table for name, table in main.items() if name not in _AFTER_CASES}
    built |= {name: table for name, table in coded.items() if not table.appendix}
    built |= main | _built(_APPENDIX, *given)
    built |= coded
    end = _built(_ORIGIN, *given)
    single = bool(built) and not study.pooled
    guide = jars.jars({*built, *end}, artefacts, text) if single else {}
    return built | guide | end


def appendix(tables: Mapping[str, Table]) -> list[str]:
    """The names of the tables of the appendix, in its order."""
    fixed = [name for name in APPENDIX if name in tables]
    end = fixed.index("jars") if "jars" in fixed else len(fixed)
    return [*fixed[:end], *in_appendix(list(tables.values())), *fixed[end:]]


def _built(
    builders: tuple[tuple[str, str, Build], ...], artefacts: Artefacts, study: Study, text: Text
) -> dict[str, Table]:
    tables = {
        name: _traced(build, artefacts, study, text)
        for name, needs, build in builders
        if all(map(artefacts.has, needs.split()))
    }
    return {name: table for name, table in tables.items() if table is not None}


def _traced(build: Build, artefacts: Artefacts, study: Study, text: Text) -> Table | None:
    """The table with the rules behind what its builder read."""
    seen = watched(artefacts)
    table = build(seen, study, text)
    return None if table is None else replace(table, made_by=seen.makers())
