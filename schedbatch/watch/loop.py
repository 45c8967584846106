"""The corridor of the watch: poll, look, claim, run, put away, tell; and go on, whatever happens.

Everything slow is done by workers; this process keeps looking, so that its lock beats and its status is true.
"""

import datetime as dt
import os
import platform
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from schedbatch.disk.replacing import remove_parts
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.jobs.run import ExitCode, Options
from schedbatch.watch.claim import WORKING, Claim, unfinished
from schedbatch.watch.dispatcher import Dispatcher, Yard
from schedbatch.watch.journal import FOLDER, ClaimRecord, Journal, JournalDamaged
from schedbatch.watch.lock import FILE as LOCK_FILE
from schedbatch.watch.lock import Lock, LockedByAnother
from schedbatch.watch.log import ERROR, INFO, WARNING, Log
from schedbatch.watch.mail import Postbox
from schedbatch.watch.mailer import Mailer
from schedbatch.watch.places import NotThere, Places, not_writable, try_places
from schedbatch.watch.queue import Candidate, Queue, Step, next_backoff
from schedbatch.watch.sightings import InboxSurvey, NotTaken, sight, survey_inbox
from schedbatch.watch.signals import Stop
from schedbatch.watch.status import JSON_NAME, PAGE_NAME, SHOWN, Trouble, WatchStatus, write_status
from schedbatch.watch.trouble import passing
from schedbatch.watch.worker_process import first_done

LOCKED = 75
"""Exit code of a second watcher: EX_TEMPFAIL of sysexits.h."""

_STEP_SECONDS = 0.1
_STATUS_SECONDS, _POLLS_OF_STATUS = 10.0, 5
"""An unchanged status is written again after so many seconds, and no sooner than after so many polls."""
_HOUR = 3600.0
_REPEAT_SECONDS = 300.0
_RECENT = 20
_NOTHING_SEEN = InboxSurvey((), (), 0)


@dataclass(frozen=True, slots=True)
class Setup:
    """How to watch. ``interval`` and ``settle`` are seconds."""

    places: Places
    options: Options
    interval: float
    settle: float
    jobs: int
    is_once: bool
    postbox: Postbox | None


