"""What a run comes to -> files on disk, between two steps of history.

The intended release is recorded durably before the first file is replaced, and marked committed after the last.
"""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import PurePosixPath
from typing import Self

from schedbatch import __version__
from schedbatch.domain.reports import RunReport
from schedbatch.history.store import History, Release, Run
from schedbatch.outputs import files, report
from schedbatch.outputs.handoff.registrar import Row
from schedbatch.outputs.marked.marks import marked_issues
from schedbatch.outputs.marked.names import is_marked_copy
from schedbatch.outputs.report import Receipt
from schedbatch.outputs.staging import AnyArtifact, FileRecord, Ours, Staged, discard, stage
from schedbatch.stages.artifacts import (
    calendar_artifacts,
    hand_off_artifacts,
    later_hand_offs,
    marked_artifacts,
    registrar_of,
    schedule_artifacts,
    with_later,
)
from schedbatch.stages.beside import Work
from schedbatch.stages.calls import Call, Outcome, exit_code
from schedbatch.stages.conclusion import Before, Conclusion

MANY = 3_000
"""So many offerings and more are worth some processes of their own."""

_UNMARKED = "The workbook could not be copied with its mistakes marked: open it in Excel, save it, and run again."


def standing(history: History | None, old_receipt: Receipt | None) -> Ours:
    """Everything that we have written to the folder, or may have before we were killed."""
    found = history.standing() if history else {}
    for path, sha256 in report.files_of(old_receipt).items():
        found[path] = found.get(path, frozenset()) | {sha256}
    return found


def publish(call: Call, history: History, before: Before, conclusion: Conclusion, ours: Ours) -> Outcome:
    """Write what the run comes to: recorded as intended before the first file is replaced, marked committed after the last."""
    run_report, later = conclusion.report, later_hand_offs(call.folder)
    files.clear_leftovers(call.folder, map(PurePosixPath, ours))
    receipt = report.make_receipt(run_report)
    run = _recorded(call, before, conclusion, receipt)
    with ExitStack() as opened:
        making = opened.enter_context(_Making(call, with_later(ours, later, later), run_report))
        marked = making.begin(lambda: marked_artifacts(run_report, call.content))
        registrar = _begin_registrar(call, run_report, making) if run.is_released else None
        release = Release(before.snapshot, conclusion.snapshot) if run.is_released else None
        recording = opened.enter_context(history.recording(run, release, call.content))
        if registrar:
            staged = _release(call, run_report, marked, registrar, making)
            removable = with_later(ours, later, [str(one.path) for one in staged])
            records = tuple(one.record for one in staged)
        else:
            staged = marked.result()
            removable = {path: known for path, known in ours.items() if is_marked_copy(PurePosixPath(path))}
            standing = _released_files(history, before.last, report.read_receipt(call.folder))
            records = (*standing, *(one.record for one in staged))
        receipt = report.with_files(receipt, records)
        (receipt_file,) = making.here((report.render(receipt),), are_receipts=True)
        left = {record.path: record.sha256 for record in (*records, receipt_file.record)}
        call.tell(f"Writing {len(staged) + 1:,} files")
        written = files.replace((*staged, receipt_file), call.folder, removable, lambda: recording.intend(left))
    history.commit(run.id, run.ran_at)
    notes = _marking_notes(run_report, is_marked=bool(marked.result()))
    return Outcome(receipt, call.folder, written, exit_code(receipt, call.options), notes)


Staging = Work[tuple[Staged, ...]]


class _Making:
    """Artifacts on their way to the disk, made beside each other if they are many; what is left of them in the end is gone."""

    def __init__(self, call: Call, known: Ours, run_report: RunReport) -> None:
        self._folder = call.folder
        self._known = known
        self.beside = run_report.counts.offerings >= MANY
        self._begun: list[Staging] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for work in self._begun:
            discard(work.result_if_begun() or ())

    def begin(self, make: Callable[[], Iterable[AnyArtifact]]) -> Staging:
        """Make and stage artifacts beside this process, or here when they are asked for."""
        # Known before it begins: whoever interrupts it then leaves nothing behind.
        work = Work(lambda: stage(make(), self._folder, self._known))
        self._begun.append(work)
        return work.begin() if self.beside else work

    def here(self, artifacts: Iterable[AnyArtifact], *, are_receipts: bool = False) -> tuple[Staged, ...]:
        """Stage artifacts now."""
        work = Work(lambda: stage(artifacts, self._folder, self._known, are_receipts=are_receipts))
        self._begun.append(work)
        return work.result()


def _begin_registrar(call: Call, run_report: RunReport, making: _Making) -> Work[tuple[Row, ...]]:
    call.tell(f"Making the sheets and calendars of {run_report.counts.offerings:,} offerings")
    registrar = Work(lambda: registrar_of(run_report))
    return registrar.begin() if making.beside else registrar


def _release(
    call: Call, run_report: RunReport, marked: Staging, registrar: Work[tuple[Row, ...]], making: _Making
) -> tuple[Staged, ...]:
    """All files of the release but the receipt, in the order in which they are replaced.

    schedule.xlsx waits for the marked copy, to which its Issues lead, and like the hand-offs for the registrar's rows.
    Nothing waits for the calendars, which would only keep those from their cores.
    """
    rows = registrar.result()
    calendars = making.begin(lambda: calendar_artifacts(run_report))
    hand_offs = making.begin(lambda: hand_off_artifacts(run_report, call.options.maps, rows))
    marked_copy = next((one.path for one in marked.result()), None)
    schedule = making.here(schedule_artifacts(run_report, marked_copy, rows))
    return (*schedule, *marked.result(), *calendars.result(), *hand_offs.result())


def _marking_notes(run_report: RunReport, *, is_marked: bool) -> tuple[str, ...]:
    return (_UNMARKED,) if marked_issues(run_report.issues) and not is_marked else ()


def _released_files(history: History, last: Run | None, old_receipt: Receipt | None) -> tuple[FileRecord, ...]:
    """What stands of the last release, while nothing new is released; marked copies come and go with every run."""
    known = history.files(last.id) if last else report.files_of(old_receipt)
    released = {path: sha256 for path, sha256 in known.items() if not is_marked_copy(PurePosixPath(path))}
    return tuple(FileRecord(path, sha256) for path, sha256 in released.items() if path != str(report.FILE_NAME))


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
