"""Artefacts of a collection with a ladder, groups and a truth table."""

import pandas as pd

LEVEL = 0.95
FIRMS = {
    f"Firm {k} – Foreign {k}": (f"Firm {k}", f"Foreign {k}", "textile" if k < 4 else "services")
    for k in range(1, 7)
}
RUNGS = {
    "market": ("Marché", "Market"),
    "contracts": ("Contrats répétés", "Repeated contracts"),
    "licence": ("Licence", "Licence"),
    "venture": ("Coentreprise", "Joint venture"),
}
CODES = [("asset", "assets", "conditions"), ("reputation", "trust", "safeguards"),
         ("quality", "control", "control"), ("growth", "growth", "performance")]  # fmt: skip
WHY = {"reason_fr": "", "reason_en": ""}


def both(french, english):
    return {"fr": french, "en": english}


EQUITY = {"attribute": "equity", "is": True, "label": both("Capital", "Equity"),
          "source": both("Dupont (1999)", "Dupont (1999)")}  # fmt: skip
GOVERNANCE = {
    "title": both("Gouvernance d'alliances", "Governance of alliances"),
    "note": None,
    "synthetic": False,
    "group": "sector",
    "ladder": {
        "rungs": [{"name": name, "label": both(*label)} for name, label in RUNGS.items()],
        "source": both("d'après Dupont (1999)", "after Dupont (1999)"),
    },
    "truth_table": {
        "conditions": {"equity": EQUITY,
                       "trust": {"theme": "trust", "min": 2, "label": both("Confiance", "Trust")}},
        "outcome": {"growth": {"theme": "growth", "label": both("Croissance", "Growth")}},
        "min_consistency": {"value": 0.8, "source": "Ragin (2008)"},
        "min_necessity": {"value": 0.9, "source": "Schneider & Wagemann (2012)"},
        "min_n": 1,
    },
    "codes": [
        {"code": code, "theme": theme, "axis": "", "pole": "", "weight": 1.0, "display": display,
         "hypothesis": "", "says": "", "label_fr": f"Code {code}", "label_en": f"Code {code}",
         "definition_fr": "", "definition_en": ""}
        for code, theme, display in CODES
    ],
    "cases": [
        {"case": case, "partner": partner, "sector": sector,
         "equity": "no" if sector == "textile" else "yes",
         "months": None if sector == "textile" else "12.5"}
        for case, (one, other, sector) in FIRMS.items()
        for partner in (one, other)
    ],
    "themes": {"trust": both("Confiance", "Trust"), "assets": both("Actifs", "Assets"),
               "control": both("Contrôle", "Control"), "growth": both("Croissance", "Growth")},
    "attributes": {"sector": both("Secteur", "Sector"), "equity": both("Capital", "Equity"),
                   "months": both("Durée (mois)", "Duration (months)")},
    "resampling": {"draws": 2000, "level": LEVEL},
    "agreement": {"value": 0.667, "source": "Krippendorff (2004)"},
    "counted": "all",
    "seed": 1,
}  # fmt: skip


def fake_governance():
    from lib.reporting.fakes.cases import matrices, saturation

    interviews = pd.DataFrame(
        [
            {"source": f"g{k}.txt", "case": case, "partner": partner, "order": k, "date": "",
             "characters": 3000, "words": 500 + k, "segments": 3}
            for k, (case, partner) in enumerate(
                ((case, partner) for case, (*pair, _) in FIRMS.items() for partner in pair), start=1
            )
        ]
    )  # fmt: skip
    segments = _segments(interviews)
    alliances = {case: pair for case, (*pair, _) in FIRMS.items()}
    return {
        "interviews": interviews,
        "segments": segments,
        "matrices": matrices(alliances, CODES, segments),
        "double_source": pd.DataFrame(
            [
                {"case": case, "theme": theme, "partner_a": one, "partner_b": other, "n_a": 1,
                 "n_b": 1, "pole_a": "", "pole_b": "", "finding": "both"}
                for case, (one, other, _) in FIRMS.items()
                for _, theme, _ in CODES
            ]
        ),
        "coder_agreement": pd.DataFrame(
            [
                {"code": "", "coder_a": "c1", "coder_b": "", "coefficient": "", "units": 0,
                 "value": float("nan"), "ci_lower": float("nan"), "ci_upper": float("nan"),
                 "level": LEVEL, "reason_fr": "Un seul codeur.", "reason_en": "One coder only."}
            ]
        ),
        "ladder": _ladder(),
        "display": _display(),
        "groups": _groups(),
        "truth_table": _truth_table(),
        "solutions": _solutions(),
        "saturation": saturation(interviews, (3, 1, *[0] * 10)),
        "claims": _claims(),
    }  # fmt: skip


