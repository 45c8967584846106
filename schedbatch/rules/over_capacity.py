"""More learners than the location holds. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    for places, positions_there in _positions_by_places(plan.timeline).items():
        capacity = known_sum(_capacity(name, catalog) for name in places)
        for positions in _sets(plan.timeline, positions_there) if capacity is not None else ():
            size = sum([at_least(offerings[position].groups) for position in positions])
            if capacity is not None and size > capacity:
                found = plan.timeline.at(positions)
                is_known = all(plan.sizes.of(offering.groups) is not None for offering in found)
                yield _finding(joined(places), found, f"{size:,}" if is_known else f"at least {size:,}", capacity)


def _positions_by_places(timeline: Timeline) -> Mapping[tuple[str, ...], Sequence[int]]:
    """Positions of the offerings in each set of locations, rising; the locations are sorted."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for locations, positions in timeline.by_locations.items():
        if locations:
            found[tuple(sorted(set(locations)))] += positions
    return {places: sorted(positions) for places, positions in found.items()}


def _sets(timeline: Timeline, positions: Iterable[int]) -> Iterable[Sequence[int]]:
    """The positions of the offerings of each session at each time."""
    found: dict[tuple[str, float, float], list[int]] = defaultdict(list)
    for position in positions:
        found[timeline.offerings[position].session.id, timeline.starts[position], timeline.ends[position]].append(position)
    return found.values()


def _capacity(name: str, catalog: Catalog) -> int | None:
    place = catalog.locations.get(name)
    return place.capacity if place else None


def _finding(name: str, offerings: tuple[Offering, ...], size: str, capacity: int) -> Finding:
    message = f"{name} holds {capacity:,}, and {size} learners are to be there, {when_and_which(offerings)}."
    return Finding(name, message, offerings)
