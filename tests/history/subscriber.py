"""Somebody who follows calendars by the rules of RFC 5546: what has a higher SEQUENCE, or the same and a later DTSTAMP, is news."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import icalendar

CHANGES = ("changes.ics", ".changes.ics")


@dataclass(frozen=True, slots=True)
class Seen:
    """One VEVENT, times in UTC."""

    uid: str
    sequence: int
    stamp: datetime
    is_cancelled: bool
    start: datetime
    end: datetime
    texts: tuple[str, ...]


@dataclass
class Subscriber:
    """Takes in one calendar again and again, and keeps what it knows: ``known`` by UID."""

    known: dict[str, Seen] = field(default_factory=dict)

    def take_in(self, calendar: bytes) -> None:
        for vevent in read(calendar):
            before = self.known.get(vevent.uid)
            if before and (vevent.sequence, vevent.stamp) == (before.sequence, before.stamp):
                assert vevent == before, "content changed, but neither SEQUENCE nor DTSTAMP"
            if before is None or (vevent.sequence, vevent.stamp) > (before.sequence, before.stamp):
                assert before is None or vevent.stamp > before.stamp, "DTSTAMP does not rise with SEQUENCE"
                self.known[vevent.uid] = vevent

    @property
    def live(self) -> dict[str, tuple[datetime, datetime]]:
        """What takes place: UID -> start and end."""
        return {uid: (vevent.start, vevent.end) for uid, vevent in self.known.items() if not vevent.is_cancelled}


def read(calendar: bytes) -> tuple[Seen, ...]:
    """Every VEVENT of a calendar; of one UID there must be only one."""
    head, *rest = calendar.split(b"BEGIN:VEVENT\r\n")
    seen = tuple(_seen(_frame(head), part.partition(b"END:VEVENT\r\n")[0]) for part in rest)
    assert len({vevent.uid for vevent in seen}) == len(seen)
    return seen


def _frame(head: bytes) -> bytes:
    begin = head.find(b"BEGIN:VTIMEZONE")
    return head[begin:] if begin >= 0 else b""


@cache
def _seen(zone: bytes, lines: bytes) -> Seen:
    whole = b"BEGIN:VCALENDAR\r\n" + zone + b"BEGIN:VEVENT\r\n" + lines + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    event: Any = icalendar.Calendar.from_ical(whole).walk("VEVENT")[0]
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
    texts = tuple(str(event.get(name, "")) for name in ("SUMMARY", "LOCATION", "URL", "DESCRIPTION", "CONTACT", "STATUS", "TRANSP"))
    start, end = (_moment(event[name].dt) for name in ("DTSTART", "DTEND"))
    is_cancelled = event["STATUS"] == "CANCELLED"
    assert is_cancelled == texts[0].startswith("CANCELLED: ")
    return Seen(str(event["UID"]), int(event["SEQUENCE"]), event["DTSTAMP"].dt, is_cancelled, start, end, texts)


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(f"{value}T00:00:00+00:00")


def calendars(folder: Path) -> dict[str, bytes]:
    """Every calendar by its path, those of changes alone left out."""
    return {name: content for name, content in _all(folder).items() if not name.endswith(CHANGES)}


def changes(folder: Path) -> dict[str, bytes]:
    """The calendars of changes alone, by the path of the calendar that they stand beside."""
    found = {name: content for name, content in _all(folder).items() if name.endswith(CHANGES)}
    return {"all.ics" if name == "changes.ics" else name.replace(".changes.ics", ".ics"): found[name] for name in found}


def _all(folder: Path) -> dict[str, bytes]:
    below = folder / "calendars"
    return {path.relative_to(below).as_posix(): path.read_bytes() for path in sorted(below.rglob("*.ics"))}
