"""A finished workbook: recorded, told of, put away. Each step can be done again after a kill, and comes to the same."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

from schedbatch import __version__
from schedbatch.disk.replacing import replace
from schedbatch.watch.claim import DONE, FAILED, JSON_END, TEXT_END, Claim, archived_name, place_in, put_away
from schedbatch.watch.journal import Journal, Row, State
from schedbatch.watch.log import utc
from schedbatch.watch.receipts import Receipt, make_receipt
from schedbatch.watch.trouble import Ending
from schedbatch.watch.work import Ended


def finished_row(row: Row, claim: Claim, ended: Ended, inbox: Path, journal: Journal, now: dt.datetime) -> Row:
    """The row of a workbook that has come to an end: where it is to be kept, and which release it is. Raises OutputNotWritable."""
    folder = DONE if ended.ending.is_done else FAILED
    place = place_in(inbox, folder, archived_name(claim.name, ended.sha256, now.astimezone()))
    finished = dataclasses.replace(
        row,
        state=State.FINISHED,
        sha256=ended.sha256,
        schedule_id=ended.schedule_id or row.schedule_id,
        version=__version__,
        outcome=ended.ending.value,
        exit_code=ended.exit_code,
        sentence=ended.sentence,
        finished_at=utc(now),
        archived=f"{folder}/{place.name}",
    )
    return dataclasses.replace(finished, revision=_revision(finished, ended, journal)) if ended.ending.is_done else finished


def _revision(row: Row, ended: Ended, journal: Journal) -> int:
    """The number of the release: the same workbook again is no new one."""
    last = journal.last_done(row.schedule_id)
    is_new = ended.ending is Ending.RELEASED and (last is None or last.sha256 != row.sha256)
    return journal.revision(row.schedule_id) + is_new


def with_receipt(row: Row, ended: Ended, out: Path, now: dt.datetime, *, is_mailed: bool) -> Row:
    """The row with all that is to be told, and the mail that is due."""
    receipt = make_receipt(row, ended, out, now.astimezone())
    return dataclasses.replace(row, receipt=json.dumps(dataclasses.asdict(receipt)), mail="due" if is_mailed else "")


def receipt_of(row: Row) -> Receipt:
    """What was to be told of a finished row; what an earlier version did not know of is blank."""
    told = json.loads(row.receipt)
    return Receipt(*(told.get(field.name, "") for field in dataclasses.fields(Receipt)))


def put_on_file(row: Row, claim: Claim, inbox: Path, journal: Journal) -> Row:
    """Record the finished row, write the receipts, put the workbook away, and record that. Raises OutputNotWritable and OSError."""
    journal.put(row)
    place = inbox / row.archived
    receipt = receipt_of(row)
    replace(place.with_name(place.stem + TEXT_END), receipt.text.encode("utf-8", "replace"))
    replace(place.with_name(place.stem + JSON_END), receipt.json.encode())
    put_away(claim, place)
    filed = dataclasses.replace(row, state=State.FILED, receipt=row.receipt if row.mail == "due" else "")
    journal.put(filed)
    return filed
