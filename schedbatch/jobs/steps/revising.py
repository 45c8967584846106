"""A generated workbook and the last release -> the next release, on disk or only reported.

Everything between reading history and publishing is pure (``conclusion``).
"""

import dataclasses
from collections.abc import Iterator

from schedbatch.domain.edits import Edits
from schedbatch.history.store import History, Run
from schedbatch.jobs.steps.conclusion import Before, conclude
from schedbatch.jobs.steps.copies import SCHEDULE, TakenIn, copy_in_place, take_copies
from schedbatch.jobs.steps.generating import GeneratedWorkbook
from schedbatch.jobs.steps.planning import ByHand
from schedbatch.jobs.steps.publishing import publish, standing
from schedbatch.jobs.steps.request import Outcome, RunRequest, exit_code, is_same
from schedbatch.jobs.steps.rules_changed import replan
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.receipt.receipt import Receipt

_FINISHED = "The run before was interrupted; this one has finished it."
_RESTORED = "This replaces the release of run {}, which had been restored."
_PUBLISHED = "The run before was interrupted; what it was about to publish counts as published."
_AFRESH = "There is no history of earlier releases: it starts afresh. Calendars keep their UIDs."


def revise(request: RunRequest, generated: GeneratedWorkbook, history: History | None) -> Outcome:
    """Take in hand edits, conclude, and publish; ``history`` is ``None`` if nothing is known of earlier runs."""
    old_receipt = receipts.read_receipt(request.folder)
    last = history.last_run() if history else None
    ours = standing(history, old_receipt)
    edited = copy_in_place(request.folder, ours.get(SCHEDULE, frozenset()))
    request = dataclasses.replace(request, returned=(*((edited,) if edited else ()), *request.returned))
    before = _before(request, history, last)
    if before.last and before.is_redo:
        request = dataclasses.replace(request, now=before.last.ran_at)
    base_of = history.edition if history else _no_edition
    taken = take_copies(request.returned, _edits(history, before, request), base_of, generated, request.options)
    request.tell(f"Checking {len(taken.generated.plan.offerings):,} offerings")
    replanned = replan(request, history, before.number - 1, before.snapshot, old_receipt) if history and before.snapshot else None
    conclusion = conclude(taken.generated, before, request.now, request.options, ByHand(taken.edits, taken.found), replanned)
    will_write = request.writes and conclusion.report.is_released and not conclusion.bars_writing
    notes = (*_notes(before, old_receipt), *_said_of_copies(request, taken, will_write=will_write))
    if history is None or not request.writes or conclusion.bars_writing:
        receipt = receipts.make_receipt(conclusion.report, ())
        return Outcome(receipt, request.folder, None, exit_code(receipt, request.options), notes)
    whole = {copy.sha256 for copy in taken.whole if copy.is_in_place}
    ours = {**ours, SCHEDULE: ours.get(SCHEDULE, frozenset()) | whole}
    outcome = publish(request, history, before, conclusion, ours)
    return dataclasses.replace(outcome, notes=(*notes, *outcome.notes))


def _no_edition(_: str) -> None:
    return None


def _edits(history: History | None, before: Before, request: RunRequest) -> Edits:
    """The hand edits before the copies of the request are taken in; of a run that is done again, the edits that the run left."""
    if history and before.last and before.is_redo and not request.returned:
        left = history.snapshot(before.last.id)
        return left.edits if left else Edits()
    return before.snapshot.edits if before.snapshot else Edits()


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


def _before(request: RunRequest, history: History | None, last: Run | None) -> Before:
    if not (history and last):
        return Before(1, None, None, is_redo=False)
    is_redo = is_same(last, request) and not (request.options.runs_again and last.is_committed)
    number = last.id if is_redo else last.id + 1
    return Before(number, last, history.snapshot(number - 1), is_redo, history.secret())


def _notes(before: Before, old_receipt: Receipt | None) -> tuple[str, ...]:
    if before.last and not before.last.is_committed:
        return (_FINISHED if before.is_redo else _PUBLISHED,)
    if before.last and before.last.restored and not before.is_redo:
        return (_RESTORED.format(before.last.restored),)
    if before.last is None and old_receipt and old_receipt.get("released") is True:
        return (_AFRESH,)
    return ()
