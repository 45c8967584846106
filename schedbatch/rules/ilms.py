"""What is expected of an ILM.

Source: generator.md, "ILMs".
"""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.results import Plan
from schedbatch.domain.times import day_name


def ilm_issues(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """A note for each row without a description, a warning for each due date outside the term."""
    for row in catalog.rows:
        if row.is_ilm and not row.session.description:
            yield Issue(
                kinds.DESCRIPTION_MISSING,
                f'The ILM "{row.session.title}" has no description.',
                row.where.cell("Description", "Title"),
            )
    for ilm in plan.ilms:
        first, last = catalog.term_of(ilm.session)
        day = ilm.due.date()
        if ilm.status is not Status.CANCELLED and ((first and day < first) or (last and day > last)):
            message = f'The ILM "{ilm.session.title}" is due on {day_name(day)}, outside the term.'
            yield Issue(kinds.OUTSIDE_TERM, message, ilm.where.cell("Due date", "Due prior to", "ILM"))
