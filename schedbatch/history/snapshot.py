"""A release as history keeps it; the next run is compared with this release."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from schedbatch.domain.edits import Edits
from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.revisions import Stamp


class HistoryDamaged(Exception):
    """The history cannot be read: the file is put aside, and a new history begins."""


Audiences = Mapping[tuple[str, ...], tuple[FeedKey, ...]]
"""Groups -> the feeds of everybody who attends the offerings of these groups."""


@dataclass(frozen=True, slots=True)
class ReleasedRecord:
    """The record of an offering or ILM as it was released: the text (see :mod:`schedbatch.history.records`) and the stamp."""

    text: str
    stamp: Stamp
    is_in_calendars: bool


@dataclass(frozen=True, slots=True)
class KeptTombstone:
    """A tombstone as history keeps it: the text of the last record, the stamp, and the feeds that show the tombstone."""

    uid: str
    text: str
    stamp: Stamp
    feeds: tuple[FeedKey, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was released last. ``records`` by UID, in the order of the plan.

    ``last_sequences`` is the highest SEQUENCE of each UID that is no longer in calendars; ``base`` is where every SEQUENCE starts.
    """

    made_at: dt.datetime
    base: int
    records: Mapping[str, ReleasedRecord] = field(default_factory=dict)
    tombstones: tuple[KeptTombstone, ...] = ()
    last_sequences: Mapping[str, int] = field(default_factory=dict)
    audiences: Audiences = field(default_factory=dict)
    secret: str = ""
    edits: Edits = field(default_factory=Edits)
