"""The rules of cleaning, as a study states them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from surveysem.errors import SpecificationError
from surveysem.survey.clean.screening import DuplicateRule, ShareRule

ACTIONS_OF = {
    "duplicates": ("exclude", "flag"),
    "straight_lining": ("exclude", "flag"),
    "respondent_missing": ("exclude", "flag"),
    "item_missing": ("flag", "drop"),
}


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """The rules of cleaning; a rule that is None is not applied.

    ``filter`` is the variable of a filter, or ``ignore``; ``weight`` is ``ignore`` or None.
    """

    duplicates: DuplicateRule | None = None
    straight_lining: ShareRule | None = None
    respondent_missing: ShareRule | None = None
    item_missing: ShareRule | None = None
    out_of_range: Literal["missing", "error"] = "error"
    filter: str | None = None
    weight: str | None = None

    def __post_init__(self) -> None:
        for name, known in ACTIONS_OF.items():
            rule = getattr(self, name)
            if rule is not None and rule.action not in known:
                raise SpecificationError(
                    f"clean, {name}: action {rule.action!r} found, expected {' or '.join(known)}"
                )

    @classmethod
    def of(cls, choices: Mapping[str, Any]) -> Self:
        """The rules as a mapping states them: by rule, its ``key`` or ``max_share`` and action."""
        duplicates = choices.get("duplicates")
        shares = ("straight_lining", "respondent_missing", "item_missing")
        return cls(
            duplicates=duplicates
            and DuplicateRule(key=tuple(duplicates["key"]), action=duplicates["action"]),
            out_of_range=choices.get("out_of_range", "error"),
            filter=choices.get("filter"),
            weight=choices.get("weight"),
            **{name: ShareRule(**choices[name]) for name in shares if choices.get(name)},
        )
