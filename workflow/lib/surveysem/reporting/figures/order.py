"""The order of boxes, labels and arrows within the columns of a path diagram."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

Place = tuple[str, int]
"""A variable and its column, or ``#<number of the arrow>`` and the column it crosses."""
SWEEPS = 24


def untangle(stacks: list[list[Place]], links: Mapping[Place, list[Place]]) -> list[list[Place]]:
    """Order each column by the mean rank of its neighbours; keep the fewest crossings."""
    best, fewest = stacks, _crossings(stacks, links)
    for sweep in range(SWEEPS):
        direction = -1 if sweep % 2 == 0 else 1
        columns = range(len(stacks)) if direction == -1 else range(len(stacks) - 1, -1, -1)
        stacks = list(stacks)
        for index in columns:
            beside = index + direction
            if 0 <= beside < len(stacks):
                stacks[index] = _by_neighbours(stacks[index], stacks[beside], links)
        crossings = _crossings(stacks, links)
        if crossings < fewest:
            best, fewest = stacks, crossings
    return best


def _by_neighbours(
    stack: list[Place], beside: list[Place], links: Mapping[Place, list[Place]]
) -> list[Place]:
    rank = {place: position / max(1, len(beside) - 1) for position, place in enumerate(beside)}

    def mean_rank(item: tuple[int, Place]) -> float:
        ranks = [rank[other] for other in links.get(item[1], ()) if other in rank]
        return float(np.mean(ranks)) if ranks else item[0] / max(1, len(stack) - 1)

    return [place for _, place in sorted(enumerate(stack), key=mean_rank)]


def _crossings(stacks: Sequence[list[Place]], links: Mapping[Place, list[Place]]) -> int:
    """How many pairs of links cross: inversions of the ends, columns two by two."""
    total = 0
    for left, right in pairwise(stacks):
        rank = {place: position for position, place in enumerate(right)}
        ends = np.array([end for place in left for end in _ranks(place, rank, links)])
        total += sum(int((ends[i + 1 :] < end).sum()) for i, end in enumerate(ends))
    return total


def _ranks(
    place: Place, rank: Mapping[Place, int], links: Mapping[Place, list[Place]]
) -> list[int]:
    return sorted(rank[other] for other in links.get(place, ()) if other in rank)