def _segments(interviews):
    rows = [
        {"segment": 0, "case": one.case, "partner": one.partner, "source": one.source,
         "coder": "c1", "code": code, "theme": theme, "start": 1 + 50 * j, "end": 40 + 50 * j,
         "words": 7, "quote": False, "text": ""}
        for one in interviews.itertuples()
        for j, (code, theme, _) in enumerate(CODES)
        if (one.order + j) % 3
    ]  # fmt: skip
    return pd.DataFrame(rows).assign(segment=range(1001, 1001 + len(rows)))


def _position(k):
    return None if k == 5 else 1 + k % 4


def _ladder():
    rows = []
    for k, (case, (*_, sector)) in enumerate(FIRMS.items()):
        at = _position(k)
        rows.append(
            {
                "case": case,
                "group": sector,
                "rung": "" if at is None else list(RUNGS)[at - 1],
                "position": at,
                "reason_fr": f"Motif {k}.",
                "reason_en": f"Reason {k}.",
            }
        )
    return pd.DataFrame(rows).astype({"position": "Int64"})


def _display():
    return pd.DataFrame(
        [
            {"case": row.case, "group": row.group, "rung": row.rung, "position": row.position,
             "column": column, "theme": theme, "n": (j + i) % 3, "present": (j + i) % 3 > 0}
            for i, row in enumerate(_ladder().itertuples())
            for j, (_, theme, column) in enumerate(CODES)
        ]
    )  # fmt: skip


def _groups():
    rows = [("trust", "theme", 0.333, 1.0, "fisher"), ("trust", "mentions", 1.75, 3.25,
            "mann_whitney"), ("months", "attribute", None, None, "mann_whitney")]  # fmt: skip
    return pd.DataFrame(
        [
            {"name": name, "kind": kind, "group_a": "textile", "group_b": "services",
             "value_a": a, "value_b": b, "n_a": 3, "n_b": 3,
             "difference": None if a is None else b - a,
             "ci_lower": None if a is None else b - a - 0.511,
             "ci_upper": None if a is None else b - a + 0.311, "level": LEVEL,
             "pvalue": None if a is None else 0.4, "pvalue_holm": None if a is None else 0.8,
             "method": method, "reason_fr": "" if a else "Sans valeurs.",
             "reason_en": "" if a else "No values."}
            for name, kind, a, b, method in rows
        ]
    )  # fmt: skip


def _truth_table():
    names = list(FIRMS)
    rows = [("equity=1 trust=1", names[3:], 1.0, 1.0, 1.0, "true"),
            ("equity=0 trust=1", names[:2], 0.5, 0.5, 0.25, "contradictory"),
            ("equity=0 trust=0", names[2:3], 0.0, 0.0, 0.0, "false"),
            ("equity=1 trust=0", [], None, None, None, "remainder")]  # fmt: skip
    return pd.DataFrame(
        [
            {"row": k, "conditions": conditions, "n": len(cases), "cases": "; ".join(cases),
             "outcome": outcome, "consistency": consistency, "pri": pri, "decision": decision}
            for k, (conditions, cases, outcome, consistency, pri, decision) in enumerate(rows, 1)
        ]
    )  # fmt: skip


def _solutions():
    rows = [("conservative", 0, "equity*trust", 1.0, 0.75), ("conservative", 1, "equity*trust", 1.0,
            0.75), ("parsimonious", 0, "equity", 1.0, 0.75), ("necessity", 0, "~equity + trust",
            0.92, 0.81)]  # fmt: skip
    return pd.DataFrame(
        [
            {"kind": kind, "model": 1, "term": term, "expression": expression,
             "consistency": consistency, "pri": consistency, "raw_coverage": coverage,
             "unique_coverage": coverage, "relevance": 0.55 if kind == "necessity" else None,
             "cases": "; ".join(list(FIRMS)[3:])}
            for kind, term, expression, consistency, coverage in rows
        ]
    )  # fmt: skip


def _claims():
    return pd.DataFrame(
        [
            {"id": "K2", "statement_fr": "La forme dominante est contractuelle",
             "statement_en": "The dominant form is contractual",
             "claim": "ladder:textile", "finding": "contracts|licence",
             "found": "market", "share": 0.25, "recovered": "not testable", **WHY}
        ]
    )  # fmt: skip
