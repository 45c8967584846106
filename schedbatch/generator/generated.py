"""Session rows -> generated offerings: audiences x meetings, in waves, lettered.

Source: generator.md, "Recurrence and times", "Waves" and "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, GroupPath, Selection, SessionRow, Strategy
from schedbatch.domain.results import Offering
from schedbatch.domain.times import MINUTES_A_DAY, clock, day_name
from schedbatch.generator.identity import generated_id, offering_uids
from schedbatch.generator.moments import Moments
from schedbatch.generator.recurrence import Meeting, count_meetings, meetings
from schedbatch.generator.strategies import Audience, audiences, unused_exceptions
from schedbatch.generator.teaching import Defaults, Teaching, teaching

MAX_OFFERINGS = 1_000_000

_LISTED = 8


# Tuples: one of each is made for every row or offering, and a frozen dataclass takes three times as long to make.


class Draft(NamedTuple):
    """A row that can be generated: its audiences in natural order, its dates, its length and wave step in minutes."""

    row: SessionRow
    audiences: tuple[Audience, ...]
    meetings: tuple[Meeting, ...]
    length: int
    step: int

    def waves(self) -> Iterator[tuple[Audience, int, int]]:
        """Each audience with its wave's start (minutes after midnight of the meeting's day) and its slot in the wave."""
        timing = self.row.timing
        assert timing.start is not None  # noqa: S101 - drafts have a start
        at_once = timing.at_once or len(self.audiences)
        for number, audience in enumerate(self.audiences):
            wave, slot = divmod(number, at_once)
            yield audience, timing.start + wave * self.step, slot


class Generated(NamedTuple):
    """One offering, and whether an error holds it back."""

    offering: Offering
    is_held: bool


def generate(catalog: Catalog, zone: ZoneInfo) -> tuple[tuple[Generated, ...], tuple[Issue, ...]]:
    """Every offering of every row that has a date and a start, held ones among them; rows in sheet order."""
    drafting = _Drafting(catalog)
    drafts: list[Draft] = []
    found: list[Issue] = []
    room = MAX_OFFERINGS
    for row in catalog.rows:
        draft, draft_issues = drafting.draft(row, room)
        if draft_issues:
            found.extend(draft_issues)
        if draft:
            drafts.append(draft)
            room -= len(draft.audiences) * len(draft.meetings)
    making = _Making(catalog, Moments(zone), _letters(drafts))
    made: list[Generated] = []
    for draft in drafts:
        offerings, draft_issues = making.offerings(draft)
        made.extend(offerings)
        if draft_issues:
            found.extend(draft_issues)
    return tuple(made), tuple(found)


class _Drafting:
    """Rows -> drafts. Rows share their selections and timings: what those give is worked out once.

    Both are told apart by identity, which costs less than their content; the catalog keeps them.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._closed = ClosedDays(catalog.closures)
        self._selected: dict[int, tuple[Audience, ...]] = {}
        self._dates: dict[int, tuple[Meeting, ...]] = {}

    def draft(self, row: SessionRow, room: int) -> tuple[Draft | None, tuple[Issue, ...]]:
        """The row as it can be generated, unless it gives more than ``room`` offerings, and what is to be said of it."""
        timing = row.timing
        length = _length(row, self._catalog)
        selected = () if row.is_ilm else self._select(row.selection)
        if row.is_ilm or timing.date is None or timing.start is None or length is None:
            return None, () if row.is_ilm else self._selection_issues(row, selected)
        if len(selected) * count_meetings(timing.date, timing.recurrence, self._catalog.settings.week_starts) > room:
            return None, (_too_many(row),)
        dates, date_issues = self._meetings(row, timing.date)
        draft = Draft(row, selected, dates, length, timing.stagger or length)
        found = (*self._selection_issues(row, selected), *date_issues, *_wave_issues(draft))
        if found and any(issue.severity is Severity.ERROR for issue in found):
            draft = draft._replace(row=replace(row, is_held=True))
        return draft, found

    def _select(self, selection: Selection) -> tuple[Audience, ...]:
        selected = self._selected.get(id(selection))
        if selected is None:
            selected = audiences(selection.strategy, selection.groups, selection.excepted, self._catalog.groups)
            self._selected[id(selection)] = selected
        return selected

    def _selection_issues(self, row: SessionRow, selected: Sequence[Audience]) -> tuple[Issue, ...]:
        groups, excepted = row.selection.groups, row.selection.excepted
        if groups and not selected:
            message = f"Except groups takes out everything that Groups selects ({'; '.join(groups)})."
            return (Issue(kinds.NO_GROUP_LEFT, message, row.where.cell(SESSIONS.except_groups)),)
        if not excepted:
            return ()
        place, unused = row.where.cell(SESSIONS.except_groups), unused_exceptions(groups, excepted, self._catalog.groups)
        return tuple(Issue(kinds.EXCEPTION_UNUSED, f'"{path}" is not among the selected groups.', place) for path in unused)

    def _meetings(self, row: SessionRow, first: dt.date) -> tuple[tuple[Meeting, ...], tuple[Issue, ...]]:
        """The dates that remain of a row, and what is to be said of the others: remembered if that is nothing."""
        known = self._dates.get(id(row.timing))
        if known is not None:
            return known, ()
        dates, found = _dates(row, first, self._closed, self._catalog.settings.week_starts)
        if not found:
            self._dates[id(row.timing)] = dates
        return dates, found


