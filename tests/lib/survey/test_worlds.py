"""Worlds, parcels and what the worlds say of a verdict."""

import numpy as np
import pandas as pd
import pytest
from study import sketch
from tolerances import ANALYTIC

from surveysem import sem
from surveysem.errors import SpecificationError
from surveysem.survey import Material, run_specifications
from surveysem.survey.hypotheses.material import fit_world, prepare
from surveysem.survey.hypotheses.parcels import (
    by_chance,
    by_loading,
    item_parcels,
    parcel_means,
    with_parcels,
)
from surveysem.survey.hypotheses.robustness import Tally, read_tally, summarise_worlds
from surveysem.survey.hypotheses.worlds import World, impossible, plan_worlds

OWN = World("ML", "listwise")

# estimator, missing, indicators, convention, why not
IMPOSSIBLE = [
    ("ML", "listwise", "items", "lavaan", ""),
    ("ML", "fiml", "parcels", "lavaan", ""),
    ("MLR", "two-stage", "items", "lavaan", ""),
    ("GLS", "listwise", "random parcels", "lavaan", ""),
    ("WLSMV", "pairwise", "items", "lavaan", ""),
    ("GLS", "fiml", "items", "lavaan", "needs complete rows"),
    ("MLM", "two-stage", "items", "lavaan", "needs complete rows"),
    ("ML", "pairwise", "items", "lavaan", "pairwise without test"),
    ("WLSMV", "fiml", "items", "lavaan", "ordered items without likelihood"),
    ("WLSMV", "listwise", "parcels", "lavaan", "parcels are not ordered"),
    ("ULSMV", "fiml", "random parcels", "lavaan", "parcels are not ordered"),
    ("ML", "listwise", "items", "amos", ""),
    ("GLS", "listwise", "items", "amos", ""),
    ("MLR", "listwise", "items", "amos", "not in this convention"),
    ("ML", "fiml", "items", "wishart", "not in this convention"),
    ("GLS", "listwise", "items", "wishart", "not in this convention"),
]


@pytest.mark.parametrize(("estimator", "missing", "indicators", "convention", "why"), IMPOSSIBLE)
def test_impossible(estimator, missing, indicators, convention, why):
    assert impossible(World(estimator, missing, indicators=indicators), convention) == why


@pytest.mark.parametrize(
    ("estimator", "missing", "convention"),
    [(e, m, c) for e, m, i, c, why in IMPOSSIBLE if not why and i == "items"],
)
def test_the_engine_takes_what_is_possible(estimator, missing, convention):
    """No world is planned that sem.fit refuses on principle."""
    data = sketch.answers(120)
    data.iloc[::15, 0] = np.nan
    ordered = list(data.columns) if World(estimator, missing).ordered else ()
    fit = sem.fit(sketch.STRUCTURAL, data, estimator=estimator, missing=missing,
                  convention=convention, ordered=ordered)  # fmt: skip
    assert fit.converged


def test_plan_has_the_own_world_first_and_no_world_twice():
    options = {"estimator": ["MLR", "GLS"], "missing": ["fiml"], "reversed": ["dropped"]}
    plan = plan_worlds(OWN, options, "lavaan", lambda w: (w.estimator, w.missing))
    assert plan.worlds[0] == OWN
    assert [(w.estimator, w.missing) for w in plan.worlds] == [
        ("ML", "listwise"), ("ML", "fiml"), ("MLR", "listwise"), ("MLR", "fiml"),
        ("GLS", "listwise"),
    ]  # fmt: skip
    reasons = [one.reason for one in plan.left_out]
    assert reasons.count("needs complete rows") == 2
    assert reasons.count("same") == 5
    assert len(plan.worlds) + len(plan.left_out) == 12


def test_what_a_world_changes():
    assert OWN.changed(OWN) == ""
    other = World("MLR", "listwise", respondents="unflagged")
    assert other.changed(OWN) == "estimator, respondents"


@pytest.mark.parametrize(
    ("n", "dealt"),
    [
        (4, [["a"], ["b"], ["c", "d"]]),
        (5, [["a"], ["b", "e"], ["c", "d"]]),
        (6, [["a", "f"], ["b", "e"], ["c", "d"]]),
        (7, [["a", "f", "g"], ["b", "e"], ["c", "d"]]),
        (9, [["a", "f", "g"], ["b", "e", "h"], ["c", "d", "i"]]),
    ],
)
def test_items_are_dealt_to_and_fro(n, dealt):
    items = list("abcdefghi"[:n])
    text = f"one =~ {' + '.join(items)}\ntwo =~ x + y + z\n"
    assert item_parcels(text, list) == {"one": dealt}


