"""The choices of the chapter cases, as plain values that its rules pass on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from surveysem.claims import claimed, on_interviews
from surveysem.study import firms
from surveysem.study.coded import Coded
from surveysem.study.configuration import Config, dig
from surveysem.study.tables import Row, Table, number

# What may be asked of a collection, and what is asked of all of them.
ASKED = ("note", "axes", "types", "expected", "chain", "group", "ladder", "truth_table")
SHARED = ("themes", "attributes", "resampling", "agreement")
# Every coder counts.
ALL = "all"
# What each rule asks of the choices of a collection: another choice does not make it run again.
FRAME = ("codes", "cases")
COUNTED = (*FRAME, "counted")
DRAWN = ("resampling", "seed")
NEEDED = {
    "count_themes": (*COUNTED, *DRAWN),
    "compare_sources": (*COUNTED, *DRAWN),
    "compare_coders": (*FRAME, *DRAWN),
    "place_cases": (*COUNTED, *DRAWN, "axes", "types", "expected"),
    "order_cases": (*COUNTED, "group", "ladder", "attributes"),
    "compare_groups": (*COUNTED, "resampling", "group"),
    "solve_truth_table": (*COUNTED, "truth_table"),
    "trace_chain": (*COUNTED, "chain"),
    "judge_case_claims": ("axes", "types", "ladder", "synthetic"),
}
# What of codes.tsv is for readers alone.
PRINTED = ("label_fr", "label_en", "definition_fr", "definition_en")


@dataclass(frozen=True)
class Cases:
    """What the chapter asks of the study; every list of names is in the order of config.yaml."""

    config: Config
    coded: Coded
    published: Table

    @property
    def pseudonyms(self) -> list[str]:
        """The table of pseudonyms, in a list that is empty where the study has none."""
        return list(self.coded.pseudonyms)

    @property
    def collections(self) -> list[str]:
        """The names of the collections."""
        stated = dig(self.config, "cases/collections", {})
        return [name for name in stated if name in self.coded.paths]

    @property
    def with_types(self) -> list[str]:
        """Collections whose cases get a type."""
        return self._with("types")

    @property
    def with_ladder(self) -> list[str]:
        """Collections whose cases are placed on a ladder of governance."""
        return self._with("ladder")

    @property
    def with_groups(self) -> list[str]:
        """Collections whose cases fall into groups that are compared."""
        return self._with("group")

    @property
    def with_chain(self) -> list[str]:
        """Collections with a chain of effects."""
        return self._with("chain")

    @property
    def with_truth_table(self) -> list[str]:
        """Collections with a truth table."""
        return self._with("truth_table")

    @property
    def firms(self) -> dict[str, Any] | None:
        """How the firms of the survey are typed by the same axes; None where they are not."""
        return firms.read(self.config)

    def path(self, collection: str) -> str:
        """The file of a collection, from the folder of the study."""
        return self.coded.paths[collection]

    def frame(self, collection: str) -> dict[str, Any]:
        """What is expected of a collection, as of ``cases.read.Frame``."""
        return {
            "themes": {row["code"]: row["theme"] for row in self._codes(collection)},
            "partners": [(row["case"], row["partner"]) for row in self._partners(collection)],
            "quote_code": dig(self.config, "cases/quote_code", ""),
            "positions": dig(self.config, "cases/positions", "codepoints"),
        }

    @property
    def claimed(self) -> list[str]:
        """Collections of which something was published."""
        return [name for name in self.collections if self.claims(name)]

    @staticmethod
    def only(collection: str, among: list[str]) -> list[str]:
        """The collection in a list, which is empty where it is not ``among`` these."""
        return [name for name in among if name == collection]

    def claims(self, collection: str) -> list[dict[str, str]]:
        """The rows of claims.tsv on a collection; ``about`` says what of it they are on."""
        on_cases = [row for row in self.published if on_interviews(row["hypothesis"])]
        return [
            {**row.cells, "about": claimed(row["hypothesis"]).about}
            for row in on_cases
            if claimed(row["hypothesis"]).collection == collection
        ]

    def choices(self, collection: str) -> dict[str, Any]:
        """Everything that the analysis of a collection asks for.

        The block of the collection as it stands in config.yaml, with None for what it does not
        state; ``codes`` and ``cases``, the rows of these tables as text (weights as numbers); and
        what all collections share.
        """
        block = self.config["cases"]
        stated = dig(block, ("collections", collection), {})
        return {
            **dict.fromkeys(ASKED),
            **{name: value for name, value in stated.items() if name != "sha256"},
            **{name: block[name] for name in SHARED},
            "counted": block.get("counted", ALL),
            "values": block.get("values", {}),
            "codes": [
                {**row.cells, "weight": number(row["weight"])} for row in self._codes(collection)
            ],
            "cases": [dict(row.cells) for row in self._partners(collection)],
            "synthetic": self.config["study"]["synthetic"],
            "seed": self.config["study"]["seed"],
        }

    def needed(self, collection: str, rule: str) -> dict[str, Any]:
        """What a rule asks of `choices`, and nothing else; codes without what is printed of them.

        Raises
        ------
        KeyError
            ``rule`` is none of the rules on a collection.
        """
        choices = self.choices(collection)
        found = {name: choices[name] for name in NEEDED[rule]}
        if "codes" in found:
            found["codes"] = [
                {name: cell for name, cell in row.items() if name not in PRINTED}
                for row in found["codes"]
            ]
        return found

    def _with(self, key: str) -> list[str]:
        blocks = dig(self.config, "cases/collections", {})
        return [name for name in self.collections if dig(blocks, (name, key)) is not None]

    def _codes(self, collection: str) -> list[Row]:
        return [row for row in self.coded.codes if row["collection"] == collection]

    def _partners(self, collection: str) -> list[Row]:
        return [row for row in self.coded.cases if row["collection"] == collection]
