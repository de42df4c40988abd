"""What each variable of a model is: latent, indicator, predictor, outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveysem.errors import SpecificationError
from surveysem.sem.text.statements import Model, Statement


@dataclass(frozen=True, slots=True)
class Roles:
    """Names by role, each in lavaan's order.

    ``exogenous``: observed predictors that are no one's outcome or indicator and whose
    (co)variances and means the text does not mention. ``latent_predictors``: latent variables
    that nothing points to. ``outcomes``: variables (latent, then observed) that are regressed on
    others, predict none and measure none. ``structural``: all variables of the regressions.
    """

    latent: tuple[str, ...]
    indicators: tuple[str, ...]
    observed: tuple[str, ...]
    exogenous: tuple[str, ...]
    latent_predictors: tuple[str, ...]
    outcomes: tuple[str, ...]
    structural: tuple[str, ...]

    @property
    def endogenous(self) -> tuple[str, ...]:
        """Observed variables that are not exogenous."""
        return tuple(name for name in self.observed if name not in self.exogenous)


def roles(model: Model) -> Roles:
    """Sort the variables of a model by role, as lavaan's ``lav_partable_vnames`` does.

    Raises SpecificationError where a variable measures or predicts itself.
    """
    statements = model.statements
    _refuse_loops(statements)
    latent = _unique(s.lhs for s in statements if s.op == "=~")
    measured = _unique(s.rhs for s in statements if s.op == "=~")
    regressed = _unique(s.lhs for s in statements if s.op == "~")
    predicting = _unique(s.rhs for s in statements if s.op == "~")
    indicators = _without(measured, latent)
    outcomes = _without(regressed, latent, indicators)
    predictors = _without(predicting, latent, indicators, outcomes)
    covarying = [name for s in statements if s.op == "~~" for name in (s.lhs, s.rhs)]
    with_mean = [s.lhs for s in statements if s.op == "~1"]
    others = _without(_unique([*covarying, *with_mean]), latent)
    observed = _unique([*indicators, *outcomes, *predictors, *others])
    pure = _without(regressed, measured, predicting)
    return Roles(
        latent=latent,
        indicators=indicators,
        observed=observed,
        exogenous=_without(predictors, covarying, with_mean),
        latent_predictors=_without(latent, measured, regressed),
        outcomes=(
            *(name for name in latent if name in pure),
            *(name for name in observed if name in pure),
        ),
        structural=_unique(name for s in statements if s.op == "~" for name in (s.lhs, s.rhs)),
    )


def _refuse_loops(statements: Iterable[Statement]) -> None:
    words = {"=~": "measured by", "~": "regressed on"}
    for s in statements:
        if s.op in words and s.lhs == s.rhs:
            raise SpecificationError(f"line {s.line}: {s.lhs} is {words[s.op]} itself")


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _without(names: Iterable[str], *others: Iterable[str]) -> tuple[str, ...]:
    gone = {name for group in others for name in group}
    return tuple(name for name in names if name not in gone)
