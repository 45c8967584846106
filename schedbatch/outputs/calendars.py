"""Calendars that Outlook, Google and Apple all read right: one VEVENT an offering, written once, joined into every feed.

``icalendar`` frames the calendars (and reads them in the tests); the VEVENTs are our own lines, a hundred times faster and
the same bytes. Source: calendars.md.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from schedbatch import __version__
from schedbatch.domain.model import Catalog, GroupPath, IlmEntries, Status
from schedbatch.domain.names import joined
from schedbatch.domain.results import Artifact, Ilm, Offering, RunReport
from schedbatch.domain.times import is_repeated, later, sequence_number
from schedbatch.outputs.calendar_frame import Frame, make_frame
from schedbatch.outputs.calendar_index import Listed, render_index
from schedbatch.outputs.file_names import safe_name
from schedbatch.outputs.ical_lines import text_line, uri_line

FOLDER = PurePosixPath("calendars")
MAX_FEED = 900_000
"""Bytes; Google takes 1 MB an import. Larger feeds are written in parts as well."""

_BRANCH = " (whole branch)"
_ILM_MINUTES = 15
_MAX_SUMMARY_GROUPS = 60


@dataclass(frozen=True, slots=True)
class Revision:
    """How often and when the content last changed; the same for all entries until history tells them apart."""

    sequence: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT: its bytes, what it is sorted by, the month it stands in, and whether it needs the VTIMEZONE."""

    content: bytes
    start: dt.datetime
    uid: str
    month: str
    is_local: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """One calendar: its kind (a folder), its name, its file's name, and the numbers of its entries in order."""

    kind: str
    title: str
    file_name: str
    entries: tuple[int, ...]


def render(report: RunReport) -> tuple[Artifact, ...]:
    """Every calendar below ``calendars/``, and their index; only Scheduled and Tentative entries stand in them.

    ``all.ics`` is always there, other feeds where they hold something. A feed over 900 kB is also given by months.
    """
    offerings = tuple(offering for offering in report.plan.offerings if offering.status.is_live)
    ilms = tuple(ilm for ilm in report.plan.ilms if ilm.status.is_live)
    if report.catalog.settings.ilm_entries is IlmEntries.NONE:
        ilms = ()
    frame = make_frame(report.catalog.settings.zone, [*(one.start for one in offerings), *(one.due for one in ilms)], __version__)
    writer = _EntryWriter(report, frame)
    made: list[tuple[Offering | Ilm, Entry]] = [(one, writer.offering(one)) for one in offerings]
    made.extend((one, writer.ilm(one)) for one in ilms)
    made.sort(key=lambda pair: (pair[1].start, pair[1].uid))
    entries = tuple(entry for _, entry in made)
    feeds = tuple(_feeds(tuple(thing for thing, _ in made), report.catalog))
    files = [artifact for feed in feeds for artifact in _artifacts(feed, entries, frame, _title_end(report))]
    listed = tuple(Listed(feed.kind, feed.title, str(_path(feed).relative_to(FOLDER)), len(feed.entries)) for feed in feeds)
    index = render_index(report.catalog.settings, report.schedule_id, listed)
    return (*files, Artifact(FOLDER / "index.html", index))


def _title_end(report: RunReport) -> str:
    return report.catalog.settings.term or report.schedule_id


class _EntryWriter:
    """Writes VEVENTs; what all of them share is written once."""

    def __init__(self, report: RunReport, frame: Frame) -> None:
        self._catalog = report.catalog
        self._frame = frame
        self._ilm_entries = report.catalog.settings.ilm_entries
        revision = Revision(sequence_number(report.made_at), report.made_at)
        self._stamp = f"DTSTAMP:{_utc(revision.changed_at)}\r\n".encode()
        self._changed = f"SEQUENCE:{revision.sequence}\r\nLAST-MODIFIED:{_utc(revision.changed_at)}\r\n".encode()

    def offering(self, offering: Offering) -> Entry:
        """A meeting: busy time in its zone."""
        session = offering.session
        is_local = self._is_local(offering.start, offering.end)
        lines = (
            self._span(offering.start, offering.end, is_local=is_local),
            text_line("SUMMARY", _with_groups(session.title, offering.groups)),
            self._changed,
            b"STATUS:TENTATIVE\r\n" if offering.status is Status.TENTATIVE else b"STATUS:CONFIRMED\r\n",
            b"TRANSP:OPAQUE\r\n",
            text_line("LOCATION", joined(offering.locations)),
            uri_line("URL", offering.url),
            text_line("CATEGORIES", session.type),
            text_line("DESCRIPTION", self._description(offering)),
            text_line("CONTACT", joined(offering.instructors)),
        )
        return self._entry(offering.uid, offering.start, lines, is_local=is_local)

    def ilm(self, ilm: Ilm) -> Entry:
        """An ILM: free time, a quarter of an hour that ends when it is due, or the day on which it is due."""
        session = ilm.session
        is_all_day = self._ilm_entries is IlmEntries.ALL_DAY
        start = _ilm_start(ilm.due)
        is_local = not is_all_day and self._is_local(start, ilm.due)
        span = _whole_day(start.date()) if is_all_day else self._span(start, ilm.due, is_local=is_local)
        lines = (
            span,
            text_line("SUMMARY", _with_groups(f"Due: {session.title} ({_hours(ilm.hours)} h)", ilm.groups)),
            self._changed,
            b"STATUS:TENTATIVE\r\n" if ilm.status is Status.TENTATIVE else b"STATUS:CONFIRMED\r\n",
            b"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n",
            uri_line("URL", ilm.url),
            text_line("CATEGORIES", session.type),
            text_line("DESCRIPTION", self._ilm_description(ilm)),
            text_line("CONTACT", joined(ilm.instructors)),
        )
        return self._entry(ilm.uid, start, lines, is_local=is_local)

    def _entry(self, uid: str, start: dt.datetime, lines: Iterable[bytes], *, is_local: bool) -> Entry:
        head = f"BEGIN:VEVENT\r\nUID:{uid}\r\n".encode()
        content = b"".join((head, self._stamp, *lines, b"END:VEVENT\r\n"))
        return Entry(content, start.astimezone(dt.UTC), uid, f"{start:%Y-%m}", is_local)

    def _is_local(self, *moments: dt.datetime) -> bool:
        """Whether clients can work out the instants from wall times: not in the repeated hour of an autumn night."""
        return self._frame.zone is not None and not any(is_repeated(moment) for moment in moments)

    def _span(self, start: dt.datetime, end: dt.datetime, *, is_local: bool) -> bytes:
        if is_local:
            zone = self._frame.zone
            return f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\r\nDTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}\r\n".encode()
        return f"DTSTART:{_utc(start)}\r\nDTEND:{_utc(end)}\r\n".encode()

    def _description(self, offering: Offering) -> str:
        places = (self._catalog.locations.get(name) for name in offering.locations)
        addresses = [", ".join(filter(None, (place.building, place.room, place.address))) for place in places if place]
        facts = (
            ("Course", offering.session.course),
            ("Type", offering.session.type),
            ("Groups", joined(offering.groups)),
            ("Instructors", joined(offering.instructors)),
            ("Place", joined(tuple(dict.fromkeys(filter(None, addresses))))),
            ("Online", offering.url),
        )
        return _told(facts, offering.session.description)

    def _ilm_description(self, ilm: Ilm) -> str:
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


