"""Which offerings overlap: sweeps along the time line, and the sets that overlaps connect.

Two offerings overlap when their half-open intervals ``[start, end)`` do, on the absolute time line. A sweep takes
offerings in order of start and looks at each once; nothing here compares all pairs.
Source: generator.md, "Conflicts".
"""

import datetime as dt
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, compress, count, islice
from operator import gt, itemgetter, lt

from schedbatch.domain.results import Offering
from schedbatch.domain.times import seconds


class Timeline:
    """Offerings in order of start; a *position* is an offering's place in that order.

    ``starts`` and ``ends`` are seconds since 1970, by position.
    """

    def __init__(self, offerings: Iterable[Offering]) -> None:
        listed = list(offerings)
        starts = seconds([one.start for one in listed])
        # A plan is in order of start; what is not is sorted as it came within one start.
        if any(map(gt, starts, islice(starts, 1, None))):
            order = sorted(range(len(listed)), key=starts.__getitem__)
            starts, listed = [starts[number] for number in order], [listed[number] for number in order]
        self.offerings: Sequence[Offering] = listed
        self.starts: Sequence[float] = starts
        self.ends: Sequence[float] = seconds([one.end for one in listed])

    @cached_property
    def by_instructor(self) -> Mapping[str, list[int]]:
        """Positions of each instructor's offerings, rising."""
        return _positions([one.instructors for one in self.offerings])

    @cached_property
    def by_location(self) -> Mapping[str, list[int]]:
        """Positions of each location's offerings, rising."""
        return _positions([one.locations for one in self.offerings])

    @cached_property
    def by_group(self) -> Mapping[str, list[int]]:
        """Positions of the offerings that name each group, rising."""
        return _positions([one.groups for one in self.offerings])

    def at(self, positions: Iterable[int]) -> tuple[Offering, ...]:
        """The offerings at ``positions``."""
        return tuple(self.offerings[position] for position in positions)


def _positions(names_at: Sequence[tuple[str, ...]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(names_at):
        for name in names:
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
    if len(positions) < 2:  # noqa: PLR2004 - two can overlap
        return
    at = itemgetter(*positions)
    starts, ends = at(timeline.starts)[1:], at(timeline.ends)
    # Where each has ended when the next begins, nothing overlaps; most people and places are so.
    if not any(map(gt, ends, starts)):
        return
    first = after = 0
    # Each index whose position begins before all of those ahead of it have ended.
    for index in compress(count(1), map(lt, starts, accumulate(ends, max))):
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
