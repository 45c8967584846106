"""Offerings outside teaching hours. Source: generator.md, "Conflicts"; workbook.md, "Settings"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Offering, Plan
from schedbatch.domain.times import MINUTES_A_DAY, clock
from schedbatch.rules.row_issues import Remark, not_cancelled, remarked


def outside_teaching_hours(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings that start before the teaching day or end after the teaching day."""
    opens, closes = catalog.settings.day_starts, catalog.settings.day_ends
    told = ((offering, _beyond(offering, opens, closes)) for offering in not_cancelled(plan))
    remarks = (Remark(offering, beyond) for offering, beyond in told if beyond)
    return remarked(kinds.OUTSIDE_TEACHING_HOURS, remarks, SESSIONS.start)


def _beyond(offering: Offering, opens: int | None, closes: int | None) -> str:
    """On which side of the teaching day the offering lies; blank within the day. ``opens`` and ``closes`` in minutes."""
    start, end = offering.start, offering.end
    starts = start.hour * 60 + start.minute
    # What runs past midnight ends after any teaching day.
    ends = (end.date() - start.date()).days * MINUTES_A_DAY + end.hour * 60 + end.minute
    if opens is not None and starts < opens:
        return f"{clock(starts)} is before {clock(opens)}"
    if closes is not None and ends > closes:
        return f"{end:%H:%M} is after {clock(closes)}"
    return ""
