"""Hand edits: what planners change in schedule.xlsx, as it is read and as it is remembered from run to run.

Values are texts in one form: dates ``2026-09-08``, times ``09:00``, lists joined with ``; ``, ``none`` an empty text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from schedbatch.domain.issues import Issue, RowPlace
from schedbatch.domain.schedule_sheets import (
    CHANGES,
    EDITABLE_SHEETS,
    ISSUES,
    REGISTRAR,
    SHOWN_CONFLICTS,
    SHOWN_ILMS,
    SHOWN_OFFERINGS,
    SUMMARY,
    WORKLOAD,
)

ABOUT_SHEET = "schedbatch"
"""The hidden sheet of schedule.xlsx that says which schedule and which edition it is of: names in column A, values in B."""
ABOUT_SCHEDULE, ABOUT_EDITION, ABOUT_ZONE = "schedule", "run", "time zone"
ABOUT_COLUMNS, ABOUT_DIGEST = "columns of ", "digest of "
"""Before a sheet's name: its headings, one a line; and what its fixed cells said (:mod:`schedbatch.domain.digests`)."""

KEYS: Mapping[str, str] = {sheet.name: sheet.key.heading for sheet in EDITABLE_SHEETS}
"""The sheets of schedule.xlsx that can be edited, each with the heading of its key."""
OTHER_SHEETS = (SUMMARY, ISSUES, CHANGES, WORKLOAD, REGISTRAR, ABOUT_SHEET)

OFFERING_FIELDS: tuple[str, ...] = tuple(column.heading for column in SHOWN_OFFERINGS.fields)
ILM_FIELDS: tuple[str, ...] = tuple(column.heading for column in SHOWN_ILMS.fields)
EDITABLE: Mapping[str, tuple[str, ...]] = {
    SHOWN_OFFERINGS.name: (*OFFERING_FIELDS, SHOWN_OFFERINGS.edited.heading),
    SHOWN_ILMS.name: (*ILM_FIELDS, SHOWN_ILMS.edited.heading),
    SHOWN_CONFLICTS.name: tuple(column.heading for column in SHOWN_CONFLICTS.fields),
}
"""The columns of each sheet that a planner may change."""


@dataclass(frozen=True, slots=True)
class HandEdit:
    """The value that a planner gave a field, and what the generator said at that time."""

    value: str
    generated: str


@dataclass(frozen=True, slots=True)
class AddedRow:
    """A row that a planner added to the Offerings sheet of schedule.xlsx: texts by heading of the workbook's own sheet."""

    cells: Mapping[str, str]
    row: int = 0
    """The row number in the copy that the row came with; 0 if an earlier run took the row in."""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Edits:
    """Everything done by hand that still holds: fields by offering or ILM id, added rows, reasons of accepted conflicts by id."""

    fields: Mapping[str, Mapping[str, HandEdit]] = field(default_factory=dict)
    added: tuple[AddedRow, ...] = ()
    accepted: Mapping[str, str] = field(default_factory=dict)

    def edited(self, own_id: str) -> tuple[str, ...]:
        """The fields of an offering or ILM that are edited, in the order of the sheets."""
        fields = self.fields.get(own_id)
        if not fields:
            return ()
        return tuple(name for name in dict.fromkeys((*OFFERING_FIELDS, *ILM_FIELDS)) if name in fields)


@dataclass(frozen=True, slots=True)
class CopiedRow:
    """A row of an edited copy: texts in the order of its sheet's headings; ``faults`` are cells that show no value."""

    where: RowPlace
    texts: tuple[str, ...]
    faults: Mapping[str, Issue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CopiedSheet:
    """A sheet of an edited copy: those headings that it still has, and its rows."""

    headings: tuple[str, ...]
    rows: tuple[CopiedRow, ...]


@dataclass(frozen=True, slots=True)
class EditedCopy:
    """A schedule.xlsx that came back. ``edition`` is what it was written as; ``found`` says what in it cannot be taken in."""

    name: str
    schedule_id: str
    edition: str
    zone: str
    sheets: Mapping[str, CopiedSheet]
    found: tuple[Issue, ...] = ()


Meaning = Callable[[str, str, RowPlace], tuple[str, Issue | None]]
"""Heading, text and place of an edited cell -> the value of the cell, or the issue that tells why there is none."""
