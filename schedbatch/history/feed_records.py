"""Feeds as history keeps them: one JSON object, by the name of their kind, with the version of its form.

A form of its own beside ``records``, because audiences and tombstones name feeds, and offerings do not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable

from schedbatch.domain.feeds import FeedKey
from schedbatch.history.snapshot import HistoryDamaged

_VERSION = 2
"""Version 1 (schedbatch 0.1.0) was a list of pairs, kind and name."""


def feeds_to_text(feeds: Iterable[FeedKey]) -> str:
    """Feeds in one line: kind -> names, in the order in which they come."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, name in feeds:
        by_kind[kind].append(name)
    return json.dumps({"v": _VERSION, "feeds": by_kind}, separators=(",", ":"))


def feeds_from_text(text: str) -> tuple[FeedKey, ...]:
    """The feeds that :func:`feeds_to_text` wrote, in this version or an earlier one; kinds together. Raises HistoryDamaged."""
    try:
        kept = json.loads(text)
        if isinstance(kept, list):
            return tuple((str(kind), str(name)) for kind, name in kept)
        return tuple((kind, str(name)) for kind, names in kept["feeds"].items() for name in names)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HistoryDamaged from error
