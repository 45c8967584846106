"""What an error holds back: the last release of an offering or ILM stays while a row of its own is in error.

A typo never cancels teaching; only a deleted row, Draft or Cancelled does. What a row in error would have given is known
by its ID where the row still tells it, else by its session. Source: generator.md, "What an error holds back".
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain import kinds
from schedbatch.domain.columns import GROUPS, OFFERINGS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, OfferingRow
from schedbatch.domain.names import fold
from schedbatch.domain.results import Ilm, Offering, Plan, in_plan_order
from schedbatch.history.differences import NOWHERE
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot

_INDIVIDUAL = "/+"
_UNNAMED = re.compile(r"/\+\d{4}-\d{2}-\d{2} \d{2}:\d{2}$")
_WHOLE_SESSION = {kinds.NO_GROUP_LEFT, kinds.WAVE_ON_NEXT_DAY, kinds.NUMBER_OUT_OF_RANGE}
"""Errors of a row that leave its offerings, or some of them, without an ID."""


def with_held(plan: Plan, previous: Snapshot, catalog: Catalog, found: Sequence[Issue]) -> tuple[Plan, frozenset[str]]:
    """The plan with the held offerings and ILMs, as they were released last, and their UIDs."""
    zone = catalog.settings.zone or dt.UTC
    made = {offering_or_ilm.uid for offering_or_ilm in plan.offerings_and_ilms}
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if not errors:
        return plan, frozenset()
    suspicion = _suspicion(plan, catalog, errors)
    missing = (from_text(record.text, zone, NOWHERE).offering_or_ilm for uid, record in previous.records.items() if uid not in made)
    rows = {row.session.id: row.where for row in reversed(catalog.rows)}
    held = [
        replace(offering_or_ilm, where=rows.get(offering_or_ilm.session.id, NOWHERE))
        for offering_or_ilm in missing
        if suspicion.covers(offering_or_ilm)
    ]
    offerings, ilms = in_plan_order((*plan.offerings_and_ilms, *held), catalog.groups)
    whole = replace(plan, offerings=offerings, ilms=ilms)
    return whole, frozenset(offering_or_ilm.uid for offering_or_ilm in held)


@dataclass(frozen=True, slots=True)
class _Suspicion:
    """What rows in error may have stood for; ids and session IDs folded."""

    ids: frozenset[str]
    sessions: frozenset[str]
    known_sessions: frozenset[str]
    has_unread_session: bool
    known_groups: frozenset[str]
    has_unread_group: bool
    offering_rows: tuple[OfferingRow, ...]
    has_unread_offerings: bool

    def covers(self, offering_or_ilm: Offering | Ilm) -> bool:
        """Whether a row in error may be the one that ``offering_or_ilm`` came from."""
        own_id, session = fold(offering_or_ilm.id), fold(offering_or_ilm.session.id)
        if own_id in self.ids or session in self.sessions:
            return True
        if self.has_unread_session and session not in self.known_sessions:
            return True
        if self.has_unread_group and any(path not in self.known_groups for path in offering_or_ilm.groups):
            return True
        is_individual = own_id.startswith(session + _INDIVIDUAL)
        return is_individual and (self.has_unread_offerings or any(_may_be(row, own_id, session) for row in self.offering_rows))


def _may_be(row: OfferingRow, own_id: str, session: str) -> bool:
    """Whether the row of the Offerings sheet may be that of the individually created offering ``own_id``."""
    if row.session is not None and fold(row.session) != session:
        return False
    if row.offering_id:
        return own_id.endswith(_INDIVIDUAL + fold(row.offering_id)) or own_id == fold(row.offering_id)
    return _UNNAMED.search(own_id) is not None


def _suspicion(plan: Plan, catalog: Catalog, errors: Sequence[Issue]) -> _Suspicion:
    return _Suspicion(
        ids=frozenset(map(fold, plan.held)),
        sessions=frozenset(map(fold, (*catalog.held_sessions, *_sessions_in_error(catalog, errors)))) - {""},
        known_sessions=frozenset(fold(row.session.id) for row in catalog.rows),
        has_unread_session="" in catalog.held_sessions,
        known_groups=frozenset(catalog.groups),
        has_unread_group=GROUPS.name in catalog.unread,
        offering_rows=tuple(row for row in catalog.offering_rows if row.is_held),
        has_unread_offerings=OFFERINGS.name in catalog.unread,
    )


def _sessions_in_error(catalog: Catalog, errors: Iterable[Issue]) -> set[str]:
    """Sessions with a row that is in error as a whole, or an ILM's, whose IDs depend on what it is due prior to."""
    by_place = {(row.where.sheet, row.where.row): row for row in catalog.rows}
    found = {row.session.id for row in catalog.rows if row.is_held and row.is_ilm}
    for issue in errors:
        row = by_place.get((issue.where.sheet, issue.where.row)) if issue.where else None
        if row and (row.is_ilm or issue.kind in _WHOLE_SESSION):
            found.add(row.session.id)
    return found
