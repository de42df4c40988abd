"""Tables of what may shake a structural model: collinear predictors, rival models."""

from surveysem.reporting.artefacts import Artefacts
from surveysem.reporting.tables.model import Column, Table


def collinearity(artefacts: Artefacts) -> Table:
    """How far the predictors of each outcome say the same."""
    assert artefacts.collinearity is not None
    several = len(artefacts.structural_models) > 1
    columns = [
        *([Column("model", "word")] if several else []),
        Column("outcome", "construct"),
        Column("predictor", "construct"),
        Column("vif", "num2"),
        Column("tolerance", "r2"),
        Column("condition_index", "num1"),
    ]
    return Table("collinearity", columns, artefacts.collinearity, grouped=1 + several)


def rivals(artefacts: Artefacts) -> Table:
    """The structural model and its rivals by fit and by information criteria."""
    assert artefacts.rivals is not None
    columns = [
        Column("model", "word"),
        Column("n_free", "count"),
        Column("chisq", "num2"),
        Column("df", "count"),
        Column("cfi", "r3"),
        Column("rmsea", "r3"),
        Column("aic", "num1"),
        Column("delta_aic", "num1"),
        Column("weight_aic", "r2"),
        Column("bic", "num1"),
        Column("delta_bic", "num1"),
        Column("weight_bic", "r2"),
    ]
    return Table("rivals", columns, artefacts.rivals)
