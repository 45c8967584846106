"""Cells and ranges as a workbook writes them."""

import pytest
from openpyxl.utils import get_column_letter

from schedbatch.domain.issues import column_letters
from schedbatch.xlsx.addresses import MAX_COLUMN, Area, area_of, cell_of, column_number, column_of, corners_of


def test_letters_and_numbers_of_columns_are_openpyxls_both_ways() -> None:
    letters = [get_column_letter(number) for number in range(1, MAX_COLUMN + 1)]
    assert [column_letters(number) for number in range(1, MAX_COLUMN + 1)] == letters
    assert [column_number(name) for name in letters] == list(range(1, MAX_COLUMN + 1))


@pytest.mark.parametrize("letters", ["", "XFE", "AAAA", "1", "A1", "Ä", "a b"])
def test_what_names_no_column_has_no_number(letters: str) -> None:
    assert column_number(letters) is None


@pytest.mark.parametrize(
    ("address", "cell"),
    [
        *(("D7", (7, 4)), ("d7", (7, 4)), ("$D$7", (7, 4)), ("XFD1048576", (1_048_576, 16_384))),
        *(("XFE1", None), ("A1048577", None), ("A0", None), ("D", None), ("7", None), ("A1:B2", None), ("", None)),
    ],
)
def test_an_address_is_a_row_and_a_column_or_nothing(address: str, cell: tuple[int, int] | None) -> None:
    assert (cell_of(address), column_of(address)) == (cell, cell[1] if cell else None)


def test_a_range_is_its_corners_and_an_area_has_them_in_order() -> None:
    references = ("A1:C9", "C9:A1", "D7", "A1:", "A1:XFE2", "x")
    assert [corners_of(reference) for reference in references] == [
        *(((1, 1), (9, 3)), ((9, 3), (1, 1)), ((7, 4), (7, 4)), ((1, 1), (1, 1)), None, None),
    ]
    assert [str(area_of(reference)) for reference in references] == ["A1:C9", "A1:C9", "D7", "A1", "None", "None"]


def test_an_area_grows_by_the_cells_that_it_is_to_hold() -> None:
    area = Area(2, 2, 3, 3)
    assert [area.holds(*cell) for cell in ((2, 2), (3, 3), (1, 2), (4, 3))] == [True, True, False, False]
    assert str(area.with_cells([(1, 5), (3, 3)])) == "B1:E3"
