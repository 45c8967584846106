"""Wall times of a row -> instants, and issues where a change of clocks makes a time doubtful.

Source: generator.md, "Recurrence and times": the wall clock of Start holds across a change of clocks, Minutes are
elapsed time, End is a wall time.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue, Kind, RowPlace
from schedbatch.domain.sheets import Column
from schedbatch.domain.times import at, clock, day_name, elapsed_minutes, exists, is_repeated, later

Span = tuple[dt.datetime, dt.datetime]


class Moments:
    """Instants in one zone, each worked out once."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._spans: dict[tuple[dt.date, int, int, bool], tuple[Span, tuple[Kind, str, Column] | None]] = {}

    def span(self, day: dt.date, start: int, length: int, where: RowPlace, *, ends_by_clock: bool) -> tuple[Span, Issue | None]:
        """From ``start`` (minutes after midnight of ``day``) for ``length`` minutes, elapsed or by the clock.

        An error if the clocks skip start or end that night; a note if they show one of them twice (the first counts).
        """
        key = (day, start, length, ends_by_clock)
        if key not in self._spans:
            self._spans[key] = self._work_out(day, start, length, ends_by_clock=ends_by_clock)
        span, found = self._spans[key]
        return span, Issue(found[0], found[1], where.cell(found[2], SESSIONS.date)) if found else None

    def _work_out(
        self, day: dt.date, start: int, length: int, *, ends_by_clock: bool
    ) -> tuple[Span, tuple[Kind, str, Column] | None]:
        begin = at(day, start, self._zone)
        end = at(day, start + length, self._zone) if ends_by_clock else later(begin, length)
        typed = [(SESSIONS.start, begin, start), *([(SESSIONS.end, end, start + length)] if ends_by_clock else [])]
        for column, moment, minute in typed:
            if not exists(moment):
                return (begin, end), (kinds.NONEXISTENT_TIME, self._message(day, minute, "does not exist"), column)
        if elapsed_minutes(begin, end) < 1:
            return (begin, end), (
                kinds.NONEXISTENT_TIME,
                self._message(day, start + length, "is no later than the start"),
                SESSIONS.end,
            )
        for column, moment, minute in typed:
            if is_repeated(moment):
                return (begin, end), (kinds.REPEATED_TIME, self._message(day, minute, "occurs twice (the first is taken)"), column)
        return (begin, end), None

    def _message(self, day: dt.date, minute: int, problem: str) -> str:
        shown = day + dt.timedelta(days=minute // 1440)
        return f"{clock(minute % 1440)} on {day_name(shown)} {problem} in {self._zone.key}, where the clocks change that night."
