"""Artefacts of the chapter on cases: one collection with axes, one with a ladder."""

from itertools import product

import pandas as pd
from lib.reporting.fakes.governance import GOVERNANCE, fake_governance

QUOTE = "« We never signed anything », he says; it was never needed."
SECRET = "Text of a segment that nobody may quote"
ALLIANCES = {
    "Alpha – Beta": ("Alpha", "Beta"),
    "Gamma – Delta": ("Gamma", "Delta"),
    "Iota – Kappa": ("Iota", "Kappa"),
}
CODES = [
    ("trust", "tie", "tie", "social"),
    ("calculation", "tie", "tie", "economic"),
    ("equal_stakes", "interest", "interest", "symmetric"),
    ("unequal_stakes", "interest", "interest", "asymmetric"),
    ("division_of_work", "structuring", "", ""),
    ("meetings", "dialogue", "", ""),
    ("crossing", "crossing", "", ""),
]
THEMES = {
    "tie": ("Lien", "Tie"),
    "interest": ("Intérêt", "Interest"),
    "structuring": ("Structuration", "Structuring"),
    "dialogue": ("Dialogue", "Dialogue"),
    "crossing": ("Franchissement du seuil", "Crossing the threshold"),
}
TYPES = {"mutual_help": ("Entraide", "Mutual help"), "sponsorship": ("Parrainage", "Sponsorship"),
         "survival": ("Survie", "Survival"),
         "against_nature": ("Contre-nature", "Against nature")}  # fmt: skip
HYPOTHESES = {"trust": ("H17", "+"), "calculation": ("H17", "-"), "meetings": ("H15", "+")}
WHY = {"reason_fr": "", "reason_en": ""}
LEVEL = 0.95


def both(pair):
    return dict(zip(("fr", "en"), pair, strict=True))


def code_rows(codes=CODES):
    return [
        {"code": code, "theme": theme, "axis": axis, "pole": pole, "weight": 1.0, "display": "",
         "hypothesis": HYPOTHESES.get(code, ("", ""))[0], "says": HYPOTHESES.get(code, ("", ""))[1],
         "label_fr": f"Code {code}", "label_en": f"Code {code}",
         "definition_fr": f"Ce qu'est {code}",
         "definition_en": f"What {code} is"}
        for code, theme, axis, pole in codes
    ]  # fmt: skip


START_UPS = {
    "title": both(("Alliances au démarrage", "Alliances at start-up")),
    "note": both(("Faits publiés.", "Published facts.")),
    "synthetic": True,
    "axes": {
        "tie": {"label": both(("Lien", "Tie")), "poles": {
            "social": both(("Lien social", "Social tie")),
            "economic": both(("Lien économique", "Economic tie"))}},
        "interest": {"label": both(("Intérêt", "Interest")), "poles": {
            "symmetric": both(("Intérêt symétrique", "Symmetric interest")),
            "asymmetric": both(("Intérêt asymétrique", "Asymmetric interest"))}},
    },
    "types": [
        {"name": name, "label": both(label), "tie": tie, "interest": interest}
        for (name, label), (tie, interest) in zip(
            TYPES.items(), product(("social", "economic"), ("symmetric", "asymmetric")), strict=True
        )
    ],
    "chain": ["structuring", "dialogue", "crossing"],
    "expected": {"Alpha – Beta": "mutual_help", "Gamma – Delta": "survival"},
    "codes": code_rows(),
    "cases": [
        {"case": case, "partner": partner, "staff": str(2 + 3 * k), "activity": "web sites"}
        for case, partners in ALLIANCES.items()
        for k, partner in enumerate(partners)
    ],
    "themes": {name: both(label) for name, label in THEMES.items()},
    "attributes": {
        "staff": both(("Effectif", "Staff")),
        "activity": both(("Activité", "Activity")),
    },
    "resampling": {"draws": 2000, "level": LEVEL},
    "agreement": {"value": 0.667, "source": "Krippendorff (2004)"},
    "counted": "all",
    "seed": 1,
}  # fmt: skip


def fake_cases_study():
    """The block ``cases`` of the study."""
    return {"start_ups": START_UPS, "governance": GOVERNANCE}


def fake_cases():
    """The artefacts of both collections, under the names that the report gives them."""
    own, other = fake_start_ups(), fake_governance()
    return {
        f"case_{name}": pd.concat(
            [
                part[name].assign(collection=collection)
                for collection, part in (("start_ups", own), ("governance", other))
                if name in part
            ],
            ignore_index=True,
        )
        for name in {**own, **other}
    }


