"""A finished workbook: recorded, told of, put away. After a kill each step is done again, with the same result."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

from schedbatch import __version__
from schedbatch.disk.replacing import replace
from schedbatch.watch.claim import DONE, FAILED, JSON_END, TEXT_END, Claim, archived_name, place_in, put_away
from schedbatch.watch.claim_run import RunResult
from schedbatch.watch.journal import ClaimRecord, Journal, State
from schedbatch.watch.log import utc
from schedbatch.watch.receipts import ReceiptTexts, make_receipt
from schedbatch.watch.trouble import Ending


def finished_record(
    record: ClaimRecord, claim: Claim, result: RunResult, inbox: Path, journal: Journal, now: dt.datetime
) -> ClaimRecord:
    """The record of a workbook whose run has ended: its place, and the number of its release. Raises OutputNotWritable."""
    folder = DONE if result.ending.is_done else FAILED
    place = place_in(inbox, folder, archived_name(claim.name, result.sha256, now.astimezone()))
    finished = dataclasses.replace(
        record,
        state=State.FINISHED,
        sha256=result.sha256,
        schedule_id=result.schedule_id or record.schedule_id,
        version=__version__,
        outcome=result.ending.value,
        exit_code=result.exit_code,
        sentence=result.sentence,
        finished_at=utc(now),
        archived=f"{folder}/{place.name}",
    )
    return dataclasses.replace(finished, revision=_revision(finished, result, journal)) if result.ending.is_done else finished


def _revision(record: ClaimRecord, result: RunResult, journal: Journal) -> int:
    """The number of the release: the same workbook again is no new one."""
    last = journal.last_done(record.schedule_id)
    is_new = result.ending is Ending.RELEASED and (last is None or last.sha256 != record.sha256)
    return journal.revision(record.schedule_id) + is_new


def with_receipt(record: ClaimRecord, result: RunResult, out: Path, now: dt.datetime, *, is_mailed: bool) -> ClaimRecord:
    """The record with the texts that are to be told, and the mail that is due."""
    receipt = make_receipt(record, result, out, now.astimezone())
    return dataclasses.replace(record, receipt=json.dumps(dataclasses.asdict(receipt)), mail="due" if is_mailed else "")


def receipt_of(record: ClaimRecord) -> ReceiptTexts:
    """The texts that a finished record is to tell; a text that an earlier version did not have is blank."""
    told = json.loads(record.receipt)
    return ReceiptTexts(*(told.get(field.name, "") for field in dataclasses.fields(ReceiptTexts)))


def put_on_file(record: ClaimRecord, claim: Claim, inbox: Path, journal: Journal) -> ClaimRecord:
    """Record the end, write the receipts, put the workbook away, and record that. Raises OutputNotWritable and OSError."""
    journal.put(record)
    place = inbox / record.archived
    receipt = receipt_of(record)
    replace(place.with_name(place.stem + TEXT_END), receipt.text.encode("utf-8", "replace"))
    replace(place.with_name(place.stem + JSON_END), receipt.json.encode())
    put_away(claim, place)
    filed = dataclasses.replace(record, state=State.FILED, receipt=record.receipt if record.mail == "due" else "")
    journal.put(filed)
    return filed
