"""Models of several groups: one set of rows for each, and which of them are equal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from surveysem.errors import SpecificationError
from surveysem.sem.model.parameters import Parameter
from surveysem.sem.model.roles import Roles
from surveysem.sem.model.thresholds import OrderedItems
from surveysem.sem.names import listed, nearest

EQUAL = (
    "loadings",
    "thresholds",
    "intercepts",
    "means",
    "residuals",
    "residual_covariances",
    "lv_variances",
    "lv_covariances",
    "regressions",
)


@dataclass(frozen=True, slots=True)
class Groups:
    """Labels of the groups, classes of parameters held equal across them, and what is set free.

    ``free`` names parameters as they are written (``visual =~ x2``, ``x3 ~ 1``) or by label; with
    equal thresholds also intercepts of ordered items, which are 0 else.
    """

    labels: tuple[str, ...] = ("",)
    equal: tuple[str, ...] = ()
    free: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.equal:
            if name not in EQUAL:
                hint = nearest(name, EQUAL)
                raise SpecificationError(
                    f"equal: {name!r}{hint}; expected some of {' '.join(EQUAL)}"
                )
        if len(self.labels) == 1 and (self.equal or self.free):
            raise SpecificationError("equal and free need a model of several groups (group)")

    @property
    def n(self) -> int:
        """Number of groups."""
        return len(self.labels)


def in_group(
    rows: list[Parameter], number: int, groups: Groups, roles: Roles, items: OrderedItems
) -> list[Parameter]:
    """The rows of one group; what equality over groups identifies is free from the second on.

    With equal intercepts the latent means are free there, with equal loadings and ``std_lv`` the
    latent variances, unless those are held equal too; with equal thresholds the scale of what lies
    behind an ordered item, unless that is a residual variance held equal too.
    """
    equal = groups.equal
    means = "intercepts" in equal and "means" not in equal
    variances = "loadings" in equal and "lv_variances" not in equal
    found = []
    for p in rows:
        latent = p.lhs in roles.latent and not p.user
        if number > 1 and latent and ((p.op == "~1" and means) or (_is_unit(p) and variances)):
            p = replace(p, fixed=False, value=None)
        if number > 1 and not p.user and _is_behind_thresholds(p, groups, items):
            p = replace(p, fixed=False, value=None)
        found.append(replace(p, group=number))
    return found


def _is_behind_thresholds(p: Parameter, groups: Groups, items: OrderedItems) -> bool:
    """Do equal thresholds identify the scale or intercept of an ordered item?"""
    if "thresholds" not in groups.equal or p.lhs not in items.counts:
        return False
    named = bool({_spelled(name) for name in groups.free} & _names(p))
    if p.op == "~1":
        return named
    return items.is_scale(p) and (named or "residuals" not in groups.equal)


def _is_unit(p: Parameter) -> bool:
    return p.is_variance and p.fixed and p.value == 1.0


def equal_pairs(rows: Sequence[Parameter], groups: Groups, roles: Roles) -> list[tuple[int, int]]:
    """Places of rows that are equal, the one of the first group first.

    A label or a fixed value of its own takes a parameter out of its class.
    Raises SpecificationError where ``free`` names no parameter.
    """
    _check_free(rows, groups)
    first = {p.key: i for i, p in enumerate(rows) if p.group == 1}
    released = {_spelled(name) for name in groups.free}
    pairs = []
    for i, p in enumerate(rows):
        if p.group == 1 or _class(p, roles) not in groups.equal:
            continue
        one = rows[first[p.key]]
        own_labels = p.label or one.label
        if p.fixed or one.fixed or own_labels or released & _names(p):
            continue
        pairs.append((first[p.key], i))
    return pairs


def _class(p: Parameter, roles: Roles) -> str:
    latent = p.lhs in roles.latent
    if p.op == "=~":
        return "loadings"
    if p.op == "|":
        return "thresholds"
    if p.op == "~*~":
        return "scaling factors"
    if p.op == "~":
        return "regressions"
    if p.op == "~1":
        return "means" if latent else "intercepts"
    if p.is_variance:
        return "lv_variances" if latent else "residuals"
    return "lv_covariances" if latent else "residual_covariances"


def _check_free(rows: Iterable[Parameter], groups: Groups) -> None:
    known = {name for p in rows for name in _names(p)}
    unknown = [name for name in groups.free if _spelled(name) not in known]
    if unknown:
        hint = nearest(_spelled(unknown[0]), known)
        raise SpecificationError(f"free: the model has no parameter {listed(unknown)}{hint}")


def _names(p: Parameter) -> set[str]:
    names = {p.lhs + p.op + p.rhs, p.label or p.lhs + p.op + p.rhs}
    return names | ({p.rhs + p.op + p.lhs} if p.op == "~~" else set())


def _spelled(name: str) -> str:
    return name.replace(" ", "")
