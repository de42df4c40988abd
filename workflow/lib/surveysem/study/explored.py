"""Choices of the chapters clean and explore."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveysem.study.configuration import dig
from surveysem.study.written import Written

EXPLORE = "data/processed/explore"
EXTRACTION = ("extraction", "rotation", "convention")
# The word of clean/filter that keeps everybody.
IGNORED = "ignore"
# The key that states the threshold of each rule of clean/screen.
SCREENED = {"longstring": "run", "within_sd": "below", "mahalanobis": "p"}


@dataclass(frozen=True)
class Explored(Written):
    """What cleaning, screening and exploration ask of the study."""

    @property
    def cleaning(self) -> dict[str, Any]:
        """The rules of cleaning, without those that only look (screen, nonresponse, drift)."""
        looks = ("screen", "nonresponse", "drift")
        return {name: rule for name, rule in self.config["clean"].items() if name not in looks}

    @property
    def duplicate_keys(self) -> list[str]:
        """The variables that tell respondents apart."""
        return list(dig(self.config, "clean/duplicates/key", ()))

    @property
    def filter(self) -> str | None:
        """The variable that selects respondents; None where all are kept."""
        stated = dig(self.config, "clean/filter", IGNORED)
        return None if stated == IGNORED else str(stated)

    @property
    def screening(self) -> dict[str, float]:
        """Threshold of each rule that flags respondents."""
        return {name: found["value"] for name, found in self.thresholds.items()}

    @property
    def thresholds(self) -> dict[str, dict[str, Any]]:
        """Value and source of each rule of clean/screen."""
        stated = dig(self.config, "clean/screen", {})
        return {
            name: {"value": stated[name][key], "source": stated[name]["source"]}
            for name, key in SCREENED.items()
            if name in stated
        }

    @cached_property
    def sets(self) -> dict[str, list[str]]:
        """Items of each set to explore: every construct on its own, then those of explore/sets."""
        named = self.config["explore"]["sets"]
        joint = {
            name: [item for construct in one["constructs"] for item in self.constructs[construct]]
            for name, one in named.items()
        }
        return self.constructs | joint

    @cached_property
    def factors(self) -> dict[str, int]:
        """Number of factors of each set in `sets`; a construct on its own has one."""
        named = self.config["explore"]["sets"]
        return dict.fromkeys(self.constructs, 1) | {
            name: one["factors"] for name, one in named.items()
        }

    @property
    def drift(self) -> dict[str, float] | None:
        """Bound and alpha of the verdict on items over waves; None where it is not asked for."""
        stated = dig(self.config, "clean/drift")
        return None if stated is None else {"bound": stated["value"], "alpha": stated["alpha"]}

    @property
    def respondents(self) -> str:
        """Who is explored and who confirms: the same, random halves, or different waves."""
        return str(dig(self.config, "explore/respondents", "same"))

    @property
    def halved(self) -> bool:
        """Whether the respondents of a wave are dealt to exploration and confirmation."""
        return self.respondents == "halves"

    @property
    def explored_waves(self) -> list[str]:
        """The waves that are explored: all, or the first where the later ones confirm."""
        every = list(self.waves)
        return every[:1] if self.respondents == "waves" else every

    @property
    def exploration(self) -> str:
        """Folder of the exploration that a wave rests on; ``{wave}`` stands for its own name."""
        wave = self.explored_waves[0] if self.respondents == "waves" else "{wave}"
        return f"{EXPLORE}/{wave}/{self.explored}"

    @property
    def explored(self) -> str:
        """The sample of chapter 2: its half of the respondents, or all of them."""
        return "explore" if self.halved else "all"

    @property
    def sample(self) -> str:
        """The sample of the chapters after exploration: their half of the respondents, or all."""
        return "confirm" if self.halved else "all"

    @property
    def extraction(self) -> dict[str, str]:
        """How factors are extracted and rotated, as options of ``efa.Method``."""
        return {name: self.config["explore"][name] for name in EXTRACTION}

    @property
    def purification(self) -> dict[str, float]:
        """The threshold of each rule of explore/purify."""
        return {name: rule["value"] for name, rule in self.config["explore"]["purify"].items()}

    @property
    def stability_draws(self) -> int:
        """Samples drawn to see whether the solution holds; 0 where the study asks for none."""
        return int(dig(self.config, "explore/stability/draws", 0))

    @property
    def splits(self) -> int:
        """Halvings of the cross-validation; 0 where the study asks for none."""
        return int(dig(self.config, "explore/cross_validation/splits", 0))

    @property
    def cross_validated(self) -> bool:
        """Whether the exploration is cross-validated: splits, and a set of several factors.

        Halves are a validation of their own.
        """
        several = any(m > 1 for m in self.factors.values())
        return bool(self.splits) and several and not self.halved
