"""What a plan should hold to and may miss: places, people, groups, the term, teaching hours.

One issue a row, however many of its offerings are concerned: the planner mends the row.
Source: generator.md, "Location, instructors, URL" and "Conflicts"; workbook.md, "Settings".
"""

from collections.abc import Callable, Iterator, Sequence

from schedbatch.domain import kinds
from schedbatch.domain.closed_days import ClosedDays
from schedbatch.domain.issues import Issue, Kind, RowPlace
from schedbatch.domain.model import Catalog, Status
from schedbatch.domain.results import Offering, Plan
from schedbatch.domain.times import clock, day_name

_LISTED = 5


def limit_issues(catalog: Catalog, plan: Plan) -> Iterator[Issue]:
    """All limits, over every offering that is not cancelled, and over the rows that give none."""
    closed = ClosedDays(catalog.closures)
    generating = {row.where.sheet for row in catalog.rows}
    for place, offerings in _by_row(plan.offerings):
        yield from _missing(place, offerings)
        yield from _outside_term(place, offerings, catalog)
        yield from _outside_hours(place, offerings, catalog)
        if place.sheet not in generating:
            # What a session's own row has to say of closures, the generator says.
            yield from _on_closure(place, offerings, closed)
    yield from _without_groups(catalog)
    yield from _not_scheduled(catalog)


def _by_row(offerings: Sequence[Offering]) -> list[tuple[RowPlace, list[Offering]]]:
    rows: dict[tuple[str, int], tuple[RowPlace, list[Offering]]] = {}
    for offering in offerings:
        if offering.status is not Status.CANCELLED:
            rows.setdefault((offering.where.sheet, offering.where.row), (offering.where, []))[1].append(offering)
    return list(rows.values())


def _missing(place: RowPlace, offerings: Sequence[Offering]) -> Iterator[Issue]:
    unplaced = [offering for offering in offerings if not (offering.locations or offering.url or offering.location_waived)]
    if unplaced:
        yield _about(kinds.LOCATION_MISSING, "no location", unplaced, place, "Location")
    untaught = [offering for offering in offerings if not (offering.instructors or offering.instructors_waived)]
    if untaught:
        yield _about(kinds.INSTRUCTORS_MISSING, "no instructors", untaught, place, "Instructors")


def _about(kind: Kind, what: str, offerings: Sequence[Offering], place: RowPlace, heading: str) -> Issue:
    audiences = dict.fromkeys("; ".join(offering.groups) for offering in offerings if offering.groups)
    named = f" for {_listed(tuple(audiences))}" if audiences else ""
    return Issue(kind, f'"{offerings[0].session.title}" has {what}{named}.', place.cell(heading, "Title", "Session"))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _dated(
    kind: Kind, offerings: Sequence[Offering], place: RowPlace, heading: str, says: Callable[[Offering], str | None]
) -> Iterator[Issue]:
    """One issue that lists what ``says`` says of each offering, each sentence once."""
    said = dict.fromkeys(text for offering in offerings if (text := says(offering)))
    if said:
        message = f'"{offerings[0].session.title}": {_listed(tuple(said))}.'
        yield Issue(kind, message, place.cell(heading, "Start", "Offering ID", "Session", "Title"))


def _outside_term(place: RowPlace, offerings: Sequence[Offering], catalog: Catalog) -> Iterator[Issue]:
    first, last = catalog.term_of(offerings[0].session)

    def says(offering: Offering) -> str | None:
        if first and offering.start.date() < first:
            return f"{day_name(offering.start.date())} is before the first day, {day_name(first)}"
        if last and offering.start.date() > last:
            return f"{day_name(offering.start.date())} is after the last day, {day_name(last)}"
        return None

    yield from _dated(kinds.OUTSIDE_TERM, offerings, place, "Date", says)


def _outside_hours(place: RowPlace, offerings: Sequence[Offering], catalog: Catalog) -> Iterator[Issue]:
    opens, closes = catalog.settings.day_starts, catalog.settings.day_ends

    def says(offering: Offering) -> str | None:
        start = offering.start.hour * 60 + offering.start.minute
        end = (offering.end.date() - offering.start.date()).days * 24 * 60 + offering.end.hour * 60 + offering.end.minute
        if opens is not None and start < opens:
            return f"{clock(start)} is before {clock(opens)}"
        if closes is not None and end > closes:
            return f"{offering.end:%H:%M} is after {clock(closes)}"
        return None

    yield from _dated(kinds.OUTSIDE_TEACHING_HOURS, offerings, place, "Start", says)


def _on_closure(place: RowPlace, offerings: Sequence[Offering], closed: ClosedDays) -> Iterator[Issue]:
    def says(offering: Offering) -> str | None:
        day = offering.start.date()
        closure = closed.on(day)
        name = f" ({closure.name})" if closure and closure.name else ""
        return f"{day_name(day)}{name} is a closure; the meeting is kept" if closure else None

    yield from _dated(kinds.DATE_ON_CLOSURE, offerings, place, "Date", says)


def _without_groups(catalog: Catalog) -> Iterator[Issue]:
    for row in catalog.rows:
        if not row.selection.groups and not row.is_ilm and not row.is_held and row.status is not Status.CANCELLED:
            yield Issue(
                kinds.SESSION_WITHOUT_GROUPS, f'"{row.session.title}" names no learner groups.', row.where.cell("Groups", "Title")
            )


def _not_scheduled(catalog: Catalog) -> Iterator[Issue]:
    individual = {row.session for row in catalog.offering_rows}
    for row in catalog.rows:
        is_open = row.timing.date is None and not row.is_ilm and not row.is_held and row.status is not Status.CANCELLED
        if is_open and row.session.id not in individual:
            yield Issue(kinds.SESSION_NOT_SCHEDULED, f'"{row.session.title}" has no date yet.', row.where.cell("Date", "Title"))
