"""What was released, in one place: every command that tells people about a schedule reads the plan from here.

A folder of results and a schedule.xlsx as it was written stand for their release, to the letter. A workbook stands for what
a run would release now: hand edits that history keeps, those that wait in the schedule.xlsx in its place, and what errors
hold back are in it. An edited schedule.xlsx stands for what a run of that copy would release.
Source: house.md, "One statement for each fact".
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from schedbatch.domain.issues import InputUnreadable, OutputNotWritable
from schedbatch.domain.reports import RunReport
from schedbatch.history.opening import read_history
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History, Run
from schedbatch.jobs.steps.as_released import as_released
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.copies import SCHEDULE, copy_in_place, take_copies
from schedbatch.jobs.steps.folders import has_history, schedule_folder
from schedbatch.jobs.steps.generating import generate, with_added
from schedbatch.jobs.steps.next_release import NextRelease, next_release
from schedbatch.jobs.steps.opening import open_workbook
from schedbatch.jobs.steps.options import Options
from schedbatch.jobs.steps.planning import ByHand
from schedbatch.jobs.steps.publishing import standing
from schedbatch.jobs.steps.request import RunRequest, is_by_these_rules, timezone_asked_for
from schedbatch.jobs.steps.sources import of_source
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose release is asked for: a folder of results, a schedule.xlsx or a workbook, whose results are below ``out``.

    ``nearby`` are folders of results that serve where ``out`` has none for the workbook. ``compared_with`` stands in for the
    last release of a workbook that was never released: errors hold back what is in it.
    """

    path: Path
    out: Path
    now: dt.datetime
    options: Options
    nearby: Sequence[Path] = ()
    compared_with: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class ReleasedPlan:
    """A release as the report of the run that made it, or of a run that would; ``folder`` holds the schedule's results.

    ``is_last``: it is the release that stands there. ``is_released``: nothing in it waits for a run.
    """

    report: RunReport
    folder: Path
    is_last: bool = True
    is_released: bool = True


@dataclass(frozen=True, slots=True)
class ReleasedRecords:
    """A release as history keeps it, its time zone, and the UIDs of what an error holds back in it.

    ``refusal`` says why a run would release nothing.
    """

    snapshot: Snapshot
    timezone: str
    held: frozenset[str] = frozenset()
    refusal: str = ""


def released_plan(asked: Asked) -> ReleasedPlan:
    """The plan that was released, or that a run would release now. Raises InputUnreadable."""
    return _released(asked, lambda release: _report_of(release, asked.options), _next_plan)


def released_records(asked: Asked) -> ReleasedRecords:
    """The records of the same release: enough to compare, and nothing is generated for what stands. Raises InputUnreadable."""
    return _released(asked, _records_of, _next_records)


@dataclass(frozen=True, slots=True)
class _Release:
    """A release that is kept: the run that made it. ``is_last``: no other came after it."""

    history: History
    run: Run
    folder: Path
    is_last: bool = True


def _released(asked: Asked, of_release: Callable[[_Release], T], of_next: Callable[[NextRelease], T]) -> T:
    """What ``of_release`` makes of a release that stands, ``of_next`` of one that a run would make."""
    try:
        if asked.path.is_dir():
            folder = schedule_folder(asked.path)
            with read_history(folder) as history:
                return of_release(_last(history, folder))
        return _of_file(asked, of_release, of_next)
    except HistoryDamaged as error:
        raise InputUnreadable("The history of its releases is damaged; run its workbook again to begin a new one.") from error
    except OutputNotWritable as refusal:
        raise InputUnreadable(str(refusal)) from refusal


def _last(history: History | None, folder: Path) -> _Release:
    last = history.last_run() if history else None
    release = history.last_release(last.id) if history and last else None
    if history is None or release is None:
        raise InputUnreadable(f"Nothing has been released in {folder} yet.")
    return _Release(history, release, folder)


def _of_file(asked: Asked, of_release: Callable[[_Release], T], of_next: Callable[[NextRelease], T]) -> T:
    workbook = load_workbook(asked.path)
    opening = open_workbook(workbook)
    is_beside_history = opening.is_schedule and has_history(asked.path.parent)
    folder = asked.path.parent if is_beside_history else _results(asked, opening.schedule_id)
    # What would be released is looked at whatever a run would ask about it first.
    options = replace(asked.options, is_strict=False, allows_removals=True, runs_again=False)
    moment = asked.now.astimezone(dt.UTC).replace(microsecond=0)
    request = RunRequest(workbook, folder, moment, options, writes=False, tell=_say_nothing)
    if opening.is_schedule:
        with read_history(folder) as history:
            return _of_schedule(request, history, of_release, of_next)
    try:
        with read_history(folder) as history:
            return _of_workbook(request, history, asked.compared_with, of_release, of_next)
    except HistoryDamaged:
        return of_next(next_release(request, generate(workbook, options), None, asked.compared_with))


