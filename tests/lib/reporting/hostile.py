"""A report of which every text that comes from data tries to be more than text."""

from dataclasses import replace

import pandas as pd
from lib.reporting.conftest import SOURCE, coarse, once
from lib.reporting.fakes import fake_artefacts, fake_study
from lib.reporting.fakes.cases import fake_cases, fake_cases_study
from lib.reporting.fakes.study import ITEMS

from surveysem import reporting
from surveysem.reporting.cases.collection import ALLIANCE

HOSTILE = [
    '" onfocus="alert(1)" x="',
    "'><img src=x onerror=alert(1)>",
    "</title></svg></style><script>alert(1)</script>",
    "```{python}\n1+1\n```",
    "<script>alert(1)</script>",
    "{{< include ../../../etc/passwd >}}",
    "```{python} 1+1 ```",
    '=HYPERLINK("http://x.y";"z")',
    "| a | b |",
    "$x^2$",
    "*b* _i_ **c** ~~d~~",
    "@fig-x [@tbl-fits]",
    "<< title >> <% for x in y %>",
    "![a](b.png) [c](d)",
    "`r 1+1` `code`{=html}",
    r"a\b \textbf{c}",
    '#set text(red) #include("x")',
    "&lt;b&gt; &amp; &#65;",
    "::: {.callout-note} x :::",
    "[^1]: note",
    "%ENGINE%",
    "a -- b --- c ... 'q' \"r\"",
    "{#tbl-fits} {.landscape}",
    "(@) 1. - + x",
    "H~2~O 10^3^",
    "https://example.org <https://example.org>",
    '-? 2012-05-01 -5 a-? // /* x */ ~ ... \\"x',
    "é ü ∑ — « guillemets »",
    "😀 emoji",
    "שלום \u200fRTL\u200e",
    "-----",
    "---",
    "===",
    "<!-- comment -->",
    "]]> ?>",
]
NAMED = ("case", "partner", "view", "partner_a", "partner_b", "group", "group_a", "group_b")
FREE = ("reason_en", "statement_en", "text", "coder_a", "coders_with", "coders_without")
"""Columns of the chapter on cases that hold names, and those that hold text of any kind."""


def hostile_report(tmp_path_factory):
    """The assembled report in English."""

    def make(path):
        with coarse():
            reporting.assemble(SOURCE, _artefacts(), _study(), "en", path)

    return once(tmp_path_factory, "hostile", make)


def _artefacts():
    """Steps, reasons, hypotheses, answers, groups, names of files: all of them hostile."""
    full, n = fake_artefacts(), len(HOSTILE)
    flow = pd.DataFrame({"step": HOSTILE, "n": range(n, 0, -1), "removed": 1, "reason": HOSTILE})
    verdicts = full.verdicts.iloc[: min(n, len(full.verdicts))].copy()
    for column in ("statement_en", "reason_en", "id"):
        verdicts[column] = HOSTILE[: len(verdicts)]
    profile = full.profile.assign(value=_cycled(len(full.profile)))
    return replace(
        reporting.Artefacts(),
        flow=flow,
        verdicts=verdicts,
        profile=profile,
        summary=full.summary,
        effects=full.effects,
        estimates=full.estimates,
        reliability=full.reliability,
        origins=[{**origin, "raw": dict.fromkeys(HOSTILE, "0" * 64)} for origin in full.origins],
        versions={HOSTILE[0]: HOSTILE[1]},
        **_cases(),
    )


def _cases():
    """The artefacts of the chapter on cases: names, quotations and reasons are hostile."""
    found = fake_cases()
    names = sorted({name for table in found.values() for name in _named(table)} - {ALLIANCE})
    hostile = dict(zip(names, [f"{text} {k}" for k, text in enumerate(_cycled(len(names)))],
                       strict=True))  # fmt: skip
    return {
        name: table.replace({column: hostile for column in NAMED if column in table}).assign(
            **{column: _cycled(len(table)) for column in FREE if column in table}
        )
        for name, table in found.items()
    }


def _named(table):
    return {str(value) for column in NAMED if column in table for value in table[column] if value}


def _cases_study():
    """The choices of the collections, every label and source of them hostile."""
    labels = iter(_cycled(1000))

    def spoilt(value):
        if isinstance(value, dict) and set(value) == {"fr", "en"}:
            return {"fr": "x", "en": next(labels)}
        if isinstance(value, dict):
            return {key: spoilt(each) for key, each in value.items()}
        if isinstance(value, list):
            return [spoilt(each) for each in value]
        return value

    return {
        name: spoilt({**choices, "cases": [], "note": {"fr": "x", "en": HOSTILE[3]}})
        for name, choices in fake_cases_study().items()
    }


def _study():
    """Title, note, authors, wave, field work, constructs, wordings and sources: all of them too."""
    items = [item for own in ITEMS.values() for item in own]
    sources = dict(zip(("cfi", "rmsea", "htmt", "loading"), HOSTILE, strict=False))
    return fake_study(
        title={"en": " ".join(HOSTILE[:12])},
        note={"en": " ".join(HOSTILE)},
        authors=HOSTILE[:6],
        wave=HOSTILE[2],
        fieldwork={"date": HOSTILE[1], "note": HOSTILE[4]},
        constructs={name: {"en": text} for name, text in zip(ITEMS, HOSTILE, strict=False)},
        items={item: {"en": text} for item, text in zip(items, _cycled(len(items)), strict=True)},
        cases=_cases_study(),
        cutoffs={name: {"value": 0.9, "source": text} for name, text in sources.items()},
    )


def _cycled(count):
    return (HOSTILE * (count // len(HOSTILE) + 1))[:count]
