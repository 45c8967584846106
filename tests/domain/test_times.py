"""Wall clocks and elapsed time, over the nights on which clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.times import at, clock, day_name, elapsed_minutes, exists, is_repeated, later, seconds, sequence_number

LONDON = ZoneInfo("Europe/London")
SPRING = date(2027, 3, 28)
"""London's clocks go from 1:00 to 2:00."""
AUTUMN = date(2026, 10, 25)
"""London's clocks go from 2:00 back to 1:00."""

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "UTC")
MOMENTS = st.builds(
    at,
    st.dates(date(2000, 1, 1), date(2037, 12, 31)),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from(ZONES).map(ZoneInfo),
)


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "minute", "instant"),
    [
        (date(2026, 9, 7), 9 * 60, "2026-09-07 08:00"),
        (date(2026, 12, 7), 9 * 60, "2026-12-07 09:00"),
        (date(2026, 9, 7), 0, "2026-09-06 23:00"),
        (date(2026, 9, 7), 24 * 60 + 30, "2026-09-07 23:30"),
        (date(2026, 12, 31), 24 * 60, "2027-01-01 00:00"),
    ],
)
def test_a_wall_clock_time_is_an_instant(day: date, minute: int, instant: str) -> None:
    assert utc(at(day, minute, LONDON)) == instant


def test_a_time_that_occurs_twice_is_the_first_of_the_two() -> None:
    assert utc(at(AUTUMN, 90, LONDON)) == "2026-10-25 00:30"


def test_the_clock_shows_what_was_asked_for_even_after_a_change_of_clocks() -> None:
    assert [f"{at(day, 9 * 60, LONDON):%H:%M %z}" for day in (SPRING, AUTUMN)] == ["09:00 +0100", "09:00 +0000"]


@pytest.mark.parametrize(
    ("day", "minute", "there"),
    [(SPRING, 59, True), (SPRING, 60, False), (SPRING, 119, False), (SPRING, 120, True), (AUTUMN, 90, True)],
)
def test_times_that_the_clocks_skip_do_not_exist(day: date, minute: int, there: bool) -> None:  # noqa: FBT001
    assert exists(at(day, minute, LONDON)) is there


@pytest.mark.parametrize(
    ("day", "minute", "twice"),
    [(AUTUMN, 59, False), (AUTUMN, 60, True), (AUTUMN, 119, True), (AUTUMN, 120, False), (SPRING, 90, False)],
)
def test_times_that_the_clocks_show_twice_are_repeated(day: date, minute: int, twice: bool) -> None:  # noqa: FBT001
    assert is_repeated(at(day, minute, LONDON)) is twice


def test_the_second_of_two_equal_wall_times_is_repeated_too() -> None:
    assert is_repeated(later(at(AUTUMN, 90, LONDON), 60))


def test_half_an_hour_of_change_is_seen() -> None:
    """Lord Howe Island's clocks change by 30 minutes, at 2:00."""
    zone = ZoneInfo("Australia/Lord_Howe")
    spring, autumn = date(2026, 10, 4), date(2027, 4, 4)
    assert [minute for minute in range(60, 180, 15) if not exists(at(spring, minute, zone))] == [120, 135]
    assert [minute for minute in range(60, 180, 15) if is_repeated(at(autumn, minute, zone))] == [90, 105]


def test_a_day_that_a_country_left_out_does_not_exist() -> None:
    """Samoa went from 29 to 31 December 2011."""
    zone = ZoneInfo("Pacific/Apia")
    assert [day for day in (29, 30, 31) if exists(at(date(2011, 12, day), 12 * 60, zone))] == [29, 31]


def test_minutes_are_elapsed_time_over_a_change_of_clocks() -> None:
    night = [later(at(day, 0, LONDON), 180) for day in (SPRING, AUTUMN, date(2026, 9, 7))]
    assert [f"{moment:%H:%M}" for moment in night] == ["04:00", "02:00", "03:00"]


def test_elapsed_minutes_are_not_what_the_clocks_say() -> None:
    assert [elapsed_minutes(at(day, 0, LONDON), at(day, 180, LONDON)) for day in (SPRING, AUTUMN)] == [120, 240]


def test_elapsed_minutes_count_between_zones() -> None:
    assert elapsed_minutes(at(date(2026, 9, 7), 540, LONDON), at(date(2026, 9, 7), 540, ZoneInfo("America/New_York"))) == 300


@given(MOMENTS, st.integers(0, 7 * 24 * 60))
@settings(max_examples=100, deadline=None)
def test_later_is_that_many_elapsed_minutes_away_in_the_same_zone(moment: datetime, minutes: int) -> None:
    end = later(moment, minutes)
    assert (elapsed_minutes(moment, end), end.tzinfo) == (minutes, moment.tzinfo)


@given(MOMENTS)
@settings(max_examples=100, deadline=None)
def test_existing_and_repeated_are_what_a_walk_along_the_time_line_shows(moment: datetime) -> None:
    """The slow twin: try every quarter of an hour of elapsed time for a day and a half around the moment."""
    wall = moment.replace(tzinfo=None)
    around = (moment.astimezone(UTC) + timedelta(minutes=15 * step) for step in range(-100, 101))
    shown = [instant.astimezone(moment.tzinfo).replace(tzinfo=None) for instant in around].count(wall)
    assert (exists(moment), is_repeated(moment)) == (shown > 0, shown > 1)


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2020, 1, 1, tzinfo=UTC), 0),
        (datetime(2020, 1, 1, 0, 1, 59, tzinfo=UTC), 1),
        (datetime(2026, 9, 1, 8, tzinfo=UTC), 3_506_880),
        (datetime(2026, 9, 1, 9, tzinfo=LONDON), 3_506_880),
    ],
)
def test_a_sequence_number_is_whole_minutes_since_2020(moment: datetime, number: int) -> None:
    assert sequence_number(moment) == number


@pytest.mark.parametrize(("minute", "text"), [(0, "00:00"), (540, "09:00"), (1439, "23:59"), (1440, "24:00")])
def test_a_clock_shows_hours_and_minutes(minute: int, text: str) -> None:
    assert clock(minute) == text


def test_a_day_is_named_in_english() -> None:
    days = [date(2026, month, 7) for month in range(1, 13)]
    assert [day_name(day) for day in days[:3]] == ["Wed 7 Jan 2026", "Sat 7 Feb 2026", "Sat 7 Mar 2026"]
    assert " ".join(day_name(day).split()[2] for day in days) == "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def test_seconds_of_moments_that_python_takes_for_equal_are_those_of_each() -> None:
    first = at(AUTUMN, 90, LONDON)
    second = first.replace(fold=1)
    assert first == second
    assert seconds([first, second, first]) == [first.timestamp(), first.timestamp() + 3600, first.timestamp()]