def _results(asked: Asked, schedule_id: str) -> Path:
    folder = asked.out / schedule_id
    nearby = (near for near in asked.nearby if near.name.casefold() == schedule_id.casefold())
    return folder if has_history(folder) else next(nearby, folder)


def _say_nothing(_: str) -> None:
    pass


def _of_schedule(
    request: RunRequest, history: History | None, of_release: Callable[[_Release], T], of_next: Callable[[NextRelease], T]
) -> T:
    run = history.run_that_left(SCHEDULE, request.workbook.sha256) if history else None
    release = history.last_release(run) if history and run else None
    if history is None or release is None:
        request = of_source(request, history)
        return of_next(next_release(request, generate(request.workbook, request.options), history))
    last = _last(history, request.folder)
    return of_release(replace(last, run=release, is_last=release == last.run))


def _of_workbook(
    request: RunRequest,
    history: History | None,
    compared_with: Snapshot | None,
    of_release: Callable[[_Release], T],
    of_next: Callable[[NextRelease], T],
) -> T:
    last = history.last_run() if history else None
    release = history.last_release(last.id) if history and last else None
    if history is None or release is None or release.source_sha256 != request.workbook.sha256:
        return of_next(next_release(request, generate(request.workbook, request.options), history, compared_with))
    if _is_certain(request, history, release):
        return of_release(_Release(history, release, request.folder))
    coming = next_release(request, generate(request.workbook, request.options), history)
    if _is_same(coming, history.snapshot(release.id)):
        return of_release(_Release(history, release, request.folder))
    return of_next(coming)


def _is_certain(request: RunRequest, history: History, release: Run) -> bool:
    """Whether a run of the workbook of ``release`` would release the same, as can be told without planning."""
    asked_for = timezone_asked_for(release.fingerprint)
    is_as_then = is_by_these_rules(release) and not release.restored and request.options.timezone in (None, asked_for)
    known = standing(history, receipts.read_receipt(request.folder)).get(SCHEDULE, frozenset())
    return is_as_then and copy_in_place(request.folder, known) is None


def _is_same(coming: NextRelease, release: Snapshot | None) -> bool:
    """Whether a run would release what ``release`` holds."""
    if release is None or coming.conclusion.report.refusal:
        return False
    texts, released = ({uid: record.text for uid, record in left.records.items()} for left in (coming.conclusion.snapshot, release))
    return texts == released and coming.taken.edits == release.edits


def _report_of(release: _Release, options: Options) -> ReleasedPlan:
    """The release once more, to the byte: from the workbook that history keeps, with the hand edits of then.

    What was released by other rules, or restored, is taken from history to the letter: it stands as it is.
    """
    history, run = release.history, release.run
    source, left = history.source(run.id), history.snapshot(run.id)
    if source is None or left is None:
        raise InputUnreadable(
            f"The last release in {release.folder} is older than the keeping of workbooks; give the workbook instead."
        )
    of_then = replace(options, timezone=run.timezone or options.timezone, is_strict=False, allows_removals=True)
    generated = generate(WorkbookFile(source.content, source.name), of_then)
    if run.restored or not is_by_these_rules(run):
        generated = as_released(with_added(generated, of_then, left.edits.added), left)
    else:
        generated = take_copies((), left.edits, lambda _: None, generated, of_then).generated
    before = Before(run.id, run, history.snapshot(run.id - 1), is_redo=True, secret=history.secret(), restored=run.restored)
    report = conclude(generated, before, run.ran_at, of_then, ByHand(left.edits)).report
    return ReleasedPlan(report, release.folder, is_last=release.is_last)


def _next_plan(coming: NextRelease) -> ReleasedPlan:
    return ReleasedPlan(coming.conclusion.report, coming.request.folder, is_released=False)


def _records_of(release: _Release) -> ReleasedRecords:
    left = release.history.snapshot(release.run.id)
    if left is None:
        raise InputUnreadable(f"Nothing has been released in {release.folder} yet.")
    return ReleasedRecords(left, release.run.timezone)


def _next_records(coming: NextRelease) -> ReleasedRecords:
    report = coming.conclusion.report
    zone = report.catalog.settings.zone
    return ReleasedRecords(coming.conclusion.snapshot, zone.key if zone else "", coming.conclusion.held, report.refusal)
