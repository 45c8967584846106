"""What differs between two versions of a schedule, each a workbook, the folder of its results or a schedule.xlsx.

A room of its own because it reads two of what a run reads one of, and writes nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.revisions import Changes
from schedbatch.history.differences import differences
from schedbatch.jobs.steps.folders import has_history, schedule_folder
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.released_plan import Asked, ReleasedRecords, released_records
from schedbatch.readers.settings import zone_named

_LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
"""Stands in for the clock where nobody asks what is over."""


class SideUnreadable(InputUnreadable):
    """One of the two, ``path``, cannot be read; the message says why."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


def difference(
    old: Path, new: Path, timezone: str | None = None, *, out: Path = Path("out"), now: dt.datetime = _LONG_AGO
) -> Changes:
    """All changes from ``old`` to ``new``; times are shown in the time zone of ``new``.

    Each stands for its release, a workbook for what a run would release: its results are below ``out``, or else in one of the
    two if that is a folder. ``timezone`` stands in where a workbook's own is blank. What ended before ``now`` is marked as over.
    Raises SideUnreadable.
    """
    asked = Asked(old, out, now, Options(timezone=timezone), tuple(_nearby((old, new))))
    before = _records(asked)
    after = _records(replace(asked, path=new, compared_with=before.snapshot))
    zone = zone_named(after.timezone or before.timezone) or dt.UTC
    old_texts, new_texts = ((record.text for record in side.snapshot.records.values()) for side in (before, after))
    return Changes(before.snapshot.made_at, differences(old_texts, new_texts, zone, now, after.held))


def _nearby(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            try:
                yield schedule_folder(path)
            except InputUnreadable:
                continue  # said when the side itself is read
        elif has_history(path.parent):
            yield path.parent


def _records(asked: Asked) -> ReleasedRecords:
    try:
        found = released_records(asked)
    except InputUnreadable as refusal:
        raise SideUnreadable(asked.path, str(refusal)) from refusal
    if found.refusal:
        raise SideUnreadable(asked.path, f"It cannot be compared: {found.refusal}")
    return found
