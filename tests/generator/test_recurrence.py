"""Meeting dates; generator.md, "Recurrence and times"."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.model import Recurrence
from schedbatch.generator.recurrence import count_meetings, meetings
from tests.drawing import days, draw, ids, issues, messages
from tests.drawing import meetings as drawn_meetings

SERIES = """
# Settings
| Setting    | Value |
| Day starts | 00:00 |
# Sessions
| Session ID | Title   | Type | Date   | Start   | {length_heading} | Days   | {end_heading} | Every   | Except dates | Location |
| S          | Session | Lab  | {date} | {start} | {length}         | {days} | {end}         | {every} | {excepted}   | Lab 1    |
# Closures
| Date       | Last date  | Name |
| {closed}   | {closed_to}|      |
"""


def _draw(path: Path, **cells: str) -> Path:
    blank = dict.fromkeys(("days", "every", "excepted", "closed", "closed_to", "end"), "")
    common = blank | {"start": "09:00", "length_heading": "Minutes", "length": "60", "end_heading": "Weeks"}
    return draw(SERIES.format(**(common | cells)), path / "series.xlsx")


def _noted(path: Path, **cells: str) -> list[str]:
    nagging = ("session-without-groups", "instructors-missing")
    return [issue for issue in issues(_draw(path, **cells)) if not issue.startswith(nagging)]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2026-09-07"}, ["2026-09-07"]),
        ({"date": "2026-09-07", "days": "Mon"}, ["2026-09-07"]),
        ({"date": "2026-09-07", "end": "3"}, ["2026-09-07", "2026-09-14", "2026-09-21"]),
        ({"date": "2026-09-07", "end": "3", "every": "2"}, ["2026-09-07", "2026-09-21"]),
        ({"date": "2026-09-07", "end": "4", "every": "2"}, ["2026-09-07", "2026-09-21"]),
        ({"date": "2026-09-11", "end": "1", "days": "Mon; Fri"}, ["2026-09-11"]),
        ({"date": "2026-09-10", "end": "2", "days": "Mon; Thu"}, ["2026-09-10", "2026-09-14", "2026-09-17"]),
        ({"date": "2026-09-09", "end": "2", "days": "Mon"}, ["2026-09-09", "2026-09-14", "2026-09-16"]),
        ({"date": "2026-09-07", "end": "1", "days": "MR"}, ["2026-09-07", "2026-09-10"]),
        ({"date": "2026-09-07", "end": "1", "days": "Mon, Wed/Fri"}, ["2026-09-07", "2026-09-09", "2026-09-11"]),
        ({"date": "2026-09-07", "end": "1", "days": "SU"}, ["2026-09-07", "2026-09-13"]),
        ({"date": "2026-09-07", "end": "2026-09-21", "end_heading": "Until"}, ["2026-09-07", "2026-09-14", "2026-09-21"]),
        ({"date": "2026-09-07", "end": "2026-09-20", "end_heading": "Until"}, ["2026-09-07", "2026-09-14"]),
        ({"date": "2026-09-07", "end": "2026-09-07", "end_heading": "Until"}, ["2026-09-07"]),
        ({"date": "2026-09-07", "end": "3", "excepted": "2026-09-14"}, ["2026-09-07", "2026-09-21"]),
        ({"date": "2026-09-07", "end": "3", "excepted": '"2026-09-14/2026-09-21"'}, ["2026-09-07"]),
        ({"date": "2026-09-07", "end": "3", "excepted": '"2026-09-07, 2026-09-21"'}, ["2026-09-14"]),
        ({"date": "2026-09-07", "end": "3", "closed": "2026-09-14", "closed_to": "2026-09-15"}, ["2026-09-07", "2026-09-21"]),
        ({"date": "2026-09-07", "end": "2", "closed": "2026-09-07"}, ["2026-09-14"]),
        ({"date": "2026-09-07", "closed": "2026-09-07"}, ["2026-09-07"]),
        ({"date": "2026-12-28", "end": "2"}, ["2026-12-28", "2027-01-04"]),
    ],
)
def test_dates(cells: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert days(_draw(tmp_path, **cells)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2026-09-07"}, ["S/w1.1"]),
        ({"date": "2026-09-10", "end": "2", "days": "Mon; Thu"}, ["S/w1.1", "S/w2.1", "S/w2.2"]),
        ({"date": "2026-09-07", "end": "3", "every": "2"}, ["S/w1.1", "S/w3.1"]),
        ({"date": "2026-09-07", "end": "3", "excepted": "2026-09-14"}, ["S/w1.1", "S/w3.1"]),
        ({"date": "2026-09-07", "end": "2", "days": "Thu", "closed": "2026-09-14"}, ["S/w1.1", "S/w1.2", "S/w2.2"]),
    ],
)
def test_dates_that_are_left_out_renumber_nothing(cells: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert ids(_draw(tmp_path, **cells)) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2026-09-07", "days": "Tue"}, ["recurrence-incomplete Sessions!G2"]),
        ({"date": "2026-09-07", "days": "Mon; Tue"}, ["recurrence-incomplete Sessions!G2"]),
        ({"date": "2026-09-07", "days": "Mon", "every": "1"}, ["recurrence-incomplete Sessions!G2"]),
        ({"date": "2026-09-07", "every": "2"}, ["recurrence-incomplete Sessions!I2"]),
        ({"date": "2026-09-07", "end": "2026-09-01", "end_heading": "Until"}, ["until-before-date Sessions!H2"]),
        ({"date": "2026-09-07", "end": "2106-09-07", "end_heading": "Until"}, ["number-out-of-range Sessions!H2"]),
        ({"date": "2026-09-07", "end": "0"}, ["number-out-of-range Sessions!H2"]),
        ({"date": "2026-09-07", "end": "1.5"}, ["number-out-of-range Sessions!H2"]),
        ({"date": "2026-09-07", "end": "2", "every": "0"}, ["number-out-of-range Sessions!I2"]),
        ({"date": "2026-09-07", "end": "2", "days": "Mon; M0"}, ["not-weekdays Sessions!G2"]),
        ({"date": "2026-09-07", "start": ""}, ["start-missing Sessions!E2"]),
        ({"date": "2026-09-07", "length": ""}, ["length-missing Sessions!F2"]),
        ({"date": "2026-09-07", "length": "10081"}, ["number-out-of-range Sessions!F2"]),
        ({"date": "2026-09-07", "length": "09:00", "length_heading": "End"}, ["end-before-start Sessions!F2"]),
        ({"date": "2026-09-07", "length": "08:00", "length_heading": "End"}, ["end-before-start Sessions!F2"]),
        ({"date": "2026-03-29", "start": "01:30"}, ["nonexistent-time Sessions!E2"]),
    ],
)
def test_rows_that_give_no_meeting(cells: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert (_noted(tmp_path, **cells), days(_draw(tmp_path, **cells))) == (expected, [])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2026-09-07", "closed": "2026-09-07"}, ["date-on-closure Sessions!D2"]),
        ({"date": "2026-09-07", "end": "2", "closed": "2026-09-07"}, ["date-on-closure Sessions!D2"]),
        ({"date": "2026-09-07", "end": "2", "closed": "2026-09-14"}, ["dates-left-out Sessions!D2"]),
        ({"date": "2026-09-07", "end": "2", "excepted": "2026-09-14"}, ["dates-left-out Sessions!J2"]),
        ({"date": "2026-09-07", "excepted": "2026-09-07"}, ["no-meeting-left Sessions!D2", "dates-left-out Sessions!J2"]),
        ({"date": "2026-10-25", "start": "01:30"}, ["repeated-time Sessions!E2"]),
    ],
)
def test_what_is_said_of_dates(cells: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    assert _noted(tmp_path, **cells) == expected


def test_the_wall_clock_holds_across_a_change_of_clocks(tmp_path: Path) -> None:
    assert drawn_meetings(_draw(tmp_path, date="2026-10-19", end="2")) == [
        ("S/w1.1", "2026-10-19 09:00", "10:00"),
        ("S/w2.1", "2026-10-26 09:00", "10:00"),
    ]


def test_in_a_series_only_the_meeting_that_does_not_exist_is_held(tmp_path: Path) -> None:
    cells = {"date": "2026-03-22", "start": "01:30", "end": "3"}
    assert (_noted(tmp_path, **cells), days(_draw(tmp_path, **cells))) == (
        ["nonexistent-time Sessions!E2"],
        ["2026-03-22", "2026-04-05"],
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"date": "2026-03-29", "start": "00:30", "length": "60"}, [("S/w1.1", "2026-03-29 00:30", "02:30")]),
        ({"date": "2026-10-25", "start": "00:30", "length": "90"}, [("S/w1.1", "2026-10-25 00:30", "01:00")]),
        ({"date": "2026-09-07", "start": "23:30", "length": "60"}, [("S/w1.1", "2026-09-07 23:30", "00:30")]),
        (
            {"date": "2026-09-07", "start": "23:00", "length": '"24:00"', "length_heading": "End"},
            [("S/w1.1", "2026-09-07 23:00", "00:00")],
        ),
    ],
)
def test_minutes_are_elapsed_time_and_end_is_a_wall_time(
    cells: dict[str, str], expected: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    assert drawn_meetings(_draw(tmp_path, **cells)) == expected


def test_weeks_and_until_exclude_each_other(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Weeks | Until      | Status |
    | S          | Session | Lab  | 2026-09-07 | 09:00 | 60      | 2     | 2026-09-14 |        |
    """
    assert (issues(workbook), days(workbook)) == (["weeks-and-until Sessions!H2"], [])


