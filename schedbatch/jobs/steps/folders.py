"""The folders of schedules' results, told by the history in them."""

from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.history.opening import FILE, FOLDER
from schedbatch.jobs.steps.opening import open_workbook
from schedbatch.xlsx.workbook import load_workbook


def schedule_folder(folder: Path) -> Path:
    """The folder of a schedule's results: ``folder`` itself, or the only one in it. Raises InputUnreadable."""
    if has_history(folder):
        return folder
    inside = sorted(inner for inner in folder.iterdir() if inner.is_dir() and has_history(inner))
    if not inside:
        raise InputUnreadable(
            f"This folder holds no results of schedbatch: there is no {FOLDER}/{FILE} in it. Name out/<schedule id>."
        )
    if len(inside) > 1:
        names = ", ".join(inner.name for inner in inside)
        raise InputUnreadable(f"This folder holds the results of several schedules ({names}). Name one of their folders.")
    return inside[0]


def has_history(folder: Path) -> bool:
    """Whether runs have left their history there."""
    return (folder / FOLDER / FILE).is_file()


def results_folder(schedule: Path, out: Path) -> Path:
    """The folder of a schedule's results, by the folder itself, a file in it, or the workbook, whose results are below ``out``.

    Raises InputUnreadable.
    """
    if schedule.is_dir():
        return schedule_folder(schedule)
    if has_history(schedule.parent):
        return schedule.parent
    return out / open_workbook(load_workbook(schedule)).schedule_id
