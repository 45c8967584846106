"""Sessions without a date. Source: generator.md, "Which groups get an offering"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.results import Plan


def session_not_scheduled(catalog: Catalog, _plan: Plan) -> Iterator[Issue]:
    """A warning for each row without a date whose session has no rows in the Offerings sheet either.

    ILMs, cancelled rows and rows that an error holds back need no date.
    """
    individual = {row.session for row in catalog.offering_rows}
    for row in catalog.rows:
        needs_no_date = row.is_ilm or row.is_held or row.status is Status.CANCELLED or row.session.id in individual
        if row.timing.date is None and not needs_no_date:
            message = f'"{row.session.title}" has no date yet.'
            yield Issue(kinds.SESSION_NOT_SCHEDULED, message, row.where.cell(SESSIONS.date, SESSIONS.title))
