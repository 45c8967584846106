"""Edited copies of schedule.xlsx -> the hand edits from now on.

A copy comes back in two ways: it was edited where it lies, or it is run (or dropped) under any name. Either is merged
against what it was written with.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schedbatch.domain import kinds
from schedbatch.domain.edits import AddedRow, Edits
from schedbatch.domain.issues import CellRef, InputUnreadable, Issue, OutputNotWritable, Severity
from schedbatch.history.hand_edits import take_in
from schedbatch.history.snapshot import Snapshot
from schedbatch.outputs import files
from schedbatch.outputs.workbook import FILE_NAME
from schedbatch.readers.edited_copy import EditMeaning, about_copy, is_about_sheet, label, read_copy
from schedbatch.readers.workbook import read_workbook_bytes
from schedbatch.stages.gathering import ADDED_SHEET, Gathered, with_added
from schedbatch.stages.options import Options

SCHEDULE = str(FILE_NAME)


@dataclass(frozen=True, slots=True)
class Returned:
    """A schedule.xlsx that came back. ``is_in_place``: it lies where the next one is to be written."""

    name: str
    content: bytes
    is_in_place: bool

    @property
    def sha256(self) -> str:
        """By which it is known whether it has been taken in."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The edits from now on, what is to be said of the copies, the workbook with the added rows, and what was not refused.

    ``whole`` are copies of which everything was taken in: nothing is lost when they are overwritten.
    """

    edits: Edits
    found: tuple[Issue, ...]
    gathered: Gathered
    whole: tuple[Returned, ...]


def copy_in_place(folder: Path, known: Collection[str]) -> Returned | None:
    """The schedule.xlsx in ``folder`` if it is ours and was edited since; ``known`` are the SHA-256 that we gave it.

    Raises OutputNotWritable if it was changed and cannot be read.
    """
    path = folder / SCHEDULE
    try:
        content = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise OutputNotWritable(path, files.refusal(path, error)) from error
    if not content or hashlib.sha256(content).hexdigest() in known:
        return None
    try:
        return Returned(SCHEDULE, content, is_in_place=True) if is_schedule(content, SCHEDULE) else None
    except InputUnreadable as refusal:
        message = f"{path} was changed, and cannot be read. {refusal} Or move it to another folder, and run again."
        raise OutputNotWritable(path, message) from refusal


def is_schedule(content: bytes, name: str) -> bool:
    """Whether the file is a schedule.xlsx of ours. Raises InputUnreadable."""
    return about_copy(read_workbook_bytes(content, name, only=is_about_sheet)) is not None


def take_copies(
    returned: Sequence[Returned], now: Edits, base_of: Callable[[str], Snapshot | None], gathered: Gathered, options: Options
) -> TakenIn:
    """Merge copies one after another; ``base_of`` gives the release of an edition. Raises InputUnreadable."""
    found: list[Issue] = []
    whole: list[Returned] = []
    edits = now
    for one in returned:
        edits, copy_issues, is_whole = _take(one, edits, base_of, gathered)
        found.extend(copy_issues)
        if is_whole:
            whole.append(one)
    new = [row for row in edits.added if row.row]
    taken = with_added(gathered, options, edits.added)
    refused = _refused(taken, edits.added, new)
    if refused:
        found.extend(_at_their_rows(taken.issues, edits.added, returned[-1].name))
        edits = replace(edits, added=tuple(row for row in edits.added if row not in refused))
        taken = with_added(gathered, options, edits.added)
        whole = []
    settled = replace(edits, added=tuple(AddedRow(row.cells) for row in edits.added))
    return TakenIn(settled, tuple(found), taken, tuple(whole))


def _take(
    one: Returned, edits: Edits, base_of: Callable[[str], Snapshot | None], gathered: Gathered
) -> tuple[Edits, tuple[Issue, ...], bool]:
    raw = read_workbook_bytes(one.content, one.name)
    about = about_copy(raw)
    base = base_of(about.edition) if about else None
    if about is None or base is None:
        message = f"What {one.name} was written with is not kept any more; nothing in it is taken in."
        return edits, (Issue(kinds.EDIT_NOT_TAKEN, message, CellRef(label(one.name, "Offerings"), 1, 1)),), False
    merged = take_in(read_copy(raw, about), base, edits, EditMeaning(gathered.catalog).of)
    return merged.edits, merged.found, merged.is_whole


def _at_their_rows(found: Sequence[Issue], added: Sequence[AddedRow], name: str) -> Iterator[Issue]:
    """What is wrong with new rows, at their places in the copy."""
    for issue in found:
        if issue.where and issue.where.sheet == ADDED_SHEET and added[issue.where.row - 2].row:
            place = CellRef(label(name, "Offerings"), added[issue.where.row - 2].row, 1)
            yield replace(issue, where=place, related=())


def _refused(taken: Gathered, added: Sequence[AddedRow], new: Sequence[AddedRow]) -> list[AddedRow]:
    """New rows with an error in them; those that were taken in once stay."""
    bad = {
        issue.where.row
        for issue in taken.issues
        if issue.where and issue.where.sheet == ADDED_SHEET and issue.severity is Severity.ERROR
    }
    return [row for number, row in enumerate(added, 2) if number in bad and row in new]