def _slow_twin(first: dt.date, recurrence: Recurrence, week_starts: int) -> list[tuple[dt.date, str]]:
    """Day by day: the obvious way."""
    monday = first - dt.timedelta(days=first.weekday())
    start = first
    while start.weekday() != week_starts:
        start -= dt.timedelta(days=1)
    last = recurrence.until or start + dt.timedelta(weeks=recurrence.weeks or 0, days=-1)
    found: list[tuple[dt.date, str]] = []
    counts: dict[int, int] = {}
    day = first
    while day <= last:
        week, own_week = (day - monday).days // 7, (day - start).days // 7
        if own_week % recurrence.every == 0 and (day.weekday() == first.weekday() or day.weekday() in recurrence.weekdays):
            counts[week] = counts.get(week, 0) + 1
            found.append((day, f"w{week + 1}.{counts[week]}"))
        day += dt.timedelta(days=1)
    return found


@given(
    first=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)),
    weekdays=st.sets(st.integers(0, 6)),
    every=st.integers(1, 4),
    length=st.one_of(st.integers(1, 30), st.timedeltas(dt.timedelta(), dt.timedelta(days=200))),
    week_starts=st.sampled_from([0, 5, 6]),
)
@settings(deadline=None, max_examples=100)
def test_meetings_are_those_of_the_slow_twin(
    first: dt.date, weekdays: set[int], every: int, length: int | dt.timedelta, week_starts: int
) -> None:
    weeks, until = (length, None) if isinstance(length, int) else (None, first + length)
    recurrence = Recurrence(tuple(sorted(weekdays)), weeks, until, every)
    assert [(meeting.day, str(meeting)) for meeting in meetings(first, recurrence, week_starts)] == _slow_twin(
        first, recurrence, week_starts
    )
    assert len(list(meetings(first, recurrence, week_starts))) <= count_meetings(first, recurrence, week_starts)


