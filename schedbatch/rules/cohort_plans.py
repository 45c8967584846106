"""What is taught to some of a cohort's groups: the ground on which the roster may not tell who attends what.

Subgroups of two trees (Labs, PBL) of one cohort may have learners in common, and may not. Source: generator.md, "Conflicts".
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain.model import GroupPath, LearnerGroup
from schedbatch.domain.names import fold
from schedbatch.rules.live_plan import LivePlan


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """The positions of the offerings for some of a cohort's groups, rising, and the trees of these groups by path.

    ``size`` is that of the whole cohort, if it is known.
    """

    name: str
    size: int | None
    trees: Mapping[GroupPath, GroupPath]
    positions: Sequence[int]

    def groups_in(self, groups: Sequence[GroupPath]) -> tuple[GroupPath, ...]:
        """Those of ``groups`` that are of the cohort."""
        return tuple(path for path in groups if path in self.trees)


def cohort_plans(groups: Mapping[GroupPath, LearnerGroup], plan: LivePlan) -> Iterator[CohortPlan]:
    """The cohorts of which not everything is rostered.

    What is for the whole of a cohort is left out: everybody in the cohort attends it.
    """
    by_cohort: dict[str, list[LearnerGroup]] = defaultdict(list)
    for group in groups.values():
        if group.cohort:
            by_cohort[fold(group.cohort)].append(group)
    for members in by_cohort.values():
        whole = [member.path for member in members if member.whole_cohort]
        trees = {member.path: _top(member.path, groups) for member in members if not member.whole_cohort}
        if not all(map(plan.sizes.is_rostered, trees)):
            sizes = (size for path in whole if (size := plan.sizes.of((path,))) is not None)
            yield CohortPlan(members[0].cohort, next(sizes, None), trees, _positions(plan, trees, whole))


def _positions(plan: LivePlan, paths: Mapping[GroupPath, GroupPath], whole: Sequence[GroupPath]) -> Sequence[int]:
    by_group = plan.timeline.by_group
    for_all = {position for path in whole for position in by_group.get(path, ())}
    return sorted({position for path in paths for position in by_group.get(path, ())} - for_all)


def _top(path: GroupPath, groups: Mapping[GroupPath, LearnerGroup]) -> GroupPath:
    while (parent := groups[path].parent) is not None:
        path = parent
    return path
