"""What a start finds in the journal and in ``working/``, and a journal that is damaged."""

from schedbatch.disk.replacing import remove_parts
from schedbatch.watch.claim import WORKING, Claim, unfinished
from schedbatch.watch.context import Context
from schedbatch.watch.finisher import Finisher
from schedbatch.watch.journal import ClaimRecord, JournalDamaged, State
from schedbatch.watch.log import ERROR, WARNING
from schedbatch.watch.mailer import Mailer
from schedbatch.watch.open_claims import OpenClaims


def recover(context: Context, open_claims: OpenClaims, finisher: Finisher, mailer: Mailer) -> None:
    """Take up what the journal and ``working/`` have: finished work is put away, due mail is sent, the rest is run again.

    Raises OutputNotWritable and OSError.
    """
    remove_parts(context.setup.places.folders)
    records, last_number = _read_journal(context)
    claims = {claim.id: claim for claim in unfinished(context.setup.inbox)}
    open_claims.recover((record for record in records if record.state in (State.CLAIMED, State.RUNNING)), last_number)
    for record in records:
        if record.state is State.FINISHED:
            claim = claims.get(record.id) or Claim(record.id, context.setup.inbox / WORKING / record.id / record.name)
            finisher.take_up(record, claim)
        elif record.state is State.FILED:
            mailer.add(record)
        elif record.id in claims:
            context.log(WARNING, "its run was interrupted; it is run again", name=record.name, tries=record.tries)


def _read_journal(context: Context) -> tuple[tuple[ClaimRecord, ...], int]:
    """The open records and the number of the last claim; a damaged journal has none."""
    try:
        context.journal.check()
        return context.journal.open_records(), context.journal.last_number()
    except JournalDamaged:
        renew_journal(context)
        return (), 0


def renew_journal(context: Context) -> None:
    """Put a damaged journal aside, so that a new one begins. Raises OutputNotWritable."""
    aside = context.journal.put_aside()
    sentence = f"the journal is damaged; it is kept as {aside.name}, and a new one begins. No workbook is lost by that"
    context.status.tell_trouble(sentence)
    context.log(ERROR, sentence)
