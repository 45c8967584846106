"""Dates, times and numbers in all their forms; workbook.md, "Reading rules"."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from schedbatch.domain.columns import OFFERINGS, SESSIONS
from schedbatch.domain.issues import Kind
from schedbatch.domain.sheets import CellKind, Column
from schedbatch.readers.cells import parse_cell
from schedbatch.xlsx.raw import CellValue, ErrorValue, ShownNumber, Uncalculated
from tests.drawing import draw, report

DATE, START, END, MINUTES, HOURS = (SESSIONS.column(name) for name in ("Date", "Start", "End", "Minutes", "Hours"))
EXCEPT, DAYS, TITLE, GROUPS, LOCATION = (SESSIONS.column(name) for name in ("Except dates", "Days", "Title", "Groups", "Location"))
SEVENTH = dt.date(2026, 9, 7)


def _read(value: CellValue, column: Column, order: str = "") -> object:
    """The value, or the code of what is wrong."""
    found, fault = parse_cell(value, column, order)
    return _code(fault.kind) if fault else found


def _code(kind: Kind) -> str:
    return kind.code


@pytest.mark.parametrize(
    ("value", "order", "expected"),
    [
        (dt.datetime(2026, 9, 7), "", SEVENTH),
        (dt.datetime(2026, 9, 7, 9, 30), "", SEVENTH),
        ("2026-09-07", "", SEVENTH),
        (" 2026-9-7 ", "", SEVENTH),
        ("2026-09-07T09:00", "", SEVENTH),
        (46272, "", SEVENTH),
        ("07/09/2026", "DMY", SEVENTH),
        ("09/07/2026", "MDY", SEVENTH),
        ("7.9.2026", "DMY", SEVENTH),
        ("03/04/2026", "", "ambiguous-date"),
        ("13/04/2026", "", dt.date(2026, 4, 13)),
        ("13/04/2026", "MDY", "not-a-date"),
        ("04/04/2026", "", dt.date(2026, 4, 4)),
        ("2026-02-30", "", "not-a-date"),
        ("7 September", "", "not-a-date"),
        ("0206-09-07", "", "not-a-date"),
        (20260907, "", "not-a-date"),
        (dt.time(9), "", "not-a-date"),
        (True, "", "not-a-date"),
    ],
)
def test_dates(value: CellValue, order: str, expected: object) -> None:
    assert _read(value, DATE, order) == expected


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        (dt.time(9), 540),
        (dt.time(9, 10, 29), 549 + 1),
        (dt.datetime(2026, 9, 7, 14, 30), 870),
        (dt.timedelta(hours=9), 540),
        (0.375, 540),
        ("9:00", 540),
        ("09:00", 540),
        ("09:00:00", 540),
        ("9.30", 570),
        ("9.30 pm", 1290),
        ("9:30PM", 1290),
        ("9 a.m.", 540),
        ("12:15 am", 15),
        ("12 pm", 720),
        ("0900", 540),
        ("930", 570),
        (900, 540),
        (1430, 870),
        (ShownNumber(900, "0900"), 540),
        (ShownNumber(9.3, "9.30"), 570),
        (ShownNumber(0.375, "0.38"), 540),
        ("2026-09-07 09:00", 540),
        ("2026-09-07T14:30:00", 870),
    ],
)
def test_times(value: CellValue, minutes: int) -> None:
    assert _read(value, START) == minutes


@pytest.mark.parametrize(
    "value", ["9", 9, 9.3, "25:00", "9:60", "13 pm", "0 am", "nine", "2460", 2460, "24:00", dt.timedelta(days=1), True, 0.9999]
)
def test_what_is_no_start(value: CellValue) -> None:
    assert _read(value, START) == "not-a-time"


@pytest.mark.parametrize("value", ["24:00", dt.timedelta(days=1), "2400", 2400])
def test_an_offering_may_end_at_midnight(value: CellValue) -> None:
    assert _read(value, END) == 1440


@pytest.mark.parametrize(
    ("value", "expected"),
    [(60, 60), (60.0, 60), ("60", 60), (dt.time(1, 30), 90), (dt.timedelta(hours=2), 120), (60.5, "number-out-of-range"),
     (0, "number-out-of-range"), (10_081, "number-out-of-range"), ("an hour", "not-a-number"), (True, "not-a-number")],
)  # fmt: skip
def test_minutes(value: CellValue, expected: object) -> None:
    assert _read(value, MINUTES) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(2, Decimal(2)), (1.25, Decimal("1.25")), (0.1 + 0.2, Decimal("0.3")), ("1.5", Decimal("1.5")),
     (dt.time(1, 30), Decimal("1.5")),
     (1.125, "number-out-of-range"), (0, "number-out-of-range"), (10_000, "number-out-of-range"), ("NaN", "not-a-number")],
)  # fmt: skip
def test_hours(value: CellValue, expected: object) -> None:
    assert _read(value, HOURS) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.datetime(2026, 9, 7), (SEVENTH,)),
        ("2026-09-07; 2026-09-14", (SEVENTH, dt.date(2026, 9, 14))),
        ("2026-09-14, 2026-09-07\n2026-09-07", (SEVENTH, dt.date(2026, 9, 14))),
        ("2026-09-07/2026-09-14", (SEVENTH, dt.date(2026, 9, 14))),
        ("03/04/2026; 2026-09-07", "ambiguous-date"),
    ],
)
def test_lists_of_dates(value: CellValue, expected: object) -> None:
    assert _read(value, EXCEPT) == expected


def test_a_list_of_typed_dates_takes_the_setting(tmp_path: Path) -> None:
    del tmp_path
    assert _read("07/09/2026, 14/09/2026", EXCEPT, "DMY") == (SEVENTH, dt.date(2026, 9, 14))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("Mon; Thu", (0, 3)), ("mon,thurs", (0, 3)), ("Monday / Wednesday", (0, 2)), ("MR", (0, 3)),
     ("M W F", (0, 2, 4)), ("SU", (6,)), ("SUM", (0, 5, 6)), ("mr", "not-weekdays"), ("Mo", (0,)), (1, "not-weekdays")],
)  # fmt: skip
def test_weekdays(value: CellValue, expected: object) -> None:
    assert _read(value, DAYS) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("NA", "NA!"), ("None", "None!"), ("007", "007!"), (7, "7!"), (7.5, "7.5!"), (ShownNumber(7.0, "007"), "007!"),
        (True, "TRUE!"),
        (ErrorValue("#REF!"), "cell-error-value"), (Uncalculated(""), "formula-not-calculated"),
    ],
)  # fmt: skip
def test_text_stays_text(value: CellValue, expected: str) -> None:
    column = Column("Name", CellKind.TEXT, "")
    found = _read(value, column)
    assert (f"{found}!" if not str(found).endswith(("value", "calculated")) else found) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("No", "text-not-allowed"), ("x" * 201, "text-not-allowed"), ("x" * 200, "x" * 200), ("  a \n b ", "a b")],
)
def test_titles_have_3_to_200_characters(value: str, expected: str) -> None:
    assert _read(value, TITLE) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Smith, Ann; Jones, Bo", ("Smith, Ann", "Jones, Bo")),
        ("A\nB;; ;A", ("A", "B")),
        ("a; A", ("a",)),
        (";;", None),
        (7, ("7",)),
    ],
)
def test_lists_separate_with_semicolons_and_line_breaks(value: CellValue, expected: object) -> None:
    assert _read(value, GROUPS) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [("none", ()), ("NONE", ()), ("none; Hall", ("none", "Hall")), ("x" * 256, "text-not-allowed")]
)
def test_none_means_on_purpose_nothing(value: str, expected: object) -> None:
    assert _read(value, LOCATION) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("https://example.edu/a?b=c", "https://example.edu/a?b=c"), ("none", ""), ("example.edu", "not-a-url"),
     ("javascript:alert(1)", "not-a-url"),
     ("https://", "not-a-url"), ("https://[x", "not-a-url"), ("https://a b", "not-a-url"),
     ("https://e.edu/" + "x" * 1990, "text-not-allowed")],
)  # fmt: skip
def test_urls(value: str, expected: str) -> None:
    assert _read(value, OFFERINGS.column("URL")) == expected


def test_the_1904_epoch_is_read(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes |
    | S          | Session | Lab  | 2026-09-07 | 09:00 | 60      |
    """
    path = draw(drawing, tmp_path / "mac.xlsx")
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)
    assert [f"{offering.start:%Y-%m-%d %H:%M}" for offering in report(path).plan.offerings] == ["2026-09-07 09:00"]


def test_a_date_without_its_format_counts_from_the_workbooks_own_epoch(tmp_path: Path) -> None:
    """44810 days after 1 January 1904; in a workbook of the other epoch it would be 6 September 2022."""
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date  | Start | Minutes |
    | S          | Session | Lab  | 44810 | 09:00 | 60      |
    """
    path = draw(drawing, tmp_path / "mac.xlsx")
    book = openpyxl.load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)
    assert [f"{offering.start:%Y-%m-%d %H:%M}" for offering in report(path).plan.offerings] == ["2026-09-07 09:00"]
