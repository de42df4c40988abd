"""Alliances studied by coded interviews: themes, double source, types, governance, chains."""

from surveysem.cases.chain import Chain, trace_chain
from surveysem.cases.coders import Coders, compare_coders
from surveysem.cases.groups import compare_groups
from surveysem.cases.ladder import Governance, order_cases
from surveysem.cases.published import judge_published, labels_of
from surveysem.cases.sources import DoubleSource, compare_sources
from surveysem.cases.themes import Themes, count_themes
from surveysem.cases.truth import TruthTable, solve_truth_table
from surveysem.cases.typology import Typology, place_cases

__all__ = [
    "Chain",
    "Coders",
    "DoubleSource",
    "Governance",
    "Themes",
    "TruthTable",
    "Typology",
    "compare_coders",
    "compare_groups",
    "compare_sources",
    "count_themes",
    "judge_published",
    "labels_of",
    "order_cases",
    "place_cases",
    "solve_truth_table",
    "trace_chain",
]
