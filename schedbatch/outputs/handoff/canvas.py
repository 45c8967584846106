"""``handoff/canvas/``: the sections for an SIS import, and their timetables for the calendar API.

Sources: Canvas, "SIS Import Format Documentation", sections.csv; "Calendar Events API", timetable_events, which takes the
complete list of a section's events: what is not in it any more is deleted there.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

from schedbatch.domain.names import joined
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.domain.times import utc_text
from schedbatch.outputs.csv_text import csv_bytes, one_line
from schedbatch.outputs.handoff.released import released_offerings
from schedbatch.outputs.handoff.sections import Section
from schedbatch.outputs.handoff.source import HandOffSource

COLUMNS = ("section_id", "course_id", "name", "status", "start_date", "end_date")


def render(source: HandOffSource) -> tuple[bytes, bytes]:
    """``sections.csv``, without the byte order mark that Canvas has no use for, and ``timetable_events.json``."""
    report = source.report
    sections: dict[str, tuple[Section, list[Offering]]] = {}
    for released in released_offerings(report):
        section = source.reader.section(released.offering_or_ilm)
        sections.setdefault(section.id, (section, []))[1].append(released.offering_or_ilm)
    listed = [sections[key] for key in sorted(sections)]
    rows = [COLUMNS, *(_row(section, offerings, report) for section, offerings in listed)]
    timetables = [_timetable(section, offerings) for section, offerings in listed]
    text = json.dumps(timetables, ensure_ascii=False, indent=1) + "\n"
    return csv_bytes(rows, encoding="utf-8"), text.encode("utf-8", "replace")


def _row(section: Section, offerings: Sequence[Offering], report: RunReport) -> tuple[str, ...]:
    first, last = _span(offerings, report)
    status = "active" if any(offering.status.is_live for offering in offerings) else "deleted"
    return section.id, section.course_id, _name(section, offerings), status, utc_text(first), utc_text(last)


def _name(section: Section, offerings: Sequence[Offering]) -> str:
    course = f"{section.subject} {section.course_number}".strip() if section.course_number else section.course
    groups = tuple(dict.fromkeys(path for offering in offerings for path in offering.groups))
    return one_line(" ".join(filter(None, (course, section.section or joined(groups))))) or section.id


def _span(offerings: Sequence[Offering], report: RunReport) -> tuple[dt.datetime, dt.datetime]:
    """The days of the course or term, and those of the section's own meetings: Canvas shuts learners out on all others."""
    zone = report.catalog.settings.zone or ZoneInfo("UTC")
    terms = [report.catalog.term_of(offering.session) for offering in offerings]
    firsts = (*(first for first, _ in terms if first), *(offering.start.date() for offering in offerings))
    lasts = (*(last for _, last in terms if last), *(offering.end.date() for offering in offerings))
    return _midnight(min(firsts), zone), _midnight(max(lasts) + dt.timedelta(days=1), zone)


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone)


def _timetable(section: Section, offerings: Sequence[Offering]) -> Mapping[str, object]:
    """One call of the API: the course in its address, and its body."""
    return {
        "course_id": f"sis_course_id:{section.course_id}",
        "course_section_id": f"sis_section_id:{section.id}",
        "events": list(_live_meetings(offerings)),
    }


def _live_meetings(offerings: Sequence[Offering]) -> Iterator[Mapping[str, str]]:
    for offering in offerings:
        if offering.status.is_live:
            yield {
                "start_at": utc_text(offering.start),
                "end_at": utc_text(offering.end),
                "location_name": joined(offering.locations),
                "code": offering.uid,
                "title": offering.session.title,
            }
