"""What a run comes to -> files on disk, between two steps of history.

The intended release is recorded durably before the first file is replaced, and marked committed after the last.
"""

from pathlib import PurePosixPath

from schedbatch import __version__
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.history.store import History, Release, Run
from schedbatch.outputs import files, report
from schedbatch.outputs.marked.marks import marked_issues
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.report import Receipt
from schedbatch.stages.artifacts import marked_artifacts, release_artifacts, with_later_hand_offs
from schedbatch.stages.calls import Call, Outcome, exit_code
from schedbatch.stages.conclusion import Before, Conclusion

_UNMARKED = "The workbook could not be copied with its mistakes marked: open it in Excel, save it, and run again."


def standing(history: History | None, old_receipt: Receipt | None) -> files.Ours:
    """Everything that we have written to the folder, or may have before we were killed."""
    found = history.standing() if history else {}
    for path, sha256 in report.files_of(old_receipt).items():
        found[path] = found.get(path, frozenset()) | {sha256}
    return found


def publish(call: Call, history: History, before: Before, conclusion: Conclusion, ours: files.Ours) -> Outcome:
    """Write what the run comes to: recorded as intended before the first file is replaced, marked committed after the last."""
    marked = marked_artifacts(conclusion.report, call.content)
    if conclusion.report.is_released:
        call.tell(f"Making the sheets and calendars of {conclusion.report.counts.offerings:,} offerings")
        artifacts = release_artifacts(conclusion.report, call.options.maps, marked)
        records, removable = files.file_records(artifacts), with_later_hand_offs(ours, artifacts, call.folder)
    else:
        artifacts = marked
        removable = {path: known for path, known in ours.items() if is_marked_copy(PurePosixPath(path))}
        records = (*_released_files(history, before.last, report.read_receipt(call.folder)), *files.file_records(marked))
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
    notes = _marking_notes(conclusion.report, marked)
    return Outcome(receipt, call.folder, written, exit_code(receipt, call.options), notes)


def _marking_notes(run_report: RunReport, marked: tuple[Artifact, ...]) -> tuple[str, ...]:
    return (_UNMARKED,) if marked_issues(run_report.issues) and not marked else ()


def _released_files(history: History, last: Run | None, old_receipt: Receipt | None) -> tuple[files.FileRecord, ...]:
    """What stands of the last release, while nothing new is released; marked copies come and go with every run."""
    known = history.files(last.id) if last else report.files_of(old_receipt)
    released = {path: sha256 for path, sha256 in known.items() if not is_marked_copy(PurePosixPath(path))}
    return tuple(files.FileRecord(path, sha256) for path, sha256 in released.items() if path != str(report.FILE_NAME))


def _recorded(call: Call, before: Before, conclusion: Conclusion, receipt: Receipt) -> Run:
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
        restored=before.restored,
    )
