"""Cells -> Catalog: every name resolves, a bad row is left out (or held) and named.

Source: workbook.md, "Input sheets".
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.columns import (
    CLOSURES,
    COURSES,
    GROUPS,
    INSTRUCTORS,
    LEARNERS,
    LOCATIONS,
    OFFERINGS,
    SESSION_TYPES,
    SESSIONS,
    SETTINGS,
    SHEETS,
    SUBGROUPS,
    UNAVAILABLE,
)
from schedbatch.domain.issues import Issue, Severity, in_sheet_order
from schedbatch.domain.model import (
    Catalog,
    Closure,
    Course,
    Instructor,
    LearnerGroup,
    Location,
    SessionType,
    Strategy,
    Unavailability,
)
from schedbatch.domain.names import fold, seen
from schedbatch.domain.sheets import Column, Sheet
from schedbatch.domain.times import MINUTES_A_DAY
from schedbatch.readers.consequences import without_consequences
from schedbatch.readers.group_names import GroupNames
from schedbatch.readers.groups import GroupTree, build_tree
from schedbatch.readers.known_sheets import find_sheets
from schedbatch.readers.marked_copies import kept_schedule_id
from schedbatch.readers.merged import spread
from schedbatch.readers.offering_rows import build_offering_rows
from schedbatch.readers.other_halves import with_other_halves
from schedbatch.readers.people_and_places import KnownNames, NameBook, resolve_mentions, unknown_mentions
from schedbatch.readers.records import Record, RecordLayout, Table, read_table
from schedbatch.readers.roster import build_learners
from schedbatch.readers.row_cells import DEFAULTS_WORD, NameBooks, cohorts_of, registrar_fields, teaching_cells, unseparated_cohorts
from schedbatch.readers.session_rows import build_session_rows
from schedbatch.readers.settings import date_order, read_settings
from schedbatch.readers.teams import keyed, people_and_teams, unseparated_teams
from schedbatch.xlsx.raw import RawSheet, RawWorkbook

Tables = Mapping[Sheet, Table]
"""Each known sheet's table."""


def build_catalog(
    raw: RawWorkbook, timezone: str | None = None, added: RawSheet | None = None, maps: tuple[str, ...] = ()
) -> tuple[Catalog, tuple[Issue, ...]]:
    """Read every sheet and resolve every name; all issues at once, in sheet order.

    ``timezone`` is used where the workbook's own `Time zone` is blank; ``added`` holds further rows of the Offerings sheet;
    ``maps`` are hand-offs of one's own that the settings may name.
    """
    sheets, sheet_issues = find_sheets(raw)
    order = date_order(read_table(sheets[SETTINGS.name], SETTINGS, "")[0]) if SETTINGS.name in sheets else ""
    tables, tree, table_issues = _read_tables(sheets, order, added)
    settings, setting_issues = read_settings(tables[SETTINGS], raw.name, timezone, kept_schedule_id(raw), maps)
    names, name_issues = _resolve_names(tables, tree.names)
    groups = _groups(tree, names)
    courses, course_issues = _courses(keyed(tables[COURSES], COURSES.course), cohorts_of(groups))
    types = _types(tables[SESSION_TYPES])
    rows, index, row_issues = build_session_rows(tables[SESSIONS], names, groups, courses, types, settings)
    offering_rows, offering_issues = build_offering_rows(tables[OFFERINGS], names, index, groups, rows)
    learners, learner_issues = build_learners(tables[LEARNERS], tree.names, groups)
    closures, closure_issues = _closures(tables[CLOSURES])
    unavailabilities, unavailable_issues = _unavailabilities(tables[UNAVAILABLE], names)
    found = (
        *sheet_issues,
        *table_issues,
        *setting_issues,
        *name_issues,
        *course_issues,
        *row_issues,
        *offering_issues,
        *learner_issues,
        *closure_issues,
        *unavailable_issues,
        *_missing_sheets(tables),
        *_duplicates(tables),
    )
    unread = _unread(tables, found)
    catalog = Catalog(
        settings=settings,
        groups=groups,
        rows=rows,
        offering_rows=offering_rows,
        instructors=_instructors(tables[INSTRUCTORS], names.instructors),
        locations=_locations(tables[LOCATIONS], names.locations),
        learners=learners,
        courses=courses,
        session_types=types,
        closures=closures,
        unavailabilities=unavailabilities,
        held_sessions=index.held,
        unread=unread,
        defines=frozenset(sheet.name for sheet in (INSTRUCTORS, LOCATIONS) if tables[sheet].is_usable),
        is_usable=tables[SESSIONS].is_usable,
        skipped=tuple(row for sheet in SHEETS for row in tables[sheet].skipped),
    )
    return catalog, in_sheet_order(without_consequences(found), [sheet.name for sheet in raw.sheets])


