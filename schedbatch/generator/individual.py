"""The Offerings sheet: individually created offerings, and changes to generated ones.

Source: workbook.md, "Offerings"; generator.md, "Identity" and "Status".
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from schedbatch.domain import kinds
from schedbatch.domain.columns import OFFERINGS
from schedbatch.domain.issues import Issue, Severity
from schedbatch.domain.model import Catalog, GroupPath, OfferingRow, Session, SessionRow, Status, Strategy, is_generated_id
from schedbatch.domain.names import fold
from schedbatch.domain.results import Offering
from schedbatch.domain.times import MAX_MINUTES, MINUTES_A_DAY, elapsed_minutes
from schedbatch.generator.generated import Generated
from schedbatch.generator.identity import individual_id, offering_uid
from schedbatch.generator.moments import Moments
from schedbatch.generator.strategies import Audience, per_parent_group
from schedbatch.generator.teaching import Defaults, Teaching, teaching

Made = tuple[Generated | None, tuple[Issue, ...]]


@dataclass(frozen=True, slots=True)
class _Taught:
    """A session and its rows."""

    session: Session
    rows: tuple[SessionRow, ...]

    @property
    def status(self) -> Status:
        """What outranks the offering's own status (Draft, Cancelled), or stands in for a blank one."""
        found = {row.status for row in self.rows}
        if any(status.is_live for status in found):
            return Status.SCHEDULED if Status.SCHEDULED in found else Status.TENTATIVE
        return Status.DRAFT if Status.DRAFT in found else Status.CANCELLED


def with_offering_rows(
    generated: Sequence[Generated], catalog: Catalog, moments: Moments
) -> tuple[tuple[Generated, ...], tuple[Issue, ...]]:
    """The generated offerings with their changes, and behind them the individually created ones."""
    if not catalog.offering_rows:
        return tuple(generated), ()
    made = {fold(one.offering.id): one for one in generated}
    taught = _taught(catalog.rows)
    added: dict[str, Generated] = {}
    found: list[Issue] = []
    for row in catalog.offering_rows:
        if is_generated_id(row.offering_id):
            one, row_issues = _change(row, made.get(fold(row.offering_id)), catalog, moments)
            if one:
                made[fold(row.offering_id)] = one
        else:
            one, row_issues = _create(row, taught, catalog, moments)
            if one and added.setdefault(fold(one.offering.id), one) is not one:
                row_issues = (*row_issues, _taken(row, one.offering, added[fold(one.offering.id)].offering))
        found.extend(row_issues)
    return (*made.values(), *added.values()), tuple(found)


def _taken(row: OfferingRow, offering: Offering, first: Offering) -> Issue:
    other = first.where.cell(OFFERINGS.offering_id, OFFERINGS.session)
    message = f'"{offering.id}" is there twice, the first time in {other}; that row counts.'
    return Issue(kinds.DUPLICATE_KEY, message, row.where.cell(OFFERINGS.offering_id, OFFERINGS.session), (other,))


def _taught(rows: Sequence[SessionRow]) -> Mapping[str, _Taught]:
    by_id: dict[str, list[SessionRow]] = defaultdict(list)
    for row in rows:
        by_id[row.session.id].append(row)
    return {session_id: _Taught(alike[0].session, tuple(alike)) for session_id, alike in by_id.items()}


def _change(row: OfferingRow, target: Generated | None, catalog: Catalog, moments: Moments) -> Made:
    """The generated offering as the row changes it; blank cells keep what the generator gave."""
    if target is None or (row.session and row.session != target.offering.session.id):
        return None, (_unknown(row, target),)
    old = target.offering
    groups = None if row.groups is None else per_parent_group(row.groups, (), catalog.groups)
    if groups not in (None, old.groups):
        message = f"Groups names {'; '.join(groups or ())}, but {old.id} is for {'; '.join(old.groups) or 'no group'}."
        return Generated(old, is_held=True), (Issue(kinds.GENERATED_GROUPS_DIFFER, message, row.where.cell(OFFERINGS.groups)),)
    (start, end), found = _changed_span(row, old, moments)
    carried = _changed_teaching(row, old, catalog)
    offering = replace(
        old,
        start=start,
        end=end,
        locations=carried.locations,
        instructors=carried.instructors,
        url=carried.url,
        location_waived=carried.location_waived,
        instructors_waived=carried.instructors_waived,
        status=old.status if row.status is None or not old.status.is_live else row.status,
        notes=row.notes or old.notes,
        where=row.where,
    )
    has_error = any(issue.severity is Severity.ERROR for issue in found)
    return Generated(offering, target.is_held or row.is_held or has_error), found


def _unknown(row: OfferingRow, target: Generated | None) -> Issue:
    place = row.where.cell(OFFERINGS.offering_id)
    if target:
        session = target.offering.session.id
        return Issue(kinds.UNKNOWN_OFFERING, f'"{row.offering_id}" belongs to session {session}, not to {row.session}.', place)
    return Issue(kinds.UNKNOWN_OFFERING, f'No generated offering has the ID "{row.offering_id}".', place)


