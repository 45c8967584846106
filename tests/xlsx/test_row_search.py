"""Rows in the usual form are found without parsing each row: the places and numbers are the same as with parsing."""

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.xlsx.row_search import RowSearch, style_pattern

NUMBERS = st.lists(st.integers(1, 12), min_size=1, max_size=8, unique=True).map(sorted)
ROWS = st.sampled_from(['<row r="{}">', '<row r="{}" spans="1:3">', '<row r="{}"/>', '<row  r="{}">', "<row>", '<x:row r="{}">'])
CELLS = st.sampled_from(["", '<c r="A1" s="7"><v>1</v></c>', '<c r="A1"><v>row</v></c>', '<!-- <row r="1"> -->'])
STEPS = st.lists(st.integers(0, 13), max_size=6, unique=True)


COMMENT = b"<!---->"
"""Where there is one, each row is looked at."""


def found(chunk: bytes, marks: list[int], length: int) -> list[tuple[int, int, int]]:
    """Where a search stops on its way through the first ``length`` bytes, as the patch of a sheet walks them."""
    search = RowSearch(chunk, style_pattern({"7"}))
    places: list[tuple[int, int, int]] = []
    position, number = 0, 0
    for marked in marks:
        if position < length:
            wake, number = search.next_concern(position, marked, number)
            position = search.next_row(wake)
            places.append((min(wake, length), number, min(position, length)))
    return places


@given(NUMBERS, st.lists(st.tuples(ROWS, CELLS), min_size=8, max_size=8), st.sampled_from(("", "</sheetData>")), STEPS)
def test_a_search_stops_where_one_that_looks_at_each_row_does(
    numbers: list[int], rows: list[tuple[str, str]], end: str, marks: list[int]
) -> None:
    parts = [f"{row.format(number)}{cells}" for number, (row, cells) in zip(numbers, rows, strict=False)]
    chunk = ("".join(parts) + end).encode()
    assert found(chunk, sorted(marks), len(chunk)) == found(chunk + COMMENT, sorted(marks), len(chunk))
