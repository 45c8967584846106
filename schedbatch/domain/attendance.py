"""Who attends what: the one answer for clashes, calendars, hours, sizes and the weeks that ``show`` prints.

A learner attends the offerings of every group that the learner is in, of all ancestors of these groups, and of every
``Whole cohort`` group of the learner's cohort. A group attends an offering if the group is, or lies under, one of the
offering's groups, or if one of those is the ``Whole cohort`` group of the group's cohort: the tree and the cohort decide,
so that one learner's leaving a group moves nobody else's calendar. Source: generator.md, "Who attends".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache

from schedbatch.domain.model import Catalog, GroupPath, Learner, LearnerGroup
from schedbatch.domain.names import fold


class Attendance:
    """Who attends what in a catalog. A group that the catalog does not have attends what names it, and nothing else."""

    def __init__(self, catalog: Catalog) -> None:
        self._groups = catalog.groups
        self._learners = catalog.learners
        self._whole = _by_cohort(group for group in catalog.groups.values() if group.whole_cohort)
        self._of_cohort = _by_cohort(catalog.groups.values()) if self._whole else {}
        self.groups_attended_by = lru_cache(maxsize=None)(self._groups_attended_by)
        self.groups_attending = lru_cache(maxsize=None)(self._groups_attending)

    def _groups_attended_by(self, path: GroupPath) -> frozenset[GroupPath]:
        """The groups whose offerings the group attends: itself, its ancestors, and those of its whole cohort."""
        group = self._groups.get(path)
        return frozenset((*self._lineage(path), *self._whole_groups(group.cohort if group else "")))

    def groups_attended_by_learner(self, learner: Learner) -> frozenset[GroupPath]:
        """The groups whose offerings the learner attends: those that the learner is in, their ancestors, the whole cohort's."""
        return self._attended_from(learner.groups, learner.cohort)

    def _attended_from(self, groups: tuple[GroupPath, ...], cohort: str) -> frozenset[GroupPath]:
        lineages = (above for path in groups for above in self._lineage(path))
        return frozenset((*lineages, *self._whole_groups(cohort)))

    def _groups_attending(self, named: tuple[GroupPath, ...]) -> tuple[GroupPath, ...]:
        """The groups that attend an offering for the groups ``named``, each once: their branches, and whole cohorts."""
        found: dict[GroupPath, None] = {}
        for path in named:
            found.update(dict.fromkeys(self._branch(path)))
            group = self._groups.get(path)
            if group and group.whole_cohort and group.cohort:
                found.update(dict.fromkeys(self._of_cohort[fold(group.cohort)]))
        return tuple(found)

    def branches_attending(self, named: tuple[GroupPath, ...]) -> tuple[GroupPath, ...]:
        """The groups with children in whose branch somebody attends an offering for the groups ``named``."""
        above = (ancestor for path in named for ancestor in self._lineage(path))
        members = dict.fromkeys((*above, *self.groups_attending(named)))
        return tuple(path for path in members if path in self._groups and self._groups[path].children)

    @cached_property
    def rosters(self) -> Mapping[frozenset[GroupPath], tuple[str, ...]]:
        """The IDs of the learners by the set of groups whose offerings they attend; of learners without groups, nothing.

        Learners of one set attend the same offerings: 5,000 learners are a few hundred sets.
        """
        attended_by = lru_cache(maxsize=None)(self._attended_from)
        found: dict[frozenset[GroupPath], list[str]] = defaultdict(list)
        for learner in self._learners:
            found[attended_by(learner.groups, learner.cohort)].append(learner.id)
        return {groups: tuple(learners) for groups, learners in found.items() if groups}

    @cached_property
    def rosters_of(self) -> Mapping[GroupPath, tuple[frozenset[GroupPath], ...]]:
        """The keys of ``rosters`` in which each group is: the group is *rostered* if it has any."""
        found: dict[GroupPath, list[frozenset[GroupPath]]] = defaultdict(list)
        for groups in self.rosters:
            for path in groups:
                found[path].append(groups)
        return {path: tuple(keys) for path, keys in found.items()}

    def learners_attending(self, named: tuple[GroupPath, ...]) -> tuple[str, ...]:
        """The IDs of the rostered learners who attend an offering for the groups ``named``, each once."""
        below = dict.fromkeys(path for group in named for path in self._branch(group))
        return tuple(dict.fromkeys(learner for path in below for learner in self._members.get(path, ())))

    @cached_property
    def _members(self) -> Mapping[GroupPath, tuple[str, ...]]:
        """The learners of each group itself, and of each whole cohort; those of the groups below it come with these."""
        members: dict[GroupPath, dict[str, None]] = defaultdict(dict)
        for learner in self._learners:
            for path in (*learner.groups, *self._whole_groups(learner.cohort)):
                members[path][learner.id] = None
        return {path: tuple(learners) for path, learners in members.items()}

    def _whole_groups(self, cohort: str) -> tuple[GroupPath, ...]:
        return self._whole.get(fold(cohort), ()) if cohort else ()

    def _lineage(self, path: GroupPath) -> Iterator[GroupPath]:
        """``path`` and everything above it."""
        above: GroupPath | None = path
        while above is not None:
            yield above
            group = self._groups.get(above)
            above = group.parent if group else None

    def _branch(self, path: GroupPath) -> Iterator[GroupPath]:
        """``path`` and everything below it."""
        ahead = [path]
        while ahead:
            member = ahead.pop()
            yield member
            group = self._groups.get(member)
            ahead.extend(reversed(group.children) if group else ())


def _by_cohort(groups: Iterable[LearnerGroup]) -> Mapping[str, tuple[GroupPath, ...]]:
    """The groups of each cohort, by the folded name of the cohort."""
    found: dict[str, list[GroupPath]] = defaultdict(list)
    for group in groups:
        if group.cohort:
            found[fold(group.cohort)].append(group.path)
    return {cohort: tuple(paths) for cohort, paths in found.items()}
