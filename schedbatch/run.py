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
import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path, PurePosixPath

from schedbatch import __version__
from schedbatch.domain.issues import InputUnreadable, Issue, Severity, in_sheet_order
from schedbatch.domain.model import Catalog
from schedbatch.domain.reports import Counts, RunReport
from schedbatch.domain.results import Plan
from schedbatch.domain.revisions import Revision, Stamp
from schedbatch.generator.plan import make_plan
from schedbatch.history.compare import compare
from schedbatch.history.held import with_held
from schedbatch.history.snapshot import HistoryDamaged, Snapshot
from schedbatch.history.store import History, Run, new_secret, open_history, put_aside, read_history
from schedbatch.outputs import calendars, files, report, workbook
from schedbatch.outputs.report import Receipt
from schedbatch.readers.catalog import build_catalog, is_settings_sheet, schedule_id_of
from schedbatch.readers.guard import load_bytes
from schedbatch.readers.settings import id_of_file_name
from schedbatch.readers.workbook import read_workbook_bytes
from schedbatch.rules.hours import count_hours
from schedbatch.rules.ilms import ilm_issues
from schedbatch.rules.limits import limit_issues

MAX_ISSUES = 10_000
MAX_ROWS = 500_000
FEW_REMOVALS = 20
"""So many may vanish without a question; above that, no more than half of what was released."""

_AFRESH = "There is no history of earlier releases: it starts afresh. Calendars keep their UIDs."
_DAMAGED = "The history of earlier releases cannot be read; {}. It starts afresh; calendars keep their UIDs."
_FINISHED = "The run before was interrupted; this one has finished it."
_PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."


class ExitCode(IntEnum):
    """What the command says to whoever called it; the gravest of several workbooks decides."""

    CLEAN = 0
    WORKBOOK_HAS_ERRORS = 1
    USAGE = 2
    INPUT_UNREADABLE = 3
    OUTPUT_NOT_WRITABLE = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Options:
    """How a workbook is to be run. ``timezone`` stands in where the workbook's own is blank."""

    timezone: str | None = None
    is_strict: bool = False
    allows_removals: bool = False
    max_rows: int = MAX_ROWS


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished run: its receipt, its folder, what became of the files (``None``: nothing was written), and what else to say."""

    receipt: Receipt
    folder: Path
    written: files.Written | None
    exit_code: ExitCode
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is known of a workbook before anybody asks about earlier runs."""

    name: str
    sha256: str
    catalog: Catalog
    plan: Plan
    issues: tuple[Issue, ...]


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


@dataclass(frozen=True, slots=True)
class _Before:
    """What a run builds on. A ``redo`` does the last run once more, to the byte: it was interrupted, or its files were touched."""

    number: int
    last: Run | None
    snapshot: Snapshot | None
    redo: bool


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
    gathered = _gather(load_bytes(path), path.name, options)
    moment = now.astimezone(dt.UTC).replace(microsecond=0)
    return _conclude(gathered, _Before(1, None, previous, redo=False), moment, options).report


def run_workbook(
    path: Path, out: Path, now: dt.datetime, options: Options, *, writes: bool = True, tell: Callable[[str], None] = _say_nothing
) -> Outcome:
    """Process one workbook and write its results to its folder below ``out``; ``tell`` hears of each stage.

    Raises InputUnreadable and OutputNotWritable; in either case no file has been replaced.
    """
    tell(f"Reading {path.name}")
    content = load_bytes(path)
    folder = out / _folder_name(content, path.name)
    call = _Call(path.name, content, folder, now.astimezone(dt.UTC).replace(microsecond=0), options, writes, tell)
    try:
        unchanged = _unchanged(call)
        if unchanged:
            return unchanged
        gathered = _gather(content, path.name, options)
        with open_history(folder) if writes else read_history(folder) as history:
            return _run(call, gathered, history)
    except HistoryDamaged:
        what = f"it is kept as {put_aside(folder).name}" if writes else "the next run puts it aside"
    gathered = _gather(content, path.name, options)
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


def _run(call: _Call, gathered: _Gathered, history: History | None) -> Outcome:
    before = _before(call, history)
    now = before.last.ran_at if before.last and before.redo else call.now
    conclusion = _conclude(gathered, before, now, call.options)
    old_receipt = report.read_receipt(call.folder)
    if history is None or not call.writes or conclusion.bars_writing:
        receipt = report.make_receipt(conclusion.report, ())
        return Outcome(receipt, call.folder, None, _exit_code(receipt, call.options), _notes(before, old_receipt))
    standing = _standing(history, before.last, old_receipt)
    if conclusion.report.is_released:
        call.tell(f"Making the sheets and calendars of {conclusion.report.counts.offerings:,} offerings")
        artifacts = (*workbook.render(conclusion.report), *calendars.render(conclusion.report))
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


def _before(call: _Call, history: History | None) -> _Before:
    last = history.last_run() if history else None
    if not (history and last):
        return _Before(1, None, None, redo=False)
    redo = _is_same(last, call)
    number = last.id if redo else last.id + 1
    return _Before(number, last, history.snapshot(number - 1), redo)


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


