"""A release as it was left: what the next run is compared with."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from schedbatch.domain.edits import Edits
from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.revisions import Stamp


class HistoryDamaged(Exception):
    """What is kept cannot be read; it is put aside, and history starts afresh."""


Audiences = Mapping[tuple[str, ...], tuple[FeedKey, ...]]
"""Groups -> the feeds of everybody who attends what is for them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One offering or ILM as it was released: its record's text (see ``records``), and its stamp."""

    text: str
    stamp: Stamp
    is_in_calendars: bool


@dataclass(frozen=True, slots=True)
class Grave:
    """A tombstone as it is kept: the record's text of what is gone, its stamp, and the feeds that still say so."""

    uid: str
    text: str
    stamp: Stamp
    feeds: tuple[FeedKey, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was released last. ``entries`` by UID, in the order of the plan.

    ``spent`` is the highest SEQUENCE of each UID that is in calendars no longer; ``base`` is where every SEQUENCE starts.
    """

    made_at: dt.datetime
    base: int
    entries: Mapping[str, Entry] = field(default_factory=dict)
    graves: tuple[Grave, ...] = ()
    spent: Mapping[str, int] = field(default_factory=dict)
    audiences: Audiences = field(default_factory=dict)
    secret: str = ""
    edits: Edits = field(default_factory=Edits)
