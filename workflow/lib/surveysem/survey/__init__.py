"""Survey studies: SPSS files, cleaning, exploration, reliability, validity and verdicts."""

from surveysem.survey.claims import judge_claims
from surveysem.survey.cleaning import Cleaned, CleaningRules, clean
from surveysem.survey.codebook import Codebook, Entry, Variable, read_entries
from surveysem.survey.contest import Contest, higher_order_loadings, hold_contest
from surveysem.survey.contest_verdict import ContestVerdict
from surveysem.survey.exploration import Exploration, explore
from surveysem.survey.hypotheses import judge
from surveysem.survey.hypothesis_faults import check_hypotheses
from surveysem.survey.missing import MissingCodes
from surveysem.survey.purification import PurificationRules, purify
from surveysem.survey.reliability import reliability
from surveysem.survey.screening import DuplicateRule, ShareRule
from surveysem.survey.spss import Survey, read, write
from surveysem.survey.validity import validity

__all__ = [
    "Cleaned", "CleaningRules", "Codebook", "Contest", "ContestVerdict", "DuplicateRule", "Entry",
    "Exploration", "MissingCodes", "PurificationRules", "ShareRule", "Survey", "Variable",
    "check_hypotheses", "clean", "explore", "higher_order_loadings", "hold_contest", "judge",
    "judge_claims", "purify", "read", "read_entries", "reliability", "validity", "write",
]
