"""Cells of every kind: their values, and what is said of those that have none; workbook.md, "Reading rules"."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt

import pytest

from schedbatch.domain.columns import GROUPS, INSTRUCTORS, SESSION_TYPES, SESSIONS
from schedbatch.domain.sheets import Column
from schedbatch.readers.cells import parse_cell
from schedbatch.xlsx.raw import CellValue, ErrorValue, Uncalculated


@pytest.mark.parametrize(
    ("value", "column", "code", "message"),
    [
        (ErrorValue("#REF!"), SESSIONS.title, "cell-error-value", "Title shows the Excel error #REF!."),
        (Uncalculated("=1+1"), SESSIONS.title, "formula-not-calculated", "Title holds a formula that has never been calculated."),
        ("maybe", SESSIONS.ilm, "not-yes-or-no", 'ILM is "maybe", neither yes nor no.'),
        (
            "per",
            SESSIONS.strategy,
            "not-a-choice",
            f'Strategy is "per"; it can be {", ".join(spelling for spelling, _ in SESSIONS.strategy.choices)}.',
        ),
        ("two", SESSIONS.weeks, "not-a-number", 'Weeks is "two", not a number.'),
        (True, SESSIONS.weeks, "not-a-number", 'Weeks is "TRUE", not a number.'),
        (1.5, SESSIONS.weeks, "number-out-of-range", 'Weeks is "1.5"; it must be a whole number.'),
        (10**15, SESSIONS.weeks, "not-a-number", 'Weeks is "1000000000000000", not a number.'),
        ("two", SESSIONS.hours, "not-a-number", 'Hours is "two", not a number of hours.'),
        (1.005, SESSIONS.hours, "number-out-of-range", 'Hours is "1.005"; hours have at most two decimals.'),
        ("soon", SESSIONS.date, "not-a-date", 'Date is "soon", not a date from 1990 to 2199.'),
        (
            "03/04/2026",
            SESSIONS.date,
            "ambiguous-date",
            'Date is "03/04/2026": it cannot be told which is the day and which the month.',
        ),
        ("noon", SESSIONS.start, "not-a-time", 'Start is "noon", not a time of day.'),
        ("Mon; Funday", SESSIONS.days, "not-weekdays", 'Days is "Mon; Funday": "Funday" is no weekday.'),
        ("ada@example", INSTRUCTORS.email, "not-an-email", 'Email is "ada@example", not an e-mail address.'),
        ("example.edu", SESSIONS.url, "not-a-url", 'URL is "example.edu", not a web address.'),
        ("blue", SESSION_TYPES.colour, "not-a-colour", 'Colour is "blue", not a colour such as #1F77B4.'),
        ("x" * 61, SESSIONS.ilm, "not-yes-or-no", f'ILM is "{"x" * 60}…", neither yes nor no.'),
        ("x" * 60, SESSIONS.ilm, "not-yes-or-no", f'ILM is "{"x" * 60}", neither yes nor no.'),
    ],
)
def test_what_is_said_of_a_cell_without_a_value(value: CellValue, column: Column, code: str, message: str) -> None:
    found, fault = parse_cell(value, column, "")
    assert fault
    assert (found, fault.kind.code, fault.message) == (None, code, message)


@pytest.mark.parametrize(
    ("value", "column", "expected", "message"),
    [
        (dt.datetime(2026, 9, 7), GROUPS.group, "2026-09-07", 'Group holds a date or time, taken as "2026-09-07".'),
        (dt.time(9), SESSIONS.groups, ("09:00",), 'Groups holds a date or time, taken as "09:00".'),
    ],
)
def test_a_date_where_a_name_is_asked_for_is_taken_with_a_warning(
    value: CellValue, column: Column, expected: object, message: str
) -> None:
    found, fault = parse_cell(value, column, "")
    assert fault
    assert (found, fault.kind.code, fault.message) == (expected, "date-in-text", message)


@pytest.mark.parametrize("value", ["yes", "Y", "true", "X", "1", 1, True])
def test_answers_that_mean_yes(value: CellValue) -> None:
    assert parse_cell(value, SESSIONS.ilm, "") == (True, None)


@pytest.mark.parametrize("value", ["no", "N", "false", "0", 0, False])
def test_answers_that_mean_no(value: CellValue) -> None:
    assert parse_cell(value, SESSIONS.ilm, "") == (False, None)


@pytest.mark.parametrize(("text", "colour"), [("#1f77b4", "#1F77B4"), ("1F77B4", "#1F77B4"), ("#1af", "#11AAFF")])
def test_colours_are_six_figures(text: str, colour: str) -> None:
    assert parse_cell(text, SESSION_TYPES.colour, "") == (colour, None)


@pytest.mark.parametrize("text", ["1f77b", "#1f77b4a", "ggg", "##fff"])
def test_what_is_no_colour(text: str) -> None:
    assert parse_cell(text, SESSION_TYPES.colour, "")[0] is None


@pytest.mark.parametrize("text", ["ada@example.edu", "a.b+c@mail.example.edu"])
def test_e_mail_addresses(text: str) -> None:
    assert parse_cell(f" {text} ", INSTRUCTORS.email, "") == (text, None)


@pytest.mark.parametrize("text", ["ada", "ada@", "@example.edu", "ada@example", "a b@example.edu", "a@example.edu, b@example.edu"])
def test_what_is_no_e_mail_address(text: str) -> None:
    assert parse_cell(text, INSTRUCTORS.email, "")[0] is None


def test_prose_keeps_its_lines_and_a_text_does_not() -> None:
    assert (parse_cell(" a\r\nb\rc ", SESSIONS.description, ""), parse_cell(" a\r\n b  c ", SESSIONS.title, "")) == (
        ("a\nb\nc", None),
        ("a b c", None),
    )


def test_figures_of_a_number_are_those_that_excel_shows() -> None:
    assert parse_cell(0.1 + 0.2, SESSIONS.hours, "") == parse_cell("0.30", SESSIONS.hours, "")
