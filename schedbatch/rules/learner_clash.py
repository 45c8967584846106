"""Learners in two places at once. Source: generator.md, "Conflicts"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.model import Catalog
from schedbatch.domain.names import joined
from schedbatch.domain.results import Offering
from schedbatch.rules.audiences import Audience, audiences
from schedbatch.rules.conflict_words import few, number_of, when_and_which
from schedbatch.rules.findings import Finding
from schedbatch.rules.learners_hit import NOBODY, LearnersHit, learners_hit
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import ConnectedPositions, clusters
from schedbatch.rules.too_many_at_once import TooMany, too_many_at_once

_FEW_GROUPS = 3


@dataclass(frozen=True, slots=True)
class _AudienceHit:
    """The rostered learners of one audience, if any, and the first position of each set at which it is in two places."""

    learners: LearnersHit
    positions: Sequence[int]


def learner_clash(catalog: Catalog, plan: LivePlan) -> Iterator[Finding]:
    """One finding for each set of offerings that "overlap and have learners in common" connects, with the learners hit.

    Groups of one cohort that meet at once and together are larger than the cohort have learners in common, too.
    """
    connected = ConnectedPositions()
    hits: list[_AudienceHit] = []
    by_group = plan.timeline.by_group
    for audience in audiences(catalog.groups, plan.attendance, frozenset(by_group)):
        first_positions: list[int] = []
        for cluster in clusters(plan.timeline, _attended(audience, by_group)):
            connected.link(cluster)
            first_positions.append(cluster[0])
        if first_positions:
            hits.append(_AudienceHit(learners_hit(audience.learners), first_positions))
    too_many = tuple(too_many_at_once(catalog.groups, plan))
    for excess in too_many:
        connected.link(excess.positions)
    learners = _learners_by_root(connected, hits)
    excesses = {connected.root(excess.positions[0]): excess for excess in reversed(too_many)}
    for root, positions in connected.sets().items():
        offerings = plan.timeline.at(positions)
        yield _finding(learners[root], offerings) if root in learners else _excess_finding(excesses[root], offerings)


def _attended(audience: Audience, by_group: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """The positions of the offerings that the audience attends, each once, rising."""
    if len(audience.groups) == 1:
        return by_group[audience.groups[0]]
    return sorted({position for path in audience.groups for position in by_group[path]})


def _learners_by_root(connected: ConnectedPositions, audiences_hit: Sequence[_AudienceHit]) -> Mapping[int, LearnersHit]:
    """The learners hit in each set that an audience connects, by the position that stands for the set."""
    found: dict[int, LearnersHit] = {}
    for hit in audiences_hit:
        for root in dict.fromkeys(connected.root(position) for position in hit.positions):
            # Audiences have no learners in common, so that the numbers add up.
            found[root] = found.get(root, NOBODY) + hit.learners
    return found


def _finding(learners: LearnersHit, offerings: tuple[Offering, ...]) -> Finding:
    # Each learner is in two of the offerings or more, seldom in all.
    number = f" ({number_of(offerings)})" if len(offerings) > 2 else ""  # noqa: PLR2004
    when = when_and_which(offerings, tells_places=True)
    message = f"{_subject(learners, offerings)} in two places at once{number}, {when}."
    return Finding(_who(learners, offerings), message, offerings, learners=learners)


def _excess_finding(excess: TooMany, offerings: tuple[Offering, ...]) -> Finding:
    message = (
        f"{excess.cohort} has {excess.cohort_size:,} learners, but groups of {excess.size:,} learners are taught at once, "
        f"{when_and_which(offerings, tells_places=True)}."
    )
    return Finding(_who(NOBODY, offerings), message, offerings)


def _subject(learners: LearnersHit, offerings: tuple[Offering, ...]) -> str:
    if learners.number > 1:
        return f"{learners.number:,} learners ({few(learners.first, learners.number)}) are"
    return f"{_who(learners, offerings)} {'is' if learners.number else 'are'}"


def _who(learners: LearnersHit, offerings: tuple[Offering, ...]) -> str:
    """Learners by their IDs where the roster tells them, else by the groups of the offerings."""
    if learners.number:
        return f"Learner{'' if learners.number == 1 else 's'} {few(learners.first, learners.number)}"
    groups = tuple(dict.fromkeys(path for offering in offerings for path in offering.groups))
    more = f" and {len(groups) - _FEW_GROUPS:,} more" if len(groups) > _FEW_GROUPS else ""
    return f"Learners of {joined(groups[:_FEW_GROUPS])}{more}"
