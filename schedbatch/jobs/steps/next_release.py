"""What a run would release now: a generated workbook, the last release and what was done by hand since -> a conclusion.

A run publishes what this module gives; commands that only tell people about the schedule read the same (``released_plan``).
Everything after the reading of history is pure (``conclusion``).
"""

import dataclasses
from dataclasses import dataclass

from schedbatch.domain.edits import Edits
from schedbatch.history.snapshot import Snapshot
from schedbatch.history.store import History, Run
from schedbatch.jobs.steps.conclusion import Before, Conclusion, conclude
from schedbatch.jobs.steps.copies import SCHEDULE, TakenIn, copy_in_place, take_copies
from schedbatch.jobs.steps.generating import GeneratedWorkbook
from schedbatch.jobs.steps.planning import ByHand
from schedbatch.jobs.steps.publishing import standing
from schedbatch.jobs.steps.request import RunRequest, is_same
from schedbatch.jobs.steps.rules_changed import replan
from schedbatch.outputs.receipt import receipt as receipts
from schedbatch.outputs.receipt.receipt import Receipt
from schedbatch.outputs.staging import Ours


@dataclass(frozen=True, slots=True)
class NextRelease:
    """What a run comes to, and from what.

    ``request`` names all copies that were taken in, and the time of the run. ``ours`` is what earlier runs have written to
    the folder, ``old_receipt`` the last one there.
    """

    request: RunRequest
    before: Before
    taken: TakenIn
    conclusion: Conclusion
    ours: Ours
    old_receipt: Receipt | None


def next_release(
    request: RunRequest, generated: GeneratedWorkbook, history: History | None, compared_with: Snapshot | None = None
) -> NextRelease:
    """Take in what was edited by hand, and conclude; ``history`` is ``None`` where nothing is known of earlier runs.

    ``compared_with`` stands in for the last release where there is none; its hand edits do not count. Raises InputUnreadable,
    and OutputNotWritable if the schedule.xlsx in the folder was changed and cannot be read.
    """
    old_receipt = receipts.read_receipt(request.folder)
    last = history.last_run() if history else None
    ours = standing(history, old_receipt)
    edited = copy_in_place(request.folder, ours.get(SCHEDULE, frozenset()))
    request = dataclasses.replace(request, returned=(*((edited,) if edited else ()), *request.returned))
    before = _before(request, history, last, compared_with)
    if before.last and before.is_redo:
        request = dataclasses.replace(request, now=before.last.ran_at)
    base_of = history.edition if history else _no_edition
    taken = take_copies(request.returned, _edits(history, before, request), base_of, generated, request.options)
    request.tell(f"Checking {len(taken.generated.plan.offerings):,} offerings")
    replanned = replan(request, history, before.number - 1, before.snapshot, old_receipt) if history and before.snapshot else None
    conclusion = conclude(taken.generated, before, request.now, request.options, ByHand(taken.edits, taken.found), replanned)
    return NextRelease(request, before, taken, conclusion, ours, old_receipt)


def _no_edition(_: str) -> None:
    return None


def _before(request: RunRequest, history: History | None, last: Run | None, compared_with: Snapshot | None) -> Before:
    if not (history and last):
        return Before(1, None, compared_with and dataclasses.replace(compared_with, edits=Edits()), is_redo=False)
    is_redo = is_same(last, request) and not (request.options.runs_again and last.is_committed)
    number = last.id if is_redo else last.id + 1
    return Before(number, last, history.snapshot(number - 1), is_redo, history.secret())


def _edits(history: History | None, before: Before, request: RunRequest) -> Edits:
    """The hand edits that hold before the request's copies are taken in, or after they were in the run that is done once more."""
    if history and before.last and before.is_redo and not request.returned:
        left = history.snapshot(before.last.id)
        return left.edits if left else Edits()
    return before.snapshot.edits if before.snapshot else Edits()
