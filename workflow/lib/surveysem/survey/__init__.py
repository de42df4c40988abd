"""Survey studies: SPSS files, cleaning, exploration, reliability, validity and verdicts."""

from surveysem.survey.cleaning import Cleaned, CleaningRules, clean
from surveysem.survey.codebook import Codebook, Entry, Variable, read_entries
from surveysem.survey.missing import MissingCodes
from surveysem.survey.screening import DuplicateRule, ShareRule
from surveysem.survey.spss import Survey, read, write

__all__ = [
    "Cleaned", "CleaningRules", "Codebook", "DuplicateRule", "Entry", "MissingCodes", "ShareRule",
    "Survey", "Variable", "clean", "read", "read_entries", "write",
]
