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
from schedbatch.watch.filing import finished_row, put_on_file, with_receipt
from schedbatch.watch.journal import FOLDER, Journal, JournalDamaged, Row, State
from schedbatch.watch.log import ERROR, INFO, WARNING, Log, utc
from schedbatch.watch.places import can_write
from schedbatch.watch.post import Post
from schedbatch.watch.queue import Candidate, Hold, Queue, Step, next_hold
from schedbatch.watch.readiness import Look, Readiness, look_into, why_unreadable
from schedbatch.watch.receipts import shown_time
from schedbatch.watch.status import Trouble, Waiting
from schedbatch.watch.trouble import MAX_TRIES, Ending
from schedbatch.watch.work import Done, Ended, Job, run_claimed, settings_of
from schedbatch.watch.workers import Brought, Worker

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
class _Flight:
    """What a worker is doing: looking into a candidate, or running the claim that it has become."""

    candidate: Candidate
    since: dt.datetime
    started: float
    schedule: str | None = None
    row: Row | None = None


class Workshop:
    """Workers and what they are doing, finished work that is not put away yet, and what has gone wrong last."""

    def __init__(
        self, yard: Yard, queue: Queue, journal: Journal, post: Post, jobs: int, log: Log, now: Callable[[], dt.datetime]
    ) -> None:
        self._yard, self._queue, self._journal, self._post, self._log, self._now = yard, queue, journal, post, log, now
        self.workers = tuple(Worker() for _ in range(jobs))
        self._flights: dict[Worker, _Flight] = {}
        self._number = 0
        self._rows: dict[str, Row] = {}
        self._unfiled: dict[str, tuple[Row, Claim, Hold | None]] = {}
        self.rest: Hold | None = None
        """While nothing can be written to the results, nothing is begun."""
        self.trouble: Trouble | None = None
        self.worst = 0
        self.filed = 0

    # What a restart finds

    def recover(self, rows: Iterable[Row], claims: Iterable[Claim], last_number: int) -> None:
        """Take up what the journal and ``working/`` hold: finished work is to be put away, the rest to be run again."""
        self._number = last_number
        known = {claim.id: claim for claim in claims}
        for row in rows:
            if row.state is State.FINISHED:
                claim = known.get(row.id) or Claim(row.id, self._yard.inbox / WORKING / row.id / row.name)
                self._unfiled[row.id] = (row, claim, None)
                self._log(INFO, "its run had finished; it is put away now", name=row.name)
            elif row.state is State.FILED:
                self._post.add(row)
            else:
                self._rows[row.id] = row
                if row.id in known:
                    self._log(WARNING, "its run was interrupted; it is run again", name=row.name, tries=row.tries)

    def tries(self, claim: Claim) -> int:
        """How often the claim's run has begun and not ended."""
        row = self._rows.get(claim.id)
        return row.tries if row else 0

    def is_taken_up(self, claim: Claim) -> bool:
        """Whether the claim is being run, or finished."""
        return claim.id in self._unfiled or any(flight.row and flight.row.id == claim.id for flight in self._flights.values())

    def forget_missing(self, claims: Iterable[Claim]) -> None:
        """Drop the rows of claims that somebody has removed from ``working/``."""
        there = {claim.id for claim in claims}
        for row in [row for row in self._rows.values() if row.id not in there]:
            if not any(flight.row and flight.row.id == row.id for flight in self._flights.values()):
                del self._rows[row.id]
                self._journal.forget(row.id)
                self._say_trouble("somebody has removed it from the folder working before it was finished", row.name)

    # Beginning

    def begin(self, moment: float, *, may_run: Callable[[Candidate], bool]) -> None:
        """Give the idle workers something to do, and put away what is finished.

        Raises OutputNotWritable, OSError and JournalDamaged.
        """
        for row, claim, hold in list(self._unfiled.values()):
            if hold is None or hold.until <= moment:
                self._put_away(row, claim, hold, moment)
        self._end_overdue(moment)
        if self._is_resting(moment):
            return
        idle = [worker for worker in self.workers if not worker.is_busy]
        flying = {flight.candidate.path for flight in self._flights.values()}
        is_order_known = True
        for candidate in self._queue.candidates:
            if not idle:
                return
            step = Step.WAIT if candidate.path in flying or not may_run(candidate) else self._queue.next_step(candidate, moment)[0]
            if step is Step.LOOK:
                self._look(idle.pop(0), candidate, moment)
            # Of two workbooks of one schedule the one saved later is to be run later; so the one ahead is looked into first.
            elif step is Step.RUN and is_order_known and self._run_next(idle[0], candidate, moment):
                idle.pop(0)
            is_order_known &= self._queue.look_of(candidate) is not None or (step is Step.WAIT and candidate.path not in flying)

    def _is_resting(self, moment: float) -> bool:
        """Whether nothing is to be begun yet. The next run tells if the trouble is over; where none is due, a small file does."""
        if self.rest and self.rest.until <= moment and not self._queue.candidates:
            is_over = can_write(self._yard.out / FOLDER)
            self.rest = None if is_over else next_hold(self.rest, self.rest.why, moment, self._yard.interval, self._now())
        return self.rest is not None and self.rest.until > moment

    def _end_overdue(self, moment: float) -> None:
        """End what would never end; it counts as a try."""
        for worker, flight in self._flights.items():
            if moment - flight.started > LONGEST_RUN_SECONDS:
                self._say_trouble(
                    f"it has been at work for {LONGEST_RUN_SECONDS / 60:.0f} minutes; it is ended", flight.candidate.name
                )
                worker.end()

    def _look(self, worker: Worker, candidate: Candidate, moment: float) -> None:
        self._flights[worker] = _Flight(candidate, self._now(), moment)
        worker.start(look_into, candidate.path)

    def _run_next(self, worker: Worker, candidate: Candidate, moment: float) -> bool:
        """Whether the worker has got the candidate to run."""
        look = self._queue.look_of(candidate)
        return look is not None and not self.rival(candidate, look) and self._run(worker, candidate, look, moment)

    def rival(self, candidate: Candidate, look: Look) -> str:
        """The workbook of the same schedule that has to be finished first; blank if there is none."""
        if look.schedule_id is None:
            return ""
        key = look.schedule_id.casefold()
        ahead = [flight.candidate.name for flight in self._flights.values() if flight.schedule == key]
        ahead += [row.name for row in self._rows.values() if row.schedule_id.casefold() == key and _is_ahead(row, candidate)]
        ahead += [row.name for row, _, _ in self._unfiled.values() if row.schedule_id.casefold() == key]
        return ahead[0] if ahead else ""

    def _run(self, worker: Worker, candidate: Candidate, look: Look, moment: float) -> bool:
        claimed = candidate if candidate.claim else self._claim(candidate, look, moment)
        claim = claimed.claim if claimed else None
        if claimed is None or claim is None:
            return False
        now = self._now()
        row = self._rows.get(claim.id) or Row(claim.id, claim.name, State.CLAIMED, claimed_at=utc(now))
        if row.tries >= MAX_TRIES:
            self._queue.drop(claimed)
            self._finish(row, claim, _broken(claim, _TAKEN_DOWN), moment)
            return False
        done = self._last_done(look.schedule_id)
        row = dataclasses.replace(row, state=State.RUNNING, tries=row.tries + 1, schedule_id=look.schedule_id or "")
        self._journal.put(row)
        self._rows[claim.id] = row
        self._flights[worker] = _Flight(claimed, now, moment, look.schedule_id.casefold() if look.schedule_id else None, row)
        worker.start(run_claimed, Job(claim.path, self._yard.out, now, self._yard.options, done))
        return True

    def _claim(self, candidate: Candidate, look: Look, moment: float) -> Candidate | None:
        """The candidate, claimed; ``None`` if it could not be, or has to settle once more."""
        self._queue.drop(candidate)
        try:
            claim, is_same = take(self._yard.inbox, candidate.sighting, self._number + 1)
        except FileNotFoundError:
            return None  # removed, renamed or saved again since it was seen
        except OSError as error:
            self._queue.bring_back(candidate)
            self._hold(candidate, why_unreadable(error), moment)
            return None
        self._number = int(claim.id)
        self._rows[claim.id] = Row(
            claim.id, claim.name, State.CLAIMED, claimed_at=utc(self._now()), schedule_id=look.schedule_id or ""
        )
        self._log(INFO, "taken" if is_same else "taken while it was being saved again; it is looked at once more", name=claim.name)
        sighting = dataclasses.replace(candidate.sighting, path=claim.path)
        return Candidate(sighting, claim) if is_same else None

    def _last_done(self, schedule_id: str | None) -> Done | None:
        row = self._journal.last_done(schedule_id) if schedule_id else None
        if row is None:
            return None
        when = shown_time(dt.datetime.fromisoformat(row.finished_at).astimezone())
        return Done(row.sha256, row.version, row.settings, row.schedule_id, when)

    # Ending

    def collect(self, worker: Worker, moment: float) -> None:
        """Take in what a worker brings. Raises OutputNotWritable, OSError, JournalDamaged; then nothing is lost."""
        flight = self._flights.pop(worker)
        brought = worker.bring()
        if flight.row is None:
            self._collect_look(flight.candidate, brought, moment)
        elif flight.candidate.claim:
            self._collect_run(flight.row, flight.candidate, flight.candidate.claim, brought, moment)

    def _collect_look(self, candidate: Candidate, brought: Brought, moment: float) -> None:
        if brought.bug or brought.has_died:
            # Then it is to be run, which tells what is wrong, and counts its tries.
            self._log(ERROR, "the look into it failed", name=candidate.name, more=brought.bug)
            brought = Brought(Look(Readiness.READY))
        look: Look = brought.value
        if look.readiness is Readiness.GONE:
            self._queue.drop(candidate)
        elif look.readiness is Readiness.BLOCKED:
            self._hold(candidate, look.why, moment)
        elif self._queue.learn(candidate, look, moment) and look.readiness is Readiness.UNFINISHED:
            self._log(WARNING, f"waits: {look.why}", name=candidate.name)

    def _collect_run(self, row: Row, candidate: Candidate, claim: Claim, brought: Brought, moment: float) -> None:
        self._queue.drop(candidate)
        if brought.has_died:
            self._say_trouble(f"the program ended while it was being run, for the {_nth(row.tries)} time", row.name)
            return
        if brought.bug:
            self._log(ERROR, "failed: a fault of the program", name=row.name, more=brought.bug)
            ended = _broken(claim, _BUG)
        else:
            ended = brought.value
        if ended.ending is not Ending.WAITS:
            self._finish(row, claim, ended, moment)
            return
        self._queue.bring_back(candidate)
        self._give_back(row)
        if ended.is_everybodys:
            self.rest = next_hold(self.rest, ended.sentence, moment, self._yard.interval, self._now())
        self._hold(candidate, ended.sentence, moment)

    def _give_back(self, row: Row) -> None:
        """Count a run that could not be finished as none."""
        back = dataclasses.replace(row, state=State.CLAIMED, tries=row.tries - 1)
        self._rows[row.id] = back
        # The disk may be full; what the journal then says is one try too many.
        with suppress(OutputNotWritable, JournalDamaged):
            self._journal.put(back)

    def _finish(self, row: Row, claim: Claim, ended: Ended, moment: float) -> None:
        self._rows.pop(row.id, None)
        try:
            now = self._now()
            row = dataclasses.replace(row, settings=settings_of(self._yard.options))
            finished = finished_row(row, claim, ended, self._yard.inbox, self._journal, now)
        except (OutputNotWritable, OSError, JournalDamaged):
            # It is run once more, which finds everything done.
            self._rows[row.id] = dataclasses.replace(row, state=State.CLAIMED, tries=row.tries - 1)
            raise
        told = with_receipt(finished, ended, self._yard.out, now, is_mailed=self._post.is_wanted)
        self.worst = max(self.worst, ended.exit_code)
        self.rest = None
        level = ERROR if ended.ending is Ending.BROKEN else WARNING if ended.exit_code else INFO
        self._log(
            level,
            ended.sentence,
            name=row.name,
            outcome=ended.ending.value,
            schedule_id=ended.schedule_id or None,
            kept_as=finished.archived,
        )
        if not ended.ending.is_done:
            self.trouble = Trouble(now, ended.sentence, row.name)
        self._put_away(told, claim, None, moment)

    def _put_away(self, row: Row, claim: Claim, hold: Hold | None, moment: float) -> None:
        self._unfiled[row.id] = (row, claim, hold)
        try:
            filed = put_on_file(row, claim, self._yard.inbox, self._journal)
        except (OutputNotWritable, OSError) as error:
            why = f"it is finished, but cannot be put away yet: {error}"
            self._unfiled[row.id] = (row, claim, next_hold(hold, why, moment, self._yard.interval, self._now()))
            self._say_trouble(why, row.name)
        else:
            del self._unfiled[row.id]
            self.filed += 1
            self._post.add(filed)

    def _hold(self, candidate: Candidate, why: str, moment: float) -> None:
        hold = self._queue.hold(candidate, why, moment)
        wait = f"it is tried again in {max(1.0, hold.until - moment):.0f} s"
        self._say_trouble(f"waits: {why}{' I' if why.endswith('.') else '; i'}{wait[1:]}", candidate.name)

    def _say_trouble(self, sentence: str, name: str = "") -> None:
        self.trouble = Trouble(self._now(), sentence, name)
        self._log(WARNING, sentence, name=name)

    # Stopping and showing

    @property
    def is_idle(self) -> bool:
        """Whether no worker is at work."""
        return not self._flights

    def has_unfiled(self, *, untried: bool) -> bool:
        """Whether finished work is not put away; ``untried``: only what has not been tried."""
        return any(hold is None or not untried for _, _, hold in self._unfiled.values())

    def close(self, *, at_once: bool) -> None:
        """End the workers; ``at_once``: what they were running goes back, and does not count as a try."""
        for worker in (*self.workers, self._post.worker):
            worker.close(at_once=at_once)
        for flight in self._flights.values():
            if flight.row:
                self._give_back(flight.row)
        self._flights.clear()

    def running(self) -> tuple[Waiting, ...]:
        """What is being run."""
        flights = [flight for flight in self._flights.values() if flight.row]
        return tuple(Waiting(one.candidate.name, "", one.since, one.row.tries if one.row else 0) for one in flights)

    def waiting(self, moment: float, number: int) -> tuple[int, tuple[Waiting, ...]]:
        """How many workbooks wait, and why each of the first ``number`` does."""
        unfiled = [Waiting(row.name, hold.why, hold.since) for row, _, hold in self._unfiled.values() if hold]
        run = {flight.candidate.path for flight in self._flights.values() if flight.row}
        left = [candidate for candidate in self._queue.candidates if candidate.path not in run]
        shown = tuple(self._waiting(candidate, moment) for candidate in left[:number])
        return len(unfiled) + len(left), (*unfiled, *shown)

    def _waiting(self, candidate: Candidate, moment: float) -> Waiting:
        _, why = self._queue.next_step(candidate, moment)
        hold = self._queue.hold_of(candidate, moment) or self.rest
        look = self._queue.look_of(candidate)
        rival = self.rival(candidate, look) if look else ""
        why = self.rest.why if self.rest else f"it waits for {rival}, of the same schedule" if rival else why
        return Waiting(
            candidate.name,
            why,
            self._queue.since(candidate),
            hold.failures if hold else candidate.tries,
            max(0.0, hold.until - moment) if hold else 0.0,
        )


def _is_ahead(row: Row, candidate: Candidate) -> bool:
    return candidate.claim is None or row.id < candidate.claim.id


def _nth(number: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _broken(claim: Claim, sentence: str) -> Ended:
    try:
        sha256 = sha256_of(claim.path)
    except OSError:
        sha256 = "unreadable"
    return Ended(Ending.BROKEN, sentence, sha256, exit_code=ExitCode.INPUT_UNREADABLE)
