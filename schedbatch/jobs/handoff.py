"""Hand-offs made later: a release, or a workbook as a run would release it -> files below ``handoff/``. No release is made.

A room of its own beside the corridor, since it changes neither the schedule nor its history.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.steps.later_hand_offs import later_hand_offs
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.released_plan import Asked, released_plan
from schedbatch.outputs import files
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.staging import FileRecord, Ours

_NOT_RELEASED = "The workbook has not been released as it is now: the files show what a run would release."


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was written, where, and what else to say."""

    folder: Path
    written: files.Written
    notes: tuple[str, ...]

    @property
    def files(self) -> tuple[PurePosixPath, ...]:
        """The hand-offs' files below the folder, sorted, whether or not they had to be written."""
        return tuple(sorted({*self.written.written, *self.written.unchanged} - {receipts.FILE_NAME}))

    @property
    def has_changed(self) -> bool:
        """Whether any of them had to be written."""
        return bool({*self.written.written} - {receipts.FILE_NAME})


def hand_over(schedule: Path, out: Path, now: dt.datetime, options: Options, names: Sequence[str]) -> HandedOver:
    """Write the hand-offs called ``names`` of a schedule to ``handoff/`` in the folder of its results.

    ``schedule`` is such a folder, the schedule.xlsx in it, or a workbook, whose results are in ``out``. Raises
    InputUnreadable and OutputNotWritable.
    """
    shown = released_plan(Asked(schedule, out, now, options))
    if shown.report.refusal:
        raise InputUnreadable(f"Nothing can be handed over: {shown.report.refusal}")
    if not shown.is_last:
        raise InputUnreadable(f"It is an earlier release than the one that stands. Give {shown.folder} instead.")
    folder = shown.folder / handoff.FOLDER
    made = handoff.render(shown.report, names, options.maps)
    artifacts = tuple(dataclasses.replace(artifact, path=artifact.path.relative_to(handoff.FOLDER)) for artifact in made)
    records = {record.path: record for record in files.file_records(artifacts)}
    earlier = receipts.files_of(receipts.read_receipt(folder))
    kept = (FileRecord(path, sha256) for path, sha256 in earlier.items() if path not in records)
    receipt = receipts.render(receipts.make_receipt(shown.report, (*records.values(), *kept)))
    notes = () if shown.is_released else (_NOT_RELEASED,)
    return HandedOver(folder, files.write((*artifacts, receipt), folder, _ours(shown.folder, records)), notes)


def _ours(folder: Path, paths: Iterable[str]) -> Ours:
    """What runs and earlier hand-overs have given the files that are to be written, and nothing else: no other is removed."""
    left_by_run = receipts.files_of(receipts.read_receipt(folder))
    earlier = later_hand_offs(folder)
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        whole = str(handoff.FOLDER / path)
        found[path] = frozenset(known[whole] for known in (left_by_run, earlier) if whole in known)
    return found
