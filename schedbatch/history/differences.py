"""What differs between two releases, field by field, in a planner's words: the rows of Changes and of ``schedbatch diff``. Pure."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from schedbatch.domain.calendar_text import SHOWN_FIELDS
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Status
from schedbatch.domain.names import NaturalKey, fold, joined, natural_key
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.revisions import Change, ChangeKind
from schedbatch.domain.times import day_name
from schedbatch.history.fields import (
    DATE,
    DUE_DATE,
    DUE_PRIOR_TO,
    DUE_TIME,
    END,
    END_DATE,
    LOCATION,
    NOTES,
    SESSION_ID,
    START,
    STATUS,
    TYPE,
)
from schedbatch.history.records import Recorded, from_text

NOWHERE = RowPlace("Sessions", 1, {})
"""Stands in for the row of what is known from history only."""
MOVING_FIELDS = frozenset((DATE, START, END_DATE, END, LOCATION, DUE_DATE, DUE_TIME))
"""Fields whose change is a move: another time or place."""


def differences(
    before: Iterable[str], after: Iterable[str], zone: dt.tzinfo, moment: dt.datetime, held: Container[str] = ()
) -> tuple[Change, ...]:
    """All changes from one release to another, each given as its records' texts; times are shown in ``zone``.

    Offerings and ILMs are the same where their IDs are, whatever the schedule's own. By time, what is gone last; ``held``
    are UIDs in ``after``. What ended before ``moment`` is marked as over. Raises HistoryDamaged.
    """
    old, new = ({_key(record): record for record in _by_time(texts, zone)} for texts in (before, after))
    rows = [row for key, record in new.items() for row in _rows(old.get(key), record, held, moment)]
    return (*rows, *(whole_row(ChangeKind.CANCELLED, record, moment) for key, record in old.items() if key not in new))


def _rows(before: Recorded | None, now: Recorded, held: Container[str], moment: dt.datetime) -> Iterator[Change]:
    if before is None:
        yield whole_row(ChangeKind.ADDED, now, moment)
    else:
        is_revived = before.offering_or_ilm.status is Status.CANCELLED and now.offering_or_ilm.status.is_live
        yield from field_rows(before, now, changed_fields(before, now), moment, is_revived=is_revived)
    if now.offering_or_ilm.uid in held:
        yield whole_row(ChangeKind.HELD, now, moment)


def _key(record: Recorded) -> tuple[bool, str]:
    return isinstance(record.offering_or_ilm, Ilm), fold(record.offering_or_ilm.id)


def _by_time(texts: Iterable[str], zone: dt.tzinfo) -> list[Recorded]:
    return sorted((from_text(text, zone, NOWHERE) for text in texts), key=time_order)


def time_order(record: Recorded) -> tuple[bool, dt.datetime, NaturalKey]:
    """Offerings by start, then ILMs by due time; of those at one time by ID in natural order."""
    offering_or_ilm = record.offering_or_ilm
    moment = offering_or_ilm.due if isinstance(offering_or_ilm, Ilm) else offering_or_ilm.start
    return isinstance(offering_or_ilm, Ilm), moment.astimezone(dt.UTC), natural_key(offering_or_ilm.id)


def changed_fields(before: Recorded, now: Recorded) -> dict[str, tuple[str, str]]:
    """Each field that differs, before and after; an end date is left out if it was the date before and is the date now."""
    old, new = shown_by_heading(before), shown_by_heading(now)
    if type(before.offering_or_ilm) is not type(now.offering_or_ilm):
        return {TYPE: (old[TYPE], new[TYPE]), STATUS: (old[STATUS], new[STATUS])}
    return {
        name: (old[name], text)
        for name, text in new.items()
        if name in old and old[name] != text and not (name == END_DATE and old[name] == old[DATE] and text == new[DATE])
    }


def field_rows(
    before: Recorded, now: Recorded, changed: Mapping[str, tuple[str, str]], moment: dt.datetime, *, is_revived: bool
) -> Iterator[Change]:
    """A row for each field that has changed; ``is_revived``: the offering or ILM was released once and then left all calendars.

    Rows are marked as over where the offering or ILM, as it was before, ended before ``moment``.
    """
    is_over = has_ended(before.offering_or_ilm, moment)
    is_cancelled = before.offering_or_ilm.status.is_live and not now.offering_or_ilm.status.is_live
    for name, (old, new) in changed.items():
        if is_revived:
            kind = ChangeKind.REVIVED
        elif is_cancelled:
            kind = ChangeKind.CANCELLED
        else:
            kind = ChangeKind.MOVED if name in MOVING_FIELDS else ChangeKind.EDITED
        offering_or_ilm = now.offering_or_ilm
        groups = joined(offering_or_ilm.groups)
        yield Change(kind, offering_or_ilm.id, offering_or_ilm.session.title, groups, name, old, new, is_over)


def has_ended(offering_or_ilm: Offering | Ilm, moment: dt.datetime) -> bool:
    """Whether the offering has ended, or the ILM was due, by then."""
    end = offering_or_ilm.due if isinstance(offering_or_ilm, Ilm) else offering_or_ilm.end
    return end <= moment


def whole_row(kind: ChangeKind, record: Recorded, moment: dt.datetime) -> Change:
    """A row about an offering or ILM as a whole: when and where, before a cancellation or after an addition.

    The row is marked as over if the offering or ILM ended before ``moment``; what is held does not change.
    """
    offering_or_ilm = record.offering_or_ilm
    when = _when(offering_or_ilm)
    before = when if kind is ChangeKind.CANCELLED else ""
    after = when if kind is not ChangeKind.CANCELLED else ""
    is_over = kind is not ChangeKind.HELD and has_ended(offering_or_ilm, moment)
    groups = joined(offering_or_ilm.groups)
    return Change(kind, offering_or_ilm.id, offering_or_ilm.session.title, groups, "", before, after, is_over)


def _when(offering_or_ilm: Offering | Ilm) -> str:
    if isinstance(offering_or_ilm, Ilm):
        return f"due {day_name(offering_or_ilm.due.date())} {offering_or_ilm.due:%H:%M}"
    span = f"{day_name(offering_or_ilm.start.date())} {offering_or_ilm.start:%H:%M}–{offering_or_ilm.end:%H:%M}"
    return f"{span}, {joined(offering_or_ilm.locations)}" if offering_or_ilm.locations else span


def shown_by_heading(record: Recorded) -> dict[str, str]:
    """Each field that is known, as a planner reads it, in the order of schedule.xlsx."""
    told = {SESSION_ID: record.offering_or_ilm.session.id}
    for name, shown in SHOWN_FIELDS.items():
        if name == "start":
            told |= _times(record)
        elif shown.heading and name not in record.unknown:
            told[shown.heading] = _cell_text(getattr(record.text, name))
    return {**told, NOTES: record.offering_or_ilm.notes} if "notes" not in record.unknown else told


def _times(record: Recorded) -> dict[str, str]:
    offering_or_ilm = record.offering_or_ilm
    if isinstance(offering_or_ilm, Ilm):
        due = {DUE_DATE: f"{offering_or_ilm.due:%Y-%m-%d}", DUE_TIME: _clock(offering_or_ilm.due)}
        return {**due, DUE_PRIOR_TO: offering_or_ilm.due_prior_to or "", "In calendars": record.entries.value}
    return {
        DATE: f"{offering_or_ilm.start:%Y-%m-%d}",
        START: _clock(offering_or_ilm.start),
        END_DATE: f"{offering_or_ilm.end:%Y-%m-%d}",
        END: _clock(offering_or_ilm.end),
    }


def _clock(moment: dt.datetime) -> str:
    """The time of day; of an hour that an autumn night has twice, which of the two."""
    return f"{moment:%H:%M} (the second time that night)" if moment.fold else f"{moment:%H:%M}"


def _cell_text(value: Any) -> str:  # noqa: ANN401 - of any field of CalendarText
    if value is None:
        return ""
    if isinstance(value, tuple):
        return joined(value)
    return value.value if isinstance(value, Status) else str(value)
