"""An instructor in two places at once. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Offering
from schedbatch.rules.conflict_words import number_of, when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import clusters


def instructor_clash(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each instructor and each set of the instructor's offerings that overlaps connect.

    Offerings of one session at one time are no clash where the instructor is in one location (38 dissection tables in one
    hall): only those that have no location in common are.
    """
    for name, positions in plan.timeline.by_instructor.items():
        for cluster in clusters(plan.timeline, positions):
            offerings = plan.timeline.at(cluster)
            # An offering of another session or time overlaps all of the cluster, directly or through others, and so keeps
            # the cluster together whatever the locations are.
            for clashing in _apart(offerings, catalog) if plan.timeline.are_held_together(cluster) else (offerings,):
                yield _finding(name, clashing)


def _apart(offerings: Sequence[Offering], catalog: Catalog) -> Iterator[tuple[Offering, ...]]:
    """Of offerings at one time, the sets connected by having no location in common."""
    by_places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, offering in enumerate(offerings):
        by_places[tuple(sorted(filter(catalog.is_place, set(offering.locations))))].append(number)
    waiting = list(by_places)
    while waiting:
        connected = [waiting.pop(0)]
        for places in connected:
            here = set(places)
            connected += [others for others in waiting if here.isdisjoint(others)]
            waiting = [others for others in waiting if not here.isdisjoint(others)]
        # Offerings with the same locations are in one place; offerings without a location are not.
        if len(connected) > 1 or (connected == [()] and len(by_places[()]) > 1):
            numbers = sorted(number for places in connected for number in by_places[places])
            yield tuple(offerings[number] for number in numbers)


def _finding(name: str, offerings: tuple[Offering, ...]) -> Finding:
    message = f"{name} has {number_of(offerings)} at once, {when_and_which(offerings, tells_places=True)}."
    return Finding(name, message, offerings)
