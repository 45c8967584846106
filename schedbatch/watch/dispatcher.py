"""Gives the idle worker processes something to do: look into a workbook, or run it; never two workbooks of one schedule."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from schedbatch.disk.paths import sha256_of
from schedbatch.jobs.run import ExitCode
from schedbatch.watch.backoff import Pause
from schedbatch.watch.claim import Claim, take
from schedbatch.watch.claim_run import RunOrder, RunResult, StandingRelease, run_claim
from schedbatch.watch.context import Context
from schedbatch.watch.finisher import Finisher
from schedbatch.watch.journal import FOLDER, ClaimRecord
from schedbatch.watch.log import ERROR, INFO, WARNING
from schedbatch.watch.open_claims import OpenClaims
from schedbatch.watch.places import can_write
from schedbatch.watch.queue import Candidate, Queue, Step
from schedbatch.watch.readiness import Inspection, Readiness, inspect_file, why_unreadable
from schedbatch.watch.receipts import shown_time
from schedbatch.watch.trouble import MAX_TRIES, Ending
from schedbatch.watch.worker_process import Reply, WorkerProcess

LONGEST_RUN_SECONDS = 3600.0
_TAKEN_DOWN = f"the program ended {MAX_TRIES} times while it was being run; whoever runs schedbatch finds more in the log"
_BUG = "the program failed over it; whoever runs schedbatch finds the cause in the log"


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker process does: it looks into a candidate, or (``record``) runs the claim that the candidate has become."""

    candidate: Candidate
    since: dt.datetime
    started: float
    schedule_id: str | None = None
    record: ClaimRecord | None = None


