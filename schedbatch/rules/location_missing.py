"""Offerings without a location. Source: generator.md, "Location, instructors, URL"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.rules.row_issues import lacking, not_cancelled


def location_missing(_catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings that have neither a location nor a web address, where nobody typed ``none``."""
    unplaced = (
        offering for offering in not_cancelled(plan) if not (offering.locations or offering.url or offering.location_waived)
    )
    return lacking(kinds.LOCATION_MISSING, "no location", unplaced, SESSIONS.location)
