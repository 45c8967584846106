"""What the clocks say to a row's times in a night in which they change: generator.md, "Recurrence and times"."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from schedbatch.domain.issues import RowPlace
from schedbatch.generator.moments import Moments

PLACE = RowPlace("Sessions", 2, {"Date": 1, "Start": 2, "End": 3})
LONDON = ZoneInfo("Europe/London")
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
"""At 01:00 on the first day the clocks go forward, at 02:00 on the second they go back, an hour each."""


@pytest.mark.parametrize(
    ("day", "start", "length", "length_heading", "expected"),
    [
        (SPRING, 60, 60, "Minutes", ("nonexistent-time", "Sessions!B2", "01:00 on Sun 29 Mar 2026 does not exist")),
        (SPRING, 30, 60, "End", ("nonexistent-time", "Sessions!C2", "01:30 on Sun 29 Mar 2026 does not exist")),
        (AUTUMN, 60, 60, "Minutes", ("repeated-time", "Sessions!B2", "01:00 on Sun 25 Oct 2026 occurs twice (the first is taken)")),
        (AUTUMN, 30, 60, "End", ("repeated-time", "Sessions!C2", "01:30 on Sun 25 Oct 2026 occurs twice (the first is taken)")),
        (
            AUTUMN - dt.timedelta(days=1),
            1380,
            150,
            "End",
            ("repeated-time", "Sessions!C2", "01:30 on Sun 25 Oct 2026 occurs twice (the first is taken)"),
        ),
    ],
)
def test_times_that_the_clocks_skip_or_show_twice_are_named(
    day: dt.date, start: int, length: int, length_heading: str, expected: tuple[str, str, str]
) -> None:
    _, issue = Moments(LONDON).span(day, start, length, PLACE, ends_by_clock=length_heading == "End")
    code, cell, what = expected
    whole = f"{what} in Europe/London, where the clocks change that night."
    assert issue is not None
    assert (issue.kind.code, str(issue.where), issue.message) == (code, cell, whole)


def test_a_minute_by_the_clock_is_a_length() -> None:
    assert Moments(LONDON).span(AUTUMN, 30, 1, PLACE, ends_by_clock=True) == (
        (dt.datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), dt.datetime(2026, 10, 25, 0, 31, tzinfo=LONDON)),
        None,
    )
