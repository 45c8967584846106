"""Cells that rows of several sheets share: groups, location, instructors, URL, times, the registrar's fields.

Sheets share these columns, or at least their headings; here they go by their names in Sessions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import GroupPath, LearnerGroup, RegistrarFields, TeachingCells
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column
from schedbatch.domain.times import MINUTES_A_DAY, clock
from schedbatch.readers.group_names import GroupNames
from schedbatch.readers.name_lists import not_separated, separated
from schedbatch.readers.people_and_places import NameBook
from schedbatch.readers.records import Record

_REGISTRAR = (SESSIONS.course_number, SESSIONS.subject, SESSIONS.section, SESSIONS.credit_hours, SESSIONS.delivery)
_NO_FIELDS = RegistrarFields()

DEFAULTS_WORD = "defaults"
"""In Instructors: the groups' own, besides those named."""


@dataclass(frozen=True, slots=True)
class NameBooks:
    """What every name in the workbook stands for."""

    groups: GroupNames
    instructors: NameBook
    locations: NameBook
    courses: NameBook
    types: NameBook


def named_groups(record: Record, column: Column, groups: GroupNames) -> tuple[tuple[GroupPath, ...] | None, tuple[Issue, ...]]:
    """The groups that a list cell names, each once; ``None`` if the cell is blank or bad."""
    names = record.names(column)
    if names is None:
        return None, ()
    paths: dict[GroupPath, None] = {}
    found: list[Issue] = []
    for name in names:
        meant, fault = groups.find(name)
        for path in meant:
            paths[path] = None
        if fault and fault.kind is kinds.UNKNOWN_REFERENCE and (several := groups.listed(name)):
            message = not_separated(name, several, names)
            found.append(Issue(kinds.NAMES_NOT_SEPARATED, message, record.cell_of(column, name)))
        elif fault:
            found.append(Issue(fault.kind, fault.message, record.cell_of(column, name)))
    return (None if found else tuple(paths)), tuple(found)


def cohorts_of(groups: Mapping[GroupPath, LearnerGroup]) -> dict[str, str]:
    """The cohorts of the groups, by their folded names."""
    return {fold(group.cohort): group.cohort for group in groups.values() if group.cohort}


def unseparated_cohorts(record: Record, column: Column, known: Mapping[str, str]) -> Iterator[Issue]:
    """An error for each entry of a list of cohorts that names several known ones without ``;`` between them."""
    listed = record.names(column) or ()
    for name in listed:
        several = () if fold(name) in known else separated(name, lambda piece: known.get(fold(piece)))
        if several:
            yield Issue(kinds.NAMES_NOT_SEPARATED, not_separated(name, several, listed), record.cell_of(column, name))


def cohort_issues(
    record: Record, named: Sequence[GroupPath], cohorts: Sequence[str], groups: Mapping[GroupPath, LearnerGroup]
) -> Iterator[Issue]:
    """An error for each named group of a cohort that is none of ``cohorts``; a group without a cohort is eligible for all."""
    allowed = {fold(cohort) for cohort in cohorts}
    for path in named:
        cohort = groups[path].cohort
        if allowed and cohort and fold(cohort) not in allowed:
            message = f'"{path}" belongs to cohort "{cohort}", the session to {", ".join(cohorts)}.'
            yield Issue(kinds.COHORT_MISMATCH, message, record.place.cell(SESSIONS.groups))


def teaching_cells(record: Record, names: NameBooks) -> tuple[TeachingCells, bool]:
    """Location, Instructors and URL, and whether every name in them could be resolved.

    A cell with a name that could not be is left blank; the issue is already there, from resolving all names at once.
    """
    listed = record.names(SESSIONS.instructors)
    adds_defaults = any(fold(name) == DEFAULTS_WORD for name in listed or ())
    typed = None if listed is None else tuple(name for name in listed if fold(name) != DEFAULTS_WORD)
    instructors, are_known = _resolved(typed, names.instructors)
    locations, is_placed = _resolved(record.names(SESSIONS.location), names.locations)
    if adds_defaults and not instructors:
        instructors = None
    if instructors is not None:
        instructors = tuple(sorted(instructors))
    return TeachingCells(locations, instructors, adds_defaults, record.get(SESSIONS.url, str)), are_known and is_placed


def _resolved(names: tuple[str, ...] | None, book: NameBook) -> tuple[tuple[str, ...] | None, bool]:
    if names is None:
        return None, True
    shown, is_complete = book.resolve(names)
    return (shown if is_complete else None), is_complete


def length_issues(record: Record) -> Iterator[Issue]:
    """What is wrong between Start, End and Minutes of one day; times that cannot be read are named elsewhere."""
    start, end, minutes = (record.get(column, int) for column in (SESSIONS.start, SESSIONS.end, SESSIONS.minutes))
    if start is None or end is None:
        return
    if end <= start:
        yield Issue(kinds.END_BEFORE_START, f"End {clock(end)} is not after Start {clock(start)}.", record.place.cell(SESSIONS.end))
    elif minutes is not None and minutes != end - start:
        nights = end // MINUTES_A_DAY if end > MINUTES_A_DAY else 0
        days = f" {nights} day{'s' if nights > 1 else ''} later" if nights else ""
        span = f"From {clock(start)} to {clock(end - nights * MINUTES_A_DAY)}{days}"
        yield Issue(
            kinds.END_MINUTES_DIFFER,
            f"{span} are {end - start} minutes, but Minutes says {minutes}.",
            record.place.cell(SESSIONS.minutes),
            (record.place.cell(SESSIONS.end),),
        )


def registrar_fields(record: Record) -> RegistrarFields:
    """What the registrar's hand-off takes from a row of Courses or Sessions."""
    if record.layout.positions.keys().isdisjoint(_REGISTRAR):
        return _NO_FIELDS
    return RegistrarFields(
        course_number=record.text(SESSIONS.course_number),
        subject=record.text(SESSIONS.subject),
        section=record.text(SESSIONS.section),
        credit_hours=record.get(SESSIONS.credit_hours, Decimal),
        delivery=record.text(SESSIONS.delivery),
    )
