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
from schedbatch.generator.generated import PlannedOffering
from schedbatch.generator.identity import individual_id, offering_uid
from schedbatch.generator.moments import Moments
from schedbatch.generator.strategies import Audience, per_parent_group
from schedbatch.generator.teaching import Defaults, Teaching, teaching

RowOutcome = tuple[PlannedOffering | None, tuple[Issue, ...]]
"""The offering that a row of the sheet gives, if any, and the row's issues."""


@dataclass(frozen=True, slots=True)
class _SessionWithRows:
    """A session and its rows."""

    session: Session
    rows: tuple[SessionRow, ...]

    @property
    def status(self) -> Status:
        """The session's status. Draft and Cancelled outrank an offering's own status; others stand in for a blank Status cell."""
        statuses = {row.status for row in self.rows}
        if any(status.is_live for status in statuses):
            return Status.SCHEDULED if Status.SCHEDULED in statuses else Status.TENTATIVE
        return Status.DRAFT if Status.DRAFT in statuses else Status.CANCELLED


def with_offering_rows(
    generated: Sequence[PlannedOffering], catalog: Catalog, moments: Moments
) -> tuple[tuple[PlannedOffering, ...], tuple[Issue, ...]]:
    """The generated offerings with their changes, and behind them the individually created ones."""
    if not catalog.offering_rows:
        return tuple(generated), ()
    by_id = {fold(planned.offering.id): planned for planned in generated}
    sessions = _sessions(catalog.rows)
    created_by_id: dict[str, PlannedOffering] = {}
    found: list[Issue] = []
    for row in catalog.offering_rows:
        if is_generated_id(row.offering_id):
            changed, row_issues = _change(row, by_id.get(fold(row.offering_id)), catalog, moments)
            if changed:
                by_id[fold(row.offering_id)] = changed
        else:
            created, row_issues = _create(row, sessions, catalog, moments)
            if created and created_by_id.setdefault(fold(created.offering.id), created) is not created:
                first = created_by_id[fold(created.offering.id)].offering
                row_issues = (*row_issues, _taken(row, created.offering, first))
        found.extend(row_issues)
    return (*by_id.values(), *created_by_id.values()), tuple(found)


def _taken(row: OfferingRow, offering: Offering, first: Offering) -> Issue:
    other = first.where.cell(OFFERINGS.offering_id, OFFERINGS.session)
    message = f'"{offering.id}" is there twice, the first time in {other}; that row counts.'
    return Issue(kinds.DUPLICATE_KEY, message, row.where.cell(OFFERINGS.offering_id, OFFERINGS.session), (other,))


def _sessions(rows: Sequence[SessionRow]) -> Mapping[str, _SessionWithRows]:
    """Each session with its rows, by Session ID."""
    rows_by_id: dict[str, list[SessionRow]] = defaultdict(list)
    for row in rows:
        rows_by_id[row.session.id].append(row)
    return {
        session_id: _SessionWithRows(session_rows[0].session, tuple(session_rows))
        for session_id, session_rows in rows_by_id.items()
    }


def _change(row: OfferingRow, target: PlannedOffering | None, catalog: Catalog, moments: Moments) -> RowOutcome:
    """The generated offering as the row changes it; blank cells keep what the generator gave."""
    if target is None or (row.session and row.session != target.offering.session.id):
        return None, (_unknown(row, target),)
    old = target.offering
    groups = None if row.groups is None else per_parent_group(row.groups, (), catalog.groups)
    if groups not in (None, old.groups):
        message = f"Groups names {'; '.join(groups or ())}, but {old.id} is for {'; '.join(old.groups) or 'no group'}."
        return PlannedOffering(old, is_held=True), (
            Issue(kinds.GENERATED_GROUPS_DIFFER, message, row.where.cell(OFFERINGS.groups)),
        )
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
    return PlannedOffering(offering, target.is_held or row.is_held or has_error), found


