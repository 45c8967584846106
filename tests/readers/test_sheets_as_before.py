"""Sheets without the new forms are read as 0.1.0 read them: the same heading row, the same columns, the same rows."""

import re
from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain.columns import SHEETS
from schedbatch.domain.names import fold
from schedbatch.domain.sheets import Column, Need, Sheet, heading_key
from schedbatch.readers.headings import find_headings
from schedbatch.readers.records import read_table
from schedbatch.xlsx.raw import CellValue, RawRow, RawSheet
from tests.readers import headings_of_0_1_0

Row = Mapping[int, CellValue]

_OTHER_SHEETS = {sheet.name: sheet for sheet in SHEETS}
_SHEETS = [_OTHER_SHEETS[name] for name in headings_of_0_1_0.HEADINGS]


def _key(text: str) -> str:
    """A heading's key as 0.1.0 made it."""
    return fold(text.replace("*", " ")).removesuffix("s")


def _columns_in(sheet: Sheet, row: Row) -> dict[str, int]:
    """The columns that 0.1.0 found in a row, by heading."""
    found: dict[str, int] = {}
    for number, text in sorted(row.items()):
        for heading, aliases in headings_of_0_1_0.HEADINGS[sheet.name].items():
            if _key(str(text)) in map(_key, (heading, *aliases)):
                found.setdefault(heading, number)
                break
    return found


def _headings_of(sheet: Sheet, rows: Sequence[Row]) -> tuple[int, dict[str, int]] | None:
    """The heading row, counted from 1, and its columns, as 0.1.0 found them."""
    found = [(number, row, _columns_in(sheet, row)) for number, row in enumerate(rows, 1)]
    required = [(number, row, read) for number, row, read in found if any(_is_required(sheet, heading) for heading in read)]
    several = [(number, read) for number, _, read in found if len(read) > 1]
    alone = [(number, read) for number, row, read in required if len(row) == 1]
    return next(iter((*several, *alone, *((number, read) for number, _, read in required))), None)


def _is_required(sheet: Sheet, heading: str) -> bool:
    return sheet.column(heading).need is not Need.NO


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, list[Row]]:
    """A sheet with one heading row of 0.1.0's headings, each once, among words that nobody takes for a heading, and rows below."""
    sheet = draw(st.sampled_from(_SHEETS))
    known = headings_of_0_1_0.HEADINGS[sheet.name]
    chosen = draw(st.lists(st.sampled_from(sorted(known)), min_size=2, max_size=6, unique=True))
    words = [draw(st.sampled_from((heading, *known[heading]))) for heading in chosen]
    spelt = [draw(st.sampled_from((word, word.upper(), f" {word} * "))) for word in words]
    own = draw(st.lists(st.sampled_from(["Qwx", "Kzzk 7", "Remark of ours", "12"]), max_size=2, unique=True))
    heads = draw(st.permutations([*spelt, *own]))
    above = draw(st.lists(st.dictionaries(st.integers(1, 9), st.sampled_from(["Autumn", "Xyz"]), min_size=1), max_size=2))
    cells: st.SearchStrategy[CellValue] = st.sampled_from(["x", "y z", 7, 1.5, True])
    below = draw(st.lists(st.dictionaries(st.integers(1, len(heads)), cells, min_size=2), max_size=5))
    return sheet, [*above, dict(enumerate(heads, 1)), *below]


@given(sheets())
def test_sheets_without_new_forms_are_read_as_they_were(drawn: tuple[Sheet, list[Row]]) -> None:
    sheet, rows = drawn
    raw = RawSheet(sheet.name, tuple(RawRow(number, dict(row)) for number, row in enumerate(rows, 1)))
    was = _headings_of(sheet, rows)
    headings, _ = find_headings(raw, sheet, lambda _: False)
    assert was is not None
    assert headings is not None
    number, columns = was
    assert (headings.row, headings.numbers, headings.misspelt) == (number, columns, frozenset())
    table, _ = read_table(raw, sheet, "")
    filled = [at for at, row in enumerate(rows, 1) if at > number and not set(columns.values()).isdisjoint(row)]
    is_usable = all(column.need is not Need.ALWAYS or column.heading in columns for column in sheet.columns)
    assert [record.row for record in table.records] == (filled if is_usable else [])


def test_the_words_of_these_tests_are_no_headings() -> None:
    words = ("Qwx", "Kzzk 7", "Remark of ours", "12", "Autumn", "Xyz")
    known = {heading_key(word) for sheet in SHEETS for column in sheet.columns for word in _words(column)}
    assert known.isdisjoint(map(heading_key, words))
    assert not any(re.search(r"[()\[\]]", word) for word in words)


def _words(column: Column) -> tuple[str, ...]:
    return (column.heading, *column.aliases, *column.synonyms)
