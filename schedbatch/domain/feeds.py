"""Whose calendar holds what: the feeds of an offering or ILM.

A group's feed and a learner's hold what the group or the learner attends. A group with children also has a feed of its whole
branch: of what anybody in it attends. Source: calendars.md, "Events".
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.model import Catalog, GroupPath
from schedbatch.domain.results import Ilm, Offering

FeedKey = tuple[str, str]
"""Kind and name: ``("instructors", "Okafor, Chidi")``; ``ALL`` is the feed of everything."""

ALL: FeedKey = ("", "")
KINDS = ("", "courses", "groups", "branches", "instructors", "locations", "learners")
"""In the order in which they are listed."""


def feeds_of_teaching(offering_or_ilm: Offering | Ilm) -> Iterator[FeedKey]:
    """The feeds that do not depend on groups: the feed of all, and those of the course, the instructors and the locations."""
    yield ALL
    if offering_or_ilm.session.course:
        yield ("courses", offering_or_ilm.session.course)
    for name in offering_or_ilm.instructors:
        yield ("instructors", name)
    for name in offering_or_ilm.locations if isinstance(offering_or_ilm, Offering) else ():
        yield ("locations", name)


class AudienceFeeds:
    """The feeds of those who attend: of groups, their branches and, where the planner wants them, learners."""

    def __init__(self, catalog: Catalog) -> None:
        self._attendance = Attendance(catalog)
        self._has_learners = catalog.settings.learner_calendars
        self.of = lru_cache(maxsize=None)(self._of)

    def _of(self, groups: tuple[GroupPath, ...]) -> tuple[FeedKey, ...]:
        """The feeds of everybody who attends what is for ``groups``, each once, by kind; an unknown group has its own."""
        learners = self._attendance.learners_attending(groups) if self._has_learners else ()
        return (
            *(("groups", path) for path in self._attendance.groups_attending(groups)),
            *(("branches", path) for path in self._attendance.branches_attending(groups)),
            *(("learners", learner) for learner in learners),
        )


def in_listing_order(keys: Iterable[FeedKey], catalog: Catalog) -> list[FeedKey]:
    """Keys as a planner looks for them: by kind, groups in natural order with their branch behind them, the rest by name."""

    def key(feed: FeedKey) -> tuple[int, int, str, int]:
        kind, name = feed
        is_group = kind in ("groups", "branches")
        group = catalog.groups.get(name) if is_group else None
        order = group.order if group else len(catalog.groups)
        return (KINDS.index("groups" if is_group else kind), order if is_group else 0, name, KINDS.index(kind))

    return sorted(keys, key=key)
