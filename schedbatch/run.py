"""The corridor: a workbook's path -> RunReport -> artifacts -> files. It knows every floor.

Gather, think, apply: between reading the file and writing the results everything is pure; the clock is an argument.

From Python::

    from datetime import UTC, datetime
    from pathlib import Path, PurePosixPath
    from schedbatch.run import process

    report = process(Path("anatomy-labs.xlsx"), previous=None, now=datetime.now(UTC))
    for offering in report.plan.offerings:
        print(offering.start, offering.location, *offering.groups)
    for issue in report.issues:
        print(issue.severity, issue.where, issue.message)
"""

import dataclasses
import datetime as dt
import gc
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path, PurePosixPath

from schedbatch import __version__
from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import RunReport
from schedbatch.history.opening import open_history, put_aside, read_history
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History, Run
from schedbatch.outputs import files, report
from schedbatch.outputs.report import Receipt
from schedbatch.readers.guard import load_bytes
from schedbatch.stages.conclusion import Before, ByHand, conclude
from schedbatch.stages.copies import SCHEDULE, Returned, TakenIn, copy_in_place, take_copies
from schedbatch.stages.gathering import Gathered, gather, open_workbook
from schedbatch.stages.options import ExitCode, Options
from schedbatch.stages.publishing import Call, Outcome, exit_code, publish, standing

__all__ = ["ExitCode", "Options", "Outcome", "process", "run_workbook", "shared_folders"]

_AFRESH = "There is no history of earlier releases: it starts afresh. Calendars keep their UIDs."
_DAMAGED = "The history of earlier releases cannot be read; {}. It starts afresh; calendars keep their UIDs."
_FINISHED = "The run before was interrupted; this one has finished it."
_RESTORED = "This replaces the release of run {}, which had been restored."
_PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."

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
    options = Options(timezone=timezone, is_strict=strict)
    gathered = gather(load_bytes(path), path.name, options)
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    edits = previous.edits if previous else Edits()
    taken = take_copies((), edits, lambda _: None, gathered, options)
    return conclude(taken.gathered, Before(1, None, previous, redo=False), moment, options, ByHand(edits)).report


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
    content = load_bytes(path)
    opening = open_workbook(content, name)
    call = Call(name, content, out / opening.schedule_id, now.astimezone(dt.UTC).replace(microsecond=0), options, writes, tell)
    if opening.is_schedule:
        call = _of_source(call)
    try:
        return _unchanged(call) or _run(call)
    except HistoryDamaged:
        what = f"it is kept as {put_aside(call.folder).name}" if writes else "the next run puts it aside"
    return dataclasses.replace(_run(call, is_afresh=True), notes=(_DAMAGED.format(what),))


def _of_source(call: Call) -> Call:
    """The call of the workbook that an edited schedule.xlsx came from, with that copy to be taken in."""
    returned = Returned(call.name, call.content, is_in_place=False)
    with read_history(call.folder) as history:
        last = history.last_run() if history else None
        source = history.source(last.id) if history and last else None
    if last is None or source is None:
        raise InputUnreadable(
            f"It is the schedule.xlsx of {call.folder.name}, but {call.folder} does not hold the history of that schedule. "
            "Run the workbook that it was made from."
        )
    zone = call.options.timezone or json.loads(last.fingerprint)[2]
    options = dataclasses.replace(call.options, timezone=zone)
    return dataclasses.replace(call, name=source.name, content=source.content, options=options, returned=(returned,))


def shared_folders(paths: Sequence[Path]) -> list[tuple[Path, Path, str]]:
    """Pairs of workbooks whose Schedule IDs would share a folder, with the ID; unreadable ones are left to their own run."""
    first: dict[str, Path] = {}
    clashes: list[tuple[Path, Path, str]] = []
    for path in paths:
        try:
            schedule_id = open_workbook(load_bytes(path), path.name).schedule_id
        except InputUnreadable:
            continue
        other = first.setdefault(schedule_id.casefold(), path)
        if other is not path:
            clashes.append((other, path, schedule_id))
    return clashes


def _unchanged(call: Call) -> Outcome | None:
    """The outcome of a run that has nothing to do: the same input, version and options, and every file as it was left."""
    with read_history(call.folder) as history:
        last = history.last_run() if history else None
        if not (history and last and last.is_committed and _is_same(last, call)):
            return None
        known = history.files(last.id)
    receipt = report.read_receipt(call.folder)
    if receipt is None or not files.are_as_written(call.folder, known):
        return None
    paths = tuple(map(PurePosixPath, sorted(known)))
    return Outcome(receipt, call.folder, files.Written((), paths, (), ()), exit_code(receipt, call.options))


