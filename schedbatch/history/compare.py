"""The last release and this run's plan -> what has changed, and what subscribers must be told. Pure.

Source: calendars.md, "Events".
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.revisions import Change, ChangeKind, Changes, Revision, Stamp, Tombstone
from schedbatch.domain.times import sequence_number
from schedbatch.history.audiences import FeedsOfReleases, audiences_of, folded, without_learners
from schedbatch.history.differences import NOWHERE, time_order, whole_row
from schedbatch.history.next_records import NextRecord, NextRecords, later_stamp
from schedbatch.history.planned import Planned
from schedbatch.history.records import from_text, in_calendars, to_texts
from schedbatch.history.snapshot import KeptTombstone, ReleasedRecord, Snapshot
from schedbatch.history.tombstones import is_long_past, last_sequences, still_standing


def compare(previous: Snapshot | None, planned: Planned, now: dt.datetime, secret: str = "") -> tuple[Revision, Snapshot]:
    """What ``planned`` changes, and the snapshot that it leaves.

    Nothing changes by itself: a plan like the last one gives the same stamps and the same tombstones. ``secret`` is used
    when there is no previous release to take it from.
    """
    before = without_learners(previous, planned.catalog) if previous else Snapshot(now, sequence_number(now), secret=secret)
    return _Comparison(before, planned, now, is_first=previous is None).outcome()


class _Comparison:
    """One comparison; what all offerings and ILMs share is worked out once."""

    def __init__(self, before: Snapshot, planned: Planned, now: dt.datetime, *, is_first: bool) -> None:
        self._before = before
        self._planned = planned
        self._now = now
        self._is_first = is_first
        self._first = Stamp(before.base, now)
        self._zone = planned.catalog.settings.zone or dt.UTC
        self._audiences = audiences_of(planned.plan, planned.catalog)
        self._feeds = FeedsOfReleases(before.audiences, self._audiences)

    def outcome(self) -> tuple[Revision, Snapshot]:
        """The revision, and the snapshot that it leaves."""
        records, followed = self._records()
        gone = self._gone(records)
        made = self._made(followed, gone)
        touched = self._touched(records, followed)
        standing = tuple(still_standing(self._before.tombstones, made, lambda uid: self._feeds_of(uid, records)))
        if made or touched:
            standing = tuple(tombstone for tombstone in standing if not is_long_past(tombstone, self._now))
        rows = [row for following in followed.values() for row in following.rows]
        rows += [self._cancelled(record) for _, record in gone]
        snapshot = Snapshot(
            made_at=self._now,
            base=self._before.base,
            records=records,
            tombstones=(*standing, *made),
            last_sequences=last_sequences(self._before.last_sequences, made, records),
            audiences=self._audiences,
            secret=self._before.secret,
        )
        return self._revision(snapshot, touched, len(standing), rows), snapshot

    def _records(self) -> tuple[dict[str, ReleasedRecord], dict[str, NextRecord]]:
        """All records in the order of the plan, and what became of the offerings and ILMs that are not as they were."""
        form = self._planned.catalog.settings.ilm_entries
        planned = self._planned.plan.offerings_and_ilms
        texts = to_texts(planned, self._planned.texts, form)
        if self._is_first:
            return {
                offering_or_ilm.uid: ReleasedRecord(text, self._first, in_calendars(offering_or_ilm, form))
                for offering_or_ilm, text in zip(planned, texts, strict=True)
            }, {}
        before, lost = self._before.records, self._feeds.lost
        marked = self._planned.held.union([tombstone.uid for tombstone in self._before.tombstones])
        following = NextRecords(self._before, self._planned, self._feeds, self._first, self._now)
        records: dict[str, ReleasedRecord] = {}
        followed: dict[str, NextRecord] = {}
        for offering_or_ilm, text in zip(planned, texts, strict=True):
            uid = offering_or_ilm.uid
            old = before.get(uid)
            if old is not None and old.text == text and uid not in marked and offering_or_ilm.groups not in lost:
                records[uid] = old
            else:
                followed[uid] = following.of(offering_or_ilm, text)
                records[uid] = followed[uid].record
        return records, followed

    def _gone(self, records: Mapping[str, ReleasedRecord]) -> list[tuple[str, ReleasedRecord]]:
        """What the plan no longer has, by time and ID: history keeps no order."""
        gone = [(uid, record) for uid, record in self._before.records.items() if uid not in records]
        return sorted(gone, key=lambda pair: time_order(from_text(pair[1].text, dt.UTC, NOWHERE)))

    def _made(self, followed: Mapping[str, NextRecord], gone: Sequence[tuple[str, ReleasedRecord]]) -> tuple[KeptTombstone, ...]:
        """The tombstones that this release adds: of what has left some feeds, then of what is gone from all."""
        left = [
            KeptTombstone(uid, self._before.records[uid].text, following.record.stamp, following.left)
            for uid, following in followed.items()
            if following.left
        ]
        return (*left, *(self._tombstone_of_gone(uid, record) for uid, record in gone if record.is_in_calendars))

    def _tombstone_of_gone(self, uid: str, record: ReleasedRecord) -> KeptTombstone:
        offering_or_ilm = from_text(record.text, self._zone, NOWHERE).offering_or_ilm
        return KeptTombstone(uid, record.text, later_stamp(record.stamp, self._now), self._feeds.left(offering_or_ilm, None))

    def _touched(self, records: Mapping[str, ReleasedRecord], followed: Mapping[str, NextRecord]) -> frozenset[str]:
        if self._is_first:
            return frozenset([uid for uid, record in records.items() if record.is_in_calendars])
        return frozenset([uid for uid, following in followed.items() if following.is_touched])

    def _feeds_of(self, uid: str, records: Mapping[str, ReleasedRecord]) -> set[FeedKey]:
        """The folded feeds that show the offering or ILM now."""
        record = records.get(uid)
        if record is None or not record.is_in_calendars:
            return set()
        return folded(self._feeds.now(from_text(record.text, self._zone, NOWHERE).offering_or_ilm))

    def _cancelled(self, record: ReleasedRecord) -> Change:
        return whole_row(ChangeKind.CANCELLED, from_text(record.text, self._zone, NOWHERE), self._now)

    def _revision(self, snapshot: Snapshot, touched: frozenset[str], standing: int, rows: Sequence[Change]) -> Revision:
        """What subscribers are told; the first ``standing`` tombstones are those of earlier releases."""
        tombstones = (self._tombstone(tombstone, is_new=number >= standing) for number, tombstone in enumerate(snapshot.tombstones))
        return Revision(
            first=self._first,
            texts=self._planned.texts,
            stamps={uid: record.stamp for uid, record in snapshot.records.items() if record.stamp is not self._first},
            tombstones=tuple(tombstones),
            touched=touched,
            gained={} if self._is_first else self._feeds.gained,
            changes=Changes(None if self._is_first else self._before.made_at, tuple(rows)),
            secret=snapshot.secret,
        )

    def _tombstone(self, tombstone: KeptTombstone, *, is_new: bool) -> Tombstone:
        record = from_text(tombstone.text, self._zone, NOWHERE)
        return Tombstone(record.offering_or_ilm, record.text, tombstone.stamp, tombstone.feeds, is_new)
