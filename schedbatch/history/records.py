"""Offerings and ILMs as history keeps them: one line of JSON each, equal if and only if the content is.

Instants are kept in UTC: they are shown in the time zone that the schedule has when they are read.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from schedbatch.domain.edits import AddedRow, Edits, HandEdit
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import IlmEntries, Session, Status
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.snapshot import HistoryDamaged

_OFFERING, _ILM = "offering", "ilm"
_MINUTES = 60

_quoted = json.encoder.encode_basestring_ascii


@dataclass(frozen=True, slots=True)
class Recorded:
    """An offering or ILM with what calendars say of it besides: the place's address, and the form of an ILM's entry."""

    thing: Offering | Ilm
    place: str = ""
    entries: IlmEntries = IlmEntries.DUE_TIME

    @property
    def is_in_calendars(self) -> bool:
        """Whether subscribers see it."""
        return in_calendars(self.thing, self.entries)


def in_calendars(thing: Offering | Ilm, entries: IlmEntries) -> bool:
    """Whether subscribers see ``thing``; ``entries`` is the form of an ILM's entry."""
    return thing.status.is_live and not (entries is IlmEntries.NONE and isinstance(thing, Ilm))


def recorded(thing: Offering | Ilm, entries: IlmEntries, address_of: Callable[[tuple[str, ...]], str]) -> Recorded:
    """``thing`` with what the catalog adds to it in calendars."""
    if isinstance(thing, Ilm):
        return Recorded(thing, entries=entries)
    return Recorded(thing, address_of(thing.locations))


def to_text(record: Recorded) -> str:
    """The record in one line, the same for the same content in every process."""
    return next(to_texts((record.thing,), record.entries, lambda _: record.place))


def to_texts(things: Sequence[Offering | Ilm], entries: IlmEntries, address_of: Callable[[tuple[str, ...]], str]) -> Iterator[str]:
    """The text of each thing's record: put together from parts that many have in common, which are worked out once.

    The same to the letter as json.dumps would have it.
    """
    # By identity, while things hold them: moments that differ in nothing but fold are equal to Python, and a session's hash
    # takes longer than its text.
    minutes: dict[int, int] = {}
    sessions: dict[int, str] = {}
    statuses = {id(status): f'"{status.value}"' for status in Status}
    names = lru_cache(maxsize=None)(_names_text)
    place = lru_cache(maxsize=None)(lambda locations: f"{_names_text(locations)},{_quoted(address_of(locations))}")
    for thing in things:
        session = sessions.get(id(thing.session))
        if session is None:
            session = sessions[id(thing.session)] = _session_text(thing.session)
        shared = (
            f"{_quoted(thing.id)},{_quoted(thing.uid)},{session},{names(thing.groups)},{names(thing.instructors)},"
            f"{_quoted(thing.url)},{statuses[id(thing.status)]},{_quoted(thing.notes)}"
        )
        for moment in (thing.due,) if isinstance(thing, Ilm) else (thing.start, thing.end):
            if id(moment) not in minutes:
                minutes[id(moment)] = _minutes(moment)
        if isinstance(thing, Ilm):
            due_prior_to = "null" if thing.due_prior_to is None else _quoted(thing.due_prior_to)
            yield f'["{_ILM}",{shared},"{thing.hours}",{minutes[id(thing.due)]},{due_prior_to},"{entries.value}"]'
        else:
            span = f"{minutes[id(thing.start)]},{minutes[id(thing.end)]}"
            yield f'["{_OFFERING}",{shared},{span},{place(thing.locations)}]'


def _session_text(session: Session) -> str:
    told = f"{_quoted(session.id)},{_quoted(session.course)},{_quoted(session.title)}"
    return f"{told},{_quoted(session.type)},{_quoted(session.description)}"


def _names_text(names: tuple[str, ...]) -> str:
    return f"[{','.join(map(_quoted, names))}]"


def from_text(text: str, zone: dt.tzinfo, where: RowPlace) -> Recorded:
    """The record that :func:`to_text` wrote; ``where`` stands in for the row that it came from. Raises HistoryDamaged."""
    try:
        return _parsed(text, zone, where)
    except (ValueError, TypeError, ArithmeticError, OSError) as error:
        raise HistoryDamaged from error


