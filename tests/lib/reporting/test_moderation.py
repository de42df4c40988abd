"""Interactions in the report: sentences, tables, figure."""

import numpy as np
import pandas as pd
import pytest
from lib.reporting.fakes import fake_artefacts
from lib.reporting.test_tables import NAMES

from surveysem.reporting import Scribe, build_tables, draw_figures
from surveysem.reporting.moderation import matched, moderation, reading
from surveysem.reporting.tables import write_markdown

WHO = {
    "outcome": "performance",
    "predictor": "cooperation",
    "moderator": "trust",
    "model": "moderated",
}
NAN = float("nan")


def probed(lower=0.05, upper=0.31, regions=((-2.0, -0.6, "0"), (-0.6, 2.0, "+"))):
    """Artefacts of one interaction."""
    z = np.linspace(-2, 2, 9)
    effect = {
        "products": 4, "level": 0.95, "est": 0.2, "se": 0.06, "std": 0.18, "ci_lower": lower,
        "ci_upper": upper, "pvalue": 0.01, "delta_r2": 0.034,
    }  # fmt: skip
    bands = pd.DataFrame({"at": z, "std": 0.2 + 0.18 * z}).assign(
        ci_lower=lambda t: t["std"] - 0.1, ci_upper=lambda t: t["std"] + 0.1, **WHO
    )
    slopes = bands[bands["at"].isin([-1.0, 0.0, 1.0])].assign(est=0.1, se=0.05, pvalue=0.2)
    lines = pd.concat(
        [bands.assign(at=level, x=z, fitted=z * (0.2 + 0.18 * level)) for level in (-1.0, 0.0, 1.0)]
    )
    pairs = [(f"coop_{i}", f"trust_{i}") for i in (1, 2, 3, 4)]
    return fake_artefacts(
        interactions=pd.DataFrame([effect | WHO]),
        products=pd.DataFrame(
            [("cooperation:trust", f"{x}.{z}", x, z) for x, z in pairs],
            columns=["interaction", "product", "item", "with"],
        ),
        simple_slopes=slopes,
        slope_bands=bands,
        slope_regions=pd.DataFrame(regions, columns=["start", "end", "effect"]).assign(**WHO),
        slope_lines=lines.drop(columns="std"),
    )


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ((0.01, 0.4), "clear"),
        ((-0.4, -0.01), "clear"),
        ((-0.1, 0.2), "open"),
        ((0.0, 0.2), "open"),
        ((NAN, NAN), "none"),
        ((None, None), "none"),
    ],
)
def test_an_interaction_is_clear_open_or_without_an_interval(limits, found):
    assert reading(*limits) == found


def test_pairs_are_matched_where_no_item_is_used_twice():
    pairs = [("a:b", "x1", "z1"), ("a:b", "x2", "z2"), ("a:c", "x1", "w1")]
    table = pd.DataFrame(pairs, columns=["interaction", "item", "with"])
    assert matched(table)
    assert not matched(pd.concat([table, table.assign(**{"with": "z9"})]))


def test_a_clear_interaction_is_told_with_slopes_and_regions(study, text):
    found = moderation(probed(), study, text)
    assert (found["count"], found["products"], found["matched"]) == (1, 4, True)
    (told,) = found["told"]
    words = {
        "en": ["Cooperation × Trust on Performance", "excludes 0", ".18", "3.4%", "from −2.00 to"],
        "fr": ["Coopération × Confiance sur Performance", "exclut 0", "0,18", "3,4", "de −2,00 à"],
    }
    assert not [word for word in words[text.language] if word not in told]


def test_an_open_interaction_warns_of_comparing_slopes(study, text):
    (told,) = moderation(probed(lower=-0.1), study, text)["told"]
    assert {"en": "Gelman & Stern", "fr": "Gelman et Stern"}[text.language] in told
    assert {"en": "includes 0", "fr": "contient 0"}[text.language] in told


@pytest.mark.parametrize("effect", ["+", "-", "0"])
def test_one_region_throughout_has_a_sentence_of_its_own(effect, study, text):
    (told,) = moderation(probed(regions=((-2.0, 2.0, effect),)), study, text)["told"]
    assert {"en": "throughout", "fr": "partout"}[text.language] in told


def test_an_interaction_without_an_interval_is_told_without_one(study, text):
    (told,) = moderation(probed(lower=NAN, upper=NAN, regions=()), study, text)["told"]
    assert {"en": "gives no interval", "fr": "ne donne pas d’intervalle"}[text.language] in told


def test_tables_and_figure_of_interactions(study, text):
    artefacts = probed()
    tables = build_tables(artefacts, study, text)
    added = {name for name in set(tables) - set(NAMES) if not name.startswith("cases_")}
    assert added == {"interactions", "simple_slopes", "products"}
    scribe = Scribe(text, study)
    printed = {name: write_markdown(tables[name], scribe) for name in added}
    product = {"en": "Cooperation × Trust", "fr": "Coopération × Confiance"}[text.language]
    assert product in printed["products"]
    assert {"en": ".034", "fr": "0,034"}[text.language] in printed["interactions"].replace("\\", "")
    picture = draw_figures(artefacts, study, text)["moderation"]
    assert len(picture.figure.axes) == 2
    for part in ("title", "note", "alt"):
        assert len(text(f"figures.moderation.{part}", **picture.values)) > 10


def test_a_construct_and_its_products_have_display_names(study):
    assert study.construct("cooperation.trust", "en") == "Cooperation × Trust"
    assert study.construct("cooperation:trust", "fr") == "Coopération × Confiance"
    assert study.construct("cooperation.nothing", "en") == "cooperation.nothing"
