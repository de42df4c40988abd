"""What a study consists of, and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from surveysem.study import codebook
from surveysem.study.coded import Coded
from surveysem.study.configuration import Config
from surveysem.study.tables import Table


@dataclass(frozen=True)
class Written:
    """The parts of one study, and the choices that every chapter needs.

    Attributes
    ----------
    config
        The configuration, as Snakemake gives it.
    waves
        Raw file of each wave, from the folder of the study.
    fieldwork
        Date and note of each wave of waves.tsv, empty where it gives none.
    acknowledged
        Digest that waves.tsv states for the raw file of each wave, empty where it states none.
    items, hypotheses, claims
        The tables of these names; ``.frame()`` gives a data frame of text.
    published
        The claims and what claims.tsv has on coded interviews.
    models
        Text of each model in config/models.
    coded
        The collections of coded interviews, and the tables that explain them.
    """

    config: Config
    waves: dict[str, str]
    fieldwork: dict[str, dict[str, str]]
    acknowledged: dict[str, str]
    items: Table
    hypotheses: Table
    claims: Table
    published: Table
    models: dict[str, str]
    coded: Coded

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

    @property
    def numbers(self) -> list[str]:
        """Items and numeric controls, in the order of items.tsv."""
        return [row["variable"] for row in self.items if row["role"] in ("item", "control")]

    @property
    def groups(self) -> list[str]:
        """Categories that describe the sample."""
        return [row["variable"] for row in self.items if row["role"] == "group"]

    @property
    def estimation(self) -> dict[str, Any]:
        """How every model is estimated, as options of ``sem.fit``."""
        stated = self.config["confirm"]
        chosen = {name: stated[name] for name in ("estimator", "convention", "missing")}
        return chosen | {"ordered": stated.get("ordered", False)}
