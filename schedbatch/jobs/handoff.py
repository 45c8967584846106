"""Hand-offs made later: a release, or a workbook as a run would release it -> files below ``handoff/``. No release is made.

A room of its own beside the corridor, since it changes neither the schedule nor its history.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.domain.reports import RunReport
from schedbatch.history.opening import read_history
from schedbatch.history.snapshot import HistoryDamaged
from schedbatch.history.store import History, Run
from schedbatch.jobs.steps.as_released import as_released
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.copies import take_copies
from schedbatch.jobs.steps.folders import has_history, schedule_folder
from schedbatch.jobs.steps.generating import generate, with_added
from schedbatch.jobs.steps.later_hand_offs import later_hand_offs
from schedbatch.jobs.steps.opening import open_workbook
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.planning import ByHand
from schedbatch.jobs.steps.request import is_by_these_rules
from schedbatch.outputs import files
from schedbatch.outputs.handoff import render as handoff
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.staging import FileRecord, Ours
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook

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


@dataclass(frozen=True, slots=True)
class _Shown:
    """The report that the files show, and the folder of the schedule's results."""

    report: RunReport
    folder: Path
    notes: tuple[str, ...] = ()


def hand_over(schedule: Path, out: Path, now: dt.datetime, options: Options, names: Sequence[str]) -> HandedOver:
    """Write the hand-offs called ``names`` of a schedule to ``handoff/`` in the folder of its results.

    ``schedule`` is such a folder, the schedule.xlsx in it, or a workbook, whose results are in ``out``. Raises
    InputUnreadable and OutputNotWritable.
    """
    shown = _shown(schedule, out, now, dataclasses.replace(options, allows_removals=True))
    if shown.report.refusal:
        raise InputUnreadable(f"Nothing can be handed over: {shown.report.refusal}")
    folder = shown.folder / handoff.FOLDER
    made = handoff.render(shown.report, names, options.maps)
    artifacts = tuple(dataclasses.replace(artifact, path=artifact.path.relative_to(handoff.FOLDER)) for artifact in made)
    records = {record.path: record for record in files.file_records(artifacts)}
    earlier = receipts.files_of(receipts.read_receipt(folder))
    kept = (FileRecord(path, sha256) for path, sha256 in earlier.items() if path not in records)
    receipt = receipts.render(receipts.make_receipt(shown.report, (*records.values(), *kept)))
    return HandedOver(folder, files.write((*artifacts, receipt), folder, _ours(shown.folder, records)), shown.notes)


def _ours(folder: Path, paths: Iterable[str]) -> Ours:
    """What runs and earlier hand-overs have given the files that are to be written, and nothing else: no other is removed."""
    left_by_run = receipts.files_of(receipts.read_receipt(folder))
    earlier = later_hand_offs(folder)
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        whole = str(handoff.FOLDER / path)
        found[path] = frozenset(known[whole] for known in (left_by_run, earlier) if whole in known)
    return found


def _shown(schedule: Path, out: Path, now: dt.datetime, options: Options) -> _Shown:
    if schedule.is_dir():
        return _released(schedule_folder(schedule), options)
    workbook = load_workbook(schedule)
    opening = open_workbook(workbook)
    folder = out / opening.schedule_id
    if opening.is_schedule:
        return _released(schedule.parent if has_history(schedule.parent) else folder, options)
    try:
        with read_history(folder) as history:
            if history and (last := history.last_run()) and last.source_sha256 == workbook.sha256 and last.is_released:
                return _as_it_stands(history, last, folder, options)
            return _as_it_would_be(history, workbook, folder, now, options)
    except HistoryDamaged:
        return _as_it_would_be(None, workbook, folder, now, options)


def _released(folder: Path, options: Options) -> _Shown:
    try:
        with read_history(folder) as history:
            runs = history.runs() if history else ()
            last = next((run for run in reversed(runs) if run.is_released), None)
            if not (history and last):
                raise InputUnreadable(f"Nothing has been released in {folder} yet.")
            return _as_it_stands(history, last, folder, options)
    except HistoryDamaged as error:
        raise InputUnreadable(f"The history in {folder} is damaged; give the workbook instead of the folder.") from error
    except OutputNotWritable as refusal:
        raise InputUnreadable(str(refusal)) from refusal


def _as_it_stands(history: History, run: Run, folder: Path, options: Options) -> _Shown:
    """The release of ``run`` once more, to the byte: from the workbook that history keeps, with the hand edits of then.

    What was released by other rules, or restored, is taken from history to the letter: it stands as it is.
    """
    source, left = history.source(run.id), history.snapshot(run.id)
    if source is None:
        raise InputUnreadable(f"The last release in {folder} is older than the keeping of workbooks; give the workbook instead.")
    kept = WorkbookFile(source.content, source.name)
    of_then = dataclasses.replace(options, timezone=run.timezone or options.timezone)
    before = Before(run.id, run, history.snapshot(run.id - 1), is_redo=True, secret=history.secret(), restored=run.restored)
    if left and (run.restored or not is_by_these_rules(run)):
        generated = with_added(generate(kept, of_then), of_then, left.edits.added)
        made = conclude(as_released(generated, left), before, run.ran_at, of_then, ByHand(left.edits)).report
    else:
        made = _report(kept, before, left.edits if left else Edits(), run.ran_at, of_then)
    return _Shown(made, folder)


def _as_it_would_be(history: History | None, workbook: WorkbookFile, folder: Path, now: dt.datetime, options: Options) -> _Shown:
    last = history.last_run() if history else None
    snapshot = history.snapshot(last.id) if history and last else None
    number = last.id + 1 if last else 1
    before = Before(number, last, snapshot, is_redo=False, secret=history.secret() if history else "")
    edits = snapshot.edits if snapshot else Edits()
    made = _report(workbook, before, edits, now.astimezone(dt.UTC).replace(microsecond=0), options)
    return _Shown(made, folder, (_NOT_RELEASED,))


def _report(workbook: WorkbookFile, before: Before, edits: Edits, now: dt.datetime, options: Options) -> RunReport:
    taken = take_copies((), edits, lambda _: None, generate(workbook, options), options)
    return conclude(taken.generated, before, now, options, ByHand(edits)).report
