"""The firms of a survey, typed by the axes of the cases and compared by type."""

from surveysem.cases.firms.axes import Axis, measure, read_axes
from surveysem.cases.firms.compare import ComparedPaths, compare_firm_paths, compare_measures
from surveysem.cases.firms.governance import Governance, read_governance
from surveysem.cases.firms.grouping import FirmGroups, firm_groups, groups_asked
from surveysem.cases.firms.typology import FirmTypes, type_firms

__all__ = [
    "Axis",
    "ComparedPaths",
    "FirmGroups",
    "FirmTypes",
    "Governance",
    "compare_firm_paths",
    "compare_measures",
    "firm_groups",
    "groups_asked",
    "measure",
    "read_axes",
    "read_governance",
    "type_firms",
]
