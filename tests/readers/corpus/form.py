"""What a form of the corpus is: an odd workbook in one line, and what the workbook means.

A form changes cells of one sound session (``SOUND``), or brings whole sheets of its own. To add a form, add a line to
``cell_forms.py`` (what is in cells) or ``sheet_forms.py`` (headings, rows, sheets, merged cells), then make the table anew:
``python -m tests.readers.corpus.make_corpus``. ``tests/readers/test_corpus.py`` reads every form and compares ``means``.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Ilm, Offering


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell with a formula, and the value that Excel has stored for the formula."""

    text: str
    stored: str | float


@dataclass(frozen=True, slots=True)
class Shown:
    """A number or moment with a number format of its own."""

    value: float | dt.datetime | dt.timedelta
    number_format: str


@dataclass(frozen=True, slots=True)
class Markup:
    """A cell's attributes and content as another program writes them, from ``<c r="A1"`` on: `` t="s"><v></v></c>``."""

    text: str


Cell = str | float | dt.date | dt.datetime | dt.time | dt.timedelta | Formula | Shown | Markup | None
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its name, what it changes, and what the workbook then means.

    ``cells`` change the sound session, by heading; a new heading makes a new column. ``sheets`` stand in for whole sheets
    (heading row first), or add sheets. ``settings`` are added to the sheet Settings. ``merged`` are ranges by sheet
    (``{"Sessions": ("A1:D1",)}``). ``means`` is what :func:`meaning` says of the run.
    """

    name: str
    means: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    sheets: Mapping[str, Rows] = field(default_factory=dict)
    settings: Mapping[str, Cell] = field(default_factory=dict)
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


SOUND: Mapping[str, Cell] = {
    "Session ID": "S-1",
    "Title": "Dissection",
    "Type": "Lab",
    "Date": dt.date(2026, 9, 8),
    "Start": dt.time(9),
    "Minutes": 60,
    "Groups": "Labs",
    "Location": "R1",
    "Instructors": "Okafor, Chidi",
}
"""A session that is read without an issue: Tuesday 8 September 2026, 09:00 to 10:00."""
SETTINGS: Mapping[str, Cell] = {"Schedule ID": "corpus", "Time zone": "Europe/London"}
GROUPS: Rows = (("Group",), ("Labs",))


def sheets_of(form: Form) -> dict[str, Rows]:
    """All sheets of the form's workbook, by name."""
    session = {**SOUND, **form.cells}
    return {
        "Settings": [("Setting", "Value"), *{**SETTINGS, **form.settings}.items()],
        "Groups": GROUPS,
        "Sessions": [tuple(session), tuple(session.values())],
        **form.sheets,
    }


def meaning(report: RunReport) -> str:
    """What comes of the workbook, then its issues: ``2026-09-08 09:00-10:00 R1 (Okafor, Chidi); …``."""
    meetings = [_offering(offering) for offering in report.plan.offerings]
    modules = [_ilm(ilm) for ilm in report.plan.ilms]
    codes = [f"{issue.severity} {issue.kind.code}{f' {issue.where}' if issue.where else ''}" for issue in report.issues]
    return "; ".join((*meetings, *modules, *codes)) or "nothing"


def _offering(offering: Offering) -> str:
    end = f"{offering.end:%H:%M}" if offering.end.date() == offering.start.date() else f"{offering.end:%Y-%m-%d %H:%M}"
    where = f" {offering.location}" if offering.location else ""
    by = f" ({'; '.join(offering.instructors)})" if offering.instructors else ""
    return f"{offering.start:%Y-%m-%d %H:%M}-{end}{where}{by}"


def _ilm(ilm: Ilm) -> str:
    return f"due {ilm.due:%Y-%m-%d %H:%M}, {ilm.hours:f} h"