def test_parcels_take_the_place_of_items():
    text = "# a note\none =~ a + b +\n  c + d\ntwo =~ x + y + z\ntwo ~ one # path\n"
    parcels = item_parcels(text, list)
    assert with_parcels(text, parcels) == (
        "# a note\none =~ one.parcel_1 + one.parcel_2 + one.parcel_3\n"
        "two =~ x + y + z\ntwo ~ one # path\n"
    )
    data = pd.DataFrame({name: [1.0, 2.0] for name in "abcdxyz"}).assign(d=[3.0, np.nan])
    means = parcel_means(data, parcels)
    assert means["one.parcel_1"].tolist() == [1.0, 2.0]
    assert means["one.parcel_3"].iloc[0] == 2.0
    assert np.isnan(means["one.parcel_3"].iloc[1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("one =~ a + k*b + c + d\n", "its items have labels, values or lines of their own"),
        ("one =~ a + b\none =~ c + d\n", "its items have labels, values or lines of their own"),
        ("one =~ a + b + c + d\na ~~ b\n", "line 2 uses a apart from it"),
        ("one =~ a + b + c + d\ntwo =~ d + x + y\n", "line 2 uses d apart from it"),
        ("one + two =~ a + b + c + d\n", "shares its line with two"),
    ],
)
def test_items_that_make_no_parcels(text, says):
    with pytest.raises(SpecificationError, match=says):
        item_parcels(text, list)


def test_rank_by_loading_and_by_chance():
    rng = np.random.default_rng(1)
    factor = rng.normal(size=400)
    strength = {"a": 0.5, "b": 0.9, "c": 0.3, "d": 0.7}
    data = pd.DataFrame({name: s * factor + 0.5 * rng.normal(size=400)
                         for name, s in strength.items()})  # fmt: skip
    assert by_loading(data)(list("abcd")) == ["b", "d", "a", "c"]
    first = by_chance(1)(list("abcdefgh"))
    assert first == by_chance(1)(list("abcdefgh"))
    assert sorted(first) == list("abcdefgh")
    assert len({tuple(by_chance(seed)(list("abcdefgh"))) for seed in range(5)}) > 1


# headline, worlds, supported, contradicted, undecided, reading, English, French
READINGS = [
    ("supported", (48, 48, 0, 0), "every world", "supported in 48 of 48 worlds.",
     "soutenue dans 48 mondes sur 48."),
    ("supported", (48, 46, 0, 2), "some worlds", "supported in 46 of 48 worlds; undecided in 2.",
     "soutenue dans 46 mondes sur 48 ; non tranchée dans 2."),
    ("supported", (48, 40, 1, 7), "reversed",
     "supported in 40 of 48 worlds; contradicted in 1, undecided in 7.",
     "soutenue dans 40 mondes sur 48 ; contredite dans 1, non tranchée dans 7."),
    ("supported", (48, 0, 0, 48), "no world", "supported in 0 of 48 worlds; undecided in 48.",
     "soutenue dans 0 mondes sur 48 ; non tranchée dans 48."),
    ("contradicted", (9, 2, 7, 0), "reversed", "contradicted in 7 of 9 worlds; supported in 2.",
     "contredite dans 7 mondes sur 9 ; soutenue dans 2."),
    ("undecided", (48, 20, 0, 20), "some worlds",
     "undecided in 20 of 40 worlds; supported in 20 (8 without a usable solution).",
     "non tranchée dans 20 mondes sur 40 ; soutenue dans 20 (8 sans solution utilisable)."),
    ("undecided", (1, 0, 0, 1), "every world", "undecided in 1 of 1 world.",
     "non tranchée dans 1 monde sur 1."),
]  # fmt: skip


@pytest.mark.parametrize(("headline", "counts", "reading", "en", "fr"), READINGS)
def test_readings(headline, counts, reading, en, fr):
    found, reason = read_tally(headline, Tally(*counts))
    assert (found, reason.en, reason.fr) == (reading, en, fr)


@pytest.mark.parametrize(("headline", "counts"), [("not estimable", (4, 4, 0, 0)),
                                                  ("supported", (4, 0, 0, 0))])  # fmt: skip
