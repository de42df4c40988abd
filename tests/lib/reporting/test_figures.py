from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from lib.reporting.fakes import PATHS

from surveysem.reporting import draw_figures, save_pictures
from surveysem.reporting.figures.layout import BOX, LABEL, MARGIN, Arrow, arrange

WIDTH, LABELS = 1.2, 0.7


@pytest.fixture(scope="module")
def pictures(artefacts, study, text):
    return draw_figures(artefacts, study, text)


def test_every_figure_has_title_note_and_alternative_text(pictures, text):
    assert list(pictures) == [
        "missing",
        "distributions",
        "scree",
        "pattern",
        "loadings",
        "correlations",
        "htmt",
        "construct",
        "power",
        "diagram",
        "forest",
        "curves",
        "specification",
        "cases-1-map",
        "cases-1-saturation",
        "cases-2-ladder",
        "cases-2-saturation",
    ]
    for name, picture in pictures.items():
        for part in ("title", "note", "alt"):
            assert len(text(f"figures.{picture.kind or name}.{part}", **picture.values)) > 10


def test_equal_artefacts_give_equal_files(artefacts, study, text, pictures, tmp_path):
    once = save_pictures({"forest": pictures["forest"]}, tmp_path / "a")
    again = save_pictures(
        {"forest": draw_figures(artefacts, study, text)["forest"]}, tmp_path / "b"
    )
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    assert [path.suffix for path in once] == [".svg", ".pdf", ".png"]
    assert "dc:date" not in once[0].read_text(encoding="utf-8")
    assert b"CreationDate" not in once[1].read_bytes()


def test_pictures_for_word_have_300_dots_per_inch(pictures, tmp_path):
    path = save_pictures({"htmt": pictures["htmt"]}, tmp_path)[-1]
    width, height = pictures["htmt"].figure.get_size_inches()
    header = path.read_bytes()[16:24]
    assert int.from_bytes(header[:4], "big") == pytest.approx(300 * width, abs=1)
    assert int.from_bytes(header[4:], "big") == pytest.approx(300 * height, abs=1)


def test_maps_show_every_pair_once_and_frame_those_beyond_the_criterion(artefacts, study, pictures):
    pairs = artefacts.validity
    names = set(pairs["construct"]) | set(pairs["with"])
    for name, beyond in (
        ("correlations", ~pairs["fornell_larcker"].astype(bool)),
        ("htmt", pairs["htmt"] > study.cutoffs["htmt"]["value"]),
    ):
        picture = pictures[name]
        printed = [text.get_text() for text in picture.figure.axes[0].texts]
        assert len(printed) == len(pairs) + (len(names) if name == "correlations" else 0)
        assert picture.values["framed"] == beyond.sum() > 0
        assert len(picture.figure.axes[0].patches) == 2 * beyond.sum()


def test_bars_of_answers_stand_around_the_middle_of_the_scale(pictures, artefacts, study):
    axes = pictures["distributions"].figure.axes[0]
    item = artefacts.distributions["variable"].iloc[0]
    rows = artefacts.distributions[artefacts.distributions["variable"] == item]
    level = max(bar.get_y() for bar in axes.patches)
    bars = [bar for bar in axes.patches if bar.get_y() == pytest.approx(level)]
    middle = (rows["value"].min() + rows["value"].max()) / 2
    below = (
        rows.loc[rows["value"] < middle, "n"].sum()
        + rows.loc[rows["value"] == middle, "n"].sum() / 2
    )
    assert min(bar.get_x() for bar in bars) == pytest.approx(-below / rows["n"].sum(), abs=1e-9)
    assert sum(bar.get_width() for bar in bars) == pytest.approx(1.0)


def test_power_curves_pass_through_the_powers(pictures, artefacts):
    figure = pictures["power"].figure
    shown = [axes for axes in figure.axes if axes.get_visible()]
    assert len(shown) == pictures["power"].values["hypotheses"]
    first = shown[0].get_title(loc="left")
    rows = artefacts.power[artefacts.power["basis"] == "smallest effect"]
    rows = rows[rows["id"] == first].sort_values("n")
    line = shown[0].lines[1]
    assert list(line.get_xdata()) == list(rows["n"])


@pytest.mark.parametrize("name", ["curves", "specification"])
def test_verdicts_of_worlds_are_told_apart_without_colour(pictures, name):
    (legend,) = pictures[name].figure.legends
    looks = [
        (mark.get_marker(), mark.get_markerfacecolor() == "white") for mark in legend.get_lines()
    ]
    assert len(set(looks)) == len(looks) == 4