def _read_tables(sheets: Mapping[str, RawSheet], order: str, added: RawSheet | None) -> tuple[Tables, GroupTree, tuple[Issue, ...]]:
    """Read all sheets; the roster last, since its headings may name groups."""
    tables: dict[Sheet, Table] = {}
    found: list[Issue] = []
    for sheet in (sheet for sheet in SHEETS if not sheet.has_group_columns):
        tables[sheet], table_issues = _read(sheets, sheet, order)
        found.extend(table_issues)
    if added:
        further, further_issues = _read({OFFERINGS.name: added}, OFFERINGS, order)
        own = tables[OFFERINGS]
        tables[OFFERINGS] = replace(own, records=(*own.records, *further.records))
        found.extend(further_issues)
    tree, tree_issues = build_tree(tables[GROUPS], tables[SUBGROUPS])
    found.extend(tree_issues)
    for sheet in (sheet for sheet in SHEETS if sheet.has_group_columns):
        tables[sheet], table_issues = _read(sheets, sheet, order, tree.names)
        found.extend(table_issues)
    return tables, tree, tuple(found)


def _read(
    sheets: Mapping[str, RawSheet], sheet: Sheet, order: str, names: GroupNames | None = None
) -> tuple[Table, tuple[Issue, ...]]:
    if sheet.name not in sheets:
        return Table(sheet), ()
    raw = sheets[sheet.name]
    table, found = read_table(raw, sheet, order, (lambda text: names.is_group(seen(text))) if names else lambda _: False)
    settled, half_issues = with_other_halves(table, spread(raw)[0], order)
    return settled, (*found, *half_issues)


def _unread(tables: Tables, found: Sequence[Issue]) -> frozenset[str]:
    """Sheets (Groups stands for both of groups) with rows in error of which it cannot be told what they stand for."""
    in_error = {issue.where.sheet for issue in found if issue.where and issue.severity is Severity.ERROR}
    has_groups = any(_is_broken(tables[sheet]) or _places(tables[sheet]) & in_error for sheet in (GROUPS, SUBGROUPS))
    offerings = tables[OFFERINGS]
    has_offerings = _is_broken(offerings) or any(record.lacks(OFFERINGS.offering_id) for record in offerings.records)
    return frozenset(sheet.name for sheet, is_unread in ((GROUPS, has_groups), (OFFERINGS, has_offerings)) if is_unread)


def _is_broken(table: Table) -> bool:
    return table.exists and not table.is_usable and not table.is_blank


def _places(table: Table) -> set[str]:
    return {record.layout.sheet for record in table.records}


def _missing_sheets(tables: Tables) -> Iterator[Issue]:
    sessions = tables[SESSIONS]
    if not sessions.exists:
        yield Issue(kinds.SHEET_UNUSABLE, "There is no sheet Sessions.")
    elif sessions.is_blank:
        yield Issue(kinds.SHEET_UNUSABLE, "The sheet Sessions is empty.")
    elif not (tables[GROUPS].exists or tables[SUBGROUPS].exists) and any(
        record.has(SESSIONS.groups) for record in sessions.records
    ):
        yield Issue(kinds.SHEET_UNUSABLE, "Sessions name learner groups, but there is no sheet Groups or Subgroups.")


