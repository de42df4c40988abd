"""Where the boxes, arrows and labels of a path diagram go: columns without overlaps.

A layered drawing (Sugiyama, Tagawa and Toda, 1981). Between two columns of variables lies a
column of labels; every arrow is a chain of places, one per column it crosses, and every place has
its own height, so that neither boxes nor labels can overlap. An arrow runs level through its place
and bends between columns only, so that none crosses a box or the label of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from surveysem.reporting.figures.order import SWEEPS, Place, untangle

BOX = 0.62
PORT = 0.13
"""Height of a box per arrow that meets it on one side."""
LABEL = 0.36
TRACK = 0.16
MARGIN = 0.14
"""Free height around each box."""
BEND, CROSSING, ARRIVING = 0.16, 0.035, 0.018
"""Width in which arrows bend beside a column of labels, and what each adds before and after it."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow from one variable to another; ``label`` is the width of its label in inches."""

    source: str
    target: str
    label: float = 0.7


@dataclass(frozen=True, slots=True)
class Layout:
    """Places in inches, from the lower left.

    ``nodes`` maps a variable to the centre of its box, ``sizes`` to its height; ``routes`` holds,
    per arrow, the points it runs through from box to box (k, 2), two for each place, where it is
    level; ``labels`` the centre of its label.
    """

    nodes: Mapping[str, tuple[float, float]]
    sizes: Mapping[str, float]
    routes: Sequence[NDArray[np.float64]]
    labels: Sequence[tuple[float, float]]
    width: float
    height: float


def arrange(variables: Sequence[str], arrows: Sequence[Arrow], box_width: float) -> Layout:
    """Place variables and arrows; arrows run from left to right along the longest chain.

    ``variables`` gives the order of boxes to begin with. Arrows of a cycle are drawn as they come.
    """
    column = _columns(variables, arrows)
    chains = [_chain(index, arrow, column) for index, arrow in enumerate(arrows)]
    labelled = _label_places(chains)
    stacks = _stacks(variables, column, chains)
    links = _links(chains)
    sizes = {place: _size(place, labelled, chains) for stack in stacks for place in stack}
    stacks = untangle(stacks, links)
    heights = _settle(stacks, links, sizes)
    widths = [0.0] * len(stacks)
    for arrow, (_, at) in zip(arrows, labelled, strict=True):
        widths[at] = max(widths[at], arrow.label)
    spans = _spans(chains, [box_width if i % 2 == 0 else w for i, w in enumerate(widths)])
    return _measured(spans, heights, chains, labelled, sizes)


def _columns(variables: Sequence[str], arrows: Sequence[Arrow]) -> dict[str, int]:
    """The column of each variable: twice its distance from the variables that nothing points at."""
    depth = dict.fromkeys(variables, 0)
    for _ in variables:
        for arrow in arrows:
            deeper = depth[arrow.source] + 1
            if deeper < len(variables):
                depth[arrow.target] = max(depth[arrow.target], deeper)
    used = sorted(set(depth.values()))
    return {name: 2 * used.index(level) for name, level in depth.items()}


def _chain(index: int, arrow: Arrow, column: Mapping[str, int]) -> list[Place]:
    first, last = column[arrow.source], column[arrow.target]
    between = [(f"#{index}", crossed) for crossed in range(first + 1, last)]
    return [(arrow.source, first), *between, (arrow.target, last)]


def _label_places(chains: Sequence[list[Place]]) -> list[Place]:
    """The place of each label: the crossed gap that holds the fewest labels so far."""
    load: dict[int, int] = {}
    places: list[Place] = [("", 0)] * len(chains)
    order = sorted(range(len(chains)), key=lambda i: len(chains[i]))
    for index in order:
        gaps = [place for place in chains[index] if place[1] % 2] or chains[index][:1]
        places[index] = min(gaps, key=lambda place: (load.get(place[1], 0), -place[1]))
        load[places[index][1]] = load.get(places[index][1], 0) + 1
    return places


def _stacks(
    variables: Sequence[str], column: Mapping[str, int], chains: Sequence[list[Place]]
) -> list[list[Place]]:
    stacks: list[list[Place]] = [[] for _ in range(max(column.values()) + 1)]
    for name in variables:
        stacks[column[name]].append((name, column[name]))
    for chain in chains:
        for place in chain[1:-1]:
            stacks[place[1]].append(place)
    return stacks


