"""Written calendars parsed back against the plan; calendars.md."""

# ruff: noqa: ANN401 - builders take any field

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.domain.calendar_text import CalendarText
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog, IlmEntries, LearnerGroup, Session, Settings, Status
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.results import Hours, Ilm, Offering, Plan
from schedbatch.domain.revisions import Revision, Stamp
from schedbatch.domain.times import sequence_number
from schedbatch.outputs.calendars import render as calendars
from schedbatch.outputs.calendars.entries import CalendarEntry, EntryWriter
from schedbatch.outputs.calendars.ical_lines import text_line
from schedbatch.outputs.calendars.render import render
from tests.outputs.reports import with_texts

LONDON = ZoneInfo("Europe/London")
PLACE = RowPlace("Sessions", 2, {})
LAB = Session("LAB", "Anatomy", "Dissection", "Lab", "Bring gloves, and a coat; please.")
MADE_AT = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)


def _group(path: str, parent: str | None = None, children: tuple[str, ...] = ()) -> LearnerGroup:
    return LearnerGroup(path, path.rpartition(" > ")[2], parent, children, 0, PLACE)


GROUPS = {
    "Labs": _group("Labs", children=("Labs > 01", "Labs > 02")),
    "Labs > 01": _group("Labs > 01", "Labs"),
    "Labs > 02": _group("Labs > 02", "Labs"),
    "Staff": _group("Staff"),
}


def _report(
    offerings: tuple[Offering, ...] = (),
    ilms: tuple[Ilm, ...] = (),
    zone: ZoneInfo = LONDON,
    **changes: Any,
) -> RunReport:
    catalog = Catalog(replace(Settings("test", zone, term="Autumn"), **changes), groups=GROUPS)
    counts = Counts(0, len(offerings), len(ilms), 0, 0, 0)
    revision = Revision(Stamp(sequence_number(MADE_AT), MADE_AT))
    plan = Plan(offerings, ilms)
    return with_texts(RunReport("x.xlsx", "0" * 64, "test", catalog, plan, (), counts, MADE_AT, revision, Hours()))


def _offering(
    number: int = 1, start: dt.datetime = dt.datetime(2026, 9, 8, 9, tzinfo=LONDON), minutes: int = 60, **changes: Any
) -> Offering:
    end = (start.astimezone(dt.UTC) + dt.timedelta(minutes=minutes)).astimezone(start.tzinfo)
    made = Offering(
        f"LAB/{number}",
        f"{number}@schedbatch",
        LAB,
        ("Labs > 01",),
        start,
        end,
        ("Hall",),
        ("Abbott, Iris",),
        "",
        Status.SCHEDULED,
        "",
        PLACE,
    )
    return replace(made, **changes)


def _ilm(due: dt.datetime, **changes: Any) -> Ilm:
    made = Ilm("ILM", "ilm-1@schedbatch", LAB, ("Labs",), (), Decimal("1.50"), due, None, "", Status.SCHEDULED, "", PLACE)
    return replace(made, **changes)


def _files(report: RunReport) -> dict[str, bytes]:
    return {str(artifact.path.relative_to("calendars")): artifact.content for artifact in render(report)}


