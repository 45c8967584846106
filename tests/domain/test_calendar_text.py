"""The times of an entry in calendars; calendars.md, "Events"."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from schedbatch.domain.calendar_text import ilm_span, minutes_since_1970, moment_at
from schedbatch.domain.model import IlmEntries

LONDON = ZoneInfo("Europe/London")


def _due(day: int, hour: int, minute: int) -> dt.datetime:
    return dt.datetime(2026, 9, day, hour, minute, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("due", "start"),
    [
        (_due(7, 17, 0), _due(7, 16, 45)),
        (_due(7, 0, 15), _due(7, 0, 0)),
        (_due(7, 0, 14), _due(7, 0, 0)),
        (_due(7, 0, 0), _due(6, 23, 45)),
    ],
)
def test_an_ilm_is_shown_for_the_last_quarter_of_an_hour_of_its_day(due: dt.datetime, start: dt.datetime) -> None:
    shown = ilm_span(due, IlmEntries.DUE_TIME)
    assert shown == (minutes_since_1970(start), minutes_since_1970(due), None)
    assert ilm_span(due, IlmEntries.ALL_DAY) == (None, None, f"{start:%Y-%m-%d}")


def test_minutes_are_counted_and_told_on_the_clocks_of_the_zone() -> None:
    first = dt.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    second = first.replace(fold=1)
    counted = (minutes_since_1970(first), minutes_since_1970(second), minutes_since_1970(first))
    assert counted == (29_881_470, 29_881_530, 29_881_470)
    assert [(moment_at(minutes, LONDON), moment_at(minutes, LONDON).fold) for minutes in counted[:2]] == [(first, 0), (second, 1)]