def _length(row: SessionRow, catalog: Catalog) -> int | None:
    timing = row.timing
    length = timing.minutes or catalog.settings.default_minutes
    if timing.end is not None and timing.start is not None:
        length = timing.end - timing.start if timing.end > timing.start else None
    # A held row without a sound length is drafted all the same: its offerings keep their ids and letters.
    return length or (1 if row.is_held else None)


def _too_many(row: SessionRow) -> Issue:
    message = f"With this row there would be more than {MAX_OFFERINGS:,} offerings; it is left out."
    return Issue(kinds.NUMBER_OUT_OF_RANGE, message, row.where.cell(SESSIONS.weeks, SESSIONS.until, SESSIONS.date))


def _dates(row: SessionRow, first: dt.date, closed: ClosedDays, week_starts: int) -> tuple[tuple[Meeting, ...], tuple[Issue, ...]]:
    """The dates that remain of a row, and what is to be said of the others."""
    recurrence = row.timing.recurrence
    every = tuple(meetings(first, recurrence, week_starts))
    excepted = [meeting for meeting in every if meeting.day in recurrence.except_dates]
    closures = {meeting.day: closure.name for meeting in every if (closure := closed.on(meeting.day)) and meeting not in excepted}
    if every and not closures and not recurrence.except_dates:
        return every, ()
    left_out = set(closures) if recurrence.is_series else set()
    kept = tuple(meeting for meeting in every if meeting not in excepted and meeting.day not in left_out)
    found = [*_exception_notes(row, every, excepted), *_closure_issues(row, first, closures)]
    if every and not kept:
        found.append(Issue(kinds.NO_MEETING_LEFT, "All dates of the row are left out.", row.where.cell(SESSIONS.date)))
    return kept, tuple(found)


def _exception_notes(row: SessionRow, every: Sequence[Meeting], excepted: Sequence[Meeting]) -> Iterator[Issue]:
    place = row.where.cell(SESSIONS.except_dates)
    if excepted:
        yield Issue(kinds.DATES_LEFT_OUT, f"Left out: {_listed([meeting.day for meeting in excepted])}.", place)
    days = {meeting.day for meeting in every}
    unused = [day for day in row.timing.recurrence.except_dates if day not in days]
    if unused:
        yield Issue(kinds.DATES_LEFT_OUT, f"Not among the row's dates anyway: {_listed(unused)}.", place)


def _closure_issues(row: SessionRow, first: dt.date, closures: Mapping[dt.date, str]) -> Iterator[Issue]:
    place = row.where.cell(SESSIONS.date)
    if first in closures:
        outcome = "it is left out of the series" if row.timing.recurrence.is_series else "the meeting is kept"
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


def _wave_issues(draft: Draft) -> Sequence[Issue]:
    if draft.row.timing.at_once is None:
        # One wave, at the start that is typed.
        return ()
    starts = [start for _, start, _ in draft.waves()]
    late = [start for start in starts if start >= MINUTES_A_DAY]
    if not late or draft.row.selection.strategy is Strategy.TOGETHER:
        return ()
    first = clock(late[0] - MINUTES_A_DAY)
    message = f"{len(late)} of {len(starts)} groups would start on the next day, the first of them at {first}."
    return (Issue(kinds.WAVE_ON_NEXT_DAY, message, draft.row.where.cell(SESSIONS.at_once, SESSIONS.start)),)


Letters = Mapping[tuple[int, GroupPath], int]
"""By sheet row and group (blank for ``together`` and for no group): which of the group's rows it is, from 0; absent: the first."""


