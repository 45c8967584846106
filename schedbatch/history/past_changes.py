"""Changes of what is over already -> one warning, with what to do if the past is to stay. Pure.

Source: generator.md, "What is over".
"""

from collections.abc import Iterable, Sequence

from schedbatch.domain import kinds
from schedbatch.domain.issues import Issue
from schedbatch.domain.results import Plan
from schedbatch.domain.revisions import Change, ChangeKind, kinds_by_id
from schedbatch.domain.schedule_sheets import SHOWN_OFFERINGS

_LISTED = 3


def past_changes(rows: Iterable[Change], plan: Plan) -> tuple[Issue, ...]:
    """One warning if any of the released offerings and ILMs that ``rows`` change were over; what is added is new and no change."""
    changes = [row for row in rows if row.kind not in (ChangeKind.ADDED, ChangeKind.HELD)]
    over = tuple(dict.fromkeys(row.id for row in changes if row.is_over))
    if not over:
        return ()
    first = next((found for found in plan.offerings_and_ilms if found.id == over[0]), None)
    where = first.where.cell(SHOWN_OFFERINGS.start, SHOWN_OFFERINGS.offering_id, SHOWN_OFFERINGS.title) if first else None
    return (Issue(kinds.PAST_CHANGED, _message(changes, over, plan), where),)


def _message(changes: Sequence[Change], over: Sequence[str], plan: Plan) -> str:
    """``3 of 6 moved meetings are over: S1/w1.1, S1/w2.1 and S1/w3.1``."""
    by_kind: dict[ChangeKind, list[str]] = {}
    for own_id, kind in kinds_by_id(changes).items():
        by_kind.setdefault(kind, []).append(own_id)
    counts = [
        f"{number:,} of {len(ids):,} {kind.value}" for kind, ids in by_kind.items() if (number := len(set(over).intersection(ids)))
    ]
    noun = "meetings and ILMs" if {ilm.id for ilm in plan.ilms}.intersection(over) else "meetings"
    verb = "is" if len(over) == 1 else "are"
    more = f" and {len(over) - _LISTED:,} more" if len(over) > _LISTED else ""
    return f"{' and '.join(counts)} {noun} {verb} over: {', '.join(over[:_LISTED])}{more}."
