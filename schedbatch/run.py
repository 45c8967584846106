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
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from schedbatch import __version__
from schedbatch.domain.edits import Edits
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import RunReport
from schedbatch.history.opening import open_history, put_aside, read_history
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History, Release, Run
from schedbatch.outputs import files, report
from schedbatch.outputs.report import Receipt
from schedbatch.readers.guard import load_bytes
from schedbatch.stages.artifacts import release_artifacts
from schedbatch.stages.conclusion import Before, ByHand, Conclusion, conclude
from schedbatch.stages.copies import SCHEDULE, Returned, TakenIn, copy_in_place, take_copies
from schedbatch.stages.gathering import Gathered, gather, open_workbook
from schedbatch.stages.options import ExitCode, Options

__all__ = ["ExitCode", "Options", "Outcome", "process", "run_workbook", "shared_folders"]

_AFRESH = "There is no history of earlier releases: it starts afresh. Calendars keep their UIDs."
_DAMAGED = "The history of earlier releases cannot be read; {}. It starts afresh; calendars keep their UIDs."
_FINISHED = "The run before was interrupted; this one has finished it."
_PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: its receipt, its folder, what became of the files (``None``: nothing was written), and what else to say."""

    receipt: Receipt
    folder: Path
    written: files.Written | None
    exit_code: ExitCode
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Call:
    """What is asked for: a workbook's bytes, the folder for its results, and how to go about it.

    ``returned`` is a schedule.xlsx that came in place of the workbook, which history has kept.
    """

    name: str
    content: bytes
    folder: Path
    now: dt.datetime
    options: Options
    writes: bool
    tell: Callable[[str], None]
    returned: tuple[Returned, ...] = ()

    @property
    def fingerprint(self) -> str:
        """What a run depends on besides its version, history and edited copies."""
        sha256 = hashlib.sha256(self.content).hexdigest()
        return json.dumps([sha256, self.name, self.options.timezone, self.options.is_strict, self.options.max_rows])

    @property
    def copies(self) -> str:
        """The edited copies of a run."""
        return " ".join(one.sha256 for one in self.returned)


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
    tell(f"Reading {path.name}")
    content = load_bytes(path)
    opening = open_workbook(content, path.name)
    call = _Call(
        path.name, content, out / opening.schedule_id, now.astimezone(dt.UTC).replace(microsecond=0), options, writes, tell
    )
    if opening.is_schedule:
        call = _of_source(call)
    try:
        return _unchanged(call) or _run(call)
    except HistoryDamaged:
        what = f"it is kept as {put_aside(call.folder).name}" if writes else "the next run puts it aside"
    return dataclasses.replace(_run(call, is_afresh=True), notes=(_DAMAGED.format(what),))


def _of_source(call: _Call) -> _Call:
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


def _unchanged(call: _Call) -> Outcome | None:
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
    return Outcome(receipt, call.folder, files.Written((), paths, (), ()), _exit_code(receipt, call.options))


def _is_same(last: Run, call: _Call) -> bool:
    """Whether the last run was this one; copies that it took in need not come again."""
    return last.fingerprint == call.fingerprint and last.version == __version__ and call.copies in ("", last.copies)


def _run(call: _Call, *, is_afresh: bool = False) -> Outcome:
    # Before the history is opened, which makes folders: nothing is written for a workbook that cannot be read.
    gathered = gather(call.content, call.name, call.options)
    nothing: AbstractContextManager[History | None] = nullcontext()
    reading = nothing if is_afresh else read_history(call.folder)
    with open_history(call.folder) if call.writes else reading as history:
        return _revise(call, gathered, history)


def _revise(call: _Call, gathered: Gathered, history: History | None) -> Outcome:
    old_receipt = report.read_receipt(call.folder)
    last = history.last_run() if history else None
    standing = _standing(history, old_receipt)
    edited = copy_in_place(call.folder, standing.get(SCHEDULE, frozenset()))
    call = dataclasses.replace(call, returned=(*((edited,) if edited else ()), *call.returned))
    before = _before(call, history, last)
    if before.last and before.redo:
        call = dataclasses.replace(call, now=before.last.ran_at)
    base_of = history.edition if history else _no_edition
    taken = take_copies(call.returned, _edits(history, before, call), base_of, gathered, call.options)
    conclusion = conclude(taken.gathered, before, call.now, call.options, ByHand(taken.edits, taken.found))
    notes = (*_notes(before, old_receipt), *_said_of_copies(call, taken))
    if history is None or not call.writes or conclusion.bars_writing:
        receipt = report.make_receipt(conclusion.report, ())
        return Outcome(receipt, call.folder, None, _exit_code(receipt, call.options), notes)
    whole = {one.sha256 for one in taken.whole if one.is_in_place}
    ours = {**standing, SCHEDULE: standing.get(SCHEDULE, frozenset()) | whole}
    receipt, written = _publish(call, history, before, conclusion, ours)
    return Outcome(receipt, call.folder, written, _exit_code(receipt, call.options), notes)


def _publish(
    call: _Call, history: History, before: Before, conclusion: Conclusion, ours: files.Ours
) -> tuple[Receipt, files.Written]:
    """Write what the run comes to: recorded as intended before the first file is replaced, marked committed after the last."""
    if conclusion.report.is_released:
        call.tell(f"Making the sheets and calendars of {conclusion.report.counts.offerings:,} offerings")
        artifacts = release_artifacts(conclusion.report)
        records, removable = files.file_records(artifacts), ours
    else:
        artifacts, removable = (), {}
        records = _released_files(history, before.last, report.read_receipt(call.folder))
    receipt = report.make_receipt(conclusion.report, records)
    receipt_file = report.render(receipt)
    run = _recorded(call, before, conclusion, receipt)
    left = {record.path: record.sha256 for record in (*records, *files.file_records((receipt_file,)))}

    def intend() -> None:
        release = Release(before.snapshot, conclusion.snapshot) if run.is_released else None
        history.intend(run, release, left, call.content)

    call.tell(f"Writing {len(artifacts) + 1:,} files")
    written = files.write((*artifacts, receipt_file), call.folder, removable, intend)
    history.commit(run.id, run.ran_at)
    return receipt, written


def _no_edition(_: str) -> None:
    return None


def _edits(history: History | None, before: Before, call: _Call) -> Edits:
    """The hand edits that hold before the call's copies are taken in, or after they were in the run that is done once more."""
    if history and before.last and before.redo and not call.returned:
        left = history.snapshot(before.last.id)
        return left.edits if left else Edits()
    return before.snapshot.edits if before.snapshot else Edits()


