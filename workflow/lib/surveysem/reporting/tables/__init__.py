"""Every table of the report, from the artefacts."""

from collections.abc import Callable

from surveysem.reporting.artefacts import Artefacts, Study
from surveysem.reporting.tables import (
    clean,
    confirm,
    explore,
    invariance,
    moderation,
    origin,
    power,
    rivals,
    robustness,
    screen,
    second_order,
    structure,
    waves,
)
from surveysem.reporting.tables.markdown import write_markdown
from surveysem.reporting.tables.model import Column, Scribe, Table
from surveysem.reporting.text import Text

__all__ = ["Column", "Scribe", "Table", "build_tables", "write_markdown"]

# A table's needs and its builder, in the order of the report.
_BUILDERS: tuple[tuple[tuple[str, ...], Callable[[Artefacts], Table | None]], ...] = (
    (("flow",), clean.flow),
    (("decisions",), clean.decisions),
    (("adequacy",), explore.adequacy),
    (("retention",), explore.retention),
    (("loadings",), explore.pattern),
    (("variance", "factor_correlations"), explore.factors),
    (("loadings",), explore.one_factor),
    (("stability",), explore.stability),
    (("cross_validation",), explore.cross_validation),
    (("cross_validation_items",), explore.cross_validation_items),
    (("fits",), confirm.fits),
    (("corrected_tests",), power.corrected_tests),
    (("estimates", "reliability"), confirm.measurement),
    (("reliability",), confirm.reliability),
    (("convergent",), confirm.convergent),
    (("validity",), confirm.validity),
    (("cross_loadings",), confirm.cross_loadings),
    (("unflagged",), confirm.unflagged),
    (("common_method",), confirm.common_method),
    (("contest",), second_order.contest),
    (("contest",), second_order.information),
    (("comparisons",), second_order.comparisons),
    (("improper",), second_order.improper),
    (("higher_order",), second_order.higher_order),
    (("omega",), second_order.omega),
    (("common_variance",), second_order.common_variance),
    (("power",), power.power),
    (("rmsea_power",), power.rmsea_power),
    (("estimates", "effects"), structure.paths),
    (("effects",), structure.indirect),
    (("interactions", "products"), moderation.interactions),
    (("simple_slopes", "products"), moderation.simple_slopes),
    (("collinearity",), rivals.collinearity),
    (("rivals",), rivals.rivals),
    (("agreement",), confirm.agreement),
    (("pooled_waves",), waves.waves),
    (("latent_means",), waves.means),
    (("path_changes",), waves.paths),
    (("item_drift",), waves.drift),
)

# Those of screening mask small counts; the appendix holds the long ones.
_Screening = tuple[tuple[str, Callable[[Artefacts, Study, Text], Table | None]], ...]
_SCREENING: _Screening = (
    ("profile", screen.profile),
    ("profile_numbers", screen.profile_numbers),
    ("flags", screen.flags),
    ("returns", screen.returns),
)
_GROUPS: _Screening = (
    ("invariance_groups", invariance.groups),
    ("invariance_verdicts", invariance.verdicts),
)
_APPENDIX: _Screening = (
    ("missing_items", screen.missing_items),
    ("missing_patterns", screen.missing_patterns),
    ("normality", screen.normality),
    ("distributions", screen.distributions),
    ("returns", screen.returns_tests),
    ("validity", confirm.pairs),
    ("invariance", invariance.steps),
    ("invariance_releases", invariance.releases),
)
_LONG: tuple[tuple[str, Callable[[Artefacts], Table | None]], ...] = (
    ("power", power.power_by_n),
    ("precision", power.precision),
    ("products", moderation.products),
)


def build_tables(artefacts: Artefacts, study: Study, text: Text) -> dict[str, Table]:
    """The tables for which the run has artefacts, by name."""
    built = [build(artefacts) for needs, build in _BUILDERS if all(map(artefacts.has, needs))]
    screening = [build(artefacts, study, text) for name, build in _SCREENING if artefacts.has(name)]
    if artefacts.has("summary"):
        screening.insert(0, clean.items(artefacts, study, text))
    built[2:2] = screening
    built += [build(artefacts, study, text) for name, build in _GROUPS if artefacts.has(name)]
    if artefacts.has("purification"):
        built.append(explore.purification(artefacts, text.language))
    if artefacts.has("verdicts"):
        built.append(structure.verdicts(artefacts, text.language))
    if artefacts.has("wave_verdicts"):
        built.append(waves.verdicts(artefacts, text.language))
    if artefacts.has("claims"):
        built.append(structure.claims(artefacts, text.language))
    if artefacts.has("robustness"):
        built += [
            robustness.robustness(artefacts, text.language),
            robustness.choices(artefacts),
            robustness.without_flagged(artefacts, text.language),
        ]
    if artefacts.has("origins"):
        built += [origin.raw_files(artefacts), origin.origins(artefacts)]
    built += [build(artefacts, study, text) for name, build in _APPENDIX if artefacts.has(name)]
    built += [build(artefacts) for name, build in _LONG if artefacts.has(name)]
    if artefacts.has("worlds"):
        built += [robustness.worlds_left_out(artefacts), robustness.worlds(artefacts)]
    return {table.name: table for table in built if table is not None}
