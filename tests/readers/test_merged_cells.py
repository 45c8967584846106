"""Merged cells, banners and totals; workbook.md, "Reading rules"."""

import time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain import kinds
from schedbatch.domain.columns import SESSIONS, SHEETS, SUBGROUPS
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.domain.sheets import Column, Sheet
from schedbatch.readers.merged import at_first_cells
from schedbatch.readers.records import read_table
from schedbatch.xlsx.raw import CellValue, MergedRange, RawRow, RawSheet, RawWorkbook
from tests.drawing import draw, ids, issues, messages, plan, report


def merged(drawing: str, path: Path, **ranges: str) -> Path:
    """The drawn workbook with merged ranges: ``Sessions="D2:D4 E2:E3"``."""
    drawn = draw(drawing, path)
    book = openpyxl.load_workbook(drawn)
    for sheet, references in ranges.items():
        for reference in references.split():
            book[sheet].merge_cells(reference)
    book.save(drawn)
    return drawn


def _noted(path: Path) -> list[str]:
    return [issue for issue in issues(path) if not issue.startswith("session-without-groups")]


def test_date_merged_down_a_column_counts_for_every_row(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    | B          | Session | Lab  |            | 10:00 |         |          | Z           |
    | C          | Session | Lab  |            | 11:00 |         |          |             |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="D2:D4 F2:F4 G2:G4 H3:H4")
    assert [(o.id, f"{o.start:%d %H:%M}", f"{o.end:%H:%M}", o.location, o.instructors) for o in plan(path).offerings] == [
        ("A/w1.1", "07 09:00", "10:00", "X", ("Y",)),
        ("B/w1.1", "07 10:00", "11:00", "X", ("Z",)),
        ("C/w1.1", "07 11:00", "12:00", "X", ("Z",)),
    ]
    assert _noted(path) == [f"merged-cell Sessions!{cell}" for cell in ("D2", "F2", "G2", "H3")]
    said = [message for message in messages(path) if "merged" in message]
    assert said[:1] == ["D2 to D4 are merged: the value counts for each of these rows."]


def _columns(*, is_per_row: bool) -> list[tuple[Sheet, Column]]:
    return [(sheet, column) for sheet in SHEETS for column in sheet.columns if column.is_per_row is is_per_row]


def _shown(value: object) -> str:
    return value.name if isinstance(value, Sheet) else str(value)


def _read(sheet: Sheet, column: Column) -> tuple[list[bool], list[str]]:
    """Whether each of three rows has the merged value, and what is said."""
    others = [other for other in sheet.columns if other is not column]
    remark: dict[int, CellValue] = {len(others) + 2: "x"}
    heads = RawRow(1, dict(enumerate((column.heading, *(other.heading for other in others)), 1)))
    merged_value: dict[int, CellValue] = {1: "1"}
    own = [RawRow(number, {2: f"{number}", **remark, **(merged_value if number == 2 else {})}) for number in (2, 3, 4)]
    table, found = read_table(RawSheet("S", (heads, *own), (MergedRange(2, 1, 4, 1),)), sheet, "DMY")
    told = [f"{issue.kind.code} {issue.where}" for issue in found if issue.where and issue.where.column == 1]
    return [column in record.faulty or record.value(column) is not None for record in table.records], told


@pytest.mark.parametrize(("sheet", "column"), _columns(is_per_row=False), ids=_shown)
def test_a_merged_cell_counts_for_every_row_in_every_column(sheet: Sheet, column: Column) -> None:
    has_value, told = _read(sheet, column)
    # "1" is no good value of some columns: that is said once, at the cell that people see.
    assert (has_value, told[0], {issue.rpartition("!")[2] for issue in told}) == ([True] * 3, "merged-cell S!A2", {"A2"})


@pytest.mark.parametrize(("sheet", "column"), _columns(is_per_row=True), ids=_shown)
def test_a_merged_cell_is_an_error_where_each_row_needs_its_own(sheet: Sheet, column: Column) -> None:
    assert _read(sheet, column) == ([True] * 3, ["merged-value S!A2"])


def test_which_columns_need_a_value_in_each_row() -> None:
    assert sorted({column.heading for _, column in _columns(is_per_row=True)}) == [
        "Capacity",
        "Credit hours",
        "Hours",
        "Hours limit",
        "Instructor ID",
        "Learner ID",
        "Offering ID",
        "Session ID",
        "Size",
    ]


