"""Where else the offerings of a clash over a location could go."""

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from schedbatch.domain.model import Catalog, Location, Unavailability
from schedbatch.domain.names import fold, natural_key
from schedbatch.domain.results import Offering
from schedbatch.domain.to_be_announced import is_to_be_announced
from schedbatch.rules.absences import Absences, Piece, pieces
from schedbatch.rules.findings import Finding
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import span


class FreeLocations:
    """The places that are free at the times of ``findings``, which are clashes over locations.

    A place in the same building is nearer than a place elsewhere; then the smallest that is large enough is nearest, then
    the first by name. A place is large enough if any of the offerings fits in (offerings of one session at one time fit in
    together) or, where their size is not known, if as many fit in as in the place that they are in. ``Shared`` places and
    placeholders are no answer. A place is proposed to one of two findings that overlap.
    """

    def __init__(self, catalog: Catalog, plan: LivePlan, findings: Sequence[Finding]) -> None:
        self._locations = catalog.locations
        self._timeline = plan.timeline
        self._sizes = plan.sizes
        self._proposed: dict[str, list[tuple[float, float]]] = defaultdict(list)
        self._busy_times = lru_cache(maxsize=None)(self._merged_times)
        self._everywhere = _Places(place for place in catalog.locations.values() if _can_be_proposed(place))
        by_building: dict[str, list[Location]] = defaultdict(list)
        for place in self._everywhere.by_size:
            by_building[fold(place.building)].append(place)
        self._buildings = {building: _Places(places) for building, places in by_building.items() if building}
        days = {piece.day for finding in findings for piece in pieces(*span(finding.offerings))}
        self._absences = _absences(catalog, days)

    def propose(self, finding: Finding) -> Location | None:
        """The nearest location that is free for all of the time that the finding spans; from then on it is taken then."""
        here = self._locations.get(finding.who)
        start, end = span(finding.offerings)
        enough = self._enough(finding.offerings, here)
        asked = pieces(start, end)
        near = self._buildings.get(fold(here.building)) if here else None
        for places in (near, self._everywhere):
            for place in places.holding(enough) if places else ():
                is_busy = self._is_busy(place.name, start.timestamp(), end.timestamp())
                if place.name != finding.who and not is_busy and not self._is_absent(place.name, asked):
                    self._proposed[place.name].append((start.timestamp(), end.timestamp()))
                    return place
        return None

    def _enough(self, offerings: Iterable[Offering], here: Location | None) -> int | None:
        """How many learners a place must hold; ``None`` where nothing is known about their number."""
        together: dict[tuple[str, float, float], list[Offering]] = defaultdict(list)
        for offering in offerings:
            together[offering.session.id, offering.start.timestamp(), offering.end.timestamp()].append(offering)
        least = max(sum(self._sizes.at_least(offering.groups) for offering in meeting) for meeting in together.values())
        if all(self._sizes.of(offering.groups) is not None for meeting in together.values() for offering in meeting):
            return least
        if here and here.capacity is not None:
            return max(least, here.capacity)
        return least or None

    def _is_busy(self, name: str, start: float, end: float) -> bool:
        """Whether the place is booked, or proposed already, at any time from ``start`` to ``end``."""
        starts, ends = self._busy_times(name)
        is_booked = bisect_left(starts, end) > bisect_right(ends, start)
        return is_booked or any(begin < end and start < until for begin, until in self._proposed.get(name, ()))

    def _merged_times(self, name: str) -> tuple[Sequence[float], Sequence[float]]:
        """When a place is booked: starts and ends of stretches of time that do not overlap."""
        starts: list[float] = []
        ends: list[float] = []
        for position in self._timeline.by_location.get(name, ()):
            start, end = self._timeline.starts[position], self._timeline.ends[position]
            if not ends or start >= ends[-1]:
                starts.append(start)
                ends.append(end)
            elif end > ends[-1]:
                ends[-1] = end
        return starts, ends

    def _is_absent(self, name: str, asked: Iterable[Piece]) -> bool:
        absences = self._absences.get(name)
        return absences is not None and any(absences.row_at(piece) for piece in asked)


class _Places:
    """Locations by size, then by name; those of unknown capacity last."""

    def __init__(self, places: Iterable[Location]) -> None:
        self.by_size = sorted(places, key=lambda place: (_capacity(place), natural_key(place.name)))
        self._capacities = [_capacity(place) for place in self.by_size]

    def holding(self, enough: int | None) -> Iterator[Location]:
        """Those that are known to hold ``enough``; all of them for ``None``."""
        first = 0 if enough is None else bisect_left(self._capacities, enough)
        last = len(self.by_size) if enough is None else bisect_left(self._capacities, math.inf)
        return (self.by_size[number] for number in range(first, last))


def _can_be_proposed(place: Location) -> bool:
    """Whether the place is one room that exists: not shared, and no placeholder such as ``-`` or ``TBD``."""
    is_placeholder = is_to_be_announced(place.name) or not any(map(str.isalnum, place.name))
    return not (place.is_shared or is_placeholder)


def _capacity(place: Location) -> float:
    return math.inf if place.capacity is None else place.capacity


def _absences(catalog: Catalog, days: Collection[dt.date]) -> Mapping[str, Absences]:
    rows: dict[str, list[Unavailability]] = defaultdict(list)
    for row in catalog.unavailabilities:
        if row.who_or_where in catalog.locations:
            rows[row.who_or_where].append(row)
    return {name: Absences(rows_of_place, days) for name, rows_of_place in rows.items()}