def test_nothing_to_read(headline, counts):
    found, reason = read_tally(headline, Tally(*counts))
    assert found == "not estimable"
    assert "Nothing to compare" in reason.en


def test_shares_are_of_worlds_with_a_solution():
    worlds = pd.DataFrame({
        "id": "H1",
        "std": [0.4, 0.2, -0.1, 0.9],
        "verdict": ["supported", "supported", "undecided", "not estimable"],
        "changed": ["", "missing", "estimator", "indicators"],
    })  # fmt: skip
    names = ("id", "model", "kind", "expect", "std", "verdict", "statement_fr", "statement_en")
    head = pd.DataFrame([("H1", "m", "direct", "+", 0.4, "supported", "", "")], columns=names)
    (row,) = summarise_worlds(worlds, head).to_dict("records")
    assert (row["worlds"], row["estimable"], row["supported"], row["undecided"]) == (4, 3, 2, 1)
    assert row["share_supported"] == pytest.approx(2 / 3)
    assert (row["median"], row["lowest"], row["highest"]) == (0.2, -0.1, 0.4)
    assert row["share_sign"] == pytest.approx(2 / 3)
    assert (row["own"], row["reading"]) == ("supported", "some worlds")


@pytest.fixture(scope="module")
def small():
    """The sketch with a gap, two flagged respondents, an item that purification would drop."""
    data = sketch.answers(150)
    data.iloc[:12, 0] = np.nan
    table = pd.DataFrame(sketch.HYPOTHESES, columns=sketch.JUDGED)
    material = Material(
        data.assign(row=range(1, 151)),
        {"structural": sketch.STRUCTURAL},
        objected=["effort_3"],
        reversed_items=["effort_3"],
        flagged=[20, 21],
    )
    options = {
        "estimator": ["ML", "GLS", "WLSMV"],
        "missing": ["fiml", "pairwise"],
        "purification": ["kept", "dropped"],
        "respondents": ["all", "unflagged"],
        "indicators": ["items", "parcels"],
        "reversed": ["kept", "dropped"],
    }
    headline = table.assign(verdict="supported", std=0.6)
    own = {"estimator": "ML", "missing": "listwise"}
    return run_specifications(table, headline, material, own, options, workers=1)


def test_worlds_of_a_small_study(small):
    worlds = small.worlds
    assert len(worlds) == 3 * 3 * 2 * 2 * 2 * 2
    fitted = worlds[worlds.status == "fitted"]
    assert fitted.world.tolist() == list(range(1, len(fitted) + 1))
    assert set(worlds.status) == {"fitted", "same", "impossible"}
    assert fitted[["estimator", "missing"]].drop_duplicates().to_numpy().tolist() == [
        ["ML", "listwise"], ["ML", "fiml"], ["GLS", "listwise"], ["WLSMV", "listwise"],
        ["WLSMV", "pairwise"],
    ]  # fmt: skip
    first = fitted.iloc[0]
    assert (first.changed, first.n, first.indicators_used) == ("", 138, 9)
    assert set(fitted.n) == {138, 136, 150, 148}
    assert set(fitted.indicators_used) == {9, 8}


def test_an_item_dropped_for_two_reasons_is_one_world(small):
    both = small.worlds.query("purification == 'dropped' and reversed == 'dropped'")
    assert set(both.status) == {"same", "impossible"}


def test_the_own_world_is_the_plain_fit(small):
    data = sketch.answers(150)
    data.iloc[:12, 0] = np.nan
    std = sem.fit(sketch.STRUCTURAL, data).standardized().query("op == '~'")
    own = small.specifications.query("changed == ''")
    assert own["std"].tolist() == pytest.approx(std.est.tolist())
    assert own["se"].tolist() == pytest.approx(std.se.tolist())
    assert own.verdict.tolist() == ["supported", "supported"]


