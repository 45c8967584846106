"""What a run changes for those who follow the schedule: changes, stamps and tombstones.

Source: calendars.md, "Events"; generator.md, "What an error holds back".
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from schedbatch.domain.calendar_text import CalendarText
from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.results import Ilm, Offering

OVER = " (over)"
"""Stands behind a change of what had ended by the time of the change, wherever changes are listed."""


class ChangeKind(Enum):
    """What became of an offering or ILM since the last run. Moved: another time or place; edited: anything else."""

    ADDED = "added"
    MOVED = "moved"
    EDITED = "edited"
    CANCELLED = "cancelled"
    REVIVED = "revived"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one offering or ILM, before and after; what is added or cancelled has one row without a field.

    ``is_over``: the offering or ILM, as it was released, had ended by the time of the change.
    """

    kind: ChangeKind
    id: str
    title: str
    groups: str
    field: str = ""
    before: str = ""
    after: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class CalendarGain:
    """A calendar, and how many offerings and ILMs have come to it without having changed themselves."""

    feed: FeedKey
    number: int


@dataclass(frozen=True, slots=True)
class RulesChanged:
    """What changed rules make of the last release, whatever the planner did: the rules' names, and the changes.

    Not ``is_certain``: the last workbook is not kept, and some of the changes may be the planner's. ``calendars`` are those
    that hold more offerings and ILMs of the last release than they did.
    """

    names: tuple[str, ...]
    rows: tuple[Change, ...]
    is_certain: bool = True
    calendars: tuple[CalendarGain, ...] = ()

    @property
    def heading(self) -> str:
        """``rules changed: ...``, with the rules' names."""
        return f"{'rules changed' if self.is_certain else 'rules or workbook changed'}: {'; '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Changes:
    """The planner's changes, in the order of the plan, what is gone last, and apart from them those of changed rules.

    ``since`` is when the run before was made, if there was one.
    """

    since: dt.datetime | None = None
    rows: tuple[Change, ...] = ()
    rules: RulesChanged | None = None

    @property
    def all_rows(self) -> tuple[Change, ...]:
        """Those of the rules before those of the planner."""
        return (*(self.rules.rows if self.rules else ()), *self.rows)


def kinds_by_id(rows: Iterable[Change]) -> dict[str, ChangeKind]:
    """What became of each offering or ILM; one that was both moved and edited counts as moved."""
    gravest: dict[str, ChangeKind] = {}
    for row in rows:
        first = gravest.setdefault(row.id, row.kind)
        if first is ChangeKind.EDITED and row.kind is ChangeKind.MOVED:
            gravest[row.id] = row.kind
    return gravest


def count_kinds(rows: Iterable[Change]) -> dict[ChangeKind, int]:
    """Offerings and ILMs by what became of them."""
    counted = Counter(kinds_by_id(rows).values())
    return {kind: counted[kind] for kind in ChangeKind}


def count_over(rows: Iterable[Change]) -> int:
    """How many of the changed offerings and ILMs were over."""
    return len({row.id for row in rows if row.is_over})


@dataclass(frozen=True, slots=True)
class Stamp:
    """How often (SEQUENCE) and when (UTC) an entry of calendars last changed."""

    sequence: int
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An offering or ILM that is gone from calendars: its last content, and the feeds that held it."""

    offering_or_ilm: Offering | Ilm
    text: CalendarText
    """The last text in calendars."""
    stamp: Stamp
    feeds: tuple[FeedKey, ...]
    is_new: bool
    """Made by this run."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A release as the next step after the last one. ``stamps`` are by UID; an entry without one has ``first``."""

    first: Stamp
    texts: Mapping[str, CalendarText] = field(default_factory=dict)
    """UID -> what calendars say of it, for every offering and ILM of the plan."""
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    tombstones: tuple[Tombstone, ...] = ()
    touched: frozenset[str] = frozenset()
    """UIDs of entries that are new, or changed for subscribers, in this run."""
    gained: Mapping[tuple[str, ...], frozenset[FeedKey]] = field(default_factory=dict)
    """Groups -> feeds that show the offerings of these groups since this run, though the offerings have not changed."""
    changes: Changes = Changes()
    secret: str = ""
    """What makes the names of learners' calendars unguessable."""

    def stamp(self, uid: str) -> Stamp:
        """The stamp of the entry with this UID."""
        return self.stamps.get(uid, self.first)
