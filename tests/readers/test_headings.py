"""Finding sheets, heading rows and columns; workbook.md, "Reading rules"."""

from pathlib import Path

import openpyxl
import pytest

from tests.drawing import draw, ids, issues, report

SESSION = (
    "| Session ID | Title | Type | Date | Start | Minutes | Location | Instructors |\n"
    "| S | Session | Lab | 2026-09-07 | 09:00 | 60 | X | Y |"
)


def _noted(path: Path) -> list[str]:
    return [issue for issue in issues(path) if not issue.startswith("session-without-groups")]


@pytest.mark.parametrize("name", ["Sessions", "session", " SESSIONS "])
def test_sheets_are_found_by_name(name: str, tmp_path: Path) -> None:
    assert ids(draw(f"# Settings\n| Setting | Value |\n# {name}\n{SESSION}", tmp_path / "s.xlsx")) == ["S/w1.1"]


@pytest.mark.parametrize(("sheet", "heading"), [("Learner groups", "Group"), ("Groups", "Groups"), ("group", "GROUP *")])
def test_aliases_of_sheets_and_columns(sheet: str, heading: str, tmp_path: Path) -> None:
    drawing = f"""
    # {sheet}
    | {heading} | Default location | Default instructors |
    | A         | R1               | Abbott              |
    # Sessions
    | Session ID | Title   | Session type | Learner groups | Date       | Start | Duration |
    | S          | Session | Lab          | A              | 2026-09-07 | 09:00 | 60       |
    """
    made = report(draw(drawing, tmp_path / "alias.xlsx"))
    assert ([(offering.id, offering.location) for offering in made.plan.offerings], made.issues) == ([("S/A/w1.1", "R1")], ())


def test_the_heading_row_may_stand_under_banners(tmp_path: Path) -> None:
    banner = "| Autumn term | | | | | | | |\n| Title | | | | | | | |\n| | | | | | | | |\n"
    assert ids(draw(f"# Sessions\n{banner}{SESSION}", tmp_path / "banner.xlsx")) == ["S/w1.1"]


def test_a_single_required_heading_is_enough(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert list(report(workbook).catalog.groups) == ["A", "B"]


def test_headings_below_row_20_are_not_found(tmp_path: Path) -> None:
    blank = "| note | | | | | | | |\n" * 20
    drawn = draw(f"# Sessions\n{blank}{SESSION}", tmp_path / "deep.xlsx")
    assert (_noted(drawn), report(drawn).is_released) == (["sheet-unusable Sessions!A1"], False)


def test_unknown_sheets_columns_and_settings_are_notes(tmp_path: Path) -> None:
    drawing = (
        f"# Settings\n| Setting | Value |\n| Colour | red |\n# Tea\n| x |\n# Sessions\n{SESSION.replace('Location', 'Locatoin')}"
    )
    assert _noted(draw(drawing, tmp_path / "own.xlsx")) == [
        "unknown-setting Settings!A2",
        "unknown-sheet Tea!A1",
        "unknown-column Sessions!G1",
        "location-missing Sessions!B2",
    ]


def test_two_sheets_or_columns_for_one_purpose(tmp_path: Path) -> None:
    drawing = f"# Holidays\n| Date |\n# Closures\n| Date |\n# Sessions\n{SESSION.replace('Instructors', 'Duration')}"
    assert _noted(draw(drawing, tmp_path / "twice.xlsx")) == [
        "duplicate-sheet Closures!A1",
        "duplicate-column Sessions!H1",
        "instructors-missing Sessions!B2",
    ]


def test_a_missing_required_column_leaves_the_sheet_unread(workbook: Path) -> None:
    """
    # Closures
    | Name | Last date |
    | Rest | 2026-09-07 |
    # Sessions
    | Session ID | Title   | Type | Date       | Start | Minutes | Location | Instructors |
    | S          | Session | Lab  | 2026-09-07 | 09:00 | 60      | X        | Y           |
    """
    assert (_noted(workbook), report(workbook).catalog.closures) == (["required-column-missing Closures!A1"], ())


@pytest.mark.parametrize("drawing", ["# Groups\n| Group |\n| A |", "# Sessions\n", "# Sessions\n| x | y |"])
def test_without_a_usable_sessions_sheet_nothing_is_released(drawing: str, tmp_path: Path) -> None:
    made = report(draw(drawing, tmp_path / "none.xlsx"))
    assert ([issue.kind.code for issue in made.issues if issue.kind.severity > 2], made.is_released) == (["sheet-unusable"], False)


def test_sessions_that_name_groups_need_a_sheet_of_groups(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      |
    """
    assert issues(workbook) == ["sheet-unusable", "unknown-reference Sessions!D2"]


def test_blank_rows_are_skipped_and_rows_with_notes_in_unknown_columns_too(workbook: Path) -> None:
    """
    # Groups
    | Group | Own remark |
    | A     |            |
    |       |            |
    |       | see below  |
    | B     |            |
    # Sessions
    | Title   | Type |
    | Session | Lab  |
    """
    assert list(report(workbook).catalog.groups) == ["A", "B"]


def test_hidden_rows_and_sheets_count(tmp_path: Path) -> None:
    path = draw(f"# Sessions\n{SESSION}", tmp_path / "hidden.xlsx")
    book = openpyxl.load_workbook(path)
    book["Sessions"].sheet_state = "hidden"
    book["Sessions"].row_dimensions[2].hidden = True
    book.save(path)
    assert ids(path) == ["S/w1.1"]
