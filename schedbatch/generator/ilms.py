"""ILM rows -> independent learning modules: due at a date, or prior to another session.

Source: generator.md, "ILMs" and "Identity".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, GroupPath, IlmTerms, SessionRow, Status, is_generated_id
from schedbatch.domain.results import Ilm, by_due_time
from schedbatch.domain.times import at, clock, day_name, exists, is_repeated
from schedbatch.generator.generated import PlannedOffering
from schedbatch.generator.identity import ilm_id, ilm_uid
from schedbatch.generator.strategies import Audience, ancestors, per_parent_group


@dataclass(frozen=True, slots=True)
class _IlmDraft:
    """One ILM of a row, before the ILM has an id."""

    row: SessionRow
    terms: IlmTerms
    groups: Audience
    due: dt.datetime
    is_held: bool = False


def make_ilms(
    catalog: Catalog, offerings: Sequence[PlannedOffering], zone: ZoneInfo
) -> tuple[tuple[Ilm, ...], tuple[str, ...], tuple[Issue, ...]]:
    """ILMs by due time, the ids of held ILMs, and issues. ``offerings`` are all planned offerings, held ones among them.

    An ILM due prior to a held offering is held too: nobody knows when the ILM is due.
    """
    drafts: list[_IlmDraft] = []
    found: list[Issue] = []
    rows = [row for row in catalog.rows if row.is_ilm]
    targets = {row.ilm.due_prior_to for row in rows if row.ilm}
    by_session: dict[str, list[PlannedOffering]] = defaultdict(list)
    for planned in offerings if targets else ():
        if planned.offering.session.id in targets and planned.offering.status.is_live:
            by_session[planned.offering.session.id].append(planned)
    for row in rows:
        row_drafts, row_issues = _row_drafts(row, catalog, by_session, zone)
        found.extend(row_issues)
        is_held = row.is_held or any(issue.severity is Severity.ERROR for issue in row_issues)
        drafts.extend(replace(draft, is_held=draft.is_held or is_held) for draft in row_drafts)
    ilms = [(_ilm(draft, own_id, catalog), draft.is_held) for draft, own_id in zip(drafts, _ids(drafts), strict=True)]
    released = sorted((ilm for ilm, is_held in ilms if not is_held), key=by_due_time)
    return tuple(released), tuple(ilm.id for ilm, is_held in ilms if is_held), tuple(found)


def _row_drafts(
    row: SessionRow, catalog: Catalog, by_session: Mapping[str, Sequence[PlannedOffering]], zone: ZoneInfo
) -> tuple[tuple[_IlmDraft, ...], tuple[Issue, ...]]:
    named, excepted = row.selection.groups, row.selection.excepted
    groups = per_parent_group(named, excepted, catalog.groups)
    if named and not groups:
        names = "; ".join(named)
        message = f"Except groups takes out everything that Groups selects ({names})."
        return (), (Issue(kinds.NO_GROUP_LEFT, message, row.where.cell(SESSIONS.except_groups)),)
    if row.ilm is None:
        return (), ()
    if row.ilm.due_date:
        return _dated(row, row.ilm, row.ilm.due_date, groups, catalog, zone)
    return _prior(row, row.ilm, groups, catalog, by_session)


def _dated(
    row: SessionRow, terms: IlmTerms, day: dt.date, groups: Audience, catalog: Catalog, zone: ZoneInfo
) -> tuple[tuple[_IlmDraft, ...], tuple[Issue, ...]]:
    minute = catalog.settings.default_due_time if terms.due_time is None else terms.due_time
    due = at(day, minute, zone)
    shown = f"{clock(minute)} on {day_name(day)}"
    place = row.where.cell(SESSIONS.due_time, SESSIONS.due_date)
    if not exists(due):
        return (), (
            Issue(kinds.NONEXISTENT_TIME, f"{shown} does not exist in {zone.key}, where the clocks change that night.", place),
        )
    found = (
        (Issue(kinds.REPEATED_TIME, f"{shown} occurs twice (the first is taken) in {zone.key}.", place),)
        if is_repeated(due)
        else ()
    )
    return (_IlmDraft(row, terms, groups, due),), found


def _prior(
    row: SessionRow, terms: IlmTerms, groups: Audience, catalog: Catalog, by_session: Mapping[str, Sequence[PlannedOffering]]
) -> tuple[tuple[_IlmDraft, ...], tuple[Issue, ...]]:
    """One ILM for the groups that share a due time: the start of each group's first offering of the target."""
    target = terms.due_prior_to or ""
    offerings = sorted(by_session.get(target, ()), key=lambda planned: planned.offering.start.astimezone(dt.UTC))
    objection = _objection(row, target, offerings, catalog)
    if objection:
        return (), (
            Issue(
                kinds.ILM_TARGET_INVALID, f'The ILM is due prior to "{target}", {objection}.', row.where.cell(SESSIONS.due_prior_to)
            ),
        )
    has_unknown_starts = _has_unknown_starts(target, catalog)
    named, firsts = set(groups), dict[GroupPath, PlannedOffering]()
    for planned in offerings:
        for path in planned.offering.groups:
            if path in named or not named.isdisjoint(ancestors(path, catalog.groups)):
                firsts.setdefault(path, planned)
    by_due: dict[dt.datetime, list[GroupPath]] = defaultdict(list)
    for path in sorted(firsts, key=lambda path: catalog.groups[path].order):
        by_due[firsts[path].offering.start.astimezone(dt.UTC)].append(path)
    if not by_due:
        return (_IlmDraft(row, terms, groups, offerings[0].offering.start, has_unknown_starts or offerings[0].is_held),), ()
    return tuple(
        _IlmDraft(
            row,
            terms,
            tuple(paths),
            firsts[paths[0]].offering.start,
            has_unknown_starts or any(firsts[path].is_held for path in paths),
        )
        for _, paths in sorted(by_due.items())
    ), ()