def fake_start_ups():
    interviews = _interviews()
    segments = _segments()
    return {
        "interviews": interviews,
        "segments": segments,
        "matrices": matrices(ALLIANCES, CODES, segments),
        "double_source": _double_source(),
        "source_agreement": _source_agreement(),
        "coder_agreement": _coder_agreement(),
        "discussions": _discussions(),
        "scores": _scores(),
        "placements": _placements(),
        "left_out": _left_out(),
        "chain": _chain(),
        "chain_order": pd.DataFrame(
            [{"case": case, "n": 3, "tau": 0.333, **WHY} for case in ALLIANCES]
        ),
        "chain_links": _chain_links(),
        "chain_support": _chain_support(),
        "saturation": saturation(interviews, (4, 2, 1, 0, 0, 0)),
        "evidence": _evidence(),
        "claims": _claims(),
    }


def partners():
    return [(case, partner) for case, pair in ALLIANCES.items() for partner in pair]


def _interviews():
    return pd.DataFrame(
        [
            {"source": f"M. Secret {k}.txt", "case": case, "partner": partner, "order": k,
             "date": f"2004-0{k}-15", "characters": 9000 + k, "words": 1500 + k, "segments": 14}
            for k, (case, partner) in enumerate(partners(), start=1)
        ]
    )  # fmt: skip