def _links(chains: Sequence[list[Place]]) -> dict[Place, list[Place]]:
    links: dict[Place, list[Place]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            links.setdefault(one, []).append(other)
            links.setdefault(other, []).append(one)
    return links


def _size(place: Place, labelled: Sequence[Place], chains: Sequence[list[Place]]) -> float:
    if not place[0].startswith("#"):
        busiest = max(sum(chain[end] == place for chain in chains) for end in (0, -1))
        return max(BOX, PORT * busiest + MARGIN)
    return LABEL if place in labelled else TRACK


def _settle(
    stacks: Sequence[list[Place]], links: Mapping[Place, list[Place]], sizes: Mapping[Place, float]
) -> dict[Place, float]:
    """Heights that follow the neighbours' as far as order and sizes allow."""
    heights = {
        place: height
        for stack in stacks
        for place, height in zip(stack, _packed(stack, sizes), strict=True)
    }
    for sweep in range(SWEEPS):
        for stack in stacks if sweep % 2 else reversed(stacks):
            wanted = np.array(
                [
                    np.mean([heights[other] for other in links[place]])
                    if place in links
                    else heights[place]
                    for place in stack
                ]
            )
            room = _packed(stack, sizes)
            weights = np.array([len(links.get(place, ())) + 1.0 for place in stack])
            settled = isotonic_regression(wanted - room, weights=weights).x + room
            heights.update(zip(stack, map(float, settled), strict=True))
    return heights


def _packed(stack: Sequence[Place], sizes: Mapping[Place, float]) -> NDArray[np.float64]:
    """The heights of a column without any room to spare, centred at 0."""
    extents = np.array([sizes[place] for place in stack])
    tops = np.cumsum(extents)
    packed: NDArray[np.float64] = tops - extents / 2 - tops[-1] / 2
    return packed


def _spans(chains: Sequence[list[Place]], widths: Sequence[float]) -> list[tuple[float, float]]:
    """Left and right end of each column; the more arrows bend beside a column, the more room."""
    spans: list[tuple[float, float]] = []
    at = 0.0
    for column, width in enumerate(widths):
        crossing = sum(chain[0][1] < column < chain[-1][1] for chain in chains) if column % 2 else 0
        before, after = (
            (BEND + CROSSING * crossing, BEND + ARRIVING * crossing) if column % 2 else (0, 0)
        )
        spans.append((at + before, at + before + width))
        at += before + width + after
    return spans


def _measured(
    spans: Sequence[tuple[float, float]],
    heights: Mapping[Place, float],
    chains: Sequence[list[Place]],
    labelled: Sequence[Place],
    sizes: Mapping[Place, float],
) -> Layout:
    base = min(heights[place] - sizes[place] / 2 for place in heights)
    top = max(heights[place] + sizes[place] / 2 for place in heights)

    def centre(place: Place) -> tuple[float, float]:
        return sum(spans[place[1]]) / 2, top - heights[place]

    nodes = {place[0]: centre(place) for place in heights if not place[0].startswith("#")}
    routes = [
        np.array([(x, top - heights[place]) for place in chain for x in spans[place[1]]])[1:-1]
        for chain in chains
    ]
    for route, end, side in _ports(chains, heights):
        routes[route][end, 1] += side * (sizes[chains[route][end]] - MARGIN)
    boxes = {place[0]: sizes[place] - MARGIN for place in heights if place[0] in nodes}
    labels = [centre(place) for place in labelled]
    return Layout(nodes, boxes, routes, labels, spans[-1][1], top - base)


def _ports(
    chains: Sequence[list[Place]], heights: Mapping[Place, float]
) -> list[tuple[int, int, float]]:
    """Where on a side each arrow meets its box: (arrow, end, offset in heights of the box)."""
    ports: list[tuple[int, int, float]] = []
    for end, beside in ((0, 1), (-1, -2)):
        sides: dict[Place, list[int]] = {}
        for index, chain in enumerate(chains):
            sides.setdefault(chain[end], []).append(index)
        for indices in sides.values():
            ordered = sorted(indices, key=lambda i: heights[chains[i][beside]])
            offsets = np.linspace(0.38, -0.38, len(ordered)) if len(ordered) > 1 else [0.0]
            ports += [
                (index, end, float(offset)) for index, offset in zip(ordered, offsets, strict=True)
            ]
    return ports