def _unknown(row: OfferingRow, target: PlannedOffering | None) -> Issue:
    place = row.where.cell(OFFERINGS.offering_id)
    if target:
        session = target.offering.session.id
        return Issue(kinds.UNKNOWN_OFFERING, f'"{row.offering_id}" belongs to session {session}, not to {row.session}.', place)
    return Issue(kinds.UNKNOWN_OFFERING, f'No generated offering has the ID "{row.offering_id}".', place)


def _changed_span(row: OfferingRow, old: Offering, moments: Moments) -> tuple[tuple[dt.datetime, dt.datetime], tuple[Issue, ...]]:
    """New start and end. Blank cells keep the old values; the old length stays unless the row gives End or Minutes."""
    if (row.date, row.start, row.end, row.minutes, row.end_date) == (None,) * 5:
        return (old.start, old.end), ()
    day = row.date or old.start.date()
    start = old.start.hour * 60 + old.start.minute if row.start is None else row.start
    own_length = _length(row, day, start)
    if _is_impossible_length(row, own_length):
        return (old.start, old.end), tuple(_length_issues(row, own_length, old.id))
    length = own_length or elapsed_minutes(old.start, old.end)
    span, issue = moments.span(day, start, length, row.where, ends_by_clock=row.end is not None)
    return span, _as_tuple(issue)


def _changed_teaching(row: OfferingRow, old: Offering, catalog: Catalog) -> Teaching:
    """The row's own cells where they are filled, else the old values. ``defaults`` stands for the groups' own instructors."""
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


def _create(row: OfferingRow, sessions: Mapping[str, _SessionWithRows], catalog: Catalog, moments: Moments) -> RowOutcome:
    """An individually created offering. The offering takes only its own cells, as ``together`` does."""
    target = sessions.get(row.session or "")
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
    found = (
        tuple(_length_issues(row, length, row.offering_id or "The offering"))
        if _is_impossible_length(row, length)
        else _as_tuple(issue)
    )
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
    is_status_unknown = not all(session_row.is_status_known for session_row in target.rows)
    return PlannedOffering(offering, row.is_held or has_error or is_status_unknown), found


def _audience(row: OfferingRow, target: _SessionWithRows, catalog: Catalog) -> Audience:
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


def _is_impossible_length(row: OfferingRow, length: int | None) -> bool:
    """Whether End and End date give a length that no offering can have. The reader checks Minutes."""
    return length is not None and row.end is not None and not 1 <= length <= MAX_MINUTES


def _length_issues(row: OfferingRow, length: int | None, what: str) -> Iterator[Issue]:
    if length and length > MAX_MINUTES:
        message = f"{what} would take {length // MINUTES_A_DAY:,} days; at most {MAX_MINUTES // MINUTES_A_DAY} are possible."
        yield Issue(kinds.NUMBER_OUT_OF_RANGE, message, row.where.cell(OFFERINGS.end_date))
    elif not _names_both_ends(row):
        # A row that names both ends shows the mistake itself, and the reader has reported the mistake.
        yield Issue(
            kinds.END_BEFORE_START, f"{what} would end before it starts.", row.where.cell(OFFERINGS.end, OFFERINGS.end_date)
        )


def _names_both_ends(row: OfferingRow) -> bool:
    return row.date is not None if row.end_date not in (None, row.date) else row.start is not None


def _as_tuple(issue: Issue | None) -> tuple[Issue, ...]:
    return (issue,) if issue else ()


def _session_length(target: _SessionWithRows) -> int | None:
    """The length that all rows of the session have in common."""
    timings = [row.timing for row in target.rows if not row.is_ilm]
    lengths = {timing.minutes if timing.end is None else timing.end - (timing.start or 0) for timing in timings}
    return lengths.pop() if len(lengths) == 1 else None


def _defaults(catalog: Catalog) -> Defaults:
    return Defaults(catalog.groups, catalog.settings.inherit_group_defaults)