def _changed_span(row: OfferingRow, old: Offering, moments: Moments) -> tuple[tuple[dt.datetime, dt.datetime], tuple[Issue, ...]]:
    """New start and end: what the row leaves blank stays, the length too unless it gives End or Minutes."""
    if (row.date, row.start, row.end, row.minutes, row.end_date) == (None,) * 5:
        return (old.start, old.end), ()
    day = row.date or old.start.date()
    start = old.start.hour * 60 + old.start.minute if row.start is None else row.start
    own_length = _length(row, day, start)
    if _is_unsound(row, own_length):
        return (old.start, old.end), tuple(_length_issues(row, own_length, old.id))
    length = own_length or elapsed_minutes(old.start, old.end)
    span, issue = moments.span(day, start, length, row.where, ends_by_clock=row.end is not None)
    return span, _only(issue)


def _changed_teaching(row: OfferingRow, old: Offering, catalog: Catalog) -> Teaching:
    """The row's own cells where filled; ``defaults`` stands for the groups' own instructors."""
    own = teaching(row.teaching, old.groups, 0, Strategy.TOGETHER, _defaults(catalog))
    keeps_instructors = row.teaching.instructors is None and not row.teaching.adds_default_instructors
    keeps_location = row.teaching.locations is None
    return Teaching(
        locations=old.locations if keeps_location else own.locations,
        instructors=old.instructors if keeps_instructors else own.instructors,
        url=old.url if row.teaching.url is None else own.url,
        location_waived=old.location_waived if keeps_location else own.location_waived,
        instructors_waived=old.instructors_waived if keeps_instructors else own.instructors_waived,
    )


def _create(row: OfferingRow, taught: Mapping[str, _Taught], catalog: Catalog, moments: Moments) -> Made:
    """An individually created offering; it takes only its own cells, as ``together`` does."""
    target = taught.get(row.session or "")
    if target is None or row.date is None or row.start is None:
        return None, ()
    length = _length(row, row.date, row.start) or _session_length(target) or catalog.settings.default_minutes
    if length is None:
        return None, (
            Issue(
                kinds.LENGTH_MISSING,
                "There is neither End nor Minutes.",
                row.where.cell(OFFERINGS.minutes, OFFERINGS.end, OFFERINGS.start),
            ),
        )
    span, issue = moments.span(row.date, row.start, length, row.where, ends_by_clock=row.end is not None)
    found = tuple(_length_issues(row, length, row.offering_id or "The offering")) if _is_unsound(row, length) else _only(issue)
    audience = _audience(row, target, catalog)
    carried = teaching(row.teaching, audience, 0, Strategy.TOGETHER, _defaults(catalog))
    offering_id = individual_id(target.session.id, row.offering_id, row.date, row.start)
    own = row.status or target.status
    offering = Offering(
        id=offering_id,
        uid=offering_uid(catalog.settings.schedule_id or "", offering_id),
        session=target.session,
        groups=audience,
        start=span[0],
        end=span[1],
        locations=carried.locations,
        instructors=carried.instructors,
        url=carried.url,
        status=own if target.status.is_live else target.status,
        notes=row.notes,
        where=row.where,
        location_waived=carried.location_waived,
        instructors_waived=carried.instructors_waived,
    )
    has_error = any(issue.severity is Severity.ERROR for issue in found)
    is_outranked = not all(session_row.is_status_known for session_row in target.rows)
    return Generated(offering, row.is_held or has_error or is_outranked), found


def _audience(row: OfferingRow, target: _Taught, catalog: Catalog) -> Audience:
    """The row's groups, else all groups that any row of the session selects."""
    if row.groups is not None:
        return per_parent_group(row.groups, (), catalog.groups)
    selected: dict[GroupPath, None] = {}
    for session_row in target.rows:
        selection = session_row.selection
        selected.update(dict.fromkeys(per_parent_group(selection.groups, selection.excepted, catalog.groups)))
    return per_parent_group(tuple(selected), (), catalog.groups)


def _length(row: OfferingRow, day: dt.date, start: int) -> int | None:
    """Minutes by the clock if the row has an End, else its Minutes."""
    if row.end is None:
        return row.minutes
    return ((row.end_date or day) - day).days * MINUTES_A_DAY + row.end - start


def _is_unsound(row: OfferingRow, length: int | None) -> bool:
    """Whether End and End date make a length that cannot be; of Minutes, the reader sees to that."""
    return length is not None and row.end is not None and not 1 <= length <= MAX_MINUTES


def _length_issues(row: OfferingRow, length: int | None, what: str) -> Iterator[Issue]:
    if length and length > MAX_MINUTES:
        message = f"{what} would take {length // MINUTES_A_DAY:,} days; at most {MAX_MINUTES // MINUTES_A_DAY} are possible."
        yield Issue(kinds.NUMBER_OUT_OF_RANGE, message, row.where.cell(OFFERINGS.end_date))
    elif not _names_both_ends(row):
        # Otherwise the row itself tells, and the reader has said so.
        yield Issue(
            kinds.END_BEFORE_START, f"{what} would end before it starts.", row.where.cell(OFFERINGS.end, OFFERINGS.end_date)
        )


def _names_both_ends(row: OfferingRow) -> bool:
    return row.date is not None if row.end_date not in (None, row.date) else row.start is not None


def _only(issue: Issue | None) -> tuple[Issue, ...]:
    return (issue,) if issue else ()


def _session_length(target: _Taught) -> int | None:
    """The length that all rows of the session have in common."""
    timings = [row.timing for row in target.rows if not row.is_ilm]
    lengths = {timing.minutes if timing.end is None else timing.end - (timing.start or 0) for timing in timings}
    return lengths.pop() if len(lengths) == 1 else None


def _defaults(catalog: Catalog) -> Defaults:
    return Defaults(catalog.groups, catalog.settings.inherit_group_defaults)
