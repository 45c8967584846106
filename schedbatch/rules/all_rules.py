"""Every rule: a file of its own, and a line in one of the two tuples here.

A rule that finds issues stands in ``RULES``. A rule that finds conflicts, which the planner may accept, stands in
``CONFLICT_RULES``. Each rule asks the whole plan by itself; nothing decides beforehand which offerings it is asked about.
"""

from collections.abc import Callable, Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.rules.date_on_closure import date_on_closure
from schedbatch.rules.description_missing import description_missing
from schedbatch.rules.findings import ConflictRule
from schedbatch.rules.instructor_clash import instructor_clash
from schedbatch.rules.instructor_unavailable import instructor_unavailable
from schedbatch.rules.instructors_missing import instructors_missing
from schedbatch.rules.learner_clash import learner_clash
from schedbatch.rules.location_clash import location_clash
from schedbatch.rules.location_missing import location_missing
from schedbatch.rules.location_unavailable import location_unavailable
from schedbatch.rules.outside_teaching_hours import outside_teaching_hours
from schedbatch.rules.outside_term import outside_term
from schedbatch.rules.over_capacity import over_capacity
from schedbatch.rules.over_hours import over_hours
from schedbatch.rules.overlaps_not_checked import overlaps_not_checked
from schedbatch.rules.session_not_scheduled import session_not_scheduled
from schedbatch.rules.session_without_groups import session_without_groups

Rule = Callable[[Catalog, Plan], Iterator[Issue]]
"""A function that finds the issues of one kind."""

RULES: tuple[Rule, ...] = (
    location_missing,
    instructors_missing,
    outside_term,
    outside_teaching_hours,
    date_on_closure,
    session_without_groups,
    session_not_scheduled,
    description_missing,
    overlaps_not_checked,
)

CONFLICT_RULES: tuple[ConflictRule, ...] = (
    ConflictRule(ConflictKind.INSTRUCTOR_CLASH, kinds.INSTRUCTOR_CLASH, SESSIONS.instructors, instructor_clash),
    ConflictRule(ConflictKind.LOCATION_CLASH, kinds.LOCATION_CLASH, SESSIONS.location, location_clash),
    ConflictRule(ConflictKind.LEARNER_CLASH, kinds.LEARNER_CLASH, SESSIONS.groups, learner_clash),
    ConflictRule(ConflictKind.INSTRUCTOR_UNAVAILABLE, kinds.INSTRUCTOR_UNAVAILABLE, SESSIONS.instructors, instructor_unavailable),
    ConflictRule(ConflictKind.LOCATION_UNAVAILABLE, kinds.LOCATION_UNAVAILABLE, SESSIONS.location, location_unavailable),
    ConflictRule(ConflictKind.OVER_CAPACITY, kinds.OVER_CAPACITY, SESSIONS.location, over_capacity),
    ConflictRule(ConflictKind.OVER_HOURS, kinds.OVER_HOURS, SESSIONS.instructors, over_hours),
)


def check_plan(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """All issues that the rules find in the plan, rule by rule; ``schedbatch.rules.conflicts`` finds the conflicts."""
    for rule in RULES:
        yield from rule(catalog, plan)