def _resolve_names(tables: Tables, groups: GroupNames) -> tuple[NameBooks, tuple[Issue, ...]]:
    rows = [record for sheet in (GROUPS, SUBGROUPS, SESSIONS, OFFERINGS) for record in tables[sheet].records]
    people = KnownNames(
        "instructor or team",
        people_and_teams(tables[INSTRUCTORS]),
        _defined_in(tables[INSTRUCTORS]),
        are_people=True,
        later_allowed=True,
    )
    places = KnownNames(
        "location",
        _itself(tables[LOCATIONS], LOCATIONS.location),
        _defined_in(tables[LOCATIONS]),
        unlisted=kinds.NOT_LISTED,
        later_allowed=True,
    )
    courses = KnownNames(
        "course", _itself(tables[COURSES], COURSES.course), _defined_in(tables[COURSES]), unlisted=kinds.NOT_LISTED
    )
    types = KnownNames(
        "session type", _itself(tables[SESSION_TYPES], SESSION_TYPES.type), _defined_in(tables[SESSION_TYPES]), is_strict=True
    )
    sessions = tables[SESSIONS].records
    instructors, instructor_issues = resolve_mentions(
        unknown_mentions(rows, SESSIONS.instructors, people, (DEFAULTS_WORD,)), people
    )
    locations, location_issues = resolve_mentions(unknown_mentions(rows, SESSIONS.location, places), places)
    course_names, course_issues = resolve_mentions(unknown_mentions(sessions, SESSIONS.course, courses), courses)
    type_names, type_issues = resolve_mentions(unknown_mentions(sessions, SESSIONS.type, types), types)
    names = NameBooks(groups, instructors, locations, course_names, type_names)
    team_issues = unseparated_teams(tables[INSTRUCTORS])
    return names, (*team_issues, *instructor_issues, *location_issues, *course_issues, *type_issues)


def _defined_in(table: Table) -> str:
    return table.sheet.name if table.is_usable else ""


def _itself(table: Table, column: Column) -> dict[str, tuple[str, ...]]:
    return {record.text(column): (record.text(column),) for record in keyed(table, column).values()}


_UNIQUE: tuple[tuple[Sheet, Column], ...] = (
    (INSTRUCTORS, INSTRUCTORS.instructor),
    (LOCATIONS, LOCATIONS.location),
    (COURSES, COURSES.course),
    (SESSION_TYPES, SESSION_TYPES.type),
)


def _duplicates(tables: Tables) -> Iterator[Issue]:
    for sheet, column in _UNIQUE:
        first = keyed(tables[sheet], column)
        for record in tables[sheet].records:
            name = record.text(column)
            if name and first[fold(name)] is not record:
                other = first[fold(name)].place.cell(column)
                message = f'"{name}" is there twice, the first time in {other}; that row counts.'
                yield Issue(kinds.DUPLICATE_KEY, message, record.place.cell(column), (other,))


_NO_RECORD = Record(1, (), RecordLayout(SUBGROUPS.name))
"""Of a group that only the rows of its subgroups name."""


def _groups(tree: GroupTree, names: NameBooks) -> dict[str, LearnerGroup]:
    groups: dict[str, LearnerGroup] = {}
    for order, branch in enumerate(tree.branches.values()):
        record = branch.record or _NO_RECORD
        above = groups[branch.parent] if branch.parent else None
        teaching, _ = teaching_cells(record, names)
        groups[branch.path] = LearnerGroup(
            path=branch.path,
            name=record.text(SUBGROUPS.subgroup) or record.text(GROUPS.group) or branch.path,
            parent=branch.parent,
            children=branch.children,
            order=order,
            where=record.place,
            cohort=above.cohort if above else record.text(GROUPS.cohort),
            whole_cohort=bool(record.get(GROUPS.whole_cohort, bool)),
            size=record.get(GROUPS.size, int),
            section=record.text(GROUPS.section),
            crn=record.text(GROUPS.crn),
            locations=teaching.locations,
            instructors=teaching.instructors,
            url=teaching.url,
            notes=record.text(GROUPS.notes),
        )
    return groups


def _courses(records: Mapping[str, Record], cohorts_known: Mapping[str, str]) -> tuple[dict[str, Course], tuple[Issue, ...]]:
    courses: dict[str, Course] = {}
    found: list[Issue] = []
    for record in records.values():
        found.extend(unseparated_cohorts(record, COURSES.cohorts, cohorts_known))
        first, last = record.get(COURSES.first_day, dt.date), record.get(COURSES.last_day, dt.date)
        if first and last and last < first:
            message = f"Last day {last} is before First day {first}."
            found.append(Issue(kinds.END_BEFORE_START, message, record.place.cell(COURSES.last_day)))
            first = last = None
        name, cohorts = record.text(COURSES.course), record.names(COURSES.cohorts) or ()
        courses[name] = Course(name, cohorts, first, last, registrar_fields(record))
    return courses, tuple(found)


