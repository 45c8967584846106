"""The dates on which a row meets, counted in weeks, before exceptions and closures.

Source: generator.md, "Recurrence and times" and "Identity".
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from schedbatch.domain.model import Recurrence
from schedbatch.domain.times import week_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """One date of a row: in its ``week`` (from 1, skipped weeks counted), its ``position`` among that week's dates."""

    day: dt.date
    week: int
    position: int

    def __str__(self) -> str:
        return f"w{self.week}.{self.position}"


def meetings(first: dt.date, recurrence: Recurrence, week_starts: int = 0) -> Iterator[Meeting]:
    """Every date of a row in order, before exceptions and closures.

    Weeks begin on ``week_starts`` (Monday = 0), the first date's is the first. The first date's weekday always belongs; days
    before the first date and after ``until`` are not used. A meeting's own week is counted from Monday, whatever week_starts.
    """
    monday = week_of(first, 0)
    position, week = 0, 0
    for day in _days(first, recurrence, week_starts):
        before, week = week, (day - monday).days // 7 + 1
        position = position + 1 if week == before else 1
        yield Meeting(day, week, position)


def _days(first: dt.date, recurrence: Recurrence, week_starts: int) -> Iterator[dt.date]:
    if not recurrence.is_series:
        yield first
        return
    start = week_of(first, week_starts)
    offsets = sorted((weekday - week_starts) % 7 for weekday in {first.weekday(), *recurrence.weekdays})
    for week in range(0, _weeks(start, recurrence), recurrence.every):
        days = (start + dt.timedelta(weeks=week, days=offset) for offset in offsets)
        yield from (day for day in days if first <= day and (recurrence.until is None or day <= recurrence.until))


def _weeks(start: dt.date, recurrence: Recurrence) -> int:
    if recurrence.weeks is not None:
        return recurrence.weeks
    return 0 if recurrence.until is None else (recurrence.until - start).days // 7 + 1


def count_meetings(first: dt.date, recurrence: Recurrence, week_starts: int = 0) -> int:
    """At most this many dates; cheap, for a limit before anything is made."""
    if not recurrence.is_series:
        return 1
    weeks = _weeks(week_of(first, week_starts), recurrence)
    return max(1, (weeks // recurrence.every + 1) * len({first.weekday(), *recurrence.weekdays}))