def _feeds(things: Sequence[Offering | Ilm], catalog: Catalog) -> Iterator[Feed]:
    """All feeds, each with the numbers of its entries; ``things`` stand in the order of the entries."""
    courses, instructors, locations, groups = (defaultdict[str, list[int]](list) for _ in range(4))
    for number, thing in enumerate(things):
        if thing.session.course:
            courses[thing.session.course].append(number)
        for name in thing.instructors:
            instructors[name].append(number)
        for path in thing.groups:
            groups[path].append(number)
        for name in thing.locations if isinstance(thing, Offering) else ():
            locations[name].append(number)
    yield Feed("", "All", "all", tuple(range(len(things))))
    yield from _named_feeds("courses", courses)
    yield from _group_feeds(groups, catalog)
    yield from _named_feeds("instructors", instructors)
    yield from _named_feeds("locations", locations)


def _named_feeds(kind: str, entries: Mapping[str, list[int]]) -> Iterator[Feed]:
    for name, numbers in sorted(entries.items()):
        yield Feed(kind, name, safe_name(name), tuple(dict.fromkeys(numbers)))


def _group_feeds(entries: Mapping[GroupPath, list[int]], catalog: Catalog) -> Iterator[Feed]:
    """A group's learners attend its own and its ancestors'; a group with children also has a feed of its whole branch."""
    attended: dict[GroupPath, set[int]] = {}
    branches: dict[GroupPath, set[int]] = {}
    for path, group in catalog.groups.items():  # parents stand before their children
        attended[path] = {*entries.get(path, ()), *(attended[group.parent] if group.parent else ())}
        branches[path] = set(attended[path])
    for path, group in reversed(tuple(catalog.groups.items())):
        if group.parent:
            branches[group.parent] |= branches[path]
    for path, group in catalog.groups.items():
        if attended[path]:
            yield Feed("groups", path, safe_name(path), tuple(sorted(attended[path])))
        if group.children and branches[path]:
            yield Feed("groups", path + _BRANCH, safe_name(path) + _BRANCH, tuple(sorted(branches[path])))


def _path(feed: Feed, month: str = "") -> PurePosixPath:
    return FOLDER / feed.kind / f"{feed.file_name}{' ' if month else ''}{month}.ics"


def _artifacts(feed: Feed, entries: Sequence[Entry], frame: Frame, title_end: str) -> Iterator[Artifact]:
    chosen = [entries[number] for number in feed.entries]
    title = title_end if not feed.kind else f"{feed.title} - {title_end}"
    whole = _calendar(chosen, frame, title)
    yield Artifact(_path(feed), whole)
    if feed.kind and len(whole) > MAX_FEED:
        by_month: dict[str, list[Entry]] = defaultdict(list)
        for entry in chosen:
            by_month[entry.month].append(entry)
        for month, part in sorted(by_month.items()):
            yield Artifact(_path(feed, month), _calendar(part, frame, f"{title} {month}"))


def _calendar(entries: Sequence[Entry], frame: Frame, title: str) -> bytes:
    needs_zone = any(entry.is_local for entry in entries)
    names = text_line("X-WR-CALNAME", title) + text_line("NAME", title)
    zone = frame.vtimezone if needs_zone or not entries else b""
    return b"".join((frame.head, names, zone, *(entry.content for entry in entries), frame.end))
