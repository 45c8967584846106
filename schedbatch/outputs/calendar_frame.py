"""What stands around the VEVENTs of a calendar: the VCALENDAR's own properties, and the VTIMEZONE.

The lines are our own: to import ``icalendar`` takes longer than all calendars of a small schedule. It is the oracle in the tests.
Source: calendars.md, "Frame" and "Time zones"; RFC 5545, 3.4 and 3.6.5.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from schedbatch.outputs.ical_lines import folded, text_line
from schedbatch.outputs.vtimezone import Clock, ZoneRule, first_onset, zone_rule

_HOUR, _MINUTE = 3600, 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes before the calendar's name, the VTIMEZONE, and the end; ``zone`` is blank where times are written in UTC."""

    head: bytes
    vtimezone: bytes
    end: bytes
    zone: str | None


def make_frame(zone: ZoneInfo | None, moments: Sequence[dt.datetime], version: str) -> Frame:
    """The frame for all calendars of a run, whose entries lie between the first and the last of ``moments``."""
    days = [moment.date() for moment in moments] or [dt.date(2026, 1, 1)]
    # The widest entry is a week long.
    rule = zone_rule(zone, min(days), max(days) + dt.timedelta(days=8)) if zone else None
    head = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        text_line("PRODID", f"-//schedbatch//schedbatch {version}//EN"),
        b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n",
        text_line("X-WR-TIMEZONE", zone.key if zone else "UTC"),
    )
    vtimezone = b"".join(map(folded, _vtimezone(zone.key, rule))) if zone and rule else b""
    return Frame(b"".join(head), vtimezone, b"END:VCALENDAR\r\n", zone.key if zone and rule else None)


def _vtimezone(key: str, rule: ZoneRule) -> Iterator[str]:
    standard, daylight = rule.standard, rule.daylight
    yield from ("BEGIN:VTIMEZONE", f"TZID:{key}")
    yield from _observance("STANDARD", standard, daylight or standard)
    if daylight:
        yield from _observance("DAYLIGHT", daylight, standard)
    yield "END:VTIMEZONE"


def _observance(name: str, clock: Clock, before: Clock) -> Iterator[str]:
    yield from (f"BEGIN:{name}", f"DTSTART:{first_onset(clock):%Y%m%dT%H%M%S}")
    if clock.onset:
        yield f"RRULE:{clock.onset.rule}"
    yield from (f"TZNAME:{clock.name}", f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(clock)}", f"END:{name}")


def _offset(clock: Clock) -> str:
    """RFC 5545, 3.3.14: ``+0100``; seconds only where there are any."""
    hours, rest = divmod(abs(clock.offset), _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    return f"{'-' if clock.offset < 0 else '+'}{hours:02d}{minutes:02d}{f'{seconds:02d}' if seconds else ''}"
