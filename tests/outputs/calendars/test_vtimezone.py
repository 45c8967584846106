"""VTIMEZONEs against zoneinfo; calendars.md, "Time zones"."""

import datetime as dt
import re
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest

from schedbatch.outputs.calendars.frame import make_frame
from schedbatch.outputs.calendars.vtimezone import parse_posix, zone_rule

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2027, 12, 31)
ZONES = sorted(available_timezones() - {"localtime"})
SHARES = 12


def _seconds(zone: ZoneInfo, moment: dt.datetime) -> int:
    offset = moment.replace(tzinfo=dt.UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


@pytest.mark.slow
@pytest.mark.parametrize("first", range(SHARES))
def test_a_rule_agrees_with_its_zone(first: int) -> None:
    moments = [dt.datetime(2026, 1, 1) + dt.timedelta(hours=11 * number) for number in range(1500)]  # noqa: DTZ001 - UTC
    zones = {name: ZoneInfo(name) for name in ZONES[first::SHARES]}
    rules = {name: rule for name, zone in zones.items() if (rule := zone_rule(zone, FIRST, LAST))}
    wrong = [
        (name, moment)
        for name, rule in rules.items()
        for moment in moments[:: 1 if rule.daylight else 40]
        if rule.offset_at(moment) != _seconds(zones[name], moment)
    ]
    assert (wrong, rules == {}) == ([], False)


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
