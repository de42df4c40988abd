"""What a report is made from: the artefacts of one wave and sample, and the study's choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

Record = Mapping[str, Any]
Named = Mapping[str, Mapping[str, str]]

POOLED = "pooled"
"""The place of a wave's name in the report that compares all of them."""

WAVE_LABEL: Named = {"wave": {"fr": "vague", "en": "wave"}}
"""The label of the variable by which waves are told apart."""


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The tables and records of a run, each as its chapter wrote it; None where it was not run.

    Tables of several models lie one below the other and are told apart by their column ``model``;
    ``fits`` and ``bootstrap`` hold one record per model, with its name under ``model``. ``origins``
    holds one record per file that was read (name of the field, artefact, rule, code, config, raw);
    ``versions`` those of the programs.
    """

    flow: pd.DataFrame | None = None
    decisions: pd.DataFrame | None = None
    dictionary: pd.DataFrame | None = None
    summary: pd.DataFrame | None = None
    missing_items: pd.DataFrame | None = None
    missing_patterns: pd.DataFrame | None = None
    mcar: pd.DataFrame | None = None
    flags: pd.DataFrame | None = None
    normality: pd.DataFrame | None = None
    distributions: pd.DataFrame | None = None
    profile: pd.DataFrame | None = None
    profile_numbers: pd.DataFrame | None = None
    returns: pd.DataFrame | None = None
    adequacy: pd.DataFrame | None = None
    adequacy_items: pd.DataFrame | None = None
    eigenvalues: pd.DataFrame | None = None
    retention: pd.DataFrame | None = None
    solutions: pd.DataFrame | None = None
    loadings: pd.DataFrame | None = None
    variance: pd.DataFrame | None = None
    factor_correlations: pd.DataFrame | None = None
    purification: pd.DataFrame | None = None
    stability: pd.DataFrame | None = None
    cross_validation: pd.DataFrame | None = None
    cross_validation_items: pd.DataFrame | None = None
    fits: Sequence[Record] | None = None
    estimates: pd.DataFrame | None = None
    standardized: pd.DataFrame | None = None
    r_squared: pd.DataFrame | None = None
    agreement: pd.DataFrame | None = None
    residuals: pd.DataFrame | None = None
    corrected_tests: pd.DataFrame | None = None
    reliability: pd.DataFrame | None = None
    convergent: pd.DataFrame | None = None
    validity: pd.DataFrame | None = None
    cross_loadings: pd.DataFrame | None = None
    unflagged: pd.DataFrame | None = None
    common_method: pd.DataFrame | None = None
    common_method_changes: pd.DataFrame | None = None
    invariance: pd.DataFrame | None = None
    invariance_verdicts: pd.DataFrame | None = None
    invariance_releases: pd.DataFrame | None = None
    invariance_groups: pd.DataFrame | None = None
    contest: pd.DataFrame | None = None
    comparisons: pd.DataFrame | None = None
    higher_order: pd.DataFrame | None = None
    improper: pd.DataFrame | None = None
    omega: pd.DataFrame | None = None
    common_variance: pd.DataFrame | None = None
    second_order: Record | None = None
    effects: pd.DataFrame | None = None
    intervals: pd.DataFrame | None = None
    bootstrap: Sequence[Record] | None = None
    interactions: pd.DataFrame | None = None
    products: pd.DataFrame | None = None
    simple_slopes: pd.DataFrame | None = None
    slope_bands: pd.DataFrame | None = None
    slope_regions: pd.DataFrame | None = None
    slope_lines: pd.DataFrame | None = None
    collinearity: pd.DataFrame | None = None
    rivals: pd.DataFrame | None = None
    rival_tests: pd.DataFrame | None = None
    power: pd.DataFrame | None = None
    precision: pd.DataFrame | None = None
    rmsea_power: pd.DataFrame | None = None
    verdicts: pd.DataFrame | None = None
    claims: pd.DataFrame | None = None
    specifications: pd.DataFrame | None = None
    worlds: pd.DataFrame | None = None
    robustness: pd.DataFrame | None = None
    pooled_waves: pd.DataFrame | None = None
    item_answers: pd.DataFrame | None = None
    item_drift: pd.DataFrame | None = None
    latent_means: pd.DataFrame | None = None
    wave_verdicts: pd.DataFrame | None = None
    verdict_changes: pd.DataFrame | None = None
    pooled_verdicts: pd.DataFrame | None = None
    path_tests: pd.DataFrame | None = None
    path_changes: pd.DataFrame | None = None
    case_interviews: pd.DataFrame | None = None
    case_segments: pd.DataFrame | None = None
    case_matrices: pd.DataFrame | None = None
    case_double_source: pd.DataFrame | None = None
    case_source_agreement: pd.DataFrame | None = None
    case_coder_agreement: pd.DataFrame | None = None
    case_discussions: pd.DataFrame | None = None
    case_scores: pd.DataFrame | None = None
    case_placements: pd.DataFrame | None = None
    case_left_out: pd.DataFrame | None = None
    case_ladder: pd.DataFrame | None = None
    case_display: pd.DataFrame | None = None
    case_groups: pd.DataFrame | None = None
    case_truth_table: pd.DataFrame | None = None
    case_solutions: pd.DataFrame | None = None
    case_chain: pd.DataFrame | None = None
    case_chain_order: pd.DataFrame | None = None
    case_chain_links: pd.DataFrame | None = None
    case_chain_support: pd.DataFrame | None = None
    case_saturation: pd.DataFrame | None = None
    case_evidence: pd.DataFrame | None = None
    case_claims: pd.DataFrame | None = None
    firm_types: pd.DataFrame | None = None
    firm_scores: pd.DataFrame | None = None
    firm_reliability: pd.DataFrame | None = None
    firm_sensitivity: pd.DataFrame | None = None
    firm_governance: pd.DataFrame | None = None
    firm_invariance: pd.DataFrame | None = None
    firm_verdicts: pd.DataFrame | None = None
    firm_groups: pd.DataFrame | None = None
    firm_means: pd.DataFrame | None = None
    firm_paths: pd.DataFrame | None = None
    firm_path_tests: pd.DataFrame | None = None
    firm_path_changes: pd.DataFrame | None = None
    origins: Sequence[Record] | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the artefact ``name`` exists and holds at least one row."""
        value = getattr(self, name)
        return value is not None and len(value) > 0

    def fit(self, model: str) -> Record:
        """The record of one model; an empty one when the run has none of that name."""
        return next((fit for fit in self.fits or () if fit.get("model") == model), {})

    @property
    def measurement_model(self) -> str | None:
        """The model whose reliability was computed."""
        return _only_model(self.reliability)

    @property
    def structural_models(self) -> list[str]:
        """The models whose effects were computed, in the order of the hypotheses."""
        if self.effects is None or "model" not in self.effects.columns:
            return []
        return [str(model) for model in self.effects["model"].unique()]

    @property
    def structural_model(self) -> str | None:
        """The first of `structural_models`, which the figures draw."""
        return next(iter(self.structural_models), None)


