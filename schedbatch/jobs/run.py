"""One run, from the path of a workbook to the files: path -> RunReport -> artifacts -> files. This module knows every floor.

Gather, think, apply: between reading the file and writing the results everything is pure; the clock is an argument.
"""

import dataclasses
import datetime as dt
import gc
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path, PurePosixPath

from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import RunReport
from schedbatch.history.opening import open_history, put_aside, read_history
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History
from schedbatch.jobs.steps.opening import open_workbook
from schedbatch.jobs.steps.options import ExitCode, Options
from schedbatch.jobs.steps.request import Outcome, RunRequest, exit_code, is_same
from schedbatch.jobs.steps.sources import of_source
from schedbatch.outputs import files
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.xlsx.guard import load_bytes
from schedbatch.xlsx.workbook import WorkbookFile, load_workbook

__all__ = ["ExitCode", "Options", "Outcome", "process", "run_workbook", "shared_folders"]

_DAMAGED = "The history of earlier releases cannot be read; {}. It starts afresh; calendars keep their UIDs."

# Linux takes names whose bytes are no text; nothing that is written may hold them.
_NOT_TEXT = re.compile("[\ud800-\udfff]")


def _say_nothing(_: str) -> None:
    pass


def process(
    path: Path,
    previous: Snapshot | None,
    now: dt.datetime,
    *,
    timezone: str | None = None,
    strict: bool = False,
) -> RunReport:
    """Read a workbook, generate its offerings and ILMs, and check them; nothing is written.

    ``previous`` is the release to compare with (``History.snapshot``), ``now`` zone-aware. Raises InputUnreadable if the file
    is no workbook that can be read.
    """
    from schedbatch.jobs.steps.conclusion import Before, conclude  # noqa: PLC0415 - an unchanged run needs none of it
    from schedbatch.jobs.steps.copies import take_copies  # noqa: PLC0415
    from schedbatch.jobs.steps.generating import generate  # noqa: PLC0415
    from schedbatch.jobs.steps.planning import ByHand  # noqa: PLC0415

    options = Options(timezone=timezone, is_strict=strict)
    generated = generate(load_workbook(path), options)
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    edits = previous.edits if previous else Edits()
    taken = take_copies((), edits, lambda _: None, generated, options)
    return conclude(taken.generated, Before(1, None, previous, is_redo=False), moment, options, ByHand(edits)).report


def run_workbook(
    path: Path, out: Path, now: dt.datetime, options: Options, *, writes: bool = True, tell: Callable[[str], None] = _say_nothing
) -> Outcome:
    """Process one workbook and write its results to its folder below ``out``; ``tell`` hears of each stage.

    Raises InputUnreadable and OutputNotWritable; in either case no file has been replaced.
    """
    with _without_collecting():
        return _run_path(path, out, now, options, writes=writes, tell=tell)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """No garbage collection: a run makes millions of objects and no circles, and each collection would look at them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _run_path(path: Path, out: Path, now: dt.datetime, options: Options, *, writes: bool, tell: Callable[[str], None]) -> Outcome:
    name = _NOT_TEXT.sub("\ufffd", path.name)
    tell(f"Reading {name}")
    workbook = WorkbookFile(load_bytes(path), name)
    opening = open_workbook(workbook)
    request = RunRequest(workbook, out / opening.schedule_id, now.astimezone(dt.UTC).replace(microsecond=0), options, writes, tell)
    if opening.is_schedule:
        with read_history(request.folder) as history:
            request = of_source(request, history)
    try:
        return _run(request) if options.runs_again else _unchanged(request) or _run(request)
    except HistoryDamaged:
        what = f"it is kept as {put_aside(request.folder).name}" if writes else "the next run puts it aside"
    return dataclasses.replace(_run(request, is_afresh=True), notes=(_DAMAGED.format(what),))


def shared_folders(paths: Sequence[Path]) -> list[tuple[Path, Path, str]]:
    """Pairs of workbooks whose Schedule IDs would share a folder, with the ID; unreadable ones are left to their own run."""
    first: dict[str, Path] = {}
    clashes: list[tuple[Path, Path, str]] = []
    for path in paths:
        try:
            schedule_id = open_workbook(load_workbook(path)).schedule_id
        except InputUnreadable:
            continue
        other = first.setdefault(schedule_id.casefold(), path)
        if other is not path:
            clashes.append((other, path, schedule_id))
    return clashes


def _unchanged(request: RunRequest) -> Outcome | None:
    """The outcome of a run that has nothing to do, ``None`` if there is something to do.

    Nothing is to be done if input, version and options are those of the last run, and all files are as the last run left them.
    """
    with read_history(request.folder) as history:
        last = history.last_run() if history else None
        if not (history and last and last.is_committed and is_same(last, request)):
            return None
        known = history.files(last.id)
    receipt = receipts.read_receipt(request.folder)
    if receipt is None or not files.are_as_written(request.folder, known):
        return None
    paths = tuple(map(PurePosixPath, sorted(known)))
    return Outcome(receipt, request.folder, files.Written((), paths, (), ()), exit_code(receipt, request.options))


def _run(request: RunRequest, *, is_afresh: bool = False) -> Outcome:
    from schedbatch.jobs.steps.generating import generate  # noqa: PLC0415 - an unchanged run needs none of it
    from schedbatch.jobs.steps.revising import revise  # noqa: PLC0415

    # Before the history is opened, which makes folders: nothing is written for a workbook that cannot be read.
    generated = generate(request.workbook, request.options)
    nothing: AbstractContextManager[History | None] = nullcontext()
    reading = nothing if is_afresh else read_history(request.folder)
    with open_history(request.folder) if request.writes else reading as history:
        return revise(request, generated, history)
