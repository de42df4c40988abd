"""The errors a study can meet, in the words of the survey.

Every message says what was found, where, and what was expected. A job prints the message alone; the
traceback goes to its log.
"""


class SurveySemError(Exception):
    """Base of every error that surveysem raises on purpose."""


class SpecificationError(SurveySemError):
    """A model, a hypothesis or a choice in ``config/`` cannot be carried out as written."""


class ModelSyntaxError(SpecificationError):
    """The text of a model breaks lavaan's syntax; the message underlines the place."""


class DataError(SurveySemError):
    """A raw file or a variable is not what the study says it is."""


class ConvergenceError(SurveySemError):
    """An iteration that a result depends on did not converge."""
