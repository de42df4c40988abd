"""Survey studies: SPSS files, cleaning, exploration, reliability, validity and verdicts."""

from surveysem.survey.claims import judge_claims
from surveysem.survey.cleaning import Cleaned, CleaningRules, clean
from surveysem.survey.codebook import Codebook, Entry, Variable, read_entries
from surveysem.survey.contest import (
    Contest,
    gather_contenders,
    higher_order_loadings,
    hold_contest,
)
from surveysem.survey.contest_verdict import ContestVerdict
from surveysem.survey.exploration import (
    assess_adequacy,
    dropped_items,
    extract_factors,
    purify_items,
    retain_factors,
)
from surveysem.survey.hypotheses import judge
from surveysem.survey.missing import MissingCodes
from surveysem.survey.purification import PurificationRules, purify
from surveysem.survey.reliability import reliability
from surveysem.survey.resampling import Resampled, bootstrap_intervals
from surveysem.survey.screening import DuplicateRule, ShareRule
from surveysem.survey.spss import Survey, read, write
from surveysem.survey.validity import validity

__all__ = [
    "Cleaned",
    "CleaningRules",
    "Codebook",
    "Contest",
    "ContestVerdict",
    "DuplicateRule",
    "Entry",
    "MissingCodes",
    "PurificationRules",
    "Resampled",
    "ShareRule",
    "Survey",
    "Variable",
    "assess_adequacy",
    "bootstrap_intervals",
    "clean",
    "dropped_items",
    "extract_factors",
    "gather_contenders",
    "higher_order_loadings",
    "hold_contest",
    "judge",
    "judge_claims",
    "purify",
    "purify_items",
    "read",
    "read_entries",
    "reliability",
    "retain_factors",
    "validity",
    "write",
]
