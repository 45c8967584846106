"""The Offerings sheet: individually created offerings, and changes to single generated ones.

A row whose Offering ID looks like a generated one (``ANAT-03/Anatomy Labs > 07/w2.1``) changes that offering and may
leave Session, Date and Start blank. Source: workbook.md, "Offerings"; generator.md, "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import GroupPath, LearnerGroup, OfferingRow, Selection, SessionRow, Status, is_generated_id
from schedbatch.domain.names import fold
from schedbatch.readers.records import Layout, Record, Table
from schedbatch.readers.row_cells import Names, cohort_issues, length_issues, named_groups, teaching_cells
from schedbatch.readers.session_names import SessionIndex


@dataclass(frozen=True, slots=True)
class _Context:
    names: Names
    index: SessionIndex
    groups: Mapping[GroupPath, LearnerGroup]
    cohorts: Mapping[str, tuple[str, ...]]


def build_offering_rows(
    table: Table, names: Names, index: SessionIndex, groups: Mapping[GroupPath, LearnerGroup], sessions: Sequence[SessionRow]
) -> tuple[tuple[OfferingRow, ...], tuple[Issue, ...]]:
    """All rows in sheet order, held ones among them; the second of two with one Offering ID is left out."""
    context = _Context(names, index, groups, _cohorts(sessions) if table.records else {})
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
        session: tuple(dict.fromkeys(cohort for one in selections for cohort in one.cohorts))
        if all(one.cohorts for one in selections)
        else ()
        for session, selections in by_session.items()
    }


def _taken_twice(row: OfferingRow, record: Record, first: Record) -> Issue:
    other = first.place.cell("Offering ID")
    message = f'The Offering ID "{row.offering_id}" is there twice, the first time in {other}; that row counts.'
    return Issue(kinds.DUPLICATE_KEY, message, record.place.cell("Offering ID"), (other,))


def _row(record: Record, context: _Context) -> tuple[OfferingRow, tuple[Issue, ...]]:
    offering_id, text = record.text("Offering ID"), record.text("Session")
    is_change = is_generated_id(offering_id)
    session, fault = context.index.find(text) if text else (None, None)
    groups, group_issues = named_groups(record, "Groups", context.names.groups)
    teaching, is_resolved = teaching_cells(record, context.names)
    found = [*group_issues, *_missing(record, is_change=is_change), *length_issues(_of_one_day(record)), *_end_date_issues(record)]
    found.extend(cohort_issues(record, groups or (), context.cohorts.get(session or "", ()), context.groups))
    if fault:
        found.append(Issue(fault.kind, fault.message, record.place.cell("Session")))
    if not offering_id and "Offering ID" not in record.faulty:
        found.append(
            Issue(kinds.OFFERING_ID_MISSING, "The offering has no Offering ID.", record.place.cell("Offering ID", "Session"))
        )
    has_error = any(issue.severity is Severity.ERROR for issue in found)
    row = OfferingRow(
        where=record.place,
        offering_id=offering_id,
        session=session,
        groups=groups,
        date=record.get("Date", dt.date),
        start=record.get("Start", int),
        end_date=record.get("End date", dt.date),
        end=record.get("End", int),
        minutes=record.get("Minutes", int),
        teaching=teaching,
        status=record.get("Status", Status),
        notes=record.text("Notes"),
        is_held=has_error or bool(record.faulty) or not is_resolved,
    )
    return row, tuple(found)


def _missing(record: Record, *, is_change: bool) -> Iterator[Issue]:
    for heading in () if is_change else ("Session", "Date", "Start"):
        if not record.has(heading):
            yield Issue(kinds.REQUIRED_CELL_EMPTY, f"{heading} is empty.", record.place.cell(heading, "Session", "Offering ID"))


def _of_one_day(record: Record) -> Record:
    """The record as far as its times are on one day: an offering that ends on a later day may end at an earlier hour."""
    if not record.has("End date") or record.get("End date", dt.date) == record.get("Date", dt.date):
        return record
    positions = {heading: position for heading, position in record.layout.positions.items() if heading != "End"}
    return Record(record.row, record.cells, Layout(record.layout.sheet, record.layout.columns, positions))


def _end_date_issues(record: Record) -> Iterator[Issue]:
    first, last = record.get("Date", dt.date), record.get("End date", dt.date)
    if first and last and last < first:
        yield Issue(kinds.END_BEFORE_START, f"End date {last} is before Date {first}.", record.place.cell("End date"))
    if record.has("End date") and not record.has("End"):
        yield Issue(kinds.LENGTH_MISSING, "There is an End date, but no End.", record.place.cell("End", "End date"))
