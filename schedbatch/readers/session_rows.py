"""The Sessions sheet: rows -> sessions and their rows.

Rows with the same Session ID are one session in several rows; so are rows without an ID that have the same course, title and
type. A row with an error is held: the plan needs to know what the row would have given, and never releases it.
Source: generator.md, "Sessions and rows", "Recurrence and times", "ILMs".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.columns import MAX_WEEKS, SESSIONS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import (
    Course,
    GroupPath,
    IlmTerms,
    LearnerGroup,
    Recurrence,
    Selection,
    Session,
    SessionRow,
    SessionType,
    Settings,
    Status,
    Strategy,
    TeachingCells,
    Timing,
)
from schedbatch.domain.names import fold, fold_once
from schedbatch.domain.sheets import Column
from schedbatch.readers.cells import Fault
from schedbatch.readers.records import Record, RecordLayout, Table
from schedbatch.readers.row_cells import (
    NameBooks,
    cohort_issues,
    length_issues,
    named_groups,
    registrar_fields,
    teaching_cells,
)
from schedbatch.readers.session_names import SessionIndex
from schedbatch.readers.values_by_cells import ValuesByCells

SHARED = (SESSIONS.course, SESSIONS.title, SESSIONS.type, SESSIONS.description)
"""What all rows of one session agree on."""

_SERIES = (SESSIONS.days, SESSIONS.weeks, SESSIONS.until, SESSIONS.every, SESSIONS.except_dates)
_CALENDAR = (SESSIONS.date, SESSIONS.start, SESSIONS.end, SESSIONS.minutes, *_SERIES, SESSIONS.at_once, SESSIONS.stagger)
_ONCE = Recurrence()
_ILM_ONLY = (SESSIONS.hours, SESSIONS.due_date, SESSIONS.due_time, SESSIONS.due_prior_to)
_IDENTIFYING = (SESSIONS.date, SESSIONS.start, SESSIONS.groups, SESSIONS.except_groups, SESSIONS.strategy)
"""What tells for which offerings a row stands."""
_MEANINGLESS_FOR_ILM = (SESSIONS.location, SESSIONS.strategy)


@dataclass(frozen=True, slots=True)
class _SessionContext:
    names: NameBooks
    groups: Mapping[GroupPath, LearnerGroup]
    courses: Mapping[str, Course]
    types: Mapping[str, SessionType]
    settings: Settings
    index: SessionIndex


def build_session_rows(
    table: Table,
    names: NameBooks,
    groups: Mapping[GroupPath, LearnerGroup],
    courses: Mapping[str, Course],
    types: Mapping[str, SessionType],
    settings: Settings,
) -> tuple[tuple[SessionRow, ...], SessionIndex, tuple[Issue, ...]]:
    """All rows whose session can be told, in sheet order; held ones among them."""
    if not table.records:
        return (), SessionIndex(), ()
    sessions, by_id, held, found = _sessions(table.records, names)
    in_error = {issue.where.row for issue in found if issue.where and issue.severity is Severity.ERROR}
    index = SessionIndex(by_id)
    reader = _RowReader(table.records[0].layout, _SessionContext(names, groups, courses, types, settings, index))
    rows: list[SessionRow] = []
    for record in table.records:
        session = sessions.get(record.row)
        if session is None:
            continue
        row, row_issues = reader.read(record, session, is_held=record.row in in_error)
        found.extend(row_issues)
        rows.append(row)
        if row.is_held and not _can_be_generated(record, row_issues):
            held.add(session.id)
    return tuple(rows), index.holding(frozenset(held)), tuple(found)


def _sessions(records: Sequence[Record], names: NameBooks) -> tuple[dict[int, Session], dict[str, Session], set[str], list[Issue]]:
    """Each row's session by row number, sessions by folded ID, the IDs of those that cannot be told, and what is wrong."""
    sessions: dict[int, Session] = {}
    by_id: dict[str, Session] = {}
    firsts: dict[str, Record] = {}
    held = {"" for record in records if SESSIONS.session_id in record.faulty}
    found: list[Issue] = []
    # What a row has as its own ID is that row's, wherever it stands: a made ID gives way.
    for rows in sorted(_by_session(records), key=lambda rows: not rows[0].text(SESSIONS.session_id)):
        session, session_issues = _session(rows, names)
        found.extend(session_issues)
        if session is None:
            held.add(rows[0].text(SESSIONS.session_id))
            continue
        key = fold_once(session.id)
        if key not in by_id:
            by_id[key], firsts[key] = session, rows[0]
            for record in rows:
                sessions[record.row] = session
        else:
            found.append(_id_taken(session, rows[0], firsts[key]))
            held.add(session.id)
    return sessions, by_id, held, found


