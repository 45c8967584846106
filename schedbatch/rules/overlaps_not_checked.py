"""Overlaps of which nobody can tell whether learners are in two places at once. Source: generator.md, "Conflicts"."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from schedbatch.domain import kinds
from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, GroupPath
from schedbatch.domain.results import Plan
from schedbatch.rules.divided_cohorts import DividedCohort, divided_cohorts
from schedbatch.rules.live_plan import LivePlan, live_plan


@dataclass(frozen=True, slots=True)
class _Side:
    """An offering in an overlap: the trees of its groups, whether all are rostered, and whether all sizes are known."""

    trees: frozenset[GroupPath]
    is_rostered: bool
    is_size_known: bool

    def is_unchecked_with(self, other: "_Side") -> bool:
        """Whether neither the tree, nor the roster, nor the sizes tell if the two have learners in common."""
        is_told = (self.is_rostered and other.is_rostered) or (self.is_size_known and other.is_size_known)
        return not is_told and self.trees.isdisjoint(other.trees)


def overlaps_not_checked(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One note with the number of overlaps between separate trees of one cohort that nothing decides, at the first of them."""
    cohorts = [cohort for cohort in divided_cohorts(catalog.groups) if cohort.has_several_trees]
    if not cohorts:
        return
    live = live_plan(catalog, plan)
    overlaps = [pair for cohort in cohorts if not cohort.is_rostered(live) for pair in _unchecked(live, cohort)]
    if overlaps:
        number = sum(count for count, _ in overlaps)
        first = live.timeline.offerings[min(position for _, position in overlaps)]
        are = "overlap of groups" if number == 1 else "overlaps of groups"
        message = f"{number:,} {are} of one cohort could not be checked: nothing tells whether they have learners in common."
        where = first.where.cell(SESSIONS.groups, SESSIONS.start, OFFERINGS.offering_id, OFFERINGS.session, SESSIONS.title)
        yield Issue(kinds.OVERLAPS_NOT_CHECKED, message, where)


def _unchecked(live: LivePlan, cohort: DividedCohort) -> Iterator[tuple[int, int]]:
    """For each position of the cohort's, the number of overlaps with earlier positions that nothing decides, if any."""
    timeline = live.timeline
    going_on: Counter[_Side] = Counter()
    ends: list[tuple[float, int]] = []
    cohort_size = cohort.size(live)
    sides = {position: _side(live, cohort, position, cohort_size) for position in cohort.positions(live)}
    for position, side in sides.items():
        while ends and ends[0][0] <= timeline.starts[position]:
            going_on[sides[heappop(ends)[1]]] -= 1
        number = sum(count for other, count in going_on.items() if count and side.is_unchecked_with(other))
        if number:
            yield number, position
        going_on[side] += 1
        heappush(ends, (timeline.ends[position], position))


def _side(live: LivePlan, cohort: DividedCohort, position: int, cohort_size: int | None) -> _Side:
    paths = cohort.groups_in(live.timeline.offerings[position].groups)
    return _Side(
        trees=frozenset(cohort.trees[path] for path in paths),
        is_rostered=all(map(live.sizes.is_rostered, paths)),
        is_size_known=cohort_size is not None and all(live.sizes.of((path,)) is not None for path in paths),
    )