def _entries(content: bytes) -> Iterator[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    for entry in calendar.walk("VEVENT"):
        if isinstance(entry, icalendar.Event):
            yield entry


def _uids(content: bytes) -> list[str]:
    return [str(entry["UID"]) for entry in _entries(content)]


def _spans(content: bytes) -> list[tuple[str, str]]:
    """Start and end as written, in UTC where they are instants."""

    def shown(moment: dt.date) -> str:
        return f"{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}" if isinstance(moment, dt.datetime) else moment.isoformat()

    return [(shown(entry.decoded("DTSTART")), shown(entry.decoded("DTEND"))) for entry in _entries(content)]


def test_a_calendar_in_full() -> None:
    content = _files(_report((_offering(url="https://example.edu/x"),)))["instructors/Abbott, Iris.ics"]
    assert content.decode().replace("\r\n", "\n").split("END:VTIMEZONE\n")[1] == (
        "BEGIN:VEVENT\n"
        "UID:1@schedbatch\n"
        "DTSTAMP:20260901T080000Z\n"
        "DTSTART;TZID=Europe/London:20260908T090000\n"
        "DTEND;TZID=Europe/London:20260908T100000\n"
        "SUMMARY:Dissection (Labs > 01)\n"
        "SEQUENCE:3506880\n"
        "LAST-MODIFIED:20260901T080000Z\n"
        "STATUS:CONFIRMED\n"
        "TRANSP:OPAQUE\n"
        "LOCATION:Hall\n"
        "URL:https://example.edu/x\n"
        "CATEGORIES:Lab\n"
        "DESCRIPTION:Course: Anatomy\\nType: Lab\\nGroups: Labs > 01\\nInstructors: Abb\n"
        " ott\\, Iris\\nOnline: https://example.edu/x\\n\\nBring gloves\\, and a coat\\; p\n"
        " lease.\n"
        "CONTACT:Abbott\\, Iris\n"
        "END:VEVENT\n"
        "END:VCALENDAR\n"
    )


def test_the_frame_is_what_clients_need() -> None:
    lines = _files(_report((_offering(),)))["groups/Labs -- 01.ics"].decode().split("\r\n")
    assert lines[: lines.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        lines[2],
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/London",
        "X-WR-CALNAME:Labs > 01 - Autumn",
        "NAME:Labs > 01 - Autumn",
    ]
    assert lines[2].startswith("PRODID:-//schedbatch//")


def test_who_holds_what() -> None:
    offerings = (
        _offering(1, groups=("Labs",), instructors=("Abbott", "Moreau"), locations=("Hall", "Annexe")),
        _offering(2, groups=("Labs > 01",), instructors=("Abbott",), locations=("Hall",)),
        _offering(3, groups=("Labs > 02", "Staff"), instructors=(), locations=(), session=replace(LAB, course="")),
    )
    held = {path: _uids(content) for path, content in _files(_report(offerings)).items() if path.endswith(".ics")}
    one, two, three = (f"{number}@schedbatch" for number in (1, 2, 3))
    assert held == {
        "all.ics": [one, two, three],
        "courses/Anatomy.ics": [one, two],
        "groups/Labs.ics": [one],
        "groups/Labs (whole branch).ics": [one, two, three],
        "groups/Labs -- 01.ics": [one, two],
        "groups/Labs -- 02.ics": [one, three],
        "groups/Staff.ics": [three],
        "instructors/Abbott.ics": [one, two],
        "instructors/Moreau.ics": [one],
        "locations/Hall.ics": [one, two],
        "locations/Annexe.ics": [one],
    }


def test_drafts_and_cancelled_ones_are_left_out_and_tentative_ones_say_so() -> None:
    offerings = tuple(_offering(number, status=status) for number, status in enumerate(Status))
    entries = list(_entries(_files(_report(offerings))["all.ics"]))
    assert [str(entry["STATUS"]) for entry in entries] == ["CONFIRMED", "TENTATIVE"]


def test_an_empty_schedule_has_one_empty_calendar() -> None:
    files = _files(_report())
    assert (sorted(files), _uids(files["all.ics"])) == (["all.ics", "index.html"], [])


MOMENTS = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "Asia/Kolkata",
    "Europe/Dublin",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "UTC",
]


@given(st.lists(st.tuples(MOMENTS, st.integers(1, 10_080)), min_size=1, max_size=8), st.sampled_from(ZONES))
@settings(deadline=None, max_examples=60)
def test_instants_are_those_of_the_plan(spans: list[tuple[dt.datetime, int]], name: str) -> None:
    zone = ZoneInfo(name)
    offerings = tuple(
        _offering(number, start.replace(second=0, microsecond=0).astimezone(zone), minutes)
        for number, (start, minutes) in enumerate(spans)
    )
    read = {
        str(entry["UID"]): (entry.decoded("DTSTART"), entry.decoded("DTEND"))
        for entry in _entries(_files(_report(offerings, zone=zone))["all.ics"])
    }
    assert {uid: (start.astimezone(dt.UTC), end.astimezone(dt.UTC)) for uid, (start, end) in read.items()} == {
        offering.uid: (offering.start.astimezone(dt.UTC), offering.end.astimezone(dt.UTC)) for offering in offerings
    }


def test_the_repeated_hour_is_written_in_utc() -> None:
    content = _files(_report((_offering(start=dt.datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)),)))["all.ics"]
    assert (b"DTSTART:20261025T003000Z\r\nDTEND:20261025T013000Z" in content, b"VTIMEZONE" in content) == (True, False)


def test_a_zone_without_a_simple_rule_is_written_in_utc() -> None:
    dublin = ZoneInfo("Europe/Dublin")
    content = _files(_report((_offering(start=dt.datetime(2026, 9, 8, 9, tzinfo=dublin)),), zone=dublin))["all.ics"]
    assert (b"DTSTART:20260908T080000Z" in content, b"VTIMEZONE" in content) == (True, False)


@pytest.mark.parametrize(
    ("due", "entries", "span"),
    [
        ((17, 0), IlmEntries.DUE_TIME, ("2026-09-08T15:45Z", "2026-09-08T16:00Z")),
        ((0, 5), IlmEntries.DUE_TIME, ("2026-09-07T23:00Z", "2026-09-07T23:05Z")),
        ((0, 0), IlmEntries.DUE_TIME, ("2026-09-07T22:45Z", "2026-09-07T23:00Z")),
        ((17, 0), IlmEntries.ALL_DAY, ("2026-09-08", "2026-09-09")),
        ((0, 0), IlmEntries.ALL_DAY, ("2026-09-07", "2026-09-08")),
    ],
)
def test_an_ilm_ends_when_it_is_due(due: tuple[int, int], entries: IlmEntries, span: tuple[str, str]) -> None:
    report = _report(ilms=(_ilm(dt.datetime(2026, 9, 8, *due, tzinfo=LONDON)),), ilm_entries=entries)
    content = _files(report)["all.ics"]
    (entry,) = _entries(content)
    assert _spans(content) == [span]
    assert (str(entry["SUMMARY"]), str(entry["TRANSP"]), str(entry["X-MICROSOFT-CDO-BUSYSTATUS"])) == (
        "Due: Dissection (1.5 h) (Labs)",
        "TRANSPARENT",
        "FREE",
    )


