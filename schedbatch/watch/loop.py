"""The loop of the watch: poll, look, claim, run, put away, tell; and go on, whatever happens.

Worker processes do everything slow; this process keeps looking, so that its lock beats and its status is true. What decides
is in ``INBOX/working/`` and in the journal, and is read from there at the start; only clocks and sightings are kept beside.
"""

import datetime as dt
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.jobs.run import ExitCode
from schedbatch.watch.backoff import Pause
from schedbatch.watch.claim import WORKING, Claim
from schedbatch.watch.context import Context
from schedbatch.watch.dispatcher import Dispatcher
from schedbatch.watch.finisher import Finisher
from schedbatch.watch.journal import FOLDER, Journal, JournalDamaged
from schedbatch.watch.lock import FILE as LOCK_FILE
from schedbatch.watch.lock import Lock, LockedByAnother
from schedbatch.watch.log import ERROR, INFO, WARNING, Log
from schedbatch.watch.mailer import Mailer
from schedbatch.watch.open_claims import OpenClaims
from schedbatch.watch.places import not_writable, try_places
from schedbatch.watch.polling import Polling
from schedbatch.watch.queue import Candidate, Queue, Step
from schedbatch.watch.recovery import recover, renew_journal
from schedbatch.watch.setup import Setup
from schedbatch.watch.sightings import sight
from schedbatch.watch.signals import Stop
from schedbatch.watch.status_writer import Overview, StatusWriter
from schedbatch.watch.trouble import passing
from schedbatch.watch.waiting_list import WaitingList, running_list
from schedbatch.watch.worker_process import first_done

LOCKED = 75
"""Exit code of a second watcher: EX_TEMPFAIL of sysexits.h."""

_STEP_SECONDS = 0.1
_HOUR = 3600.0


def watch(setup: Setup, log: Log, stop: Stop, now: Callable[[], dt.datetime]) -> int:
    """Watch until asked to stop, or until everything that was there has been dealt with (``is_once``); give the exit code.

    Raises Unfit if a folder cannot be written, OutputNotWritable if the journal was written by a newer schedbatch or cannot
    be used at the start.
    """
    locks = (
        Lock(setup.inbox / WORKING / LOCK_FILE, f"The folder {setup.inbox}"),
        Lock(setup.out / FOLDER / LOCK_FILE, f"The folder for results {setup.out}"),
    )
    taken: list[Lock] = []
    try:
        for lock in locks:
            _take(lock, log)
            taken.append(lock)
        try_places(setup.places)
        with stop.listening():
            return _Watch(setup, locks, log, stop, now).run()
    except LockedByAnother as refusal:
        log(ERROR, str(refusal))
        return LOCKED
    finally:
        for lock in taken:
            lock.release()


def _take(lock: Lock, log: Log) -> None:
    try:
        lock.take(lambda sentence: log(WARNING, sentence))
    except OSError as error:
        raise not_writable(lock.path.parent, error) from error


