"""A plan and the hand edits that hold -> the plan as it is published.

An edit wins over what the generator gives now; if the generator has changed its value since the edit, a note tells so.
Source: generator.md, "Identity" and "Status".
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.edits import Edits, HandEdit
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.names import LIST_SEPARATOR
from schedbatch.domain.results import Ilm, Offering, Plan, in_plan_order
from schedbatch.domain.schedule_sheets import SHOWN_ILMS, SHOWN_OFFERINGS
from schedbatch.domain.times import at, exists, later
from schedbatch.history.fields import (
    DATE,
    DUE_DATE,
    DUE_TIME,
    END,
    END_DATE,
    HOURS,
    INSTRUCTORS,
    LOCATION,
    MINUTES,
    NOTES,
    START,
    STATUS,
    URL,
)
from schedbatch.history.records import released_id
from schedbatch.history.shown_fields import shown_fields
from schedbatch.history.snapshot import Snapshot

Fields = Mapping[str, HandEdit]


@dataclass(frozen=True, slots=True)
class _Edited:
    """An offering or ILM with its hand edits, and the issues that the edits raise."""

    offering_or_ilm: Offering | Ilm
    found: tuple[Issue, ...]


def with_edits(plan: Plan, edits: Edits, catalog: Catalog) -> tuple[Plan, tuple[Issue, ...]]:
    """The plan with its hand edits, in order again.

    Edits of an offering or ILM that the plan does not have wait until the plan has the offering or ILM again.
    """
    if not edits.fields:
        return plan, ()
    found: list[Issue] = []
    offerings_and_ilms: list[Offering | Ilm] = []
    for offering_or_ilm in plan.offerings_and_ilms:
        fields = edits.fields.get(offering_or_ilm.id)
        if fields:
            edited = _edited(offering_or_ilm, fields)
            found.extend(edited.found)
            offerings_and_ilms.append(edited.offering_or_ilm)
        else:
            offerings_and_ilms.append(offering_or_ilm)
    offerings, ilms = in_plan_order(offerings_and_ilms, catalog.groups)
    return replace(plan, offerings=offerings, ilms=ilms), tuple(found)


def waiting_edits(edits: Edits, plan: Plan, previous: Snapshot | None) -> Iterator[Issue]:
    """A note on each edited offering or ILM that the last release had and this plan does not have."""
    kept = {offering_or_ilm.id for offering_or_ilm in plan.offerings_and_ilms} if edits.fields else set()
    waiting = [own_id for own_id in edits.fields if own_id not in kept]
    released = {released_id(record.text) for record in previous.records.values()} if waiting and previous else set()
    for own_id in waiting:
        if own_id in released:
            names = ", ".join(edits.edited(own_id))
            message = f"{own_id} is not in the workbook any more; its hand edits ({names}) wait until it is there again."
            yield Issue(kinds.EDIT_NOT_TAKEN, message)


def _edited(offering_or_ilm: Offering | Ilm, fields: Fields) -> _Edited:
    found = tuple(_both_changed(offering_or_ilm, fields))
    status = offering_or_ilm.status
    if STATUS in fields and status.is_live:
        status = Status(fields[STATUS].value)
    elif STATUS in fields and fields[STATUS].value != status.value:
        message = f"{offering_or_ilm.id} is {status.value} in the workbook, which outranks the hand edit {fields[STATUS].value}."
        place = offering_or_ilm.where.cell(SHOWN_OFFERINGS.status, SHOWN_OFFERINGS.offering_id, SHOWN_OFFERINGS.title)
        found = (*found, Issue(kinds.EDIT_NOT_TAKEN, message, place))
    if isinstance(offering_or_ilm, Ilm):
        return _Edited(_edited_ilm(offering_or_ilm, fields, status), found)
    offering = replace(
        offering_or_ilm,
        locations=_names(fields, LOCATION, offering_or_ilm.locations),
        instructors=_names(fields, INSTRUCTORS, offering_or_ilm.instructors),
        url=_text(fields, URL, offering_or_ilm.url),
        notes=_text(fields, NOTES, offering_or_ilm.notes),
        status=status,
        location_waived=LOCATION in fields or offering_or_ilm.location_waived,
        instructors_waived=INSTRUCTORS in fields or offering_or_ilm.instructors_waived,
    )
    moved, fault = _moved(offering, fields)
    return _Edited(moved, (*found, fault) if fault else found)


def _both_changed(offering_or_ilm: Offering | Ilm, fields: Fields) -> Iterator[Issue]:
    shown = shown_fields(offering_or_ilm)
    sheet = SHOWN_ILMS if isinstance(offering_or_ilm, Ilm) else SHOWN_OFFERINGS
    for heading, edit in fields.items():
        if shown[heading] not in (edit.generated, edit.value) and (heading != STATUS or offering_or_ilm.status.is_live):
            was = f'was "{edit.generated[:60]}" when it was changed by hand to "{edit.value[:60]}"'
            if edit.value == edit.generated:
                was = f'was set by hand to "{edit.value[:60]}"'
            message = (
                f'{heading} of {offering_or_ilm.id} {was}; the workbook now says "{shown[heading][:60]}". The hand edit stands.'
            )
            place = offering_or_ilm.where.cell(sheet.column(heading), SHOWN_OFFERINGS.offering_id, SHOWN_OFFERINGS.title)
            yield Issue(kinds.EDIT_KEPT, message, place)


def _edited_ilm(ilm: Ilm, fields: Fields, status: Status) -> Ilm:
    zone = ilm.due.tzinfo
    day = dt.date.fromisoformat(_text(fields, DUE_DATE, f"{ilm.due:%Y-%m-%d}"))
    time = _text(fields, DUE_TIME, f"{ilm.due:%H:%M}")
    is_due_edited = not fields.keys().isdisjoint((DUE_DATE, DUE_TIME))
    return replace(
        ilm,
        hours=Decimal(fields[HOURS].value) if HOURS in fields else ilm.hours,
        due=_at(day, time, zone) if is_due_edited else ilm.due,
        instructors=_names(fields, INSTRUCTORS, ilm.instructors),
        notes=_text(fields, NOTES, ilm.notes),
        status=status,
    )


def _moved(offering: Offering, fields: Fields) -> tuple[Offering, Issue | None]:
    """The offering at its edited time: an edited end holds, an edited length too; else the length stays."""
    if fields.keys().isdisjoint((DATE, START, END_DATE, END, MINUTES)):
        return offering, None
    zone = offering.start.tzinfo
    day = dt.date.fromisoformat(_text(fields, DATE, f"{offering.start:%Y-%m-%d}"))
    start = offering.start
    if not fields.keys().isdisjoint((DATE, START)):
        start = _at(day, _text(fields, START, f"{offering.start:%H:%M}"), zone)
    minutes = int(fields[MINUTES].value) if MINUTES in fields else offering.minutes
    end = later(start, minutes)
    if END in fields:
        nights = offering.end.date() - offering.start.date()
        last = dt.date.fromisoformat(_text(fields, END_DATE, f"{day + nights}"))
        end = _at(last, fields[END].value, zone)
    where = offering.where.cell(SHOWN_OFFERINGS.start, SHOWN_OFFERINGS.offering_id, SHOWN_OFFERINGS.title)
    if end.astimezone(dt.UTC) <= start.astimezone(dt.UTC):
        message = (
            f"{offering.id} was given by hand an end, {end:%H:%M}, that is not after its start, {start:%H:%M}; its length stays."
        )
        return replace(offering, start=start, end=later(start, offering.minutes)), Issue(kinds.END_BEFORE_START, message, where)
    if not exists(start):
        message = f"{offering.id} was given by hand a time that does not exist that night, {start:%H:%M}; it stays where it was."
        return offering, Issue(kinds.NONEXISTENT_TIME, message, where)
    return replace(offering, start=start, end=end), None


def _at(day: dt.date, clock: str, zone: dt.tzinfo | None) -> dt.datetime:
    hour, minute = map(int, clock.split(":"))
    return at(day, hour * 60 + minute, zone)


def _text(fields: Fields, heading: str, own: str) -> str:
    return fields[heading].value if heading in fields else own


def _names(fields: Fields, heading: str, own: tuple[str, ...]) -> tuple[str, ...]:
    if heading not in fields:
        return own
    return tuple(name for name in fields[heading].value.split(LIST_SEPARATOR) if name)
