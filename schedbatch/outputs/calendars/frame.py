"""The lines around the VEVENTs of a calendar: the VCALENDAR's own properties, and the VTIMEZONE.

The door to icalendar, which is asked once a run. Source: calendars.md, "Frame" and "Time zones".
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from schedbatch.outputs.calendars.vtimezone import Clock, ZoneRule, first_onset, zone_rule

if TYPE_CHECKING:  # 45 ms that only a run needs
    import icalendar

_BEGIN_ZONE, _END = b"BEGIN:VTIMEZONE", b"END:VCALENDAR"


@dataclass(frozen=True, slots=True)
class Frame:
    """Bytes before the calendar's name, the VTIMEZONE, and the end; ``zone`` is blank where times are written in UTC."""

    head: bytes
    vtimezone: bytes
    end: bytes
    zone: str | None


def make_frame(zone: ZoneInfo | None, moments: Sequence[dt.datetime], version: str) -> Frame:
    """The frame for all calendars of a run, whose entries lie between the first and the last of ``moments``."""
    import icalendar  # noqa: PLC0415 - only a run needs it

    days = [moment.date() for moment in moments] or [dt.date(2026, 1, 1)]
    # The widest entry is a week long.
    rule = zone_rule(zone, min(days), max(days) + dt.timedelta(days=8)) if zone else None
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//schedbatch//schedbatch {version}//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-TIMEZONE", zone.key if zone else "UTC")
    calendar.add("REFRESH-INTERVAL", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if zone and rule:
        calendar.add_component(_vtimezone(zone.key, rule))
    whole = calendar.to_ical()
    head, begin, vtimezone = whole.removesuffix(b"\r\n").removesuffix(_END).partition(_BEGIN_ZONE)
    return Frame(head, begin + vtimezone, _END + b"\r\n", zone.key if zone and rule else None)


def _vtimezone(key: str, rule: ZoneRule) -> "icalendar.Timezone":
    import icalendar  # noqa: PLC0415

    component = icalendar.Timezone()
    component.add("TZID", key)
    standard, daylight = rule.standard, rule.daylight
    component.add_component(_observance(icalendar.TimezoneStandard(), standard, daylight or standard))
    if daylight:
        component.add_component(_observance(icalendar.TimezoneDaylight(), daylight, standard))
    return component


def _observance(component: "icalendar.Component", clock: Clock, before: Clock) -> "icalendar.Component":
    component.add("DTSTART", first_onset(clock))
    component.add("TZOFFSETFROM", dt.timedelta(seconds=before.offset))
    component.add("TZOFFSETTO", dt.timedelta(seconds=clock.offset))
    component.add("TZNAME", clock.name)
    if clock.onset:
        component.add("RRULE", clock.onset.rule)
    return component
