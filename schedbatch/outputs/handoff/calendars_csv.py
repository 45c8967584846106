"""``handoff/google.csv`` and ``handoff/outlook.csv``: calendars for those who must import CSV.

CSV carries neither identity nor time zone: a second import makes everything twice, and times are those of the calendar that
they are imported into. The .ics files have both. What is cancelled cannot be said and is left out.
Sources: Google Calendar help, "Create or edit a CSV file"; the headings that Outlook exports.
"""

import datetime as dt
from collections.abc import Iterator

from schedbatch.domain.forms import date_text, time_text
from schedbatch.domain.model import Status
from schedbatch.domain.names import joined
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Offering
from schedbatch.outputs.csv_text import csv_bytes, one_line
from schedbatch.outputs.handoff.source import HandOffSource

GOOGLE_COLUMNS = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location", "Private"),
)
OUTLOOK_COLUMNS = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off", "Categories"),
    *("Description", "Location", "Private", "Show time as"),
)
_TENTATIVE, _BUSY = "1", "2"
"""As Outlook numbers them in ``Show time as``."""


def render_google(source: HandOffSource) -> tuple[bytes]:
    """US dates and twelve-hour times, which Google reads whatever the account's language."""
    rows = (
        (_subject(offering), *_span(offering), "False", _description(offering), joined(offering.locations), "False")
        for offering in _live(source.report)
    )
    return (csv_bytes((GOOGLE_COLUMNS, *rows)),)


def render_outlook(source: HandOffSource) -> tuple[bytes]:
    """The same for Outlook, without reminders; the session type is the category."""
    rows = (tuple(_outlook_row(offering)) for offering in _live(source.report))
    return (csv_bytes((OUTLOOK_COLUMNS, *rows)),)


def _live(report: RunReport) -> Iterator[Offering]:
    return (offering for offering in report.plan.offerings if offering.status.is_live)


def _outlook_row(offering: Offering) -> Iterator[str]:
    yield from (
        _subject(offering),
        *_span(offering),
        "False",
        "False",
        offering.session.type,
        _description(offering),
        joined(offering.locations),
    )
    yield from ("False", _TENTATIVE if offering.status is Status.TENTATIVE else _BUSY)


def _subject(offering: Offering) -> str:
    groups = joined(offering.groups)
    return f"{offering.session.title} ({groups})" if groups else offering.session.title


def _span(offering: Offering) -> Iterator[str]:
    for moment in (offering.start, offering.end):
        yield from _date_and_time(moment)


def _date_and_time(moment: dt.datetime) -> tuple[str, str]:
    return date_text(moment.date(), "MM/DD/YYYY"), time_text(moment.time(), "h:mm AM")


def _description(offering: Offering) -> str:
    facts = (
        ("Course", offering.session.course),
        ("Type", offering.session.type),
        ("Instructors", joined(offering.instructors)),
        ("Online", offering.url),
    )
    told = "; ".join(f"{what}: {text}" for what, text in facts if text)
    # In one line: not every importer keeps together what is quoted over several.
    return one_line(". ".join(filter(None, (told, offering.session.description))))
