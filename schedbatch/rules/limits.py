"""What a plan should hold to and may miss: places, people, groups, the term, teaching hours.

One issue a row, however many of its offerings are concerned: the planner mends the row.
Source: generator.md, "Location, instructors, URL" and "Conflicts"; workbook.md, "Settings".
"""

import datetime as dt
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import partial

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
    for place, offerings in _by_row(_in_doubt(plan.offerings, catalog, generating)):
        yield from _missing(place, offerings)
        yield from _outside_term(place, offerings, catalog)
        yield from _outside_hours(place, offerings, catalog)
        if place.sheet not in generating:
            # What a session's own row has to say of closures, the generator says.
            yield from _on_closure(place, offerings, closed)
    yield from _without_groups(catalog)
    yield from _not_scheduled(catalog)


def _in_doubt(offerings: Iterable[Offering], catalog: Catalog, generating: Container[str]) -> list[Offering]:
    """The offerings of all rows about which anything could be said, without the cancelled: of most rows nothing can."""
    held = [one for one in offerings if one.status is not Status.CANCELLED]
    fit = _Times(catalog).fit
    doubted: set[tuple[str, int]] = set()
    for one in held:
        where = one.where
        may_be_closed = catalog.closures and where.sheet not in generating
        if _is_unplaced(one) or _is_untaught(one) or not fit(one) or may_be_closed:
            doubted.add((where.sheet, where.row))
    return [one for one in held if (one.where.sheet, one.where.row) in doubted] if doubted else []


class _Times:
    """Whether offerings are within the term and the teaching day; looked at once for all that share their times."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._of_term: dict[_Term, dict[tuple[int, int], bool]] = {}
        self._of_course: dict[str, tuple[_Term, dict[tuple[int, int], bool]]] = {}

    def fit(self, one: Offering) -> bool:
        """Whether nothing can be said of the times of ``one``, which must be held as long as this is asked."""
        found = self._of_course.get(one.session.course)
        if found is None:
            term = self._catalog.term_of(one.session)
            found = self._of_course[one.session.course] = (term, self._of_term.setdefault(term, {}))
        term, known = found
        # By identity: offerings share the objects that are their times, and equal ones need not show the same clocks.
        times = (id(one.start), id(one.end))
        fits = known.get(times)
        if fits is None:
            settings = self._catalog.settings
            fits = not (_beyond_term(one, term) or _beyond_hours(one, settings.day_starts, settings.day_ends))
            known[times] = fits
        return fits


def _by_row(offerings: Iterable[Offering]) -> list[tuple[RowPlace, list[Offering]]]:
    rows: dict[tuple[str, int], tuple[RowPlace, list[Offering]]] = {}
    for offering in offerings:
        rows.setdefault((offering.where.sheet, offering.where.row), (offering.where, []))[1].append(offering)
    return list(rows.values())


def _is_unplaced(offering: Offering) -> bool:
    return not (offering.locations or offering.url or offering.location_waived)


def _is_untaught(offering: Offering) -> bool:
    return not (offering.instructors or offering.instructors_waived)


def _missing(place: RowPlace, offerings: Sequence[Offering]) -> Iterator[Issue]:
    unplaced = list(filter(_is_unplaced, offerings))
    if unplaced:
        yield _about(kinds.LOCATION_MISSING, "no location", unplaced, place, "Location")
    untaught = list(filter(_is_untaught, offerings))
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


_Term = tuple[dt.date | None, dt.date | None]
"""First and last day, where there are any."""


def _outside_term(place: RowPlace, offerings: Sequence[Offering], catalog: Catalog) -> Iterator[Issue]:
    term = catalog.term_of(offerings[0].session)
    yield from _dated(kinds.OUTSIDE_TERM, offerings, place, "Date", partial(_beyond_term, term=term))


def _beyond_term(offering: Offering, term: _Term) -> str | None:
    first, last = term
    day = offering.start.date()
    if first and day < first:
        return f"{day_name(day)} is before the first day, {day_name(first)}"
    if last and day > last:
        return f"{day_name(day)} is after the last day, {day_name(last)}"
    return None


def _outside_hours(place: RowPlace, offerings: Sequence[Offering], catalog: Catalog) -> Iterator[Issue]:
    opens, closes = catalog.settings.day_starts, catalog.settings.day_ends
    says = partial(_beyond_hours, opens=opens, closes=closes)
    yield from _dated(kinds.OUTSIDE_TEACHING_HOURS, offerings, place, "Start", says)


def _beyond_hours(offering: Offering, opens: int | None, closes: int | None) -> str | None:
    start = offering.start.hour * 60 + offering.start.minute
    end = (offering.end.date() - offering.start.date()).days * 24 * 60 + offering.end.hour * 60 + offering.end.minute
    if opens is not None and start < opens:
        return f"{clock(start)} is before {clock(opens)}"
    if closes is not None and end > closes:
        return f"{offering.end:%H:%M} is after {clock(closes)}"
    return None


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
