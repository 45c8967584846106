"""What a calendar shows of an offering or ILM: one value, which outputs render and history compares.

A field that is added to :class:`CalendarText` is recorded, compared, stamped and listed in Changes by that alone.
Source: calendars.md, "Events".
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, get_type_hints

import msgspec

from schedbatch.domain.model import Catalog, GroupPath, IlmEntries, Status
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.times import later

ILM_MINUTES = 15
"""So long is the entry of an ILM: a quarter of an hour that ends when the ILM is due."""
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """How a field of :class:`CalendarText` is shown, and what its change means.

    ``heading`` names the field in the sheet Changes; it is blank where a moment takes several columns there.
    ``raises_sequence``: a change raises SEQUENCE. Every change makes a new DTSTAMP.
    """

    heading: str
    raises_sequence: bool = False


class CalendarText(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the entry of an offering or ILM says, whoever follows the calendar.

    Moments are whole minutes since 1970 in UTC. ``day`` is set, and ``start`` and ``end`` are not, for an ILM that is shown
    on the whole day. ``hours`` are an ILM's. Every field says in a :class:`Shown` what its change means.
    """

    course: Annotated[str, Shown("Course")]
    title: Annotated[str, Shown("Title")]
    type: Annotated[str, Shown("Type")]
    groups: Annotated[tuple[GroupPath, ...], Shown("Groups", raises_sequence=True)]
    start: Annotated[int | None, Shown("", raises_sequence=True)]
    end: Annotated[int | None, Shown("", raises_sequence=True)]
    day: Annotated[str | None, Shown("", raises_sequence=True)]
    zone: Annotated[str, Shown("Time zone")]
    locations: Annotated[tuple[str, ...], Shown("Location", raises_sequence=True)]
    address: Annotated[str, Shown("Address")]
    instructors: Annotated[tuple[str, ...], Shown("Instructors", raises_sequence=True)]
    hours: Annotated[Decimal | None, Shown("Hours")]
    url: Annotated[str, Shown("URL")]
    description: Annotated[str, Shown("Description")]
    status: Annotated[Status, Shown("Status", raises_sequence=True)]


def _shown_fields() -> dict[str, Shown]:
    hints = get_type_hints(CalendarText, include_extras=True)
    found: dict[str, Shown] = {}
    for name in CalendarText.__struct_fields__:
        marks = [mark for mark in getattr(hints[name], "__metadata__", ()) if isinstance(mark, Shown)]
        if not marks:
            message = f'Give CalendarText.{name} a Shown: Annotated[..., Shown("Heading in Changes", raises_sequence=...)].'
            raise TypeError(message)
        found[name] = marks[0]
    return found


SHOWN_FIELDS: Mapping[str, Shown] = _shown_fields()
"""Each field of :class:`CalendarText`, in order, with what its change means."""
SEQUENCE_FIELDS = frozenset(name for name, shown in SHOWN_FIELDS.items() if shown.raises_sequence)


def calendar_texts(plan: Plan, catalog: Catalog) -> dict[str, CalendarText]:
    """UID -> what calendars say of it, for every offering and ILM of the plan, in its order; cancelled ones and drafts too."""
    settings = catalog.settings
    zone = settings.zone.key if settings.zone else ""
    # Most offerings share their locations with others, and an address is put together from three columns.
    addresses: dict[tuple[str, ...], str] = {}
    texts: dict[str, CalendarText] = {}
    for offering in plan.offerings:
        locations = offering.locations
        address = addresses.get(locations)
        if address is None:
            address = addresses[locations] = catalog.address_of(locations)
        texts[offering.uid] = offering_text(offering, address, zone)
    texts.update((ilm.uid, ilm_text(ilm, settings.ilm_entries, zone)) for ilm in plan.ilms)
    return texts


def offering_text(offering: Offering, address: str, zone: str) -> CalendarText:
    """What calendars say of an offering; ``address`` is that of its locations, ``zone`` an IANA name or blank."""
    session = offering.session
    return CalendarText(
        course=session.course,
        title=session.title,
        type=session.type,
        groups=offering.groups,
        start=minutes_since_1970(offering.start),
        end=minutes_since_1970(offering.end),
        day=None,
        zone=zone,
        locations=offering.locations,
        address=address,
        instructors=offering.instructors,
        hours=None,
        url=offering.url,
        description=session.description,
        status=offering.status,
    )


def ilm_text(ilm: Ilm, entries: IlmEntries, zone: str) -> CalendarText:
    """What calendars say of an ILM that they show in the form ``entries``."""
    session = ilm.session
    start, end, day = ilm_span(ilm.due, entries)
    return CalendarText(
        course=session.course,
        title=session.title,
        type=session.type,
        groups=ilm.groups,
        start=start,
        end=end,
        day=day,
        zone=zone,
        locations=(),
        address="",
        instructors=ilm.instructors,
        hours=ilm.hours,
        url=ilm.url,
        description=session.description,
        status=ilm.status,
    )


def ilm_span(due: dt.datetime, entries: IlmEntries) -> tuple[int | None, int | None, str | None]:
    """Start, end and day of an ILM's entry; see :class:`CalendarText`."""
    start = _ilm_start(due)
    if entries is IlmEntries.ALL_DAY:
        return None, None, f"{start:%Y-%m-%d}"
    return minutes_since_1970(start), minutes_since_1970(due), None


def _ilm_start(due: dt.datetime) -> dt.datetime:
    """A quarter of an hour before the ILM is due, on the same day (midnight ends a day)."""
    start = later(due, -ILM_MINUTES)
    midnight = due.replace(hour=0, minute=0, second=0)
    return start if due == midnight or start >= midnight else midnight


def minutes_since_1970(moment: dt.datetime) -> int:
    """Whole minutes: all times of a schedule are whole minutes."""
    # Python takes a moment in the repeated hour of an autumn night for equal to the moment one hour before: fold tells them apart.
    return _minutes(moment, moment.fold)


@lru_cache(maxsize=65_536)
def _minutes(moment: dt.datetime, _fold: int) -> int:
    return int(moment.timestamp()) // _SECONDS


def moment_at(minutes: int, zone: dt.tzinfo) -> dt.datetime:
    """The moment that :func:`minutes_since_1970` counted, on the clocks of ``zone``."""
    return dt.datetime.fromtimestamp(minutes * _SECONDS, dt.UTC).astimezone(zone)
