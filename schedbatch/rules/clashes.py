"""Who or what is in two places at once: one finding for each connected set of offerings.

Offerings of one session at the same time in the same location are meant so (38 dissection tables in one hall): they do not
clash over that location, nor over an instructor whom they share there. Source: generator.md, "Conflicts".
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Offering
from schedbatch.rules.audiences import Audience, Audiences
from schedbatch.rules.findings import NOBODY, Finding, LearnersHit, learners_hit, learners_named
from schedbatch.rules.overlaps import Links, Timeline, clusters


def location_clashes(timeline: Timeline, catalog: Catalog) -> Iterator[Finding]:
    """Clashes over each location that is not ``Shared``."""
    for name, positions in timeline.by_location.items():
        place = catalog.locations.get(name)
        if place is None or not place.is_shared:
            for cluster in clusters(timeline, positions):
                if not _meet_together(timeline, cluster):
                    yield Finding(ConflictKind.LOCATION_CLASH, name, timeline.at(cluster))


def instructor_clashes(timeline: Timeline) -> Iterator[Finding]:
    """Clashes over each instructor."""
    for name, positions in timeline.by_instructor.items():
        for cluster in clusters(timeline, positions):
            offerings = timeline.at(cluster)
            for apart in _apart(offerings) if _meet_together(timeline, cluster) else (offerings,):
                yield Finding(ConflictKind.INSTRUCTOR_CLASH, name, apart)


def _meet_together(timeline: Timeline, cluster: Sequence[int]) -> bool:
    """Whether all of a cluster are of one session, at one time.

    If they are not, the exception for one session's offerings cuts nothing off: each of them overlaps one of another
    session or time, and through it all hang together.
    """
    first = cluster[0]
    alike = (timeline.starts[first], timeline.ends[first], timeline.offerings[first].session.id)
    return all(alike == (timeline.starts[one], timeline.ends[one], timeline.offerings[one].session.id) for one in cluster)


def _apart(offerings: Sequence[Offering]) -> Iterator[tuple[Offering, ...]]:
    """Of offerings at one time, the sets connected by having no location in common."""
    by_places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, offering in enumerate(offerings):
        by_places[tuple(sorted(set(offering.locations)))].append(number)
    waiting = list(by_places)
    while waiting:
        linked = [waiting.pop(0)]
        for places in linked:
            here = set(places)
            linked += [others for others in waiting if here.isdisjoint(others)]
            waiting = [others for others in waiting if not here.isdisjoint(others)]
        # One set of locations is in one place; no location at all is not.
        if len(linked) > 1 or (linked == [()] and len(by_places[()]) > 1):
            yield tuple(offerings[number] for number in sorted(number for places in linked for number in by_places[places]))


def learner_clashes(timeline: Timeline, audiences: Audiences) -> Iterator[Finding]:
    """Clashes over learners: the sets connected by "overlap and have learners in common", with the learners hit."""
    by_group = timeline.by_group
    links = Links()
    hits: list[tuple[LearnersHit, Sequence[int]]] = []
    for audience in audiences.attending(frozenset(by_group)):
        first = array("l")
        for cluster in clusters(timeline, _attended(audience, by_group)):
            links.link(cluster)
            first.append(cluster[0])
        if first and audience.learners:
            hits.append((learners_hit(audience.learners), first))
    hit = _hit(links, hits)
    for root, positions in links.sets().items():
        if len(positions) > 1:
            learners, offerings = hit.get(root, NOBODY), timeline.at(positions)
            yield Finding(ConflictKind.LEARNER_CLASH, learners_named(learners, offerings), offerings, learners)


def _attended(audience: Audience, by_group: Mapping[str, Sequence[int]]) -> list[int]:
    """What the audience attends, each once, rising."""
    merged = sorted(chain.from_iterable(map(by_group.__getitem__, audience.groups)))
    return list(dict.fromkeys(merged)) if len(audience.groups) > 1 else merged


def _hit(links: Links, hits: Sequence[tuple[LearnersHit, Sequence[int]]]) -> Mapping[int, LearnersHit]:
    """The learners hit in each connected set; audiences have no learners in common."""
    found: dict[int, LearnersHit] = {}
    roots = lru_cache(maxsize=None)(links.root)
    for learners, first in hits:
        for root in dict.fromkeys(map(roots, first)):
            found[root] = found[root] + learners if root in found else learners
    return found
