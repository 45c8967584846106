"""Two offerings in one location at once. Source: generator.md, "Conflicts"."""

from collections.abc import Iterator
from dataclasses import replace

from schedbatch.domain.model import Catalog
from schedbatch.rules.conflict_words import described_place, number_of, when_and_which
from schedbatch.rules.findings import Finding, order
from schedbatch.rules.free_locations import FreeLocations
from schedbatch.rules.held_together import HeldTogether
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import clusters

MAX_FREE_LOCATIONS = 200
"""For so many clashes another location is looked for."""


def location_clash(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each location that is not ``Shared`` and each set of its offerings that overlaps connect.

    Offerings of one session at one time that are meant to be there together are no clash (38 dissection tables in one hall).
    The first findings name another location that is free then.
    """
    findings = sorted(_clashes(catalog, plan), key=order)
    first, others = findings[:MAX_FREE_LOCATIONS], findings[MAX_FREE_LOCATIONS:]
    if first:
        free = FreeLocations(catalog, plan, first)
        yield from (_with_free_location(finding, free) for finding in first)
    yield from others


def _clashes(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    together = HeldTogether(catalog.locations, plan.timeline)
    for name, positions in plan.timeline.by_location.items():
        place = catalog.locations.get(name)
        for cluster in clusters(plan.timeline, positions) if place is None or not place.is_shared else ():
            # An offering of another session or time overlaps all of the cluster, directly or through others.
            offerings = plan.timeline.at(cluster)
            is_meant = plan.timeline.are_held_together(cluster) and all(together.may_share(name, held) for held in offerings)
            if not is_meant:
                message = f"{name} has {number_of(offerings)} at once, {when_and_which(offerings)}."
                yield Finding(name, message, offerings)


def _with_free_location(finding: Finding, free: FreeLocations) -> Finding:
    place = free.propose(finding)
    return replace(finding, message=f"{finding.message} Free then: {described_place(place)}.") if place else finding
