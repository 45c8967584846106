"""What calendars say of offerings, ILMs and what is gone of them -> VEVENTs, each written once.

Source: calendars.md, "Events" and "Time zones"; RFC 5545, 3.6.1.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schedbatch.domain.calendar_text import CalendarText, moment_at
from schedbatch.domain.model import GroupPath, Status
from schedbatch.domain.names import joined
from schedbatch.domain.revisions import Stamp, Tombstone
from schedbatch.domain.times import is_repeated
from schedbatch.outputs.calendars.frame import Frame
from schedbatch.outputs.calendars.ical_lines import escaped, folded, text_line, uri_line

_MAX_SUMMARY_GROUPS = 60
_GONE = "CANCELLED: "


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One VEVENT: its bytes, what it is sorted by, the month it stands in, and whether it needs the VTIMEZONE."""

    content: bytes
    start: dt.datetime
    uid: str
    month: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """The lines that say from when to when, the instant at which it begins, and the month of its wall clock."""

    lines: bytes
    instant: dt.datetime
    month: str
    is_local: bool


_REMEMBERED = 20_000
"""So many texts are kept: a group's offerings of one session have equal texts and differ only in their times."""


class EntryWriter:
    """Writes VEVENTs of nothing but a :class:`CalendarText` and a stamp; what several of them share is written once."""

    def __init__(self, frame: Frame, zone: dt.tzinfo) -> None:
        self._frame = frame
        self._zone = zone
        self._span = lru_cache(maxsize=None)(self._timed)
        self._teaching = lru_cache(maxsize=None)(_teaching)
        self._texts = lru_cache(maxsize=_REMEMBERED)(_texts)

    def entry(self, uid: str, text: CalendarText, stamp: Stamp) -> CalendarEntry:
        """The entry of an offering (busy time) or ILM (free time) that takes place."""
        status = b"STATUS:TENTATIVE\r\n" if text.status is Status.TENTATIVE else b"STATUS:CONFIRMED\r\n"
        if text.hours is not None:
            return self._ilm(uid, text, stamp, ("", status))
        return self._offering(uid, text, stamp, ("", status + b"TRANSP:OPAQUE\r\n"))

    def tombstone(self, tombstone: Tombstone) -> CalendarEntry:
        """The cancelled entry of an offering or ILM, for subscribers whose calendars still show the old entry."""
        text, status = tombstone.text, b"STATUS:CANCELLED\r\n"
        if text.hours is not None:
            return self._ilm(tombstone.offering_or_ilm.uid, text, tombstone.stamp, (_GONE, status))
        return self._offering(tombstone.offering_or_ilm.uid, text, tombstone.stamp, (_GONE, status + b"TRANSP:TRANSPARENT\r\n"))

    def _offering(self, uid: str, text: CalendarText, stamp: Stamp, state: tuple[str, bytes]) -> CalendarEntry:
        """``state``: what stands before the title, and the lines for status and transparency."""
        span = self._span_of(text)
        carried = (text.groups, text.locations, text.instructors, text.url)
        teaching = self._teaching(text.course, text.type, text.address, *carried)
        summary, rest = self._texts(state[0] + text.title, text.description, teaching)
        return _entry(uid, span, stamp, (span.lines, summary, _changed(stamp), state[1], rest))

    def _ilm(self, uid: str, text: CalendarText, stamp: Stamp, state: tuple[str, bytes]) -> CalendarEntry:
        """A quarter of an hour that ends when the ILM is due, or the day on which it is due; ``state`` as in an offering's."""
        span = self._span_of(text)
        lines = (
            span.lines,
            text_line("SUMMARY", state[0] + _with_groups(f"Due: {text.title} ({_hours(text.hours)} h)", text.groups)),
            _changed(stamp),
            state[1],
            b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
            uri_line("URL", text.url),
            text_line("CATEGORIES", text.type),
            text_line("DESCRIPTION", _ilm_description(text)),
            text_line("CONTACT", joined(text.instructors)),
        )
        return _entry(uid, span, stamp, lines)

    def _span_of(self, text: CalendarText) -> _Span:
        if text.start is None or text.end is None:
            return _whole_day(dt.date.fromisoformat(text.day or ""), self._zone)
        return self._span(text.start, text.end, text.zone)

    def _timed(self, start_minutes: int, end_minutes: int, zone: str) -> _Span:
        """Wall times where clients can work out the instants from them: not in the repeated hour of an autumn night."""
        start, end = moment_at(start_minutes, self._zone), moment_at(end_minutes, self._zone)
        # The VTIMEZONE is that of the schedule: what was released in another zone before it was gone stands in UTC.
        if self._frame.zone is None or self._frame.zone != zone or is_repeated(start) or is_repeated(end):
            return _span(f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n", start, is_local=False)
        lines = f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}\r\n"
        return _span(lines, start, is_local=True)


