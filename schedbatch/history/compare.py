"""The last release and this run's plan -> what has changed, and what subscribers must be told. Pure.

Source: calendars.md, "Events"; RFC 5545, 3.8.7.4 (SEQUENCE).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain.calendar_text import CalendarText
from schedbatch.domain.feeds import Attendance, FeedKey, feeds_of_teaching
from schedbatch.domain.model import Catalog
from schedbatch.domain.names import fold
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.revisions import Change, ChangeKind, Changes, Revision, Stamp, Tombstone
from schedbatch.domain.times import sequence_number
from schedbatch.history.differences import NOWHERE, changed_fields, field_rows, time_order, whole_row
from schedbatch.history.records import Recorded, changed_text, from_text, in_calendars, raises_sequence, to_texts
from schedbatch.history.snapshot import Audiences, Entry, Grave, Snapshot

TOMBSTONE_DAYS = 30
_MOMENT = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """What is compared with the last release: a plan, what calendars say of it, and what it came from.

    ``texts`` are by UID; ``held`` are the UIDs of what an error holds back.
    """

    plan: Plan
    texts: Mapping[str, CalendarText]
    held: frozenset[str]
    catalog: Catalog


def compare(previous: Snapshot | None, planned: Planned, now: dt.datetime, secret: str = "") -> tuple[Revision, Snapshot]:
    """What ``planned`` changes, and the snapshot that it leaves.

    Nothing changes by itself: a plan like the last one gives the same stamps and the same tombstones. ``secret`` is used
    when there is no previous release to take it from.
    """
    before = _without_learners(previous, planned.catalog) if previous else Snapshot(now, sequence_number(now), secret=secret)
    return _Comparison(before, planned, now, is_first=previous is None).outcome()


def _without_learners(before: Snapshot, catalog: Catalog) -> Snapshot:
    """The last release without learners' calendars, where they are not wanted any more: they just end."""
    if catalog.settings.learner_calendars:
        return before
    audiences = {groups: _own(feeds) for groups, feeds in before.audiences.items()}
    graves = (replace(grave, feeds=_own(grave.feeds)) for grave in before.graves)
    return replace(before, audiences=audiences, graves=tuple(grave for grave in graves if grave.feeds))


def _own(feeds: Iterable[FeedKey]) -> tuple[FeedKey, ...]:
    return tuple(feed for feed in feeds if feed[0] != "learners")


