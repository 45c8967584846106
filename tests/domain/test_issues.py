"""Places, kinds and the order of issues."""

import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS
from schedbatch.domain.issues import (
    CellRef,
    Issue,
    Kind,
    OutputNotWritable,
    RowPlace,
    Severity,
    column_letters,
    in_sheet_order,
)
from schedbatch.domain.kinds import KINDS


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_are_lettered_as_in_excel(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@given(st.integers(1, 16384))
@settings(max_examples=100, deadline=None)
def test_columns_are_lettered_as_openpyxl_does(column: int) -> None:
    assert column_letters(column) == get_column_letter(column)


@pytest.mark.parametrize(
    ("sheet", "printed"),
    [
        ("Sessions", "Sessions!D7"),
        ("Session_types", "Session_types!D7"),
        ("Séances", "Séances!D7"),
        ("Session types", "'Session types'!D7"),
        ("Robin's", "'Robin''s'!D7"),
        ("2026", "'2026'!D7"),
        ("2nd term", "'2nd term'!D7"),
        ("Term-2", "'Term-2'!D7"),
        ("A!B", "'A!B'!D7"),
    ],
)
def test_a_cell_prints_as_excel_writes_it(sheet: str, printed: str) -> None:
    assert str(CellRef(sheet, 7, 4)) == printed


def test_a_cell_of_a_row_stands_under_the_first_heading_that_there_is() -> None:
    place = RowPlace("Sessions", 7, {"Title": 2, "Location": 9})
    title, location, notes = SESSIONS.title, SESSIONS.location, SESSIONS.notes
    assert [str(place.cell(*columns)) for columns in ((title,), (notes, location, title), (notes,), ())] == [
        "Sessions!B7",
        "Sessions!I7",
        "Sessions!A7",
        "Sessions!A7",
    ]


def test_severities_rise_and_print_as_words() -> None:
    assert sorted(Severity) == [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    assert [str(severity) for severity in Severity] == ["note", "warning", "error"]


def test_every_kind_is_in_the_table_in_the_order_of_the_module() -> None:
    source = Path(kinds.__file__).read_text(encoding="utf-8")
    named = re.findall(r"^([A-Z_]+) = _(?:error|warning|note)\(", source, re.MULTILINE)
    assert [getattr(kinds, name) for name in named] == list(KINDS)


def test_codes_are_unique_words() -> None:
    codes = [kind.code for kind in KINDS]
    assert [code for code in codes if codes.count(code) > 1 or not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def test_every_kind_is_named_like_its_code() -> None:
    named = {name: kind.code for name, kind in vars(kinds).items() if isinstance(kind, Kind)}
    assert named == {name: name.lower().replace("_", "-") for name in named}


def test_titles_have_no_full_stop_and_hints_are_sentences() -> None:
    assert [
        kind.code for kind in KINDS if kind.title.endswith(".") or not kind.hint.endswith(".") or not kind.hint[0].isupper()
    ] == []


def test_an_issue_is_as_grave_as_its_kind() -> None:
    assert [Issue(kind, "").severity for kind in KINDS] == [kind.severity for kind in KINDS]


def test_issues_stand_as_a_planner_walks_through_the_workbook() -> None:
    """Without a place, then by sheet, row and column; on one cell the gravest first, then by code and message."""
    date, time = kinds.NOT_A_DATE, kinds.NOT_A_TIME
    expected = [
        Issue(kinds.SCHEDULE_ID_MISSING, "no ID"),
        Issue(date, "m", CellRef("Setup", 9, 9)),
        Issue(date, "m", CellRef("Sessions", 2, 2)),
        Issue(date, "m", CellRef("Sessions", 2, 10)),
        Issue(date, "m", CellRef("Sessions", 10, 1)),
        Issue(date, "n", CellRef("Sessions", 10, 1)),
        Issue(time, "a", CellRef("Sessions", 10, 1)),
        Issue(kinds.UNKNOWN_NAME, "a", CellRef("Sessions", 10, 1)),
        Issue(kinds.REPEATED_TIME, "a", CellRef("Sessions", 10, 1)),
        Issue(date, "m", CellRef("Elsewhere", 1, 1)),
    ]
    assert in_sheet_order(reversed(expected), ["Setup", "Sessions"]) == tuple(expected)


def test_the_order_does_not_depend_on_the_order_before() -> None:
    cells = (None, CellRef("B", 1, 2), CellRef("B", 1, 1), CellRef("A", 2, 1))
    found = [Issue(kinds.NOT_A_DATE, "m", cell) for cell in cells]
    assert len({in_sheet_order(some, ["B", "A"]) for some in permutations(found)}) == 1


def test_a_refusal_names_its_target() -> None:
    refusal = OutputNotWritable(Path("out/receipt.json"), "It is open.")
    assert (refusal.path, str(refusal)) == (Path("out/receipt.json"), "It is open.")
