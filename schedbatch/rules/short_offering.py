"""Offerings of a few minutes. Source: workbook.md, "Reading rules"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.rules.row_issues import Remark, not_cancelled, remarked

_FEW = 5


def short_offering(_catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """One warning for each row with offerings of less than 5 minutes: 2 in Minutes often stands for 2 hours."""
    lengths = ((offering, offering.minutes) for offering in not_cancelled(plan))
    remarks = (Remark(offering, _told(minutes)) for offering, minutes in lengths if minutes < _FEW)
    return remarked(kinds.SHORT_OFFERING, remarks, SESSIONS.minutes)


def _told(minutes: int) -> str:
    plural = "" if minutes == 1 else "s"
    return f"it takes {minutes} minute{plural} ({minutes} hour{plural} meant?)"
