"""ILMs that do not say what learners are to do. Source: generator.md, "ILMs"."""

from collections.abc import Iterator

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan


def description_missing(catalog: Catalog, _plan: Plan) -> Iterator[Issue]:
    """A note for each row of an ILM whose session has no description."""
    for row in catalog.rows:
        if row.is_ilm and not row.session.description:
            message = f'The ILM "{row.session.title}" has no description.'
            yield Issue(kinds.DESCRIPTION_MISSING, message, row.where.cell(SESSIONS.description, SESSIONS.title))
