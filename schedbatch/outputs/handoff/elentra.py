"""``handoff/elentra-draft.csv``: the schedule for "Import CSV File" in an Elentra draft.

A meeting that several groups have each for themselves is one parent event with the others as its children, in this order in
the file. A draft only adds events: cancelled offerings do not stand in it.
Source: Elentra user documentation, "Creating and Managing a Schedule", column headings.
"""

from collections.abc import Iterator

from schedbatch.domain.model import Catalog, GroupPath
from schedbatch.domain.names import joined, natural_key
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.outputs.csv_text import csv_bytes
from schedbatch.outputs.handoff.field_values import value_text
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.sections import Section
from schedbatch.outputs.handoff.source import HandOffSource

COLUMNS = (
    *("Original Event", "Parent Event", "Course Code", "Course Name", "Term", "Date", "Start Time", "Total Duration"),
    *("Event Type Durations", "Event Types", "Event Title", "Event Description", "Location", "Location Room"),
    *("Audience (Groups)", "Audience (Cohorts)", "Audience (Students)", "Teacher Names", "Teacher Numbers"),
)


def render(source: HandOffSource) -> tuple[bytes]:
    """The draft: what takes place, each session's meetings together."""
    report, reader = source.report, source.reader
    rows = (row for family in _families(report) for row in _family_rows(family, report, reader))
    return (csv_bytes((COLUMNS, *rows)),)


def _families(report: RunReport) -> Iterator[list[Offering]]:
    """Offerings that differ in their groups: those of one session and one meeting of its rows."""
    families: dict[tuple[str, str], list[Offering]] = {}
    for offering in report.plan.offerings:
        if offering.status.is_live:
            families.setdefault((offering.session.id, offering.id.rpartition("/")[2]), []).append(offering)
    order = sorted(families, key=lambda key: (natural_key(key[0]), families[key][0].start, natural_key(key[1])))
    return (families[key] for key in order)


def _family_rows(family: list[Offering], report: RunReport, reader: FieldReader) -> Iterator[tuple[str, ...]]:
    for number, offering in enumerate(family):
        yield tuple(_row(offering, report.catalog, reader.section(offering), is_parent=number == 0))


def _row(offering: Offering, catalog: Catalog, section: Section, *, is_parent: bool) -> Iterator[str]:
    cohorts, groups = _audience(offering.groups, catalog)
    people = [catalog.instructors.get(name) for name in offering.instructors]
    places = [catalog.locations.get(name) for name in offering.locations]
    minutes = str(offering.minutes)
    yield from ("", "1" if is_parent else "0")
    yield from (f"{section.subject}{section.course_number}" or section.course, section.course, catalog.settings.term)
    yield from (offering.start.date().isoformat(), f"{offering.start:%H:%M}", minutes, minutes, offering.session.type)
    yield from (value_text(offering.session.title), value_text(offering.session.description))
    yield from (joined(offering.locations), joined(tuple(place.room for place in places if place and place.room)))
    yield from (joined(groups), joined(cohorts), "")
    yield from (joined(offering.instructors), joined(tuple(person.id for person in people if person and person.id)))


def _audience(paths: tuple[GroupPath, ...], catalog: Catalog) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cohorts whose whole the offering is for, and groups."""
    cohorts: dict[str, None] = {}
    groups: list[str] = []
    for path in paths:
        group = catalog.groups.get(path)
        if group and group.whole_cohort and group.cohort:
            cohorts[group.cohort] = None
        else:
            groups.append(path)
    return tuple(cohorts), tuple(groups)