def _said_of_copies(call: _Call, taken: TakenIn) -> Iterator[str]:
    if call.returned:
        names = " and ".join(one.name for one in call.returned)
        number = len(taken.edits.fields) + len(taken.edits.added)
        rows = "1 row is" if number == 1 else f"{number:,} rows are"
        yield f"Hand edits from {names} are taken in; {rows} edited now (see column Edited in {SCHEDULE})"


def _before(call: _Call, history: History | None, last: Run | None) -> Before:
    if not (history and last):
        return Before(1, None, None, redo=False)
    redo = _is_same(last, call)
    number = last.id if redo else last.id + 1
    return Before(number, last, history.snapshot(number - 1), redo, history.secret())


def _standing(history: History | None, old_receipt: Receipt | None) -> files.Ours:
    """Everything that we have written to the folder, or may have before we were killed."""
    found = history.standing() if history else {}
    for path, sha256 in report.files_of(old_receipt).items():
        found[path] = found.get(path, frozenset()) | {sha256}
    return found


def _released_files(history: History, last: Run | None, old_receipt: Receipt | None) -> tuple[files.FileRecord, ...]:
    """What stands of the last release, while nothing new is released."""
    known = history.files(last.id) if last else report.files_of(old_receipt)
    return tuple(files.FileRecord(path, sha256) for path, sha256 in known.items() if path != str(report.FILE_NAME))


def _recorded(call: _Call, before: Before, conclusion: Conclusion, receipt: Receipt) -> Run:
    return Run(
        id=before.number,
        ran_at=call.now,
        made_at=conclusion.report.made_at,
        version=__version__,
        fingerprint=call.fingerprint,
        copies=call.copies,
        content=conclusion.content,
        is_released=conclusion.report.is_released,
        is_committed=False,
        source_name=call.name,
        source_sha256=conclusion.report.input_sha256,
        timezone=receipt["timezone"] or "",
        counts=receipt["counts"],
        changes=receipt["changes"]["counts"],
    )


def _notes(before: Before, old_receipt: Receipt | None) -> tuple[str, ...]:
    if before.last and not before.last.is_committed:
        return (_FINISHED if before.redo else _PUBLISHED,)
    if before.last is None and old_receipt and old_receipt.get("released") is True:
        return (_AFRESH,)
    return ()


def _exit_code(receipt: Receipt, options: Options) -> ExitCode:
    counts = receipt["counts"]
    is_bad = receipt.get("refusal") or counts["errors"] or (options.is_strict and counts["warnings"])
    return ExitCode.WORKBOOK_HAS_ERRORS if is_bad else ExitCode.CLEAN
