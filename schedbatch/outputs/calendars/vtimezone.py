"""The VTIMEZONE that a zone's future rule makes, for clients that need one STANDARD and one DAYLIGHT with yearly rules.

The rule is the POSIX string at the end of the zone's TZif file (RFC 9636, 3.3). Zones whose clocks do not follow such a
rule over the plan's span (Cairo, Casablanca, Dublin …) have none: their times are written in UTC.
Source: calendars.md, "Time zones".
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

_NAME = r"([A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_OFFSET = r"([+-]?\d{1,3}(?::\d{2}){0,2})"
_RULE = r",M(\d{1,2})\.(\d)\.(\d)(?:/([+-]?\d{1,3}(?::\d{2}){0,2}))?"
_POSIX = re.compile(rf"{_NAME}{_OFFSET}(?:{_NAME}{_OFFSET}?{_RULE}{_RULE})?")
_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_TWO_O_CLOCK = 2 * 60 * 60
_HOUR = 60 * 60
_LAST_WEEK = 5
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Onset:
    """When one of the two offsets begins each year: in ``month``, on weekday 0 (Sunday) to 6 of ``week`` (5: the last)."""

    month: int
    week: int
    weekday: int
    seconds: int
    """After midnight, by the clocks that are in force until then."""

    def on(self, year: int) -> dt.datetime:
        """The local time at which the clock begins in ``year``."""
        first = dt.date(year, self.month, 1)
        day = first + dt.timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1))
        if day.month != self.month:
            day -= dt.timedelta(days=7)
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=self.seconds)

    @property
    def rule(self) -> dict[str, str | int]:
        """As a recurrence rule."""
        number = -1 if self.week == _LAST_WEEK else self.week
        return {"FREQ": "YEARLY", "BYMONTH": self.month, "BYDAY": f"{number}{_WEEKDAYS[self.weekday]}"}


@dataclass(frozen=True, slots=True)
class Clock:
    """One offset of a zone: its name, seconds east of UTC, and when it begins each year (``None``: always in force)."""

    name: str
    offset: int
    onset: Onset | None


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """A zone's standard clock, and its daylight clock if it has one."""

    standard: Clock
    daylight: Clock | None

    def offset_at(self, moment: dt.datetime) -> int:
        """Seconds east of UTC at ``moment`` (UTC, without zone)."""
        if self.daylight is None:
            return self.standard.offset
        begun = [
            (self._begins(clock, other, year), clock.offset)
            for clock, other in ((self.standard, self.daylight), (self.daylight, self.standard))
            for year in (moment.year - 1, moment.year, moment.year + 1)
        ]
        return max(pair for pair in begun if pair[0] <= moment)[1]

    def onsets(self, year: int) -> Iterator[dt.datetime]:
        """The instants (UTC, without zone) at which the clocks change in ``year``."""
        if self.daylight:
            yield self._begins(self.standard, self.daylight, year)
            yield self._begins(self.daylight, self.standard, year)

    @staticmethod
    def _begins(clock: Clock, before: Clock, year: int) -> dt.datetime:
        onset = clock.onset.on(year) if clock.onset else dt.datetime.min  # noqa: DTZ901 - all of this is in UTC
        return onset - dt.timedelta(seconds=before.offset)


def zone_rule(zone: ZoneInfo, first: dt.date, last: dt.date) -> ZoneRule | None:
    """The rule that ``zone`` follows from ``first`` to ``last``; ``None`` for a rule that calendar clients cannot follow."""
    rule = parse_posix(_posix_string(zone.key) or "")
    return rule if rule and _agrees(rule, zone, first, last) else None


def parse_posix(text: str) -> ZoneRule | None:
    """Read a POSIX TZ string; ``None`` for rules that a VTIMEZONE of the simple form cannot say."""
    match = _POSIX.fullmatch(text)
    if match is None:
        return None
    standard = Clock(match[1].strip("<>"), -_seconds(match[2]), None)
    if match[3] is None:
        return ZoneRule(standard, None)
    begins, ends = (_onset(match.groups()[index : index + 4]) for index in (4, 8))
    offset = -_seconds(match[4]) if match[4] else standard.offset + _HOUR
    if begins is None or ends is None or offset <= standard.offset:
        return None
    return ZoneRule(Clock(standard.name, standard.offset, ends), Clock(match[3].strip("<>"), offset, begins))


def _onset(parts: tuple[str | None, ...]) -> Onset | None:
    month, week, weekday = (int(part or 0) for part in parts[:3])
    seconds = _seconds(parts[3]) if parts[3] else _TWO_O_CLOCK
    # A time on another day than the one named would need another weekday in the rule.
    return Onset(month, week, weekday, seconds) if 0 <= seconds < 24 * _HOUR else None


def _seconds(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = ([int(part) for part in text.lstrip("+-").split(":")] + [0, 0])[:3]
    return sign * (hours * 3600 + minutes * 60 + seconds)


def _agrees(rule: ZoneRule, zone: ZoneInfo, first: dt.date, last: dt.date) -> bool:
    """Whether rule and zone show the same clocks, twice a day over the span and around each change."""
    start = dt.datetime.combine(first, dt.time()) - dt.timedelta(days=1)
    half_days = ((last - first).days + 3) * 2
    moments = [start + dt.timedelta(hours=12 * number) for number in range(half_days)]
    for year in range(first.year, last.year + 1):
        for onset in rule.onsets(year):
            moments += [onset - dt.timedelta(seconds=1), onset]
    return all(rule.offset_at(moment) == _offset_of(zone, moment) for moment in moments)


def _offset_of(zone: ZoneInfo, moment: dt.datetime) -> int:
    offset = moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


def _posix_string(key: str) -> str | None:
    """The last line of the zone's file, looked up where ``zoneinfo`` looks."""
    for folder in TZPATH:
        path = Path(folder, *key.split("/"))
        if path.is_file():
            return _footer(path.read_bytes())
    try:
        package = ".".join(("tzdata", "zoneinfo", *key.split("/")[:-1]))
        return _footer(resources.files(package).joinpath(key.rpartition("/")[2]).read_bytes())
    except (FileNotFoundError, ModuleNotFoundError):
        return None


def _footer(content: bytes) -> str | None:
    lines = content.rsplit(b"\n", 2)
    is_complete = content.startswith(b"TZif") and len(lines) == 3 and not lines[2]  # noqa: PLR2004
    return lines[1].decode("ascii", "replace") if is_complete else None


def first_onset(clock: Clock) -> dt.datetime:
    """A DTSTART for the clock: its first onset since 1970, by the clocks in force until then."""
    return clock.onset.on(_FIRST_YEAR) if clock.onset else dt.datetime(_FIRST_YEAR, 1, 1)  # noqa: DTZ001 - local by definition
