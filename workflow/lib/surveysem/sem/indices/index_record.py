"""Where fit indices are collected, with the reasons for those that are missing."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Indices:
    """Named indices; one that cannot be computed is None and has a reason in ``not_computed``."""

    values: dict[str, float | int | None] = field(default_factory=dict)
    not_computed: dict[str, str] = field(default_factory=dict)

    def leave_out(self, reason: str, *names: str) -> None:
        """Set indices to None for a reason."""
        for name in names:
            self.values[name] = None
            self.not_computed[name] = reason
