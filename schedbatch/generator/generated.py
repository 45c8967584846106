"""Session rows -> generated offerings: audiences x meetings, in waves, lettered.

Source: generator.md, "Recurrence and times", "Waves" and "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import msgspec

from schedbatch.domain import kinds
from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, GroupPath, Selection, SessionRow, Strategy, TeachingCells, Timing
from schedbatch.domain.results import Offering
from schedbatch.domain.times import MINUTES_A_DAY, clock, day_name
from schedbatch.generator.identity import generated_id, offering_uids
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
        timing = self.row.timing
        assert timing.start is not None  # noqa: S101 - drafts have a start
        at_once = timing.at_once or len(self.audiences)
        for number, audience in enumerate(self.audiences):
            wave, slot = divmod(number, at_once)
            yield audience, timing.start + wave * self.step, slot


class PlannedOffering(msgspec.Struct, frozen=True):  # a frozen dataclass takes ten times as long to make
    """An offering, generated or individually created, and whether an error holds the offering back."""

    offering: Offering
    is_held: bool


def generate(catalog: Catalog, zone: ZoneInfo) -> tuple[tuple[PlannedOffering, ...], tuple[Issue, ...]]:
    """Every offering of every row that has a date and a start, held offerings among them; rows in sheet order."""
    row_drafter = _RowDrafter(catalog)
    drafts: list[Draft] = []
    found: list[Issue] = []
    limit = MAX_OFFERINGS
    for row in catalog.rows:
        draft, draft_issues = row_drafter.draft(row, limit)
        if draft_issues:
            found.extend(draft_issues)
        if draft:
            drafts.append(draft)
            limit -= len(draft.audiences) * len(draft.meetings)
    offering_maker = _OfferingMaker(catalog, Moments(zone), _letters(drafts))
    generated: list[PlannedOffering] = []
    for draft in drafts:
        offerings, draft_issues = offering_maker.offerings(draft)
        generated.extend(offerings)
        if draft_issues:
            found.extend(draft_issues)
    return tuple(generated), tuple(found)


class _RowDrafter:
    """Rows -> drafts. Rows with equal selections or timings share the audiences and dates that these give."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._closed = ClosedDays(catalog.closures)
        self._audiences: dict[Selection, tuple[Audience, ...]] = {}
        self._dates: dict[Timing, tuple[Meeting, ...]] = {}

    def draft(self, row: SessionRow, limit: int) -> tuple[Draft | None, tuple[Issue, ...]]:
        """The row's draft, unless the row gives more than ``limit`` offerings; and the issues that the row raises."""
        timing = row.timing
        length = _length(row, self._catalog)
        selected = () if row.is_ilm else self._select(row.selection)
        if row.is_ilm or timing.date is None or timing.start is None or length is None:
            return None, () if row.is_ilm else self._selection_issues(row, selected)
        if len(selected) * count_meetings(timing.date, timing.recurrence, self._catalog.settings.week_starts) > limit:
            return None, (_too_many(row),)
        dates, date_issues = self._meetings(row, timing.date)
        draft = Draft(row, selected, dates, length, timing.stagger or length)
        found = (*self._selection_issues(row, selected), *date_issues, *_wave_issues(draft))
        if found and any(issue.severity is Severity.ERROR for issue in found):
            draft = replace(draft, row=replace(row, is_held=True))
        return draft, found

    def _select(self, selection: Selection) -> tuple[Audience, ...]:
        selected = self._audiences.get(selection)
        if selected is None:
            selected = audiences(selection.strategy, selection.groups, selection.excepted, self._catalog.groups)
            self._audiences[selection] = selected
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
        """The dates that remain of a row, and issues about the others. Issues name their row: such dates are not shared."""
        known = self._dates.get(row.timing)
        if known is not None:
            return known, ()
        dates, found = _dates(row, first, self._closed, self._catalog.settings.week_starts)
        if not found:
            self._dates[row.timing] = dates
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
    """The dates that remain of a row, and issues about the others."""
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
"""(Sheet row, group) -> which of the group's rows in the session this row is, from 0. A row that is absent is the first.

The group is blank for ``together`` and for a row without groups.
"""


def _letters(drafts: Sequence[Draft]) -> Letters:
    """Number the rows in which a group meets in one session, by date and start."""
    by_session: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_session[draft.row.session.id].append(draft)
    letters: dict[tuple[int, GroupPath], int] = {}
    for session_drafts in by_session.values():
        if len(session_drafts) == 1:
            continue
        rows_by_group: dict[GroupPath, list[SessionRow]] = defaultdict(list)
        for draft in session_drafts:
            for audience in draft.audiences:
                rows_by_group[_group_in_id(draft.row, audience)].append(draft.row)
        for path, rows in rows_by_group.items():
            for letter, row in enumerate(sorted(rows, key=_row_order) if len(rows) > 1 else ()):
                letters[row.where.row, path] = letter
    return letters


