"""Offerings in the early morning, where the workbook does not say when teaching begins. Source: workbook.md, "Reading rules"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.domain.times import clock
from schedbatch.rules.row_issues import Remark, not_cancelled, remarked

_MORNING = 7 * 60
_HALF_A_DAY = 12 * 60


def early_start(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings before 07:00 while Day starts is blank: 4:00 often stands for 16:00."""
    if catalog.settings.day_starts is not None:
        return iter(())
    starts = ((offering, offering.start.hour * 60 + offering.start.minute) for offering in not_cancelled(plan))
    remarks = (
        Remark(offering, f"it starts at {clock(minute)} ({clock(minute + _HALF_A_DAY)} meant?)")
        for offering, minute in starts
        if minute < _MORNING
    )
    return remarked(kinds.EARLY_START, remarks, SESSIONS.start)
