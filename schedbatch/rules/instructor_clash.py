"""An instructor in two places at once. Source: generator.md, "Conflicts"."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Offering
from schedbatch.rules.conflict_words import number_of, when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.held_together import HeldTogether
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import clusters


def instructor_clash(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each instructor and each set of the instructor's offerings that overlaps connect.

    Offerings of one session at one time that are meant to be in one location together are no clash (38 dissection tables in
    one hall): only those are that have no such location in common.
    """
    together = HeldTogether(catalog.locations, plan.timeline)
    for name, positions in plan.timeline.by_instructor.items():
        for cluster in clusters(plan.timeline, positions):
            offerings = plan.timeline.at(cluster)
            # An offering of another session or time overlaps all of the cluster, directly or through others, and so keeps
            # the cluster together whatever the locations are.
            for clashing in _apart(offerings, together) if plan.timeline.are_held_together(cluster) else (offerings,):
                yield _finding(name, clashing)


def _apart(offerings: Sequence[Offering], together: HeldTogether) -> Iterator[tuple[Offering, ...]]:
    """Of offerings at one time, the sets connected by not being meant to be in one location."""
    by_places: dict[frozenset[str], list[int]] = defaultdict(list)
    for number, offering in enumerate(offerings):
        by_places[frozenset(name for name in offering.locations if together.may_share(name, offering))].append(number)
    waiting = list(by_places)
    while waiting:
        connected = [waiting.pop(0)]
        for places in connected:
            connected += [others for others in waiting if places.isdisjoint(others)]
            waiting = [others for others in waiting if not places.isdisjoint(others)]
        # Offerings that share a location which is meant for all of them are in one place; the others are not.
        if len(connected) > 1 or (not connected[0] and len(by_places[connected[0]]) > 1):
            numbers = sorted(number for places in connected for number in by_places[places])
            yield tuple(offerings[number] for number in numbers)


def _finding(name: str, offerings: tuple[Offering, ...]) -> Finding:
    message = f"{name} has {number_of(offerings)} at once, {when_and_which(offerings, tells_places=True)}."
    return Finding(name, message, offerings)