def _id_taken(session: Session, record: Record, first: Record) -> Issue:
    other = first.place.cell(SESSIONS.session_id)
    message = f'"{session.id}" stands for this session, but {other} has it as its own ID.'
    return Issue(kinds.DUPLICATE_KEY, message, record.place.cell(SESSIONS.session_id, SESSIONS.title), (other,))


def _by_session(records: Sequence[Record]) -> list[list[Record]]:
    grouped: dict[str | tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if SESSIONS.session_id in record.faulty:
            continue
        session_id = record.text(SESSIONS.session_id)
        key = fold_once(session_id) if session_id else tuple(fold(record.text(column)) for column in SHARED[:3])
        grouped[key].append(record)
    return list(grouped.values())


def _session(records: Sequence[Record], names: NameBooks) -> tuple[Session | None, Sequence[Issue]]:
    """The values that all rows share: the first filled cell counts, another value in a later row is an error there."""
    shared, found = _shared(records)
    course_text, title, type_text, description = shared
    if not (title and type_text):
        missing = [column for column, text in ((SESSIONS.title, title), (SESSIONS.type, type_text)) if not text]
        empty = (column for column in missing if not any(record.lacks(column) for record in records))
        found.extend(Issue(kinds.REQUIRED_CELL_EMPTY, f"{column} is empty.", records[0].place.cell(column)) for column in empty)
        return None, found
    course = names.courses.resolve((course_text,))[0] if course_text else ()
    kind = names.types.resolve((type_text,))[0]
    session_id = records[0].text(SESSIONS.session_id)
    if not session_id:
        session_id = " - ".join(text for text in shared[:3] if text)
        message = f'"{title}" has no Session ID; "{session_id}" stands for it.'
        found.append(Issue(kinds.SESSION_ID_MISSING, message, records[0].place.cell(SESSIONS.session_id, SESSIONS.title)))
    return Session(session_id, course[0] if course else course_text, title, kind[0] if kind else type_text, description), found


def _shared(records: Sequence[Record]) -> tuple[list[str], list[Issue]]:
    """The texts under the shared headings, and where a row has another."""
    if len(records) == 1:
        return [records[0].text(column) for column in SHARED], []
    shared: list[str] = []
    found: list[Issue] = []
    for column in SHARED:
        filled = [record for record in records if record.text(column)]
        shared.append(filled[0].text(column) if filled else "")
        others = (record for record in filled[1:] if fold(record.text(column)) != fold(shared[-1]))
        found.extend([_differs(record, column, filled[0]) for record in others])
    return shared, found


def _differs(record: Record, column: Column, first: Record) -> Issue:
    other = first.place.cell(column)
    return Issue(
        kinds.SESSION_VALUES_DIFFER,
        f'{column} is "{record.text(column)[:60]}" here, but "{first.text(column)[:60]}" in {other}, a row of the same session.',
        record.place.cell(column),
        (other,),
    )


def _can_be_generated(record: Record, row_issues: Sequence[Issue]) -> bool:
    """Whether date, start and groups are sound, so that a held row still tells which offerings it stands for."""
    needed = {record.place.cell(column) for column in _IDENTIFYING}
    bad = {issue.where for issue in row_issues if issue.severity is Severity.ERROR}
    return not record.lacks(*_IDENTIFYING) and needed.isdisjoint(bad)


_Found = tuple[Issue, ...]
_Teaching = tuple[TeachingCells, bool]
"""The cells, and whether every name in them could be resolved."""


class _RowReader:
    """Records -> session rows. Rows with equal cells share their selection, timing and teaching."""

    def __init__(self, layout: RecordLayout, context: _SessionContext) -> None:
        self._context = context
        self._selections = ValuesByCells(
            layout, (SESSIONS.groups, SESSIONS.except_groups, SESSIONS.cohort, SESSIONS.strategy), self._selection
        )
        self._timings = ValuesByCells(layout, (*_CALENDAR, *_ILM_ONLY), self._timing)
        self._teachings = ValuesByCells(layout, (SESSIONS.location, SESSIONS.instructors, SESSIONS.url), self._teaching)
        self._knowns = ValuesByCells(layout, (SESSIONS.course, SESSIONS.type), self._is_known)

    def read(self, record: Record, session: Session, *, is_held: bool) -> tuple[SessionRow, _Found]:
        """The row of ``session`` that ``record`` is, and what is wrong with it."""
        is_ilm = record.value(SESSIONS.ilm) is True
        selection, found = self._selections.of(record, (session.course, session.type))
        if is_ilm:
            timing = _timing(record)
            terms, target_issues = _ilm_terms(record, session, self._context)
            found = (*found, *_ilm_issues(record), *target_issues)
        else:
            timing, timing_issues = self._timings.of(record, selection.strategy is Strategy.TOGETHER)
            terms, found = None, found + timing_issues
        (teaching, is_resolved), _ = self._teachings.of(record, None)
        is_known, _ = self._knowns.of(record, None)
        has_error = any(issue.severity is Severity.ERROR for issue in found)
        row = SessionRow(
            where=record.place,
            session=session,
            selection=selection,
            timing=timing,
            teaching=teaching,
            ilm=terms,
            is_ilm=is_ilm,
            status=record.get(SESSIONS.status, Status) or Status.SCHEDULED,
            is_status_known=not record.lacks(SESSIONS.status),
            notes=record.text(SESSIONS.notes),
            registrar=registrar_fields(record),
            is_held=is_held or has_error or bool(record.faulty) or not (is_resolved and is_known),
        )
        return row, found

    def _selection(self, record: Record, course_and_type: tuple[str, str]) -> tuple[Selection, _Found]:
        course, kind = course_and_type
        names, groups = self._context.names.groups, self._context.groups
        named, group_issues = named_groups(record, SESSIONS.groups, names)
        excepted, except_issues = named_groups(record, SESSIONS.except_groups, names)
        cohorts = record.names(SESSIONS.cohort) or _course_cohorts(course, self._context)
        strategy = record.get(SESSIONS.strategy, Strategy) or _type_strategy(kind, self._context)
        found = (*group_issues, *except_issues, *cohort_issues(record, named or (), cohorts, groups))
        return Selection(named or (), excepted or (), cohorts, strategy), found

    def _timing(self, record: Record, is_together: bool) -> tuple[Timing, _Found]:  # noqa: FBT001 - ValuesByCells calls it by position
        issues = tuple(_meeting_issues(record, self._context.settings, is_together=is_together))
        return _timing(record), issues

    def _teaching(self, record: Record, _: None) -> tuple[_Teaching, _Found]:
        return teaching_cells(record, self._context.names), ()

    def _is_known(self, record: Record, _: None) -> tuple[bool, _Found]:
        """Whether the row's course and type are known."""
        books = ((SESSIONS.course, self._context.names.courses), (SESSIONS.type, self._context.names.types))
        return all(not record.text(column) or book.resolve((record.text(column),))[1] for column, book in books), ()


def _timing(record: Record) -> Timing:
    return Timing(
        date=record.get(SESSIONS.date, dt.date),
        start=record.get(SESSIONS.start, int),
        end=record.get(SESSIONS.end, int),
        minutes=record.get(SESSIONS.minutes, int),
        recurrence=_recurrence(record),
        at_once=record.get(SESSIONS.at_once, int),
        stagger=record.get(SESSIONS.stagger, int),
    )


def _type_strategy(name: str, context: _SessionContext) -> Strategy:
    kind = context.types.get(name)
    return (kind.strategy if kind else None) or Strategy.PER_SUBGROUP


def _course_cohorts(name: str, context: _SessionContext) -> tuple[str, ...]:
    course = context.courses.get(name)
    return course.cohorts if course else ()


def _recurrence(record: Record) -> Recurrence:
    if not record.has(*_SERIES):
        return _ONCE
    return Recurrence(
        weekdays=record.get(SESSIONS.days, tuple) or (),
        weeks=record.get(SESSIONS.weeks, int),
        until=record.get(SESSIONS.until, dt.date),
        every=record.get(SESSIONS.every, int) or 1,
        except_dates=record.get(SESSIONS.except_dates, tuple) or (),
    )


def _meeting_issues(record: Record, settings: Settings, *, is_together: bool) -> Iterator[Issue]:
    for column in record.has(*_ILM_ONLY):
        yield Issue(kinds.HOURS_WITHOUT_ILM, f"{column} is filled in, but ILM is not yes.", record.place.cell(column))
    if is_together:
        for column in record.has(SESSIONS.at_once, SESSIONS.stagger):
            message = f"{column} deals groups into waves, but the strategy makes one offering for all."
            yield Issue(kinds.WAVES_WITH_TOGETHER, message, record.place.cell(column))
    elif record.has(SESSIONS.stagger) and not record.has(SESSIONS.at_once):
        yield Issue(kinds.STAGGER_UNUSED, "Stagger has no effect without At once.", record.place.cell(SESSIONS.stagger))
    yield from length_issues(record)
    yield from _series_issues(record)
    if record.has(SESSIONS.date) and not record.has(SESSIONS.start):
        yield Issue(kinds.START_MISSING, "There is a Date, but no Start.", record.place.cell(SESSIONS.start, SESSIONS.date))
    if record.has(SESSIONS.date) and not record.has(SESSIONS.end, SESSIONS.minutes) and settings.default_minutes is None:
        yield Issue(
            kinds.LENGTH_MISSING,
            "There is neither End nor Minutes.",
            record.place.cell(SESSIONS.minutes, SESSIONS.end, SESSIONS.start),
        )


def _series_issues(record: Record) -> Iterator[Issue]:
    day, until = record.get(SESSIONS.date, dt.date), record.get(SESSIONS.until, dt.date)
    if record.has(SESSIONS.weeks) and record.has(SESSIONS.until):
        yield Issue(
            kinds.WEEKS_AND_UNTIL,
            "Weeks and Until are both filled in.",
            record.place.cell(SESSIONS.until),
            (record.place.cell(SESSIONS.weeks),),
        )
    elif day and until and until < day:
        yield Issue(kinds.UNTIL_BEFORE_DATE, f"Until {until} is before Date {day}.", record.place.cell(SESSIONS.until))
    elif day and until and (until - day).days >= MAX_WEEKS * 7:
        message = f"From {day} until {until} are more than {MAX_WEEKS} weeks."
        yield Issue(kinds.NUMBER_OUT_OF_RANGE, message, record.place.cell(SESSIONS.until))
    for column in record.has(SESSIONS.days, SESSIONS.every)[:1]:
        if not record.has(SESSIONS.weeks, SESSIONS.until):
            message = f"{column} makes a series, but neither Weeks nor Until says how long."
            yield Issue(kinds.RECURRENCE_INCOMPLETE, message, record.place.cell(column))


def _ilm_issues(record: Record) -> Iterator[Issue]:
    for column in record.has(*_CALENDAR):
        yield Issue(kinds.ILM_WITH_CALENDAR_TIME, f"{column} is filled in on an ILM.", record.place.cell(column))
    for column in record.has(*_MEANINGLESS_FOR_ILM):
        if record.value(column) != ():
            yield Issue(kinds.ILM_CELL_UNUSED, f"{column} has no meaning for an ILM.", record.place.cell(column))
    if not record.has(SESSIONS.hours):
        yield Issue(kinds.ILM_HOURS_MISSING, "The ILM has no Hours.", record.place.cell(SESSIONS.hours, SESSIONS.ilm))
    dated = record.has(SESSIONS.due_date, SESSIONS.due_time)
    if record.has(SESSIONS.due_prior_to) and dated:
        message = f"{dated[0]} and Due prior to are both filled in."
        yield Issue(kinds.ILM_DUE_TWICE, message, record.place.cell(SESSIONS.due_prior_to), (record.place.cell(dated[0]),))
    elif not record.has(SESSIONS.due_prior_to, SESSIONS.due_date):
        yield Issue(
            kinds.ILM_DUE_DATE_MISSING,
            "The ILM has neither Due date nor Due prior to.",
            record.place.cell(SESSIONS.due_date, SESSIONS.ilm),
        )


def _ilm_terms(record: Record, session: Session, context: _SessionContext) -> tuple[IlmTerms | None, tuple[Issue, ...]]:
    hours, target = record.get(SESSIONS.hours, Decimal), record.text(SESSIONS.due_prior_to)
    target_id, fault = context.index.find(target, session.course) if target else (None, None)
    found = _at(record, SESSIONS.due_prior_to, fault)
    due_date = record.get(SESSIONS.due_date, dt.date)
    if not (due_date or target_id):
        return None, found
    # A held row without sound hours is worked out all the same: its target is checked, and its ILMs keep their ids.
    return IlmTerms(hours or Decimal(0), due_date, record.get(SESSIONS.due_time, int), target_id), found


def _at(record: Record, column: Column, fault: Fault | None) -> tuple[Issue, ...]:
    return (Issue(fault.kind, fault.message, record.place.cell(column)),) if fault else ()
