"""Offerings and ILMs outside the term. Source: generator.md, "Conflicts" and "ILMs"; workbook.md, "Settings"."""

import datetime as dt
from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.results import Plan
from schedbatch.domain.times import day_name
from schedbatch.rules.row_issues import Remark, not_cancelled, remarked


def outside_term(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings outside the term of their course, and one for each ILM due outside."""
    yield from remarked(kinds.OUTSIDE_TERM, _remarks(catalog, plan), SESSIONS.date)
    for ilm in plan.ilms:
        first, last = catalog.term_of(ilm.session)
        day = ilm.due.date()
        if ilm.status is not Status.CANCELLED and _beyond(day, first, last):
            message = f'The ILM "{ilm.session.title}" is due on {day_name(day)}, outside the term.'
            yield Issue(kinds.OUTSIDE_TERM, message, ilm.where.cell(SESSIONS.due_date, SESSIONS.due_prior_to, SESSIONS.ilm))


def _remarks(catalog: Catalog, plan: Plan) -> Iterator[Remark]:
    for offering in not_cancelled(plan):
        first, last = catalog.term_of(offering.session)
        beyond = _beyond(offering.start.date(), first, last)
        if beyond:
            yield Remark(offering, beyond)


def _beyond(day: dt.date, first: dt.date | None, last: dt.date | None) -> str:
    """On which side of the term the day lies; blank within the term. A term may have no first or no last day."""
    if first and day < first:
        return f"{day_name(day)} is before the first day, {day_name(first)}"
    if last and day > last:
        return f"{day_name(day)} is after the last day, {day_name(last)}"
    return ""
