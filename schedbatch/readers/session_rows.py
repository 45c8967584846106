"""The Sessions sheet: rows -> sessions and their rows.

Rows of one Session ID, or without one and alike in course, title and type, are one session in several rows. A row with
an error in it is held: kept to know what it would have given, never released.
Source: generator.md, "Sessions and rows", "Recurrence and times", "ILMs".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import (
    Course,
    GroupPath,
    IlmTerms,
    LearnerGroup,
    Recurrence,
    RegistrarFields,
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
from schedbatch.readers.alike import Alike
from schedbatch.readers.cells import Fault
from schedbatch.readers.columns import MAX_WEEKS
from schedbatch.readers.people_and_places import NameBook
from schedbatch.readers.records import Layout, Record, Table
from schedbatch.readers.row_cells import (
    REGISTRAR,
    Names,
    cohort_issues,
    length_issues,
    named_groups,
    registrar_fields,
    teaching_cells,
)
from schedbatch.readers.session_names import SessionIndex

SHARED = ("Course", "Title", "Type", "Description")
"""What all rows of one session agree on."""

_CALENDAR = ("Date", "Start", "End", "Minutes", "Days", "Weeks", "Until", "Every", "Except dates", "At once", "Stagger")
_SERIES = ("Days", "Weeks", "Until", "Every", "Except dates")
_ONCE = Recurrence()
_NO_FIELDS = RegistrarFields()
_ILM_ONLY = ("Hours", "Due date", "Due time", "Due prior to")
_MEANINGLESS_FOR_ILM = ("Location", "Strategy")


@dataclass(frozen=True, slots=True)
class _Context:
    names: Names
    groups: Mapping[GroupPath, LearnerGroup]
    courses: Mapping[str, Course]
    types: Mapping[str, SessionType]
    settings: Settings
    index: SessionIndex


def build_session_rows(
    table: Table,
    names: Names,
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
    reader = _RowReader(table.records[0].layout, _Context(names, groups, courses, types, settings, index))
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


def _sessions(records: Sequence[Record], names: Names) -> tuple[dict[int, Session], dict[str, Session], set[str], list[Issue]]:
    """Each row's session by row number, sessions by folded ID, the IDs of those that cannot be told, and what is wrong."""
    sessions: dict[int, Session] = {}
    by_id: dict[str, Session] = {}
    firsts: dict[str, Record] = {}
    held = {"" for record in records if "Session ID" in record.faulty}
    found: list[Issue] = []
    # What a row has as its own ID is that row's, wherever it stands: a made ID gives way.
    for alike in sorted(_by_session(records), key=lambda alike: not alike[0].text("Session ID")):
        session, session_issues = _session(alike, names)
        found.extend(session_issues)
        if session is None:
            held.add(alike[0].text("Session ID"))
            continue
        key = fold_once(session.id)
        if key not in by_id:
            by_id[key], firsts[key] = session, alike[0]
            for record in alike:
                sessions[record.row] = session
        else:
            found.append(_id_taken(session, alike[0], firsts[key]))
            held.add(session.id)
    return sessions, by_id, held, found


def _id_taken(session: Session, record: Record, first: Record) -> Issue:
    other = first.place.cell("Session ID")
    message = f'"{session.id}" stands for this session, but {other} has it as its own ID.'
    return Issue(kinds.DUPLICATE_KEY, message, record.place.cell("Session ID", "Title"), (other,))


def _by_session(records: Sequence[Record]) -> list[list[Record]]:
    grouped: dict[str | tuple[str, ...], list[Record]] = defaultdict(list)
    for record in records:
        if "Session ID" in record.faulty:
            continue
        session_id = record.text("Session ID")
        key = fold_once(session_id) if session_id else tuple(fold(record.text(heading)) for heading in SHARED[:3])
        grouped[key].append(record)
    return list(grouped.values())


