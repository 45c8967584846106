"""What was generated of a workbook, and the last release -> the next one, on disk or only told."""

import dataclasses
from collections.abc import Iterator

from schedbatch.history.store import History
from schedbatch.jobs.steps.conclusion import Before
from schedbatch.jobs.steps.copies import SCHEDULE, TakenIn
from schedbatch.jobs.steps.generating import GeneratedWorkbook
from schedbatch.jobs.steps.next_release import next_release
from schedbatch.jobs.steps.publishing import publish
from schedbatch.jobs.steps.request import Outcome, RunRequest, exit_code
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.receipt.receipt import Receipt

_FINISHED = "The run before was interrupted; this one has finished it."
_RESTORED = "This replaces the release of run {}, which had been restored."
_PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."
_AFRESH = "There is no history of earlier releases: it starts afresh. Calendars keep their UIDs."


def revise(request: RunRequest, generated: GeneratedWorkbook, history: History | None) -> Outcome:
    """Take in what was edited by hand, conclude, and publish; ``history`` is ``None`` where nothing is known of earlier runs."""
    coming = next_release(request, generated, history)
    request, conclusion, taken = coming.request, coming.conclusion, coming.taken
    will_write = request.writes and conclusion.report.is_released and not conclusion.bars_writing
    notes = (*_notes(coming.before, coming.old_receipt), *_said_of_copies(request, taken, will_write=will_write))
    if history is None or not request.writes or conclusion.bars_writing:
        receipt = receipts.make_receipt(conclusion.report, ())
        return Outcome(receipt, request.folder, None, exit_code(receipt, request.options), notes)
    whole = {copy.sha256 for copy in taken.whole if copy.is_in_place}
    ours = {**coming.ours, SCHEDULE: coming.ours.get(SCHEDULE, frozenset()) | whole}
    outcome = publish(request, history, coming.before, conclusion, ours)
    return dataclasses.replace(outcome, notes=(*notes, *outcome.notes))


def _said_of_copies(request: RunRequest, taken: TakenIn, *, will_write: bool) -> Iterator[str]:
    if request.returned:
        names = " and ".join(copy.name for copy in request.returned)
        changes = "1 change" if taken.changes == 1 else f"{taken.changes:,} changes" if taken.changes else "no change"
        if not request.writes:
            yield f"Hand edits: {names} would bring {changes}."
        elif not will_write:
            are_in_place = all(copy.is_in_place for copy in request.returned)
            again = "they are taken in" if are_in_place else f"run {names} again, to take them in,"
            yield f"Hand edits: {names} brings {changes}, but nothing is released this time; {again} when the reason is gone."
        else:
            number = len(taken.edits.fields) + len(taken.edits.added)
            rows = "1 row is" if number == 1 else f"{number:,} rows are"
            yield f"Hand edits: {changes} taken in from {names}; {rows} edited or added by hand now (column Edited in {SCHEDULE})."


def _notes(before: Before, old_receipt: Receipt | None) -> tuple[str, ...]:
    if before.last and not before.last.is_committed:
        return (_FINISHED if before.is_redo else _PUBLISHED,)
    if before.last and before.last.restored and not before.is_redo:
        return (_RESTORED.format(before.last.restored),)
    if before.last is None and old_receipt and old_receipt.get("released") is True:
        return (_AFRESH,)
    return ()
