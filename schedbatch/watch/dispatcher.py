"""The work itself: candidates are looked into, claimed and run by workers, never two of one schedule, and put away."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from schedbatch.disk.paths import sha256_of
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.jobs.run import ExitCode, Options
from schedbatch.watch.claim import WORKING, Claim, take
from schedbatch.watch.claim_run import RunOrder, RunResult, StandingRelease, run_claim, settings_of
from schedbatch.watch.filing import finished_record, put_on_file, with_receipt
from schedbatch.watch.journal import FOLDER, ClaimRecord, Journal, JournalDamaged, State
from schedbatch.watch.log import ERROR, INFO, WARNING, Log, utc
from schedbatch.watch.mailer import Mailer
from schedbatch.watch.places import can_write
from schedbatch.watch.queue import Backoff, Candidate, Queue, Step, next_backoff
from schedbatch.watch.readiness import Inspection, Readiness, inspect_file, why_unreadable
from schedbatch.watch.receipts import shown_time
from schedbatch.watch.status import Trouble, Waiting
from schedbatch.watch.trouble import MAX_TRIES, Ending
from schedbatch.watch.worker_process import Reply, WorkerProcess

LONGEST_RUN_SECONDS = 3600.0
_TAKEN_DOWN = f"the program ended {MAX_TRIES} times while it was being run; whoever runs schedbatch finds more in the log"
_BUG = "the program failed over it; whoever runs schedbatch finds the cause in the log"


@dataclass(frozen=True, slots=True)
class Yard:
    """Where the work is done, and how."""

    inbox: Path
    out: Path
    options: Options
    interval: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker is doing: looking into a candidate, or running the claim that it has become."""

    candidate: Candidate
    since: dt.datetime
    started: float
    schedule: str | None = None
    record: ClaimRecord | None = None


