"""Rows that a planner added to an edited schedule.xlsx -> individually created offerings. Pure.

Source: workbook.md, "What comes back".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from schedbatch.domain import kinds
from schedbatch.domain.edits import OFFERING_FIELDS, AddedRow, CopiedRow
from schedbatch.domain.issues import Issue
from schedbatch.domain.names import fold
from schedbatch.domain.schedule_sheets import SHOWN_OFFERINGS
from schedbatch.history.fields import DATE, GROUPS, OFFERING_ID, SESSION, SESSION_ID, START, TITLE


@dataclass(frozen=True, slots=True)
class NewRow:
    """What comes of a new row: the row as it is kept, ``None`` if an added row is equal to it, and what is to be said."""

    added: AddedRow | None
    issue: Issue | None = None


def new_row(row: CopiedRow, texts: Mapping[str, str], copy: str, known: Sequence[AddedRow]) -> NewRow:
    """The new ``row`` of the copy with this name, beside the rows that are ``known``; ``texts`` are its cells by heading.

    A row whose Offering ID is taken gets a number behind it: two labs at the same time are two rows.
    """
    cells = {heading: texts.get(heading, "") for heading in (GROUPS, *OFFERING_FIELDS)}
    own_id = texts[OFFERING_ID].strip() or f"{cells[DATE]} {cells[START]}".strip()
    session = texts.get(SESSION_ID, "").strip() or texts.get(TITLE, "").strip()
    free_ids = chain((own_id,), (f"{own_id} ({number})" for number in count(2)))
    rows = (AddedRow({OFFERING_ID: free_id, SESSION: session, **cells}, row.where.row, copy) for free_id in free_ids)
    pairs = ((added, _namesake(added, known)) for added in rows)
    added, same = next((added, same) for added, same in pairs if same is None or same.cells == added.cells)
    if same is None:
        return NewRow(added)
    return NewRow(None, _twice(row, same) if same.row and same.copy == copy else None)


def _namesake(added: AddedRow, known: Sequence[AddedRow]) -> AddedRow | None:
    """The first known row of the same session with the same Offering ID."""
    key = fold(added.cells[OFFERING_ID])
    return next((row for row in known if fold(row.cells[OFFERING_ID]) == key and row.cells[SESSION] == added.cells[SESSION]), None)


def _twice(row: CopiedRow, same: AddedRow) -> Issue:
    message = f"This row says the same as row {same.row}; they count as one."
    return Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(SHOWN_OFFERINGS.date))