class _Watch:
    """The parts of a running watch, and when each is due."""

    def __init__(self, setup: Setup, locks: tuple[Lock, ...], log: Log, stop: Stop, now: Callable[[], dt.datetime]) -> None:
        self._setup, self._locks, self._log, self._stop = setup, locks, log, stop
        moment = time.monotonic()
        journal = Journal(setup.out)
        context = self._context = Context(setup, journal, log, StatusWriter(setup, journal, log, now, moment), now)
        self._queue = Queue(setup.settle, setup.interval, now)
        self._pause = Pause(setup.interval, now)
        self._open_claims = OpenClaims(journal)
        self._mailer = Mailer(context)
        self._finisher = Finisher(context, self._open_claims, self._pause, self._mailer)
        self._dispatcher = Dispatcher(context, self._queue, self._open_claims, self._finisher, self._pause)
        self._waiting_list = WaitingList(self._queue, self._dispatcher, self._finisher, self._pause)
        self._polling = Polling(context)
        self._poll_due = self._show_due = moment
        self._word_due = moment + _HOUR

    def run(self) -> int:
        """Watch; give the exit code."""
        recover(self._context, self._open_claims, self._finisher, self._mailer)
        # It starts while the first files settle.
        self._dispatcher.workers[0].launch()
        self._log(INFO, f"watching {self._setup.inbox}, results go to {self._setup.out}", process=os.getpid())
        is_at_once = True
        try:
            code = self._rounds()
            is_at_once = self._stop.times > 1
            return code
        finally:
            self._dispatcher.close(at_once=is_at_once)
            self._mailer.worker.close(at_once=is_at_once)
            moment = time.monotonic()
            with suppress(OSError, OutputNotWritable, JournalDamaged):
                self._context.status.write(self._overview("stopped", moment), moment)
            self._log(INFO, "stopped")

    def _rounds(self) -> int:
        while True:
            moment = time.monotonic()
            if self._stop.times > 1:
                self._log(WARNING, "stopping at once; what was being run is run again at the next start")
                return ExitCode.INTERRUPTED
            self._beat(moment)
            self._guarded(self._turn, moment)
            if self._is_over(moment):
                return self._exit_code()
            self._collect()

    def _guarded(self, step: Callable[[float], None], moment: float) -> None:
        """Let no trouble of disks and shares end the watch."""
        try:
            step(moment)
        except JournalDamaged:
            with suppress(OutputNotWritable):
                renew_journal(self._context)
        except (OutputNotWritable, OSError) as error:
            why = passing(error).why
            backoff = self._pause.lengthen(why, moment)
            self._context.status.tell_trouble(why)
            self._log(ERROR, f"{why} Nothing is begun for {backoff.until - moment:.0f} s.")

    def _beat(self, moment: float) -> None:
        for lock in self._locks:
            # A lock that cannot be written has gone with its folder, which the poll says.
            with suppress(OSError):
                lock.beat(moment)

    def _turn(self, moment: float) -> None:
        if moment >= self._poll_due:
            self._poll_due = moment + self._setup.interval
            self._poll(moment)
        try:
            if not self._stop.times and not self._polling.missing_folders:
                self._finisher.put_away_due(moment)
                self._dispatcher.begin(moment, may_run=self._polling.is_meant)
                self._mailer.start(moment)
        finally:
            self._show(moment)

    def _poll(self, moment: float) -> None:
        claims = self._polling.poll()
        if claims is None:
            return
        self._dispatcher.forget_missing(claims)
        self._queue.bring_up_to_date(self._candidates(claims), moment)
        self._polling.log_not_taken()

    def _candidates(self, claims: tuple[Claim, ...]) -> list[Candidate]:
        found = [Candidate(sighting) for sighting in self._polling.survey.sightings]
        for claim in claims:
            sighting = sight(claim.path)
            if sighting and not self._dispatcher.is_taken_up(claim):
                found.append(Candidate(sighting, claim, self._open_claims.tries(claim)))
        return found

    def _collect(self) -> None:
        """Wait for something to do, and take in the replies of the workers."""
        workers = [worker for worker in (*self._dispatcher.workers, self._mailer.worker) if worker.is_busy]
        seconds = max(0.0, min(_STEP_SECONDS, self._poll_due - time.monotonic()))
        if not workers:
            time.sleep(seconds)
        for worker in first_done(workers, seconds) if workers else ():
            is_mail = worker is self._mailer.worker
            self._guarded(self._mailer.collect if is_mail else partial(self._dispatcher.collect, worker), time.monotonic())

    # Ending

    def _is_over(self, moment: float) -> bool:
        if self._stop.times:
            return self._dispatcher.is_idle
        if not self._setup.is_once or not self._dispatcher.is_idle:
            return False
        if self._polling.missing_folders or self._pause.backoff:
            return True
        if self._queue.is_stale:
            return False
        is_told = self._mailer.is_idle(all_tried=True) and not self._finisher.has_untried
        is_left = all(self._is_left(candidate, moment) for candidate in self._queue.candidates)
        return self._polling.has_polled and is_told and is_left

    def _is_left(self, candidate: Candidate, moment: float) -> bool:
        """Whether ``--once`` leaves it to the next call: it came in later, has been tried, or does not come to an end."""
        if not self._polling.is_meant(candidate) or self._queue.backoff_of(candidate, moment):
            return True
        step, _ = self._queue.next_step(candidate, moment)
        return step is Step.WAIT and self._queue.seen_for(candidate, moment) > self._queue.patience + self._queue.settle

    def _exit_code(self) -> int:
        stuck = (self._polling.missing_folders, self._pause.backoff, self._finisher.unfiled, self._queue.has_backoffs)
        if not self._setup.is_once:
            return ExitCode.CLEAN
        return max(self._finisher.worst_exit_code, ExitCode.OUTPUT_NOT_WRITABLE if any(stuck) else ExitCode.CLEAN)

    # Showing

    def _show(self, moment: float) -> None:
        """Tell the status writer, about every second; say a word in the log every hour."""
        if moment < self._show_due and not self._stop.times:
            return
        self._show_due = moment + min(self._setup.interval, 1.0)
        if moment >= self._word_due:
            self._word_due = moment + _HOUR
            self._log(INFO, f"still watching; {len(self._queue.candidates):,} workbooks wait")
        self._context.status.show(self._overview(self._state(), moment), moment)

    def _state(self) -> str:
        if self._stop.times:
            return "stopping"
        if self._polling.missing_folders or self._pause.backoff:
            return "trouble"
        return "watching" if self._dispatcher.is_idle else "running"

    def _overview(self, state: str, moment: float) -> Overview:
        count, waiting = self._waiting_list.at(moment)
        return Overview(state, self._polling.polled_at, running_list(self._dispatcher), waiting, count, self._polling.survey)
