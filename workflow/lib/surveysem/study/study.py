"""A study as it is written in ``config/``: read whole, checked whole, and asked by the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from surveysem.study import checks, configuration, draft, firms, judged, schema
from surveysem.study.cases import Cases
from surveysem.study.coded_raw import without_names
from surveysem.study.configuration import Config, dig, shares
from surveysem.study.faults import Fault, raise_all
from surveysem.study.measured import Measured

# Keys of hypotheses/specifications that name their choice in the plural.
AXES = {"estimators": "estimator"}
# `a:b` in a model text, outside of comments: jobs do not read models.
PRODUCT = re.compile(r"^[^#!\n]*[\w.\"'`] *:(?!=) *[\w.\"'`]", re.MULTILINE)


@dataclass(frozen=True)
class Study(Measured):
    """Every choice of one study, as plain values that rules pass on."""

    def summary(self) -> str:
        """One sentence of what is there."""
        n_items = sum(map(len, self.constructs.values()))
        n_collections = len(self.cases.collections) if self.cases else 0
        interviewed = f", {_counted(n_collections, 'collection')} of interviews"
        interviewed = interviewed if n_collections else ""
        return (
            f"No fault: {_counted(len(self.waves), 'wave')} ({', '.join(self.waves)}),"
            f" {_counted(n_items, 'item')} of {_counted(len(self.constructs), 'construct')},"
            f" {_counted(len(self.models), 'model')},"
            f" {_counted(len(self.hypotheses), 'hypothesis', 'hypotheses')}{interviewed}."
        )

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
            "thresholds": self.thresholds,
            "purify": self.config["explore"]["purify"],
            "bounds": self._bounds,
            "contest": dig(self.config, "second_order/cutoffs", {}),
            "power": dig(self.config, "hypotheses/power", {}),
            "respondents": self.respondents,
            "explored_wave": self.explored_waves[0] if self.respondents == "waves" else "",
            "min_cell": self.config["report"]["min_cell"],
            "cases": {}
            if self.cases is None
            else {name: self.cases.choices(name) for name in self.cases.collections},
            "firms": self.typed_firms,
        }

    @property
    def typed_firms(self) -> dict[str, Any]:
        """How firms are typed, with the names of axes, poles and types; empty if they are not."""
        found = firms.read(self.config)
        return {} if found is None else found | {"labels": firms.labels(self.config)}

    @property
    def _bounds(self) -> dict[str, dict[str, Any]]:
        """Value and source of the cutoffs that are stated outside confirm/cutoffs."""
        named = {
            "delta_cfi": "confirm/invariance/delta_cfi",
            "delta_rmsea": "confirm/invariance/delta_rmsea",
            "drift": "clean/drift",
            "vif": "hypotheses/max_vif",
            "steady": "explore/stability/steady",
            "points": "confirm/normality/points",
            "skewness": "confirm/normality/skewness",
            "kurtosis": "confirm/normality/kurtosis",
            "residual": "confirm/max_residual",
            "delta_aic": "hypotheses/delta_aic",
        }
        found = {name: dig(self.config, place) for name, place in named.items()}
        return {name: dict(bound) for name, bound in found.items() if bound is not None}

    @cached_property
    def structural_models(self) -> list[str]:
        """Models in which hypotheses are judged, beside the second-order contest."""
        rows = (row for row in self.hypotheses if row["kind"] != judged.SECOND_ORDER)
        return list(dict.fromkeys(row["model"] for row in rows))

    @property
    def product_pairs(self) -> str:
        """Which items are multiplied where a model has an interaction: matched or all."""
        return str(dig(self.config, "hypotheses/product_pairs", "matched"))

    @cached_property
    def moderated_models(self) -> list[str]:
        """Structural models with an interaction of two constructs."""
        return [name for name in self.structural_models if PRODUCT.search(self.models[name])]

    @property
    def structural_estimation(self) -> dict[str, Any]:
        """How every structural model is estimated, as options of ``sem.fit``."""
        return self.estimation | {"product_pairs": self.product_pairs}

    @cached_property
    def rivals(self) -> list[str]:
        """The first structural model and those that are set against it; empty without any."""
        rivals = dig(self.config, "hypotheses/rivals", ())
        return [self.structural_models[0], *rivals] if rivals else []

    @property
    def shares(self) -> list[int]:
        """Numbers of the jobs that each loop of many fits is spread over; empty for one job."""
        return shares(dig(self.config, "hypotheses/scatter", 1))

    @property
    def rival_limits(self) -> dict[str, float]:
        """Distances from the lowest AIC: up to ``as_good``, and above ``none``, as stated."""
        stated = dig(self.config, "hypotheses/delta_aic", {})
        return {name: stated[name] for name in ("as_good", "none") if name in stated}

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

    @property
    def fit_test_power(self) -> dict[str, float]:
        """Level of the tests of fit, and the power aimed at, where the study asks for power."""
        stated = self.config["hypotheses"]
        return {"alpha": stated["alpha"], "target": stated["power"]["target"]["value"]}

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
    def cases(self) -> Cases | None:
        """What the chapter cases asks for; None without a collection of interviews."""
        return Cases(self.config, self.coded, self.published) if self.coded.paths else None

    @property
    def schedule(self) -> dict[str, Any]:
        """What scheduled runs keep and whom they tell; empty where nothing is stated."""
        return dict(self.config.get("schedule") or {})

    @property
    def level(self) -> float:
        """Level of intervals of what no row of hypotheses.tsv asks for."""
        return float(round(1 - self.config["hypotheses"]["alpha"], 10))

    @property
    def shared_raw(self) -> list[str]:
        """Raw files that the replication package may hold."""
        return list(self.waves.values()) if dig(self.config, "replication/share_raw") else []

    @cached_property
    def refitted(self) -> list[tuple[str, str]]:
        """Chapter and name of every model whose estimates the report prints."""
        measured = [("confirm", model) for model in self.measurement_models]
        return measured + [("hypotheses", model) for model in self.structural_models]

    @cached_property
    def levels(self) -> list[float]:
        """Levels of the bootstrap intervals: 1 - alpha, and 1 - 2 alpha where there is a bound."""
        default = dig(self.config, "hypotheses/alpha")
        found = set() if default is None else {1 - default}
        for row in self.hypotheses:
            alpha = float(row["alpha"] or default)
            found |= {1 - alpha, 1 - 2 * alpha} if row["bound"] else {1 - alpha}
        return sorted({round(level, 10) for level in found}, reverse=True)

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
    raise_all(without_names(found.faults, root, found.coded))
    return Study(
        config=config,
        waves={row["wave"]: row["file"] for row in found.waves},
        fieldwork={row["wave"]: {"date": row["date"], "note": row["note"]} for row in found.waves},
        acknowledged={row["wave"]: row["sha256"] for row in found.waves},
        items=found.items,
        hypotheses=found.hypotheses,
        claims=judged.surveyed(found.claims),
        published=found.claims,
        models=found.models,
        coded=found.coded,
    )


def faults(config: Config, root: Path, schemas: Path) -> tuple[Fault, ...]:
    """Every fault of the study in the folder ``root``; see `load`."""
    found = _checked(config, root, schemas)
    return without_names(found.faults, root, found.coded)


def _checked(config: Config, root: Path, schemas: Path) -> draft.Draft:
    """The study as it was read, with the faults of every check."""
    text = configuration.source(root)
    sound, faults = configuration.check(config, schema.load(schemas, "config"), text)
    found = draft.read(root, sound, text)
    faults += [*found.faults, *checks.check(found, root, schemas)]
    return replace(found, faults=tuple(faults))


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
