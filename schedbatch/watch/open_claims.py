"""The claims whose runs have not ended, as ``working/`` and the journal have them.

The records are read from the journal once, at the start, and each change goes to the journal too: a start after a kill
finds the same claims. There are two exceptions. A claim that has not been run yet is in ``working/`` only; its record goes
to the journal with the first run. And a full disk may refuse to take a try back; the journal then has a try too many.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from contextlib import suppress

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.watch.claim import Claim
from schedbatch.watch.journal import ClaimRecord, Journal, JournalDamaged, State
from schedbatch.watch.log import utc


class OpenClaims:
    """The records of claimed and running workbooks, by claim; and the number of the last claim."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._records: dict[str, ClaimRecord] = {}
        self._last_number = 0

    def recover(self, records: Iterable[ClaimRecord], last_number: int) -> None:
        """Begin with what the journal has."""
        self._records = {record.id: record for record in records}
        self._last_number = last_number

    @property
    def next_number(self) -> int:
        """The number that a new claim gets, unless its folder is there already."""
        return self._last_number + 1

    def add(self, claim: Claim, schedule_id: str, now: dt.datetime) -> None:
        """Know a claim that has just been made."""
        self._last_number = int(claim.id)
        self._records[claim.id] = ClaimRecord(claim.id, claim.name, State.CLAIMED, claimed_at=utc(now), schedule_id=schedule_id)

    def record_of(self, claim: Claim, now: dt.datetime) -> ClaimRecord:
        """The claim's record; a new one for a claim that only ``working/`` has."""
        return self._records.get(claim.id) or ClaimRecord(claim.id, claim.name, State.CLAIMED, claimed_at=utc(now))

    def tries(self, claim: Claim) -> int:
        """How often the claim's run has begun and not ended."""
        record = self._records.get(claim.id)
        return record.tries if record else 0

    def begin_try(self, record: ClaimRecord, schedule_id: str) -> ClaimRecord:
        """Count a run before it begins, in the journal first. Raises OutputNotWritable and JournalDamaged."""
        running = dataclasses.replace(record, state=State.RUNNING, tries=record.tries + 1, schedule_id=schedule_id)
        self._journal.put(running)
        self._records[record.id] = running
        return running

    def take_back_try(self, record: ClaimRecord) -> None:
        """Count a run that could not be finished as none."""
        self.reopen(record)
        # The disk may be full; what the journal then says is a try too many.
        with suppress(OutputNotWritable, JournalDamaged):
            self._journal.put(self._records[record.id])

    def reopen(self, record: ClaimRecord) -> None:
        """Have the claim run again although its run has ended: the journal could not be told of the end."""
        self._records[record.id] = dataclasses.replace(record, state=State.CLAIMED, tries=record.tries - 1)

    def close(self, record: ClaimRecord) -> None:
        """Let go of a claim whose run has ended."""
        self._records.pop(record.id, None)

    def missing_from(self, claims: Iterable[Claim]) -> tuple[ClaimRecord, ...]:
        """The records of claims that are not in ``working/`` any more."""
        there = {claim.id for claim in claims}
        return tuple(record for record in self._records.values() if record.id not in there)

    def forget(self, record: ClaimRecord) -> None:
        """Drop a claim that somebody has removed from ``working/``. Raises OutputNotWritable and JournalDamaged."""
        del self._records[record.id]
        self._journal.forget(record.id)

    def names_ahead_of(self, claim: Claim | None, schedule_id: str) -> tuple[str, ...]:
        """The workbooks of a schedule that were claimed before ``claim``; ``None`` is a workbook that is not claimed yet."""
        key = schedule_id.casefold()
        records = (record for record in self._records.values() if record.schedule_id.casefold() == key)
        return tuple(record.name for record in records if claim is None or record.id < claim.id)