def _span(lines: str, start: dt.datetime, *, is_local: bool) -> _Span:
    return _Span(lines.encode(), start.astimezone(dt.UTC), f"{start:%Y-%m}", is_local)


def _entry(uid: str, span: _Span, stamp: Stamp, lines: tuple[bytes, ...]) -> CalendarEntry:
    head = b"BEGIN:VEVENT\r\nUID:%b\r\nDTSTAMP:%b\r\n" % (uid.encode(), _changed_at(stamp.changed_at))
    content = b"".join((head, *lines, b"END:VEVENT\r\n"))
    return CalendarEntry(content, span.instant, uid, span.month, span.is_local)


@lru_cache(maxsize=4096)
def _changed_at(moment: dt.datetime) -> bytes:
    return _utc(moment).encode()


def _changed(stamp: Stamp) -> bytes:
    return b"SEQUENCE:%d\r\nLAST-MODIFIED:%b\r\n" % (stamp.sequence, _changed_at(stamp.changed_at))


@dataclass(frozen=True, slots=True, eq=False)
class _Teaching:
    """What offerings of one course and type for the same groups, at one place, with the same people have in common.

    ``in_title`` stands behind the title; ``before`` and ``after`` are the lines around the description. That is the ``facts``,
    and where there is more to tell, it follows ``begun``: the same in escaped form, a blank line behind them.
    """

    in_title: str
    before: bytes
    facts: str
    begun: str
    after: bytes


def _teaching(
    course: str,
    session_type: str,
    place: str,
    groups: tuple[GroupPath, ...],
    locations: tuple[str, ...],
    instructors: tuple[str, ...],
    url: str,
) -> _Teaching:
    people = joined(instructors)
    told = (
        ("Course", course),
        ("Type", session_type),
        ("Groups", joined(groups)),
        ("Instructors", people),
        ("Place", place),
        ("Online", url),
    )
    facts = _told(told, "")
    return _Teaching(
        in_title=_with_groups("", groups),
        before=b"".join((text_line("LOCATION", joined(locations)), uri_line("URL", url), text_line("CATEGORIES", session_type))),
        facts=facts,
        begun=escaped(f"{facts}\n\n"),
        after=text_line("CONTACT", people),
    )


def _texts(title: str, description: str, teaching: _Teaching) -> tuple[bytes, bytes]:
    """The line of an offering's title, and the lines of all its other texts."""
    if description and teaching.facts:
        told = folded(f"DESCRIPTION:{teaching.begun}{escaped(description)}")
    else:
        told = text_line("DESCRIPTION", teaching.facts or _told((), description))
    return text_line("SUMMARY", title + teaching.in_title), teaching.before + told + teaching.after


def _ilm_description(text: CalendarText) -> str:
    facts = (
        ("Course", text.course),
        ("Type", text.type),
        ("Hours", _hours(text.hours)),
        ("Groups", joined(text.groups)),
        ("Instructors", joined(text.instructors)),
        ("Online", text.url),
    )
    return _told(facts, text.description)


def _told(facts: Iterable[tuple[str, str]], description: str) -> str:
    lines = [f"{what}: {text}" for what, text in facts if text]
    return "\n".join((*lines, *(("", description) if description else ())))


def _with_groups(title: str, groups: Sequence[GroupPath]) -> str:
    names = joined(tuple(groups))
    return f"{title} ({names})" if names and len(names) <= _MAX_SUMMARY_GROUPS else title


def _whole_day(day: dt.date, zone: dt.tzinfo) -> _Span:
    # RFC 5545 3.6.1: DTEND is exclusive.
    lines = f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}\r\n"
    return _span(lines, dt.datetime.combine(day, dt.time(), zone), is_local=False)


def _hours(hours: Decimal | None) -> str:
    text = f"{hours or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