def _recorded(call: _Call, before: _Before, conclusion: "_Conclusion", now: dt.datetime) -> Run:
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


def _notes(before: _Before, old_receipt: Receipt | None) -> tuple[str, ...]:
    if before.last and not before.last.is_committed:
        return (_FINISHED if before.redo else _PUBLISHED,)
    if before.last is None and old_receipt and old_receipt.get("released") is True:
        return (_AFRESH,)
    return ()


def _gather(content: bytes, name: str, options: Options) -> _Gathered:
    raw = read_workbook_bytes(content, name, max_rows=options.max_rows)
    catalog, catalog_issues = build_catalog(raw, options.timezone)
    plan, plan_issues = make_plan(catalog)
    rule_issues = (*ilm_issues(catalog, plan), *limit_issues(catalog, plan))
    found = in_sheet_order((*catalog_issues, *plan_issues, *rule_issues), [sheet.name for sheet in raw.sheets])
    return _Gathered(name, hashlib.sha256(content).hexdigest(), catalog, plan, found)


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """What a run comes to: its report, what it leaves to the next, a digest of all that it shows, and whether it may write."""

    report: RunReport
    snapshot: Snapshot
    content: str
    bars_writing: bool


def _conclude(gathered: _Gathered, before: _Before, now: dt.datetime, options: Options) -> _Conclusion:
    catalog, previous = gathered.catalog, before.snapshot
    plan, held = with_held(gathered.plan, previous, catalog, gathered.issues) if previous else (gathered.plan, frozenset[str]())
    revision, snapshot = compare(previous, plan, held, catalog, now, new_secret())
    removals = "" if before.redo or previous is None else _removals(previous, snapshot, catalog, options)
    counts = _counts(gathered, plan)
    refusal = _refusal(catalog, counts, options) or removals
    unsettled = RunReport(
        input_name=gathered.name,
        input_sha256=gathered.sha256,
        schedule_id=catalog.settings.schedule_id or id_of_file_name(gathered.name),
        catalog=catalog,
        plan=plan,
        issues=gathered.issues[:MAX_ISSUES],
        counts=counts,
        made_at=now,
        revision=revision if not refusal else Revision(Stamp(0, now)),
        hours=count_hours(catalog, plan),
        refusal=refusal,
    )
    content = _digest(unsettled, snapshot)
    settled = dataclasses.replace(unsettled, made_at=_made_at(before, content, now))
    return _Conclusion(settled, dataclasses.replace(snapshot, made_at=settled.made_at), content, bars_writing=bool(removals))


def _made_at(before: _Before, content: str, now: dt.datetime) -> dt.datetime:
    """When what is shown last changed."""
    last = before.last
    is_same = last is not None and last.version == __version__ and (before.redo or last.content == content)
    return last.made_at if last and is_same else now


def _digest(run_report: RunReport, snapshot: Snapshot) -> str:
    catalog = run_report.catalog
    shown = (run_report.issues, run_report.counts, run_report.hours, run_report.refusal, catalog.settings, catalog.learners)
    digest = hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass"))
    for entry in snapshot.entries.values():
        digest.update(entry.text.encode())
    return digest.hexdigest()


def _refusal(catalog: Catalog, counts: Counts, options: Options) -> str:
    """Why nothing can be released, if so."""
    if not catalog.is_usable:
        return "the workbook has no Sessions sheet that can be used."
    if catalog.settings.zone is None:
        return "there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    if catalog.settings.schedule_id is None:
        return "the Schedule ID cannot be used; correct it in the Settings sheet."
    if options.is_strict and (counts.errors or counts.warnings):
        return "there are errors or warnings, and --strict asks for none."
    return ""


def _removals(previous: Snapshot, now: Snapshot, catalog: Catalog, options: Options) -> str:
    """Why a run that would empty a schedule is stopped, if it would; what an error holds back does not count."""
    released = [uid for uid, entry in previous.entries.items() if entry.is_in_calendars]
    number = sum(uid not in now.entries for uid in released)
    is_allowed = options.allows_removals or catalog.settings.allow_removals == number
    if is_allowed or number <= FEW_REMOVALS or number * 2 <= len(released):
        return ""
    return (
        f"{number:,} of the {len(released):,} offerings and ILMs of the last release would vanish. The usual cause is a sheet "
        f"pasted over, or a wrong file. If it is meant, run again with --allow-removals, or set Allow removals to {number} in the "
        "Settings sheet."
    )


def _counts(gathered: _Gathered, plan: Plan) -> Counts:
    severities = [issue.severity for issue in gathered.issues]
    return Counts(
        sessions=len({row.session.id for row in gathered.catalog.rows}),
        offerings=len(plan.offerings),
        ilms=len(plan.ilms),
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
    )


def _exit_code(receipt: Receipt, options: Options) -> ExitCode:
    counts = receipt["counts"]
    is_bad = receipt.get("refusal") or counts["errors"] or (options.is_strict and counts["warnings"])
    return ExitCode.WORKBOOK_HAS_ERRORS if is_bad else ExitCode.CLEAN
