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
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.reports import RunReport
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History, Run, open_history, put_aside, read_history
from schedbatch.outputs import files, report
from schedbatch.outputs.report import Receipt
from schedbatch.readers.catalog import is_settings_sheet, schedule_id_of
from schedbatch.readers.guard import load_bytes
from schedbatch.readers.workbook import read_workbook_bytes
from schedbatch.stages.artifacts import release_artifacts
from schedbatch.stages.conclusion import Before, Conclusion, conclude
from schedbatch.stages.gathering import Gathered, gather
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
    """What is asked for: a workbook's bytes, the folder for its results, and how to go about it."""

    name: str
    content: bytes
    folder: Path
    now: dt.datetime
    options: Options
    writes: bool
    tell: Callable[[str], None]

    @property
    def fingerprint(self) -> str:
        """What a run depends on besides its version and history."""
        sha256 = hashlib.sha256(self.content).hexdigest()
        return json.dumps([sha256, self.name, self.options.timezone, self.options.is_strict, self.options.max_rows])


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
    return conclude(gathered, Before(1, None, previous, redo=False), moment, options).report


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
    folder = out / _folder_name(content, path.name)
    call = _Call(path.name, content, folder, now.astimezone(dt.UTC).replace(microsecond=0), options, writes, tell)
    try:
        unchanged = _unchanged(call)
        if unchanged:
            return unchanged
        gathered = gather(content, path.name, options)
        with open_history(folder) if writes else read_history(folder) as history:
            return _run(call, gathered, history)
    except HistoryDamaged:
        what = f"it is kept as {put_aside(folder).name}" if writes else "the next run puts it aside"
    gathered = gather(content, path.name, options)
    afresh: AbstractContextManager[History | None] = open_history(folder) if writes else nullcontext()
    with afresh as history:
        outcome = _run(call, gathered, history)
    return dataclasses.replace(outcome, notes=(_DAMAGED.format(what),))


def shared_folders(paths: Sequence[Path]) -> list[tuple[Path, Path, str]]:
    """Pairs of workbooks whose Schedule IDs would share a folder, with the ID; unreadable ones are left to their own run."""
    first: dict[str, Path] = {}
    clashes: list[tuple[Path, Path, str]] = []
    for path in paths:
        try:
            schedule_id = schedule_id_of(read_workbook_bytes(load_bytes(path), path.name, only=is_settings_sheet))
        except InputUnreadable:
            continue
        other = first.setdefault(schedule_id.casefold(), path)
        if other is not path:
            clashes.append((other, path, schedule_id))
    return clashes


def _folder_name(content: bytes, name: str) -> str:
    return schedule_id_of(read_workbook_bytes(content, name, only=is_settings_sheet))


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
    written = files.Written((), paths, (), ()) if call.writes else None
    return Outcome(receipt, call.folder, written, _exit_code(receipt, call.options))


def _is_same(last: Run, call: _Call) -> bool:
    return last.fingerprint == call.fingerprint and last.version == __version__


def _run(call: _Call, gathered: Gathered, history: History | None) -> Outcome:
    before = _before(call, history)
    now = before.last.ran_at if before.last and before.redo else call.now
    conclusion = conclude(gathered, before, now, call.options)
    old_receipt = report.read_receipt(call.folder)
    if history is None or not call.writes or conclusion.bars_writing:
        receipt = report.make_receipt(conclusion.report, ())
        return Outcome(receipt, call.folder, None, _exit_code(receipt, call.options), _notes(before, old_receipt))
    standing = _standing(history, before.last, old_receipt)
    if conclusion.report.is_released:
        call.tell(f"Making the sheets and calendars of {conclusion.report.counts.offerings:,} offerings")
        artifacts = release_artifacts(conclusion.report)
        records = files.file_records(artifacts)
        removable = standing
    else:
        artifacts, removable = (), {}
        records = _released_files(history, before.last, old_receipt)
    receipt = report.make_receipt(conclusion.report, records)
    receipt_file = report.render(receipt)
    run = _recorded(call, before, conclusion, now)
    left = {record.path: record.sha256 for record in (*records, *files.file_records((receipt_file,)))}

    def intend() -> None:
        history.intend(run, before.snapshot, conclusion.snapshot if run.is_released else None, left)

    call.tell(f"Writing {len(artifacts) + 1:,} files")
    written = files.write((*artifacts, receipt_file), call.folder, removable, intend)
    history.commit(run.id, now)
    return Outcome(receipt, call.folder, written, _exit_code(receipt, call.options), _notes(before, old_receipt))


def _before(call: _Call, history: History | None) -> Before:
    last = history.last_run() if history else None
    if not (history and last):
        return Before(1, None, None, redo=False)
    redo = _is_same(last, call)
    number = last.id if redo else last.id + 1
    return Before(number, last, history.snapshot(number - 1), redo)


def _standing(history: History, last: Run | None, old_receipt: Receipt | None) -> files.Ours:
    """Everything that we have written to the folder, or may have before we were killed."""
    runs = (history.files(number) for number in (last.id, last.id - 1)) if last else ()
    found: dict[str, frozenset[str]] = {}
    for known in (*runs, report.files_of(old_receipt)):
        for path, sha256 in known.items():
            found[path] = found.get(path, frozenset()) | {sha256}
    return found


def _released_files(history: History, last: Run | None, old_receipt: Receipt | None) -> tuple[files.FileRecord, ...]:
    """What stands of the last release, while nothing new is released."""
    known = history.files(last.id) if last else report.files_of(old_receipt)
    return tuple(files.FileRecord(path, sha256) for path, sha256 in known.items() if path != str(report.FILE_NAME))


def _recorded(call: _Call, before: Before, conclusion: Conclusion, now: dt.datetime) -> Run:
    return Run(
        id=before.number,
        ran_at=now,
        made_at=conclusion.report.made_at,
        version=__version__,
        fingerprint=call.fingerprint,
        content=conclusion.content,
        is_released=conclusion.report.is_released,
        is_committed=False,
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
