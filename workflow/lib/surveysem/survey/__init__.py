"""Survey studies: SPSS files, cleaning, exploration, reliability, validity and verdicts."""

from surveysem.survey.clean.cleaning import Cleaned, clean_responses
from surveysem.survey.clean.rules import CleaningRules
from surveysem.survey.clean.screening import DuplicateRule, ShareRule
from surveysem.survey.codebook import Codebook, Entry, Variable, entries_text, read_entries
from surveysem.survey.confirm.assess import Assessed, assess_constructs
from surveysem.survey.confirm.common_method import CommonMethod, assess_common_method
from surveysem.survey.confirm.corrected import corrected_tests
from surveysem.survey.confirm.groupings import Grouping, read_groupings
from surveysem.survey.confirm.invariance import InvarianceTests, assess_invariance
from surveysem.survey.confirm.ladder_verdict import Bounds
from surveysem.survey.confirm.reliability import reliability
from surveysem.survey.confirm.residuals import correlation_residuals
from surveysem.survey.confirm.unflagged import with_and_without
from surveysem.survey.confirm.validity import validity
from surveysem.survey.explore.cross_validation import CrossValidation, cross_validate
from surveysem.survey.explore.exploration import (
    assess_adequacy,
    dropped_items,
    extract_factors,
    objected_items,
    purify_items,
)
from surveysem.survey.explore.halves import Halves, split_respondents
from surveysem.survey.explore.purification import PurificationRules, purify
from surveysem.survey.explore.retention import retain_factors
from surveysem.survey.explore.stability import stability
from surveysem.survey.hypotheses.claims import judge_claims
from surveysem.survey.hypotheses.collinearity import collinearity
from surveysem.survey.hypotheses.judging import judge
from surveysem.survey.hypotheses.material import Material
from surveysem.survey.hypotheses.probing import Probed, probe_interactions
from surveysem.survey.hypotheses.resampling import Resampled, bootstrap_intervals, bootstrap_share
from surveysem.survey.hypotheses.rivals import Rivals, compare_rivals
from surveysem.survey.hypotheses.specifications import (
    Specifications,
    run_specifications,
    specification_share,
)
from surveysem.survey.power.power import Estimated, PowerRules, estimate_power, power_share
from surveysem.survey.power.tests_of_fit import fit_test_power
from surveysem.survey.screen.screening import Late, Screened, screen_responses
from surveysem.survey.second_order.contest import Contest, hold_contest
from surveysem.survey.second_order.criteria import Criteria
from surveysem.survey.second_order.higher_order import higher_order_loadings, improper_values
from surveysem.survey.second_order.judge import SecondOrder, judge_second_order
from surveysem.survey.second_order.omega import common_variance, omega_coefficients
from surveysem.survey.second_order.verdict import ContestVerdict
from surveysem.survey.spss.files import Survey, read, write
from surveysem.survey.spss.missing import MissingCodes
from surveysem.survey.twin import as_answered, draw_twin, twin_codebook, twin_entries
from surveysem.survey.waves.drift import ItemDrift, compare_items
from surveysem.survey.waves.measurement import compare_measurement
from surveysem.survey.waves.paths import PathChanges, compare_paths
from surveysem.survey.waves.pooled_verdicts import judge_pooled
from surveysem.survey.waves.pooling import Pooled, pool_waves
from surveysem.survey.waves.verdict_changes import verdict_changes
from surveysem.survey.waves.within import within_waves

__all__ = [
    "Assessed",
    "Bounds",
    "Cleaned",
    "CleaningRules",
    "Codebook",
    "CommonMethod",
    "Contest",
    "ContestVerdict",
    "Criteria",
    "CrossValidation",
    "DuplicateRule",
    "Entry",
    "Estimated",
    "Grouping",
    "Halves",
    "InvarianceTests",
    "ItemDrift",
    "Late",
    "Material",
    "MissingCodes",
    "PathChanges",
    "Pooled",
    "PowerRules",
    "Probed",
    "PurificationRules",
    "Resampled",
    "Rivals",
    "Screened",
    "SecondOrder",
    "ShareRule",
    "Specifications",
    "Survey",
    "Variable",
    "as_answered",
    "assess_adequacy",
    "assess_common_method",
    "assess_constructs",
    "assess_invariance",
    "bootstrap_intervals",
    "bootstrap_share",
    "clean_responses",
    "collinearity",
    "common_variance",
    "compare_items",
    "compare_measurement",
    "compare_paths",
    "compare_rivals",
    "corrected_tests",
    "correlation_residuals",
    "cross_validate",
    "draw_twin",
    "dropped_items",
    "entries_text",
    "estimate_power",
    "extract_factors",
    "fit_test_power",
    "higher_order_loadings",
    "hold_contest",
    "improper_values",
    "judge",
    "judge_claims",
    "judge_pooled",
    "judge_second_order",
    "objected_items",
    "omega_coefficients",
    "pool_waves",
    "power_share",
    "probe_interactions",
    "purify",
    "purify_items",
    "read",
    "read_entries",
    "read_groupings",
    "reliability",
    "retain_factors",
    "run_specifications",
    "screen_responses",
    "specification_share",
    "split_respondents",
    "stability",
    "twin_codebook",
    "twin_entries",
    "validity",
    "verdict_changes",
    "with_and_without",
    "within_waves",
    "write",
]
