"""Each form is read in every column that takes what the form says, on every sheet and in the settings."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import pytest

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.sheets import CellKind, Column, Need
from schedbatch.readers.cells import parse_cell
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.xlsx.raw import CalculatedZero, CellValue

COLUMNS = {
    f"{sheet}: {column.heading}": column
    for sheet, columns in ((*((sheet.name, sheet.columns) for sheet in SHEETS), ("Settings", SETTING_ROWS)))
    for column in columns
    if column.kind is not CellKind.ANY
}
FOURTEENTH = dt.date(2026, 9, 14)
DATES = (
    "14 Sep 2026",
    "Mon 14 Sep 2026",
    "14-Sep-2026",
    "2026/09/14",
    "\u200e14/09/2026",
    "14.09.2026\u200b",
    "Mon,\u00a014 September 2026",
)


def _of(*kinds: CellKind) -> Iterable[object]:
    """The columns of these kinds, each a parameter of a test."""
    return [pytest.param(column, id=name) for name, column in COLUMNS.items() if column.kind in kinds]


def _read(value: CellValue, column: Column) -> object:
    """The value, or the code of what is wrong."""
    found, fault = parse_cell(value, column, "")
    return fault.kind.code if fault else found


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize("column", _of(CellKind.DATE))
def test_every_date_is_read_as_people_write_dates(column: Column, text: str) -> None:
    assert _read(text, column) == FOURTEENTH


@pytest.mark.parametrize("column", _of(CellKind.DATE, CellKind.DATES))
def test_a_wrong_weekday_is_an_error_in_every_date(column: Column) -> None:
    assert _read("Mon 15 Sep 2026", column) == "weekday-differs"


@pytest.mark.parametrize("text", ["9h00", "\u200e9:00 AM", "9:00\u202fam", "9h"])
@pytest.mark.parametrize("column", _of(CellKind.TIME))
def test_every_time_is_read_as_people_write_times(column: Column, text: str) -> None:
    assert _read(text, column) == 540


@pytest.mark.parametrize("column", _of(CellKind.WHOLE, CellKind.MINUTES))
def test_every_whole_number_may_be_missed_by_a_hair(column: Column) -> None:
    assert [_read(number, column) for number in (59.9999999965, 60.0000000001, "60\u200b")] == [60, 60, 60]


@pytest.mark.parametrize("column", _of(CellKind.HOURS, CellKind.NUMBER))
def test_every_number_of_hours_may_be_missed_by_a_hair_or_be_a_duration(column: Column) -> None:
    cells: tuple[CellValue, ...] = (0.99999999994, dt.timedelta(hours=1, minutes=20), dt.time(1, 20), "1:20")
    assert [_read(cell, column) for cell in cells] == [1, Decimal("1.33"), Decimal("1.33"), Decimal("1.33")]


@pytest.mark.parametrize("column", _of(CellKind.MINUTES))
def test_every_number_of_minutes_may_be_a_duration(column: Column) -> None:
    assert [_read(cell, column) for cell in (dt.timedelta(hours=1, minutes=20), "1:20")] == [80, 80]


@pytest.mark.parametrize("mark", ['"', "''", " \u201d ", "\u3003", "as above", "Same as above"])
@pytest.mark.parametrize("column", _of(*(kind for kind in CellKind if kind is not CellKind.PROSE)))
def test_a_ditto_mark_is_an_error_in_every_column_but_prose(column: Column, mark: str) -> None:
    assert _read(mark, column) == "ditto-mark"


@pytest.mark.parametrize("column", _of(CellKind.PROSE))
def test_prose_may_say_as_above(column: Column) -> None:
    assert _read("as above", column) == "as above"


@pytest.mark.parametrize("column", _of(CellKind.NAMES))
def test_a_ditto_mark_is_an_error_within_every_list(column: Column) -> None:
    assert _read('Labs; "', column) == "ditto-mark"


_COUNTING = (CellKind.WHOLE, CellKind.MINUTES, CellKind.HOURS, CellKind.NUMBER, CellKind.YES_NO)


@pytest.mark.parametrize("column", _of(*(kind for kind in CellKind if kind not in _COUNTING)))
def test_a_zero_from_a_formula_is_a_blank_cell_in_every_column_but_numbers(column: Column) -> None:
    expected = "required-cell-empty" if column.need is Need.ALWAYS else "formula-zero"
    assert (_read(CalculatedZero(0), column), parse_cell(CalculatedZero(0), column, "")[0]) == (expected, None)


@pytest.mark.parametrize("column", _of(*_COUNTING))
def test_a_zero_from_a_formula_is_read_as_a_number_where_numbers_stand(column: Column) -> None:
    assert _read(CalculatedZero(0), column) == _read(0, column)


@pytest.mark.parametrize("column", _of(CellKind.NAME, CellKind.TEXT))
def test_characters_that_nobody_sees_make_no_other_name(column: Column) -> None:
    assert [
        _read(f"{before}Anatomy Labs{behind}", column) for before, behind in (("\ufeff", ""), ("\u200e", "\u200b"), ("", "\u200d"))
    ] == ["Anatomy Labs"] * 3


@pytest.mark.parametrize("column", _of(CellKind.NAMES))
def test_characters_that_nobody_sees_make_no_other_name_in_a_list(column: Column) -> None:
    assert _read("Okafor, Chidi\u200b; \u200eSmith, An\u00adn\u200d; Okafor, Chidi", column) == ("Okafor, Chidi", "Smith, Ann")


@pytest.mark.parametrize("column", _of(CellKind.PROSE))
def test_prose_loses_unseen_characters_at_its_ends_only(column: Column) -> None:
    assert _read("\ufeff\u200b One\u200f, two.\u200b\n\u2069", column) == "One\u200f, two."


def test_joiners_that_shape_letters_stay() -> None:
    title = COLUMNS["Sessions: Title"]
    texts = ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "Team \U0001f469\u200d\U0001f52c")
    assert [_read(text, title) for text in texts] == list(texts)