class Dispatcher:
    """Workers and what they are doing, finished work that is not put away yet, and what has gone wrong last."""

    def __init__(
        self, yard: Yard, queue: Queue, journal: Journal, mailer: Mailer, jobs: int, log: Log, now: Callable[[], dt.datetime]
    ) -> None:
        self._yard, self._queue, self._journal, self._mailer, self._log, self._now = yard, queue, journal, mailer, log, now
        self.workers = tuple(WorkerProcess() for _ in range(jobs))
        self._assignments: dict[WorkerProcess, Assignment] = {}
        self._number = 0
        self._records: dict[str, ClaimRecord] = {}
        self._unfiled: dict[str, tuple[ClaimRecord, Claim, Backoff | None]] = {}
        self.rest: Backoff | None = None
        """While nothing can be written to the results, nothing is begun."""
        self.trouble: Trouble | None = None
        self.worst = 0
        self.filed = 0

    # What a restart finds

    def recover(self, records: Iterable[ClaimRecord], claims: Iterable[Claim], last_number: int) -> None:
        """Take up what the journal and ``working/`` hold: finished work is to be put away, the rest to be run again."""
        self._number = last_number
        known = {claim.id: claim for claim in claims}
        for record in records:
            if record.state is State.FINISHED:
                claim = known.get(record.id) or Claim(record.id, self._yard.inbox / WORKING / record.id / record.name)
                self._unfiled[record.id] = (record, claim, None)
                self._log(INFO, "its run had finished; it is put away now", name=record.name)
            elif record.state is State.FILED:
                self._mailer.add(record)
            else:
                self._records[record.id] = record
                if record.id in known:
                    self._log(WARNING, "its run was interrupted; it is run again", name=record.name, tries=record.tries)

    def tries(self, claim: Claim) -> int:
        """How often the claim's run has begun and not ended."""
        record = self._records.get(claim.id)
        return record.tries if record else 0

    def is_taken_up(self, claim: Claim) -> bool:
        """Whether the claim is being run, or finished."""
        return claim.id in self._unfiled or any(
            assignment.record and assignment.record.id == claim.id for assignment in self._assignments.values()
        )

    def forget_missing(self, claims: Iterable[Claim]) -> None:
        """Drop the rows of claims that somebody has removed from ``working/``."""
        there = {claim.id for claim in claims}
        for record in [record for record in self._records.values() if record.id not in there]:
            if not any(assignment.record and assignment.record.id == record.id for assignment in self._assignments.values()):
                del self._records[record.id]
                self._journal.forget(record.id)
                self._say_trouble("somebody has removed it from the folder working before it was finished", record.name)

    # Beginning

    def begin(self, moment: float, *, may_run: Callable[[Candidate], bool]) -> None:
        """Give the idle workers something to do, and put away what is finished.

        Raises OutputNotWritable, OSError and JournalDamaged.
        """
        for record, claim, backoff in list(self._unfiled.values()):
            if backoff is None or backoff.until <= moment:
                self._put_away(record, claim, backoff, moment)
        self._end_overdue(moment)
        if self._is_resting(moment):
            return
        idle = [worker for worker in self.workers if not worker.is_busy]
        assigned = {assignment.candidate.path for assignment in self._assignments.values()}
        is_order_known = True
        for candidate in self._queue.candidates:
            if not idle:
                return
            step = (
                Step.WAIT if candidate.path in assigned or not may_run(candidate) else self._queue.next_step(candidate, moment)[0]
            )
            if step is Step.INSPECT:
                self._inspect(idle.pop(0), candidate, moment)
            # Of two workbooks of one schedule the one saved later is to be run later; so the one ahead is looked into first.
            elif step is Step.RUN and is_order_known and self._run_next(idle[0], candidate, moment):
                idle.pop(0)
            is_order_known &= self._queue.inspection_of(candidate) is not None or (
                step is Step.WAIT and candidate.path not in assigned
            )

    def _is_resting(self, moment: float) -> bool:
        """Whether nothing is to be begun yet. The next run tells if the trouble is over; where none is due, a small file does."""
        if self.rest and self.rest.until <= moment and not self._queue.candidates:
            is_over = can_write(self._yard.out / FOLDER)
            self.rest = None if is_over else next_backoff(self.rest, self.rest.why, moment, self._yard.interval, self._now())
        return self.rest is not None and self.rest.until > moment

    def _end_overdue(self, moment: float) -> None:
        """End what would never end; it counts as a try."""
        for worker, assignment in self._assignments.items():
            if moment - assignment.started > LONGEST_RUN_SECONDS:
                self._say_trouble(
                    f"it has been at work for {LONGEST_RUN_SECONDS / 60:.0f} minutes; it is ended", assignment.candidate.name
                )
                worker.end()

    def _inspect(self, worker: WorkerProcess, candidate: Candidate, moment: float) -> None:
        self._assignments[worker] = Assignment(candidate, self._now(), moment)
        worker.start(inspect_file, candidate.path)

    def _run_next(self, worker: WorkerProcess, candidate: Candidate, moment: float) -> bool:
        """Whether the worker has got the candidate to run."""
        inspection = self._queue.inspection_of(candidate)
        return inspection is not None and not self.rival(candidate, inspection) and self._run(worker, candidate, inspection, moment)

    def rival(self, candidate: Candidate, inspection: Inspection) -> str:
        """The workbook of the same schedule that has to be finished first; blank if there is none."""
        if inspection.schedule_id is None:
            return ""
        key = inspection.schedule_id.casefold()
        ahead = [assignment.candidate.name for assignment in self._assignments.values() if assignment.schedule == key]
        ahead += [
            record.name
            for record in self._records.values()
            if record.schedule_id.casefold() == key and _is_ahead(record, candidate)
        ]
        ahead += [record.name for record, _, _ in self._unfiled.values() if record.schedule_id.casefold() == key]
        return ahead[0] if ahead else ""

    def _run(self, worker: WorkerProcess, candidate: Candidate, inspection: Inspection, moment: float) -> bool:
        claimed = candidate if candidate.claim else self._claim(candidate, inspection, moment)
        claim = claimed.claim if claimed else None
        if claimed is None or claim is None:
            return False
        now = self._now()
        record = self._records.get(claim.id) or ClaimRecord(claim.id, claim.name, State.CLAIMED, claimed_at=utc(now))
        if record.tries >= MAX_TRIES:
            self._queue.drop(claimed)
            self._finish(record, claim, _broken_result(claim, _TAKEN_DOWN), moment)
            return False
        done = self._standing_release(inspection.schedule_id)
        record = dataclasses.replace(record, state=State.RUNNING, tries=record.tries + 1, schedule_id=inspection.schedule_id or "")
        self._journal.put(record)
        self._records[claim.id] = record
        self._assignments[worker] = Assignment(
            claimed, now, moment, inspection.schedule_id.casefold() if inspection.schedule_id else None, record
        )
        worker.start(run_claim, RunOrder(claim.path, self._yard.out, now, self._yard.options, done))
        return True

    def _claim(self, candidate: Candidate, inspection: Inspection, moment: float) -> Candidate | None:
        """The candidate, claimed; ``None`` if it could not be, or has to settle once more."""
        self._queue.drop(candidate)
        try:
            claim, is_same = take(self._yard.inbox, candidate.sighting, self._number + 1)
        except FileNotFoundError:
            return None  # removed, renamed or saved again since it was seen
        except OSError as error:
            self._queue.bring_back(candidate)
            self._back_off(candidate, why_unreadable(error), moment)
            return None
        self._number = int(claim.id)
        self._records[claim.id] = ClaimRecord(
            claim.id, claim.name, State.CLAIMED, claimed_at=utc(self._now()), schedule_id=inspection.schedule_id or ""
        )
        self._log(INFO, "taken" if is_same else "taken while it was being saved again; it is looked at once more", name=claim.name)
        sighting = dataclasses.replace(candidate.sighting, path=claim.path)
        return Candidate(sighting, claim) if is_same else None

    def _standing_release(self, schedule_id: str | None) -> StandingRelease | None:
        record = self._journal.last_done(schedule_id) if schedule_id else None
        if record is None:
            return None
        when = shown_time(dt.datetime.fromisoformat(record.finished_at).astimezone())
        return StandingRelease(record.sha256, record.version, record.settings, record.schedule_id, when)

    # Ending

    def collect(self, worker: WorkerProcess, moment: float) -> None:
        """Take in what a worker brings. Raises OutputNotWritable, OSError, JournalDamaged; then nothing is lost."""
        assignment = self._assignments.pop(worker)
        reply = worker.take_reply()
        if assignment.record is None:
            self._collect_inspection(assignment.candidate, reply, moment)
        elif assignment.candidate.claim:
            self._collect_run(assignment.record, assignment.candidate, assignment.candidate.claim, reply, moment)

    def _collect_inspection(self, candidate: Candidate, reply: Reply, moment: float) -> None:
        if reply.bug or reply.has_died:
            # Then it is to be run, which tells what is wrong, and counts its tries.
            self._log(ERROR, "the look into it failed", name=candidate.name, more=reply.bug)
            reply = Reply(Inspection(Readiness.READY))
        inspection: Inspection = reply.value
        if inspection.readiness is Readiness.GONE:
            self._queue.drop(candidate)
        elif inspection.readiness is Readiness.BLOCKED:
            self._back_off(candidate, inspection.why, moment)
        elif self._queue.learn(candidate, inspection, moment) and inspection.readiness is Readiness.UNFINISHED:
            self._log(WARNING, f"waits: {inspection.why}", name=candidate.name)

    def _collect_run(self, record: ClaimRecord, candidate: Candidate, claim: Claim, reply: Reply, moment: float) -> None:
        self._queue.drop(candidate)
        if reply.has_died:
            self._say_trouble(f"the program ended while it was being run, for the {_nth(record.tries)} time", record.name)
            return
        if reply.bug:
            self._log(ERROR, "failed: a fault of the program", name=record.name, more=reply.bug)
            result = _broken_result(claim, _BUG)
        else:
            result = reply.value
        if result.ending is not Ending.WAITS:
            self._finish(record, claim, result, moment)
            return
        self._queue.bring_back(candidate)
        self._give_back(record)
        if result.affects_all:
            self.rest = next_backoff(self.rest, result.sentence, moment, self._yard.interval, self._now())
        self._back_off(candidate, result.sentence, moment)

    def _give_back(self, record: ClaimRecord) -> None:
        """Count a run that could not be finished as none."""
        back = dataclasses.replace(record, state=State.CLAIMED, tries=record.tries - 1)
        self._records[record.id] = back
        # The disk may be full; what the journal then says is one try too many.
        with suppress(OutputNotWritable, JournalDamaged):
            self._journal.put(back)

    def _finish(self, record: ClaimRecord, claim: Claim, result: RunResult, moment: float) -> None:
        self._records.pop(record.id, None)
        try:
            now = self._now()
            record = dataclasses.replace(record, settings=settings_of(self._yard.options))
            finished = finished_record(record, claim, result, self._yard.inbox, self._journal, now)
        except (OutputNotWritable, OSError, JournalDamaged):
            # It is run once more, which finds everything done.
            self._records[record.id] = dataclasses.replace(record, state=State.CLAIMED, tries=record.tries - 1)
            raise
        told = with_receipt(finished, result, self._yard.out, now, is_mailed=self._mailer.is_wanted)
        self.worst = max(self.worst, result.exit_code)
        self.rest = None
        level = ERROR if result.ending is Ending.BROKEN else WARNING if result.exit_code else INFO
        self._log(
            level,
            result.sentence,
            name=record.name,
            outcome=result.ending.value,
            schedule_id=result.schedule_id or None,
            kept_as=finished.archived,
        )
        if not result.ending.is_done:
            self.trouble = Trouble(now, result.sentence, record.name)
        self._put_away(told, claim, None, moment)

    def _put_away(self, record: ClaimRecord, claim: Claim, backoff: Backoff | None, moment: float) -> None:
        self._unfiled[record.id] = (record, claim, backoff)
        try:
            filed = put_on_file(record, claim, self._yard.inbox, self._journal)
        except (OutputNotWritable, OSError) as error:
            why = f"it is finished, but cannot be put away yet: {error}"
            self._unfiled[record.id] = (record, claim, next_backoff(backoff, why, moment, self._yard.interval, self._now()))
            self._say_trouble(why, record.name)
        else:
            del self._unfiled[record.id]
            self.filed += 1
            self._mailer.add(filed)

    def _back_off(self, candidate: Candidate, why: str, moment: float) -> None:
        backoff = self._queue.back_off(candidate, why, moment)
        wait = f"it is tried again in {max(1.0, backoff.until - moment):.0f} s"
        self._say_trouble(f"waits: {why}{' I' if why.endswith('.') else '; i'}{wait[1:]}", candidate.name)

    def _say_trouble(self, sentence: str, name: str = "") -> None:
        self.trouble = Trouble(self._now(), sentence, name)
        self._log(WARNING, sentence, name=name)

    # Stopping and showing

    @property
    def is_idle(self) -> bool:
        """Whether no worker is at work."""
        return not self._assignments

    def has_unfiled(self, *, untried: bool) -> bool:
        """Whether finished work is not put away; ``untried``: only what has not been tried."""
        return any(backoff is None or not untried for _, _, backoff in self._unfiled.values())

    def close(self, *, at_once: bool) -> None:
        """End the workers; ``at_once``: what they were running goes back, and does not count as a try."""
        for worker in (*self.workers, self._mailer.worker):
            worker.close(at_once=at_once)
        for assignment in self._assignments.values():
            if assignment.record:
                self._give_back(assignment.record)
        self._assignments.clear()

    def running(self) -> tuple[Waiting, ...]:
        """What is being run."""
        assignments = [assignment for assignment in self._assignments.values() if assignment.record]
        return tuple(Waiting(one.candidate.name, "", one.since, one.record.tries if one.record else 0) for one in assignments)

    def waiting(self, moment: float, number: int) -> tuple[int, tuple[Waiting, ...]]:
        """How many workbooks wait, and why each of the first ``number`` does."""
        unfiled = [Waiting(record.name, backoff.why, backoff.since) for record, _, backoff in self._unfiled.values() if backoff]
        run = {assignment.candidate.path for assignment in self._assignments.values() if assignment.record}
        left = [candidate for candidate in self._queue.candidates if candidate.path not in run]
        shown = tuple(self._waiting(candidate, moment) for candidate in left[:number])
        return len(unfiled) + len(left), (*unfiled, *shown)

    def _waiting(self, candidate: Candidate, moment: float) -> Waiting:
        _, why = self._queue.next_step(candidate, moment)
        backoff = self._queue.backoff_of(candidate, moment) or self.rest
        inspection = self._queue.inspection_of(candidate)
        rival = self.rival(candidate, inspection) if inspection else ""
        why = self.rest.why if self.rest else f"it waits for {rival}, of the same schedule" if rival else why
        return Waiting(
            candidate.name,
            why,
            self._queue.since(candidate),
            backoff.failures if backoff else candidate.tries,
            max(0.0, backoff.until - moment) if backoff else 0.0,
        )


def _is_ahead(record: ClaimRecord, candidate: Candidate) -> bool:
    return candidate.claim is None or record.id < candidate.claim.id


def _nth(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _broken_result(claim: Claim, sentence: str) -> RunResult:
    try:
        sha256 = sha256_of(claim.path)
    except OSError:
        sha256 = "unreadable"
    return RunResult(Ending.BROKEN, sentence, sha256, exit_code=ExitCode.INPUT_UNREADABLE)
