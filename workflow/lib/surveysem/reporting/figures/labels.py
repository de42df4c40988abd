"""Labels beside points, placed so that none hides another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

ANGLES = tuple(k * pi / 8 for k in (1, 7, 9, 15, 2, 6, 10, 14, 4, 12, 3, 5, 11, 13, 0, 8))
"""Directions from a point in the order in which they are liked: beside it, then above and below."""
RINGS = (1.0, 1.6, 2.4, 3.4, 4.6, 6.0, 8.0)
"""Distances from a point in multiples of the nearest."""
HIDING, CROSSING = 1000.0, 3.0
"""What it costs to hide a label or a point, and to lie across a line."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its sides."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: "Box") -> bool:
        """Whether the two have points in common."""
        return not (
            self.x1 <= other.x0 or other.x1 <= self.x0 or self.y1 <= other.y0 or other.y1 <= self.y0
        )

    def within(self, other: "Box") -> bool:
        """Whether this one lies in the other."""
        return (
            other.x0 <= self.x0
            and self.x1 <= other.x1
            and other.y0 <= self.y0
            and self.y1 <= other.y1
        )


def place(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    area: Box,
    near: float,
    taken: Sequence[Box] = (),
    lines: Sequence[Box] = (),
) -> list[Box]:
    """A box for the label of each point, all in one unit such as the pixel.

    Labels are placed one after the other at the cheapest of the places around their point that lie
    within ``area``: not on another label, a point or what is ``taken``; if possible not across
    ``lines``; and near.
    """
    hard = [
        *taken,
        *(Box(x - near / 2, y - near / 2, x + near / 2, y + near / 2) for x, y in points),
    ]
    placed: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        choices = [box for box in _around(point, size, near) if box.within(area)]
        costs = [
            HIDING * sum(map(box.meets, (*hard, *placed)))
            + CROSSING * sum(map(box.meets, lines))
            + k / len(ANGLES)
            for k, box in enumerate(choices)
        ]
        best = costs.index(min(costs)) if costs else 0
        placed.append(choices[best] if choices else next(_around(point, size, near)))
    return placed


def _around(point: tuple[float, float], size: tuple[float, float], near: float) -> Iterator[Box]:
    (x, y), (width, height) = point, size
    for ring in RINGS:
        for angle in ANGLES:
            dx, dy = cos(angle), sin(angle)
            left = x + near * ring * dx - width * (1 - dx) / 2
            bottom = y + near * ring * dy - height * (1 - dy) / 2
            yield Box(left, bottom, left + width, bottom + height)
