"""The tombstones that history keeps: what is gone from which feeds, for as long as subscribers may still have it. Pure.

Source: calendars.md, "Events".
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from schedbatch.domain.feeds import FeedKey
from schedbatch.domain.results import Ilm
from schedbatch.history.audiences import fold_feed, folded
from schedbatch.history.differences import NOWHERE
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import KeptTombstone, ReleasedRecord

TOMBSTONE_DAYS = 30


def still_standing(
    tombstones: Iterable[KeptTombstone], made: Iterable[KeptTombstone], feeds_of: Callable[[str], set[FeedKey]]
) -> Iterator[KeptTombstone]:
    """The tombstones of earlier releases without the feeds that now show the offering or ILM, or a tombstone ``made`` since.

    ``feeds_of`` gives the folded feeds of a UID. A tombstone without any feed is left out.
    """
    fresh = {tombstone.uid: folded(tombstone.feeds) for tombstone in made}
    for tombstone in tombstones:
        shown = feeds_of(tombstone.uid) | fresh.get(tombstone.uid, set())
        feeds = tuple(feed for feed in tombstone.feeds if fold_feed(feed) not in shown)
        if feeds:
            yield KeptTombstone(tombstone.uid, tombstone.text, tombstone.stamp, feeds)


def is_long_past(tombstone: KeptTombstone, now: dt.datetime) -> bool:
    """Whether the offering or ILM ended so long ago that no subscriber needs the tombstone."""
    offering_or_ilm = from_text(tombstone.text, dt.UTC, NOWHERE).offering_or_ilm
    end = offering_or_ilm.due if isinstance(offering_or_ilm, Ilm) else offering_or_ilm.end
    return end + dt.timedelta(days=TOMBSTONE_DAYS) < now


def last_sequences(
    before: Mapping[str, int], made: Sequence[KeptTombstone], records: Mapping[str, ReleasedRecord]
) -> dict[str, int]:
    """The highest SEQUENCE of each UID that was in calendars and is there no longer."""
    highest = dict(before)
    for tombstone in made:
        highest[tombstone.uid] = max(tombstone.stamp.sequence, highest.get(tombstone.uid, 0))
    return {uid: number for uid, number in highest.items() if uid not in records or not records[uid].is_in_calendars}
