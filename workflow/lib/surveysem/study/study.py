"""A study as it is written in ``config/``: read whole, checked whole, and asked by the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from surveysem.study import checks, codebook, configuration, draft, judged, schema
from surveysem.study.configuration import Config, dig
from surveysem.study.faults import raise_all
from surveysem.study.tables import Table

EXTRACTION = ("extraction", "rotation", "convention")
SCREENED = {"longstring": "run", "within_sd": "below", "mahalanobis": "p"}
"""The key that states the threshold of each rule of clean/screen."""


AXES = {"estimators": "estimator"}
"""Keys of hypotheses/specifications that name their choice in the plural."""


@dataclass(frozen=True)
class Study:
    """Every choice of one study, as plain values that rules pass on.

    Attributes
    ----------
    config
        The configuration, as Snakemake gives it.
    waves
        Raw file of each wave, from the folder of the study.
    fieldwork
        Date and note of each wave of waves.tsv, empty where it gives none.
    items, hypotheses, claims
        The tables of these names; ``.frame()`` gives a data frame of text.
    models
        Text of each model in config/models.
    """

    config: Config
    waves: dict[str, str]
    fieldwork: dict[str, dict[str, str]]
    items: Table
    hypotheses: Table
    claims: Table
    models: dict[str, str]

    def summary(self) -> str:
        """One sentence of what is there."""
        n_items = sum(map(len, self.constructs.values()))
        return (
            f"No fault: {_counted(len(self.waves), 'wave')} ({', '.join(self.waves)}),"
            f" {_counted(n_items, 'item')} of {_counted(len(self.constructs), 'construct')},"
            f" {_counted(len(self.models), 'model')},"
            f" {_counted(len(self.hypotheses), 'hypothesis', 'hypotheses')}."
        )

    def wave_file(self, wave: str) -> str:
        """The raw file of a wave."""
        return self.waves[wave]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the report."""
        return tuple(self.config["study"]["languages"])

    @property
    def formats(self) -> list[str]:
        """Formats of the report."""
        return list(self.config["report"]["formats"])

    @property
    def cleaning(self) -> dict[str, Any]:
        """The rules of cleaning, without those that only look (screen, nonresponse)."""
        looks = ("screen", "nonresponse")
        return {name: rule for name, rule in self.config["clean"].items() if name not in looks}

    @property
    def screening(self) -> dict[str, float]:
        """Threshold of each rule that flags respondents."""
        return {name: found["value"] for name, found in self._thresholds.items()}

    @property
    def _thresholds(self) -> dict[str, dict[str, Any]]:
        """Value and source of each rule of clean/screen."""
        stated = dig(self.config, "clean/screen", {})
        return {
            name: {"value": stated[name][key], "source": stated[name]["source"]}
            for name, key in SCREENED.items()
            if name in stated
        }

    @cached_property
    def masthead(self) -> dict[str, Any]:
        """What the report says of the study: title, note, authors, seed, names, thresholds."""
        stated = self.config["study"]
        return {
            "title": stated["title"],
            "note": stated.get("note") or {},
            "authors": list(stated.get("authors") or ()),
            "synthetic": stated["synthetic"],
            "seed": stated["seed"],
            "constructs": self.config["constructs"],
            "cutoffs": self.config["confirm"]["cutoffs"],
            "thresholds": self._thresholds,
            "bounds": self._bounds,
            "power": dig(self.config, "hypotheses/power", {}),
            "halved": self.halved,
            "min_cell": self.config["report"]["min_cell"],
        }

    @cached_property
    def constructs(self) -> dict[str, list[str]]:
        """Items of each first-order construct, in the order of items.tsv."""
        found: dict[str, list[str]] = {}
        for row in codebook.items(self.items):
            found.setdefault(row["construct"], []).append(row["variable"])
        return found

    @cached_property
    def reversed_items(self) -> list[str]:
        """Items in which a high answer means little of the construct."""
        rows = codebook.items(self.items)
        return [row["variable"] for row in rows if row["reverse"] == "yes"]

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
    def halved(self) -> bool:
        """Whether exploration and confirmation take different respondents."""
        return bool(dig(self.config, "explore/respondents", "same") == "halves")

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

    @property
    def measurement_model(self) -> str:
        """Name of the measurement model."""
        return str(self.config["confirm"]["model"])

    @property
    def measurement_models(self) -> list[str]:
        """The measurement model and the contenders of the second-order contest, each once."""
        return list(dict.fromkeys([self.measurement_model, *self.contenders["model"]]))

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
            "groupings": stated["groupings"],
            "bounds": {"alpha": stated["alpha"], "cfi": cfi, **bounds},
        }

    @property
    def _bounds(self) -> dict[str, dict[str, Any]]:
        """Value and source of the cutoffs of invariance and of collinearity that are stated."""
        named = {
            "delta_cfi": "confirm/invariance/delta_cfi",
            "delta_rmsea": "confirm/invariance/delta_rmsea",
            "vif": "hypotheses/max_vif",
        }
        found = {name: dig(self.config, place) for name, place in named.items()}
        return {name: dict(bound) for name, bound in found.items() if bound is not None}

    @cached_property
    def rivals(self) -> list[str]:
        """The first structural model and those that are set against it; empty without any."""
        rivals = dig(self.config, "hypotheses/rivals", ())
        return [self.structural_models[0], *rivals] if rivals else []

    @property
    def estimation(self) -> dict[str, Any]:
        """How every model is estimated, as options of ``sem.fit``."""
        stated = self.config["confirm"]
        chosen = {name: stated[name] for name in ("estimator", "convention", "missing")}
        return chosen | {"ordered": stated.get("ordered", False)}

    @property
    def pair_cutoffs(self) -> dict[str, float]:
        """The cut-offs that the verdict on each pair of constructs rests on."""
        stated = self.config["confirm"]["cutoffs"]
        return {name: stated[name]["value"] for name in ("correlation", "htmt")}

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
        """What the verdict of the second-order contest asks for."""
        return {name: self.config["second_order"][name] for name in ("alpha", "min_target")}

    @property
    def second_order_model(self) -> str | None:
        """Full measurement model with the second-order factor; None where the study has none."""
        name: str | None = dig(self.config, "second_order/within/second_order")
        return name

    @cached_property
    def structural_models(self) -> list[str]:
        """Models in which hypotheses are judged, beside the second-order contest."""
        rows = (row for row in self.hypotheses if row["kind"] != judged.SECOND_ORDER)
        return list(dict.fromkeys(row["model"] for row in rows))

    @property
    def whole_models(self) -> list[str]:
        """The full measurement model, and the one with the second-order factor if there is one."""
        found = (self.measurement_model, self.second_order_model)
        return list(dict.fromkeys(name for name in found if name))

    @property
    def power(self) -> dict[str, Any] | None:
        """What the power of hypotheses is estimated for, as of ``PowerRules``; None for none."""
        stated = dig(self.config, "hypotheses/power")
        if stated is None:
            return None
        return {
            "smallest_effect": stated["smallest_effect"]["value"],
            "n": list(stated["n"]),
            "draws": stated["draws"],
            "prior": {name: one["effect"] for name, one in stated.get("prior", {}).items()},
        }

    def models_to_fit(self) -> list[str]:
        """Every model that some chapter fits, each once, in the order of chapters."""
        named = [
            self.measurement_model,
            *self.contenders["model"],
            *self.structural_models,
            *self.invariance_models,
            *self.rivals,
        ]
        return list(dict.fromkeys(named))

    @property
    def specifications(self) -> dict[str, Any]:
        """The choices of the specification curve: the study's own, and its options by axis.

        Empty where the study asks for none.
        """
        stated = dig(self.config, "hypotheses/specifications")
        if stated is None:
            return {}
        confirm, applied = self.config["confirm"], self.config["explore"]["apply"]
        return {
            "own": {
                "estimator": confirm["estimator"],
                "missing": confirm["missing"],
                "purification": "dropped" if applied else "kept",
            },
            "options": {AXES.get(name, name): list(values) for name, values in stated.items()},
            "alpha": self.config["hypotheses"]["alpha"],
        }

    @cached_property
    def levels(self) -> list[float]:
        """Levels of the bootstrap intervals: 1 - alpha, and 1 - 2 alpha where there is a bound."""
        default = dig(self.config, "hypotheses/alpha")
        found = set() if default is None else {1 - default}
        for row in self.hypotheses:
            alpha = float(row["alpha"] or default)
            found |= {1 - alpha, 1 - 2 * alpha} if row["bound"] else {1 - alpha}
        return sorted({round(level, 10) for level in found}, reverse=True)