def _has_unknown_starts(target: str, catalog: Catalog) -> bool:
    """Whether a row in error may stand for offerings of the target of which not even the start is known."""
    return target in catalog.held_sessions or any(
        row.is_held and row.session == target and not is_generated_id(row.offering_id) and (row.date is None or row.start is None)
        for row in catalog.offering_rows
    )


def _objection(row: SessionRow, target: str, offerings: Sequence[PlannedOffering], catalog: Catalog) -> str | None:
    """The reason why an ILM cannot be due prior to ``target``; ``None`` if the ILM can."""
    rows = [other for other in catalog.rows if other.session.id == target]
    if target == row.session.id:
        return "which is the same session"
    if rows and rows[0].session.course != row.session.course:
        return f"which is in another course ({rows[0].session.course or 'none'})"
    if any(not planned.is_held for planned in offerings):
        return None
    if all(other.is_ilm for other in rows):
        return "which is an ILM itself"
    if all(other.status is Status.CANCELLED for other in rows):
        return "which is cancelled"
    if not any(other.status.is_live for other in rows):
        return "which is a draft"
    return "whose rows have errors" if any(other.is_held for other in rows) else "which has no offering that takes place"


def _ids(drafts: Sequence[_IlmDraft]) -> list[str]:
    """An id for each: the session's, with the path of the ILM's first group where the session has several."""
    counts: dict[str, int] = defaultdict(int)
    for draft in drafts:
        counts[draft.row.session.id] += 1
    letters: dict[tuple[str, GroupPath], int] = defaultdict(int)
    ids = [""] * len(drafts)
    for number, draft in sorted(enumerate(drafts), key=lambda numbered: numbered[1].due.astimezone(dt.UTC)):
        session, path = draft.row.session.id, draft.groups[0] if draft.groups else ""
        ids[number] = ilm_id(session, path, letters[session, path], is_only=counts[session] == 1)
        letters[session, path] += 1
    return ids


def _ilm(draft: _IlmDraft, own_id: str, catalog: Catalog) -> Ilm:
    row = draft.row
    return Ilm(
        id=own_id,
        uid=ilm_uid(catalog.settings.schedule_id or "", own_id),
        session=row.session,
        groups=draft.groups,
        instructors=row.teaching.instructors or (),
        hours=draft.terms.hours,
        due=draft.due,
        due_prior_to=draft.terms.due_prior_to,
        url=row.teaching.url or "",
        status=row.status,
        notes=row.notes,
        where=row.where,
    )