def test_ilms_may_be_kept_out_of_calendars() -> None:
    report = _report(ilms=(_ilm(dt.datetime(2026, 9, 8, 17, tzinfo=LONDON)),), ilm_entries=IlmEntries.NONE)
    assert _uids(_files(report)["all.ics"]) == []


def test_names_that_clients_take_for_invitations_never_stand_there() -> None:
    content = b"".join(_files(_report((_offering(),))).values())
    assert not re.search(rb"ORGANIZER|ATTENDEE|VALARM|VTODO|mailto:", content)


def test_a_large_feed_is_also_given_by_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "MAX_FEED", 2_000)
    starts = [dt.datetime(2026, month, 8, 9, tzinfo=LONDON) for month in (9, 9, 10, 11)]
    files = _files(_report(tuple(_offering(number, start) for number, start in enumerate(starts))))
    parts = {path: _uids(content) for path, content in files.items() if re.search(r"Hall", path)}
    assert parts == {
        "locations/Hall.ics": [f"{number}@schedbatch" for number in range(4)],
        "locations/Hall 2026-09.ics": ["0@schedbatch", "1@schedbatch"],
        "locations/Hall 2026-10.ics": ["2@schedbatch"],
        "locations/Hall 2026-11.ics": ["3@schedbatch"],
    }
    assert [path for path in files if path.startswith("all")] == ["all.ics"]
    assert [unquote(link) for link in _links(files["index.html"]) if "Hall" in link] == list(parts)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")


def _links(page: bytes) -> list[str]:
    parser = _Links()
    parser.feed(page.decode())
    return parser.found


def test_the_index_links_every_calendar() -> None:
    files = _files(_report((_offering(locations=("A & B <script>",)),)))
    assert sorted(unquote(link) for link in _links(files["index.html"])) == sorted(path for path in files if path.endswith(".ics"))
    assert b"<script>" not in files["index.html"]


def test_the_index_has_subscribe_links_when_the_address_is_known() -> None:
    page = _files(_report((_offering(),), calendar_address="https://example.edu/c"))["index.html"]
    assert [link for link in _links(page) if "Hall" in link and link != "locations/Hall.ics"] == [
        "webcal://example.edu/c/locations/Hall.ics",
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fexample.edu%2Fc%2Flocations%2FHall.ics",
        "https://outlook.office.com/calendar/0/addfromweb?url=https%3A%2F%2Fexample.edu%2Fc%2Flocations%2FHall.ics&name=Hall",
    ]


def test_each_entry_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    original = EntryWriter.entry

    def counted(self: EntryWriter, uid: str, text: CalendarText, stamp: Stamp) -> CalendarEntry:
        written.append(uid)
        return original(self, uid, text, stamp)

    monkeypatch.setattr(EntryWriter, "entry", counted)
    render(_report(tuple(_offering(number) for number in range(20))))
    assert written == [f"{number}@schedbatch" for number in range(20)]


SPECIAL_TEXTS = st.text(" a;,\\\r\n\té\x00\ud800", max_size=90) | st.just("")


@given(SPECIAL_TEXTS, SPECIAL_TEXTS, SPECIAL_TEXTS, st.lists(SPECIAL_TEXTS, max_size=2))
def test_a_description_put_together_from_parts_is_that_of_the_whole_text(
    course: str, session_type: str, description: str, people: list[str]
) -> None:
    session = Session("S", course, "Dissection", session_type, description)
    offering = replace(_offering(), session=session, groups=(), locations=(), instructors=tuple(people), url="")
    facts = (("Course", course), ("Type", session_type), ("Instructors", "; ".join(people)))
    lines = [f"{what}: {text}" for what, text in facts if text]
    told = text_line("DESCRIPTION", "\n".join((*lines, *(("", description) if description else ()))))
    files = {str(artifact.path): artifact.content for artifact in render(_report((offering,)))}
    rest = text_line("CATEGORIES", session_type) + told + text_line("CONTACT", "; ".join(people)) + b"END:VEVENT\r\n"
    assert files["calendars/all.ics"].partition(b"TRANSP:OPAQUE\r\n")[2].startswith(rest)


def test_a_location_named_twice_has_the_offering_once_in_its_calendar() -> None:
    files = {str(artifact.path): artifact.content for artifact in render(_report((_offering(locations=("Hall", "Hall")),)))}
    assert files["calendars/locations/Hall.ics"].count(b"BEGIN:VEVENT") == 1


def test_all_files_lie_below_calendars() -> None:
    paths = [artifact.path for artifact in render(_report((_offering(),)))]
    assert {path.parts[0] for path in paths} == {"calendars"}
    assert len(set(paths)) == len(paths) == len({PurePosixPath(str(path).casefold()) for path in paths})