def watch(setup: Setup, log: Log, stop: Stop, now: Callable[[], dt.datetime]) -> int:
    """Watch until asked to stop, or until everything that was there has been dealt with (``is_once``); give the exit code.

    Raises Unfit if a folder cannot be written, OutputNotWritable if the journal was written by a newer schedbatch or cannot
    be used at the start.
    """
    places = setup.places
    locks = (
        Lock(places.inbox.path / WORKING / LOCK_FILE, f"The folder {places.inbox.path}"),
        Lock(places.out.path / FOLDER / LOCK_FILE, f"The folder for results {places.out.path}"),
    )
    taken: list[Lock] = []
    try:
        for lock in locks:
            _take(lock, log)
            taken.append(lock)
        try_places(places)
        with stop.listening():
            return _Watch(setup, locks, log, stop, now).run()
    except LockedByAnother as held:
        log(ERROR, str(held))
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
    """A watch that runs: what was seen last, and when things are due."""

    def __init__(self, setup: Setup, locks: tuple[Lock, ...], log: Log, stop: Stop, now: Callable[[], dt.datetime]) -> None:
        self._setup, self._locks, self._log, self._stop, self._now = setup, locks, log, stop, now
        inbox, out = setup.places.inbox.path, setup.places.out.path
        self._every = max(_STATUS_SECONDS, _POLLS_OF_STATUS * setup.interval)
        self._journal = Journal(out)
        self._queue = Queue(setup.settle, setup.interval, now)
        self._mailer = Mailer(setup.postbox, self._journal, log)
        yard = Yard(inbox, out, setup.options, setup.interval)
        self._dispatcher = Dispatcher(yard, self._queue, self._journal, self._mailer, setup.jobs, log, now)
        self._started_at, self._start = now(), time.monotonic()
        self._polled_at: dt.datetime | None = None
        self._poll_due = self._status_due = self._start
        self._word_due = self._start + _HOUR
        self._survey = _NOTHING_SEEN
        self._named: frozenset[NotTaken] = frozenset()
        self._meant: frozenset[Path] | None = None
        """With ``--once``, what was there at the first poll."""
        self._folders_trouble = ""
        self._shown: object = None
        self._news: object = None
        self._last: tuple[tuple[ClaimRecord, ...], Mapping[str, int]] = ((), {})
        self._status_missed, self._status_word_due = "", self._start
        self._rewrite_due = self._start

    def run(self) -> int:
        """Watch; give the exit code."""
        self._recover()
        setup = self._setup
        # It starts while the first files settle.
        self._dispatcher.workers[0].launch()
        self._log(INFO, f"watching {setup.places.inbox.path}, results go to {setup.places.out.path}", process=os.getpid())
        is_at_once = True
        try:
            code = self._rounds()
            is_at_once = self._stop.times > 1
            return code
        finally:
            self._dispatcher.close(at_once=is_at_once)
            with suppress(OSError, OutputNotWritable, JournalDamaged):
                self._write_status("stopped", time.monotonic())
            self._log(INFO, "stopped")

    def _recover(self) -> None:
        places = self._setup.places
        remove_parts(places.folders)
        try:
            self._journal.check()
            records, last_number = self._journal.open_records(), self._journal.last_number()
        except JournalDamaged:
            self._renew_journal()
            records, last_number = (), 0
        self._dispatcher.recover(records, unfinished(places.inbox.path), last_number)

    def _renew_journal(self) -> None:
        aside = self._journal.put_aside()
        sentence = f"the journal is damaged; it is kept as {aside.name}, and a new one begins. No workbook is lost by that"
        self._dispatcher.trouble = Trouble(self._now(), sentence)
        self._log(ERROR, sentence)

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
                self._renew_journal()
        except (OutputNotWritable, OSError) as error:
            why = passing(error).why
            rest = next_backoff(self._dispatcher.rest, why, moment, self._setup.interval, self._now())
            self._dispatcher.rest = rest
            self._dispatcher.trouble = Trouble(self._now(), why)
            self._log(ERROR, f"{why} Nothing is begun for {rest.until - moment:.0f} s.")

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
            if not self._stop.times and not self._folders_trouble:
                self._dispatcher.begin(moment, may_run=self._is_meant)
                self._mailer.start(moment, self._now())
        finally:
            self._show(moment)

    def _collect(self) -> None:
        """Wait for the next thing to do, and take in what workers bring."""
        workers = [worker for worker in (*self._dispatcher.workers, self._mailer.worker) if worker.is_busy]
        seconds = max(0.0, min(_STEP_SECONDS, self._poll_due - time.monotonic()))
        if not workers:
            time.sleep(seconds)
        for worker in first_done(workers, seconds) if workers else ():
            is_mail = worker is self._mailer.worker
            self._guarded(self._mailer.collect if is_mail else partial(self._dispatcher.collect, worker), time.monotonic())

    def _poll(self, moment: float) -> None:
        inbox = self._setup.places.inbox.path
        try:
            self._setup.places.restore()
            self._survey = survey_inbox(inbox)
            claims = unfinished(inbox)
        except NotThere as error:
            self._miss_folders(str(error))
            return
        except OSError as error:
            self._miss_folders(passing(error).why)
            return
        if self._folders_trouble:
            self._log(INFO, "the folders are there again")
            self._folders_trouble = ""
        self._polled_at = self._now()
        if self._meant is None:
            self._meant = frozenset(one.path for one in self._survey.sightings)
        self._dispatcher.forget_missing(claims)
        self._queue.bring_up_to_date(self._candidates(claims), moment)
        self._name_not_taken()

    def _candidates(self, claims: tuple[Claim, ...]) -> list[Candidate]:
        found = [Candidate(one) for one in self._survey.sightings]
        for claim in claims:
            sighting = sight(claim.path)
            if sighting and not self._dispatcher.is_taken_up(claim):
                found.append(Candidate(sighting, claim, self._dispatcher.tries(claim)))
        return found

    def _miss_folders(self, sentence: str) -> None:
        self._survey = _NOTHING_SEEN
        if sentence != self._folders_trouble:
            self._folders_trouble = sentence
            self._dispatcher.trouble = Trouble(self._now(), sentence)
            self._log(ERROR, f"{sentence} The watch goes on when it is back.")

    def _name_not_taken(self) -> None:
        not_taken = frozenset(self._survey.not_taken)
        for one in sorted(not_taken - self._named, key=lambda one: one.name):
            self._log(WARNING, f"is not taken: {one.why}", name=one.name)
        self._named = not_taken

    def _is_meant(self, candidate: Candidate) -> bool:
        """With ``--once``, what comes in later is left to the next call."""
        return not self._setup.is_once or candidate.claim is not None or candidate.path in (self._meant or ())

    def _is_over(self, moment: float) -> bool:
        if self._stop.times:
            return self._dispatcher.is_idle
        if not self._setup.is_once or not self._dispatcher.is_idle:
            return False
        if self._folders_trouble or self._dispatcher.rest:
            return True
        if self._queue.is_stale:
            return False
        is_told = self._mailer.is_idle(all_tried=True) and not self._dispatcher.has_unfiled(untried=True)
        return self._meant is not None and is_told and all(self._is_left(candidate, moment) for candidate in self._queue.candidates)

    def _is_left(self, candidate: Candidate, moment: float) -> bool:
        """Whether ``--once`` leaves it to the next call: it came in later, has been tried, or does not come to an end."""
        if not self._is_meant(candidate) or self._queue.backoff_of(candidate, moment):
            return True
        step, _ = self._queue.next_step(candidate, moment)
        return step is Step.WAIT and self._queue.seen_for(candidate, moment) > self._queue.patience + self._queue.settle

    def _exit_code(self) -> int:
        stuck = (
            self._folders_trouble,
            self._dispatcher.rest,
            self._dispatcher.has_unfiled(untried=False),
            self._queue.has_backoffs,
        )
        if not self._setup.is_once:
            return ExitCode.CLEAN
        return max(self._dispatcher.worst, ExitCode.OUTPUT_NOT_WRITABLE if any(stuck) else ExitCode.CLEAN)

    # Showing

    def _show(self, moment: float) -> None:
        """Write the status when something has changed, and every few seconds; a word in the log every hour."""
        if moment < self._status_due and not self._stop.times:
            return
        self._status_due = moment + min(self._setup.interval, 1.0)
        if moment >= self._word_due:
            self._word_due = moment + _HOUR
            self._log(INFO, f"still watching; {len(self._queue.candidates):,} workbooks wait")
        try:
            self._write_status(self._state(), moment)
        except JournalDamaged:
            return  # whoever writes to it next puts it aside
        except (OutputNotWritable, OSError) as error:
            self._miss_status(passing(error).why, moment)

    def _miss_status(self, why: str, moment: float) -> None:
        """Say that the status cannot be written: when that begins, and every few minutes."""
        if why != self._status_missed or moment >= self._status_word_due:
            self._status_missed, self._status_word_due = why, moment + _REPEAT_SECONDS
            self._log(WARNING, f"{JSON_NAME} and {PAGE_NAME} cannot be written: {why}")

    def _state(self) -> str:
        if self._stop.times:
            return "stopping"
        if self._folders_trouble or self._dispatcher.rest:
            return "trouble"
        return "watching" if self._dispatcher.is_idle else "running"

    def _write_status(self, state: str, moment: float) -> None:
        out = self._setup.places.out
        with suppress(NotThere):
            out.check()
            status = self._status(state, moment)
            shown = (
                state,
                status.running,
                status.waiting_count,
                [one.why for one in status.waiting],
                status.trouble,
                self._survey,
                status.counts,
            )
            if shown != self._shown or state == "stopped" or moment >= self._rewrite_due:
                write_status(status, self._now())
                self._shown, self._rewrite_due = shown, moment + self._every

    def _finished(self) -> tuple[tuple[ClaimRecord, ...], Mapping[str, int]]:
        """The last finished workbooks, and how many there are: read again only when there is a new one, or news of one."""
        news = (self._dispatcher.filed, self._mailer.finished)
        if news != self._news:
            self._last, self._news = (self._journal.recent(_RECENT), self._journal.counts()), news
        return self._last

    def _status(self, state: str, moment: float) -> WatchStatus:
        dispatcher, places = self._dispatcher, self._setup.places
        count, waiting = dispatcher.waiting(moment, SHOWN)
        recent, counts = self._finished()
        return WatchStatus(
            state=state,
            inbox=places.inbox.path,
            out=places.out.path,
            pid=os.getpid(),
            host=platform.node(),
            started_at=self._started_at,
            polled_at=self._polled_at,
            every=self._every,
            running=dispatcher.running(),
            waiting=waiting,
            waiting_count=count,
            not_taken=self._survey.not_taken,
            not_taken_count=self._survey.not_taken_count,
            recent=recent,
            counts=counts,
            trouble=dispatcher.trouble,
        )
