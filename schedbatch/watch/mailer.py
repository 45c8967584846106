"""Mail that is due. A worker of its own sends each mail in turn, so that a slow server keeps no workbook waiting."""

import dataclasses

from schedbatch.watch.context import Context
from schedbatch.watch.filing import receipt_of
from schedbatch.watch.journal import ClaimRecord
from schedbatch.watch.log import ERROR, INFO, WARNING
from schedbatch.watch.mail import LONGEST_WAIT, MAX_SENDS, send
from schedbatch.watch.receipts import letter
from schedbatch.watch.trouble import wait_after
from schedbatch.watch.worker_process import WorkerProcess


class Mailer:
    """The mail still to be sent. The journal has what is due; the clock of the next try alone is kept here."""

    def __init__(self, context: Context) -> None:
        self._context, self._postbox, self._journal, self._log = context, context.setup.postbox, context.journal, context.log
        self._due: dict[str, tuple[float, int]] = {}
        self._row: ClaimRecord | None = None
        self.worker = WorkerProcess()

    @property
    def is_wanted(self) -> bool:
        """Whether receipts are mailed at all."""
        return self._postbox is not None

    def add(self, record: ClaimRecord) -> None:
        """Take on the mail of a filed workbook, if its mail is due."""
        if record.mail == "due":
            self._due[record.id] = (0.0, 0)

    def is_idle(self, *, all_tried: bool) -> bool:
        """Whether nothing is being sent, and nothing left, or ``all_tried``: nothing that has not been tried once."""
        return not self.worker.is_busy and not [1 for _, failures in self._due.values() if not (all_tried and failures)]

    def start(self, moment: float) -> None:
        """Begin to send what is due, if nothing is being sent."""
        if self._postbox is None or self.worker.is_busy:
            return
        claim_id = next((due for due, (until, _) in self._due.items() if until <= moment), None)
        if claim_id is None:
            return
        record = self._journal.record(claim_id)
        if record is None or record.mail != "due":
            del self._due[claim_id]
            return
        self._row = record
        self.worker.start(send, self._postbox, letter(record, receipt_of(record), self._context.now()))

    def collect(self, moment: float) -> None:
        """Take in what came of it."""
        reply, record = self.worker.take_reply(), self._row
        if record is None:
            return
        self._context.status.tell_finished()
        why = "the mail program failed" if reply.bug or reply.has_died else str(reply.value)
        _, failures = self._due.pop(record.id)
        if not why:
            self._log(INFO, "its receipt has been mailed", name=record.name)
            self._journal.put(dataclasses.replace(record, mail="sent", receipt=""))
        elif failures + 1 >= MAX_SENDS:
            self._log(ERROR, f"its receipt could not be mailed: {why}; given up", name=record.name, more=reply.bug)
            self._journal.put(dataclasses.replace(record, mail="given up", receipt=""))
        else:
            self._due[record.id] = (moment + wait_after(failures + 1, 1.0, LONGEST_WAIT), failures + 1)
            self._log(WARNING, f"its receipt could not be mailed: {why}; it is tried again", name=record.name, more=reply.bug)