def _parsed(text: str, zone: dt.tzinfo, where: RowPlace) -> Recorded:
    kind, *parts = json.loads(text)
    own_id, uid, *session, groups, instructors, url, status, notes = parts[:12]
    shared: dict[str, Any] = {
        "id": own_id,
        "uid": uid,
        "session": Session(*session),
        "groups": tuple(groups),
        "instructors": tuple(instructors),
        "url": url,
        "status": Status(status),
        "notes": notes,
        "where": where,
    }
    if kind == _ILM:
        hours, due, due_prior_to, entries = parts[12:]
        ilm = Ilm(hours=Decimal(hours), due=_moment(due, zone), due_prior_to=due_prior_to, **shared)
        return Recorded(ilm, entries=IlmEntries(entries))
    start, end, locations, place = parts[12:]
    offering = Offering(start=_moment(start, zone), end=_moment(end, zone), locations=tuple(locations), **shared)
    return Recorded(offering, place)


def released_id(text: str) -> str:
    """The offering or ILM id in a record's text. Raises HistoryDamaged."""
    try:
        return str(json.loads(text)[1])
    except (ValueError, IndexError) as error:
        raise HistoryDamaged from error


def edits_to_text(edits: Edits) -> str:
    """Hand edits in one line, the same for the same edits in every process."""
    fields = {
        own_id: {name: [edit.value, edit.generated] for name, edit in sorted(own.items())} for own_id, own in edits.fields.items()
    }
    kept = [
        dict(sorted(fields.items())),
        [dict(sorted(row.cells.items())) for row in edits.added],
        dict(sorted(edits.accepted.items())),
    ]
    return json.dumps(kept, ensure_ascii=True, separators=(",", ":"))


def edits_from_text(text: str) -> Edits:
    """The edits that :func:`edits_to_text` wrote. Raises HistoryDamaged."""
    try:
        fields, added, accepted = json.loads(text)
        return Edits(
            fields={own_id: {name: HandEdit(*pair) for name, pair in own.items()} for own_id, own in fields.items()},
            added=tuple(AddedRow(cells) for cells in added),
            accepted=accepted,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise HistoryDamaged from error


def _minutes(moment: dt.datetime) -> int:
    """Whole minutes since 1970: all times of a schedule are whole minutes."""
    return int(moment.timestamp()) // _MINUTES


def _moment(minutes: int, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.fromtimestamp(minutes * _MINUTES, dt.UTC).astimezone(zone)


CALENDAR_FIELDS = frozenset(
    {
        *("Title", "Course", "Type", "Groups", "Date", "Start", "End date", "End", "Location", "Address", "Instructors"),
        *("URL", "Description", "Status", "Hours", "Due date", "Due time", "In calendars"),
    }
)
"""Fields that calendars show: a change of another one changes no calendar."""
SEQUENCE_FIELDS = CALENDAR_FIELDS - {"Title", "Course", "Type", "Address", "URL", "Description", "Hours"}
"""Fields whose change raises SEQUENCE."""
MOVING_FIELDS = frozenset(("Date", "Start", "End date", "End", "Location", "Due date", "Due time"))
"""Fields whose change is a move: another time or place."""


def fields(record: Recorded) -> dict[str, str]:
    """Each field as a planner reads it, in the order of schedule.xlsx."""
    thing = record.thing
    session = thing.session
    common = {
        "Session ID": session.id,
        "Course": session.course,
        "Title": session.title,
        "Type": session.type,
        "Groups": joined(thing.groups),
    }
    if isinstance(thing, Ilm):
        own = {
            "Instructors": joined(thing.instructors),
            "Hours": str(thing.hours),
            "Due date": f"{thing.due:%Y-%m-%d}",
            "Due time": f"{thing.due:%H:%M}",
            "Due prior to": thing.due_prior_to or "",
            "In calendars": record.entries.value,
        }
    else:
        own = {
            "Date": f"{thing.start:%Y-%m-%d}",
            "Start": f"{thing.start:%H:%M}",
            "End date": f"{thing.end:%Y-%m-%d}",
            "End": f"{thing.end:%H:%M}",
            "Location": joined(thing.locations),
            "Address": record.place,
            "Instructors": joined(thing.instructors),
        }
    rest = {"URL": thing.url, "Description": session.description, "Status": thing.status.value, "Notes": thing.notes}
    return {**common, **own, **rest}
