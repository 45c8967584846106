"""Groups that together are larger than their cohort, at once: some learners must be in two of them.

Source: generator.md, "Conflicts".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schedbatch.domain.model import GroupPath, LearnerGroup
from schedbatch.rules.divided_cohorts import divided_cohorts
from schedbatch.rules.live_plan import LivePlan
from schedbatch.rules.overlaps import Timeline


@dataclass(frozen=True, slots=True)
class TooMany:
    """Overlapping offerings, by position, whose groups have more learners together than the whole cohort has."""

    cohort: str
    cohort_size: int
    size: int
    positions: Sequence[int]


def too_many_at_once(groups: Mapping[GroupPath, LearnerGroup], plan: LivePlan) -> Iterator[TooMany]:
    """Every instant at which groups of one cohort are taught that together are larger than the cohort.

    Where all of the groups are rostered, the roster alone decides.
    """
    attended_by, sizes = plan.attendance.groups_attended_by, plan.sizes

    @cache
    def least_size(paths: tuple[GroupPath, ...]) -> int:
        """How many learners the groups have at least, if no two of them have a learner in common."""
        if all(map(sizes.is_rostered, paths)):
            return 0
        topmost = (path for path in paths if len(attended_by(path).intersection(paths)) == 1)
        return sum(sizes.at_least((path,)) for path in topmost)

    for cohort in divided_cohorts(groups):
        cohort_size = cohort.size(plan)
        if cohort_size is None or cohort.is_rostered(plan):
            continue
        for positions in _at_once(plan.timeline, cohort.positions(plan)):
            named = dict.fromkeys(path for position in positions for path in plan.timeline.offerings[position].groups)
            size = least_size(cohort.groups_in(tuple(named)))
            if size > cohort_size:
                yield TooMany(cohort.name, cohort_size, size, positions)


def _at_once(timeline: Timeline, positions: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """At each start, the positions of the offerings that go on then, if there are two or more; ``positions`` rise."""
    going_on: list[int] = []
    for number, position in enumerate(positions):
        start = timeline.starts[position]
        going_on = [other for other in going_on if timeline.ends[other] > start]
        going_on.append(position)
        is_last = number + 1 == len(positions) or timeline.starts[positions[number + 1]] > start
        if is_last and len(going_on) > 1:
            yield tuple(going_on)
