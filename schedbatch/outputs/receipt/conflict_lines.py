"""Conflicts as the receipt tells them, and as a planner reads them in the terminal: counted, the gravest of each kind in words.

A room of its own: ``report`` tells of all else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from schedbatch.domain.conflicts import Conflict, ConflictKind

_ALIKE = 3
"""So many of one kind are shown."""
_SHOWN = 10
_MAX_MESSAGE = 400
_NOUNS = {
    ConflictKind.INSTRUCTOR_CLASH: ("instructor clash", "instructor clashes"),
    ConflictKind.LOCATION_CLASH: ("location clash", "location clashes"),
    ConflictKind.LEARNER_CLASH: ("learner clash", "learner clashes"),
    ConflictKind.INSTRUCTOR_UNAVAILABLE: ("instructor unavailable", "instructors unavailable"),
    ConflictKind.LOCATION_UNAVAILABLE: ("location unavailable", "locations unavailable"),
    ConflictKind.OVER_CAPACITY: ("location too small", "locations too small"),
    ConflictKind.OVER_HOURS: ("instructor over hours", "instructors over hours"),
}

_Conflict = Mapping[str, Any]
"""A conflict as ``receipt.json`` tells it."""


def conflict_object(conflict: Conflict) -> _Conflict:
    """The conflict in the receipt."""
    return {
        "id": conflict.id,
        "kind": conflict.kind.value,
        "who": conflict.who,
        "start": conflict.start.isoformat(),
        "end": conflict.end.isoformat(),
        "offerings": [thing.id for thing in conflict.things],
        "learners_hit": conflict.learners_hit,
        "learners": list(conflict.learners),
        "accepted": conflict.is_accepted,
        "reason": conflict.reason,
        "message": conflict.message,
    }


def conflict_lines(conflicts: Sequence[_Conflict], *, is_written: bool, title: str = "Conflicts") -> Iterator[str]:
    """How many there are of each kind, then at most ten of them.

    Clashes stand before the rest; of one kind those that hit most learners, then those of most offerings stand first.
    ``is_written``: schedule.xlsx is there to be looked at.
    """
    by_kind = {kind: _gravest(conflicts, kind) for kind in ConflictKind}
    counted = [f"{len(alike):,} {_NOUNS[kind][len(alike) != 1]}" for kind, alike in by_kind.items() if alike]
    accepted = sum(conflict["accepted"] for conflict in conflicts)
    if not counted:
        if accepted:
            yield f"{title}: {accepted:,} accepted"
        return
    yield f"{title}: {', '.join(counted)}{f'; {accepted:,} accepted' if accepted else ''}"
    left = _SHOWN
    for alike in by_kind.values():
        shown = alike[: min(left, _ALIKE)]
        left -= len(shown)
        yield from (f"  WARNING {_cut(conflict['message'])}" for conflict in shown)
        if shown and len(alike) > len(shown):
            yield f"          and {len(alike) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
    if is_written:
        yield "  All of them, and columns to accept what is meant so: the sheet Conflicts in schedule.xlsx"


def _gravest(conflicts: Iterable[_Conflict], kind: ConflictKind) -> list[_Conflict]:
    alike = [conflict for conflict in conflicts if conflict["kind"] == kind.value and not conflict["accepted"]]
    # The sort keeps those alike in the order of the receipt, which is by start.
    return sorted(alike, key=lambda conflict: (-conflict["learners_hit"], -len(conflict["offerings"])))


def _cut(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else message[:_MAX_MESSAGE] + " …"