def test_size_merged_over_three_subgroups_is_one_error(tmp_path: Path) -> None:
    drawing = """
    # Subgroups
    | Group | Subgroup | Size |
    | Labs  | 01       | 30   |
    |       | 02       |      |
    |       | 03       |      |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Subgroups="A2:A4 C2:C4")
    assert [(group.path, group.size) for group in report(path).catalog.groups.values()] == [
        ("Labs", None),
        ("Labs > 01", None),
        ("Labs > 02", None),
        ("Labs > 03", None),
    ]
    said = [(str(i.where), i.kind.code, i.message) for i in report(path).issues if i.where and i.where.sheet == "Subgroups"]
    assert said == [
        ("Subgroups!A2", "merged-cell", "A2 to A4 are merged: the value counts for each of these rows."),
        ("Subgroups!C2", "merged-value", "Size is one merged cell from C2 to C4: each row needs a value of its own."),
    ]


def test_a_row_with_nothing_but_values_merged_down_is_blank(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    |            |         |      |            |       |         |          |             |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="A2:A3 B2:B3 C2:C3 D2:D3")
    assert (ids(path), _noted(path)) == (["A/w1.1"], [])


def test_headings_merged_down_over_two_rows_are_read(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title   | Type | When       |       |         | Location | Instructors |
    |            |         |      | Date       | Start | Minutes |          |             |
    | A          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="A1:A2 B1:B2 C1:C2 D1:F1 G1:G2 H1:H2")
    assert (ids(path), _noted(path)) == (["A/w1.1"], [])


def test_a_fault_in_a_merged_cell_is_told_once_and_holds_every_row(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date        | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | 8th of Sept | 09:00 | 60      | X        | Y           |
    | B          | Session | Lab  |             | 10:00 | 60      | X        | Y           |
    | C          | Session | Lab  | 2026-09-09  | 10:00 | 60      | X        | Y           |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="D2:D3")
    assert (ids(path), [issue for issue in _noted(path) if "date" in issue]) == (["C/w1.1"], ["not-a-date Sessions!D2"])


def test_banner_rows_are_skipped_with_one_note(tmp_path: Path) -> None:
    drawing = """
    # Sessions
    | Session ID | Title      | Type | Date       | Start | Minutes | Location | Instructors |
    | PHYSIOLOGY |            |      |            |       |         |          |             |
    | A          | Session    | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    |            | ANATOMY    |      |            |       |         |          |             |
    | B          | Session    | Lab  | 2026-09-08 | 09:00 | 60      | X        | Y           |
    |            |            |      |            |       |         | by hand  |             |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="B4:E4")
    assert (ids(path), _noted(path)) == (["A/w1.1", "B/w1.1"], ["rows-skipped Sessions!A2"])
    assert messages(path)[0] == "Rows 2, 4 and 6 are banners or totals, and are skipped."


@pytest.mark.parametrize(("reference", "place"), [("B2:C2", "B2"), ("", "C2")])
def test_a_title_that_is_not_merged_over_three_columns_is_no_banner(reference: str, place: str, tmp_path: Path) -> None:
    drawing = "# Sessions\n| Session ID | Title | Type | Date |\n| | ANATOMY | | |"
    path = merged(drawing, tmp_path / "m.xlsx", Sessions=reference)
    assert _noted(path) == [f"required-cell-empty Sessions!{place}"]


