"""Offerings without instructors. Source: generator.md, "Location, instructors, URL"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.rules.row_issues import lacking, not_cancelled


def instructors_missing(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings that nobody teaches, where nobody typed ``none``.

    An instructor who is still to be announced is nobody yet.
    """
    asked = [offering for offering in not_cancelled(plan) if not offering.instructors_waived]
    untaught = (offering for offering in asked if not offering.instructors)
    later = (offering for offering in asked if not all(map(catalog.is_person, offering.instructors)))
    yield from lacking(kinds.INSTRUCTORS_MISSING, "no instructors", untaught, SESSIONS.instructors)
    yield from lacking(kinds.INSTRUCTORS_MISSING, "instructors who are still to be announced", later, SESSIONS.instructors)
