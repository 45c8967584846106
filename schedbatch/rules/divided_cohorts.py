"""Cohorts that are divided into groups: the ground on which the roster may not tell who attends what.

Subgroups of two trees (Labs, PBL) of one cohort may have learners in common, and may not. Source: generator.md, "Conflicts".
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.model import GroupPath, LearnerGroup
from schedbatch.domain.names import fold
from schedbatch.rules.live_plan import LivePlan


@dataclass(frozen=True, slots=True)
class DividedCohort:
    """A cohort that has groups besides those of the whole cohort: the tree of each of these groups, by path."""

    name: str
    whole: tuple[GroupPath, ...]
    trees: Mapping[GroupPath, GroupPath]

    @property
    def has_several_trees(self) -> bool:
        """Whether two of the groups may have learners in common and neither lies in the other."""
        return len(set(self.trees.values())) > 1

    def groups_in(self, groups: Sequence[GroupPath]) -> tuple[GroupPath, ...]:
        """Those of ``groups`` that are of the cohort, but not the whole of it."""
        return tuple(path for path in groups if path in self.trees)

    def size(self, plan: LivePlan) -> int | None:
        """How many learners the cohort has, if that is known."""
        sizes = (plan.sizes.of((path,)) for path in self.whole)
        return next((size for size in sizes if size is not None), None)

    def is_rostered(self, plan: LivePlan) -> bool:
        """Whether the roster tells everything about the groups."""
        return all(map(plan.sizes.is_rostered, self.trees))

    def positions(self, plan: LivePlan) -> Sequence[int]:
        """The positions of the offerings for some of the groups, rising; everybody attends what is for the whole cohort."""
        by_group = plan.timeline.by_group
        for_all = {position for path in self.whole for position in by_group.get(path, ())}
        return sorted({position for path in self.trees for position in by_group.get(path, ())} - for_all)


def divided_cohorts(groups: Mapping[GroupPath, LearnerGroup]) -> tuple[DividedCohort, ...]:
    """The cohorts with groups besides those of the whole cohort, in the order of the groups."""
    by_cohort: dict[str, list[LearnerGroup]] = defaultdict(list)
    for group in groups.values():
        if group.cohort:
            by_cohort[fold(group.cohort)].append(group)
    found: list[DividedCohort] = []
    for members in by_cohort.values():
        trees = {member.path: _top(member.path, groups) for member in members if not member.whole_cohort}
        if trees:
            whole = tuple(member.path for member in members if member.whole_cohort)
            found.append(DividedCohort(members[0].cohort, whole, trees))
    return tuple(found)


def _top(path: GroupPath, groups: Mapping[GroupPath, LearnerGroup]) -> GroupPath:
    while (parent := groups[path].parent) is not None:
        path = parent
    return path
