"""One issue a row: what the rules about single offerings have in common.

A row gets one issue of a kind, however many of its offerings the rule is about, because the planner mends the row.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.issues import Issue, Kind
from schedbatch.domain.model import Status
from schedbatch.domain.results import Offering, Plan
from schedbatch.domain.sheets import Column

_UNMIXED = "; defaults of several groups are not mixed"
_FEW = 5
"""So many names or sentences stand in one message."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a message says about one offering: a part of a sentence, without a full stop."""

    offering: Offering
    text: str


def not_cancelled(plan: Plan) -> Iterator[Offering]:
    """The offerings that the planner has not cancelled; drafts are among them."""
    return (offering for offering in plan.offerings if offering.status is not Status.CANCELLED)


def lacking(kind: Kind, what: str, offerings: Iterable[Offering], column: Column) -> Iterator[Issue]:
    """Issues like ``"Dissection" has no location for Labs > 1, Labs > 2.``, each at its row's cell under ``column``.

    An offering for several groups takes none of their defaults, and the message says so.
    """
    for remarks in _by_row(Remark(offering, "; ".join(offering.groups)) for offering in offerings):
        first, audiences = remarks[0].offering, list(filter(None, _texts(remarks)))
        groups = f" for {_few(audiences)}" if audiences else ""
        unmixed = _UNMIXED if any(len(remark.offering.groups) > 1 for remark in remarks) else ""
        message = f'"{first.session.title}" has {what}{groups}{unmixed}.'
        yield Issue(kind, message, first.where.cell(column, SESSIONS.title, OFFERINGS.session))


def remarked(kind: Kind, remarks: Iterable[Remark], column: Column) -> Iterator[Issue]:
    """Issues that list the remarks about each row, each at its row's cell under ``column``."""
    for remarks_of_row in _by_row(remarks):
        first = remarks_of_row[0].offering
        message = f'"{first.session.title}": {_few(_texts(remarks_of_row))}.'
        yield Issue(
            kind, message, first.where.cell(column, SESSIONS.start, OFFERINGS.offering_id, OFFERINGS.session, SESSIONS.title)
        )


def _by_row(remarks: Iterable[Remark]) -> Iterable[list[Remark]]:
    """The remarks about the offerings of each row, in the order in which the rows come up."""
    rows: dict[tuple[str, int], list[Remark]] = defaultdict(list)
    for remark in remarks:
        rows[remark.offering.where.sheet, remark.offering.where.row].append(remark)
    return rows.values()


def _texts(remarks: Iterable[Remark]) -> list[str]:
    """Each text once."""
    return list(dict.fromkeys(remark.text for remark in remarks))


def _few(texts: Sequence[str]) -> str:
    """``a, b, c, d, e and 3 more``."""
    more = f" and {len(texts) - _FEW} more" if len(texts) > _FEW else ""
    return ", ".join(texts[:_FEW]) + more
