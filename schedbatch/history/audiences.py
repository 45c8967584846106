"""The feeds that hold each offering and ILM, in the last release and in this one. Pure.

Source: calendars.md, "Events".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from schedbatch.domain.feeds import AudienceFeeds, FeedKey, feeds_of_teaching
from schedbatch.domain.model import Catalog, GroupPath
from schedbatch.domain.names import fold
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.history.snapshot import Audiences, Snapshot


def audiences_of(plan: Plan, catalog: Catalog) -> Audiences:
    """The feeds of everybody who attends, for each set of groups in the plan."""
    feeds = AudienceFeeds(catalog)
    every = dict.fromkeys([offering_or_ilm.groups for offering_or_ilm in plan.offerings_and_ilms])
    return {groups: feeds.of(groups) for groups in every}


def without_learners(before: Snapshot, catalog: Catalog) -> Snapshot:
    """The last release without learners' calendars, if the planner does not want these any more: they end without tombstones."""
    if catalog.settings.learner_calendars:
        return before
    audiences = {groups: _without_learners(feeds) for groups, feeds in before.audiences.items()}
    tombstones = (replace(tombstone, feeds=_without_learners(tombstone.feeds)) for tombstone in before.tombstones)
    return replace(before, audiences=audiences, tombstones=tuple(tombstone for tombstone in tombstones if tombstone.feeds))


def _without_learners(feeds: Iterable[FeedKey]) -> tuple[FeedKey, ...]:
    return tuple(feed for feed in feeds if feed[0] != "learners")


class FeedsOfReleases:
    """The feeds of the last release and of this one.

    ``lost`` and ``gained`` are by groups that both releases name: feeds that changed because the tree of groups or the roster
    changed.
    """

    def __init__(self, before: Audiences, now: Audiences) -> None:
        self._before = before
        self._now = now
        self.lost: Mapping[tuple[GroupPath, ...], tuple[FeedKey, ...]] = _difference(before, now)
        self.gained: Mapping[tuple[GroupPath, ...], frozenset[FeedKey]] = {
            groups: frozenset(feeds) for groups, feeds in _difference(now, before).items()
        }

    def now(self, offering_or_ilm: Offering | Ilm) -> Iterator[FeedKey]:
        """The feeds of this release that hold an offering or ILM."""
        yield from feeds_of_teaching(offering_or_ilm)
        yield from self._now[offering_or_ilm.groups]

    def left(self, before: Offering | Ilm, now: Offering | Ilm | None) -> tuple[FeedKey, ...]:
        """The feeds of the last release that no longer hold the offering or ILM; ``now`` is ``None`` if no feed does."""
        held = folded(self.now(now)) if now else set()
        old = dict.fromkeys((*feeds_of_teaching(before), *self._before.get(before.groups, ())))
        return tuple(feed for feed in old if fold_feed(feed) not in held)


def _difference(these: Audiences, those: Audiences) -> dict[tuple[GroupPath, ...], tuple[FeedKey, ...]]:
    """The feeds that groups have in ``these`` and not in ``those``; groups that only one of the two names are left out."""
    found: dict[tuple[GroupPath, ...], tuple[FeedKey, ...]] = {}
    for groups, feeds in these.items():
        if groups in those and those[groups] != feeds:
            others = folded(those[groups])
            if own := tuple(feed for feed in feeds if fold_feed(feed) not in others):
                found[groups] = own
    return found


def fold_feed(feed: FeedKey) -> FeedKey:
    """The form in which two feeds are equal: a name whose spelling was corrected keeps its calendar, and its file."""
    return feed[0], fold(feed[1])


def folded(feeds: Iterable[FeedKey]) -> set[FeedKey]:
    """The feeds, each in the form of :func:`fold_feed`."""
    return set(map(fold_feed, feeds))
