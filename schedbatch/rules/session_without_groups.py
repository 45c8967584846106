"""Session rows that name no learner groups. Source: generator.md, "Which groups get an offering"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.results import Plan


def session_without_groups(catalog: Catalog, _plan: Plan) -> Iterator[Issue]:
    """A warning for each such row, but for ILMs, cancelled rows and rows that an error holds back."""
    for row in catalog.rows:
        if not (row.selection.groups or row.is_ilm or row.is_held or row.status is Status.CANCELLED):
            message = f'"{row.session.title}" names no learner groups.'
            yield Issue(kinds.SESSION_WITHOUT_GROUPS, message, row.where.cell(SESSIONS.groups, SESSIONS.title))
