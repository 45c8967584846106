"""Whose calendar holds what: the feeds of an offering or ILM.

A group's feed holds what its learners attend: its own entries and its ancestors'. A group with children also has a feed of
its whole branch. A learner's holds those of all their groups. Source: calendars.md, "Events".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from schedbatch.domain.model import Catalog, GroupPath, LearnerGroup
from schedbatch.domain.names import fold
from schedbatch.domain.results import Ilm, Offering

FeedKey = tuple[str, str]
"""Kind and name: ``("instructors", "Okafor, Chidi")``; ``ALL`` is the feed of everything."""

ALL: FeedKey = ("", "")
KINDS = ("", "courses", "groups", "branches", "instructors", "locations", "learners")
"""In the order in which they are listed."""


def feeds_of_teaching(offering_or_ilm: Offering | Ilm, catalog: Catalog) -> Iterator[FeedKey]:
    """The feeds that do not depend on groups: the feed of all, and those of the course, the instructors and the locations.

    What is still to be announced has no feed.
    """
    yield ALL
    if offering_or_ilm.session.course:
        yield ("courses", offering_or_ilm.session.course)
    for name in offering_or_ilm.instructors:
        if catalog.is_person(name):
            yield ("instructors", name)
    for name in offering_or_ilm.locations if isinstance(offering_or_ilm, Offering) else ():
        if catalog.is_place(name):
            yield ("locations", name)


class Attendance:
    """Who attends the offerings of a group: the feeds of groups and, if the planner wants these, of learners."""

    def __init__(self, catalog: Catalog) -> None:
        self._groups = catalog.groups
        self._learners = _learners_by_group(catalog) if catalog.settings.learner_calendars else {}
        self.feeds = lru_cache(maxsize=None)(self._feeds)

    def _feeds(self, groups: tuple[GroupPath, ...]) -> tuple[FeedKey, ...]:
        """The feeds of everybody who attends the offerings of ``groups``, each once, by kind; an unknown group has its own feed."""
        found: dict[FeedKey, None] = {}
        for path in groups:
            below = tuple(_branch(path, self._groups)) or (path,)
            found.update((("groups", member), None) for member in below)
            above = _ancestors(path, self._groups)
            with_children = (member for member in (*above, *below) if member in self._groups and self._groups[member].children)
            found.update((("branches", member), None) for member in with_children)
            found.update((("learners", learner), None) for member in below for learner in self._learners.get(member, ()))
        return tuple(sorted(found, key=lambda feed: KINDS.index(feed[0])))


def _branch(path: GroupPath, groups: Mapping[GroupPath, LearnerGroup]) -> Iterator[GroupPath]:
    """``path`` and everything below it."""
    ahead = [path] if path in groups else []
    while ahead:
        member = ahead.pop()
        yield member
        ahead.extend(reversed(groups[member].children))


def _ancestors(path: GroupPath, groups: Mapping[GroupPath, LearnerGroup]) -> tuple[GroupPath, ...]:
    found: list[GroupPath] = []
    group = groups.get(path)
    while group and group.parent:
        found.append(group.parent)
        group = groups.get(group.parent)
    return tuple(found)


def _learners_by_group(catalog: Catalog) -> Mapping[GroupPath, tuple[str, ...]]:
    """The learners of each group itself, without the learners of the groups below."""
    members: dict[GroupPath, dict[str, None]] = defaultdict(dict)
    whole = _whole_cohorts(catalog)
    for learner in catalog.learners:
        for path in learner.groups:
            members[path][learner.id] = None
            cohort = catalog.groups[path].cohort if path in catalog.groups else ""
            for shared in whole.get(fold(cohort), ()) if cohort else ():
                members[shared][learner.id] = None
    return {path: tuple(learners) for path, learners in members.items()}


def _whole_cohorts(catalog: Catalog) -> Mapping[str, tuple[GroupPath, ...]]:
    """The groups that hold all of a cohort."""
    groups: dict[str, list[GroupPath]] = defaultdict(list)
    for group in catalog.groups.values():
        if group.whole_cohort and group.cohort:
            groups[fold(group.cohort)].append(group.path)
    return {cohort: tuple(paths) for cohort, paths in groups.items()}


def in_listing_order(keys: Iterable[FeedKey], catalog: Catalog) -> list[FeedKey]:
    """Keys as a planner looks for them: by kind, groups in natural order with their branch behind them, the rest by name."""

    def key(feed: FeedKey) -> tuple[int, int, str, int]:
        kind, name = feed
        is_group = kind in ("groups", "branches")
        group = catalog.groups.get(name) if is_group else None
        order = group.order if group else len(catalog.groups)
        return (KINDS.index("groups" if is_group else kind), order if is_group else 0, name, KINDS.index(kind))

    return sorted(keys, key=key)
