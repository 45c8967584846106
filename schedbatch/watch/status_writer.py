"""The status files are written here. The writer is told what happens; the watch never asks it, and decides nothing by it."""

import datetime as dt
import os
import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from schedbatch.disk.replacing import replace
from schedbatch.domain.issues import OutputNotWritable
from schedbatch.watch.journal import ClaimRecord, Journal, JournalDamaged
from schedbatch.watch.log import WARNING, Log
from schedbatch.watch.places import NotThere
from schedbatch.watch.setup import Setup
from schedbatch.watch.sightings import InboxSurvey
from schedbatch.watch.status import JSON_NAME, PAGE_NAME, Trouble, Waiting, WatchStatus, render_json
from schedbatch.watch.status_page import render_page
from schedbatch.watch.trouble import passing

_REWRITE_SECONDS, _REWRITE_POLLS = 10.0, 5
"""An unchanged status is written again after so many seconds, and no sooner than after so many polls."""
_REPEAT_SECONDS = 300.0
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """The work at a moment. ``waiting_count`` counts those that ``waiting`` does not name too."""

    state: str
    polled_at: dt.datetime | None
    running: tuple[Waiting, ...]
    waiting: tuple[Waiting, ...]
    waiting_count: int
    survey: InboxSurvey


class StatusWriter:
    """Writes ``status.json`` and ``status.html`` when something has changed, and every few seconds."""

    def __init__(self, setup: Setup, journal: Journal, log: Log, now: Callable[[], dt.datetime], moment: float) -> None:
        self._setup, self._journal, self._log, self._now = setup, journal, log, now
        self._every = max(_REWRITE_SECONDS, _REWRITE_POLLS * setup.interval)
        self._started_at = now()
        self._trouble: Trouble | None = None
        self._are_finished_read = False
        self._finished: tuple[tuple[ClaimRecord, ...], Mapping[str, int]] = ((), {})
        self._shown: object = None
        self._rewrite_due = self._repeat_due = moment
        self._complaint = ""

    def tell_trouble(self, sentence: str, name: str = "") -> None:
        """Hear of the last thing that went wrong, with the workbook ``name`` if with a workbook."""
        self._trouble = Trouble(self._now(), sentence, name)

    def tell_finished(self) -> None:
        """Hear that the journal has a new finished workbook, or news of its mail."""
        self._are_finished_read = False

    def show(self, overview: Overview, moment: float) -> None:
        """Write the status if it is due; where that fails, the log says so, and again every few minutes."""
        try:
            self.write(overview, moment)
        except JournalDamaged:
            return  # whoever writes to it next puts it aside
        except (OutputNotWritable, OSError) as error:
            self._complain(passing(error).why, moment)

    def _complain(self, why: str, moment: float) -> None:
        if why != self._complaint or moment >= self._repeat_due:
            self._complaint, self._repeat_due = why, moment + _REPEAT_SECONDS
            self._log(WARNING, f"{JSON_NAME} and {PAGE_NAME} cannot be written: {why}")

    def write(self, overview: Overview, moment: float) -> None:
        """Write the status if it is due. Raises OSError, OutputNotWritable and JournalDamaged."""
        with suppress(NotThere):
            self._setup.places.out.check()
            status = self._status(overview)
            reasons = tuple(waiting.why for waiting in overview.waiting)
            shown = (
                overview.state,
                overview.running,
                overview.waiting_count,
                reasons,
                self._trouble,
                overview.survey,
                status.counts,
            )
            if shown != self._shown or overview.state == "stopped" or moment >= self._rewrite_due:
                self._replace(status)
                self._shown, self._rewrite_due = shown, moment + self._every

    def _replace(self, status: WatchStatus) -> None:
        now = self._now()
        for name, content in ((JSON_NAME, render_json(status, now)), (PAGE_NAME, render_page(status, now))):
            # A share may go between the two: its mount point is an ordinary folder then, where nothing is to be left.
            self._setup.places.out.check()
            replace(status.out / name, content, lasting=False)

    def _read_finished(self) -> tuple[tuple[ClaimRecord, ...], Mapping[str, int]]:
        """The workbooks finished last, and how many there are of each outcome: read again only after news."""
        if not self._are_finished_read:
            self._finished = (self._journal.recent(_RECENT), self._journal.counts())
            self._are_finished_read = True
        return self._finished

    def _status(self, overview: Overview) -> WatchStatus:
        recent, counts = self._read_finished()
        return WatchStatus(
            state=overview.state,
            inbox=self._setup.inbox,
            out=self._setup.out,
            pid=os.getpid(),
            host=platform.node(),
            started_at=self._started_at,
            polled_at=overview.polled_at,
            every=self._every,
            running=overview.running,
            waiting=overview.waiting,
            waiting_count=overview.waiting_count,
            not_taken=overview.survey.not_taken,
            not_taken_count=overview.survey.not_taken_count,
            recent=recent,
            counts=counts,
            trouble=self._trouble,
        )
