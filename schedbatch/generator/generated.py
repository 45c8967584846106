"""Session rows -> generated offerings: audiences x meetings, in waves, lettered.

Source: generator.md, "Recurrence and times", "Waves" and "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, GroupPath, SessionRow, Strategy
from schedbatch.domain.names import fold
from schedbatch.domain.results import Offering
from schedbatch.domain.times import MINUTES_A_DAY, clock, day_name
from schedbatch.generator.identity import generated_id, offering_uid
from schedbatch.generator.moments import Moments
from schedbatch.generator.recurrence import Meeting, count_meetings, meetings
from schedbatch.generator.strategies import Audience, audiences, unused_exceptions
from schedbatch.generator.teaching import Defaults, Teaching, teaching

MAX_OFFERINGS = 1_000_000

_LISTED = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that can be generated: its audiences in natural order, its dates, its length and wave step in minutes."""

    row: SessionRow
    audiences: tuple[Audience, ...]
    meetings: tuple[Meeting, ...]
    length: int
    step: int

    def waves(self) -> Iterator[tuple[Audience, int, int]]:
        """Each audience with its wave's start (minutes after midnight of the meeting's day) and its slot in the wave."""
        assert self.row.start is not None  # noqa: S101 - drafts have a start
        at_once = self.row.at_once or len(self.audiences)
        for number, audience in enumerate(self.audiences):
            wave, slot = divmod(number, at_once)
            yield audience, self.row.start + wave * self.step, slot


@dataclass(frozen=True, slots=True)
class Generated:
    """One offering, and whether an error holds it back."""

    offering: Offering
    is_held: bool


def generate(catalog: Catalog, zone: ZoneInfo) -> tuple[tuple[Generated, ...], tuple[Issue, ...]]:
    """Every offering of every row that has a date and a start, held ones among them; rows in sheet order."""
    drafting = _Drafting(catalog)
    moments = Moments(zone)
    drafts: list[Draft] = []
    found: list[Issue] = []
    room = MAX_OFFERINGS
    for row in catalog.rows:
        draft, draft_issues = drafting.draft(row, room)
        found.extend(draft_issues)
        if draft:
            drafts.append(draft)
            room -= len(draft.audiences) * len(draft.meetings)
    letters = _letters(drafts)
    made: list[Generated] = []
    for draft in drafts:
        offerings, draft_issues = _offerings(draft, letters, catalog, moments)
        made.extend(offerings)
        found.extend(draft_issues)
    return tuple(made), tuple(found)


