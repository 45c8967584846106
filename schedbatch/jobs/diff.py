"""What differs between two versions of a schedule, each a workbook or the folder of its results.

A room of its own because it reads two of what a run reads one of, and writes nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.domain.revisions import Changes
from schedbatch.history.differences import differences
from schedbatch.history.opening import read_history
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.folders import schedule_folder
from schedbatch.jobs.steps.generating import generate
from schedbatch.jobs.steps.options import Options
from schedbatch.readers.settings import zone_named
from schedbatch.xlsx.workbook import load_workbook

_LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
"""Stands in for the clock: nothing that is compared depends on the clock."""


class SideUnreadable(InputUnreadable):
    """One of the two, ``path``, cannot be read; the message says why."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


@dataclass(frozen=True, slots=True)
class _Version:
    """One side: what it releases, in which time zone, and what an error holds back in it (UIDs)."""

    snapshot: Snapshot
    timezone: str
    held: frozenset[str] = frozenset()

    @property
    def texts(self) -> Iterable[str]:
        """The records' texts."""
        return (record.text for record in self.snapshot.records.values())


def difference(old: Path, new: Path, timezone: str | None = None) -> Changes:
    """All changes from ``old`` to ``new``; times are shown in the time zone of ``new``.

    A workbook stands for what a run would release, a folder for its last release. ``timezone`` stands in where a workbook's
    own is blank. Raises SideUnreadable for what is neither.
    """
    before = _version(old, None, timezone)
    after = _version(new, before.snapshot, timezone)
    zone = zone_named(after.timezone or before.timezone) or dt.UTC
    return Changes(before.snapshot.made_at, differences(before.texts, after.texts, zone, after.held))


def _version(path: Path, previous: Snapshot | None, timezone: str | None) -> _Version:
    try:
        return _released(schedule_folder(path)) if path.is_dir() else _planned(path, previous, timezone)
    except InputUnreadable as refusal:
        raise SideUnreadable(path, str(refusal)) from refusal


def _planned(path: Path, previous: Snapshot | None, timezone: str | None) -> _Version:
    options = Options(timezone=timezone, allows_removals=True)
    generated = generate(load_workbook(path), options)
    conclusion = conclude(generated, Before(1, None, previous, is_redo=False), _LONG_AGO, options)
    if conclusion.report.refusal:
        raise InputUnreadable(f"It cannot be compared: {conclusion.report.refusal}")
    zone = generated.catalog.settings.zone
    return _Version(conclusion.snapshot, zone.key if zone else "", conclusion.held)


def _released(folder: Path) -> _Version:
    try:
        with read_history(folder) as history:
            run = history.last_run() if history else None
            snapshot = history.snapshot(run.id) if history and run else None
    except HistoryDamaged as error:
        raise InputUnreadable("The history of its releases is damaged; run its workbook again to begin a new one.") from error
    except OutputNotWritable as refusal:
        raise InputUnreadable(str(refusal)) from refusal
    if run is None or snapshot is None:
        raise InputUnreadable("Nothing has been released there yet.")
    return _Version(snapshot, run.timezone)