def _letters(drafts: Sequence[Draft]) -> Letters:
    """Number the rows in which a group meets in one session, by date and start."""
    by_session: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_session[draft.row.session.id].append(draft)
    letters: dict[tuple[int, GroupPath], int] = {}
    for several in (alike for alike in by_session.values() if len(alike) > 1):
        rows: dict[GroupPath, list[SessionRow]] = defaultdict(list)
        for draft in several:
            for audience in draft.audiences:
                rows[_named(draft.row, audience)].append(draft.row)
        for path, alike_rows in rows.items():
            for letter, row in enumerate(sorted(alike_rows, key=_row_order) if len(alike_rows) > 1 else ()):
                letters[row.where.row, path] = letter
    return letters


def _named(row: SessionRow, audience: Audience) -> GroupPath:
    return "" if row.selection.strategy is Strategy.TOGETHER or not audience else audience[0]


def _row_order(row: SessionRow) -> tuple[object, ...]:
    # What stands behind date and start only makes the order independent of where the rows stand in the sheet.
    timing, selection = row.timing, row.selection
    content = (timing.end, timing.minutes, timing.recurrence, row.teaching, selection.groups, selection.excepted)
    return (timing.date, timing.start, repr((*content, timing.at_once, timing.stagger, row.notes)), row.where.row)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A meeting of a wave: its name in ids, from when to when, and what the clocks say to that."""

    meeting: str
    start: dt.datetime
    end: dt.datetime
    issue: Issue | None


class _Making:
    """Drafts -> offerings; what drafts have in common is worked out once.

    Timings and teaching cells are told apart by identity, which costs less than their content; the catalog keeps them.
    """

    def __init__(self, catalog: Catalog, moments: Moments, letters: Letters) -> None:
        self._moments = moments
        self._letters = letters
        self._uid = offering_uids(catalog.settings.schedule_id or "")
        self._defaults = Defaults(catalog.groups, catalog.settings.inherit_group_defaults)
        self._waves: dict[tuple[int, int], tuple[_Timed, ...]] = {}
        self._carried: dict[tuple[int, Audience, bool, int], Teaching] = {}

    def offerings(self, draft: Draft) -> tuple[list[Generated], tuple[Issue, ...]]:
        """All offerings of the draft, audience by audience, and what the clocks say to their times, each once."""
        row = draft.row
        made: list[Generated] = []
        found: dict[str, Issue] = {}
        for audience, start, slot in draft.waves():
            if start >= MINUTES_A_DAY:
                continue
            carried = self._teaching(row, audience, slot)
            path = _named(row, audience)
            letter = self._letters.get((row.where.row, path), 0) if self._letters else 0
            for one in self._wave(draft, start):
                offering_id = generated_id(row.session.id, path, letter, one.meeting)
                is_held = row.is_held
                if one.issue:
                    found.setdefault(one.issue.message, one.issue)
                    is_held = is_held or one.issue.severity is Severity.ERROR
                made.append(Generated(_offering(row, offering_id, self._uid(offering_id), audience, one, carried), is_held))
        return made, tuple(found.values())

    def _wave(self, draft: Draft, start: int) -> tuple[_Timed, ...]:
        """The meetings of a wave; those that the clocks object to are worked out anew, since an issue names its row."""
        # Rows of one timing have their dates and their length in common too.
        timing = draft.row.timing
        key = (id(timing), start)
        timed = self._waves.get(key)
        if timed is None:
            timed = tuple(self._timed(draft, start, ends_by_clock=timing.end is not None))
            if not any(one.issue for one in timed):
                self._waves[key] = timed
        return timed

    def _timed(self, draft: Draft, start: int, *, ends_by_clock: bool) -> Iterator[_Timed]:
        for meeting in draft.meetings:
            span, issue = self._moments.span(meeting.day, start, draft.length, draft.row.where, ends_by_clock=ends_by_clock)
            yield _Timed(str(meeting), *span, issue)

    def _teaching(self, row: SessionRow, audience: Audience, slot: int) -> Teaching:
        cells, strategy = row.teaching, row.selection.strategy
        # The slot deals out a list of locations, and matters for nothing else.
        place = slot % len(cells.locations) if cells.locations else 0
        key = (id(cells), audience, strategy is Strategy.TOGETHER, place)
        carried = self._carried.get(key)
        if carried is None:
            carried = self._carried[key] = teaching(cells, audience, slot, strategy, self._defaults)
        return carried


def _offering(row: SessionRow, offering_id: str, uid: str, audience: Audience, timed: _Timed, carried: Teaching) -> Offering:
    # By position, for speed: names take half as long again.
    return Offering(
        offering_id,
        uid,
        row.session,
        audience,
        timed.start,
        timed.end,
        carried.locations,
        carried.instructors,
        carried.url,
        row.status,
        row.notes,
        row.where,
        carried.location_waived,
        carried.instructors_waived,
    )