@dataclass(frozen=True, slots=True)
class _Left:
    """An entry that is gone from some feeds."""

    uid: str
    text: str
    stamp: Stamp
    feeds: tuple[FeedKey, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """What became of one entry: its new state, the rows that say so, and the feeds that it has left."""

    entry: Entry
    rows: tuple[Change, ...] = ()
    left: tuple[FeedKey, ...] = ()
    is_touched: bool = False


class _Comparison:
    """One comparison; what all entries share is worked out once."""

    def __init__(self, before: Snapshot, planned: Planned, now: dt.datetime, *, is_first: bool) -> None:
        catalog = planned.catalog
        self._before = before
        self._catalog = catalog
        self._held = planned.held
        self._texts = planned.texts
        self._now = now
        self._is_first = is_first
        self._first = Stamp(before.base, now)
        self._zone = catalog.settings.zone or dt.UTC
        self._things = planned.plan.things
        attendance = Attendance(catalog)
        self._audiences = {groups: attendance.feeds(groups) for groups in dict.fromkeys([one.groups for one in self._things])}
        self._lost, self._gained = _drift(before.audiences, self._audiences)
        self._graves_of: dict[str, list[Grave]] = {}
        for grave in before.graves:
            self._graves_of.setdefault(grave.uid, []).append(grave)

    def outcome(self) -> tuple[Revision, Snapshot]:
        """Everything at once."""
        entries, steps = self._entries()
        gone = self._gone(entries)
        left = [_Left(uid, self._before.entries[uid].text, step.entry.stamp, step.left) for uid, step in steps.items() if step.left]
        left += [self._all_left(uid, entry) for uid, entry in gone if entry.is_in_calendars]
        touched = self._touched(entries, steps)
        graves, new = self._graves(left, entries, changes_something=bool(left or touched))
        rows = [row for step in steps.values() for row in step.rows]
        rows += [self._cancelled(entry) for _, entry in gone]
        changes = Changes(None if self._is_first else self._before.made_at, tuple(rows))
        snapshot = Snapshot(
            made_at=self._now,
            base=self._before.base,
            entries=entries,
            graves=graves,
            spent=self._spent(left, entries),
            audiences=self._audiences,
            secret=self._before.secret,
        )
        return self._revision(snapshot, touched, new, changes), snapshot

    def _entries(self) -> tuple[dict[str, Entry], dict[str, _Step]]:
        """All entries in the order of the plan, and what became of those of which more is to be said than their entry."""
        form = self._catalog.settings.ilm_entries
        texts = to_texts(self._things, self._texts, form)
        if self._is_first:
            live = [in_calendars(thing, form) for thing in self._things]
            uids = [thing.uid for thing in self._things]
            return {uid: Entry(text, self._first, is_live) for uid, text, is_live in zip(uids, texts, live, strict=True)}, {}
        before, lost, noted = self._before.entries, self._lost, self._held.union(self._graves_of)
        entries: dict[str, Entry] = {}
        steps: dict[str, _Step] = {}
        for thing, text in zip(self._things, texts, strict=True):
            uid = thing.uid
            old = before.get(uid)
            if old is not None and old.text == text and uid not in noted and thing.groups not in lost:
                entries[uid] = old
            else:
                steps[uid] = step = self._step(thing, text)
                entries[uid] = step.entry
        return entries, steps

    def _touched(self, entries: Mapping[str, Entry], steps: Mapping[str, _Step]) -> frozenset[str]:
        if self._is_first:
            return frozenset([uid for uid, entry in entries.items() if entry.is_in_calendars])
        return frozenset([uid for uid, step in steps.items() if step.is_touched])

    def _gone(self, entries: Mapping[str, Entry]) -> list[tuple[str, Entry]]:
        """What the plan has no more, by time and ID: history keeps no order."""
        gone = [(uid, entry) for uid, entry in self._before.entries.items() if uid not in entries]
        return sorted(gone, key=lambda pair: time_order(from_text(pair[1].text, dt.UTC, NOWHERE)))

    def _revision(self, snapshot: Snapshot, touched: frozenset[str], new: frozenset[int], changes: Changes) -> Revision:
        tombstones = [
            _tombstone(grave, from_text(grave.text, self._zone, NOWHERE), is_new=number in new)
            for number, grave in enumerate(snapshot.graves)
        ]
        return Revision(
            first=self._first,
            texts=self._texts,
            stamps={uid: entry.stamp for uid, entry in snapshot.entries.items() if entry.stamp is not self._first},
            tombstones=tuple(tombstones),
            touched=touched,
            gained={} if self._is_first else self._gained,
            changes=changes,
            secret=snapshot.secret,
        )

    def _step(self, thing: Offering | Ilm, text: str) -> _Step:
        now = Recorded(thing, self._texts[thing.uid], self._catalog.settings.ilm_entries)
        old = self._before.entries.get(thing.uid)
        step = self._new(now, text) if old is None else self._next(old, now, text)
        return self._above_tombstones(step, thing) if thing.uid in self._graves_of and now.is_in_calendars else step

    def _next(self, old: Entry, now: Recorded, text: str) -> _Step:
        thing = now.thing
        held = (whole_row(ChangeKind.HELD, now),) if thing.uid in self._held else ()
        if old.text != text:
            return self._changed(old, now, text, held)
        lost = self._lost.get(thing.groups, ()) if old.is_in_calendars else ()
        if lost and now.is_in_calendars:
            # Gone from the calendar of a group that is no more: SEQUENCE must rise there, and an entry has only one.
            return _Step(Entry(text, self._later(old.stamp), is_in_calendars=True), held, lost, is_touched=True)
        return _Step(old, held)

    def _above_tombstones(self, step: _Step, thing: Offering | Ilm) -> _Step:
        """The step, with a stamp that those take for news who hold a tombstone from a feed that it is back in."""
        feeds = _folded(self._feeds(thing))
        stamps = [grave.stamp for grave in self._graves_of[thing.uid] if feeds & _folded(grave.feeds)]
        stamp = step.entry.stamp
        if not stamps or all(one.sequence < stamp.sequence and one.changed_at < stamp.changed_at for one in stamps):
            return step
        sequence = max(stamp.sequence, *(one.sequence + 1 for one in stamps))
        changed_at = max(stamp.changed_at, self._now, *(one.changed_at + _MOMENT for one in stamps))
        return replace(step, entry=replace(step.entry, stamp=Stamp(sequence, changed_at)), is_touched=True)

    def _new(self, now: Recorded, text: str) -> _Step:
        spent = self._before.spent.get(now.thing.uid)
        stamp = self._first if spent is None else Stamp(spent + 1, self._now)
        kind = ChangeKind.ADDED if spent is None else ChangeKind.REVIVED
        return _Step(Entry(text, stamp, now.is_in_calendars), (whole_row(kind, now),), is_touched=now.is_in_calendars)

    def _changed(self, old: Entry, now: Recorded, text: str, held: tuple[Change, ...]) -> _Step:
        before = from_text(old.text, self._zone, NOWHERE)
        changed = changed_text(before, now)
        uid = now.thing.uid
        stamp = old.stamp
        is_revived = now.is_in_calendars and not old.is_in_calendars
        was_released = uid in self._before.spent
        if is_revived and was_released:
            stamp = Stamp(self._before.spent[uid] + 1, max(self._now, old.stamp.changed_at + _MOMENT))
        elif now.is_in_calendars and (is_revived or changed):
            stamp = self._later(old.stamp, raises=not is_revived and raises_sequence(changed))
        left = self._feeds_left(before.thing, now) if old.is_in_calendars else ()
        if left and stamp.sequence == old.stamp.sequence:
            stamp = self._later(old.stamp)
        rows = tuple(field_rows(before, now, changed_fields(before, now), is_revived=is_revived and was_released))
        is_touched = now.is_in_calendars and stamp != old.stamp
        return _Step(Entry(text, stamp, now.is_in_calendars), (*rows, *held), left, is_touched=is_touched)

    def _feeds_left(self, before: Offering | Ilm, now: Recorded) -> tuple[FeedKey, ...]:
        feeds = _folded(self._feeds(now.thing)) if now.is_in_calendars else set()
        return tuple(feed for feed in dict.fromkeys(self._old_feeds(before)) if _fold(feed) not in feeds)

    def _later(self, stamp: Stamp, *, raises: bool = True) -> Stamp:
        # A clock that stands still or goes back must not make a change look older than what it changes.
        return Stamp(stamp.sequence + raises, max(self._now, stamp.changed_at + _MOMENT))

    def _feeds(self, thing: Offering | Ilm) -> Iterator[FeedKey]:
        yield from feeds_of_teaching(thing, self._catalog)
        yield from self._audiences[thing.groups]

    def _old_feeds(self, thing: Offering | Ilm) -> Iterator[FeedKey]:
        yield from feeds_of_teaching(thing, self._catalog)
        yield from self._before.audiences.get(thing.groups, ())

    def _all_left(self, uid: str, entry: Entry) -> _Left:
        thing = from_text(entry.text, self._zone, NOWHERE).thing
        return _Left(uid, entry.text, self._later(entry.stamp), tuple(dict.fromkeys(self._old_feeds(thing))))

    def _cancelled(self, entry: Entry) -> Change:
        before = from_text(entry.text, self._zone, NOWHERE)
        return whole_row(ChangeKind.CANCELLED, before)

    def _graves(
        self, left: Sequence[_Left], entries: Mapping[str, Entry], *, changes_something: bool
    ) -> tuple[tuple[Grave, ...], frozenset[int]]:
        """All tombstones, old ones first, and the numbers of the new ones.

        A feed has one tombstone of an entry, and none of one that is back. Those long past are dropped in a run that
        changes something else.
        """
        fresh = {one.uid: _folded(one.feeds) for one in left}
        kept: list[Grave] = []
        for grave in self._before.graves:
            there = self._holding(grave.uid, entries) | fresh.get(grave.uid, set())
            feeds = tuple(feed for feed in grave.feeds if _fold(feed) not in there)
            if feeds and not (changes_something and self._is_past(grave)):
                kept.append(Grave(grave.uid, grave.text, grave.stamp, feeds))
        made = [Grave(one.uid, one.text, one.stamp, one.feeds) for one in left]
        return (*kept, *made), frozenset(range(len(kept), len(kept) + len(made)))

    def _holding(self, uid: str, entries: Mapping[str, Entry]) -> set[FeedKey]:
        entry = entries.get(uid)
        if entry is None or not entry.is_in_calendars:
            return set()
        return _folded(self._feeds(from_text(entry.text, self._zone, NOWHERE).thing))

    def _is_past(self, grave: Grave) -> bool:
        thing = from_text(grave.text, dt.UTC, NOWHERE).thing
        end = thing.due if isinstance(thing, Ilm) else thing.end
        return end + dt.timedelta(days=TOMBSTONE_DAYS) < self._now

    def _spent(self, left: Iterable[_Left], entries: Mapping[str, Entry]) -> dict[str, int]:
        """Each UID that has been in calendars and is there no longer, with its highest SEQUENCE."""
        spent = dict(self._before.spent)
        for one in left:
            spent[one.uid] = max(one.stamp.sequence, spent.get(one.uid, 0))
        return {uid: number for uid, number in spent.items() if uid not in entries or not entries[uid].is_in_calendars}


def _tombstone(grave: Grave, record: Recorded, *, is_new: bool) -> Tombstone:
    return Tombstone(record.thing, record.text, grave.stamp, grave.feeds, is_new)


def _fold(feed: FeedKey) -> FeedKey:
    """The form in which two feeds are one: a name whose spelling was corrected has one calendar, and one file."""
    return feed[0], fold(feed[1])


def _folded(feeds: Iterable[FeedKey]) -> set[FeedKey]:
    return set(map(_fold, feeds))


def _drift(
    before: Audiences, now: Audiences
) -> tuple[dict[tuple[str, ...], tuple[FeedKey, ...]], dict[tuple[str, ...], frozenset[FeedKey]]]:
    """For groups that were named in both releases: feeds lost and feeds gained since, because the tree or the roster changed."""
    lost: dict[tuple[str, ...], tuple[FeedKey, ...]] = {}
    gained: dict[tuple[str, ...], frozenset[FeedKey]] = {}
    for groups, feeds in now.items():
        if groups in before and before[groups] != feeds:
            old, new = _folded(before[groups]), _folded(feeds)
            if old - new:
                lost[groups] = tuple(feed for feed in before[groups] if _fold(feed) not in new)
            if new - old:
                gained[groups] = frozenset(feed for feed in feeds if _fold(feed) not in old)
    return lost, gained
