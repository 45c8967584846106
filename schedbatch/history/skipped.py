"""Rows that were passed over as banners or totals: what is told of them, and which of them were released once.

A room of its own because only history knows what was released. A row whose Session ID or title was released is an error and
held: somebody has cleared its other cells, and a typo never cancels teaching. Source: workbook.md, "Reading rules".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from schedbatch.domain import kinds
from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog, SkippedRow
from schedbatch.domain.names import fold
from schedbatch.history.differences import NOWHERE
from schedbatch.history.records import from_text
from schedbatch.history.snapshot import Snapshot

_LISTED = 20
_NAMING = (SESSIONS.session_id, SESSIONS.title, OFFERINGS.offering_id, OFFERINGS.session)


def with_skipped(catalog: Catalog, previous: Snapshot | None) -> tuple[Catalog, tuple[Issue, ...]]:
    """The catalog with sessions held whose rows look like banners or totals, and what is to be said of all such rows."""
    if not catalog.skipped:
        return catalog, ()
    sessions = _released_sessions(catalog, previous) if previous else {}
    held: set[str] = set()
    found: list[Issue] = []
    passed: dict[str, list[SkippedRow]] = defaultdict(list)
    for row in catalog.skipped:
        named = next((name for name in row.names if fold(name) in sessions), None)
        if named is None:
            passed[row.where.sheet].append(row)
        else:
            held.update(sessions[fold(named)])
            found.append(_released(row, named))
    found.extend(_skipped(rows) for rows in passed.values())
    return replace(catalog, held_sessions=catalog.held_sessions | held), tuple(found)


def _released_sessions(catalog: Catalog, previous: Snapshot) -> dict[str, set[str]]:
    """By each released Session ID, title and Offering ID, folded, the IDs of the sessions that it stands for."""
    zone = catalog.settings.zone or dt.UTC
    found: dict[str, set[str]] = defaultdict(set)
    for record in previous.records.values():
        released = from_text(record.text, zone, NOWHERE).offering_or_ilm
        own_id = released.id.removeprefix(f"{released.session.id}/+")
        for name in (released.session.id, released.session.title, released.id, own_id):
            found[fold(name)].add(released.session.id)
    return found


def _released(row: SkippedRow, name: str) -> Issue:
    message = f'"{name}" was released, and its row holds nothing else any more. Fill the row in, or delete the row.'
    return Issue(kinds.REQUIRED_CELL_EMPTY, message, row.where.cell(*_NAMING))


def _skipped(rows: Sequence[SkippedRow]) -> Issue:
    numbers = [f"{row.where.row:,}" for row in rows[:_LISTED]]
    more = f" and {len(rows) - _LISTED:,} more" if len(rows) > _LISTED else ""
    are = "Row {} is a banner or a total, and is skipped." if len(rows) == 1 else "Rows {} are banners or totals, and are skipped."
    return Issue(kinds.ROWS_SKIPPED, are.format(_listed(numbers, more)), rows[0].where.cell())


def _listed(numbers: Sequence[str], more: str) -> str:
    if more or len(numbers) == 1:
        return ", ".join(numbers) + more
    return ", ".join(numbers[:-1]) + f" and {numbers[-1]}"
