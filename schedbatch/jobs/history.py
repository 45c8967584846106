"""The earlier runs of a schedule that are kept, and what one of them changed."""

import datetime as dt
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.revisions import Changes
from schedbatch.history.differences import differences
from schedbatch.history.opening import read_history
from schedbatch.history.snapshot import HistoryDamaged
from schedbatch.history.store import Run
from schedbatch.readers.settings import zone_named

_NONE = "{} holds no history that can be read. Name the folder of a schedule's results, such as out/<schedule id>."


def kept_runs(folder: Path) -> tuple[Run, ...]:
    """Every run of the schedule in ``folder`` that is kept, oldest first. Raises InputUnreadable."""
    try:
        with read_history(folder) as history:
            if history is None:
                raise no_history(folder)
            return history.runs()
    except HistoryDamaged as error:
        raise no_history(folder) from error


def no_history(folder: Path) -> InputUnreadable:
    """What is raised where ``folder`` holds no history that can be read."""
    return InputUnreadable(_NONE.format(folder))


def first_release(runs: tuple[Run, ...]) -> int:
    """The run that released the schedule for the first time; 0 if it is not kept any more."""
    released = next((run.id for run in runs if run.is_released), 0)
    return released if runs and runs[0].id == 1 else 0


def zone_of(runs: tuple[Run, ...]) -> dt.tzinfo:
    """The time zone of the schedule, as its last run with one had it."""
    names = (run.timezone for run in reversed(runs) if run.timezone)
    return zone_named(next(names, "")) or dt.UTC


def changes_of(folder: Path, run: Run) -> Changes:
    """What the release of ``run`` changed, field by field; nothing if the release before it is not kept.

    Raises InputUnreadable.
    """
    try:
        with read_history(folder) as history:
            before, after = (history.snapshot(number) if history else None for number in (run.id - 1, run.id))
            if before is None or after is None:
                return Changes()
            old, new = ((record.text for record in left.records.values()) for left in (before, after))
            return Changes(before.made_at, differences(old, new, zone_named(run.timezone) or dt.UTC, run.ran_at))
    except HistoryDamaged as error:
        raise no_history(folder) from error
