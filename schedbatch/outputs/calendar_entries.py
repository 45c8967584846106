"""Offerings, ILMs and what is gone of them -> VEVENTs, each written once.

Source: calendars.md, "Events" and "Time zones"; RFC 5545, 3.6.1.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain.model import Catalog, GroupPath, IlmEntries, Status
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.revisions import Revision, Stamp, Tombstone
from schedbatch.domain.times import is_repeated, later
from schedbatch.outputs.calendar_frame import Frame
from schedbatch.outputs.ical_lines import text_line, uri_line

_ILM_MINUTES = 15
_MAX_SUMMARY_GROUPS = 60
_GONE = "CANCELLED: "


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT: its bytes, what it is sorted by, the month it stands in, and whether it needs the VTIMEZONE."""

    content: bytes
    start: dt.datetime
    uid: str
    month: str
    is_local: bool


class EntryWriter:
    """Writes VEVENTs; what all of them share is written once."""

    def __init__(self, catalog: Catalog, revision: Revision, frame: Frame) -> None:
        self._catalog = catalog
        self._revision = revision
        self._frame = frame
        self._is_all_day = catalog.settings.ilm_entries is IlmEntries.ALL_DAY

    def entry(self, thing: Offering | Ilm) -> Entry:
        """What takes place: busy time for an offering, free time for an ILM."""
        stamp = self._revision.stamp(thing.uid)
        status = b"STATUS:TENTATIVE\r\n" if thing.status is Status.TENTATIVE else b"STATUS:CONFIRMED\r\n"
        if isinstance(thing, Ilm):
            return self._ilm(thing, "", stamp, status)
        place = self._catalog.address_of(thing.locations)
        return self._offering(thing, place, stamp, ("", status + b"TRANSP:OPAQUE\r\n"))

    def tombstone(self, tombstone: Tombstone) -> Entry:
        """What has been taken out of a calendar, for those who have it in theirs."""
        thing, status = tombstone.thing, b"STATUS:CANCELLED\r\n"
        if isinstance(thing, Ilm):
            return self._ilm(thing, _GONE, tombstone.stamp, status)
        return self._offering(thing, tombstone.place, tombstone.stamp, (_GONE, status + b"TRANSP:TRANSPARENT\r\n"))

    def _offering(self, offering: Offering, place: str, stamp: Stamp, state: tuple[str, bytes]) -> Entry:
        """``state``: what stands before the title, and the lines for status and transparency."""
        session = offering.session
        is_local = self._is_local(offering.start, offering.end)
        lines = (
            self._span(offering.start, offering.end, is_local=is_local),
            text_line("SUMMARY", state[0] + _with_groups(session.title, offering.groups)),
            _changed(stamp),
            state[1],
            text_line("LOCATION", joined(offering.locations)),
            uri_line("URL", offering.url),
            text_line("CATEGORIES", session.type),
            text_line("DESCRIPTION", _description(offering, place)),
            text_line("CONTACT", joined(offering.instructors)),
        )
        return _entry(offering.uid, offering.start, stamp, lines, is_local=is_local)

    def _ilm(self, ilm: Ilm, before_title: str, stamp: Stamp, status: bytes) -> Entry:
        """A quarter of an hour that ends when it is due, or the day on which it is due."""
        session = ilm.session
        start = _ilm_start(ilm.due)
        is_local = not self._is_all_day and self._is_local(start, ilm.due)
        span = _whole_day(start.date()) if self._is_all_day else self._span(start, ilm.due, is_local=is_local)
        lines = (
            span,
            text_line("SUMMARY", before_title + _with_groups(f"Due: {session.title} ({_hours(ilm.hours)} h)", ilm.groups)),
            _changed(stamp),
            status,
            b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
            uri_line("URL", ilm.url),
            text_line("CATEGORIES", session.type),
            text_line("DESCRIPTION", _ilm_description(ilm)),
            text_line("CONTACT", joined(ilm.instructors)),
        )
        return _entry(ilm.uid, start, stamp, lines, is_local=is_local)

    def _is_local(self, *moments: dt.datetime) -> bool:
        """Whether clients can work out the instants from wall times: not in the repeated hour of an autumn night."""
        return self._frame.zone is not None and not any(is_repeated(moment) for moment in moments)

    def _span(self, start: dt.datetime, end: dt.datetime, *, is_local: bool) -> bytes:
        if is_local:
            zone = self._frame.zone
            return f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}\r\n".encode()
        return f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n".encode()


def _entry(uid: str, start: dt.datetime, stamp: Stamp, lines: Iterable[bytes], *, is_local: bool) -> Entry:
    head = f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{_utc(stamp.changed_at)}\r\n".encode()
    content = b"".join((head, *lines, b"END:VEVENT\r\n"))
    return Entry(content, start.astimezone(dt.UTC), uid, f"{start:%Y-%m}", is_local)


def _changed(stamp: Stamp) -> bytes:
    return f"SEQUENCE:{stamp.sequence}\r\nLAST-MODIFIED:{_utc(stamp.changed_at)}\r\n".encode()


def _description(offering: Offering, place: str) -> str:
    facts = (
        ("Course", offering.session.course),
        ("Type", offering.session.type),
        ("Groups", joined(offering.groups)),
        ("Instructors", joined(offering.instructors)),
        ("Place", place),
        ("Online", offering.url),
    )
    return _told(facts, offering.session.description)


def _ilm_description(ilm: Ilm) -> str:
    facts = (
        ("Course", ilm.session.course),
        ("Type", ilm.session.type),
        ("Hours", _hours(ilm.hours)),
        ("Groups", joined(ilm.groups)),
        ("Instructors", joined(ilm.instructors)),
        ("Online", ilm.url),
    )
    return _told(facts, ilm.session.description)


def _told(facts: Iterable[tuple[str, str]], description: str) -> str:
    lines = [f"{what}: {text}" for what, text in facts if text]
    return "\n".join((*lines, *(("", description) if description else ())))


def _with_groups(title: str, groups: Sequence[GroupPath]) -> str:
    names = joined(tuple(groups))
    return f"{title} ({names})" if names and len(names) <= _MAX_SUMMARY_GROUPS else title


def _ilm_start(due: dt.datetime) -> dt.datetime:
    """A quarter of an hour before it is due, on the same day (midnight ends a day)."""
    start = later(due, -_ILM_MINUTES)
    midnight = due.replace(hour=0, minute=0, second=0)
    return start if due == midnight or start >= midnight else midnight


def _whole_day(day: dt.date) -> bytes:
    # RFC 5545 3.6.1: DTEND is exclusive.
    return f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}\r\n".encode()


def _hours(hours: Decimal) -> str:
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