def _session(records: Sequence[Record], names: Names) -> tuple[Session | None, Sequence[Issue]]:
    """The values that all rows share: the first filled cell counts, another value in a later row is an error there."""
    shared, found = _shared(records)
    course_text, title, type_text, description = shared
    if not (title and type_text):
        missing = [heading for heading, text in (("Title", title), ("Type", type_text)) if not text]
        empty = (heading for heading in missing if not any(heading in record.faulty for record in records))
        found.extend(Issue(kinds.REQUIRED_CELL_EMPTY, f"{heading} is empty.", records[0].place.cell(heading)) for heading in empty)
        return None, found
    course = names.courses.resolve((course_text,))[0] if course_text else ()
    kind = names.types.resolve((type_text,))[0]
    session_id = records[0].text("Session ID")
    if not session_id:
        session_id = " - ".join(text for text in shared[:3] if text)
        message = f'"{title}" has no Session ID; "{session_id}" stands for it.'
        found.append(Issue(kinds.SESSION_ID_MISSING, message, records[0].place.cell("Session ID", "Title")))
    return Session(session_id, course[0] if course else course_text, title, kind[0] if kind else type_text, description), found


def _shared(records: Sequence[Record]) -> tuple[list[str], list[Issue]]:
    """The texts under the shared headings, and where a row has another."""
    if len(records) == 1:
        return [records[0].text(heading) for heading in SHARED], []
    shared: list[str] = []
    found: list[Issue] = []
    for heading in SHARED:
        filled = [record for record in records if record.text(heading)]
        shared.append(filled[0].text(heading) if filled else "")
        others = (record for record in filled[1:] if fold(record.text(heading)) != fold(shared[-1]))
        found.extend([_differs(record, heading, filled[0]) for record in others])
    return shared, found


def _differs(record: Record, heading: str, first: Record) -> Issue:
    other = first.place.cell(heading)
    return Issue(
        kinds.SESSION_VALUES_DIFFER,
        f'{heading} is "{record.text(heading)[:60]}" here, but "{first.text(heading)[:60]}" in {other}, a row of the same session.',
        record.place.cell(heading),
        (other,),
    )


def _can_be_generated(record: Record, row_issues: Sequence[Issue]) -> bool:
    """Whether date, start and groups are sound, so that a held row still tells which offerings it stands for."""
    needed = {record.place.cell(heading) for heading in ("Date", "Start", "Groups", "Except groups", "Strategy")}
    bad = {issue.where for issue in row_issues if issue.severity is Severity.ERROR}
    return not record.lacks("Date", "Start", "Groups", "Except groups", "Strategy") and needed.isdisjoint(bad)


_Found = tuple[Issue, ...]
_Teaching = tuple[TeachingCells, bool]
"""And whether every name in them could be resolved."""
_Standing = tuple[Status, bool]
"""And whether course and type are known."""


