"""An earlier release of a schedule made current again, as a new revision."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import Artifact
from schedbatch.history.opening import open_history
from schedbatch.history.snapshot import HistoryDamaged
from schedbatch.history.store import History
from schedbatch.jobs.history import kept_runs, no_history
from schedbatch.jobs.steps.as_released import as_released
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.copies import SCHEDULE, copy_in_place
from schedbatch.jobs.steps.generating import generate, with_added
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.planning import ByHand
from schedbatch.jobs.steps.publishing import publish, standing
from schedbatch.jobs.steps.request import Outcome, RunRequest
from schedbatch.outputs import files
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.xlsx.workbook import WorkbookFile


def restore(folder: Path, run: int, now: dt.datetime, tell: Callable[[str], None]) -> Outcome:
    """Make the release of ``run`` current again, as a new revision: SEQUENCE rises where it differs from the last.

    Its workbook is written as ``restored-<run>.xlsx``, for the planner to go on with. Raises InputUnreadable if that run is
    not kept, and OutputNotWritable.
    """
    kept_runs(folder)
    try:
        with open_history(folder) as history:
            return _restore(folder, run, now.astimezone(dt.UTC).replace(microsecond=0), history, tell)
    except HistoryDamaged as error:
        raise no_history(folder) from error


def _restore(folder: Path, run: int, now: dt.datetime, history: History, tell: Callable[[str], None]) -> Outcome:
    kept = next((kept_run for kept_run in history.runs() if kept_run.id == run), None)
    source, release, last = history.source(run), history.snapshot(run), history.last_run()
    if not (kept and kept.is_released and source and release and last):
        released = ", ".join(str(kept_run.id) for kept_run in history.runs() if kept_run.is_released)
        raise InputUnreadable(f"There is no release {run} of {folder.name}; there are {released or 'none'}.")
    ours = standing(history, receipts.read_receipt(folder))
    if copy_in_place(folder, ours.get(SCHEDULE, frozenset())):
        raise InputUnreadable(
            f"{folder / SCHEDULE} was edited since it was written. Run the workbook first, which takes the edits in."
        )
    options = Options(timezone=kept.timezone or None, allows_removals=True)
    request = RunRequest(WorkbookFile(source.content, source.name), folder, now, options, writes=True, tell=tell)
    generated = as_released(with_added(generate(request.workbook, options), options, release.edits.added), release)
    before = Before(last.id + 1, last, history.snapshot(last.id), is_redo=False, secret=history.secret(), restored=run)
    conclusion = conclude(generated, before, now, options, ByHand(release.edits))
    outcome = publish(request, history, before, conclusion, ours)
    copy = Artifact(PurePosixPath(f"restored-{run}{Path(source.name).suffix}"), source.content)
    beside = files.write((copy,), folder, {})
    note = f"The release of run {run} is current again; its workbook is {copy.path}. Run that one after you have changed it."
    kept_files = (*(outcome.written.kept if outcome.written else ()), *beside.kept)
    written = replace(outcome.written, kept=kept_files) if outcome.written else None
    return replace(outcome, written=written, notes=(*outcome.notes, note))
