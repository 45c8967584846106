"""The dates on which a row meets, counted in weeks, before exceptions and closures.

Source: generator.md, "Recurrence and times" and "Identity".
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schedbatch.domain.model import Recurrence


@dataclass(frozen=True, slots=True)
class Meeting:
    """One date of a row: in its ``week`` (from 1, skipped weeks counted), its ``position`` among that week's dates."""

    day: dt.date
    week: int
    position: int

    def __str__(self) -> str:
        return f"w{self.week}.{self.position}"


def meetings(first: dt.date, recurrence: Recurrence) -> Iterator[Meeting]:
    """Every date of a row in order, before exceptions and closures.

    Weeks are ISO weeks, the first date's is the first. The first date's weekday always belongs; days before the first
    date and after ``until`` are not used.
    """
    if not recurrence.is_series:
        yield Meeting(first, 1, 1)
        return
    monday = first - dt.timedelta(days=first.weekday())
    weekdays = sorted({first.weekday(), *recurrence.weekdays})
    for week in range(0, _weeks(monday, recurrence), recurrence.every):
        days = (monday + dt.timedelta(weeks=week, days=weekday) for weekday in weekdays)
        used = (day for day in days if first <= day and (recurrence.until is None or day <= recurrence.until))
        for position, day in enumerate(used, 1):
            yield Meeting(day, week + 1, position)


def _weeks(monday: dt.date, recurrence: Recurrence) -> int:
    if recurrence.weeks is not None:
        return recurrence.weeks
    return 0 if recurrence.until is None else (recurrence.until - monday).days // 7 + 1


def count_meetings(first: dt.date, recurrence: Recurrence) -> int:
    """At most this many dates; cheap, for a limit before anything is made."""
    if not recurrence.is_series:
        return 1
    weeks = _weeks(first - dt.timedelta(days=first.weekday()), recurrence)
    return max(1, (weeks // recurrence.every + 1) * len({first.weekday(), *recurrence.weekdays}))
