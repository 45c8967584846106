"""The Offerings sheet: individually created offerings, and changes to single generated ones.

A row whose Offering ID looks like a generated one (``ANAT-03/Anatomy Labs > 07/w2.1``) changes that offering and may
leave Session, Date and Start blank. Source: workbook.md, "Offerings"; generator.md, "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.columns import OFFERINGS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import GroupPath, LearnerGroup, OfferingRow, Selection, SessionRow, Status, is_generated_id
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column
from schedbatch.readers.cells import Later
from schedbatch.readers.consequences import required_cell_empty
from schedbatch.readers.records import Record, RecordLayout, Table
from schedbatch.readers.row_cells import NameBooks, cohort_issues, length_issues, named_groups, teaching_cells
from schedbatch.readers.session_names import SessionIndex


@dataclass(frozen=True, slots=True)
class _OfferingContext:
    names: NameBooks
    index: SessionIndex
    groups: Mapping[GroupPath, LearnerGroup]
    cohorts: Mapping[str, tuple[str, ...]]
    misspelt: frozenset[Column]


def build_offering_rows(
    table: Table, names: NameBooks, index: SessionIndex, groups: Mapping[GroupPath, LearnerGroup], sessions: Sequence[SessionRow]
) -> tuple[tuple[OfferingRow, ...], tuple[Issue, ...]]:
    """All rows in sheet order, held ones among them; the second of two with one Offering ID is left out."""
    context = _OfferingContext(names, index, groups, _cohorts(sessions) if table.records else {}, table.misspelt)
    rows: list[OfferingRow] = []
    found: list[Issue] = []
    firsts: dict[tuple[str, str], Record] = {}
    for record in table.records:
        row, row_issues = _row(record, context)
        found.extend(row_issues)
        key = ("" if is_generated_id(row.offering_id) else row.session or "", fold(row.offering_id))
        first = firsts.setdefault(key, record) if row.offering_id else record
        if first is record:
            rows.append(row)
        else:
            found.append(_taken_twice(row, record, first))
    return tuple(rows), tuple(found)


def _cohorts(sessions: Sequence[SessionRow]) -> dict[str, tuple[str, ...]]:
    """The cohorts of each session: those of all its rows; none if a row has none, and so takes any group."""
    by_session: dict[str, list[Selection]] = defaultdict(list)
    for row in sessions:
        by_session[row.session.id].append(row.selection)
    return {
        session: tuple(dict.fromkeys(cohort for selection in selections for cohort in selection.cohorts))
        if all(selection.cohorts for selection in selections)
        else ()
        for session, selections in by_session.items()
    }


def _taken_twice(row: OfferingRow, record: Record, first: Record) -> Issue:
    other = first.place.cell(OFFERINGS.offering_id)
    message = f'The Offering ID "{row.offering_id}" is there twice, the first time in {other}; that row counts.'
    return Issue(kinds.DUPLICATE_KEY, message, record.place.cell(OFFERINGS.offering_id), (other,))


def _row(record: Record, context: _OfferingContext) -> tuple[OfferingRow, tuple[Issue, ...]]:
    offering_id, text = record.text(OFFERINGS.offering_id), record.text(OFFERINGS.session)
    is_change = is_generated_id(offering_id)
    session, fault = context.index.find(text) if text else (None, None)
    groups, group_issues = named_groups(record, OFFERINGS.groups, context.names.groups)
    teaching, is_resolved = teaching_cells(record, context.names)
    found = [
        *group_issues,
        *_missing(record, context, is_change=is_change),
        *length_issues(_of_one_day(record)),
        *_end_date_issues(record),
    ]
    found.extend(cohort_issues(record, groups or (), context.cohorts.get(session or "", ()), context.groups))
    if fault:
        found.append(Issue(fault.kind, fault.message, record.place.cell(OFFERINGS.session)))
    if not offering_id and not record.lacks(OFFERINGS.offering_id):
        found.append(
            Issue(
                kinds.OFFERING_ID_MISSING,
                "The offering has no Offering ID.",
                record.place.cell(OFFERINGS.offering_id, OFFERINGS.session),
            )
        )
    has_error = any(issue.severity is Severity.ERROR for issue in found)
    row = OfferingRow(
        where=record.place,
        offering_id=offering_id,
        session=session,
        groups=groups,
        date=record.get(OFFERINGS.date, dt.date),
        start=record.get(OFFERINGS.start, int),
        end_date=record.get(OFFERINGS.end_date, dt.date),
        end=record.get(OFFERINGS.end, int),
        minutes=record.get(OFFERINGS.minutes, int),
        teaching=teaching,
        status=record.get(OFFERINGS.status, Status),
        notes=record.text(OFFERINGS.notes),
        is_held=has_error or bool(record.faulty) or not is_resolved,
    )
    return row, tuple(found)


def _missing(record: Record, context: _OfferingContext, *, is_change: bool) -> Iterator[Issue]:
    for column in (OFFERINGS.date, OFFERINGS.start):
        if isinstance(record.value(column), Later):
            yield _scheduled_later(record, column, is_change=is_change)
    for column in () if is_change else (OFFERINGS.session, OFFERINGS.date, OFFERINGS.start):
        if not record.has(column):
            place = record.place.cell(column, OFFERINGS.session, OFFERINGS.offering_id)
            yield required_cell_empty(column, place, context.misspelt)


def _scheduled_later(record: Record, column: Column, *, is_change: bool) -> Issue:
    """An offering of one's own may wait for its date; a generated one has one, and what is to become of it must be said."""
    if is_change:
        message = f"{column} is to be announced, but the row changes an offering that is scheduled."
        return Issue(kinds.NOT_A_DATE if column is OFFERINGS.date else kinds.NOT_A_TIME, message, record.place.cell(column))
    return Issue(
        kinds.SESSION_NOT_SCHEDULED, f"{column} is to be announced; the offering is not made yet.", record.place.cell(column)
    )


def _of_one_day(record: Record) -> Record:
    """The record as far as its times are on one day: an offering that ends on a later day may end at an earlier hour."""
    if not record.has(OFFERINGS.end_date) or record.get(OFFERINGS.end_date, dt.date) == record.get(OFFERINGS.date, dt.date):
        return record
    positions = {column: position for column, position in record.layout.positions.items() if column is not OFFERINGS.end}
    return Record(
        record.row, record.cells, RecordLayout(record.layout.sheet, record.layout.columns, positions, record.layout.parts)
    )


def _end_date_issues(record: Record) -> Iterator[Issue]:
    first, last = record.get(OFFERINGS.date, dt.date), record.get(OFFERINGS.end_date, dt.date)
    if first and last and last < first:
        yield Issue(kinds.END_BEFORE_START, f"End date {last} is before Date {first}.", record.place.cell(OFFERINGS.end_date))
    if record.has(OFFERINGS.end_date) and not record.has(OFFERINGS.end):
        yield Issue(kinds.LENGTH_MISSING, "There is an End date, but no End.", record.place.cell(OFFERINGS.end, OFFERINGS.end_date))
