"""Offerings and ILMs as history keeps them: one JSON object each, by name, with the version of its form.

A name that a record lacks is *unknown*, and equal to anything: the version that wrote the record did not have the name yet.
Every form that was ever released is read: version 1 (schedbatch 0.1.0) was a list without names or version.
Instants are kept in UTC: they are shown in the time zone that the schedule has when they are read.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, get_type_hints

import msgspec

from schedbatch.domain.calendar_text import (
    SEQUENCE_FIELDS,
    SHOWN_FIELDS,
    CalendarText,
    ilm_span,
    minutes_since_1970,
    moment_at,
)
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import IlmEntries, Session
from schedbatch.domain.results import Ilm, Offering
from schedbatch.history.snapshot import HistoryDamaged

RECORD_VERSION = 2
"""Rises when a name gets another meaning; a new name needs no new version."""

_ILM_OF_VERSION_1 = "ilm"
_FAULTS = (ValueError, TypeError, ArithmeticError, OSError, KeyError, RecursionError, msgspec.MsgspecError)
"""What reading a record raises that is none."""
_SESSION_FIELDS = {name: hint for name, hint in get_type_hints(Session).items() if name != "id"}


class _IlmLine(msgspec.Struct, frozen=True, kw_only=True):
    """What history keeps of an ILM besides what calendars say of it; ``due`` is in minutes since 1970."""

    due: int
    due_prior_to: str | None
    entries: IlmEntries


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it is written. ``text`` is all that calendars show; ``ilm`` is ``None`` for an offering."""

    v: int
    id: str
    uid: str
    session: str
    notes: str
    ilm: _IlmLine | None
    text: CalendarText


@dataclass(frozen=True, slots=True)
class Recorded:
    """An offering or ILM with what calendars say of it, and the form of an ILM's entry.

    ``unknown`` are the names that the record lacks; each holds a blank.
    """

    offering_or_ilm: Offering | Ilm
    text: CalendarText
    entries: IlmEntries = IlmEntries.DUE_TIME
    unknown: frozenset[str] = frozenset()

    @property
    def is_in_calendars(self) -> bool:
        """Whether subscribers see the offering or ILM."""
        return in_calendars(self.offering_or_ilm, self.entries)


def in_calendars(offering_or_ilm: Offering | Ilm, entries: IlmEntries) -> bool:
    """Whether subscribers see ``offering_or_ilm``; ``entries`` is the form of an ILM's entry."""
    return offering_or_ilm.status.is_live and not (entries is IlmEntries.NONE and isinstance(offering_or_ilm, Ilm))


_ENCODER = msgspec.json.Encoder()


def to_text(record: Recorded) -> str:
    """The record in one line, the same for the same content in every process."""
    offering_or_ilm = record.offering_or_ilm
    ilm = None
    if isinstance(offering_or_ilm, Ilm):
        ilm = _IlmLine(
            due=minutes_since_1970(offering_or_ilm.due), due_prior_to=offering_or_ilm.due_prior_to, entries=record.entries
        )
    line = _Line(
        v=RECORD_VERSION,
        id=offering_or_ilm.id,
        uid=offering_or_ilm.uid,
        session=offering_or_ilm.session.id,
        notes=offering_or_ilm.notes,
        ilm=ilm,
        text=record.text,
    )
    try:
        return _ENCODER.encode(line).decode()
    except UnicodeEncodeError:
        # Half a surrogate pair, which Excel lets pass and UTF-8 does not carry, stands as JSON's escape.
        return json.dumps(msgspec.to_builtins(line), separators=(",", ":"))


def to_texts(offerings_and_ilms: Iterable[Offering | Ilm], texts: Mapping[str, CalendarText], entries: IlmEntries) -> Iterator[str]:
    """The text of each offering's and ILM's record; ``texts`` by UID is what calendars say of them."""
    return (to_text(Recorded(offering_or_ilm, texts[offering_or_ilm.uid], entries)) for offering_or_ilm in offerings_and_ilms)


def from_text(text: str, zone: dt.tzinfo, where: RowPlace) -> Recorded:
    """The record that :func:`to_text` wrote, in this version or an earlier one. Raises HistoryDamaged.

    Moments are on the clocks of ``zone``; ``where`` stands in for the row that the offering or ILM came from.
    """
    try:
        kept = json.loads(text)
        return _from_object(_named(kept, zone) if isinstance(kept, list) else kept, zone, where)
    except _FAULTS as error:
        raise HistoryDamaged from error