def _is_same(last: Run, call: Call) -> bool:
    """Whether the last run was this one; copies that it took in need not come again."""
    return last.fingerprint == call.fingerprint and last.version == __version__ and call.copies in ("", last.copies)


def _run(call: Call, *, is_afresh: bool = False) -> Outcome:
    # Before the history is opened, which makes folders: nothing is written for a workbook that cannot be read.
    gathered = gather(call.content, call.name, call.options)
    nothing: AbstractContextManager[History | None] = nullcontext()
    reading = nothing if is_afresh else read_history(call.folder)
    with open_history(call.folder) if call.writes else reading as history:
        return _revise(call, gathered, history)


def _revise(call: Call, gathered: Gathered, history: History | None) -> Outcome:
    old_receipt = report.read_receipt(call.folder)
    last = history.last_run() if history else None
    ours = standing(history, old_receipt)
    edited = copy_in_place(call.folder, ours.get(SCHEDULE, frozenset()))
    call = dataclasses.replace(call, returned=(*((edited,) if edited else ()), *call.returned))
    before = _before(call, history, last)
    if before.last and before.redo:
        call = dataclasses.replace(call, now=before.last.ran_at)
    base_of = history.edition if history else _no_edition
    taken = take_copies(call.returned, _edits(history, before, call), base_of, gathered, call.options)
    call.tell(f"Checking {len(taken.gathered.plan.offerings):,} offerings")
    conclusion = conclude(taken.gathered, before, call.now, call.options, ByHand(taken.edits, taken.found))
    will_write = call.writes and conclusion.report.is_released and not conclusion.bars_writing
    notes = (*_notes(before, old_receipt), *_said_of_copies(call, taken, will_write=will_write))
    if history is None or not call.writes or conclusion.bars_writing:
        receipt = report.make_receipt(conclusion.report, ())
        return Outcome(receipt, call.folder, None, exit_code(receipt, call.options), notes)
    whole = {one.sha256 for one in taken.whole if one.is_in_place}
    ours = {**ours, SCHEDULE: ours.get(SCHEDULE, frozenset()) | whole}
    outcome = publish(call, history, before, conclusion, ours)
    return dataclasses.replace(outcome, notes=(*notes, *outcome.notes))


def _no_edition(_: str) -> None:
    return None


def _edits(history: History | None, before: Before, call: Call) -> Edits:
    """The hand edits that hold before the call's copies are taken in, or after they were in the run that is done once more."""
    if history and before.last and before.redo and not call.returned:
        left = history.snapshot(before.last.id)
        return left.edits if left else Edits()
    return before.snapshot.edits if before.snapshot else Edits()


def _said_of_copies(call: Call, taken: TakenIn, *, will_write: bool) -> Iterator[str]:
    if call.returned:
        names = " and ".join(one.name for one in call.returned)
        changes = "1 change" if taken.changes == 1 else f"{taken.changes:,} changes" if taken.changes else "no change"
        if not call.writes:
            yield f"Hand edits: {names} would bring {changes}."
        elif not will_write:
            again = "they are taken in" if all(one.is_in_place for one in call.returned) else f"run {names} again, to take them in,"
            yield f"Hand edits: {names} brings {changes}, but nothing is released this time; {again} when the reason is gone."
        else:
            number = len(taken.edits.fields) + len(taken.edits.added)
            rows = "1 row is" if number == 1 else f"{number:,} rows are"
            yield f"Hand edits: {changes} taken in from {names}; {rows} edited or added by hand now (column Edited in {SCHEDULE})."


def _before(call: Call, history: History | None, last: Run | None) -> Before:
    if not (history and last):
        return Before(1, None, None, redo=False)
    redo = _is_same(last, call)
    number = last.id if redo else last.id + 1
    return Before(number, last, history.snapshot(number - 1), redo, history.secret())


def _notes(before: Before, old_receipt: Receipt | None) -> tuple[str, ...]:
    if before.last and not before.last.is_committed:
        return (_FINISHED if before.redo else _PUBLISHED,)
    if before.last and before.last.restored and not before.redo:
        return (_RESTORED.format(before.last.restored),)
    if before.last is None and old_receipt and old_receipt.get("released") is True:
        return (_AFRESH,)
    return ()
