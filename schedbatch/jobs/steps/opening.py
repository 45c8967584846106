"""A file -> where its results go. Light to import: an unchanged run needs little more."""

from dataclasses import dataclass

from schedbatch.readers.edited_copy import about_copy, is_about_sheet
from schedbatch.readers.known_sheets import may_tell_schedule_id, schedule_id_of
from schedbatch.xlsx.workbook import WorkbookFile


@dataclass(frozen=True, slots=True)
class Opening:
    """What decides where the results of a file go: its Schedule ID, and whether the file is a schedule.xlsx of schedbatch."""

    schedule_id: str
    is_schedule: bool


def open_workbook(workbook: WorkbookFile) -> Opening:
    """Read as little of the file as tells its schedule. Raises InputUnreadable."""
    raw = workbook.read(only=lambda sheet: may_tell_schedule_id(sheet) or is_about_sheet(sheet))
    about = about_copy(raw)
    return Opening(about.schedule_id, is_schedule=True) if about else Opening(schedule_id_of(raw), is_schedule=False)
