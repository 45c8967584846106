"""Edited copies of schedule.xlsx -> the hand edits from now on.

A copy comes back in two ways: it was edited where it lies, or it is run (or dropped) under any name. Either is merged
against what it was written with.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from schedbatch.disk.refusals import refusal
from schedbatch.domain import kinds
from schedbatch.domain.edits import AddedRow, Edits
from schedbatch.domain.issues import CellRef, InputUnreadable, Issue, OutputNotWritable, Severity
from schedbatch.history.field_edits import GeneratedFields
from schedbatch.history.hand_edits import take_in
from schedbatch.history.shown_fields import shown_fields
from schedbatch.history.snapshot import Snapshot
from schedbatch.jobs.steps.generating import ADDED_SHEET, GeneratedWorkbook, with_added
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.request import ReturnedCopy
from schedbatch.outputs.schedule.workbook import FILE_NAME
from schedbatch.readers.edited_copy import SESSION_COLUMN, EditMeaning, about_copy, is_about_sheet, label, read_copy
from schedbatch.xlsx.workbook import WorkbookFile

SCHEDULE = str(FILE_NAME)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The edits from now on, the issues of the copies, the workbook with the added rows, and the copies that were not refused.

    ``whole`` are copies of which everything was taken in: nothing is lost when they are overwritten.
    """

    edits: Edits
    found: tuple[Issue, ...]
    generated: GeneratedWorkbook
    whole: tuple[ReturnedCopy, ...]
    changes: int
    """How many cells and rows the copies changed."""


def copy_in_place(folder: Path, known: Collection[str]) -> ReturnedCopy | None:
    """The schedule.xlsx in ``folder`` if it is ours and was edited since; ``known`` are the SHA-256 that we gave it.

    Raises OutputNotWritable if it was changed and cannot be read.
    """
    path = folder / SCHEDULE
    try:
        content = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise OutputNotWritable(path, refusal(path, error)) from error
    if content is None or hashlib.sha256(content).hexdigest() in known:
        return None
    try:
        workbook = WorkbookFile(content, SCHEDULE)
        return ReturnedCopy(workbook, is_in_place=True) if is_schedule(workbook) else None
    except InputUnreadable as unreadable:
        message = f"{path} was changed, and cannot be read. {unreadable} Or move it to another folder, and run again."
        raise OutputNotWritable(path, message) from unreadable


def is_schedule(workbook: WorkbookFile) -> bool:
    """Whether the file is a schedule.xlsx of ours. Raises InputUnreadable."""
    return about_copy(workbook.read(only=is_about_sheet)) is not None


def take_copies(
    returned: Sequence[ReturnedCopy],
    now: Edits,
    base_of: Callable[[str], Snapshot | None],
    generated: GeneratedWorkbook,
    options: Options,
) -> TakenIn:
    """Merge copies one after another; ``base_of`` gives the release of an edition. Raises InputUnreadable."""
    found: list[Issue] = []
    whole: list[ReturnedCopy] = []
    edits = now
    generated_fields = _generated_fields(with_added(generated, options, now.added) if returned else generated)
    for copy in returned:
        edits, copy_issues, is_whole = _take(copy, edits, base_of, generated, generated_fields)
        found.extend(copy_issues)
        if is_whole:
            whole.append(copy)
    taken = with_added(generated, options, edits.added)
    refused = _refused(taken, edits.added)
    if refused:
        found.extend(_at_their_rows(taken.issues, edits.added))
        edits = replace(edits, added=tuple(row for row in edits.added if row not in refused))
        taken = with_added(generated, options, edits.added)
        whole = []
    orphans = _orphans(taken, edits.added)
    if orphans:
        taken = with_added(generated, options, [row for row in edits.added if row not in orphans])
    settled = replace(edits, added=tuple(AddedRow(row.cells) for row in edits.added))
    return TakenIn(settled, tuple(found), taken, tuple(whole), _changes(now, settled))


def _take(
    copy: ReturnedCopy,
    edits: Edits,
    base_of: Callable[[str], Snapshot | None],
    generated: GeneratedWorkbook,
    generated_fields: GeneratedFields,
) -> tuple[Edits, tuple[Issue, ...], bool]:
    raw = copy.workbook.read()
    about = about_copy(raw)
    base = base_of(about.edition) if about and _is_zone(about.zone) else None
    if about is None or base is None:
        message = (
            f"The release that {copy.name} was written with is not in the history of this schedule; nothing in it is taken in."
        )
        own_id = generated.catalog.settings.schedule_id
        if about and own_id and about.schedule_id != own_id:
            message = f"{copy.name} belongs to the schedule {about.schedule_id}, not to {own_id}; nothing in it is taken in."
        return edits, (Issue(kinds.COPY_UNKNOWN, message, CellRef(label(copy.name, "Offerings"), 1, 1)),), False
    merged = take_in(read_copy(raw, about), base, edits, EditMeaning(generated.catalog).of, generated_fields)
    return merged.edits, merged.found, merged.is_whole


def _is_zone(name: str) -> bool:
    """Whether the copy names a time zone that exists: a planner may have changed the hidden sheet."""
    try:
        return not name or ZoneInfo(name).key == name
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False


def _generated_fields(generated: GeneratedWorkbook) -> GeneratedFields:
    """What the workbook gives each offering and ILM now, without hand edits of its fields."""
    offerings_and_ilms = {offering_or_ilm.id: offering_or_ilm for offering_or_ilm in generated.plan.offerings_and_ilms}
    return lambda own_id: shown_fields(offerings_and_ilms[own_id]) if own_id in offerings_and_ilms else None


def _changes(before: Edits, after: Edits) -> int:
    """How many cells, rows and acceptances differ."""
    cells = sum(
        before.fields.get(own_id, {}).get(name) != after.fields.get(own_id, {}).get(name)
        for own_id in {*before.fields, *after.fields}
        for name in {*before.fields.get(own_id, {}), *after.fields.get(own_id, {})}
    )
    accepted = len(before.accepted.items() ^ after.accepted.items())
    return cells + abs(len(after.added) - len(before.added)) + accepted


def _at_their_rows(found: Sequence[Issue], added: Sequence[AddedRow]) -> Iterator[Issue]:
    """What is wrong with new rows, at their places in the copy."""
    for issue in found:
        if issue.where and issue.where.sheet == ADDED_SHEET and added[issue.where.row - 2].row:
            row = added[issue.where.row - 2]
            yield replace(issue, where=CellRef(label(row.copy, "Offerings"), row.row, 1), related=())


def _refused(taken: GeneratedWorkbook, added: Sequence[AddedRow]) -> list[AddedRow]:
    """New rows with an error in them; those that were taken in once stay."""
    bad = {
        issue.where.row
        for issue in taken.issues
        if issue.where and issue.where.sheet == ADDED_SHEET and issue.severity is Severity.ERROR
    }
    return [row for number, row in enumerate(added, 2) if number in bad and row.row]


def _orphans(taken: GeneratedWorkbook, added: Sequence[AddedRow]) -> list[AddedRow]:
    """Rows whose session is no longer in the workbook. They wait until the session is back: nobody could mend an error in them."""
    place = SESSION_COLUMN
    unknown = {
        issue.where.row
        for issue in taken.issues
        if issue.kind is kinds.UNKNOWN_REFERENCE and issue.where and (issue.where.sheet, issue.where.column) == (ADDED_SHEET, place)
    }
    return [row for number, row in enumerate(added, 2) if number in unknown]
