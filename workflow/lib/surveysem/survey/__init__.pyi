from .clean.cleaning import Cleaned, clean_responses
from .clean.rules import CleaningRules
from .clean.screening import DuplicateRule, ShareRule
from .codebook import Codebook, Entry, Variable, entries_text, read_entries
from .confirm.assess import Assessed, assess_constructs
from .confirm.common_method import CommonMethod, assess_common_method
from .confirm.corrected import corrected_tests
from .confirm.groupings import Grouping, read_groupings
from .confirm.invariance import InvarianceTests, assess_invariance
from .confirm.ladder_verdict import Bounds
from .confirm.refitted import assessment_share
from .confirm.reliability import reliability
from .confirm.residuals import correlation_residuals
from .confirm.unflagged import with_and_without
from .confirm.validity import validity
from .explore.cross_validation import CrossValidation, cross_validate
from .explore.exploration import (
    assess_adequacy,
    dropped_items,
    extract_factors,
    objected_items,
    purify_items,
)
from .explore.halves import Halves, split_respondents
from .explore.purification import PurificationRules, purify
from .explore.retention import retain_factors
from .explore.stability import stability
from .hypotheses.claims import judge_claims
from .hypotheses.collinearity import collinearity
from .hypotheses.judging import judge
from .hypotheses.material import Material
from .hypotheses.probing import Probed, probe_interactions
from .hypotheses.resampling import Resampled, bootstrap_intervals, bootstrap_share
from .hypotheses.rivals import Rivals, compare_rivals
from .hypotheses.specifications import (
    Specifications,
    run_specifications,
    specification_share,
)
from .power.power import Estimated, PowerRules, estimate_power, power_share
from .power.tests_of_fit import fit_test_power
from .screen.screening import Late, Screened, screen_responses
from .second_order.contest import Contest, hold_contest
from .second_order.criteria import Criteria
from .second_order.higher_order import higher_order_loadings, improper_values
from .second_order.judge import SecondOrder, judge_second_order
from .second_order.omega import common_variance, omega_coefficients
from .second_order.verdict import ContestVerdict
from .spss.files import Survey, read, write
from .spss.missing import MissingCodes
from .twin import as_answered, draw_twin, twin_codebook, twin_entries
from .waves.drift import ItemDrift, compare_items
from .waves.measurement import compare_measurement
from .waves.paths import PathChanges, compare_paths
from .waves.pooled_verdicts import judge_pooled
from .waves.pooling import Pooled, pool_waves
from .waves.verdict_changes import verdict_changes
from .waves.within import within_waves

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
    "assessment_share",
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
