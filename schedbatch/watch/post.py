"""Mail that is due: sent one after another by a worker of its own, so that a slow server keeps no workbook waiting."""

import dataclasses
import datetime as dt

from schedbatch.watch.filing import receipt_of
from schedbatch.watch.journal import Journal, Row
from schedbatch.watch.log import ERROR, INFO, WARNING, Log
from schedbatch.watch.mail import LONGEST_WAIT, MAX_SENDS, Postbox, send
from schedbatch.watch.receipts import letter
from schedbatch.watch.trouble import wait_after
from schedbatch.watch.workers import Worker


class Post:
    """The mail still to be sent. What is due is in the journal too, and survives a kill."""

    def __init__(self, postbox: Postbox | None, journal: Journal, log: Log) -> None:
        self._postbox, self._journal, self._log = postbox, journal, log
        self._due: dict[str, tuple[float, int]] = {}
        self._row: Row | None = None
        self.worker = Worker()
        self.finished = 0

    @property
    def is_wanted(self) -> bool:
        """Whether receipts are mailed at all."""
        return self._postbox is not None

    def add(self, row: Row) -> None:
        """Take on the mail of a filed row, if any is due."""
        if row.mail == "due":
            self._due[row.id] = (0.0, 0)

    def is_idle(self, *, all_tried: bool) -> bool:
        """Whether nothing is being sent, and nothing left, or ``all_tried``: nothing that has not been tried once."""
        return not self.worker.is_busy and not [1 for _, failures in self._due.values() if not (all_tried and failures)]

    def start(self, moment: float, now: dt.datetime) -> None:
        """Begin to send what is due, if nothing is being sent."""
        if self._postbox is None or self.worker.is_busy:
            return
        claim_id = next((one for one, (until, _) in self._due.items() if until <= moment), None)
        if claim_id is None:
            return
        row = self._journal.row(claim_id)
        if row is None or row.mail != "due":
            del self._due[claim_id]
            return
        self._row = row
        self.worker.start(send, self._postbox, letter(row, receipt_of(row), now))

    def collect(self, moment: float) -> None:
        """Take in what came of it."""
        brought, row = self.worker.bring(), self._row
        if row is None:
            return
        self.finished += 1
        why = "the mail program failed" if brought.bug or brought.has_died else str(brought.value)
        _, failures = self._due.pop(row.id)
        if not why:
            self._log(INFO, "its receipt has been mailed", name=row.name)
            self._journal.put(dataclasses.replace(row, mail="sent", receipt=""))
        elif failures + 1 >= MAX_SENDS:
            self._log(ERROR, f"its receipt could not be mailed: {why}; given up", name=row.name, more=brought.bug)
            self._journal.put(dataclasses.replace(row, mail="given up", receipt=""))
        else:
            self._due[row.id] = (moment + wait_after(failures + 1, 1.0, LONGEST_WAIT), failures + 1)
            self._log(WARNING, f"its receipt could not be mailed: {why}; it is tried again", name=row.name, more=brought.bug)