def _segments():
    rows = [
        {"case": case, "partner": partner, "source": f"M. Secret {k}.txt", "coder": coder,
         "code": code, "theme": theme, "start": 100 * j + 1, "end": 100 * j + 81, "words": 12,
         "quote": j == 0 and k == 1 and coder == "c1"}
        for k, (case, partner) in enumerate(partners(), start=1)
        for j, (code, theme, _, _) in enumerate(CODES)
        for coder in ("c1", "c2")
        if (j + k) % 4
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.insert(0, "segment", range(1, len(frame) + 1))
    return frame.assign(text=[QUOTE if quote else "" for quote in frame["quote"]])


def matrices(alliances, codes, segments):
    """Counts of the first coder's segments, in each view of each case."""
    counted = segments[segments["coder"] == segments["coder"].iloc[0]]
    rows = []
    for case, pair in alliances.items():
        for view in (*pair, "alliance"):
            seen = counted[counted["case"] == case]
            seen = seen if view == "alliance" else seen[seen["partner"] == view]
            for code, theme, *_ in codes:
                own = seen[seen["code"] == code]
                rows.append(
                    {"case": case, "view": view, "theme": theme, "code": code, "n": len(own),
                     "words": 12 * len(own), "share": len(own) / len(seen),
                     "segments": " ".join(map(str, own["segment"]))}
                )  # fmt: skip
    return pd.DataFrame(rows)


def _double_source():
    findings = ("both", "a alone", "contradict", "b alone", "neither")
    return pd.DataFrame(
        [
            {"case": case, "theme": theme, "partner_a": a, "partner_b": b, "n_a": 2, "n_b": 1,
             "pole_a": "", "pole_b": "", "finding": findings[(i + j) % 5]}
            for i, (case, (a, b)) in enumerate(ALLIANCES.items())
            for j, theme in enumerate(THEMES)
        ]
    )  # fmt: skip


def _source_agreement():
    rows = [(case, "kappa", 0.42 + 0.1 * k, 7) for k, case in enumerate(ALLIANCES)]
    rows.append(("", "alpha", 0.513, 21))
    return pd.DataFrame(
        [
            {"case": case, "coefficient": name, "units": n, "value": value,
             "ci_lower": value - 0.21, "ci_upper": value + 0.19, "level": LEVEL, **WHY}
            for case, name, value, n in rows
        ]
    )  # fmt: skip


def _coder_agreement():
    rows = []
    for k, code in enumerate(["", *(code for code, *_ in CODES)]):
        for name in ("kappa", "alpha"):
            value = 0.801 - 0.05 * k if code != "crossing" else None
            why = both(("Un seul passage.", "One passage.") if value is None else ("", ""))
            rows.append(
                {"code": code, "coder_a": "c1", "coder_b": "c2", "coefficient": name,
                 "units": 40 - k, "value": value, "ci_lower": value and value - 0.1,
                 "ci_upper": value and value + 0.09, "level": LEVEL,
                 "reason_fr": why["fr"], "reason_en": why["en"]}
            )  # fmt: skip
    return pd.DataFrame(rows).astype({"value": float, "ci_lower": float, "ci_upper": float})


def _discussions():
    return pd.DataFrame(
        [
            {"source": "M. Secret 1.txt", "case": "Alpha – Beta", "partner": "Alpha", "start": 301,
             "end": 381, "code": "trust", "coders_with": "c1", "coders_without": "c2",
             "segments": "3"}
        ]
    )  # fmt: skip


def _scores():
    at = {"tie": (0.71, -0.43, 0.11), "interest": (0.52, 0.38, -0.61)}
    return pd.DataFrame(
        [
            {"case": case, "view": view, "axis": axis, "score": values[k],
             "ci_lower": max(values[k] - 0.3, -1), "ci_upper": min(values[k] + 0.25, 1), "n": 8,
             **WHY}
            for k, (case, pair) in enumerate(ALLIANCES.items())
            for view in ("alliance", *pair)
            for axis, values in at.items()
        ]
    )  # fmt: skip


def _placements():
    placed = ("mutual_help", "survival", "sponsorship")
    return pd.DataFrame(
        [
            {"case": case, "type": name, "placed": name == placed[k],
             "share": 0.881 if name == placed[k] else 0.119 if name == placed[k - 1] else 0.0,
             "expected": START_UPS["expected"].get(case) == name, "alike": "",
             "reason_fr": f"Motif {case}.", "reason_en": f"Reason {case}."}
            for k, case in enumerate(ALLIANCES)
            for name in (*TYPES, "")
        ]
    )  # fmt: skip


def _left_out():
    return pd.DataFrame(
        [
            {"case": case, "code": code, "axis": axis, "score": 0.234 - k / 10,
             "type": "survival" if code == "trust" and k == 2 else "mutual_help",
             "changed": code == "trust" and k == 2}
            for k, case in enumerate(ALLIANCES)
            for code, _, axis, _ in CODES
            if axis
        ]
    )  # fmt: skip


def _chain():
    return pd.DataFrame(
        [
            {"case": case, "element": element, "posited": j, "n": n, "words": 12 * n,
             "first": 0.2 * j if n else None, "observed": j if n else None, "evidence": n > 0}
            for k, case in enumerate(ALLIANCES)
            for j, element in enumerate(START_UPS["chain"], start=1)
            for n in [(k * j + j) % 4]
        ]
    ).astype({"observed": "Int64"})  # fmt: skip


def _chain_links():
    links = list(zip(START_UPS["chain"], START_UPS["chain"][1:], strict=False))
    return pd.DataFrame(
        [
            {"case": case, "from_element": a, "to_element": b, "evidence": k != 1,
             "in_order": None if k == 1 else k == 0, "n_from": 3, "n_to": 2}
            for k, case in enumerate(ALLIANCES)
            for a, b in links
        ]
    ).astype({"in_order": "boolean"})  # fmt: skip


def _chain_support():
    links = zip(START_UPS["chain"], START_UPS["chain"][1:], strict=False)
    return pd.DataFrame(
        [
            {"from_element": a, "to_element": b, "cases": 3, "with_evidence": 2, "in_order": 1}
            for a, b in links
        ]
    )


def saturation(interviews, new):
    frame = interviews[["order", "source", "case", "partner"]].assign(new_codes=new)
    cumulative = frame["new_codes"].cumsum()
    return frame.assign(cumulative=cumulative, total=sum(new), mean=cumulative - 0.12,
                        ci_lower=cumulative - 1.0, ci_upper=cumulative + 0.5,
                        level=LEVEL)  # fmt: skip


def _evidence():
    counts = {
        "H17": ((3, 0), (0, 2), (1, 1)),
        "H15": ((2, 0), (0, 0), (1, 0)),
        "H6": ((0, 0), (4, 0), (0, 0)),
    }
    return pd.DataFrame(
        [
            {"hypothesis": name, "case": case, "n_for": pro, "n_against": con, "segments": "1 2"}
            for name, found in counts.items()
            for case, (pro, con) in zip(ALLIANCES, found, strict=True)
        ]
    )


def _claims():
    rows = [("Alpha – Beta", "mutual_help", "mutual_help", "yes", 0.881),
            ("Gamma – Delta", "against_nature", "survival", "no", 0.119)]  # fmt: skip
    return pd.DataFrame(
        [
            {"id": "K1", "statement_fr": "Les alliances sont de ces types",
             "statement_en": "The alliances are of these types", "claim": case,
             "finding": finding, "found": found, "share": share, "recovered": recovered,
             "reason_fr": "Part des rééchantillons.", "reason_en": "Share of the resamples."}
            for case, finding, found, recovered, share in rows
        ]
    )  # fmt: skip
