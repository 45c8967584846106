"""Who attends what, and how many they are: the roster tells where there is a roster, else the tree of groups.

A member of a group is a member of all ancestors of the group; all learners of a cohort are in the ``Whole cohort`` groups of
the cohort. Learners of the same groups are one *audience*: they attend the same offerings, so that 5,000 learners need only
a few hundred sweeps. A group without rostered learners has an audience without learners: whoever will be in the group
attends the offerings of the group, of its ancestors and of the whole cohort. Source: generator.md, "Conflicts".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from schedbatch.domain.model import Catalog, GroupPath, LearnerGroup
from schedbatch.domain.names import fold


@dataclass(frozen=True, slots=True)
class Audience:
    """People who attend the same groups; ``learners`` are the rostered ones' IDs."""

    groups: tuple[GroupPath, ...]
    learners: tuple[str, ...] = ()


class Audiences:
    """The audiences of a catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._groups = catalog.groups
        self._whole = _whole_cohorts(catalog.groups)
        learners: dict[frozenset[GroupPath], list[str]] = defaultdict(list)
        everything = lru_cache(maxsize=None)(self.everything_above)
        for learner in catalog.learners:
            learners[everything(learner.groups)].append(learner.id)
        self._rosters: Mapping[frozenset[GroupPath], tuple[str, ...]] = {
            groups: tuple(ids) for groups, ids in learners.items() if groups
        }
        self._members: dict[GroupPath, list[frozenset[GroupPath]]] = defaultdict(list)
        for groups in self._rosters:
            for path in groups:
                self._members[path].append(groups)
        self._sizes = _sizes(catalog.groups)
        self.size = lru_cache(maxsize=None)(self._size)

    def everything_above(self, paths: tuple[GroupPath, ...]) -> frozenset[GroupPath]:
        """All groups that a member of ``paths`` is in: these, their ancestors, and those of the whole cohort."""
        found: set[GroupPath] = set()
        for path in paths:
            found.update(self._lineage(path), self._whole_groups(path))
        return frozenset(found)

    def _lineage(self, path: GroupPath) -> Iterator[GroupPath]:
        above: GroupPath | None = path
        while above is not None:
            yield above
            group = self._groups.get(above)
            above = group.parent if group else None

    def _whole_groups(self, path: GroupPath) -> tuple[GroupPath, ...]:
        group = self._groups.get(path)
        return self._whole.get(fold(group.cohort), ()) if group and group.cohort else ()

    def attending(self, taught: frozenset[GroupPath]) -> Iterator[Audience]:
        """Everybody who attends any of the groups ``taught``: one audience for each different set of these groups.

        Two groups have learners in common if and only if an audience has both. The audiences without learners bring no
        groups together that the roster keeps apart: a rostered group lies within its ancestors and its whole cohort, as its
        learners do.
        """
        rostered: dict[frozenset[GroupPath], list[str]] = {}
        for groups, learners in self._rosters.items():
            rostered.setdefault(groups.intersection(taught), []).extend(learners)
        for groups, ids in rostered.items():
            if groups:
                yield Audience(tuple(sorted(groups)), tuple(sorted(ids)))
        not_rostered = dict.fromkeys(self.everything_above((path,)).intersection(taught) for path in self._open_ends(taught))
        for groups in not_rostered:
            if groups:
                yield Audience(tuple(sorted(groups)))

    def _open_ends(self, taught: Iterable[GroupPath]) -> Iterator[GroupPath]:
        """Groups without children that nobody is rostered in, and groups that the workbook no longer has."""
        yield from (path for path, group in self._groups.items() if not group.children and path not in self._members)
        yield from (path for path in taught if path not in self._groups)

    def _size(self, groups: tuple[GroupPath, ...]) -> int | None:
        """How many learners ``groups`` have together; ``None`` if that is not known."""
        if not groups:
            return None
        if all(path in self._members for path in groups):
            audiences = {audience for path in groups for audience in self._members[path]}
            return sum(len(self._rosters[audience]) for audience in audiences)
        return known_sum(self._sizes.get(path) for path in self._disjoint(groups))

    def _disjoint(self, groups: tuple[GroupPath, ...]) -> list[GroupPath]:
        """``groups`` without the groups that lie in another of them; of two groups with the same whole cohort, the first."""
        order = {path: number for number, path in enumerate(groups)}

        def lies_in(path: GroupPath, other: GroupPath) -> bool:
            return order[other] < order[path] or path not in self.everything_above((other,))

        above = {path: self.everything_above((path,)).intersection(order.keys()) - {path} for path in order}
        return [path for path in order if not any(lies_in(path, other) for other in above[path])]


def _sizes(groups: Mapping[GroupPath, LearnerGroup]) -> Mapping[GroupPath, int | None]:
    """Each group's ``Size``; a blank size is the sum of the children's sizes if these are all known."""
    found: dict[GroupPath, int | None] = {}
    # Parents stand before their children, to any depth.
    for group in reversed(tuple(groups.values())):
        is_sum = group.size is None and group.children
        found[group.path] = known_sum(found[child] for child in group.children) if is_sum else group.size
    return found


def known_sum(numbers: Iterable[int | None]) -> int | None:
    """The sum; ``None`` if any of the numbers is."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total


def _whole_cohorts(groups: Mapping[GroupPath, LearnerGroup]) -> Mapping[str, tuple[GroupPath, ...]]:
    """The groups that hold all of a cohort."""
    found: dict[str, list[GroupPath]] = defaultdict(list)
    for group in groups.values():
        if group.whole_cohort and group.cohort:
            found[fold(group.cohort)].append(group.path)
    return {cohort: tuple(paths) for cohort, paths in found.items()}