def test_a_date_that_is_excepted_and_closed_is_told_once(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, date="2026-09-07", end="4", excepted="2026-09-14", closed="2026-09-14", closed_to="2026-09-21")
    assert (days(drawn), [message for message in messages(drawn) if "eft out" in message]) == (
        ["2026-09-07", "2026-09-28"],
        ["Left out for closures: Mon 21 Sep 2026.", "Left out: Mon 14 Sep 2026."],
    )


def test_a_first_date_that_is_excepted_and_closed_gives_no_warning(tmp_path: Path) -> None:
    drawn = _draw(tmp_path, date="2026-09-07", end="2", excepted="2026-09-07", closed="2026-09-07")
    assert (days(drawn), _noted(tmp_path, date="2026-09-07", end="2", excepted="2026-09-07", closed="2026-09-07")) == (
        ["2026-09-14"],
        ["dates-left-out Sessions!J2"],
    )


MONDAY = dt.date(2026, 9, 7)


@pytest.mark.parametrize(
    ("first", "recurrence", "count"),
    [
        (MONDAY, Recurrence(), 1),
        (MONDAY, Recurrence(weeks=1), 2),
        (MONDAY, Recurrence(weeks=4), 5),
        (MONDAY, Recurrence(weeks=4, every=2), 3),
        (MONDAY, Recurrence(weeks=5, every=2), 3),
        (MONDAY, Recurrence((2, 4), weeks=4), 15),
        (MONDAY, Recurrence((0,), weeks=4), 5),
        (MONDAY + dt.timedelta(days=6), Recurrence(until=dt.date(2026, 9, 20)), 3),
        (MONDAY, Recurrence(until=dt.date(2026, 9, 20)), 3),
        (MONDAY, Recurrence(until=dt.date(2026, 7, 6)), 1),
    ],
)
def test_meetings_are_counted_without_being_made(first: dt.date, recurrence: Recurrence, count: int) -> None:
    """A whole week more than there may be: a limit is asked, and no date of a row may be beyond what it was told."""
    assert count_meetings(first, recurrence) == count
