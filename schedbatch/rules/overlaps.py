"""Which offerings overlap: sweeps along the time line, and the sets that overlaps connect.

Two offerings overlap when their half-open intervals ``[start, end)`` do, on the absolute time line. A sweep takes
offerings in order of start and looks at each once; nothing here compares all pairs.
Source: generator.md, "Conflicts".
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress, count, islice
from operator import lt

from schedbatch.domain.results import Offering


class Timeline:
    """Offerings in order of start; a *position* is an offering's place in that order.

    ``starts`` and ``ends`` are seconds since 1970, by position.
    """

    def __init__(self, offerings: Iterable[Offering]) -> None:
        spans = [(one.start.timestamp(), one.end.timestamp(), one) for one in offerings]
        # Sorted as it came within one start: the order of the plan.
        spans.sort(key=lambda span: span[0])
        self.starts: Sequence[float] = [start for start, _, _ in spans]
        self.ends: Sequence[float] = [end for _, end, _ in spans]
        self.offerings: Sequence[Offering] = [one for _, _, one in spans]

    def by_instructor(self) -> Mapping[str, list[int]]:
        """Positions of each instructor's offerings, rising."""
        return _positions((name, position) for position, one in enumerate(self.offerings) for name in one.instructors)

    def by_location(self) -> Mapping[str, list[int]]:
        """Positions of each location's offerings, rising."""
        return _positions((name, position) for position, one in enumerate(self.offerings) for name in one.locations)

    def by_group(self) -> Mapping[str, list[int]]:
        """Positions of the offerings that name each group, rising."""
        return _positions((path, position) for position, one in enumerate(self.offerings) for path in one.groups)

    def at(self, positions: Iterable[int]) -> tuple[Offering, ...]:
        """The offerings at ``positions``."""
        return tuple(self.offerings[position] for position in positions)


def _positions(pairs: Iterable[tuple[str, int]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for name, position in pairs:
        found[name].append(position)
    return found


def span(offerings: Sequence[Offering]) -> tuple[dt.datetime, dt.datetime]:
    """First start and last end."""
    # Date-times of one zone compare by their wall clocks: through UTC, for the hour that occurs twice.
    start = min((one.start for one in offerings), key=_instant)
    return start, max((one.end for one in offerings), key=_instant)


def _instant(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def clusters(timeline: Timeline, positions: Sequence[int]) -> Iterator[Sequence[int]]:
    """The sets of two and more that overlaps connect, by start: of A 9-12, B 9-10, C 11-12 and D 12-13, it is A, B and C.

    ``positions`` rise. All but the clusters themselves runs without a step of Python's.
    """
    reached = accumulate(map(timeline.ends.__getitem__, positions), max)
    starts = map(timeline.starts.__getitem__, islice(positions, 1, None))
    first = after = 0
    # Each index whose position begins before all of those ahead of it have ended.
    for index in compress(count(1), map(lt, starts, reached)):
        if index != after:
            if after:
                yield positions[first:after]
            first = index - 1
        after = index + 1
    if after:
        yield positions[first:after]


def runs(timeline: Timeline, positions: Sequence[int]) -> Iterator[Sequence[int]]:
    """The same with what overlaps nothing, each a set of its own."""
    alone = 0
    for cluster in clusters(timeline, positions):
        first = bisect_left(positions, cluster[0])
        yield from ((position,) for position in positions[alone:first])
        yield cluster
        alone = first + len(cluster)
    yield from ((position,) for position in positions[alone:])


class Links:
    """Positions that are linked, directly or through others (a disjoint-set forest)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def root(self, position: int) -> int:
        """What stands for all that ``position`` is linked with: the smallest of them."""
        parents = self._parents
        parent = parents.setdefault(position, position)
        while parent != position:
            # Paths are halved on the way, which keeps later ones short.
            parents[position] = grandparent = parents[parent]
            position, parent = grandparent, parents[grandparent]
        return position

    def link(self, positions: Iterable[int]) -> None:
        """Link all of ``positions``."""
        parents = self._parents
        root = -1
        for position in positions:
            other = self.root(position) if parents.get(position) != root else root
            if root < 0 or other < root:
                root, other = other, root
            if other >= 0 and other != root:
                parents[other] = root

    def sets(self) -> Mapping[int, list[int]]:
        """All linked positions by what stands for them, both rising."""
        found: dict[int, list[int]] = {}
        for position in sorted(self._parents):
            found.setdefault(self.root(position), []).append(position)
        return found