class _Drafting:
    """Rows -> drafts; what many rows select is worked out once."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._closed = ClosedDays(catalog.closures)
        self._select = lru_cache(maxsize=None)(self._selected)

    def draft(self, row: SessionRow, room: int) -> tuple[Draft | None, tuple[Issue, ...]]:
        """The row as it can be generated, unless it gives more than ``room`` offerings, and what is to be said of it."""
        length = _length(row, self._catalog)
        if row.is_ilm or row.date is None or row.start is None or length is None:
            return None, self._selection_issues(row) if not row.is_ilm else ()
        selected = self._select(row.strategy, row.groups, row.excepted)
        if len(selected) * count_meetings(row.date, row.recurrence) > room:
            return None, (_too_many(row),)
        dates, date_issues = _dates(row, row.date, self._closed)
        draft = Draft(row, selected, dates, length, row.stagger or length)
        found = (*self._selection_issues(row), *date_issues, *_wave_issues(draft))
        if any(issue.severity is Severity.ERROR for issue in found):
            draft = replace(draft, row=replace(row, is_held=True))
        return draft, found

    def _selected(self, strategy: Strategy, named: tuple[GroupPath, ...], excepted: tuple[GroupPath, ...]) -> tuple[Audience, ...]:
        return audiences(strategy, named, excepted, self._catalog.groups)

    def _selection_issues(self, row: SessionRow) -> tuple[Issue, ...]:
        place = row.where.cell("Except groups")
        if row.groups and not self._select(row.strategy, row.groups, row.excepted):
            names = "; ".join(row.groups)
            return (Issue(kinds.NO_GROUP_LEFT, f"Except groups takes out everything that Groups selects ({names}).", place),)
        unused = unused_exceptions(row.groups, row.excepted, self._catalog.groups) if row.excepted else ()
        return tuple(Issue(kinds.EXCEPTION_UNUSED, f'"{path}" is not among the selected groups.', place) for path in unused)


def _length(row: SessionRow, catalog: Catalog) -> int | None:
    length = row.minutes or catalog.settings.default_minutes
    if row.end is not None and row.start is not None:
        length = row.end - row.start if row.end > row.start else None
    # A held row without a sound length is drafted all the same: its offerings keep their ids and letters.
    return length or (1 if row.is_held else None)


def _too_many(row: SessionRow) -> Issue:
    message = f"With this row there would be more than {MAX_OFFERINGS:,} offerings; it is left out."
    return Issue(kinds.NUMBER_OUT_OF_RANGE, message, row.where.cell("Weeks", "Until", "Date"))


def _dates(row: SessionRow, first: dt.date, closed: ClosedDays) -> tuple[tuple[Meeting, ...], tuple[Issue, ...]]:
    """The dates that remain of a row, and what is to be said of the others."""
    every = tuple(meetings(first, row.recurrence))
    excepted = [meeting for meeting in every if meeting.day in row.recurrence.except_dates]
    closures = {meeting.day: closure.name for meeting in every if (closure := closed.on(meeting.day)) and meeting not in excepted}
    if every and not closures and not row.recurrence.except_dates:
        return every, ()
    left_out = set(closures) if row.recurrence.is_series else set()
    kept = tuple(meeting for meeting in every if meeting not in excepted and meeting.day not in left_out)
    found = [*_exception_notes(row, every, excepted), *_closure_issues(row, first, closures)]
    if every and not kept:
        found.append(Issue(kinds.NO_MEETING_LEFT, "All dates of the row are left out.", row.where.cell("Date")))
    return kept, tuple(found)


def _exception_notes(row: SessionRow, every: Sequence[Meeting], excepted: Sequence[Meeting]) -> Iterator[Issue]:
    place = row.where.cell("Except dates")
    if excepted:
        yield Issue(kinds.DATES_LEFT_OUT, f"Left out: {_listed([meeting.day for meeting in excepted])}.", place)
    days = {meeting.day for meeting in every}
    unused = [day for day in row.recurrence.except_dates if day not in days]
    if unused:
        yield Issue(kinds.DATES_LEFT_OUT, f"Not among the row's dates anyway: {_listed(unused)}.", place)


def _closure_issues(row: SessionRow, first: dt.date, closures: Mapping[dt.date, str]) -> Iterator[Issue]:
    place = row.where.cell("Date")
    if first in closures:
        outcome = "it is left out of the series" if row.recurrence.is_series else "the meeting is kept"
        yield Issue(kinds.DATE_ON_CLOSURE, f"{_closure(first, closures[first])} is a closure; {outcome}.", place)
    others = [_closure(day, name) for day, name in closures.items() if day != first]
    if others:
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        yield Issue(kinds.DATES_LEFT_OUT, f"Left out for closures: {', '.join(others[:_LISTED])}{more}.", place)


def _closure(day: dt.date, name: str) -> str:
    return f"{day_name(day)} ({name})" if name else day_name(day)


def _listed(days: Sequence[dt.date]) -> str:
    more = f" and {len(days) - _LISTED} more" if len(days) > _LISTED else ""
    return ", ".join(map(day_name, days[:_LISTED])) + more


def _wave_issues(draft: Draft) -> Iterator[Issue]:
    if draft.row.at_once is None and (draft.row.start or 0) < MINUTES_A_DAY:
        return
    starts = [start for _, start, _ in draft.waves()]
    late = [start for start in starts if start >= MINUTES_A_DAY]
    if late and draft.row.strategy is not Strategy.TOGETHER:
        first = clock(late[0] - MINUTES_A_DAY)
        message = f"{len(late)} of {len(starts)} groups would start on the next day, the first of them at {first}."
        yield Issue(kinds.WAVE_ON_NEXT_DAY, message, draft.row.where.cell("At once", "Start"))


Letters = Mapping[tuple[int, GroupPath], int]
"""By sheet row and group (blank for ``together`` and for no group): which of the group's rows it is, from 0."""


