"""How long calendars say that something is gone; calendars.md, "Events"."""

import datetime as dt

import pytest

from schedbatch.domain.calendar_text import ilm_text, offering_text
from schedbatch.domain.model import IlmEntries
from schedbatch.domain.revisions import Stamp
from schedbatch.history.records import Recorded, to_text
from schedbatch.history.snapshot import KeptTombstone
from schedbatch.history.tombstones import is_long_past
from tests.outputs.reports import MADE_AT, ZONE, ilm, offering

MONTH = dt.timedelta(days=30)
RECORDS = (
    (Recorded(offering(), offering_text(offering(), "", ZONE.key)), offering().end),
    (Recorded(ilm(), ilm_text(ilm(), IlmEntries.DUE_TIME, ZONE.key), IlmEntries.DUE_TIME), ilm().due),
)


@pytest.mark.parametrize(("record", "end"), RECORDS, ids=["offering", "ILM"])
def test_a_tombstone_is_needed_for_thirty_days_after_the_end(record: Recorded, end: dt.datetime) -> None:
    tombstone = KeptTombstone("uid", to_text(record), Stamp(1, MADE_AT), ())
    last = end.astimezone(dt.UTC) + MONTH
    moments = (last - MONTH, last, last + dt.timedelta(seconds=1))
    assert [is_long_past(tombstone, moment) for moment in moments] == [False, False, True]
