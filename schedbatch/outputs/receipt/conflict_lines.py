"""Conflicts of the receipt as lines for a planner: counts, then the gravest conflicts of each kind."""

from collections.abc import Iterable, Iterator, Sequence

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.outputs.receipt.receipt import Receipt

_SHOWN_OF_A_KIND = 3
"""So many conflicts of one kind are shown."""
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


def conflict_lines(conflicts: Sequence[Receipt], *, is_written: bool, title: str = "Conflicts") -> Iterator[str]:
    """Count the conflicts of each kind, then show at most ten conflicts.

    Clashes come first. Within a kind, the conflicts that hit most learners come first, then those with most offerings.
    ``is_written``: schedule.xlsx has been written, and the last line leads to it.
    """
    by_kind = {kind: _gravest(conflicts, kind) for kind in ConflictKind}
    counts = [f"{len(found):,} {_NOUNS[kind][len(found) != 1]}" for kind, found in by_kind.items() if found]
    accepted = sum(conflict["accepted"] for conflict in conflicts)
    if not counts:
        if accepted:
            yield f"{title}: {accepted:,} accepted"
        return
    yield f"{title}: {', '.join(counts)}{f'; {accepted:,} accepted' if accepted else ''}"
    left = _SHOWN
    for found in by_kind.values():
        shown = found[: min(left, _SHOWN_OF_A_KIND)]
        left -= len(shown)
        yield from (f"  WARNING {_cut(conflict['message'])}" for conflict in shown)
        if shown and len(found) > len(shown):
            yield f"          and {len(found) - len(shown):,} more like {'this' if len(shown) == 1 else 'these'}"
    if is_written:
        yield "  All of them, and columns to accept what is meant so: the sheet Conflicts in schedule.xlsx"


def _gravest(conflicts: Iterable[Receipt], kind: ConflictKind) -> list[Receipt]:
    open_conflicts = [conflict for conflict in conflicts if conflict["kind"] == kind.value and not conflict["accepted"]]
    # The sort keeps equal conflicts in the order of the receipt, which is by start.
    return sorted(open_conflicts, key=lambda conflict: (-conflict["learners_hit"], -len(conflict["offerings"])))


def _cut(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else message[:_MAX_MESSAGE] + " …"
