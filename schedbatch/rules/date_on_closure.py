"""Single offerings on a closure. Source: generator.md, "Recurrence and times"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.domain.times import day_name
from schedbatch.rules.row_issues import Remark, not_cancelled, remarked


def date_on_closure(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row of the Offerings sheet whose offering is on a closure.

    The generator itself warns about the rows of the Sessions sheet, because it leaves a series' closures out.
    """
    return remarked(kinds.DATE_ON_CLOSURE, _remarks(catalog, plan), SESSIONS.date)


def _remarks(catalog: Catalog, plan: Plan) -> Iterator[Remark]:
    closed = ClosedDays(catalog.closures)
    generating = {row.where.sheet for row in catalog.rows}
    for offering in not_cancelled(plan):
        day = offering.start.date()
        closure = closed.on(day) if offering.where.sheet not in generating else None
        if closure:
            name = f" ({closure.name})" if closure.name else ""
            yield Remark(offering, f"{day_name(day)}{name} is a closure; the meeting is kept")
