"""Model texts with one factor for all items: alone, or beside the constructs."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from surveysem.survey.confirm.structure import first_order, indicators

SINGLE = "common_method"


def one_factor_model(measured: Mapping[str, Sequence[str]]) -> str:
    """All items of the model on one factor."""
    return f"{free_name(measured)} =~ {' + '.join(items_of(measured))}\n"


def method_model(model: str, estimates: pd.DataFrame) -> str:
    """The measurement model with an unmeasured latent method factor (Podsakoff et al., 2003).

    The factor is orthogonal to every construct and has one and the same unstandardised loading on
    all items, as if it moved all answers by as much: loadings of 1 and a free variance, one
    parameter more than the measurement model. That supposes items of one scale. A variance below 0
    says that there is nothing of the kind.
    """
    measured = indicators(estimates)
    name = free_name(measured)
    loadings = " + ".join(f"1*{item}" for item in items_of(measured))
    return "\n".join([model, f"{name} =~ {loadings}", *orthogonal(name, estimates), ""])


def orthogonal(name: str, estimates: pd.DataFrame) -> list[str]:
    """Lines that fix the covariances of a factor with the exogenous constructs at 0."""
    return [f"{name} ~~ 0*{construct}" for construct in exogenous(estimates)]


def exogenous(estimates: pd.DataFrame) -> list[str]:
    """Constructs that no other variable of the model explains."""
    lhs, op, rhs = (estimates[name] for name in ("lhs", "op", "rhs"))
    explained = {*rhs[op == "=~"], *lhs[op == "~"]}
    return [name for name in indicators(estimates) if name not in explained]


def items_of(measured: Mapping[str, Sequence[str]]) -> list[str]:
    """Items of all constructs, each once."""
    every = {name: list(parts) for name, parts in measured.items()}
    return list(dict.fromkeys(item for name in first_order(every) for item in every[name]))


def free_name(measured: Mapping[str, Sequence[str]]) -> str:
    """A name for the factor that neither a construct nor an item has."""
    taken: Iterable[str] = {*measured, *(part for parts in measured.values() for part in parts)}
    name = SINGLE
    while name in taken:
        name += "_"
    return name
