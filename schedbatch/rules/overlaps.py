"""Which offerings overlap, and the sets that overlaps connect.

Two offerings overlap when their half-open intervals ``[start, end)`` do, on the absolute time line. A sweep takes
offerings in order of start and looks at each once; nothing here compares all pairs.
Source: generator.md, "Conflicts".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf

from schedbatch.domain.results import Offering
from schedbatch.domain.times import seconds


class Timeline:
    """Offerings in order of start; a *position* is an offering's place in that order.

    ``starts`` and ``ends`` are seconds since 1970, by position.
    """

    def __init__(self, offerings: Iterable[Offering]) -> None:
        unordered = list(offerings)
        starts = seconds([offering.start for offering in unordered])
        order = sorted(range(len(unordered)), key=starts.__getitem__)
        self.offerings: Sequence[Offering] = [unordered[number] for number in order]
        self.starts: Sequence[float] = [starts[number] for number in order]
        self.ends: Sequence[float] = seconds([offering.end for offering in self.offerings])

    @cached_property
    def by_instructor(self) -> Mapping[str, list[int]]:
        """Positions of each instructor's offerings, rising."""
        return _positions(offering.instructors for offering in self.offerings)

    @cached_property
    def by_location(self) -> Mapping[str, list[int]]:
        """Positions of each location's offerings, rising."""
        return _positions(offering.locations for offering in self.offerings)

    @cached_property
    def by_locations(self) -> Mapping[tuple[str, ...], list[int]]:
        """Positions of the offerings with the same list of locations, rising."""
        found: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, offering in enumerate(self.offerings):
            found[offering.locations].append(position)
        return found

    @cached_property
    def by_group(self) -> Mapping[str, list[int]]:
        """Positions of the offerings that name each group, rising."""
        return _positions(offering.groups for offering in self.offerings)

    def at(self, positions: Iterable[int]) -> tuple[Offering, ...]:
        """The offerings at ``positions``."""
        return tuple(self.offerings[position] for position in positions)

    def are_held_together(self, positions: Sequence[int]) -> bool:
        """Whether all offerings at ``positions`` are of one session, at one time."""
        first = self._session_and_times(positions[0])
        return all(self._session_and_times(position) == first for position in positions)

    def _session_and_times(self, position: int) -> tuple[str, float, float]:
        return self.offerings[position].session.id, self.starts[position], self.ends[position]


def _positions(names_by_position: Iterable[tuple[str, ...]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, names in enumerate(names_by_position):
        for name in names:
            found[name].append(position)
    return found


def span(offerings: Sequence[Offering]) -> tuple[dt.datetime, dt.datetime]:
    """First start and last end."""
    # Python compares date-times of one zone by their wall clocks; in an autumn night an hour occurs twice.
    start = min((offering.start for offering in offerings), key=dt.datetime.timestamp)
    return start, max((offering.end for offering in offerings), key=dt.datetime.timestamp)


def runs(timeline: Timeline, positions: Sequence[int], *, at_least: int = 1) -> Iterator[Sequence[int]]:
    """The sets that overlaps connect, by start: of A 9-12, B 9-10, C 11-12 and D 12-13, the sets A, B, C and D.

    ``positions`` rise. An offering that overlaps no other is a set of its own. Sets of fewer than ``at_least`` are left out.
    """
    first, reached = 0, -inf
    for index, position in enumerate(positions):
        if timeline.starts[position] >= reached:
            if index - first >= at_least:
                yield positions[first:index]
            first = index
        reached = max(reached, timeline.ends[position])
    if len(positions) - first >= at_least:
        yield positions[first:]


def clusters(timeline: Timeline, positions: Sequence[int]) -> Iterator[Sequence[int]]:
    """Those runs that hold two offerings or more."""
    return runs(timeline, positions, at_least=2)


class ConnectedPositions:
    """Positions that overlaps connect, directly or through other positions (a disjoint-set forest)."""

    def __init__(self) -> None:
        self._parents: dict[int, int] = {}

    def root(self, position: int) -> int:
        """The smallest position that is connected with ``position``; this position stands for the whole set."""
        parents = self._parents
        parent = parents.setdefault(position, position)
        while parent != position:
            # Paths are halved on the way, which keeps later ones short.
            parents[position] = grandparent = parents[parent]
            position, parent = grandparent, parents[grandparent]
        return position

    def link(self, positions: Sequence[int]) -> None:
        """Link all of ``positions``."""
        root = self.root(positions[0])
        for position in positions:
            other = self.root(position)
            root, larger = min(root, other), max(root, other)
            self._parents[larger] = root

    def sets(self) -> Mapping[int, list[int]]:
        """All linked positions by the position that stands for them, both rising."""
        found: dict[int, list[int]] = {}
        for position in sorted(self._parents):
            found.setdefault(self.root(position), []).append(position)
        return found
