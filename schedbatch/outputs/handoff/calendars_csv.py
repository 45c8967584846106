"""``handoff/google.csv`` and ``handoff/outlook.csv``: calendars for those who must import CSV.

CSV carries neither identity nor time zone: a second import makes everything twice, and times are those of the calendar that
they are imported into. The .ics files have both. What is cancelled cannot be said and is left out.
Sources: Google Calendar help, "Create or edit a CSV file"; the headings that Outlook exports.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import PurePosixPath

from schedbatch.domain.forms import date_text, time_text
from schedbatch.domain.model import Status
from schedbatch.domain.names import joined
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.domain.results import Offering
from schedbatch.outputs.csv_text import csv_bytes, one_line

GOOGLE = PurePosixPath("google.csv")
OUTLOOK = PurePosixPath("outlook.csv")
GOOGLE_COLUMNS = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All Day Event", "Description", "Location", "Private"),
)
OUTLOOK_COLUMNS = (
    *("Subject", "Start Date", "Start Time", "End Date", "End Time", "All day event", "Reminder on/off", "Categories"),
    *("Description", "Location", "Private", "Show time as"),
)
_TENTATIVE, _BUSY = "1", "2"
"""As Outlook numbers them in ``Show time as``."""


def render_google(report: RunReport) -> Artifact:
    """US dates and twelve-hour times, which Google reads whatever the account's language."""
    rows = ((_subject(one), *_span(one), "False", _description(one), joined(one.locations), "False") for one in _live(report))
    return Artifact(GOOGLE, csv_bytes((GOOGLE_COLUMNS, *rows)))


def render_outlook(report: RunReport) -> Artifact:
    """The same for Outlook, without reminders; the session type is the category."""
    rows = (tuple(_outlook_row(one)) for one in _live(report))
    return Artifact(OUTLOOK, csv_bytes((OUTLOOK_COLUMNS, *rows)))


def _live(report: RunReport) -> Iterator[Offering]:
    return (one for one in report.plan.offerings if one.status.is_live)


def _outlook_row(one: Offering) -> Iterator[str]:
    yield from (_subject(one), *_span(one), "False", "False", one.session.type, _description(one), joined(one.locations))
    yield from ("False", _TENTATIVE if one.status is Status.TENTATIVE else _BUSY)


def _subject(one: Offering) -> str:
    groups = joined(one.groups)
    return f"{one.session.title} ({groups})" if groups else one.session.title


def _span(one: Offering) -> Iterator[str]:
    for moment in (one.start, one.end):
        yield from _date_and_time(moment)


def _date_and_time(moment: dt.datetime) -> tuple[str, str]:
    return date_text(moment.date(), "MM/DD/YYYY"), time_text(moment.time(), "h:mm AM")


def _description(one: Offering) -> str:
    facts = (
        ("Course", one.session.course),
        ("Type", one.session.type),
        ("Instructors", joined(one.instructors)),
        ("Online", one.url),
    )
    told = "; ".join(f"{what}: {text}" for what, text in facts if text)
    # In one line: not every importer keeps together what is quoted over several.
    return one_line(". ".join(filter(None, (told, one.session.description))))