def _types(table: Table) -> dict[str, SessionType]:
    return {
        record.text(SESSION_TYPES.type): SessionType(
            name=record.text(SESSION_TYPES.type),
            colour=record.text(SESSION_TYPES.colour),
            strategy=record.get(SESSION_TYPES.strategy, Strategy),
            counts_toward_hours=record.get(SESSION_TYPES.counts_toward_hours, bool) is not False,
        )
        for record in keyed(table, SESSION_TYPES.type).values()
    }


def _instructors(table: Table, book: NameBook) -> dict[str, Instructor]:
    """Whoever is named or listed, as shown; of people whom the sheet does not list, the name is all that is known."""
    records = keyed(table, INSTRUCTORS.instructor)
    people = (_instructor(records[fold(name)]) if fold(name) in records else Instructor(name) for name in book.all_names())
    return {person.name: person for person in people}


def _instructor(record: Record) -> Instructor:
    return Instructor(
        name=record.text(INSTRUCTORS.instructor),
        id=record.text(INSTRUCTORS.instructor_id),
        email=record.text(INSTRUCTORS.email),
        teams=record.names(INSTRUCTORS.instructor_groups) or (),
        hours_limit=record.get(INSTRUCTORS.hours_limit, Decimal),
    )


def _locations(table: Table, book: NameBook) -> dict[str, Location]:
    records = keyed(table, LOCATIONS.location)
    places = (_location(records[fold(name)]) if fold(name) in records else Location(name) for name in book.all_names())
    return {place.name: place for place in places}


def _location(record: Record) -> Location:
    return Location(
        name=record.text(LOCATIONS.location),
        building=record.text(LOCATIONS.building),
        room=record.text(LOCATIONS.room),
        capacity=record.get(LOCATIONS.capacity, int),
        address=record.text(LOCATIONS.address),
        url=record.text(LOCATIONS.url),
        is_shared=bool(record.get(LOCATIONS.shared, bool)),
    )


def _closures(table: Table) -> tuple[tuple[Closure, ...], tuple[Issue, ...]]:
    closures: list[Closure] = []
    found: list[Issue] = []
    for record in table.records:
        first = record.get(CLOSURES.date, dt.date)
        last = record.get(CLOSURES.last_date, dt.date) or first
        if first and last and last < first:
            found.append(_ends_early(record))
        elif first and last:
            closures.append(Closure(first, last, record.text(CLOSURES.closure_name)))
    return tuple(sorted(closures, key=lambda closure: (closure.first, closure.last, closure.name))), tuple(found)


def _ends_early(record: Record) -> Issue:
    return Issue(kinds.END_BEFORE_START, "Last date is before Date.", record.place.cell(CLOSURES.last_date))


def _unavailabilities(table: Table, names: NameBooks) -> tuple[tuple[Unavailability, ...], tuple[Issue, ...]]:
    known = {name: (name,) for book in (names.instructors, names.locations) for name in book.all_names()}
    either = KnownNames("instructor or location", known, f"{INSTRUCTORS.name} or {LOCATIONS.name}", are_people=True)
    book, book_issues = resolve_mentions(unknown_mentions(table.records, UNAVAILABLE.who_or_where, either), either)
    found: list[Issue] = list(book_issues)
    made: list[Unavailability] = []
    for record in table.records:
        who, is_known = book.resolve((record.text(UNAVAILABLE.who_or_where),))
        first = record.get(UNAVAILABLE.date, dt.date)
        last = record.get(UNAVAILABLE.last_date, dt.date) or first
        start, end = record.get(UNAVAILABLE.start, int) or 0, record.get(UNAVAILABLE.end, int)
        end = MINUTES_A_DAY if end is None else end
        if not (first and last and is_known) or record.faulty:
            continue
        if last < first or end <= start:
            found.append(_ends_early(record) if last < first else _end_not_after_start(record))
        else:
            made.append(Unavailability(who[0], first, last, start, end, record.text(UNAVAILABLE.reason), record.place))
    return tuple(made), tuple(found)


def _end_not_after_start(record: Record) -> Issue:
    return Issue(kinds.END_BEFORE_START, "End is not after Start.", record.place.cell(UNAVAILABLE.end))
