"""An edited schedule.xlsx, what it was written with, and the edits so far -> the edits from now on: three ways merged.

Each field is compared with what that copy was written with (its base), so that an old copy brings back only what was
changed in the copy. Pure. Source: generator.md, "Identity"; workbook.md, "What comes back".
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.edits import CopiedRow, CopiedSheet, EditedCopy, Edits, Meaning
from schedbatch.domain.issues import Issue, RowPlace
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.schedule_sheets import SHOWN_CONFLICTS, SHOWN_ILMS, SHOWN_OFFERINGS, EditableSheet
from schedbatch.domain.sheets import Column
from schedbatch.history.accepted_conflicts import Acceptances, take_acceptances
from schedbatch.history.added_rows import new_row
from schedbatch.history.edited_times import settled_times
from schedbatch.history.field_edits import FieldEdits, GeneratedFields
from schedbatch.history.fields import DATE, DUE_DATE, DUE_TIME, EDITED, END, END_DATE, HOURS, MINUTES, START
from schedbatch.history.records import from_text
from schedbatch.history.shown_fields import fixed_fields, is_as_shown, shown_fields
from schedbatch.history.snapshot import Snapshot

_PLACE = RowPlace("", 1, {})
_LISTED = 5
_TAKEN_ALL_THE_SAME = (kinds.ROW_DELETED, kinds.UNKNOWN_NAME, kinds.DATE_IN_TEXT)
_REQUIRED = (DATE, START, HOURS, DUE_DATE, DUE_TIME)


@dataclass(frozen=True, slots=True)
class Taken:
    """What comes of a copy: the edits from now on, and what is to be said. ``is_whole``: nothing in the copy was refused."""

    edits: Edits
    found: tuple[Issue, ...]
    is_whole: bool


def take_in(copy: EditedCopy, base: Snapshot, now: Edits, meaning: Meaning, generated_fields: GeneratedFields) -> Taken:
    """Merge what was changed in ``copy``, which was written with ``base``, into the edits that hold ``now``."""
    merge = _Merge(copy, base, now, meaning, generated_fields)
    merge.take_sheet(SHOWN_OFFERINGS)
    merge.take_sheet(SHOWN_ILMS)
    conflicts = copy.sheets.get(SHOWN_CONFLICTS.name, CopiedSheet((), ()))
    acceptances = take_acceptances(conflicts, base.edits.accepted, now.accepted)
    found = (*copy.found, *merge.found, *acceptances.found)
    return Taken(merge.edits(acceptances), found, is_whole=all(issue.kind in _TAKEN_ALL_THE_SAME for issue in found))


class _Merge:
    """The Offerings and ILMs of one copy on their way in."""

    def __init__(self, copy: EditedCopy, base: Snapshot, now: Edits, meaning: Meaning, generated_fields: GeneratedFields) -> None:
        self._copy = copy
        self._meaning = meaning
        self._was_edited = base.edits.fields
        self._fields = FieldEdits(base.edits, now, generated_fields)
        self._added = list(now.added)
        self.found: list[Issue] = []
        zone = ZoneInfo(copy.zone) if copy.zone else dt.UTC
        shown = [from_text(record.text, zone, _PLACE).offering_or_ilm for record in base.records.values()]
        self._shown = {offering_or_ilm.id: offering_or_ilm for offering_or_ilm in shown}

    def edits(self, acceptances: Acceptances) -> Edits:
        """What holds from now on."""
        return Edits(self._fields.whole(), tuple(self._added), acceptances.accepted)

    def take_sheet(self, sheet: EditableSheet) -> None:
        """Take in the rows of one sheet of the copy."""
        is_of_ilms = sheet is SHOWN_ILMS
        known = {
            own_id: offering_or_ilm
            for own_id, offering_or_ilm in self._shown.items()
            if isinstance(offering_or_ilm, Ilm) is is_of_ilms
        }
        copied = self._copy.sheets.get(sheet.name)
        if copied is None:
            self.found.extend(_all_deleted(self._copy, sheet, known))
            return
        seen: dict[str, CopiedRow] = {}
        for row in copied.rows:
            texts = dict(zip(copied.headings, row.texts, strict=True))
            own_id = texts[sheet.key.heading].strip()
            if own_id in seen:
                self.found.append(_twice(own_id, row, seen[own_id], sheet.key))
            elif own_id in known:
                seen[own_id] = row
                self._take_row(known[own_id], row, texts, sheet)
            elif any(text.strip() for text in texts.values()):
                self._take_new(row, texts, sheet)
        self.found.extend(_deleted(self._copy, sheet, [own_id for own_id in sorted(known) if own_id not in seen]))

    def _take_row(self, offering_or_ilm: Offering | Ilm, row: CopiedRow, texts: Mapping[str, str], sheet: EditableSheet) -> None:
        own_id = offering_or_ilm.id
        if EDITED in texts and self._was_edited.get(own_id):
            self.found.extend(self._fields.clear(own_id, texts[EDITED], row))
        for heading, fixed in fixed_fields(offering_or_ilm).items():
            if heading in texts and not is_as_shown(texts[heading], fixed):
                message = f'{heading} of {own_id} cannot be changed here; it stays "{fixed[:60]}".'
                self.found.append(Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(sheet.column(heading))))
        shown = shown_fields(offering_or_ilm)
        changed = self._changed(own_id, row, texts, shown, sheet)
        if isinstance(offering_or_ilm, Offering):
            settled = settled_times(offering_or_ilm, shown, changed, self._fields.of(own_id), row.where)
            self.found.extend([settled.issue] if settled.issue else [])
            self._fields.drop(own_id, *settled.dropped)
            changed = settled.changed
        for heading, value in changed.items():
            issue = self._fields.edit(own_id, sheet.column(heading), value, shown[heading], row)
            self.found.extend([issue] if issue else [])
        if changed:
            self._fields.drop_idle(own_id)

    def _changed(
        self, own_id: str, row: CopiedRow, texts: Mapping[str, str], shown: Mapping[str, str], sheet: EditableSheet
    ) -> Mapping[str, str]:
        """Heading -> value of the fields that the row changes."""
        changed: dict[str, str] = {}
        for column in sheet.fields:
            heading = column.heading
            if heading in texts and (heading in row.faults or not is_as_shown(texts[heading], shown[heading])):
                value = self._value(column, row, texts[heading], own_id)
                if value is not None and value != shown[heading]:
                    changed[heading] = value
        return changed

    def _value(self, column: Column, row: CopiedRow, text: str, own_id: str) -> str | None:
        """What the changed cell means; ``None`` if the cell means nothing that can be taken in."""
        heading = column.heading
        if heading in row.faults:
            self.found.append(row.faults[heading])
            return None
        if not text.strip() and heading in (END, END_DATE, MINUTES):
            return None
        if not text.strip() and heading in _REQUIRED:
            message = f"{heading} of {own_id} is empty; it stays as it was."
            self.found.append(Issue(kinds.REQUIRED_CELL_EMPTY, message, row.where.cell(column)))
            return None
        value, issue = self._meaning(heading, text, row.where)
        self.found.extend([issue] if issue else [])
        return None if issue and issue.kind not in _TAKEN_ALL_THE_SAME else value

    def _take_new(self, row: CopiedRow, texts: Mapping[str, str], sheet: EditableSheet) -> None:
        """Take in a row that the copy was not written with."""
        if sheet is SHOWN_ILMS:
            message = "An ILM cannot be added here; it is not taken in."
            self.found.append(Issue(kinds.EDIT_NOT_TAKEN, message, row.where.cell(sheet.key)))
            return
        if row.faults:
            self.found.extend(row.faults.values())
            return
        new = new_row(row, texts, self._copy.name, self._added)
        self._added.extend([new.added] if new.added else [])
        self.found.extend([new.issue] if new.issue else [])


def _twice(own_id: str, row: CopiedRow, first: CopiedRow, key: Column) -> Issue:
    other = first.where.cell(key)
    message = f'"{own_id}" is there twice, the first time in {other}; that row counts. For a new offering, clear {key}.'
    return Issue(kinds.DUPLICATE_KEY, message, row.where.cell(key), (other,))


def _all_deleted(copy: EditedCopy, sheet: EditableSheet, known: Mapping[str, Offering | Ilm]) -> Iterator[Issue]:
    if known:
        yield Issue(kinds.ROW_DELETED, f"{copy.name} has no sheet {sheet.name} any more; all its rows come back.")


def _deleted(copy: EditedCopy, sheet: EditableSheet, gone: Sequence[str]) -> Iterator[Issue]:
    number, listed = len(gone), sorted(gone)[:_LISTED]
    if number:
        more = f" and {number - len(listed):,} more" if number > len(listed) else ""
        were = "1 row was" if number == 1 else f"{number:,} rows were"
        message = f"In {copy.name}, {were} deleted from {sheet.name}, and will be back: {', '.join(listed)}{more}."
        yield Issue(kinds.ROW_DELETED, message)
