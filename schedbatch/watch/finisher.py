"""Workbooks whose runs have ended: the result is recorded and told, and the workbook is put away, again until that works.

The journal has each of them as finished until it is put away; the clock of the next try alone is kept here.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from schedbatch.domain.issues import OutputNotWritable
from schedbatch.watch.backoff import Backoff, Pause, next_backoff
from schedbatch.watch.claim import Claim
from schedbatch.watch.claim_run import RunResult, settings_of
from schedbatch.watch.context import Context
from schedbatch.watch.filing import finished_record, put_on_file, with_receipt
from schedbatch.watch.journal import ClaimRecord, JournalDamaged
from schedbatch.watch.log import ERROR, INFO, WARNING
from schedbatch.watch.mailer import Mailer
from schedbatch.watch.open_claims import OpenClaims
from schedbatch.watch.trouble import Ending


@dataclass(frozen=True, slots=True)
class Unfiled:
    """A finished workbook that is not put away; ``backoff`` is ``None`` before the first try."""

    record: ClaimRecord
    claim: Claim
    backoff: Backoff | None = None


class Finisher:
    """The finished workbooks that are not put away yet, and the worst exit code so far."""

    def __init__(self, context: Context, open_claims: OpenClaims, pause: Pause, mailer: Mailer) -> None:
        self._context, self._open_claims, self._pause, self._mailer = context, open_claims, pause, mailer
        self._unfiled: dict[str, Unfiled] = {}
        self.worst_exit_code = 0

    @property
    def unfiled(self) -> tuple[Unfiled, ...]:
        """The finished workbooks that are not put away yet."""
        return tuple(self._unfiled.values())

    @property
    def has_untried(self) -> bool:
        """Whether a finished workbook waits for the first try to put it away."""
        return any(unfiled.backoff is None for unfiled in self._unfiled.values())

    def is_finished(self, claim: Claim) -> bool:
        """Whether the claim's run has ended."""
        return claim.id in self._unfiled

    def names_of(self, schedule_id: str) -> Iterator[str]:
        """The unfiled workbooks of a schedule."""
        key = schedule_id.casefold()
        return (unfiled.record.name for unfiled in self._unfiled.values() if unfiled.record.schedule_id.casefold() == key)

    def take_up(self, record: ClaimRecord, claim: Claim) -> None:
        """Take up a workbook whose run had ended before a kill."""
        self._unfiled[record.id] = Unfiled(record, claim)
        self._context.log(INFO, "its run had finished; it is put away now", name=record.name)

    def finish(self, record: ClaimRecord, claim: Claim, result: RunResult, moment: float) -> None:
        """Record and tell the result, and put the workbook away.

        Raises OutputNotWritable, OSError and JournalDamaged; the claim is then run once more, which finds everything done.
        """
        context = self._context
        self._open_claims.close(record)
        now = context.now()
        record = dataclasses.replace(record, settings=settings_of(context.setup.options))
        try:
            finished = finished_record(record, claim, result, context.setup.inbox, context.journal, now)
        except (OutputNotWritable, OSError, JournalDamaged):
            self._open_claims.reopen(record)
            raise
        told = with_receipt(finished, result, context.setup.out, now, is_mailed=self._mailer.is_wanted)
        self.worst_exit_code = max(self.worst_exit_code, result.exit_code)
        self._pause.end()
        self._tell(finished, result)
        self._put_away(Unfiled(told, claim), moment)

    def _tell(self, finished: ClaimRecord, result: RunResult) -> None:
        level = ERROR if result.ending is Ending.BROKEN else WARNING if result.exit_code else INFO
        self._context.log(
            level,
            result.sentence,
            name=finished.name,
            outcome=result.ending.value,
            schedule_id=result.schedule_id or None,
            kept_as=finished.archived,
        )
        if not result.ending.is_done:
            self._context.status.tell_trouble(result.sentence, finished.name)

    def put_away_due(self, moment: float) -> None:
        """Put away what is finished, as far as its time has come. Raises JournalDamaged."""
        for unfiled in self.unfiled:
            if unfiled.backoff is None or unfiled.backoff.until <= moment:
                self._put_away(unfiled, moment)

    def _put_away(self, unfiled: Unfiled, moment: float) -> None:
        context, record = self._context, unfiled.record
        self._unfiled[record.id] = unfiled
        try:
            filed = put_on_file(record, unfiled.claim, context.setup.inbox, context.journal)
        except (OutputNotWritable, OSError) as error:
            why = f"it is finished, but cannot be put away yet: {error}"
            backoff = next_backoff(unfiled.backoff, why, moment, context.setup.interval, context.now())
            self._unfiled[record.id] = dataclasses.replace(unfiled, backoff=backoff)
            context.warn(why, record.name)
        else:
            del self._unfiled[record.id]
            context.status.tell_finished()
            self._mailer.add(filed)
