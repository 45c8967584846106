"""More learners than the location holds. Source: generator.md, "Conflicts"."""

from collections.abc import Iterator, Mapping

from schedbatch.domain.model import Catalog
from schedbatch.domain.names import joined
from schedbatch.domain.results import Offering
from schedbatch.rules.audiences import known_sum
from schedbatch.rules.conflict_words import when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import Timeline


def over_capacity(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each set of offerings that is too large for its locations.

    A set are all offerings of one session at one time in the same locations. The sum of their sizes is held against the sum
    of the locations' capacities. Nothing is said where a size or a capacity is not known.
    """
    for places, sets in _sets_by_places(plan.timeline).items():
        capacity = known_sum(_capacity(name, catalog) for name in places)
        for positions in sets.values() if capacity is not None else ():
            size = known_sum([plan.audiences.size(plan.timeline.offerings[position].groups) for position in positions])
            if capacity is not None and size is not None and size > capacity:
                yield _finding(joined(places), plan.timeline.at(positions), size, capacity)


_Sets = dict[tuple[str, float, float], list[int]]
"""Positions of offerings, by session, start and end."""


def _sets_by_places(timeline: Timeline) -> Mapping[tuple[str, ...], _Sets]:
    """The sets of offerings that are held in each set of locations; the locations are sorted."""
    found: dict[tuple[str, ...], _Sets] = {}
    for position, offering in enumerate(timeline.offerings):
        if offering.locations:
            places = tuple(sorted(set(offering.locations)))
            key = (offering.session.id, timeline.starts[position], timeline.ends[position])
            found.setdefault(places, {}).setdefault(key, []).append(position)
    return found


def _capacity(name: str, catalog: Catalog) -> int | None:
    place = catalog.locations.get(name)
    return place.capacity if place else None


def _finding(name: str, offerings: tuple[Offering, ...], size: int, capacity: int) -> Finding:
    message = f"{name} holds {capacity:,}, and {size:,} learners are to be there, {when_and_which(offerings)}."
    return Finding(name, message, offerings)
