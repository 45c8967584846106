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
from schedbatch.generator.generated import Generated
from schedbatch.generator.identity import ilm_id, ilm_uid
from schedbatch.generator.strategies import Audience, ancestors, per_parent_group


@dataclass(frozen=True, slots=True)
class _Due:
    """One ILM of a row before it has an id."""

    row: SessionRow
    terms: IlmTerms
    groups: Audience
    due: dt.datetime
    is_held: bool = False


def make_ilms(
    catalog: Catalog, generated: Sequence[Generated], zone: ZoneInfo
) -> tuple[tuple[Ilm, ...], tuple[str, ...], tuple[Issue, ...]]:
    """ILMs by due time, the ids of held ones, and what is wrong. ``generated`` are all offerings, held ones among them.

    An ILM due prior to a held offering is held with it: when it is due cannot be told.
    """
    dues: list[_Due] = []
    found: list[Issue] = []
    rows = [row for row in catalog.rows if row.is_ilm]
    targets = {row.ilm.due_prior_to for row in rows if row.ilm}
    by_session: dict[str, list[Generated]] = defaultdict(list)
    for one in generated if targets else ():
        if one.offering.session.id in targets and one.offering.status.is_live:
            by_session[one.offering.session.id].append(one)
    for row in rows:
        row_dues, row_issues = _row_dues(row, catalog, by_session, zone)
        found.extend(row_issues)
        is_held = row.is_held or any(issue.severity is Severity.ERROR for issue in row_issues)
        dues.extend(replace(due, is_held=due.is_held or is_held) for due in row_dues)
    made = [(_ilm(due, ilm, catalog), due.is_held) for due, ilm in zip(dues, _ids(dues), strict=True)]
    released = sorted((ilm for ilm, is_held in made if not is_held), key=by_due_time)
    return tuple(released), tuple(ilm.id for ilm, is_held in made if is_held), tuple(found)


def _row_dues(
    row: SessionRow, catalog: Catalog, by_session: Mapping[str, Sequence[Generated]], zone: ZoneInfo
) -> tuple[tuple[_Due, ...], tuple[Issue, ...]]:
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
) -> tuple[tuple[_Due, ...], tuple[Issue, ...]]:
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
    return (_Due(row, terms, groups, due),), found


def _prior(
    row: SessionRow, terms: IlmTerms, groups: Audience, catalog: Catalog, by_session: Mapping[str, Sequence[Generated]]
) -> tuple[tuple[_Due, ...], tuple[Issue, ...]]:
    """One ILM for the groups that share a due time: the start of each group's first offering of the target."""
    target = terms.due_prior_to or ""
    offerings = sorted(by_session.get(target, ()), key=lambda one: one.offering.start.astimezone(dt.UTC))
    objection = _objection(row, target, offerings, catalog)
    if objection:
        return (), (
            Issue(
                kinds.ILM_TARGET_INVALID, f'The ILM is due prior to "{target}", {objection}.', row.where.cell(SESSIONS.due_prior_to)
            ),
        )
    is_unsure = _is_unsure(target, catalog)
    named, firsts = set(groups), dict[GroupPath, Generated]()
    for one in offerings:
        for path in one.offering.groups:
            if path in named or not named.isdisjoint(ancestors(path, catalog.groups)):
                firsts.setdefault(path, one)
    by_due: dict[dt.datetime, list[GroupPath]] = defaultdict(list)
    for path in sorted(firsts, key=lambda path: catalog.groups[path].order):
        by_due[firsts[path].offering.start.astimezone(dt.UTC)].append(path)
    if not by_due:
        return (_Due(row, terms, groups, offerings[0].offering.start, is_unsure or offerings[0].is_held),), ()
    return tuple(
        _Due(row, terms, tuple(paths), firsts[paths[0]].offering.start, is_unsure or any(firsts[path].is_held for path in paths))
        for _, paths in sorted(by_due.items())
    ), ()


def _is_unsure(target: str, catalog: Catalog) -> bool:
    """Whether a row in error may stand for offerings of the target of which not even the start is known."""
    return target in catalog.held_sessions or any(
        row.is_held and row.session == target and not is_generated_id(row.offering_id) and (row.date is None or row.start is None)
        for row in catalog.offering_rows
    )


def _objection(row: SessionRow, target: str, offerings: Sequence[Generated], catalog: Catalog) -> str | None:
    """Why an ILM cannot be due prior to ``target``, if it cannot."""
    rows = [other for other in catalog.rows if other.session.id == target]
    if target == row.session.id:
        return "which is the same session"
    if rows and rows[0].session.course != row.session.course:
        return f"which is in another course ({rows[0].session.course or 'none'})"
    if any(not one.is_held for one in offerings):
        return None
    if all(other.is_ilm for other in rows):
        return "which is an ILM itself"
    if all(other.status is Status.CANCELLED for other in rows):
        return "which is cancelled"
    if not any(other.status.is_live for other in rows):
        return "which is a draft"
    return "whose rows have errors" if any(other.is_held for other in rows) else "which has no offering that takes place"


def _ids(dues: Sequence[_Due]) -> list[str]:
    """An id for each: the session's, with the path of the ILM's first group where the session has several."""
    counts: dict[str, int] = defaultdict(int)
    for due in dues:
        counts[due.row.session.id] += 1
    letters: dict[tuple[str, GroupPath], int] = defaultdict(int)
    ids = [""] * len(dues)
    for number, due in sorted(enumerate(dues), key=lambda numbered: numbered[1].due.astimezone(dt.UTC)):
        session, path = due.row.session.id, due.groups[0] if due.groups else ""
        ids[number] = ilm_id(session, path, letters[session, path], is_only=counts[session] == 1)
        letters[session, path] += 1
    return ids


def _ilm(due: _Due, own_id: str, catalog: Catalog) -> Ilm:
    row = due.row
    return Ilm(
        id=own_id,
        uid=ilm_uid(catalog.settings.schedule_id or "", own_id),
        session=row.session,
        groups=due.groups,
        instructors=row.teaching.instructors or (),
        hours=due.terms.hours,
        due=due.due,
        due_prior_to=due.terms.due_prior_to,
        url=row.teaching.url or "",
        status=row.status,
        notes=row.notes,
        where=row.where,
    )
