from .chain import Chain, trace_chain
from .coders import Coders, compare_coders
from .groups import compare_groups
from .ladder import Governance, order_cases
from .published import judge_published, labels_of
from .sources import DoubleSource, compare_sources
from .themes import Themes, count_themes
from .truth import TruthTable, solve_truth_table
from .typology import Typology, place_cases

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
