"""One row of the parameter table."""

from dataclasses import dataclass

from surveysem.sem.text.expressions import Expression


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: ``free`` is 0 where it is fixed, else its number, shared by equal parameters.

    ``value`` is the value of a fixed parameter (None where the sample gives it: ``exogenous``).
    """

    lhs: str
    op: str
    rhs: str
    group: int = 1
    user: bool = False
    label: str = ""
    free: int = 0
    fixed: bool = False
    value: float | None = None
    start: float | None = None
    exogenous: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """What is related, and how."""
        return (self.lhs, self.op, self.rhs)

    @property
    def name(self) -> str:
        """As a reader writes it: ``trust =~ trust_2``, ``x ~1``."""
        return f"{self.lhs} {self.op} {self.rhs}".strip()

    @property
    def is_variance(self) -> bool:
        """A (residual) variance."""
        return self.op == "~~" and self.lhs == self.rhs


@dataclass(frozen=True, slots=True)
class Definition:
    """A defined parameter (``:=``): its label and how it is computed."""

    label: str
    expression: Expression
