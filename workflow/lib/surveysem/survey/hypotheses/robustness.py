"""How each hypothesis fares over the worlds: shares, range, and a sentence."""

from dataclasses import dataclass

import pandas as pd

from surveysem.contracts import columns
from surveysem.numbers import is_plural
from surveysem.survey.wording import Reason

COUNTED = ("supported", "contradicted", "undecided")


@dataclass(frozen=True, slots=True)
class Tally:
    """In how many worlds a hypothesis got each verdict; ``worlds`` counts all of them."""

    worlds: int
    supported: int
    contradicted: int
    undecided: int

    @property
    def estimable(self) -> int:
        """Worlds in which the hypothesis could be judged."""
        return self.supported + self.contradicted + self.undecided

    def of(self, verdict: str) -> int:
        """Worlds with one verdict."""
        return int(getattr(self, verdict)) if verdict in COUNTED else 0


def read_tally(headline: str, tally: Tally) -> tuple[str, Reason]:
    """What the worlds say of a headline verdict: a word of a closed vocabulary, and a sentence.

    not estimable    no headline verdict, or no world in which it could be judged
    every world      all worlds have the verdict of the headline
    reversed         some world says the opposite (supported against contradicted)
    no world         no world has the verdict of the headline
    some worlds      the rest: other worlds are undecided, or decide what the headline leaves open

    Worlds share their respondents: the shares describe how much the verdict depends on choices,
    they are no probabilities and no test.
    """
    if headline not in COUNTED or tally.estimable == 0:
        return "not estimable", Reason(
            "Rien à comparer : le verdict principal ou tous les mondes manquent.",
            "Nothing to compare: there is no headline verdict, or no world could be estimated.",
        )
    return _reading(headline, tally), Reason(*(_told(headline, tally, lang) for lang in LANGUAGES))


def _reading(headline: str, tally: Tally) -> str:
    opposite = {"supported": tally.contradicted, "contradicted": tally.supported}
    if tally.of(headline) == tally.estimable:
        return "every world"
    if opposite.get(headline, 0):
        return "reversed"
    return "some worlds" if tally.of(headline) else "no world"


LANGUAGES = ("fr", "en")
WORDS = {
    "fr": {"supported": "soutenue", "contradicted": "contredite", "undecided": "non tranchée"},
    "en": {"supported": "supported", "contradicted": "contradicted", "undecided": "undecided"},
}


def _told(headline: str, tally: Tally, language: str) -> str:
    words, total = WORDS[language], tally.estimable
    others = [
        f"{words[verdict]} {'dans' if language == 'fr' else 'in'} {tally.of(verdict)}"
        for verdict in COUNTED
        if verdict != headline and tally.of(verdict)
    ]
    tail = f"; {', '.join(others)}" if others else ""
    lost = tally.worlds - total
    if language == "fr":
        worlds = "mondes" if is_plural(total, "fr") else "monde"
        gone = f" ({lost} sans solution utilisable)" if lost else ""
        tail = tail.replace(";", " ;")
        return f"{words[headline]} dans {tally.of(headline)} {worlds} sur {total}{tail}{gone}."
    worlds = "worlds" if is_plural(total, "en") else "world"
    gone = f" ({lost} without a usable solution)" if lost else ""
    return f"{words[headline]} in {tally.of(headline)} of {total} {worlds}{tail}{gone}."


def summarise_worlds(specifications: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """One row per hypothesis: columns of ``robustness.parquet``, in the order of the verdicts.

    ``specifications`` has a row per world and hypothesis; ``verdicts`` are the headline ones.
    Shares are of the worlds in which the hypothesis could be judged; median and range are of the
    standardised effect there, ``share_sign`` the share with the sign of the headline effect.
    ``own`` is the verdict by Wald interval in the study's own world: where it differs from the
    headline, the interval makes the difference and not the choices.
    """
    there = verdicts[verdicts["id"].isin(specifications["id"])]
    rows = [_row(head, specifications) for head in _records(there)]
    return pd.DataFrame(rows, columns=["model", *columns("robustness")])


def _row(head: dict[str, object], specifications: pd.DataFrame) -> dict[str, object]:
    worlds = specifications[specifications["id"] == head["id"]]
    usable = worlds[worlds["verdict"].isin(COUNTED)]
    counts = {verdict: int((usable["verdict"] == verdict).sum()) for verdict in COUNTED}
    tally = Tally(len(worlds), **counts)
    headline, std = str(head["verdict"]), float(str(head["std"]))
    reading, reason = read_tally(headline, tally)
    own = worlds.loc[worlds["changed"] == "", "verdict"]
    return {
        **{name: head[name] for name in KEPT},
        "worlds": tally.worlds,
        "estimable": tally.estimable,
        **counts,
        **{f"share_{verdict}": usable["verdict"].eq(verdict).mean() for verdict in COUNTED},
        "median": usable["std"].median(),
        "lowest": usable["std"].min(),
        "highest": usable["std"].max(),
        "share_sign": (usable["std"] * std > 0).mean() if std == std else float("nan"),
        "headline": headline,
        "std": std,
        "own": next(iter(own), "not estimable"),
        "reading": reading,
        "reason_fr": reason.fr,
        "reason_en": reason.en,
    }


KEPT = ("model", "id", "kind", "expect", "statement_fr", "statement_en")


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
