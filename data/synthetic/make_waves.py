"""Make the synthetic wave of the shipped study: `python data/synthetic/make_waves.py FOLDER`.

Firms are drawn from population.lav; the file then gets everything that an SPSS file has in life.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import typology

from surveysem import sem

HERE = Path(__file__).parent
FIRMS = 136
# Chosen, not arbitrary: of the seeds 2011 to 2015 two, 2011 and 2015, gave a sample in which every
# effect of the published pattern is significant and no other is (delta-method intervals).
SEED = 2015
AGREEMENT = {
    1.0: "Pas du tout d'accord",
    2.0: "Pas d'accord",
    3.0: "Plutôt pas d'accord",
    4.0: "Ni d'accord ni pas d'accord",
    5.0: "Plutôt d'accord",
    6.0: "D'accord",
    7.0: "Tout à fait d'accord",
}
NO_OPINION = {8.0: "Sans opinion", 9.0: "Sans réponse"}
NOT_CONCERNED = {97.0: "Non concerné", 98.0: "Ne sait pas", 99.0: "Sans réponse"}
SECTORS = ["Agroalimentaire", "Chimie", "Électrique", "Mécanique", "Textile"]
LABELS = {
    "firm_id": "Numéro de l'entreprise",
    "firm_name": "Nom de l'entreprise",
    "sector": "Secteur d'activité",
    "region": "Région du partenaire",
    "size": "Effectif de l'entreprise",
    "return": "Retour du questionnaire",
    "returned_on": "Date de retour du questionnaire",
    "governance": "Forme de gouvernance de l'alliance",
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One synthetic wave: its year, and the seed that all of its firms are drawn with.

    ``shifts`` raises the scores of items, in standard deviations; ``population`` replaces stretches
    of the text of population.lav; ``first_firm`` is the number of its first firm.
    """

    name: str
    year: int
    seed: int
    shifts: Mapping[str, float] = field(default_factory=dict)
    population: Mapping[str, str] = field(default_factory=dict)
    first_firm: int = 1


def make(wave: Wave, folder: Path) -> Path:
    """Write one wave as ``<name>.sav`` into ``folder`` and return its path."""
    random = np.random.default_rng(wave.seed)
    codebook, axes = _rows("item"), _rows("axis")
    answers = _answers(codebook, wave)
    data = pd.concat([_firms(random, wave), answers], axis=1)
    _straight_lines(data, codebook, random)
    _leave_gaps(data, codebook, random)
    data.loc[data.index[57], "coop_2"] = 11.0
    reverse = dict(zip(axes.variable, axes.reverse == "yes", strict=True))
    data = data.join(typology.draw(answers[typology.TRUST], reverse, wave.seed))
    data = _answer_twice(data)
    path = folder / f"{wave.name}.sav"
    pyreadstat.write_sav(
        data,
        path,
        file_label="Alliances Nord-Sud : données SYNTHÉTIQUES (surveysem)",
        note="Données synthétiques tirées de population.lav ; aucune entreprise réelle.",
        column_labels={**LABELS, **_labels(codebook), **_labels(axes)},
        variable_value_labels={**_value_labels(codebook), **_typology_labels(axes)},
        missing_ranges=_declared_missing(codebook),
        variable_measure=dict.fromkeys([*codebook.variable, *axes.variable], "ordinal"),
        variable_format={"returned_on": "EDATE10"},
    )
    return path


def _rows(role: str) -> pd.DataFrame:
    codebook = pd.read_csv(HERE.parents[1] / "config/items.tsv", sep="\t", dtype=str).fillna("")
    return codebook[codebook.role == role].reset_index(drop=True)


def _labels(rows: pd.DataFrame) -> dict[str, str]:
    return dict(zip(rows.variable, rows.label_fr, strict=True))


def _answers(codebook: pd.DataFrame, wave: Wave) -> pd.DataFrame:
    """Seven-point answers: the population's scores cut at equal steps around a mild agreement."""
    population = (HERE / "population.lav").read_text(encoding="utf-8")
    for old, new in wave.population.items():
        if population.count(old) != 1:
            raise ValueError(f"population.lav: expected `{old}` once")
        population = population.replace(old, new)
    scores = sem.simulate(population, FIRMS, wave.seed, std=True)[list(codebook.variable)]
    scores += np.array([wave.shifts.get(item, 0.0) for item in codebook.variable])
    answers = (4.6 + 1.3 * scores).round().clip(1, 7)
    reverse = codebook.variable[codebook.reverse == "yes"]
    answers[reverse] = 8 - answers[reverse]
    return answers


