"""Number formats: what a number is and how it is shown; ECMA-376 part 1, 18.8.30."""

# ruff: noqa: DTZ001 - Excel's date-times have no zone

import datetime as dt
import re

import pytest

from schedbatch.readers.typed import text_of
from schedbatch.xlsx.number_formats import conversion
from schedbatch.xlsx.raw import CellValue, ShownNumber


def _read(text: str, code: str, *, is_1904: bool = False) -> CellValue:
    return conversion(164, code, is_1904=is_1904)(text)


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("7", "000", "007"),
        ("7", '000;-000;"none"', "007"),
        ("7", "[Red]000", "007"),
        ("-7", "000", "-007"),
        ("-1234", "000", "-1234"),
        ("1234", "000", "1234"),
        ("7.5", "000", "7.5"),
        ("7", "General", "7"),
        ("7.0", "General", "7"),
        ("7", "0.00", "7.00"),
        ("1.255", "0.0", "1.3"),
        ("7", "0", "7"),
        ("0.5", "0%", "50%"),
        ("0.125", "0.0%", "12.5%"),
        ("1234567", "#,##0", "1,234,567"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("999", "#,##0", "999"),
        ("1.255", "0.00", "1.26"),
        ("1.5", "0.0#", "1.5"),
        ("1.25", "0.0#", "1.25"),
        ("101", '"Room "0', "Room 101"),
        ("7", '"Lab "00', "Lab 07"),
        ("7", r"\L\a\b\ 00", "Lab 07"),
        ("7", '00" (old)"', "07 (old)"),
        ("-7", '"Lab "00', "-Lab 07"),
        ("0", "#", ""),
        ("12", "000-00", "12"),
        ("50", '0"%"', "50%"),
        ("1e300", "0.00", "1e+300"),
        ("0.5", f"0.{'0' * 200}", "0.5"),
        ("123456789012345.5", "0.0000000000%", "12345678901234600.0000000000%"),
        ("12000", "0.0,", "12000"),
        ("12", "0.00E+00", "12"),
        ("1E2", "@", "100"),
        ("0.1", "General", "0.1"),
    ],
)
def test_a_number_is_shown_as_excel_shows_it(text: str, code: str, shown: str) -> None:
    assert text_of(_read(text, code)) == shown


def test_a_padded_number_is_still_the_number() -> None:
    assert _read("7", "000") == 7
    assert isinstance(_read("7", "000"), ShownNumber)


@pytest.mark.parametrize("text", ["7", "7.0", "7E0", "+7", "0.7E1"])
def test_a_whole_number_is_an_int_however_it_is_stored(text: str) -> None:
    assert repr(_read(text, "General")) == "7"


@pytest.mark.parametrize("text", ["x", "NaN", "Infinity", "1e999", "1_000", "0x1F", "\u0667"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        _read(text, "General")


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "d", "M/D/YY", "mmm", "[$-409]d mmmm yyyy;@", "[Blue]yyyy", 'yyyy" General"'])
def test_a_format_with_days_or_hours_makes_a_moment(code: str) -> None:
    assert _read("46272.375", code) == dt.datetime(2026, 9, 7, 9)


@pytest.mark.parametrize("code", ["[h]:mm", "[HH]:MM:SS", "[mm]:ss", "[s]", "[Red][h]:mm"])
def test_a_format_of_elapsed_time_makes_a_duration(code: str) -> None:
    assert _read("1.5", code) == dt.timedelta(hours=36)


@pytest.mark.parametrize("code", ["General", "0", '0" days"', "0\\d", "#,##0_d", "0*y", "[Red]0", "0%", "[$USD]0", "@", '"h"', ""])
def test_letters_that_are_only_shown_make_no_moment(code: str) -> None:
    assert _read("46272.5", code) == 46272.5


@pytest.mark.parametrize(
    ("number", "expected"),
    [(14, dt.datetime(2026, 9, 7)), (22, dt.datetime(2026, 9, 7)), (46, dt.timedelta(46272)), (1, 46272), (49, 46272)],
)
def test_a_built_in_format_is_known_by_its_number(number: int, expected: CellValue) -> None:
    assert conversion(number, None, is_1904=False)("46272") == expected


def test_a_format_of_the_workbooks_own_wins_over_the_built_in_one() -> None:
    assert conversion(14, "0.00", is_1904=False)("46272") == 46272


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        ("0", dt.time(0)),
        ("0.375", dt.time(9)),
        ("0.9999999", dt.timedelta(days=1)),
        ("1", dt.timedelta(days=1)),
        ("1.5", dt.datetime(1900, 1, 1, 12)),
        ("59", dt.datetime(1900, 2, 28)),
        ("61", dt.datetime(1900, 3, 1)),
        ("46272.3749999999", dt.datetime(2026, 9, 7, 9)),
        ("2958465", dt.datetime(9999, 12, 31)),
        ("2958465.99999999", 2958465.99999999),
        ("2958466", 2958466),
        ("-1", -1),
    ],
)
def test_serials_of_the_1900_epoch(serial: str, expected: CellValue) -> None:
    assert _read(serial, "yyyy-mm-dd hh:mm") == expected


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        ("0.375", dt.time(9)),
        ("1", dt.timedelta(days=1)),
        ("44810", dt.datetime(2026, 9, 7)),
        ("2957003", dt.datetime(9999, 12, 31)),
        ("2957004", 2957004),
    ],
)
def test_serials_of_the_1904_epoch(serial: str, expected: CellValue) -> None:
    assert _read(serial, "yyyy-mm-dd", is_1904=True) == expected