NAMES = tuple(each.name for each in fields(Artefacts) if each.name not in {"origins", "versions"})
"""The artefacts that are files."""


@dataclass(frozen=True, slots=True)
class Study:
    """What the report takes from the configuration.

    ``title``, ``note`` and each value of ``constructs`` and ``items`` are texts by language;
    ``cutoffs`` are ``{index: {value, source}}``, ``thresholds`` of screening likewise by rule;
    ``purify`` those of purification, ``bounds`` those of comparisons (delta_cfi, delta_rmsea,
    vif, drift), ``contest`` those of the second-order contest; ``power`` is the block of this name;
    ``respondents`` says who is explored and who confirms (same, halves, waves), ``explored_wave``
    which wave is explored where the later ones confirm; ``cases`` are the choices of each
    collection of cases by its name; ``firms`` says how firms are typed, with ``labels`` of axes,
    poles and types; ``min_cell`` is the smallest count of respondents that is printed;
    ``fieldwork`` is ``{date, note}``, ``waves`` the same of each wave in the report of all of them.
    """

    title: Mapping[str, str]
    synthetic: bool
    wave: str = ""
    sample: str = "all"
    authors: Sequence[str] = ()
    note: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    constructs: Named = field(default_factory=dict)
    items: Named = field(default_factory=dict)
    cutoffs: Mapping[str, Record] = field(default_factory=dict)
    thresholds: Mapping[str, Record] = field(default_factory=dict)
    purify: Mapping[str, Record] = field(default_factory=dict)
    bounds: Mapping[str, Record] = field(default_factory=dict)
    contest: Mapping[str, Record] = field(default_factory=dict)
    power: Record = field(default_factory=dict)
    cases: Mapping[str, Record] = field(default_factory=dict)
    firms: Record = field(default_factory=dict)
    min_cell: int = 1
    respondents: str = "same"
    explored_wave: str = ""
    fieldwork: Mapping[str, str] = field(default_factory=dict)
    waves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def construct(self, name: str, language: str) -> str:
        """The display name of a construct, or of an observed variable in its place.

        The product ``a.b`` or ``a:b`` of two constructs is named by both; else its own name where
        the study gives none.
        """
        for at, sign in enumerate(name):
            if sign in ".:" and {name[:at], name[at + 1 :]} <= set(self.constructs):
                both = (self.construct(part, language) for part in (name[:at], name[at + 1 :]))
                return " × ".join(both)
        named = self.constructs.get(name) or self.items.get(name, {})
        return named.get(language) or name

    def dated(self, wave: str) -> str:
        """The name of a wave, with its date where the study states one."""
        date = self.waves.get(wave, {}).get("date", "")
        return f"{wave} ({date})" if date else wave

    @property
    def pooled(self) -> bool:
        """Whether the report compares the waves."""
        return self.wave == POOLED


def item_labels(items: pd.DataFrame) -> Named:
    """The labels of every variable by language, from the columns ``label_<language>``."""
    labels = (
        items.set_index("variable")
        .filter(regex="^label_")
        .rename(columns=lambda name: str(name).removeprefix("label_"))
    )
    return {
        str(variable): {str(key): str(value) for key, value in row.items() if pd.notna(value)}
        for variable, row in labels.iterrows()
    }


def of_model(table: pd.DataFrame, model: str | None) -> pd.DataFrame:
    """The rows of ``table`` that belong to ``model``; all of them when it names no models."""
    if model is None or "model" not in table.columns:
        return table
    return table[table["model"] == model]


def _only_model(table: pd.DataFrame | None) -> str | None:
    if table is None or "model" not in table.columns or table.empty:
        return None
    return str(table["model"].iloc[0])
