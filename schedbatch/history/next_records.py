"""What becomes of each offering and ILM: its next record, its stamp, and the changes that are told. Pure.

Source: calendars.md, "Events"; RFC 5545, 3.8.7.4 (SEQUENCE).
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.results import Ilm, Offering
from schedbatch.domain.revisions import Change, ChangeKind, Stamp
from schedbatch.history.audiences import FeedsOfReleases, folded
from schedbatch.history.differences import NOWHERE, changed_fields, field_rows, whole_row
from schedbatch.history.planned import Planned
from schedbatch.history.records import Recorded, changed_text, from_text, raises_sequence
from schedbatch.history.snapshot import KeptTombstone, ReleasedRecord, Snapshot

_MOMENT = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class NextRecord:
    """What became of one offering or ILM: its new record, the rows that tell the change, and the feeds that it has left.

    ``is_touched``: new, or changed for subscribers.
    """

    record: ReleasedRecord
    rows: tuple[Change, ...] = ()
    left: tuple[FeedKey, ...] = ()
    is_touched: bool = False


def later_stamp(stamp: Stamp, now: dt.datetime, *, raises: bool = True) -> Stamp:
    """The stamp of a change; ``raises``: the change raises SEQUENCE."""
    # A clock that stands still or goes back must not make a change look older than what it changes.
    return Stamp(stamp.sequence + raises, max(now, stamp.changed_at + _MOMENT))


class NextRecords:
    """The records that follow those of the release ``before``; ``first`` is the stamp of what has never been released."""

    def __init__(self, before: Snapshot, planned: Planned, feeds: FeedsOfReleases, first: Stamp, now: dt.datetime) -> None:
        self._before = before
        self._first = first
        self._texts = planned.texts
        self._held = planned.held
        self._form = planned.catalog.settings.ilm_entries
        self._zone = planned.catalog.settings.zone or dt.UTC
        self._feeds = feeds
        self._now = now
        self._tombstones: dict[str, list[KeptTombstone]] = defaultdict(list)
        for tombstone in before.tombstones:
            self._tombstones[tombstone.uid].append(tombstone)

    def of(self, offering_or_ilm: Offering | Ilm, text: str) -> NextRecord:
        """What becomes of an offering or ILM whose record has the ``text`` now."""
        now = Recorded(offering_or_ilm, self._texts[offering_or_ilm.uid], self._form)
        old = self._before.records.get(offering_or_ilm.uid)
        following = self._new(now, text) if old is None else self._next(old, now, text)
        has_tombstones = offering_or_ilm.uid in self._tombstones and now.is_in_calendars
        return self._above_tombstones(following, offering_or_ilm) if has_tombstones else following

    def _new(self, now: Recorded, text: str) -> NextRecord:
        last_sequence = self._before.last_sequences.get(now.offering_or_ilm.uid)
        stamp = self._first if last_sequence is None else Stamp(last_sequence + 1, self._now)
        row = whole_row(ChangeKind.ADDED if last_sequence is None else ChangeKind.REVIVED, now, self._now)
        return NextRecord(ReleasedRecord(text, stamp, now.is_in_calendars), (row,), is_touched=now.is_in_calendars)

    def _next(self, old: ReleasedRecord, now: Recorded, text: str) -> NextRecord:
        offering_or_ilm = now.offering_or_ilm
        held = (whole_row(ChangeKind.HELD, now, self._now),) if offering_or_ilm.uid in self._held else ()
        if old.text != text:
            return self._changed(old, now, text, held)
        lost = self._feeds.lost.get(offering_or_ilm.groups, ()) if old.is_in_calendars else ()
        if lost and now.is_in_calendars:
            # The calendar of a group that is no more takes the tombstone only if SEQUENCE rises, and all calendars share it.
            stamp = later_stamp(old.stamp, self._now)
            return NextRecord(ReleasedRecord(text, stamp, is_in_calendars=True), held, lost, is_touched=True)
        return NextRecord(old, held)

    def _changed(self, old: ReleasedRecord, now: Recorded, text: str, held: tuple[Change, ...]) -> NextRecord:
        before = from_text(old.text, self._zone, NOWHERE)
        is_live = now.is_in_calendars
        is_back = is_live and not old.is_in_calendars
        is_revived = is_back and now.offering_or_ilm.uid in self._before.last_sequences
        stamp = self._stamp(old, before, now, is_back=is_back, is_revived=is_revived)
        left = self._feeds.left(before.offering_or_ilm, now.offering_or_ilm if is_live else None) if old.is_in_calendars else ()
        if left and stamp.sequence == old.stamp.sequence:
            stamp = later_stamp(old.stamp, self._now)
        rows = tuple(field_rows(before, now, changed_fields(before, now), self._now, is_revived=is_revived))
        is_touched = is_live and stamp != old.stamp
        return NextRecord(ReleasedRecord(text, stamp, is_live), (*rows, *held), left, is_touched=is_touched)

    def _stamp(self, old: ReleasedRecord, before: Recorded, now: Recorded, *, is_back: bool, is_revived: bool) -> Stamp:
        """The stamp of a changed record, as far as the feeds that it has left do not matter."""
        if is_revived:
            sequence = self._before.last_sequences[now.offering_or_ilm.uid] + 1
            return Stamp(sequence, max(self._now, old.stamp.changed_at + _MOMENT))
        changed = changed_text(before, now)
        if now.is_in_calendars and (is_back or changed):
            return later_stamp(old.stamp, self._now, raises=not is_back and raises_sequence(changed))
        return old.stamp

    def _above_tombstones(self, following: NextRecord, offering_or_ilm: Offering | Ilm) -> NextRecord:
        """The same with a stamp that is newer than the tombstones in the feeds that show the offering or ILM again."""
        feeds = folded(self._feeds.now(offering_or_ilm))
        stamps = [tombstone.stamp for tombstone in self._tombstones[offering_or_ilm.uid] if feeds & folded(tombstone.feeds)]
        own = following.record.stamp
        if not stamps or all(stamp.sequence < own.sequence and stamp.changed_at < own.changed_at for stamp in stamps):
            return following
        sequence = max(own.sequence, *(stamp.sequence + 1 for stamp in stamps))
        changed_at = max(own.changed_at, self._now, *(stamp.changed_at + _MOMENT for stamp in stamps))
        return replace(following, record=replace(following.record, stamp=Stamp(sequence, changed_at)), is_touched=True)