def _firms(random: np.random.Generator, wave: Wave) -> pd.DataFrame:
    number = np.arange(FIRMS) + wave.first_firm
    late = random.random(FIRMS) < 0.35
    days = np.where(late, random.integers(45, 100, FIRMS), random.integers(0, 40, FIRMS))
    size = np.round(np.exp(random.normal(4.4, 0.9, FIRMS))) + 10
    size[random.choice(FIRMS, 4, replace=False)] = 99999
    return pd.DataFrame(
        {
            "firm_id": number.astype(float),
            "firm_name": [f"Entreprise fictive {i:03d}" for i in number],
            "sector": random.choice(SECTORS, FIRMS, p=[0.2, 0.12, 0.24, 0.2, 0.24]),
            "region": np.where(random.random(FIRMS) < 0.72, 1.0, 2.0),
            "size": size,
            "return": np.where(late, 2.0, 1.0),
            "returned_on": [
                pd.Timestamp(wave.year, 3, 1).date() + pd.Timedelta(days=int(d)) for d in days
            ],
        }
    )


def _straight_lines(
    data: pd.DataFrame, codebook: pd.DataFrame, random: np.random.Generator
) -> None:
    """Three firms that give one and the same answer to nearly everything."""
    for firm in random.choice(FIRMS, 3, replace=False):
        data.loc[firm, list(codebook.variable)] = float(random.integers(4, 7))
        data.loc[firm, random.choice(codebook.variable, 2, replace=False)] = 3.0


def _leave_gaps(data: pd.DataFrame, codebook: pd.DataFrame, random: np.random.Generator) -> None:
    """Three firms that leave a third of the questionnaire, twelve that leave one or two items."""
    firms = random.choice(FIRMS, 15, replace=False)
    for firm in firms[:3]:
        skipped = random.choice(codebook.variable, 16, replace=False)
        data.loc[firm, skipped] = np.nan
    for position, firm in enumerate(firms[3:]):
        for item in random.choice(codebook.variable, 1 + position % 2, replace=False):
            data.loc[firm, item] = random.choice([np.nan, *_missing_codes(item)])


def _missing_codes(item: str) -> list[float]:
    """Performance items declare single codes, organisational ones none (items.tsv does)."""
    if item.startswith("perf"):
        return list(NO_OPINION)
    return [9.0] if item.startswith("orga") else list(NOT_CONCERNED)


def _declared_missing(codebook: pd.DataFrame) -> dict[str, list[object]]:
    declared: dict[str, list[object]] = {"size": [{"lo": 99990.0, "hi": 99999.0}]}
    for item in codebook.variable:
        if item.startswith("perf"):
            declared[item] = list(NO_OPINION)
        elif not item.startswith("orga"):
            declared[item] = [{"lo": 97.0, "hi": 99.0}]
    return declared


def _value_labels(codebook: pd.DataFrame) -> dict[str, dict[float, str]]:
    labels = {
        "region": {1.0: "Europe", 2.0: "Amérique"},
        "return": {1.0: "Précoce", 2.0: "Tardif"},
        "size": {99999.0: "Refus"},
    }
    for item in codebook.variable:
        own = {code: NO_OPINION.get(code) or NOT_CONCERNED[code] for code in _missing_codes(item)}
        labels[item] = {**AGREEMENT, **own}
    return labels


def _typology_labels(axes: pd.DataFrame) -> dict[str, dict[float, str]]:
    return {**dict.fromkeys(axes.variable, AGREEMENT), "governance": typology.GOVERNANCE}


def _answer_twice(data: pd.DataFrame) -> pd.DataFrame:
    """Two firms answer a second time, with a few answers changed."""
    again = data.iloc[[19, 88]].copy()
    again["trust_2"] = again["trust_2"].clip(upper=6) + 1
    return pd.concat([data, again], ignore_index=True)


if __name__ == "__main__":
    make(Wave("wave_1", 2012, SEED), Path(sys.argv[1]))