def load(config: Config, root: Path, schemas: Path, *, checked: bool = False) -> Study:
    """The study in the folder ``root``, with every fault of it raised at once.

    Parameters
    ----------
    config
        The configuration, from config/config.yaml and what was merged over it.
    root
        Folder of the study, which holds config/ and data/raw/.
    schemas
        Folder of the schemas.
    checked
        True where another process has checked this very study, as for the jobs of a run: only what
        keeps a table from being read is then a fault, and models and raw files are not opened.

    Raises
    ------
    SpecificationError
        The study has faults; the message lists all of them.
    """
    found = draft.read(root, config) if checked else _checked(config, root, schemas)
    raise_all(found.faults)
    return Study(
        config=config,
        waves={row["wave"]: row["file"] for row in found.waves},
        fieldwork={row["wave"]: {"date": row["date"], "note": row["note"]} for row in found.waves},
        items=found.items,
        hypotheses=found.hypotheses,
        claims=found.claims,
        models=found.models,
    )


def _checked(config: Config, root: Path, schemas: Path) -> draft.Draft:
    """The study as it was read, with the faults of every check."""
    text = configuration.source(root)
    sound, faults = configuration.check(config, schema.load(schemas, "config"), text)
    found = draft.read(root, sound, text)
    faults += [*found.faults, *checks.check(found, root, schemas)]
    return replace(found, faults=tuple(faults))


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
