"""Make the synthetic interviews of the shipped study: `python data/synthetic/make_cases.py`.

Writes data/raw/cases/*.qdpx and, as tables of segments, tests/cases/*. Firms, dates and lengths of
`start_ups` are published facts; every sentence is invented (sentences.tsv), and how often a partner
says what was chosen so that the placement of each alliance is the published one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import qdpx

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SEED = 20260
CODERS = ("Codeuse A", "Codeur B")
QUOTE = "citation"
NOTICE = "Entretien SYNTHÉTIQUE (surveysem) : phrases inventées, aucune parole réelle."
# Names that only data/raw knows; pseudonyms.tsv replaces them.
PEOPLE = ("Bertrand Maufroy", "Odile Sarrazenne", "Maufroy")
QUESTIONS = (
    "Comment cela a-t-il commencé ?",
    "Et avec votre allié ?",
    "Pouvez-vous donner un exemple ?",
    "Qu'est-ce que cela a changé ?",
    "Et aujourd'hui ?",
)
# What each partner of a type says, and how often; the chain in the order in which it is told.
TIES = {
    "mutual_help": "trust_shared 4 friendship 3 joint_development 2 contract_refused 2 tie_weak 1",
    "sponsorship": "trust_shared 4 friendship 2 joint_development 2 contract_refused 1 "
    "self_centred 1",
    "survival": "tie_weak 3 self_centred 2 trust_constrained 3 friendship 1",
    "against_nature": "tie_weak 2 self_centred 4 trust_constrained 3 trust_shared 1",
}
INTERESTS = {
    "mutual_help": "mutual_benefit 4 equal_effort 3 one_sided_effort 1",
    "sponsorship": "one_sided_benefit 4 one_sided_effort 3 mutual_benefit 1",
    "survival": "mutual_benefit 4 equal_effort 3 one_sided_benefit 1",
    "against_nature": "one_sided_benefit 4 one_sided_effort 3 equal_effort 1",
}
EFFECTS = {
    "mutual_help": "organisation_structured 2 organisation_transferred 2 owner_dialogue 2 "
    "double_loop 2 strategic_awareness 2 threshold_crossed 2 trust_raises 2 talk_helps 2",
    "sponsorship": "organisation_transferred 2 organisation_structured 1 double_loop 1 "
    "owner_dialogue 1 strategic_awareness 1 threshold_crossed 1 trust_raises 1 talk_helps 1",
    "survival": "organisation_structured 1 strategic_awareness 1 threshold_laborious 3 "
    "trust_useless 1",
    "against_nature": "organisation_transferred 1 double_loop 1 threshold_crossed 1 "
    "threshold_laborious 1 trust_useless 1 talk_helps 1",
}
MEANS = "resource_complementary 2 resource_committed 1"
ALLIANCES = {
    "Plaisancia-Palanautic": ("sponsorship", "Palanautic", "Plaisancia"),
    "CDCOM-Internet conseil": ("mutual_help", "Internet conseil", "CDCOM"),
    "Cristal-Ferazur": ("against_nature", "Cristal", "Ferazur"),
    "Architek-Arkaban": ("survival", "Architek", "Arkaban"),
}
# What one partner alone says, in place of what the profile has.
ALONE = {
    "Arkaban": {"strategic_awareness": 0, "friendship": 0},
    "Ferazur": {"trust_shared": 0, "threshold_crossed": 0},
    "Plaisancia": {"double_loop": 0},
    "Bureau S5": {"safeguard_trust": 0, "safeguard_reputation": 0},
    "Partenaire S5": {"safeguard_trust": 1, "safeguard_reputation": 0},
}
# How often the second coder gives another code of the theme, where it is not .08.
CONFUSED = {"tie": 0.2, "market": 0.25}
GROUPS = {
    "textile": "market_access 2 form_order 2 form_contract 1 resources_complementary 2 "
    "safeguard_contract 1 safeguard_hostage 1 independence_kept 1 control_results 3 "
    "performance_size 1 performance_staff 2 performance_learning 1 new_motives 1",
    "services": "market_access 1 motive_learning 2 form_contract 2 resources_complementary 2 "
    "safeguard_trust 2 safeguard_reputation 1 independence_kept 2 control_learning 3 "
    "contact_daily 2 talk_helps 1 trust_raises 1 performance_size 1 performance_learning 2 "
    "new_motives 1",
}
CALM = "market_calm 2 contact_rare 2"
TURBULENT = "market_turbulent 2 safeguard_trust 1"


@dataclass(frozen=True)
class Passage:
    """A stretch of an interview that was planned to carry ``code``; no code for filler."""

    start: int
    end: int
    code: str


def main() -> None:
    """Write both collections, each in both forms."""
    for name, content in collections().items():
        (ROOT / f"data/raw/cases/{name}.qdpx").write_bytes(content)
    cases = _table("config/cases.tsv")
    start_ups, governance = (_segments(cases, sources) for sources in _sources().values())
    start_ups.to_csv(ROOT / "tests/cases/start_ups.csv", index=False, lineterminator="\n")
    governance.to_excel(ROOT / "tests/cases/governance.xlsx", index=False)


def collections() -> dict[str, bytes]:
    """Each collection as a project."""
    codes = _table("config/codes.tsv")
    return {
        name: qdpx.project(name, NOTICE, [*codes.code[codes.collection == name], QUOTE], sources)
        for name, sources in _sources().items()
    }


def _sources() -> dict[str, list[qdpx.Source]]:
    cases = _table("config/cases.tsv")
    return {
        "start_ups": _start_ups(cases[cases.collection == "start_ups"]),
        "governance": _governance(cases[cases.collection == "governance"]),
    }


def _start_ups(cases: pd.DataFrame) -> list[qdpx.Source]:
    random = np.random.default_rng(SEED)
    sources = []
    for row in cases.itertuples():
        kind, *partners = ALLIANCES[row.case]
        said = [_counts(one[kind]) for one in (TIES, INTERESTS, EFFECTS)]
        said.insert(2, _counts(MEANS))
        ally = next(one for one in partners if one != row.partner)
        told = [code for part in said for code in _told(random, part, ALONE.get(row.partner, {}))]
        text, passages = _interview(random, "start_ups", told, ally)
        values = {"case": row.case, "partner": row.partner, "date": row.first_interview}
        name = f"Entretien {row.partner}"
        sources.append(qdpx.Source(name, text, _coded(random, "start_ups", passages), values))
    return sources


def _governance(cases: pd.DataFrame) -> list[qdpx.Source]:
    random = np.random.default_rng(SEED + 1)
    sources = []
    for position, row in enumerate(cases.itertuples()):
        calm = row.group == "textile" and float(row.contacts_per_month) < 1
        turbulent = row.group == "textile" and not calm
        said = _counts(f"{GROUPS[row.group]} {CALM if calm else TURBULENT if turbulent else ''}")
        few = {code: max(n - int(random.random() < 0.3), 0) for code, n in said.items()}
        ally = next(iter(cases.partner[(cases.case == row.case) & (cases.partner != row.partner)]))
        text, passages = _interview(
            random, "governance", _told(random, few, ALONE.get(row.partner, {})), ally
        )
        day = pd.Timestamp(2009, 3, 2) + pd.Timedelta(days=7 * position)
        name = f"{row.case} - {row.partner} - {day.date()}"
        sources.append(qdpx.Source(name, text, _coded(random, "governance", passages)))
    return sources


def _counts(text: str) -> dict[str, int]:
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def _told(random: np.random.Generator, said: dict[str, int], alone: dict[str, int]) -> list[str]:
    """The codes in the order in which they come up: near their place, now and then elsewhere."""
    codes = [code for code, n in said.items() for _ in range(alone.get(code, n))]
    return [codes[i] for i in np.argsort(np.arange(len(codes)) + random.normal(0, 1.5, len(codes)))]


def _interview(
    random: np.random.Generator, collection: str, told: Sequence[str], ally: str
) -> tuple[str, list[Passage]]:
    """The text of an interview, and where in it each code was planned."""
    bank = _sentences()
    filler = list(bank.sentence[bank.collection == "any"])
    parts, passages, used = [f"{NOTICE}\n"], list[Passage](), dict[str, int]()
    for position, code in enumerate(told):
        if position % 4 == 0:
            parts.append(f"\n\nEnquêteur : {random.choice(QUESTIONS)}\nRépondant : ")
        own = list(bank.sentence[(bank.collection == collection) & (bank.code == code)])
        used.setdefault(code, int(random.integers(len(own))))
        sentence = own[used[code] % len(own)]
        used[code] += 1
        for one in (random.choice(filler), sentence, random.choice(filler)):
            text = one.format(ally=ally, person=random.choice(PEOPLE))
            start = sum(map(len, parts))
            passages.append(Passage(start, start + len(text), code if one is sentence else ""))
            parts.append(f"{text} ")
    return "".join(parts).rstrip() + "\n", passages


def _coded(
    random: np.random.Generator, collection: str, passages: Sequence[Passage]
) -> list[qdpx.Coded]:
    """What two coders made of the passages: the same mostly, and not always."""
    codes = _table("config/codes.tsv")
    codes = codes[codes.collection == collection].set_index("code")
    coded = []
    for before, one, after in zip(passages[::3], passages[1::3], passages[2::3], strict=True):
        first, second = CODERS
        coded.append(qdpx.Coded(one.start, one.end, one.code, first))
        if random.random() < 0.12:
            coded.append(qdpx.Coded(one.start, one.end, QUOTE, first))
        drawn = random.random()
        if drawn < 0.08:
            continue
        code = one.code
        theme = codes.theme[code]
        if drawn < 0.08 + CONFUSED.get(theme, 0.08):
            code = str(random.choice(codes.index[codes.theme == theme]))
        start = before.start if random.random() < 0.15 else one.start
        end = after.end if random.random() < 0.15 else one.end
        coded.append(qdpx.Coded(start, end, code, second))
    return coded


def _segments(cases: pd.DataFrame, sources: Sequence[qdpx.Source]) -> pd.DataFrame:
    """The same collection as a table of segments, with what it needs to say of each source."""
    rows = []
    for source in sources:
        case, partner, day = _whose(cases, source)
        printed = {(one.start, one.end) for one in source.coded if one.code == QUOTE}
        for one in source.coded:
            if one.code == QUOTE:
                continue
            within = any(a <= one.start and one.end <= b for a, b in printed)
            text = source.text[one.start : one.end]
            of_source = (day, len(source.text), len(source.text.split()))
            rows.append(
                (
                    *(case, partner, source.name, one.coder, one.code, one.start, one.end),
                    *(text, "yes" if within else "", *of_source),
                )
            )
    return pd.DataFrame(
        rows,
        columns=[
            "case",
            "partner",
            "source",
            "coder",
            "code",
            "start",
            "end",
            "text",
            "quote",
            "date",
            "source_characters",
            "source_words",
        ],
    )


def _whose(cases: pd.DataFrame, source: qdpx.Source) -> tuple[str, str, str]:
    if source.values:
        return source.values["case"], source.values["partner"], source.values["date"]
    found = cases[
        [
            source.name.startswith(f"{c} - {p} - ")
            for c, p in zip(cases.case, cases.partner, strict=True)
        ]
    ]
    row = next(found.itertuples())
    return row.case, row.partner, source.name[-10:]


def _table(file: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / file, sep="\t", dtype=str, keep_default_na=False)


def _sentences() -> pd.DataFrame:
    return _table("data/synthetic/sentences.tsv")


if __name__ == "__main__":
    main()
