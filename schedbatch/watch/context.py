"""What every part of a watch is given: the setup, the journal, the clock, and the two that are told what happens."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from schedbatch.watch.journal import Journal
from schedbatch.watch.log import WARNING, Log
from schedbatch.watch.setup import Setup
from schedbatch.watch.status_writer import StatusWriter


@dataclass(frozen=True, slots=True)
class Context:
    """The log and the status are told only: no part of the watch reads them."""

    setup: Setup
    journal: Journal
    log: Log
    status: StatusWriter
    now: Callable[[], dt.datetime]

    def warn(self, sentence: str, name: str = "") -> None:
        """Tell a trouble, of the workbook ``name`` if of a workbook, in the log and in the status."""
        self.status.tell_trouble(sentence, name)
        self.log(WARNING, sentence, name=name)