def test_workers_do_not_change_the_worlds(small):
    data = sketch.answers(150)
    table = pd.DataFrame(sketch.HYPOTHESES, columns=sketch.JUDGED)
    material = Material(data.assign(row=range(150)), {"structural": sketch.STRUCTURAL})
    options = {"estimator": ["MLR", "GLS"]}
    own = {"estimator": "ML", "missing": "listwise"}
    headline = table.assign(verdict="supported", std=0.6)
    one, two = (
        run_specifications(table, headline, material, own, options, workers=n).specifications
        for n in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert len(one) == 6


def test_a_world_that_the_data_do_not_carry_is_counted():
    data = sketch.answers(150).assign(row=range(150))
    table = pd.DataFrame(sketch.HYPOTHESES, columns=sketch.JUDGED)
    material = Material(data, {"structural": sketch.STRUCTURAL}, flagged=list(range(4, 150)))
    found = run_specifications(
        table,
        table.assign(verdict="supported", std=0.6),
        material,
        {"estimator": "ML", "missing": "listwise"},
        {"respondents": ["all", "unflagged"]},
        workers=1,
    )
    refused = found.worlds.query("status == 'refused'")
    assert len(refused) == 1
    assert refused.reason.iloc[0]
    row = found.robustness.iloc[0]
    assert (row.worlds, row.estimable, row.reading) == (2, 1, "every world")
    assert row.reason_en == "supported in 1 of 1 world (1 without a usable solution)."


def test_an_item_that_cannot_be_dropped_refuses_its_worlds():
    data = sketch.answers(150).assign(row=range(150))
    table = pd.DataFrame(sketch.HYPOTHESES, columns=sketch.JUDGED)
    objected = sketch.ITEMS["effort"]
    material = Material(data, {"structural": sketch.STRUCTURAL}, objected=objected)
    own = {"estimator": "ML", "missing": "listwise"}
    head = table.assign(verdict="supported", std=0.6)
    options = {"purification": ["dropped"]}
    worlds = run_specifications(table, head, material, own, options, workers=1).worlds
    assert worlds.status.tolist() == ["fitted", "refused"]
    assert "effort_3 cannot be dropped, it is the last item of effort" in worlds.reason[1]


def test_an_item_that_cleaning_dropped_is_in_no_world():
    data = sketch.answers(150).assign(row=range(150)).drop(columns="effort_3")
    material = Material(data, {"structural": sketch.STRUCTURAL})
    assert material.dropped(OWN, "structural") == ["effort_3"]
    assert "effort_3" not in material.text(OWN, "structural")


@pytest.mark.parametrize(
    ("estimator", "missing", "suffix"),
    [("ML", "fiml", ""), ("MLR", "listwise", ""), ("WLSMV", "pairwise", "_scaled")],
)
def test_plain_indices_are_those_of_the_fit(estimator, missing, suffix):
    data = sketch.answers(150)
    data.iloc[:12, 0] = np.nan
    ordered = list(data.columns) if suffix else ()
    fit = sem.fit(sketch.STRUCTURAL, data, estimator=estimator, missing=missing, ordered=ordered)
    indices = fit.fit_indices()
    for name, value in fit.plain_indices().items():
        wanted = indices.get(f"{name}{suffix}", indices[name])
        assert value == pytest.approx(wanted, rel=ANALYTIC), name


INTERACTION = sketch.MEASUREMENT + "result ~ trust + effort + trust:effort\n"


@pytest.mark.parametrize(
    ("world", "products"),
    [
        (OWN, 4),
        (World("MLR", "fiml"), 4),
        (World("GLS", "listwise"), 4),
        (World("ML", "listwise", purification="dropped"), 3),
        (World("ML", "listwise", indicators="parcels"), 3),
    ],
    ids=str,
)
def test_products_follow_the_items_and_parcels_of_a_world(world, products):
    rng = np.random.default_rng(4)
    data = sketch.answers()
    for name in ("trust", "effort"):
        data[f"{name}_4"] = data[f"{name}_1"] + rng.normal(size=len(data))
    text = INTERACTION.replace("trust_3", "trust_3 + trust_4")
    text = text.replace("effort_3", "effort_3 + effort_4")
    data = data.assign(row=range(len(data)))
    material = Material(data=data, models={"m": text}, objected=["trust_2"])
    fitted = fit_world(prepare(material, world, "m"), world, "lavaan")
    assert fitted.status == "fitted"
    assert fitted.standardized is not None
    loadings = fitted.standardized.query("op == '=~' and lhs == 'trust.effort'")
    assert len(loadings) == products


def test_a_world_of_ordered_items_refuses_an_interaction():
    world = World("WLSMV", "listwise")
    material = Material(data=sketch.answers().assign(row=range(200)), models={"m": INTERACTION})
    fitted = fit_world(prepare(material, world, "m"), world, "lavaan")
    assert (fitted.status, fitted.standardized) == ("refused", None)
    assert fitted.reason.startswith("ordered items have no products")