class _RowReader:
    """Records -> session rows; what rows that are alike in some cells have in common is worked out once."""

    def __init__(self, layout: Layout, context: _Context) -> None:
        self._context = context
        self._selections = Alike(layout, ("Groups", "Except groups", "Cohort", "Strategy"), self._selection)
        self._timings = Alike(layout, (*_CALENDAR, *_ILM_ONLY), self._timing)
        self._teachings = Alike(layout, ("Location", "Instructors", "URL"), self._teaching)
        self._standings = Alike(layout, ("Course", "Type", "Status"), self._standing)
        # Not by what is alike: 3 and 3.0 credit hours are equal, and yet shown as they were typed.
        self._has_registrar_fields = not layout.positions.keys().isdisjoint(REGISTRAR)

    def read(self, record: Record, session: Session, *, is_held: bool) -> tuple[SessionRow, _Found]:
        """The row of ``session`` that ``record`` is, and what is wrong with it."""
        is_ilm = record.value("ILM") is True
        selection, found = self._selections.of(record, (session.course, session.type))
        if is_ilm:
            timing = _timing(record)
            terms, target_issues = _ilm_terms(record, session, self._context)
            found = (*found, *_ilm_issues(record), *target_issues)
        else:
            timing, timing_issues = self._timings.of(record, selection.strategy is Strategy.TOGETHER)
            terms, found = None, found + timing_issues
        (teaching, is_resolved), _ = self._teachings.of(record, None)
        (status, is_known), _ = self._standings.of(record, None)
        registrar = registrar_fields(record) if self._has_registrar_fields else _NO_FIELDS
        has_error = bool(found) and any(issue.severity is Severity.ERROR for issue in found)
        is_held = is_held or has_error or bool(record.faulty) or not (is_resolved and is_known)
        is_status_known, notes = not record.lacks("Status"), record.text("Notes")
        # By position, for speed: names take half as long again.
        row = SessionRow(
            record.place, session, selection, timing, teaching, terms, is_ilm, status, is_status_known, notes, registrar, is_held
        )
        return row, found

    def _selection(self, record: Record, course_and_type: tuple[str, str]) -> tuple[Selection, _Found]:
        course, kind = course_and_type
        names, groups = self._context.names.groups, self._context.groups
        named, group_issues = named_groups(record, "Groups", names)
        excepted, except_issues = named_groups(record, "Except groups", names)
        cohorts = record.names("Cohort") or _course_cohorts(course, self._context)
        strategy = record.get("Strategy", Strategy) or _type_strategy(kind, self._context)
        found = (*group_issues, *except_issues, *cohort_issues(record, named or (), cohorts, groups))
        return Selection(named or (), excepted or (), cohorts, strategy), found

    def _timing(self, record: Record, is_together: bool) -> tuple[Timing, _Found]:  # noqa: FBT001 - what Alike calls has no names
        issues = tuple(_meeting_issues(record, self._context.settings, is_together=is_together))
        return _timing(record), issues

    def _teaching(self, record: Record, _: None) -> tuple[_Teaching, _Found]:
        return teaching_cells(record, self._context.names), ()

    def _standing(self, record: Record, _: None) -> tuple[_Standing, _Found]:
        names = self._context.names
        is_known = _is_known(record, "Course", names.courses) and _is_known(record, "Type", names.types)
        return (record.get("Status", Status) or Status.SCHEDULED, is_known), ()


def _timing(record: Record) -> Timing:
    return Timing(
        date=record.get("Date", dt.date),
        start=record.get("Start", int),
        end=record.get("End", int),
        minutes=record.get("Minutes", int),
        recurrence=_recurrence(record),
        at_once=record.get("At once", int),
        stagger=record.get("Stagger", int),
    )


def _is_known(record: Record, heading: str, book: NameBook) -> bool:
    return not record.text(heading) or book.resolve((record.text(heading),))[1]


def _type_strategy(name: str, context: _Context) -> Strategy:
    kind = context.types.get(name)
    return (kind.strategy if kind else None) or Strategy.PER_SUBGROUP


def _course_cohorts(name: str, context: _Context) -> tuple[str, ...]:
    course = context.courses.get(name)
    return course.cohorts if course else ()


def _recurrence(record: Record) -> Recurrence:
    if not record.has(*_SERIES):
        return _ONCE
    return Recurrence(
        weekdays=record.get("Days", tuple) or (),
        weeks=record.get("Weeks", int),
        until=record.get("Until", dt.date),
        every=record.get("Every", int) or 1,
        except_dates=record.get("Except dates", tuple) or (),
    )


