"""The conclusion of a run -> files on disk, between two steps of history.

The intended release is recorded durably before the first file is replaced, and marked committed after the last.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from schedbatch import __version__
from schedbatch.domain.reports import RunReport
from schedbatch.history.store import History, Release, Run
from schedbatch.jobs.steps.conclusion import Before, Conclusion
from schedbatch.jobs.steps.later_hand_offs import later_hand_offs, with_later
from schedbatch.jobs.steps.request import Outcome, RunRequest, exit_code
from schedbatch.jobs.steps.run_files import RunFiles
from schedbatch.outputs import files
from schedbatch.outputs.marked.marks import marked_issues
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.receipt.receipt import Receipt
from schedbatch.outputs.staging import FileRecord, Ours, Staged

_UNMARKED = "The workbook could not be copied with its mistakes marked: open it in Excel, save it, and run again."


def standing(history: History | None, old_receipt: Receipt | None) -> Ours:
    """Everything that we have written to the folder, or may have before we were killed."""
    found = history.standing() if history else {}
    for path, sha256 in receipts.files_of(old_receipt).items():
        found[path] = found.get(path, frozenset()) | {sha256}
    return found


def publish(request: RunRequest, history: History, before: Before, conclusion: Conclusion, ours: Ours) -> Outcome:
    """Write what the run comes to: recorded as intended before the first file is replaced, marked committed after the last."""
    run_report, later = conclusion.report, later_hand_offs(request.folder)
    files.clear_leftovers(request.folder, map(PurePosixPath, ours))
    receipt = receipts.make_receipt(run_report)
    run = _recorded(request, before, conclusion, receipt)
    release = Release(before.snapshot, conclusion.snapshot) if run.is_released else None
    if release:
        request.tell(f"Making the sheets and calendars of {run_report.counts.offerings:,} offerings")
    with RunFiles(request, run_report, with_later(ours, later, later)) as run_files:
        run_files.begin()
        # History is recorded while files are being made, and lasts from when they are about to be replaced.
        with history.recording(run, release, request.content) as recording:
            staged = run_files.release() if release else run_files.marked()
            removable = _removable(staged, ours, later, is_released=run.is_released)
            standing = () if release else _released_files(history, before.last, receipts.read_receipt(request.folder))
            records = (*standing, *(file.record for file in staged))
            receipt = receipts.with_files(receipt, records)
            receipt_file = run_files.receipt(receipts.render(receipt))
            left = {file.path: file.sha256 for file in (*records, receipt_file.record)}
            request.tell(f"Writing {len(staged) + 1:,} files")
            written = files.replace((*staged, receipt_file), request.folder, removable, lambda: recording.intend(left))
    history.commit(run.id, run.ran_at)
    notes = _marking_notes(run_report, is_marked=bool(run_files.marked()))
    return Outcome(receipt, request.folder, written, exit_code(receipt, request.options), notes)


def _removable(staged: Sequence[Staged], ours: Ours, later: Mapping[str, str], *, is_released: bool) -> Ours:
    """The files that are deleted if they are not staged again; if nothing is released, marked copies only."""
    if is_released:
        return with_later(ours, later, [str(file.path) for file in staged])
    return {path: known for path, known in ours.items() if is_marked_copy(PurePosixPath(path))}


def _marking_notes(run_report: RunReport, *, is_marked: bool) -> tuple[str, ...]:
    return (_UNMARKED,) if marked_issues(run_report.issues) and not is_marked else ()


def _released_files(history: History, last: Run | None, old_receipt: Receipt | None) -> tuple[FileRecord, ...]:
    """What stands of the last release, while nothing new is released; marked copies come and go with every run."""
    known = history.files(last.id) if last else receipts.files_of(old_receipt)
    released = {path: sha256 for path, sha256 in known.items() if not is_marked_copy(PurePosixPath(path))}
    return tuple(FileRecord(path, sha256) for path, sha256 in released.items() if path != str(receipts.FILE_NAME))


def _counted_changes(receipt: Receipt) -> dict[str, int]:
    """The planner's changes by kind, how many of them are of what was over, and those of changed rules in one figure."""
    changes = receipt["changes"]
    by_rules = sum(changes["rules"]["counts"].values()) if changes.get("rules") else 0
    further = {"over": changes["over"], "by changed rules": by_rules}
    return {**changes["counts"], **{name: number for name, number in further.items() if number}}


def _recorded(request: RunRequest, before: Before, conclusion: Conclusion, receipt: Receipt) -> Run:
    return Run(
        id=before.number,
        ran_at=request.now,
        made_at=conclusion.report.made_at,
        version=__version__,
        fingerprint=request.fingerprint,
        copies=request.copies,
        content=conclusion.content,
        is_released=conclusion.report.is_released,
        is_committed=False,
        source_name=request.name,
        source_sha256=conclusion.report.input_sha256,
        timezone=receipt["timezone"] or "",
        counts=receipt["counts"],
        changes=_counted_changes(receipt),
        restored=before.restored,
        rules=conclusion.report.rules.version,
        zone_rules=conclusion.report.rules.zone_rules,
    )
