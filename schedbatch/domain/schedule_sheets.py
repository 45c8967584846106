"""The sheets of schedule.xlsx: ONE table of those that planners edit, from which they are written and read again.

Columns that the workbook has too are the workbook's: an edited cell means there what it means here. Names are public.
Source: workbook.md, "What comes back".
"""

from dataclasses import dataclass

from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.sheets import CellKind, Column, NamedColumns

SUMMARY, ISSUES, CHANGES, WORKLOAD, REGISTRAR = "Summary", "Issues", "Changes", "Workload", "Registrar"
"""The names of the sheets that nobody edits."""

_K = CellKind

_EDITED = Column("Edited", _K.NAMES, "The fields that were changed by hand; take a name out, and the workbook counts again.")
_UID = Column("UID", _K.TEXT, "Names it for ever in all calendars.")


@dataclass(frozen=True, slots=True, eq=False)
class EditableSheet(NamedColumns):
    """A sheet of schedule.xlsx that a planner may edit.

    ``key`` is the column by which a row is known again, ``fields`` are those columns whose values can be changed.
    """

    name: str
    key: Column
    fields: tuple[Column, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _ShownOfferings(EditableSheet):
    offering_id: Column = OFFERINGS.offering_id
    session_id: Column = SESSIONS.session_id
    course: Column = SESSIONS.course
    title: Column = SESSIONS.title
    type: Column = SESSIONS.type
    groups: Column = OFFERINGS.groups
    date: Column = OFFERINGS.date
    start: Column = OFFERINGS.start
    end_date: Column = OFFERINGS.end_date
    end: Column = OFFERINGS.end
    minutes: Column = OFFERINGS.minutes
    location: Column = OFFERINGS.location
    instructors: Column = OFFERINGS.instructors
    url: Column = OFFERINGS.url
    status: Column = OFFERINGS.status
    edited: Column = _EDITED
    notes: Column = OFFERINGS.notes
    uid: Column = _UID


SHOWN_OFFERINGS = _ShownOfferings(
    "Offerings",
    key=OFFERINGS.offering_id,
    fields=(
        *(OFFERINGS.date, OFFERINGS.start, OFFERINGS.end_date, OFFERINGS.end, OFFERINGS.minutes),
        *(OFFERINGS.location, OFFERINGS.instructors, OFFERINGS.url, OFFERINGS.status, OFFERINGS.notes),
    ),
)

_ILM_ID = Column("ILM ID", _K.NAME, "Names the ILM from run to run.")


@dataclass(frozen=True, slots=True, eq=False)
class _ShownIlms(EditableSheet):
    ilm_id: Column = _ILM_ID
    session_id: Column = SESSIONS.session_id
    course: Column = SESSIONS.course
    title: Column = SESSIONS.title
    type: Column = SESSIONS.type
    groups: Column = SESSIONS.groups
    instructors: Column = SESSIONS.instructors
    hours: Column = SESSIONS.hours
    due_date: Column = SESSIONS.due_date
    due_time: Column = SESSIONS.due_time
    due_prior_to: Column = SESSIONS.due_prior_to
    description: Column = SESSIONS.description
    status: Column = SESSIONS.status
    edited: Column = _EDITED
    notes: Column = SESSIONS.notes
    uid: Column = _UID


SHOWN_ILMS = _ShownIlms(
    "ILMs",
    key=_ILM_ID,
    fields=(
        *(SESSIONS.hours, SESSIONS.due_date, SESSIONS.due_time),
        *(SESSIONS.instructors, SESSIONS.status, SESSIONS.notes),
    ),
)

_ACCEPT = Column("Accept", _K.YES_NO, "`yes`: it may stay as it is.")
_REASON = Column("Reason", _K.PROSE, "Why it may.")
_CONFLICT_ID = Column("Conflict ID", _K.NAME, "Names the conflict as long as it is the same.")


@dataclass(frozen=True, slots=True, eq=False)
class _ShownConflicts(EditableSheet):
    kind: Column = Column("Kind", _K.TEXT, "What is wrong.")
    who_or_where: Column = Column("Who or where", _K.NAME, "Who is in two places, or which place cannot hold it.")
    date: Column = Column("Date", _K.DATE, "Date.")
    start: Column = Column("Start", _K.TIME, "When it begins.")
    end: Column = Column("End", _K.TIME, "When it ends, with its date if that is another day.")
    offerings: Column = Column("Offerings", _K.NAMES, "The offerings and ILMs that it is about.")
    learners_hit: Column = Column("Learners hit", _K.WHOLE, "How many learners of the roster are in two places.")
    accept: Column = _ACCEPT
    reason: Column = _REASON
    conflict_id: Column = _CONFLICT_ID


SHOWN_CONFLICTS = _ShownConflicts("Conflicts", key=_CONFLICT_ID, fields=(_ACCEPT, _REASON))

EDITABLE_SHEETS: tuple[EditableSheet, ...] = (SHOWN_OFFERINGS, SHOWN_ILMS, SHOWN_CONFLICTS)
