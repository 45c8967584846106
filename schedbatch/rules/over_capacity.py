"""More learners than the location holds. Source: generator.md, "Conflicts"."""

from collections.abc import Iterator, Mapping

from schedbatch.domain.group_sizes import known_sum
from schedbatch.domain.model import Catalog
from schedbatch.domain.names import joined
from schedbatch.domain.results import Offering
from schedbatch.rules.conflict_words import when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import Timeline


def over_capacity(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each set of offerings that is too large for its locations.

    A set are all offerings of one session at one time in the same locations. The sum of their sizes is held against the sum
    of the locations' capacities. A size that is not known counts with what is known of it. Nothing is said where a capacity
    is not known.
    """
    offerings, at_least = plan.timeline.offerings, plan.sizes.at_least
    for places, sets in _sets_by_places(plan.timeline, catalog).items():
        capacity = known_sum(_capacity(name, catalog) for name in places) or 0
        for positions in sets.values():
            size = sum([at_least(offerings[position].groups) for position in positions])
            if size > capacity:
                found = plan.timeline.at(sorted(positions))
                is_known = all(plan.sizes.of(offering.groups) is not None for offering in found)
                yield _finding(joined(places), found, f"{size:,}" if is_known else f"at least {size:,}", capacity)


_Sets = dict[tuple[str, float, float], list[int]]
"""Positions of offerings, by session, start and end."""


def _sets_by_places(timeline: Timeline, catalog: Catalog) -> Mapping[tuple[str, ...], _Sets]:
    """The sets of offerings that are held in each set of locations of known capacity; the locations are sorted."""
    found: dict[tuple[str, ...], _Sets] = {}
    for locations, positions in timeline.by_locations.items():
        if locations and known_sum(_capacity(name, catalog) for name in locations) is not None:
            sets = found.setdefault(tuple(sorted(set(locations))), {})
            for position in positions:
                session = timeline.offerings[position].session.id
                sets.setdefault((session, timeline.starts[position], timeline.ends[position]), []).append(position)
    return found


def _capacity(name: str, catalog: Catalog) -> int | None:
    place = catalog.locations.get(name)
    return place.capacity if place else None


def _finding(name: str, offerings: tuple[Offering, ...], size: str, capacity: int) -> Finding:
    message = f"{name} holds {capacity:,}, and {size} learners are to be there, {when_and_which(offerings)}."
    return Finding(name, message, offerings)
