"""The last release and this run's plan -> what has changed, and what subscribers must be told. Pure.

Source: calendars.md, "Events"; RFC 5545, 3.8.7.4 (SEQUENCE).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain.feeds import Attendance, FeedKey, feeds_of_teaching
from schedbatch.domain.issues import RowPlace
from schedbatch.domain.model import Catalog
from schedbatch.domain.names import joined
from schedbatch.domain.results import Ilm, Offering, Plan
from schedbatch.domain.revisions import Change, ChangeKind, Changes, Revision, Stamp, Tombstone
from schedbatch.domain.times import day_name, sequence_number
from schedbatch.history.records import (
    CALENDAR_FIELDS,
    MOVING_FIELDS,
    SEQUENCE_FIELDS,
    Recorded,
    fields,
    from_text,
    recorded,
    to_text,
)
from schedbatch.history.snapshot import Audiences, Entry, Grave, Snapshot

TOMBSTONE_DAYS = 30
_NOWHERE = RowPlace("Sessions", 1, {})
_MOMENT = dt.timedelta(seconds=1)


def compare(
    previous: Snapshot | None, plan: Plan, held: frozenset[str], catalog: Catalog, now: dt.datetime, secret: str = ""
) -> tuple[Revision, Snapshot]:
    """What ``plan`` changes, and the snapshot that it leaves; ``held`` are the UIDs of what an error holds back.

    Nothing changes by itself: a plan like the last one gives the same stamps and the same tombstones. ``secret`` is used
    when there is no previous release to take it from.
    """
    before = _without_learners(previous, catalog) if previous else Snapshot(now, sequence_number(now), secret=secret)
    return _Comparison(before, plan, held, catalog, now, is_first=previous is None).outcome()


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

    def __init__(
        self, before: Snapshot, plan: Plan, held: frozenset[str], catalog: Catalog, now: dt.datetime, *, is_first: bool
    ) -> None:
        self._before = before
        self._catalog = catalog
        self._held = held
        self._now = now
        self._is_first = is_first
        self._zone = catalog.settings.zone or dt.UTC
        self._things = plan.things
        attendance = Attendance(catalog)
        self._audiences = {thing.groups: attendance.feeds(thing.groups) for thing in self._things}
        self._lost, self._gained = _drift(before.audiences, self._audiences)

    def outcome(self) -> tuple[Revision, Snapshot]:
        """Everything at once."""
        steps = {thing.uid: self._step(thing) for thing in self._things}
        gone = self._gone(steps)
        left = [_Left(uid, self._before.entries[uid].text, step.entry.stamp, step.left) for uid, step in steps.items() if step.left]
        left += [self._all_left(uid, entry) for uid, entry in gone if entry.is_in_calendars]
        graves, new = self._graves(left, steps)
        rows = [row for step in steps.values() for row in step.rows]
        rows += [self._cancelled(entry) for _, entry in gone]
        changes = Changes(None if self._is_first else self._before.made_at, tuple(rows))
        snapshot = Snapshot(
            made_at=self._now,
            base=self._before.base,
            entries={uid: step.entry for uid, step in steps.items()},
            graves=graves,
            spent=self._spent(left, steps),
            audiences=self._audiences,
            secret=self._before.secret,
        )
        return self._revision(snapshot, steps, new, changes), snapshot

    def _gone(self, steps: Mapping[str, _Step]) -> list[tuple[str, Entry]]:
        """What the plan has no more, by time and ID: history keeps no order."""

        def key(pair: tuple[str, Entry]) -> tuple[dt.datetime, str]:
            thing = from_text(pair[1].text, dt.UTC, _NOWHERE).thing
            return (thing.due if isinstance(thing, Ilm) else thing.start), thing.id

        return sorted(((uid, entry) for uid, entry in self._before.entries.items() if uid not in steps), key=key)

    def _revision(self, snapshot: Snapshot, steps: Mapping[str, _Step], new: frozenset[int], changes: Changes) -> Revision:
        tombstones = [
            _tombstone(grave, from_text(grave.text, self._zone, _NOWHERE), is_new=number in new)
            for number, grave in enumerate(snapshot.graves)
        ]
        return Revision(
            first=Stamp(self._before.base, self._now),
            stamps={uid: step.entry.stamp for uid, step in steps.items()},
            tombstones=tuple(tombstones),
            touched=frozenset(uid for uid, step in steps.items() if step.is_touched),
            gained={} if self._is_first else self._gained,
            changes=changes,
            secret=snapshot.secret,
        )

    def _step(self, thing: Offering | Ilm) -> _Step:
        now = recorded(thing, self._catalog)
        text = to_text(now)
        old = self._before.entries.get(thing.uid)
        if old is None:
            return self._new(now, text)
        lost = self._lost.get(thing.groups, ()) if old.is_in_calendars else ()
        held = (_row(ChangeKind.HELD, now),) if thing.uid in self._held else ()
        if old.text == text:
            if lost and now.is_in_calendars:
                # Gone from the calendar of a group that is no more: SEQUENCE must rise there, and an entry has only one.
                return _Step(Entry(text, self._later(old.stamp), is_in_calendars=True), held, lost, is_touched=True)
            return _Step(old, held)
        return self._changed(old, now, text, held)

    def _new(self, now: Recorded, text: str) -> _Step:
        spent = self._before.spent.get(now.thing.uid)
        sequence = self._before.base if spent is None else spent + 1
        stamp = Stamp(sequence, self._now)
        kind = ChangeKind.ADDED if spent is None else ChangeKind.REVIVED
        rows = () if self._is_first else (_row(kind, now),)
        return _Step(Entry(text, stamp, now.is_in_calendars), rows, is_touched=now.is_in_calendars)

    def _changed(self, old: Entry, now: Recorded, text: str, held: tuple[Change, ...]) -> _Step:
        before = from_text(old.text, self._zone, _NOWHERE)
        changed = _changed_fields(before, now)
        uid = now.thing.uid
        stamp = old.stamp
        is_revived = now.is_in_calendars and not old.is_in_calendars
        was_released = uid in self._before.spent
        if is_revived and was_released:
            stamp = Stamp(self._before.spent[uid] + 1, max(self._now, old.stamp.changed_at + _MOMENT))
        elif now.is_in_calendars and (is_revived or not CALENDAR_FIELDS.isdisjoint(changed)):
            raises = not is_revived and not SEQUENCE_FIELDS.isdisjoint(changed)
            stamp = self._later(old.stamp, raises=raises)
        left: tuple[FeedKey, ...] = ()
        if old.is_in_calendars:
            feeds = set(self._feeds(now.thing)) if now.is_in_calendars else set()
            left = tuple(feed for feed in self._old_feeds(before.thing) if feed not in feeds)
        if left and stamp.sequence == old.stamp.sequence:
            stamp = self._later(old.stamp)
        rows = tuple(_field_rows(before, now, changed, is_revived=is_revived and was_released))
        is_touched = now.is_in_calendars and stamp != old.stamp
        return _Step(Entry(text, stamp, now.is_in_calendars), (*rows, *held), left, is_touched=is_touched)

    def _later(self, stamp: Stamp, *, raises: bool = True) -> Stamp:
        # A clock that stands still or goes back must not make a change look older than what it changes.
        return Stamp(stamp.sequence + raises, max(self._now, stamp.changed_at + _MOMENT))

    def _feeds(self, thing: Offering | Ilm) -> Iterator[FeedKey]:
        yield from feeds_of_teaching(thing)
        yield from self._audiences[thing.groups]

    def _old_feeds(self, thing: Offering | Ilm) -> Iterator[FeedKey]:
        yield from feeds_of_teaching(thing)
        yield from self._before.audiences.get(thing.groups, ())

    def _all_left(self, uid: str, entry: Entry) -> _Left:
        thing = from_text(entry.text, self._zone, _NOWHERE).thing
        return _Left(uid, entry.text, self._later(entry.stamp), tuple(dict.fromkeys(self._old_feeds(thing))))

    def _cancelled(self, entry: Entry) -> Change:
        before = from_text(entry.text, self._zone, _NOWHERE)
        return _row(ChangeKind.CANCELLED, before)

    def _graves(self, left: Sequence[_Left], steps: Mapping[str, _Step]) -> tuple[tuple[Grave, ...], frozenset[int]]:
        """All tombstones, old ones first, and the numbers of the new ones.

        A feed has one tombstone of an entry, and none of one that is back. Those long past are dropped in a run that
        changes something else.
        """
        changes_something = bool(left) or any(step.is_touched for step in steps.values())
        fresh = {one.uid: set(one.feeds) for one in left}
        kept: list[Grave] = []
        for grave in self._before.graves:
            there = self._holding(grave.uid, steps) | fresh.get(grave.uid, set())
            feeds = tuple(feed for feed in grave.feeds if feed not in there)
            if feeds and not (changes_something and self._is_past(grave)):
                kept.append(Grave(grave.uid, grave.text, grave.stamp, feeds))
        made = [Grave(one.uid, one.text, one.stamp, one.feeds) for one in left]
        return (*kept, *made), frozenset(range(len(kept), len(kept) + len(made)))

    def _holding(self, uid: str, steps: Mapping[str, _Step]) -> set[FeedKey]:
        step = steps.get(uid)
        if step is None or not step.entry.is_in_calendars:
            return set()
        return set(self._feeds(from_text(step.entry.text, self._zone, _NOWHERE).thing))

    def _is_past(self, grave: Grave) -> bool:
        thing = from_text(grave.text, dt.UTC, _NOWHERE).thing
        end = thing.due if isinstance(thing, Ilm) else thing.end
        return end + dt.timedelta(days=TOMBSTONE_DAYS) < self._now

    def _spent(self, left: Iterable[_Left], steps: Mapping[str, _Step]) -> dict[str, int]:
        """Each UID that has been in calendars and is there no longer, with its highest SEQUENCE."""
        spent = dict(self._before.spent)
        for one in left:
            spent[one.uid] = max(one.stamp.sequence, spent.get(one.uid, 0))
        return {uid: number for uid, number in spent.items() if uid not in steps or not steps[uid].entry.is_in_calendars}


def _tombstone(grave: Grave, record: Recorded, *, is_new: bool) -> Tombstone:
    return Tombstone(record.thing, record.place, grave.stamp, grave.feeds, is_new)


def _drift(
    before: Audiences, now: Audiences
) -> tuple[dict[tuple[str, ...], tuple[FeedKey, ...]], dict[tuple[str, ...], frozenset[FeedKey]]]:
    """For groups that were named in both releases: feeds lost and feeds gained since, because the tree or the roster changed."""
    lost: dict[tuple[str, ...], tuple[FeedKey, ...]] = {}
    gained: dict[tuple[str, ...], frozenset[FeedKey]] = {}
    for groups, feeds in now.items():
        if groups in before and before[groups] != feeds:
            old, new = set(before[groups]), set(feeds)
            if old - new:
                lost[groups] = tuple(feed for feed in before[groups] if feed not in new)
            if new - old:
                gained[groups] = frozenset(new - old)
    return lost, gained


def _changed_fields(before: Recorded, now: Recorded) -> dict[str, tuple[str, str]]:
    """Each field that differs, before and after; an end date is worth a word only where it is not the date."""
    old, new = fields(before), fields(now)
    if type(before.thing) is not type(now.thing):
        return {"Type": (old["Type"], new["Type"]), "Status": (old["Status"], new["Status"])}
    return {
        name: (old[name], text)
        for name, text in new.items()
        if old[name] != text and not (name == "End date" and old[name] == old["Date"] and text == new["Date"])
    }


def _field_rows(before: Recorded, now: Recorded, changed: Mapping[str, tuple[str, str]], *, is_revived: bool) -> Iterator[Change]:
    is_cancelled = before.thing.status.is_live and not now.thing.status.is_live
    for name, (old, new) in changed.items():
        if is_revived:
            kind = ChangeKind.REVIVED
        elif is_cancelled:
            kind = ChangeKind.CANCELLED
        else:
            kind = ChangeKind.MOVED if name in MOVING_FIELDS else ChangeKind.EDITED
        thing = now.thing
        yield Change(kind, thing.id, thing.session.title, joined(thing.groups), name, old, new)


def _row(kind: ChangeKind, record: Recorded) -> Change:
    """A row about an entry as a whole: when and where, before it went or after it came."""
    thing = record.thing
    when = _when(thing)
    before = when if kind is ChangeKind.CANCELLED else ""
    after = when if kind is not ChangeKind.CANCELLED else ""
    return Change(kind, thing.id, thing.session.title, joined(thing.groups), "", before, after)


def _when(thing: Offering | Ilm) -> str:
    if isinstance(thing, Ilm):
        return f"due {day_name(thing.due.date())} {thing.due:%H:%M}"
    span = f"{day_name(thing.start.date())} {thing.start:%H:%M}–{thing.end:%H:%M}"
    return f"{span}, {joined(thing.locations)}" if thing.locations else span
