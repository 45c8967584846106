"""Wall clocks and the absolute time line.

Python subtracts and compares two date-times of one zone by their wall clocks; whatever is measured in elapsed time
therefore goes through UTC here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

MINUTES_A_DAY = 24 * 60
MAX_MINUTES = 7 * MINUTES_A_DAY

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_SEQUENCE_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def at(day: date, minute: int, zone: tzinfo | None) -> datetime:
    """The instant at which the clocks of ``zone`` show ``minute`` minutes after midnight of ``day``.

    ``minute`` may reach past midnight. A time that occurs twice is the first of the two; one that does not exist that
    night is returned all the same (see :func:`exists`).
    """
    midnight = datetime.combine(day, time())
    return (midnight + timedelta(minutes=minute)).replace(tzinfo=zone)


def exists(moment: datetime) -> bool:
    """Whether the clocks of that zone ever show ``moment``'s wall time (not within the gap of a spring night)."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) == moment.replace(tzinfo=None)


def is_repeated(moment: datetime) -> bool:
    """Whether the clocks show ``moment``'s wall time twice (the repeated hour of an autumn night)."""
    other = moment.replace(fold=1 - moment.fold)
    return moment.utcoffset() != other.utcoffset() and exists(moment)


def later(moment: datetime, minutes: int) -> datetime:
    """``minutes`` of elapsed time after ``moment``, in the same zone."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def elapsed_minutes(start: datetime, end: datetime) -> int:
    """Whole minutes of elapsed time from ``start`` to ``end``."""
    # Python takes a moment in the repeated hour of an autumn night for equal to the moment one hour before: fold tells them apart.
    return _elapsed_minutes(start, start.fold, end, end.fold)


@lru_cache(maxsize=65_536)
def _elapsed_minutes(start: datetime, _start_fold: int, end: datetime, _end_fold: int) -> int:
    return round((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / 60)


def seconds(moments: Sequence[datetime]) -> list[float]:
    """Seconds since 1970 of each moment."""
    # Python takes a moment in the repeated hour of an autumn night for equal to the moment one hour before: fold tells them apart.
    return [_seconds(moment, moment.fold) for moment in moments]


@lru_cache(maxsize=65_536)
def _seconds(moment: datetime, _fold: int) -> float:
    return moment.timestamp()


def utc_text(moment: datetime) -> str:
    """``2026-09-01T08:00:00Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def sequence_number(moment: datetime) -> int:
    """Whole minutes since 2020-01-01: where a fresh history starts every SEQUENCE (calendars.md, "Events")."""
    return int((moment - _SEQUENCE_EPOCH).total_seconds() // 60)


def clock(minute: int) -> str:
    """``540`` -> ``09:00``; ``1440`` -> ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def week_of(day: date, week_starts: int) -> date:
    """The first day of the week in which ``day`` lies; ``week_starts`` is its weekday, Monday = 0."""
    return day - timedelta(days=(day.weekday() - week_starts) % 7)


def day_name(day: date) -> str:
    """``Mon 7 Sep 2026``, in English whatever the locale."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
