"""Choices of the chapters confirm and second_order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveysem.study.configuration import dig, shares
from surveysem.study.explored import Explored

VALIDITY = ("ave", "composite_reliability", "loading", "correlation", "htmt")


@dataclass(frozen=True)
class Measured(Explored):
    """What the measurement models and the second-order contest ask of the study."""

    @property
    def measurement_model(self) -> str:
        """Name of the measurement model."""
        return str(self.config["confirm"]["model"])

    @property
    def measurement_models(self) -> list[str]:
        """The measurement model and the contenders of the second-order contest, each once."""
        return list(dict.fromkeys([self.measurement_model, *self.contenders["model"]]))

    @property
    def whole_models(self) -> list[str]:
        """The full measurement model, and the one with the second-order factor if there is one."""
        found = (self.measurement_model, self.second_order_model)
        return list(dict.fromkeys(name for name in found if name))

    @property
    def invariance_models(self) -> list[str]:
        """Models whose invariance over groups is tested, the measurement model first."""
        others = dig(self.config, "confirm/invariance/models", ())
        return list(dict.fromkeys([self.measurement_model, *others]))

    @cached_property
    def invariance(self) -> dict[str, Any]:
        """Groupings, and bounds of the verdicts on invariance; empty where it is not tested."""
        stated = dig(self.config, "confirm/invariance")
        if stated is None:
            return {}
        bounds = {name: stated[name]["value"] for name in ("delta_cfi", "delta_rmsea")}
        cfi = self.config["confirm"]["cutoffs"]["cfi"]["value"]
        return {
            "groupings": stated.get("groupings", []),
            "bounds": {"alpha": stated["alpha"], "cfi": cfi, **bounds},
        }

    @property
    def groupings(self) -> list[dict[str, Any]]:
        """What respondents are grouped by; empty where waves alone are compared, or nothing."""
        return list(self.invariance.get("groupings", ()))

    @property
    def validity_cutoffs(self) -> dict[str, float]:
        """The cut-offs that the verdicts on each construct and on each pair of them rest on."""
        stated = self.config["confirm"]["cutoffs"]
        return {name: stated[name]["value"] for name in VALIDITY}

    @property
    def assessment_bootstrap(self) -> dict[str, Any] | None:
        """Draws and level of the intervals of reliability; None for those without resampling."""
        stated = dig(self.config, "confirm/bootstrap")
        return None if stated is None else {name: stated[name] for name in ("draws", "level")}

    @property
    def assessment_shares(self) -> list[int]:
        """Numbers of the jobs that these draws are spread over; empty for one job."""
        return shares(dig(self.config, "confirm/bootstrap/scatter", 1))

    @property
    def common_method(self) -> dict[str, Any] | None:
        """Whether to fit a latent method factor, and name and items of the marker construct.

        None where the study leaves the block out.
        """
        stated = dig(self.config, "confirm/common_method")
        if stated is None:
            return None
        marker = stated.get("marker")
        return {
            "latent_method": stated["latent_method"],
            "marker": {marker: self.constructs[marker]} if marker else {},
            "alpha": stated.get("alpha"),
        }

    @cached_property
    def contenders(self) -> dict[str, list[str]]:
        """The models of the second-order contest: scope, contender and model, a row each."""
        rows = [
            (scope, contender, model)
            for scope in ("alone", "within")
            for contender, model in dig(self.config, f"second_order/{scope}", {}).items()
        ]
        names = ("scope", "contender", "model")
        return {name: [row[i] for row in rows] for i, name in enumerate(names)}

    @property
    def contest_criteria(self) -> dict[str, float]:
        """What the verdict of the second-order contest asks for, as of ``Criteria``."""
        stated = self.config["second_order"]
        cutoffs = {name: cutoff["value"] for name, cutoff in stated["cutoffs"].items()}
        return {"alpha": stated["alpha"], **cutoffs}

    @property
    def second_order_model(self) -> str | None:
        """Full measurement model with the second-order factor; None where the study has none."""
        name: str | None = dig(self.config, "second_order/within/second_order")
        return name
