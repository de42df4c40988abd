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
        "construct",
        "power",
        "diagram",
        "forest",
        "curves",
        "specification",
    ]
    for name, picture in pictures.items():
        for part in ("title", "note", "alt"):
            assert len(text(f"figures.{name}.{part}", **picture.values)) > 10


def test_equal_artefacts_give_equal_files(artefacts, study, text, pictures, tmp_path):
    once = save_pictures({"forest": pictures["forest"]}, tmp_path / "a")
    again = save_pictures(
        {"forest": draw_figures(artefacts, study, text)["forest"]}, tmp_path / "b"
    )
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    assert "dc:date" not in once[0].read_text(encoding="utf-8")


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