def test_no_text_of_the_path_diagram_overlaps_another_or_leaves_the_page(pictures):
    figure = pictures["diagram"].figure
    figure.draw_without_rendering()
    axes = figure.axes[0]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) > 2 * len(PATHS)
    page = figure.bbox
    for box in boxes:
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1
    assert [(one, two) for one, two in combinations(boxes, 2) if one.overlaps(two)] == []


def test_no_label_of_the_path_diagram_touches_a_box(pictures):
    figure = pictures["diagram"].figure
    figure.draw_without_rendering()
    axes = figure.axes[0]
    boxes = [patch.get_window_extent() for patch in axes.patches if patch.get_gid() == "box"]
    labels = [
        text.get_window_extent() for text in axes.texts if str(text.get_gid()).startswith("path-")
    ]
    assert len(boxes) == 12
    assert not [1 for box in boxes for label in labels if box.overlaps(label)]


def test_the_construct_is_drawn_with_its_dimensions_and_their_items(pictures):
    picture = pictures["construct"]
    boxes = [patch for patch in picture.figure.axes[0].patches if patch.get_gid() == "box"]
    assert picture.values["dimensions"] == 3
    assert len(boxes) == 1 + 3 + picture.values["items"]
    assert picture.values["items"] > 0
    shown = [words.get_text() for words in picture.figure.axes[0].texts]
    assert len({name for name in shown if name.startswith("perf_")}) == picture.values["items"]


@pytest.mark.parametrize("contender", ["bifactor", "second_order"])
def test_a_construct_without_loadings_is_not_drawn(artefacts, study, text, contender):
    loadings = artefacts.higher_order.assign(contender=contender, std_loading=np.nan)
    assert "construct" not in draw_figures(replace(artefacts, higher_order=loadings), study, text)


@pytest.mark.parametrize("seed", range(12))
def test_boxes_and_labels_of_random_models_have_room(seed):
    rng = np.random.default_rng(seed)
    names = [f"v{i}" for i in range(12)]
    arrows = [
        Arrow(names[i], names[j])
        for i in range(12)
        for j in range(i + 1, 12)
        if rng.random() < 0.35
    ]
    layout = arrange(names, arrows, WIDTH)
    boxes = [_box(centre, WIDTH, layout.sizes[name]) for name, centre in layout.nodes.items()]
    labels = [_box(centre, LABELS, LABEL) for centre in layout.labels]
    assert set(layout.nodes) == set(names)
    assert not [1 for one, two in combinations(boxes + labels, 2) if _overlap(one, two)]


def test_arrows_run_from_box_to_box_left_to_right():
    layout = arrange(["x", "m", "y"], [Arrow("x", "m"), Arrow("m", "y"), Arrow("x", "y")], WIDTH)
    for route, (source, target) in zip(layout.routes, ["xm", "my", "xy"], strict=True):
        assert (np.diff(route[:, 0]) > 0).all()
        assert route[0, 0] == pytest.approx(layout.nodes[source][0] + WIDTH / 2)
        assert route[-1, 0] == pytest.approx(layout.nodes[target][0] - WIDTH / 2)
        assert abs(route[0, 1] - layout.nodes[source][1]) <= (BOX - MARGIN) / 2


def test_a_cycle_is_drawn():
    layout = arrange(["a", "b"], [Arrow("a", "b"), Arrow("b", "a")], WIDTH)
    assert len(layout.routes) == 2


def _box(centre, width, height):
    (x, y), slack = centre, 1e-6
    return (
        x - width / 2 + slack,
        x + width / 2 - slack,
        y - height / 2 + slack,
        y + height / 2 - slack,
    )


def _overlap(one, two):
    return one[0] < two[1] and two[0] < one[1] and one[2] < two[3] and two[2] < one[3]


def test_an_arrow_bends_beside_boxes_and_labels_only():
    """Through every box column and label that it passes an arrow is level."""
    arrows = [Arrow("x", "m"), Arrow("m", "y"), Arrow("x", "y"), Arrow("w", "y")]
    layout = arrange(["x", "w", "m", "y"], arrows, WIDTH)
    for route, (x, y) in zip(layout.routes, layout.labels, strict=True):
        inner = route[1:-1]
        assert (inner[::2, 1] == inner[1::2, 1]).all()
        under = [
            left[0] - 1e-9 <= x - LABELS / 2 and x + LABELS / 2 <= right[0] + 1e-9
            for left, right in zip(inner[::2], inner[1::2], strict=True)
            if left[1] == y
        ]
        assert any(under)
