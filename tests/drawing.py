r"""Workbooks drawn in a docstring, and what comes of them.

A drawing has sheets (``# Groups``) and tables (``| Group | Size |``), headings first. Cells: ``2026-09-07`` is a date,
``09:00`` a time, ``60`` and ``1.5`` numbers, ``007`` and ``"7"`` text, ``\n`` a line break, ``=1+1`` a formula that has never been
calculated, ``#REF!`` an error value. Settings get the Schedule ID ``test`` and the time zone Europe/London unless the
drawing says otherwise; ``(none)`` leaves a setting out.
"""

import datetime as dt
import re
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell

from schedbatch.domain.conflicts import ConflictKind
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.reports import RunReport
from schedbatch.domain.results import Plan
from schedbatch.jobs.run import process

NOW = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)

Rows = list[list[str]]

_DEFAULTS = {"Schedule ID": "test", "Time zone": "Europe/London"}


def draw(drawing: str, path: Path) -> Path:
    """Write the workbook that ``drawing`` shows to ``path``."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in _with_settings(_sheets(drawing)).items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                _fill(sheet.cell(number, column), text)
    book.save(path)
    return path


def _sheets(drawing: str) -> dict[str, Rows]:
    sheets: dict[str, Rows] = {}
    rows: Rows = []
    for line in (line.strip() for line in drawing.splitlines()):
        if line.startswith("#"):
            rows = sheets.setdefault(line.lstrip("# "), [])
        elif line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return sheets


def _with_settings(sheets: dict[str, Rows]) -> dict[str, Rows]:
    rows = sheets.get("Settings", [["Setting", "Value"]])
    known = {row[0] for row in rows}
    rows = [*rows, *([name, value] for name, value in _DEFAULTS.items() if name not in known)]
    return {
        "Settings": [row for row in rows if row[1] != "(none)"],
        **{name: rows for name, rows in sheets.items() if name != "Settings"},
    }


def _fill(cell: Cell, text: str) -> None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        cell.value = dt.date.fromisoformat(text)
    elif re.fullmatch(r"\d{2}:\d{2}", text):
        cell.value = dt.time.fromisoformat(text)
    elif re.fullmatch(r"-?(0|[1-9]\d*)", text):
        cell.value = int(text)
    elif re.fullmatch(r"-?\d+\.\d+", text):
        cell.value = float(text)
    elif text.startswith('"'):
        cell.value = text.strip('"')
        cell.data_type = "s"
    elif text:
        cell.value = text.replace("\\n", "\n")


def report(workbook: Path) -> RunReport:
    """Everything that a run finds out about the workbook."""
    return process(workbook, None, NOW)


def catalog(workbook: Path) -> Catalog:
    """What the workbook holds."""
    return report(workbook).catalog


def plan(workbook: Path) -> Plan:
    """What comes of it."""
    return report(workbook).plan


_CONFLICTS = {kind.value for kind in ConflictKind}


def issues(workbook: Path) -> list[str]:
    """Its issues but the conflicts, in sheet order, each as ``unknown-reference Sessions!C2``."""
    return [f"{issue.kind.code} {issue.where}" if issue.where else issue.kind.code for issue in _issues(workbook)]


def messages(workbook: Path) -> list[str]:
    """What its issues say, but for the conflicts."""
    return [issue.message for issue in _issues(workbook)]


def _issues(workbook: Path) -> list[Issue]:
    return [issue for issue in report(workbook).issues if issue.kind.code not in _CONFLICTS]


def said(workbook: Path) -> list[tuple[str, str]]:
    """What its issues say, but for the conflicts, each at its cell."""
    return [(f"{issue.where}" if issue.where else "", issue.message) for issue in _issues(workbook)]


def conflicts(workbook: Path) -> list[str]:
    """What its conflicts say, in their order."""
    return [conflict.message for conflict in report(workbook).conflicts]


def meetings(workbook: Path) -> list[tuple[str, str, str]]:
    """Each offering's id, start and end (wall clock)."""
    return [(offering.id, f"{offering.start:%Y-%m-%d %H:%M}", f"{offering.end:%H:%M}") for offering in plan(workbook).offerings]


def days(workbook: Path) -> list[str]:
    """The offerings' dates."""
    return [f"{offering.start:%Y-%m-%d}" for offering in plan(workbook).offerings]


def ids(workbook: Path) -> list[str]:
    """The offerings' ids."""
    return [offering.id for offering in plan(workbook).offerings]