def _meeting_issues(record: Record, settings: Settings, *, is_together: bool) -> Iterator[Issue]:
    for heading in record.has(*_ILM_ONLY):
        yield Issue(kinds.HOURS_WITHOUT_ILM, f"{heading} is filled in, but ILM is not yes.", record.place.cell(heading))
    if is_together:
        for heading in record.has("At once", "Stagger"):
            message = f"{heading} deals groups into waves, but the strategy makes one offering for all."
            yield Issue(kinds.WAVES_WITH_TOGETHER, message, record.place.cell(heading))
    elif record.has("Stagger") and not record.has("At once"):
        yield Issue(kinds.STAGGER_UNUSED, "Stagger has no effect without At once.", record.place.cell("Stagger"))
    yield from length_issues(record)
    yield from _series_issues(record)
    if record.has("Date") and not record.has("Start"):
        yield Issue(kinds.START_MISSING, "There is a Date, but no Start.", record.place.cell("Start", "Date"))
    if record.has("Date") and not record.has("End", "Minutes") and settings.default_minutes is None:
        yield Issue(kinds.LENGTH_MISSING, "There is neither End nor Minutes.", record.place.cell("Minutes", "End", "Start"))


def _series_issues(record: Record) -> Iterator[Issue]:
    day, until = record.get("Date", dt.date), record.get("Until", dt.date)
    if record.has("Weeks") and record.has("Until"):
        yield Issue(
            kinds.WEEKS_AND_UNTIL, "Weeks and Until are both filled in.", record.place.cell("Until"), (record.place.cell("Weeks"),)
        )
    elif day and until and until < day:
        yield Issue(kinds.UNTIL_BEFORE_DATE, f"Until {until} is before Date {day}.", record.place.cell("Until"))
    elif day and until and (until - day).days >= MAX_WEEKS * 7:
        message = f"From {day} until {until} are more than {MAX_WEEKS} weeks."
        yield Issue(kinds.NUMBER_OUT_OF_RANGE, message, record.place.cell("Until"))
    for heading in record.has("Days", "Every")[:1]:
        if not record.has("Weeks", "Until"):
            message = f"{heading} makes a series, but neither Weeks nor Until says how long."
            yield Issue(kinds.RECURRENCE_INCOMPLETE, message, record.place.cell(heading))


def _ilm_issues(record: Record) -> Iterator[Issue]:
    for heading in record.has(*_CALENDAR):
        yield Issue(kinds.ILM_WITH_CALENDAR_TIME, f"{heading} is filled in on an ILM.", record.place.cell(heading))
    for heading in record.has(*_MEANINGLESS_FOR_ILM):
        if record.value(heading) != ():
            yield Issue(kinds.ILM_CELL_UNUSED, f"{heading} has no meaning for an ILM.", record.place.cell(heading))
    if not record.has("Hours"):
        yield Issue(kinds.ILM_HOURS_MISSING, "The ILM has no Hours.", record.place.cell("Hours", "ILM"))
    dated = record.has("Due date", "Due time")
    if record.has("Due prior to") and dated:
        message = f"{dated[0]} and Due prior to are both filled in."
        yield Issue(kinds.ILM_DUE_TWICE, message, record.place.cell("Due prior to"), (record.place.cell(dated[0]),))
    elif not record.has("Due prior to", "Due date"):
        yield Issue(
            kinds.ILM_DUE_DATE_MISSING, "The ILM has neither Due date nor Due prior to.", record.place.cell("Due date", "ILM")
        )


def _ilm_terms(record: Record, session: Session, context: _Context) -> tuple[IlmTerms | None, tuple[Issue, ...]]:
    hours, target = record.get("Hours", Decimal), record.text("Due prior to")
    target_id, fault = context.index.find(target, session.course) if target else (None, None)
    found = _at(record, "Due prior to", fault)
    due_date = record.get("Due date", dt.date)
    if not (due_date or target_id):
        return None, found
    # A held row without sound hours is worked out all the same: its target is checked, and its ILMs keep their ids.
    return IlmTerms(hours or Decimal(0), due_date, record.get("Due time", int), target_id), found


def _at(record: Record, heading: str, fault: Fault | None) -> tuple[Issue, ...]:
    return (Issue(fault.kind, fault.message, record.place.cell(heading)),) if fault else ()