@pytest.mark.parametrize(
    ("sheet", "row", "skipped"),
    [
        ("Subgroups | Group | Subgroup | Size", "Total | | 60", True),
        ("Subgroups | Group | Subgroup | Size", "Total | 01 | 60", False),
        ("Subgroups | Size | Group | Subgroup", "60 | | ", True),
        ("Subgroups | Group | Subgroup | Size", "Labs | | ", False),
        ("Offerings | Offering ID | Session | Date | Start", "WEEK 2 | | | ", True),
        ("Offerings | Offering ID | Session | Date | Start", " | Labs week | | ", False),
        ("Unavailable | Who or where | Date | Reason", "Sum: | | ", True),
        ("Unavailable | Who or where | Date | Reason", " | | closed", True),
        ("Unavailable | Who or where | Date | Reason", "Total | 2026-09-07 | ", False),
        ("Groups | Group | Size", "Total | 60", False),
        ("Locations | Location | Capacity | Building", " | | North", False),
        ("Learners | Learner ID | Name", "Total | 60", False),
    ],
)
def test_only_some_sheets_have_banners_and_totals(sheet: str, row: str, skipped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    name, _, headings = sheet.partition(" | ")
    lines = f"# Sessions\n| Title | Type |\n| Session | Lab |\n# {name}\n| {headings} |\n| {row} |"
    codes = [issue.partition(" ")[0] for issue in issues(draw(lines, tmp_path / "m.xlsx"))]
    assert ("rows-skipped" in codes) is skipped


@pytest.mark.parametrize(
    ("first", "skipped"),
    [
        *((text, True) for text in ("Total", "TOTAL:", "Subtotal", "Grand total: 12", "Sum 38", "Total: 1,200.5")),
        *((text, False) for text in ("Totals", "Total hours", "Total: 38 learners", "Summary", "Sub total x")),
    ],
)
def test_what_a_total_is_called(first: str, skipped: bool, tmp_path: Path) -> None:  # noqa: FBT001
    lines = f"# Sessions\n| Title | Type | Date | Hours |\n| Session | Lab | | |\n| {first} | | | 12 |"
    codes = [issue.partition(" ")[0] for issue in issues(draw(lines, tmp_path / "m.xlsx"))]
    assert ("rows-skipped" in codes) is skipped


@pytest.mark.parametrize("filled", ["Lab | | ", " | 2026-09-07 | ", " | | 2026-09-07"])
def test_a_total_with_a_type_or_a_date_is_a_session(filled: str, tmp_path: Path) -> None:
    lines = f"# Sessions\n| Title | Type | Date | Due date | Hours |\n| Total | {filled} | 12 |"
    codes = [issue.partition(" ")[0] for issue in issues(draw(lines, tmp_path / "m.xlsx"))]
    assert "rows-skipped" not in codes


def test_many_merged_cells_that_share_cells_take_no_time() -> None:
    """100,000 ranges, each over all rows: no program writes such a sheet."""
    heads = RawRow(1, dict(enumerate((column.heading for column in SUBGROUPS.columns), 1)))
    rows = tuple(RawRow(number, {1: "Labs", 2: str(number)}) for number in range(2, 20_002))
    ranges = tuple(MergedRange(2 + number % 1000, 1 + number % 9, 1_048_576, 1 + number % 9) for number in range(100_000))
    start = time.perf_counter()
    table, _ = read_table(RawSheet("Subgroups", (heads, *rows), ranges), SUBGROUPS, "")
    assert (len(table.records), time.perf_counter() - start < 10) == (20_000, True)


def test_a_merged_value_counts_for_rows_of_a_session_too(tmp_path: Path) -> None:
    """What all rows of a session agree on may be merged; its Session ID may not."""
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | A          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    |            |         |      | 2026-09-08 | 09:00 | 60      | X        | Y           |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="A2:A3 B2:B3 C2:C3")
    assert (ids(path), _noted(path)) == (
        [],
        ["merged-value Sessions!A2", "merged-cell Sessions!B2", "merged-cell Sessions!C2"],
    )
    assert SESSIONS.session_id.is_per_row


def test_issues_of_cells_under_a_merge_stand_at_the_cell_that_people_see(tmp_path: Path) -> None:
    """Rows 2 and 3 lack a start; the planner sees one cell from D2 to E3."""
    drawing = """
    # Sessions
    | Session ID | Title   | Type | Start | Date       | Minutes | Location | Instructors |
    | A          | Session | Lab  |       | 2026-09-07 | 60      | X        | Y           |
    | B          | Session | Lab  |       | 2026-09-08 | 60      | X        | Y           |
    | C          | Session | Lab  |       | 2026-09-08 | 60      | X        | Y           |
    """
    path = merged(drawing, tmp_path / "m.xlsx", Sessions="D2:D3")
    assert (ids(path), [issue for issue in _noted(path) if "start" in issue]) == (
        [],
        ["start-missing Sessions!D2", "start-missing Sessions!D4"],
    )


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=12),
    st.sets(st.sampled_from([(1, 1, 2, 2), (1, 3, 1, 6), (3, 1, 6, 1), (3, 2, 5, 4), (6, 2, 6, 3), (2, 5, 4, 6)])),
)
def test_places_are_found_as_by_looking_at_every_range(
    cells: list[tuple[int, int]], corners: set[tuple[int, int, int, int]]
) -> None:
    ranges = tuple(MergedRange(*corner) for corner in corners)
    raw = RawWorkbook("w.xlsx", (RawSheet("S", (), ranges),))
    found = [Issue(kinds.NOT_A_DATE, str(number), CellRef("S", *cell)) for number, cell in enumerate(cells)]
    seen = {
        (row, column): (one.first_row, one.first_column)
        for one in ranges
        for row in range(one.first_row, one.last_row + 1)
        for column in range(one.first_column, one.last_column + 1)
    }
    assert at_first_cells(found, raw) == tuple(
        Issue(kinds.NOT_A_DATE, str(number), CellRef("S", *seen.get(cell, cell))) for number, cell in enumerate(cells)
    )
