"""VTIMEZONEs against zoneinfo; calendars.md, "Time zones"."""

import datetime as dt
import re
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from schedbatch.outputs import calendar_frame
from schedbatch.outputs.calendar_frame import make_frame
from schedbatch.outputs.vtimezone import Clock, ZoneRule, first_onset, parse_posix, zone_rule

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
ZONES = sorted(available_timezones() - {"localtime"})


def _seconds(zone: ZoneInfo, moment: dt.datetime) -> int:
    offset = moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


@pytest.mark.parametrize("letter", sorted({name[0] for name in ZONES}))
def test_a_rule_agrees_with_its_zone(letter: str) -> None:
    moments = [dt.datetime(2026, 1, 1) + dt.timedelta(hours=11 * number) for number in range(1500)]  # noqa: DTZ001 - UTC
    for name in (name for name in ZONES if name.startswith(letter)):
        zone = ZoneInfo(name)
        rule = zone_rule(zone, FIRST, LAST)
        if rule:
            wrong = [
                moment for moment in moments[:: 1 if rule.daylight else 40] if rule.offset_at(moment) != _seconds(zone, moment)
            ]
            assert (name, wrong) == (name, [])


@pytest.mark.parametrize(
    ("name", "has_rule"),
    [
        ("Europe/London", True),
        ("America/New_York", True),
        ("Australia/Sydney", True),
        ("America/Santiago", False),
        ("Asia/Kolkata", True),
        ("UTC", True),
        ("Etc/GMT+5", True),
        ("Australia/Lord_Howe", True),
        ("Europe/Dublin", False),
        ("Africa/Casablanca", False),
        ("America/Nuuk", False),
    ],
)
def test_which_zones_have_a_rule(name: str, has_rule: bool) -> None:  # noqa: FBT001 - a parameter
    assert (zone_rule(ZoneInfo(name), FIRST, LAST) is not None) == has_rule


@pytest.mark.parametrize(
    "name", ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Pacific/Auckland", "America/Havana"]
)
def test_the_written_zone_has_one_of_each_with_a_simple_rule(name: str) -> None:
    frame = make_frame(ZoneInfo(name), [dt.datetime(2026, 9, 7, tzinfo=ZoneInfo(name))], "1")
    lines = frame.vtimezone.decode().splitlines()
    rules = [line for line in lines if line.startswith("RRULE")]
    assert lines.count("BEGIN:STANDARD") == 1
    assert lines.count("BEGIN:DAYLIGHT") == (1 if rules else 0)
    assert [
        rule for rule in rules if not re.fullmatch(r"RRULE:FREQ=YEARLY;BYDAY=(-1|[1-4])(SU|MO|TU|WE|TH|FR|SA);BYMONTH=\d+", rule)
    ] == []


@pytest.mark.parametrize("name", ["Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/St_Johns"])
def test_icalendar_reads_the_same_instants(name: str) -> None:
    zone = ZoneInfo(name)
    frame = make_frame(zone, [dt.datetime(2026, 9, 7, tzinfo=zone)], "1")
    (component,) = icalendar.Calendar.from_ical(frame.head + frame.vtimezone + frame.end).walk("VTIMEZONE")
    assert isinstance(component, icalendar.Timezone)
    read = component.to_tz()
    for day in range(730):
        wall = dt.datetime(2026, 1, 1, 12) + dt.timedelta(days=day)  # noqa: DTZ001 - a wall time
        assert wall.replace(tzinfo=read).utcoffset() == wall.replace(tzinfo=zone).utcoffset()


@pytest.mark.parametrize(
    "text", ["", "nonsense", "GMT0BST", "GMT0BST,J60,J300", "GMT0BST,M3.5.0/25,M10.5.0", "IST-1GMT0,M10.5.0,M3.5.0/1"]
)
def test_rules_that_a_simple_vtimezone_cannot_say(text: str) -> None:
    assert parse_posix(text) is None


def by_icalendar(zone: ZoneInfo, rule: ZoneRule | None, version: str) -> bytes:
    """The slow, obvious twin of the frame."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", f"-//schedbatch//schedbatch {version}//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-TIMEZONE", zone.key)
    calendar.add("REFRESH-INTERVAL", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    if rule:
        component = icalendar.Timezone()
        component.add("TZID", zone.key)
        standard, daylight = rule.standard, rule.daylight
        component.add_component(observance(icalendar.TimezoneStandard(), standard, daylight or standard))
        if daylight:
            component.add_component(observance(icalendar.TimezoneDaylight(), daylight, standard))
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def observance(component: icalendar.Component, clock: Clock, before: Clock) -> icalendar.Component:
    component.add("DTSTART", first_onset(clock))
    component.add("TZOFFSETFROM", dt.timedelta(seconds=before.offset))
    component.add("TZOFFSETTO", dt.timedelta(seconds=clock.offset))
    component.add("TZNAME", clock.name)
    if clock.onset:
        component.add("RRULE", dict(part.split("=") for part in clock.onset.rule.split(";")))
    return component


@pytest.mark.parametrize("letter", sorted({name[0] for name in ZONES}))
def test_the_frame_is_what_icalendar_writes(letter: str) -> None:
    for zone in map(ZoneInfo, (name for name in ZONES if name.startswith(letter))):
        frame = make_frame(zone, [dt.datetime(2026, 9, 7, tzinfo=zone)], "1.0")
        rule = zone_rule(zone, dt.date(2026, 9, 7), dt.date(2026, 9, 15))
        assert frame.head + frame.vtimezone + frame.end == by_icalendar(zone, rule, "1.0")


def test_offsets_have_seconds_where_a_zone_has_them() -> None:
    monrovia = ZoneRule(Clock("MMT", -2670, None), None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar_frame, "zone_rule", lambda *_: monrovia)
        frame = make_frame(ZoneInfo("Africa/Monrovia"), [], "1.0")
    assert frame.head + frame.vtimezone + frame.end == by_icalendar(ZoneInfo("Africa/Monrovia"), monrovia, "1.0")