def _from_object(kept: Mapping[str, Any], zone: dt.tzinfo, where: RowPlace) -> Recorded:
    text = CalendarText(**_filled(CalendarText, kept["text"], {"zone": _key(zone)}))
    ilm = _IlmLine(**_filled(_IlmLine, kept["ilm"], {})) if kept.get("ilm") else None
    line = _Line(**_filled(_Line, {**kept, "ilm": None, "text": None}, {}, besides={"ilm": ilm, "text": text}))
    entries = ilm.entries if ilm else IlmEntries.DUE_TIME
    names = (*_Line.__struct_fields__, *SHOWN_FIELDS, *(_IlmLine.__struct_fields__ if ilm else ()))
    told = {*kept, *kept["text"], *(kept.get("ilm") or ())}
    return Recorded(_offering_or_ilm(line, zone, where), text, entries, frozenset(names) - told)


@cache
def _hints(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(kind)


def _filled(
    kind: type[msgspec.Struct], kept: Mapping[str, Any], unknown: Mapping[str, Any], besides: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The arguments of ``kind``: the kept value of each name; for an absent name the value in ``unknown``, else a blank."""
    found = dict(besides or {})
    for name, hint in _hints(kind).items():
        if name in found:
            continue
        if name in kept:
            found[name] = msgspec.convert(kept[name], hint, strict=True)
        else:
            found[name] = unknown[name] if name in unknown else _blank(hint)
    return found


def _blank(hint: Any) -> Any:  # noqa: ANN401 - a type, and a value of it
    """What stands for a value that is not known."""
    for blank in (None, "", (), False, 0):
        try:
            return msgspec.convert(blank, hint)
        except msgspec.ValidationError:
            continue
    return next(iter(hint))  # an enumeration: its first member is the usual one


def _offering_or_ilm(line: _Line, zone: dt.tzinfo, where: RowPlace) -> Offering | Ilm:
    """The offering or ILM of the record."""
    text = line.text
    told = {name: getattr(text, name) if name in SHOWN_FIELDS else _blank(hint) for name, hint in _SESSION_FIELDS.items()}
    session = Session(line.session, **told)
    if line.ilm is None:
        return Offering(
            id=line.id,
            uid=line.uid,
            session=session,
            groups=text.groups,
            start=_moment(text.start, zone),
            end=_moment(text.end, zone),
            locations=text.locations,
            instructors=text.instructors,
            url=text.url,
            status=text.status,
            notes=line.notes,
            where=where,
        )
    return Ilm(
        id=line.id,
        uid=line.uid,
        session=session,
        groups=text.groups,
        instructors=text.instructors,
        hours=text.hours or Decimal(0),
        due=moment_at(line.ilm.due, zone),
        due_prior_to=line.ilm.due_prior_to,
        url=text.url,
        status=text.status,
        notes=line.notes,
        where=where,
    )


def _moment(minutes: int | None, zone: dt.tzinfo) -> dt.datetime:
    if minutes is None:
        message = "An offering has a start and an end."
        raise ValueError(message)
    return moment_at(minutes, zone)


def _key(zone: dt.tzinfo) -> str:
    return str(getattr(zone, "key", ""))


def _named(kept: Sequence[Any], zone: dt.tzinfo) -> dict[str, Any]:
    """A record of version 1, kind and then values by position, in the form of version 2."""
    kind, own_id, uid, session, course, title, session_type, description, groups, instructors, url, status, notes, *rest = kept
    text = {"course": course, "title": title, "type": session_type, "description": description, "groups": groups}
    text |= {"instructors": instructors, "url": url, "status": status, "hours": None, "locations": [], "address": "", "day": None}
    ilm = None
    if kind == _ILM_OF_VERSION_1:
        text["hours"], due, due_prior_to, form = rest
        ilm = {"due": due, "due_prior_to": due_prior_to, "entries": form}
        text["start"], text["end"], text["day"] = ilm_span(moment_at(due, zone), IlmEntries(form))
    else:
        text["start"], text["end"], text["locations"], text["address"] = rest
    return {"v": 1, "id": own_id, "uid": uid, "session": session, "notes": notes, "ilm": ilm, "text": text}


def released_id(text: str) -> str:
    """The offering or ILM id in a record's text. Raises HistoryDamaged."""
    try:
        kept = json.loads(text)
        return str(kept[1] if isinstance(kept, list) else kept["id"])
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise HistoryDamaged from error


def changed_text(before: Recorded, now: Recorded) -> frozenset[str]:
    """The fields of calendars' text that differ; a field that one record does not know is equal to anything."""
    told = SHOWN_FIELDS.keys() - before.unknown - now.unknown
    return frozenset([name for name in told if getattr(before.text, name) != getattr(now.text, name)])


def raises_sequence(changed: Iterable[str]) -> bool:
    """Whether a change of these fields of calendars' text raises SEQUENCE."""
    return not SEQUENCE_FIELDS.isdisjoint(changed)
