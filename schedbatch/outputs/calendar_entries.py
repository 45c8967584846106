"""Offerings, ILMs and what is gone of them -> VEVENTs, each written once.

Source: calendars.md, "Events" and "Time zones"; RFC 5545, 3.6.1.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schedbatch.domain.model import Catalog, GroupPath, IlmEntries, Status
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.revisions import Revision, Stamp, Tombstone
from schedbatch.domain.times import is_repeated, later
from schedbatch.outputs.calendar_frame import Frame
from schedbatch.outputs.ical_lines import escaped, folded, text_line, uri_line

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


@dataclass(frozen=True, slots=True)
class _Span:
    """The lines that say from when to when, the instant at which it begins, and the month of its wall clock."""

    lines: bytes
    instant: dt.datetime
    month: str
    is_local: bool


_REMEMBERED = 20_000
"""So many texts are made once: a group's offerings of one session differ in nothing but their time."""


class EntryWriter:
    """Writes VEVENTs; what several of them share is written once."""

    def __init__(self, catalog: Catalog, revision: Revision, frame: Frame) -> None:
        self._revision = revision
        self._frame = frame
        self._is_all_day = catalog.settings.ilm_entries is IlmEntries.ALL_DAY
        self._address = lru_cache(maxsize=None)(catalog.address_of)
        self._span = lru_cache(maxsize=None)(self._work_out)
        self._teaching = lru_cache(maxsize=None)(_teaching)
        self._texts = lru_cache(maxsize=_REMEMBERED)(_texts)

    def entry(self, thing: Offering | Ilm) -> Entry:
        """What takes place: busy time for an offering, free time for an ILM."""
        stamp = self._revision.stamp(thing.uid)
        status = b"STATUS:TENTATIVE\r\n" if thing.status is Status.TENTATIVE else b"STATUS:CONFIRMED\r\n"
        if isinstance(thing, Ilm):
            return self._ilm(thing, "", stamp, status)
        place = self._address(thing.locations)
        return self._offering(thing, place, stamp, ("", status + b"TRANSP:OPAQUE\r\n"))

    def tombstone(self, tombstone: Tombstone) -> Entry:
        """What has been taken out of a calendar, for those who have it in theirs."""
        thing, status = tombstone.thing, b"STATUS:CANCELLED\r\n"
        if isinstance(thing, Ilm):
            return self._ilm(thing, _GONE, tombstone.stamp, status)
        return self._offering(thing, tombstone.place, tombstone.stamp, (_GONE, status + b"TRANSP:TRANSPARENT\r\n"))

    def _offering(self, offering: Offering, place: str, stamp: Stamp, state: tuple[str, bytes]) -> Entry:
        """``state``: what stands before the title, and the lines for status and transparency."""
        start, end = offering.start, offering.end
        # Moments that differ in nothing but fold are equal to Python.
        span = self._span(start, start.fold, end, end.fold)
        title = state[0] + offering.session.title
        session = offering.session
        carried = (offering.groups, offering.locations, offering.instructors, offering.url)
        teaching = self._teaching(session.course, session.type, place, *carried)
        summary, rest = self._texts(title, session.description, teaching)
        return _entry(offering.uid, span, stamp, (span.lines, summary, _changed(stamp), state[1], rest))

    def _ilm(self, ilm: Ilm, before_title: str, stamp: Stamp, status: bytes) -> Entry:
        """A quarter of an hour that ends when it is due, or the day on which it is due."""
        session = ilm.session
        start = _ilm_start(ilm.due)
        span = _whole_day(start) if self._is_all_day else self._span(start, start.fold, ilm.due, ilm.due.fold)
        lines = (
            span.lines,
            text_line("SUMMARY", before_title + _with_groups(f"Due: {session.title} ({_hours(ilm.hours)} h)", ilm.groups)),
            _changed(stamp),
            status,
            b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
            uri_line("URL", ilm.url),
            text_line("CATEGORIES", session.type),
            text_line("DESCRIPTION", _ilm_description(ilm)),
            text_line("CONTACT", joined(ilm.instructors)),
        )
        return _entry(ilm.uid, span, stamp, lines)

    def _work_out(self, start: dt.datetime, _start_fold: int, end: dt.datetime, _end_fold: int) -> _Span:
        """Wall times where clients can work out the instants from them: not in the repeated hour of an autumn night."""
        zone = self._frame.zone
        if zone is None or is_repeated(start) or is_repeated(end):
            return _span(f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n", start, is_local=False)
        lines = f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}\r\n"
        return _span(lines, start, is_local=True)


def _span(lines: str, start: dt.datetime, *, is_local: bool) -> _Span:
    return _Span(lines.encode(), start.astimezone(dt.UTC), f"{start:%Y-%m}", is_local)


def _entry(uid: str, span: _Span, stamp: Stamp, lines: tuple[bytes, ...]) -> Entry:
    head = b"BEGIN:VEVENT\r\nUID:%b\r\nDTSTAMP:%b\r\n" % (uid.encode(), _changed_at(stamp.changed_at))
    content = b"".join((head, *lines, b"END:VEVENT\r\n"))
    return Entry(content, span.instant, uid, span.month, span.is_local)


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
    """The line of an offering's title, and those of all its other texts."""
    if description and teaching.facts:
        told = folded(f"DESCRIPTION:{teaching.begun}{escaped(description)}")
    else:
        told = text_line("DESCRIPTION", teaching.facts or _told((), description))
    return text_line("SUMMARY", title + teaching.in_title), teaching.before + told + teaching.after


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


def _whole_day(start: dt.datetime) -> _Span:
    # RFC 5545 3.6.1: DTEND is exclusive.
    lines = f"DTSTART;VALUE=DATE:{start:%Y%m%d}\r\nDTEND;VALUE=DATE:{start + dt.timedelta(days=1):%Y%m%d}\r\n"
    return _span(lines, start, is_local=False)


def _hours(hours: Decimal) -> str:
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