class Dispatcher:
    """The worker processes and their assignments."""

    def __init__(self, context: Context, queue: Queue, open_claims: OpenClaims, finisher: Finisher, pause: Pause) -> None:
        self._context, self._queue, self._open_claims, self._finisher, self._pause = context, queue, open_claims, finisher, pause
        self.workers = tuple(WorkerProcess() for _ in range(context.setup.jobs))
        self._assignments: dict[WorkerProcess, Assignment] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no worker is at work."""
        return not self._assignments

    @property
    def runs(self) -> tuple[Assignment, ...]:
        """The assignments that are runs."""
        return tuple(assignment for assignment in self._assignments.values() if assignment.record)

    def is_taken_up(self, claim: Claim) -> bool:
        """Whether the claim is being run, or finished."""
        return self._finisher.is_finished(claim) or self._is_run(claim.id)

    def _is_run(self, claim_id: str) -> bool:
        return any(assignment.record and assignment.record.id == claim_id for assignment in self._assignments.values())

    def forget_missing(self, claims: Iterable[Claim]) -> None:
        """Drop the claims that somebody has removed from ``working/``. Raises OutputNotWritable and JournalDamaged."""
        for record in self._open_claims.missing_from(claims):
            if not self._is_run(record.id):
                self._open_claims.forget(record)
                self._context.warn("somebody has removed it from the folder working before it was finished", record.name)

    # Beginning

    def begin(self, moment: float, *, may_run: Callable[[Candidate], bool]) -> None:
        """Give the idle workers something to do. Raises OutputNotWritable, OSError and JournalDamaged."""
        self._end_overdue(moment)
        self._try_to_write(moment)
        if not self._pause.is_over(moment):
            return
        idle = [worker for worker in self.workers if not worker.is_busy]
        assigned = {assignment.candidate.path for assignment in self._assignments.values()}
        is_order_known = True
        for candidate in self._queue.candidates:
            if not idle:
                return
            is_assigned = candidate.path in assigned
            step = Step.WAIT if is_assigned or not may_run(candidate) else self._queue.next_step(candidate, moment)[0]
            if step is Step.INSPECT:
                self._inspect(idle.pop(0), candidate, moment)
            # Of two workbooks of one schedule the one saved later is to be run later; so the one ahead is looked into first.
            elif step is Step.RUN and is_order_known and self._run_next(idle[0], candidate, moment):
                idle.pop(0)
            is_known = self._queue.inspection_of(candidate) is not None
            is_order_known &= is_known or (step is Step.WAIT and not is_assigned)

    def _try_to_write(self, moment: float) -> None:
        """Where a pause is over and no run is due that would tell, find out with a small file whether results can be written."""
        backoff = self._pause.backoff
        if backoff and self._pause.is_over(moment) and not self._queue.candidates:
            if can_write(self._context.setup.out / FOLDER):
                self._pause.end()
            else:
                self._pause.lengthen(backoff.why, moment)

    def _end_overdue(self, moment: float) -> None:
        """End a worker that would never end; that counts as a try."""
        sentence = f"it has been at work for {LONGEST_RUN_SECONDS / 60:.0f} minutes; it is ended"
        for worker, assignment in self._assignments.items():
            if moment - assignment.started > LONGEST_RUN_SECONDS:
                self._context.warn(sentence, assignment.candidate.name)
                worker.end()

    def _inspect(self, worker: WorkerProcess, candidate: Candidate, moment: float) -> None:
        self._assignments[worker] = Assignment(candidate, self._context.now(), moment)
        worker.start(inspect_file, candidate.path)

    def _run_next(self, worker: WorkerProcess, candidate: Candidate, moment: float) -> bool:
        """Whether the worker has got the candidate to run."""
        inspection = self._queue.inspection_of(candidate)
        return inspection is not None and not self.rival(candidate, inspection) and self._run(worker, candidate, inspection, moment)

    def rival(self, candidate: Candidate, inspection: Inspection) -> str:
        """The workbook of the same schedule that has to be finished first; blank if there is none."""
        schedule_id = inspection.schedule_id
        return next(self._rivals(candidate, schedule_id), "") if schedule_id is not None else ""

    def _rivals(self, candidate: Candidate, schedule_id: str) -> Iterator[str]:
        for assignment in self._assignments.values():
            if assignment.schedule_id is not None and assignment.schedule_id.casefold() == schedule_id.casefold():
                yield assignment.candidate.name
        yield from self._open_claims.names_ahead_of(candidate.claim, schedule_id)
        yield from self._finisher.names_of(schedule_id)

    def _run(self, worker: WorkerProcess, candidate: Candidate, inspection: Inspection, moment: float) -> bool:
        claimed = candidate if candidate.claim else self._claim(candidate, inspection, moment)
        claim = claimed.claim if claimed else None
        if claimed is None or claim is None:
            return False
        context, now = self._context, self._context.now()
        record = self._open_claims.record_of(claim, now)
        if record.tries >= MAX_TRIES:
            self._queue.drop(claimed)
            self._finisher.finish(record, claim, _broken_result(claim, _TAKEN_DOWN), moment)
            return False
        standing = self._standing_release(inspection.schedule_id)
        running = self._open_claims.begin_try(record, inspection.schedule_id or "")
        self._assignments[worker] = Assignment(claimed, now, moment, inspection.schedule_id or None, running)
        worker.start(run_claim, RunOrder(claim.path, context.setup.out, now, context.setup.options, standing))
        return True

    def _claim(self, candidate: Candidate, inspection: Inspection, moment: float) -> Candidate | None:
        """The candidate, claimed; ``None`` if it could not be, or has to settle once more."""
        self._queue.drop(candidate)
        try:
            claim, is_same = take(self._context.setup.inbox, candidate.sighting, self._open_claims.next_number)
        except FileNotFoundError:
            return None  # removed, renamed or saved again since it was seen
        except OSError as error:
            self._queue.bring_back(candidate)
            self._back_off(candidate, why_unreadable(error), moment)
            return None
        self._open_claims.add(claim, inspection.schedule_id or "", self._context.now())
        sentence = "taken" if is_same else "taken while it was being saved again; it is looked at once more"
        self._context.log(INFO, sentence, name=claim.name)
        sighting = dataclasses.replace(candidate.sighting, path=claim.path)
        return Candidate(sighting, claim) if is_same else None

    def _standing_release(self, schedule_id: str | None) -> StandingRelease | None:
        record = self._context.journal.last_done(schedule_id) if schedule_id else None
        if record is None:
            return None
        when = shown_time(dt.datetime.fromisoformat(record.finished_at).astimezone())
        return StandingRelease(record.sha256, record.version, record.settings, record.schedule_id, when)

    # Ending

    def collect(self, worker: WorkerProcess, moment: float) -> None:
        """Take in a worker's reply. Raises OutputNotWritable, OSError, JournalDamaged; then nothing is lost."""
        assignment = self._assignments.pop(worker)
        reply = worker.take_reply()
        if assignment.record is None:
            self._collect_inspection(assignment.candidate, reply, moment)
        elif assignment.candidate.claim:
            self._collect_run(assignment.record, assignment.candidate, assignment.candidate.claim, reply, moment)

    def _collect_inspection(self, candidate: Candidate, reply: Reply, moment: float) -> None:
        if reply.bug or reply.has_died:
            # Then it is to be run, which tells what is wrong, and counts its tries.
            self._context.log(ERROR, "the look into it failed", name=candidate.name, more=reply.bug)
            reply = Reply(Inspection(Readiness.READY))
        inspection: Inspection = reply.value
        if inspection.readiness is Readiness.GONE:
            self._queue.drop(candidate)
        elif inspection.readiness is Readiness.BLOCKED:
            self._back_off(candidate, inspection.why, moment)
        elif self._queue.learn(candidate, inspection, moment) and inspection.readiness is Readiness.UNFINISHED:
            self._context.log(WARNING, f"waits: {inspection.why}", name=candidate.name)

    def _collect_run(self, record: ClaimRecord, candidate: Candidate, claim: Claim, reply: Reply, moment: float) -> None:
        self._queue.drop(candidate)
        if reply.has_died:
            self._context.warn(f"the program ended while it was being run, for the {_nth(record.tries)} time", record.name)
            return
        if reply.bug:
            self._context.log(ERROR, "failed: a fault of the program", name=record.name, more=reply.bug)
        result: RunResult = _broken_result(claim, _BUG) if reply.bug else reply.value
        if result.ending is not Ending.WAITS:
            self._finisher.finish(record, claim, result, moment)
            return
        self._queue.bring_back(candidate)
        self._open_claims.take_back_try(record)
        if result.affects_all:
            self._pause.lengthen(result.sentence, moment)
        self._back_off(candidate, result.sentence, moment)

    def _back_off(self, candidate: Candidate, why: str, moment: float) -> None:
        backoff = self._queue.back_off(candidate, why, moment)
        wait = f"it is tried again in {max(1.0, backoff.until - moment):.0f} s"
        self._context.warn(f"waits: {why}{' I' if why.endswith('.') else '; i'}{wait[1:]}", candidate.name)

    def close(self, *, at_once: bool) -> None:
        """End the workers; ``at_once``: what they were running goes back, and does not count as a try."""
        for worker in self.workers:
            worker.close(at_once=at_once)
        for assignment in self._assignments.values():
            if assignment.record:
                self._open_claims.take_back_try(assignment.record)
        self._assignments.clear()


def _nth(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _broken_result(claim: Claim, sentence: str) -> RunResult:
    try:
        sha256 = sha256_of(claim.path)
    except OSError:
        sha256 = "unreadable"
    return RunResult(Ending.BROKEN, sentence, sha256, exit_code=ExitCode.INPUT_UNREADABLE)
