"""The columns Accept and Reason of an edited schedule.xlsx -> the conflicts that are accepted from now on. Pure.

Source: workbook.md, "What comes back".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schedbatch.domain import kinds
from schedbatch.domain.edits import CopiedRow, CopiedSheet
from schedbatch.domain.issues import Issue
from schedbatch.domain.names import fold
from schedbatch.domain.schedule_sheets import SHOWN_CONFLICTS
from schedbatch.history.fields import ACCEPT, CONFLICT_ID, REASON

_YES = ("yes", "y", "x", "true", "1")


@dataclass(frozen=True, slots=True)
class Acceptances:
    """Conflict id -> why it is accepted, and what is to be said of the cells that were not taken in."""

    accepted: Mapping[str, str]
    found: tuple[Issue, ...]


def take_acceptances(sheet: CopiedSheet, base: Mapping[str, str], now: Mapping[str, str]) -> Acceptances:
    """Merge the acceptances in ``sheet``, which was written with ``base``, into those that hold ``now``."""
    accepted = dict(now)
    found: list[Issue] = []
    for row in sheet.rows:
        texts = dict(zip(sheet.headings, row.texts, strict=True))
        own_id = texts[CONFLICT_ID].strip()
        if not own_id or ACCEPT not in texts:
            continue
        is_accepted, reason = fold(texts[ACCEPT]) in _YES, texts.get(REASON, "").strip()
        was = base.get(own_id)
        if (is_accepted, reason) == (was is not None, was or ""):
            continue
        wanted = reason if is_accepted else None
        issue = _refusal(own_id, wanted, was, now.get(own_id), row)
        if issue:
            found.append(issue)
        elif wanted is None:
            accepted.pop(own_id, None)
        else:
            accepted[own_id] = wanted
    return Acceptances(accepted, tuple(found))


def _refusal(own_id: str, wanted: str | None, was: str | None, now: str | None, row: CopiedRow) -> Issue | None:
    """Why the reason that the copy gives is not taken in; reasons are ``None`` where the conflict is not accepted."""
    place = row.where.cell(SHOWN_CONFLICTS.reason, SHOWN_CONFLICTS.accept)
    if now not in (was, wanted):
        message = f'Reason of conflict {own_id} is "{wanted or ""}" here, but another edited copy has made it "{now or ""}".'
        return Issue(kinds.EDITS_AT_ODDS, message, place)
    if wanted == "":
        message = f"Conflict {own_id} is accepted without a Reason; it is not taken as accepted."
        return Issue(kinds.ACCEPT_WITHOUT_REASON, message, place)
    return None
