"""Cells -> Catalog: every name resolves, a bad row is left out (or held) and named.

Source: workbook.md, "Input sheets".
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from schedbatch.domain import kinds
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
from schedbatch.domain.names import fold
from schedbatch.domain.times import MINUTES_A_DAY
from schedbatch.readers import columns
from schedbatch.readers.columns import SHEETS, Sheet
from schedbatch.readers.group_names import GroupNames
from schedbatch.readers.groups import GroupTree, build_tree
from schedbatch.readers.known_sheets import find_sheets
from schedbatch.readers.marked_copies import kept_schedule_id
from schedbatch.readers.offering_rows import build_offering_rows
from schedbatch.readers.people_and_places import KnownNames, NameBook, resolve_mentions, unknown_mentions
from schedbatch.readers.records import Layout, Record, Table, read_table
from schedbatch.readers.roster import build_learners
from schedbatch.readers.row_cells import DEFAULTS_WORD, Names, registrar_fields, teaching_cells
from schedbatch.readers.session_rows import build_session_rows
from schedbatch.readers.settings import date_order, read_settings
from schedbatch.xlsx.raw import RawSheet, RawWorkbook

Tables = Mapping[str, Table]
"""Each known sheet's table, by the sheet's name."""


def build_catalog(
    raw: RawWorkbook, timezone: str | None = None, added: RawSheet | None = None, maps: tuple[str, ...] = ()
) -> tuple[Catalog, tuple[Issue, ...]]:
    """Read every sheet and resolve every name; all issues at once, in sheet order.

    ``timezone`` is used where the workbook's own `Time zone` is blank; ``added`` holds further rows of the Offerings sheet;
    ``maps`` are hand-offs of one's own that the settings may name.
    """
    sheets, sheet_issues = find_sheets(raw)
    order = date_order(read_table(sheets["Settings"], columns.SETTINGS, "")[0]) if "Settings" in sheets else ""
    tables, tree, table_issues = _read_tables(sheets, order, added)
    settings, setting_issues = read_settings(tables["Settings"], raw.name, timezone, kept_schedule_id(raw), maps)
    names, name_issues = _resolve_names(tables, tree.names)
    courses, course_issues = _courses(_keyed(tables["Courses"], "Course"))
    groups = _groups(tree, names)
    types = _types(tables["Session types"])
    rows, index, row_issues = build_session_rows(tables["Sessions"], names, groups, courses, types, settings)
    offering_rows, offering_issues = build_offering_rows(tables["Offerings"], names, index, groups, rows)
    learners, learner_issues = build_learners(tables["Learners"], tree.names, groups)
    closures, closure_issues = _closures(tables["Closures"])
    unavailabilities, unavailable_issues = _unavailabilities(tables["Unavailable"], names)
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
    catalog = Catalog(
        settings=settings,
        groups=groups,
        rows=rows,
        offering_rows=offering_rows,
        instructors=_instructors(tables["Instructors"], names.instructors),
        locations=_locations(tables["Locations"], names.locations),
        learners=learners,
        courses=courses,
        session_types=types,
        closures=closures,
        unavailabilities=unavailabilities,
        held_sessions=index.held,
        unread=_unread(tables, found),
        defines=frozenset(name for name in ("Instructors", "Locations") if tables[name].is_usable),
        is_usable=tables["Sessions"].is_usable,
    )
    return catalog, in_sheet_order(found, [sheet.name for sheet in raw.sheets])


def _read_tables(sheets: Mapping[str, RawSheet], order: str, added: RawSheet | None) -> tuple[Tables, GroupTree, tuple[Issue, ...]]:
    """Read all sheets; the roster last, since its headings may name groups."""
    tables: dict[str, Table] = {}
    found: list[Issue] = []
    for sheet in (sheet for sheet in SHEETS if not sheet.has_group_columns):
        tables[sheet.name], table_issues = _read(sheets, sheet, order)
        found.extend(table_issues)
    if added:
        further, further_issues = read_table(added, columns.OFFERINGS, order)
        own = tables[columns.OFFERINGS.name]
        tables[columns.OFFERINGS.name] = replace(own, records=(*own.records, *further.records))
        found.extend(further_issues)
    tree, tree_issues = build_tree(tables["Groups"], tables["Subgroups"])
    found.extend(tree_issues)
    for sheet in (sheet for sheet in SHEETS if sheet.has_group_columns):
        tables[sheet.name], table_issues = _read(sheets, sheet, order, tree.names)
        found.extend(table_issues)
    return tables, tree, tuple(found)


def _read(
    sheets: Mapping[str, RawSheet], sheet: Sheet, order: str, names: GroupNames | None = None
) -> tuple[Table, tuple[Issue, ...]]:
    if sheet.name not in sheets:
        return Table(sheet), ()
    return read_table(sheets[sheet.name], sheet, order, names.is_group if names else lambda _: False)


def _unread(tables: Tables, found: Sequence[Issue]) -> frozenset[str]:
    """Sheets (Groups stands for both of groups) with rows in error of which it cannot be told what they stand for."""
    in_error = {issue.where.sheet for issue in found if issue.where and issue.severity is Severity.ERROR}
    has_groups = any(_is_broken(tables[name]) or _places(tables[name]) & in_error for name in ("Groups", "Subgroups"))
    offerings = tables["Offerings"]
    has_offerings = _is_broken(offerings) or any("Offering ID" in record.faulty for record in offerings.records)
    return frozenset(name for name, is_unread in (("Groups", has_groups), ("Offerings", has_offerings)) if is_unread)


def _is_broken(table: Table) -> bool:
    return table.exists and not table.is_usable and not table.is_blank


def _places(table: Table) -> set[str]:
    return {record.layout.sheet for record in table.records}


def _missing_sheets(tables: Tables) -> Iterator[Issue]:
    sessions = tables["Sessions"]
    if not sessions.exists:
        yield Issue(kinds.SHEET_UNUSABLE, "There is no sheet Sessions.")
    elif sessions.is_blank:
        yield Issue(kinds.SHEET_UNUSABLE, "The sheet Sessions is empty.")
    elif not (tables["Groups"].exists or tables["Subgroups"].exists) and any(record.has("Groups") for record in sessions.records):
        yield Issue(kinds.SHEET_UNUSABLE, "Sessions name learner groups, but there is no sheet Groups or Subgroups.")


def _resolve_names(tables: Tables, groups: GroupNames) -> tuple[Names, tuple[Issue, ...]]:
    rows = [record for sheet in ("Groups", "Subgroups", "Sessions", "Offerings") for record in tables[sheet].records]
    people = KnownNames("instructor or team", _people_and_teams(tables["Instructors"]), _defined_in(tables["Instructors"]))
    places = KnownNames("location", _itself(tables["Locations"], "Location"), _defined_in(tables["Locations"]))
    courses = KnownNames("course", _itself(tables["Courses"], "Course"), _defined_in(tables["Courses"]))
    types = KnownNames(
        "session type", _itself(tables["Session types"], "Type"), _defined_in(tables["Session types"]), is_strict=True
    )
    sessions = tables["Sessions"].records
    instructors, instructor_issues = resolve_mentions(unknown_mentions(rows, "Instructors", people, (DEFAULTS_WORD,)), people)
    locations, location_issues = resolve_mentions(unknown_mentions(rows, "Location", places), places)
    course_names, course_issues = resolve_mentions(unknown_mentions(sessions, "Course", courses), courses)
    type_names, type_issues = resolve_mentions(unknown_mentions(sessions, "Type", types), types)
    names = Names(groups, instructors, locations, course_names, type_names)
    return names, (*instructor_issues, *location_issues, *course_issues, *type_issues)


def _defined_in(table: Table) -> str:
    return table.sheet.name if table.is_usable else ""


def _itself(table: Table, heading: str) -> dict[str, tuple[str, ...]]:
    return {record.text(heading): (record.text(heading),) for record in _keyed(table, heading).values()}


def _people_and_teams(table: Table) -> dict[str, tuple[str, ...]]:
    """Each person, and each team with its members; a person outranks a team of the same name."""
    people = _keyed(table, "Instructor")
    teams: dict[str, tuple[str, list[str]]] = {}
    for record in people.values():
        for team in record.names("Instructor groups") or ():
            teams.setdefault(fold(team), (team, []))[1].append(record.text("Instructor"))
    named = {name: tuple(members) for folded, (name, members) in teams.items() if folded not in people}
    return {**named, **_itself(table, "Instructor")}


def _keyed(table: Table, heading: str) -> dict[str, Record]:
    """Records by their folded key; the first of two alike counts, rows without a usable key are left out."""
    keyed: dict[str, Record] = {}
    for record in table.records:
        if record.text(heading):
            keyed.setdefault(fold(record.text(heading)), record)
    return keyed


_UNIQUE = (("Instructors", "Instructor"), ("Locations", "Location"), ("Courses", "Course"), ("Session types", "Type"))


def _duplicates(tables: Tables) -> Iterator[Issue]:
    for sheet, heading in _UNIQUE:
        first = _keyed(tables[sheet], heading)
        for record in tables[sheet].records:
            name = record.text(heading)
            if name and first[fold(name)] is not record:
                other = first[fold(name)].place.cell(heading)
                message = f'"{name}" is there twice, the first time in {other}; that row counts.'
                yield Issue(kinds.DUPLICATE_KEY, message, record.place.cell(heading), (other,))


_NO_RECORD = Record(1, (), Layout("Subgroups"))
"""Of a group that only the rows of its subgroups name."""


def _groups(tree: GroupTree, names: Names) -> dict[str, LearnerGroup]:
    groups: dict[str, LearnerGroup] = {}
    for order, branch in enumerate(tree.branches.values()):
        record = branch.record or _NO_RECORD
        above = groups[branch.parent] if branch.parent else None
        teaching, _ = teaching_cells(record, names)
        groups[branch.path] = LearnerGroup(
            path=branch.path,
            name=record.text("Subgroup") or record.text("Group") or branch.path,
            parent=branch.parent,
            children=branch.children,
            order=order,
            where=record.place,
            cohort=above.cohort if above else record.text("Cohort"),
            whole_cohort=bool(record.get("Whole cohort", bool)),
            size=record.get("Size", int),
            section=record.text("Section"),
            crn=record.text("CRN"),
            locations=teaching.locations,
            instructors=teaching.instructors,
            url=teaching.url,
            notes=record.text("Notes"),
        )
    return groups


def _courses(records: Mapping[str, Record]) -> tuple[dict[str, Course], tuple[Issue, ...]]:
    courses: dict[str, Course] = {}
    found: list[Issue] = []
    for record in records.values():
        first, last = record.get("First day", dt.date), record.get("Last day", dt.date)
        if first and last and last < first:
            message = f"Last day {last} is before First day {first}."
            found.append(Issue(kinds.END_BEFORE_START, message, record.place.cell("Last day")))
            first = last = None
        name, cohorts = record.text("Course"), record.names("Cohorts") or ()
        courses[name] = Course(name, cohorts, first, last, registrar_fields(record))
    return courses, tuple(found)


def _types(table: Table) -> dict[str, SessionType]:
    return {
        record.text("Type"): SessionType(
            name=record.text("Type"),
            colour=record.text("Colour"),
            strategy=record.get("Strategy", Strategy),
            counts_toward_hours=record.get("Counts toward hours", bool) is not False,
        )
        for record in _keyed(table, "Type").values()
    }


def _instructors(table: Table, book: NameBook) -> dict[str, Instructor]:
    """Whoever is named or listed, as shown; of people whom the sheet does not list, the name is all that is known."""
    records = _keyed(table, "Instructor")
    people = (_instructor(records[fold(name)]) if fold(name) in records else Instructor(name) for name in book.all_names())
    return {person.name: person for person in people}


def _instructor(record: Record) -> Instructor:
    return Instructor(
        name=record.text("Instructor"),
        id=record.text("Instructor ID"),
        email=record.text("Email"),
        teams=record.names("Instructor groups") or (),
        hours_limit=record.get("Hours limit", Decimal),
    )


def _locations(table: Table, book: NameBook) -> dict[str, Location]:
    records = _keyed(table, "Location")
    places = (_location(records[fold(name)]) if fold(name) in records else Location(name) for name in book.all_names())
    return {place.name: place for place in places}


def _location(record: Record) -> Location:
    return Location(
        name=record.text("Location"),
        building=record.text("Building"),
        room=record.text("Room"),
        capacity=record.get("Capacity", int),
        address=record.text("Address"),
        url=record.text("URL"),
        is_shared=bool(record.get("Shared", bool)),
    )


def _closures(table: Table) -> tuple[tuple[Closure, ...], tuple[Issue, ...]]:
    closures: list[Closure] = []
    found: list[Issue] = []
    for record in table.records:
        first = record.get("Date", dt.date)
        last = record.get("Last date", dt.date) or first
        if first and last and last < first:
            found.append(_ends_early(record))
        elif first and last:
            closures.append(Closure(first, last, record.text("Name")))
    return tuple(sorted(closures, key=lambda closure: (closure.first, closure.last, closure.name))), tuple(found)


def _ends_early(record: Record) -> Issue:
    return Issue(kinds.END_BEFORE_START, "Last date is before Date.", record.place.cell("Last date"))


def _unavailabilities(table: Table, names: Names) -> tuple[tuple[Unavailability, ...], tuple[Issue, ...]]:
    known = {name: (name,) for book in (names.instructors, names.locations) for name in book.all_names()}
    either = KnownNames("instructor or location", known, "Instructors or Locations")
    book, book_issues = resolve_mentions(unknown_mentions(table.records, "Who or where", either), either)
    found: list[Issue] = list(book_issues)
    made: list[Unavailability] = []
    for record in table.records:
        who, is_known = book.resolve((record.text("Who or where"),))
        first = record.get("Date", dt.date)
        last = record.get("Last date", dt.date) or first
        start, end = record.get("Start", int) or 0, record.get("End", int)
        end = MINUTES_A_DAY if end is None else end
        if not (first and last and is_known) or record.faulty:
            continue
        if last < first or end <= start:
            found.append(_ends_early(record) if last < first else _end_not_after_start(record))
        else:
            made.append(Unavailability(who[0], first, last, start, end, record.text("Reason"), record.place))
    return tuple(made), tuple(found)


def _end_not_after_start(record: Record) -> Issue:
    return Issue(kinds.END_BEFORE_START, "End is not after Start.", record.place.cell("End"))
