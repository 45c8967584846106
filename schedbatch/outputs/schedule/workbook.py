"""``schedule.xlsx``: what comes back to the planner, as sheets to look at, filter and print.

ShownSheet and column names are public; see workbook.md, "What comes back". Dates and times are wall clocks of the schedule's zone.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import PurePosixPath

from schedbatch.domain.conflicts import Conflict, ConflictKind
from schedbatch.domain.digests import pool_digest, sheet_digest
from schedbatch.domain.edits import ABOUT_COLUMNS, ABOUT_DIGEST, ABOUT_EDITION, ABOUT_SCHEDULE, ABOUT_ZONE, EDITABLE, Edits
from schedbatch.domain.issues import Issue, quoted_place
from schedbatch.domain.model import Status
from schedbatch.domain.names import joined
from schedbatch.domain.reports import Artifact, RunReport
from schedbatch.domain.results import Ilm, Offering, Workload
from schedbatch.domain.revisions import OVER, CalendarGain, Change, Changes
from schedbatch.domain.schedule_sheets import CHANGES, ISSUES, SHOWN_CONFLICTS, SHOWN_ILMS, SHOWN_OFFERINGS, SUMMARY, WORKLOAD
from schedbatch.outputs.handoff.fields import FieldReader
from schedbatch.outputs.handoff.registrar import RegistrarRow, registrar_rows, registrar_sheet
from schedbatch.outputs.schedule.summary import make_summary
from schedbatch.xlsx.shown import ROWS_A_SHEET, CellLook, Link, ShownColumn, ShownSheet, ShownValue, fitted, shown_text

FILE_NAME = PurePosixPath("schedule.xlsx")
_COMPARED_BY_CELL = (SHOWN_OFFERINGS.name, SHOWN_ILMS.name)

_REMEMBERED = 65_536
"""So many moments are taken apart once: many offerings share theirs."""

_STATUSES = tuple(status.value for status in Status)

_ISSUE_COLUMNS = (
    ShownColumn("Severity", 10),
    ShownColumn("Code", 26),
    ShownColumn("Sheet", 14),
    ShownColumn("Cell", 8, has_links=True),
    ShownColumn("Message", 70, CellLook.WRAPPED),
    ShownColumn("What to do", 60, CellLook.WRAPPED),
)
_OFFERING_COLUMNS = (
    ShownColumn(SHOWN_OFFERINGS.offering_id.heading, 32),
    ShownColumn(SHOWN_OFFERINGS.session_id.heading, 12),
    ShownColumn(SHOWN_OFFERINGS.course.heading, 16),
    ShownColumn(SHOWN_OFFERINGS.title.heading, 28),
    ShownColumn(SHOWN_OFFERINGS.type.heading, 12),
    ShownColumn(SHOWN_OFFERINGS.groups.heading, 24),
    ShownColumn(SHOWN_OFFERINGS.date.heading, 11, CellLook.DATE),
    ShownColumn(SHOWN_OFFERINGS.start.heading, 8, CellLook.TIME),
    ShownColumn(SHOWN_OFFERINGS.end_date.heading, 11, CellLook.DATE),
    ShownColumn(SHOWN_OFFERINGS.end.heading, 8, CellLook.TIME),
    ShownColumn(SHOWN_OFFERINGS.minutes.heading, 10, CellLook.NUMBER),
    ShownColumn(SHOWN_OFFERINGS.location.heading, 28),
    ShownColumn(SHOWN_OFFERINGS.instructors.heading, 26),
    ShownColumn(SHOWN_OFFERINGS.url.heading, 32, fits=False),
    ShownColumn(SHOWN_OFFERINGS.status.heading, 11, choices=_STATUSES),
    ShownColumn(SHOWN_OFFERINGS.edited.heading, 9),
    ShownColumn(SHOWN_OFFERINGS.notes.heading, 20),
    ShownColumn(SHOWN_OFFERINGS.uid.heading, 47, fits=False, is_printed=False),
)
_ILM_COLUMNS = (
    ShownColumn(SHOWN_ILMS.ilm_id.heading, 24),
    ShownColumn(SHOWN_ILMS.session_id.heading, 12),
    ShownColumn(SHOWN_ILMS.course.heading, 16),
    ShownColumn(SHOWN_ILMS.title.heading, 28),
    ShownColumn(SHOWN_ILMS.type.heading, 18),
    ShownColumn(SHOWN_ILMS.groups.heading, 24),
    ShownColumn(SHOWN_ILMS.instructors.heading, 26),
    ShownColumn(SHOWN_ILMS.hours.heading, 9, CellLook.NUMBER),
    ShownColumn(SHOWN_ILMS.due_date.heading, 11, CellLook.DATE),
    ShownColumn(SHOWN_ILMS.due_time.heading, 11, CellLook.TIME),
    ShownColumn(SHOWN_ILMS.due_prior_to.heading, 14),
    ShownColumn(SHOWN_ILMS.description.heading, 40),
    ShownColumn(SHOWN_ILMS.status.heading, 11, choices=_STATUSES),
    ShownColumn(SHOWN_ILMS.edited.heading, 9),
    ShownColumn(SHOWN_ILMS.notes.heading, 20),
    ShownColumn(SHOWN_ILMS.uid.heading, 47, fits=False, is_printed=False),
)


_WORKLOAD_COLUMNS = (
    ShownColumn("Instructor", 30),
    ShownColumn("Offerings", 12, CellLook.NUMBER),
    ShownColumn("Offering hours", 16, CellLook.HOURS),
    ShownColumn("Clock hours", 14, CellLook.HOURS),
    ShownColumn("ILMs", 10, CellLook.NUMBER),
    ShownColumn("ILM hours", 12, CellLook.HOURS),
    ShownColumn("Total hours", 14, CellLook.HOURS),
    ShownColumn("Hours limit", 14, CellLook.HOURS),
)


_CONFLICT_COLUMNS = (
    ShownColumn(SHOWN_CONFLICTS.kind.heading, 23),
    ShownColumn(SHOWN_CONFLICTS.who_or_where.heading, 40, CellLook.WRAPPED),
    ShownColumn(SHOWN_CONFLICTS.date.heading, 11, CellLook.DATE),
    ShownColumn(SHOWN_CONFLICTS.start.heading, 8, CellLook.TIME),
    ShownColumn(SHOWN_CONFLICTS.end.heading, 17, CellLook.TIME),
    ShownColumn(SHOWN_CONFLICTS.offerings.heading, 60, CellLook.WRAPPED, max_lines=8),
    ShownColumn(SHOWN_CONFLICTS.learners_hit.heading, 13, CellLook.NUMBER),
    ShownColumn(SHOWN_CONFLICTS.accept.heading, 9, choices=("yes",)),
    ShownColumn(SHOWN_CONFLICTS.reason.heading, 30, CellLook.WRAPPED),
    ShownColumn(SHOWN_CONFLICTS.conflict_id.heading, 20),
)


_CHANGE_COLUMNS = (
    ShownColumn("Change", 11),
    ShownColumn("Offering ID", 32),
    ShownColumn("Title", 28),
    ShownColumn("Groups", 24),
    ShownColumn("Field", 14),
    ShownColumn("Before", 40),
    ShownColumn("After", 40),
    ShownColumn("Because of", 30, CellLook.WRAPPED),
)


def render(
    report: RunReport,
    rows_a_sheet: int = ROWS_A_SHEET,
    marked_copy: PurePosixPath | None = None,
    registrar: tuple[RegistrarRow, ...] | None = None,
) -> tuple[Artifact, ...]:
    """Give ``schedule.xlsx``: the sheets that workbook.md lists, in the order of the report.

    The bytes depend on the report only. Every text is written as text, whatever it looks like;
    :func:`schedbatch.xlsx.shown.cell_text` says what becomes of characters that a cell cannot hold. A sheet of more than
    ``rows_a_sheet`` rows goes on in ``Offerings 2``. Issues lead to their cells in ``marked_copy``, if there is one.
    ``registrar`` are the Registrar's rows, if they are there already.
    """
    from schedbatch.outputs.schedule.sheets import Cover, make_xlsx  # noqa: PLC0415 - XlsxWriter takes its time to import

    sheets = (
        ShownSheet(ISSUES, _ISSUE_COLUMNS, tuple(_issue_row(issue, marked_copy) for issue in report.issues)),
        ShownSheet(
            SHOWN_OFFERINGS.name,
            _OFFERING_COLUMNS,
            tuple(_offering_row(offering, report.edits) for offering in report.plan.offerings),
        ),
        ShownSheet(SHOWN_ILMS.name, _ILM_COLUMNS, tuple(_ilm_row(ilm, report.edits) for ilm in report.plan.ilms)),
        ShownSheet(SHOWN_CONFLICTS.name, _CONFLICT_COLUMNS, tuple(_conflict_row(conflict) for conflict in report.conflicts)),
        ShownSheet(CHANGES, _CHANGE_COLUMNS, _change_rows(report.revision.changes)),
        ShownSheet(WORKLOAD, _WORKLOAD_COLUMNS, tuple(_workload_row(workload) for workload in report.hours.workloads)),
        registrar_sheet(registrar_rows(FieldReader(report).pattern_fields()) if registrar is None else registrar),
    )
    summary = make_summary(report)
    cover = Cover(_title(report), report.input_name, report.schedule_id, _about(report, sheets, summary.cells()))
    return (Artifact(FILE_NAME, make_xlsx(tuple(map(fitted, sheets)), cover, rows_a_sheet, summary)),)


def _about(report: RunReport, sheets: Sequence[ShownSheet], page: Iterable[ShownValue]) -> tuple[tuple[str, str], ...]:
    """What the hidden sheet says, by which an edited copy is known."""
    zone = report.catalog.settings.zone
    pairs = ((ABOUT_SCHEDULE, report.schedule_id), (ABOUT_EDITION, report.edition), (ABOUT_ZONE, zone.key if zone else ""))
    first = (f"{ABOUT_DIGEST}{SUMMARY}", pool_digest(map(shown_text, page)))
    return (*pairs, first, *chain.from_iterable(map(_written, sheets))) if report.edition else ()


def _written(sheet: ShownSheet) -> tuple[tuple[str, str], ...]:
    """What the sheet is written with, by which changes are noticed that are not taken in."""
    headings = tuple(column.heading for column in sheet.columns)
    columns = (f"{ABOUT_COLUMNS}{sheet.name}", "\n".join(headings))
    if sheet.name in _COMPARED_BY_CELL:
        return (columns,)
    fixed = [number for number, heading in enumerate(headings) if heading not in EDITABLE.get(sheet.name, ())]
    rows = sheet.rows if len(fixed) == len(headings) else (tuple(row[number] for number in fixed) for row in sheet.rows)
    return (columns, (f"{ABOUT_DIGEST}{sheet.name}", sheet_digest([headings[number] for number in fixed], rows, shown_text)))


def _title(report: RunReport) -> str:
    settings = report.catalog.settings
    return ", ".join(part for part in (settings.institution, settings.term, report.schedule_id) if part)


def _issue_row(issue: Issue, marked_copy: PurePosixPath | None) -> tuple[ShownValue, ...]:
    where = issue.where
    sheet, cell = (where.sheet, where.address) if where else ("", "")
    place = Link(cell, marked_copy.name, quoted_place(where)) if where and marked_copy and where.is_in_workbook else cell
    return (issue.severity, issue.kind.code, sheet, place, issue.message, issue.kind.hint)


def _date_and_time(moment: dt.datetime) -> tuple[dt.date, dt.time]:
    """The wall clock, as objects that equal wall clocks share."""
    # Without its zone: moments of two zones are equal to Python when they are one instant, and show different clocks.
    return _parts(moment.replace(tzinfo=None))


@lru_cache(maxsize=_REMEMBERED)
def _parts(wall_clock: dt.datetime) -> tuple[dt.date, dt.time]:
    return wall_clock.date(), wall_clock.time()


def _offering_row(offering: Offering, edits: Edits) -> tuple[ShownValue, ...]:
    session = offering.session
    return (
        offering.id,
        session.id,
        session.course,
        session.title,
        session.type,
        joined(offering.groups),
        *_date_and_time(offering.start),
        *_date_and_time(offering.end),
        offering.minutes,
        joined(offering.locations),
        joined(offering.instructors),
        offering.url,
        offering.status,
        joined(edits.edited(offering.id)),
        offering.notes,
        offering.uid,
    )


def _ilm_row(ilm: Ilm, edits: Edits) -> tuple[ShownValue, ...]:
    session = ilm.session
    return (
        ilm.id,
        session.id,
        session.course,
        session.title,
        session.type,
        joined(ilm.groups),
        joined(ilm.instructors),
        ilm.hours,
        ilm.due.date(),
        ilm.due.time(),
        ilm.due_prior_to or "",
        session.description,
        ilm.status,
        joined(edits.edited(ilm.id)),
        ilm.notes,
        ilm.uid,
    )


def _conflict_row(conflict: Conflict) -> tuple[ShownValue, ...]:
    start, end = conflict.start, conflict.end
    tells_learners = conflict.kind is ConflictKind.LEARNER_CLASH and conflict.learners_hit
    return (
        conflict.kind.value,
        conflict.who,
        start.date(),
        start.time(),
        end.time() if end.date() == start.date() else f"{end:%Y-%m-%d %H:%M}",
        joined(tuple(offering_or_ilm.id for offering_or_ilm in conflict.offerings_and_ilms)),
        conflict.learners_hit if tells_learners else "",
        "yes" if conflict.is_accepted else "",
        conflict.reason,
        conflict.id,
    )


def _change_rows(changes: Changes) -> tuple[tuple[ShownValue, ...], ...]:
    """What changed rules changed comes first, and says so."""
    rules = changes.rules
    by_rules = [_change_row(change, rules.heading) for change in rules.rows] if rules else []
    gains = [_gain_row(gain, rules.heading) for gain in rules.calendars] if rules else []
    return (*by_rules, *gains, *(_change_row(change, "") for change in changes.rows))


def _change_row(change: Change, reason: str) -> tuple[ShownValue, ...]:
    kind = f"{change.kind.value}{OVER if change.is_over else ''}"
    return (kind, change.id, change.title, change.groups, change.field, change.before, change.after, reason)


def _gain_row(gain: CalendarGain, reason: str) -> tuple[ShownValue, ...]:
    return ("calendar", "", gain.feed[1], "", "Entries", "", f"{gain.number:,} more", reason)


def _workload_row(workload: Workload) -> tuple[ShownValue, ...]:
    return (
        workload.instructor,
        workload.offerings,
        workload.offering_hours,
        workload.clock_hours,
        workload.ilms,
        workload.ilm_hours,
        workload.total_hours,
        "" if workload.hours_limit is None else workload.hours_limit,
    )