def _group_in_id(row: SessionRow, audience: Audience) -> GroupPath:
    """The path that offering ids of the audience name; blank for ``together`` and for a row without groups."""
    return "" if row.selection.strategy is Strategy.TOGETHER or not audience else audience[0]


def _row_order(row: SessionRow) -> tuple[object, ...]:
    # The cells behind date and start make the order independent of the rows' places in the sheet.
    timing, selection = row.timing, row.selection
    content = (timing.end, timing.minutes, timing.recurrence, row.teaching, selection.groups, selection.excepted)
    return (timing.date, timing.start, repr((*content, timing.at_once, timing.stagger, row.notes)), row.where.row)


@dataclass(frozen=True, slots=True)
class _TimedMeeting:
    """A meeting of a wave: its name in ids, its start and end, and the issue that a change of clocks raises, if any."""

    meeting: str
    start: dt.datetime
    end: dt.datetime
    issue: Issue | None


_Waves = dict[int, tuple[_TimedMeeting, ...]]
"""By start, in minutes after midnight."""
_TeachingByAudience = dict[tuple[Audience, int], Teaching]
"""By audience and by position in the row's list of locations."""


class _OfferingMaker:
    """Drafts -> offerings. Drafts with equal timings share their meetings' times; drafts with equal cells share teaching."""

    def __init__(self, catalog: Catalog, moments: Moments, letters: Letters) -> None:
        self._moments = moments
        self._letters = letters
        self._uid = offering_uids(catalog.settings.schedule_id or "")
        self._defaults = Defaults(catalog.groups, catalog.settings.inherit_group_defaults)
        self._waves: dict[Timing, _Waves] = defaultdict(dict)
        self._teaching: dict[tuple[TeachingCells, Strategy], _TeachingByAudience] = defaultdict(dict)

    def offerings(self, draft: Draft) -> tuple[list[PlannedOffering], tuple[Issue, ...]]:
        """All offerings of the draft, audience by audience; and the issues about clock changes, each once."""
        row = draft.row
        waves, known_teaching = self._waves[row.timing], self._teaching[row.teaching, row.selection.strategy]
        generated: list[PlannedOffering] = []
        found: dict[str, Issue] = {}
        for audience, start, slot in draft.waves():
            if start >= MINUTES_A_DAY:
                continue
            carried = self._carried(row, audience, slot, known_teaching)
            path = _group_in_id(row, audience)
            letter = self._letters.get((row.where.row, path), 0) if self._letters else 0
            for timed in self._wave(draft, start, waves):
                offering_id = generated_id(row.session.id, path, letter, timed.meeting)
                is_held = row.is_held
                if timed.issue:
                    found.setdefault(timed.issue.message, timed.issue)
                    is_held = is_held or timed.issue.severity is Severity.ERROR
                offering = _offering(row, offering_id, self._uid(offering_id), audience, timed, carried)
                generated.append(PlannedOffering(offering, is_held))
        return generated, tuple(found.values())

    def _wave(self, draft: Draft, start: int, waves: _Waves) -> tuple[_TimedMeeting, ...]:
        """The meetings of the wave that starts at ``start``. An issue names its row: a wave with issues is not shared."""
        # Rows of equal timing have equal dates and lengths.
        wave = waves.get(start)
        if wave is None:
            wave = tuple(self._timed(draft, start, ends_by_clock=draft.row.timing.end is not None))
            if not any(timed.issue for timed in wave):
                waves[start] = wave
        return wave

    def _timed(self, draft: Draft, start: int, *, ends_by_clock: bool) -> Iterator[_TimedMeeting]:
        for meeting in draft.meetings:
            span, issue = self._moments.span(meeting.day, start, draft.length, draft.row.where, ends_by_clock=ends_by_clock)
            yield _TimedMeeting(str(meeting), *span, issue)

    def _carried(self, row: SessionRow, audience: Audience, slot: int, known: _TeachingByAudience) -> Teaching:
        cells = row.teaching
        # The slot chooses from the list of locations and has no other effect.
        position = slot % len(cells.locations) if cells.locations else 0
        carried = known.get((audience, position))
        if carried is None:
            carried = known[audience, position] = teaching(cells, audience, slot, row.selection.strategy, self._defaults)
        return carried


def _offering(row: SessionRow, offering_id: str, uid: str, audience: Audience, timed: _TimedMeeting, carried: Teaching) -> Offering:
    return Offering(
        id=offering_id,
        uid=uid,
        session=row.session,
        groups=audience,
        start=timed.start,
        end=timed.end,
        locations=carried.locations,
        instructors=carried.instructors,
        url=carried.url,
        status=row.status,
        notes=row.notes,
        where=row.where,
        location_waived=carried.location_waived,
        instructors_waived=carried.instructors_waived,
    )
