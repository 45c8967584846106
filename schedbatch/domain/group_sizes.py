"""How many learners groups have together: the roster tells, else ``Size``. Source: generator.md, "Conflicts"."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from schedbatch.domain.attendance import Attendance
from schedbatch.domain.model import GroupPath, LearnerGroup


class GroupSizes:
    """The sizes of a catalog's groups, each learner counted once."""

    def __init__(self, groups: Mapping[GroupPath, LearnerGroup], attendance: Attendance) -> None:
        self._attendance = attendance
        self._sizes = _sizes(groups)
        self._least = _least_sizes(groups)
        self.of = lru_cache(maxsize=None)(self._of)
        self.at_least = lru_cache(maxsize=None)(self._at_least)

    def is_rostered(self, path: GroupPath) -> bool:
        """Whether any learner is rostered in the group or below it."""
        return path in self._attendance.rosters_of

    def _of(self, groups: tuple[GroupPath, ...]) -> int | None:
        """How many learners ``groups`` have together; ``None`` if that is not known."""
        if not groups:
            return None
        if all(map(self.is_rostered, groups)):
            return self._rostered(groups)
        return known_sum(self._sizes.get(path) for path in self._disjoint(groups))

    def _at_least(self, groups: tuple[GroupPath, ...]) -> int:
        """How many learners ``groups`` have at least: what is known of them, and nothing for what is not."""
        size = self.of(groups)
        if size is not None:
            return size
        return max(self._rostered(groups), sum(self._least.get(path, 0) for path in self._disjoint(groups)))

    def _rostered(self, groups: tuple[GroupPath, ...]) -> int:
        rosters = {roster for path in groups for roster in self._attendance.rosters_of.get(path, ())}
        return sum(len(self._attendance.rosters[roster]) for roster in rosters)

    def _disjoint(self, groups: tuple[GroupPath, ...]) -> list[GroupPath]:
        """``groups`` without the groups that lie in another of them; of two groups with the same whole cohort, the first."""
        if len(groups) == 1:
            return [*groups]
        attended_by = self._attendance.groups_attended_by
        order = {path: number for number, path in enumerate(groups)}

        def lies_in(path: GroupPath, other: GroupPath) -> bool:
            return order[other] < order[path] or path not in attended_by(other)

        above = {path: attended_by(path).intersection(order.keys()) - {path} for path in order}
        return [path for path in order if not any(lies_in(path, other) for other in above[path])]


def _sizes(groups: Mapping[GroupPath, LearnerGroup]) -> Mapping[GroupPath, int | None]:
    """Each group's ``Size``; a blank size is the sum of the children's sizes if these are all known."""
    found: dict[GroupPath, int | None] = {}
    # Parents stand before their children, to any depth.
    for group in reversed(tuple(groups.values())):
        is_sum = group.size is None and group.children
        found[group.path] = known_sum(found[child] for child in group.children) if is_sum else group.size
    return found


def _least_sizes(groups: Mapping[GroupPath, LearnerGroup]) -> Mapping[GroupPath, int]:
    """Each group's ``Size``; a blank size is the sum of those of the children's sizes that are known."""
    found: dict[GroupPath, int] = {}
    for group in reversed(tuple(groups.values())):
        found[group.path] = sum(found[child] for child in group.children) if group.size is None else group.size
    return found


def known_sum(numbers: Iterable[int | None]) -> int | None:
    """The sum; ``None`` if any of the numbers is."""
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total