def _letters(drafts: Sequence[Draft]) -> Letters:
    """Number the rows in which a group meets in one session, by date and start."""
    rows: dict[tuple[str, GroupPath], list[SessionRow]] = defaultdict(list)
    for draft in drafts:
        for audience in draft.audiences:
            rows[fold(draft.row.session.id), _named(draft.row, audience)].append(draft.row)
    letters: dict[tuple[int, GroupPath], int] = {}
    for (_, path), alike in rows.items():
        for letter, row in enumerate(sorted(alike, key=_row_order) if len(alike) > 1 else alike):
            letters[row.where.row, path] = letter
    return letters


def _named(row: SessionRow, audience: Audience) -> GroupPath:
    return "" if row.strategy is Strategy.TOGETHER or not audience else audience[0]


def _row_order(row: SessionRow) -> tuple[object, ...]:
    # What stands behind date and start only makes the order independent of where the rows stand in the sheet.
    content = (row.end, row.minutes, row.recurrence, row.teaching, row.groups, row.excepted, row.at_once, row.stagger, row.notes)
    return (row.date, row.start, repr(content), row.where.row)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A meeting of a wave: its name in ids, from when to when, what the clocks say to that, and whether it is held back."""

    meeting: str
    span: tuple[dt.datetime, dt.datetime]
    issue: Issue | None
    is_held: bool


def _timed(draft: Draft, start: int, moments: Moments) -> Iterator[_Timed]:
    row = draft.row
    for meeting in draft.meetings:
        span, issue = moments.span(meeting.day, start, draft.length, row.where, ends_by_clock=row.end is not None)
        is_held = row.is_held or (issue is not None and issue.severity is Severity.ERROR)
        yield _Timed(str(meeting), span, issue, is_held)


def _offerings(draft: Draft, letters: Letters, catalog: Catalog, moments: Moments) -> tuple[list[Generated], tuple[Issue, ...]]:
    row, groups = draft.row, catalog.groups
    defaults = Defaults(groups, catalog.settings.inherit_group_defaults)
    made: list[Generated] = []
    found: dict[str, Issue] = {}
    waves: dict[int, list[_Timed]] = {}
    for audience, start, slot in draft.waves():
        if start >= MINUTES_A_DAY:
            continue
        if start not in waves:
            waves[start] = list(_timed(draft, start, moments))
            for issue in filter(None, (one.issue for one in waves[start])):
                found.setdefault(issue.message, issue)
        carried = teaching(row.teaching, audience, slot, row.strategy, defaults)
        path = _named(row, audience)
        letter = letters[row.where.row, path]
        for one in waves[start]:
            offering_id = generated_id(row.session.id, path, letter, one.meeting)
            made.append(Generated(_offering(row, offering_id, audience, one.span, carried, catalog), one.is_held))
    return made, tuple(found.values())


def _offering(
    row: SessionRow,
    offering_id: str,
    audience: Audience,
    span: tuple[dt.datetime, dt.datetime],
    carried: Teaching,
    catalog: Catalog,
) -> Offering:
    return Offering(
        id=offering_id,
        uid=offering_uid(catalog.settings.schedule_id or "", offering_id),
        session=row.session,
        groups=audience,
        start=span[0],
        end=span[1],
        locations=carried.locations,
        instructors=carried.instructors,
        url=carried.url,
        status=row.status,
        notes=row.notes,
        where=row.where,
        location_waived=carried.location_waived,
        instructors_waived=carried.instructors_waived,
    )
