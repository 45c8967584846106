"""Offerings without a location. Source: generator.md, "Location, instructors, URL"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.rules.row_issues import lacking, not_cancelled


def location_missing(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings that have neither a location nor a web address, where nobody typed ``none``.

    A location that is still to be announced is none yet.
    """
    asked = [offering for offering in not_cancelled(plan) if not (offering.url or offering.location_waived)]
    unplaced = (offering for offering in asked if not offering.locations)
    later = (offering for offering in asked if not all(map(catalog.is_place, offering.locations)))
    yield from lacking(kinds.LOCATION_MISSING, "no location", unplaced, SESSIONS.location)
    yield from lacking(kinds.LOCATION_MISSING, "a location that is still to be announced", later, SESSIONS.location)
