"""A marked copy in a planner's hands: it comes with a run, is corrected, and is run again instead of the workbook."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from schedbatch.domain.marks import SCHEDULE_ID_PROPERTY, SHEET_MARK
from schedbatch.jobs.run import Options, Outcome, process, run_workbook
from tests.drawing import NOW, draw

DRAWING = """
# Settings
| Setting     | Value  |
| Schedule ID | (none) |
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors   |
| S1         | Dissection | Lab  | Lobs   | 2026-09-07 | 09:00 | 60      | R101     | Okafor, Chidi |
| S2         |            | Lab  | Labs   | 2026-09-08 | 09:00 | 60      |          | Okafor, Chidi |
"""


def run(path: Path, **options: Any) -> Outcome:  # noqa: ANN401 - as Options has them
    return run_workbook(path, path.parent / "out", NOW, Options(**options))


def files(outcome: Outcome) -> list[str]:
    """What stands in the folder itself."""
    return sorted(path.name for path in outcome.folder.iterdir() if path.is_file())


@pytest.fixture
def autumn(tmp_path: Path) -> Path:
    """A workbook with two errors and two warnings, its Schedule ID taken from its name."""
    return draw(DRAWING, tmp_path / "autumn.xlsx")


def corrected(source: Path, target: Path, **cells: str) -> Path:
    """The workbook with other values in some cells of Sessions, as a program that loads and saves it all leaves it."""
    book = openpyxl.load_workbook(source)
    for cell, value in cells.items():
        book["Sessions"][cell] = value
    book.save(target)
    return target


def test_a_run_with_mistakes_writes_a_marked_copy(autumn: Path) -> None:
    outcome = run(autumn)
    assert files(outcome) == ["autumn.marked.xlsx", "receipt.json", "schedule.xlsx"]
    listed = [file["path"] for file in outcome.receipt["files"] if "/" not in file["path"]]
    assert listed == ["autumn.marked.xlsx", "schedule.xlsx"]


def test_a_strict_run_writes_the_receipt_and_the_marked_copy_only(autumn: Path) -> None:
    outcome = run(autumn, is_strict=True)
    assert files(outcome) == ["autumn.marked.xlsx", "receipt.json"]
    assert [file["path"] for file in outcome.receipt["files"]] == ["autumn.marked.xlsx"]
    again = run(autumn, is_strict=True)
    assert again.written is not None
    assert again.written.written == ()


def test_a_strict_run_leaves_the_last_release_and_renews_the_marked_copy(autumn: Path) -> None:
    before = run(autumn)
    schedule = (before.folder / "schedule.xlsx").read_bytes()
    marked = (before.folder / "autumn.marked.xlsx").read_bytes()
    corrected(autumn, autumn, D2="Labs")
    after = run(autumn, is_strict=True)
    assert (before.folder / "schedule.xlsx").read_bytes() == schedule
    assert (before.folder / "autumn.marked.xlsx").read_bytes() != marked
    assert "schedule.xlsx" in {file["path"] for file in after.receipt["files"]}


def test_a_run_without_mistakes_takes_the_marked_copy_away(autumn: Path) -> None:
    run(autumn)
    fixed = {"A7": "Schedule ID", "D2": "Labs", "B3": "Nerves", "H3": "R102"}
    book = openpyxl.load_workbook(corrected(autumn, autumn, **{cell: fixed[cell] for cell in ("D2", "B3", "H3")}))
    book["Settings"].append(["Schedule ID", "autumn"])
    book.save(autumn)
    outcome = run(autumn)
    assert outcome.receipt["counts"]["errors"] == outcome.receipt["counts"]["warnings"] == 0
    assert files(outcome) == ["receipt.json", "schedule.xlsx"]


def test_running_the_marked_copy_is_running_the_workbook(autumn: Path) -> None:
    outcome = run(autumn)
    copy = outcome.folder / "autumn.marked.xlsx"
    reports = [process(path, None, NOW) for path in (autumn, copy)]
    assert reports[0].issues == reports[1].issues
    assert (reports[0].plan, reports[0].schedule_id) == (reports[1].plan, reports[1].schedule_id)
    again = run(copy.rename(autumn.parent / "autumn.marked (1).xlsx"))
    assert (again.folder, files(again)) == (outcome.folder, ["autumn.marked.xlsx", "receipt.json", "schedule.xlsx"])


def test_a_corrected_copy_under_another_name_belongs_to_the_same_schedule(autumn: Path) -> None:
    outcome = run(autumn)
    renamed = corrected(outcome.folder / "autumn.marked.xlsx", autumn.parent / "for Ngozi.xlsx", D2="Labs")
    again = run(renamed)
    assert again.folder == outcome.folder
    assert [issue["code"] for issue in again.receipt["issues"]] == [
        "schedule-id-missing",
        "required-cell-empty",
    ]


def test_the_id_survives_a_program_that_drops_properties(autumn: Path) -> None:
    outcome = run(autumn)
    book: Any = openpyxl.load_workbook(outcome.folder / "autumn.marked.xlsx")
    assert [property_.name for property_ in book.custom_doc_props.props] == [SCHEDULE_ID_PROPERTY]
    del book.custom_doc_props[SCHEDULE_ID_PROPERTY]
    book.save(autumn.parent / "anything.xlsx")
    assert run(autumn.parent / "anything.xlsx").folder == outcome.folder


def test_a_schedule_id_in_the_settings_wins(autumn: Path) -> None:
    outcome = run(autumn)
    book = openpyxl.load_workbook(outcome.folder / "autumn.marked.xlsx")
    book["Settings"].append(["Schedule ID", "winter"])
    book.save(autumn)
    assert run(autumn).receipt["schedule_id"] == "winter"


def test_a_copy_that_another_program_has_saved_is_marked_but_once(autumn: Path) -> None:
    """openpyxl numbers all formats anew and writes comments, links and drawings its own way."""
    outcome = run(autumn)
    saved = corrected(outcome.folder / "autumn.marked.xlsx", autumn.parent / "autumn.marked.xlsx", D2="Labs")
    run(saved)
    book: Any = openpyxl.load_workbook(outcome.folder / "autumn.marked.xlsx")
    sheet = book["Sessions"]
    comments = {cell.coordinate: cell.comment.text.count("Found by") for row in sheet.iter_rows() for cell in row if cell.comment}
    fills = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.fill.patternType]
    links = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert (comments, fills, links) == ({"B3": 1}, ["B3"], [])
    assert book.sheetnames == ["Settings", "Groups", "Sessions", "Issues"]


def test_a_planners_own_issues_sheet_is_no_mark_of_ours(tmp_path: Path) -> None:
    drawn = draw(DRAWING + "\n# Issues\n| Mine |", tmp_path / "autumn.xlsx")
    outcome = run(drawn)
    codes = [(issue["code"], issue["sheet"]) for issue in outcome.receipt["issues"] if issue["code"] == "unknown-sheet"]
    book = openpyxl.load_workbook(outcome.folder / "autumn.marked.xlsx")
    assert (codes, book.sheetnames[-2:]) == ([("unknown-sheet", "Issues")], ["Issues", "schedbatch issues"])
    assert book["schedbatch issues"]["H1"].value == SHEET_MARK


def test_schedule_xlsx_leads_to_the_marked_cells(autumn: Path) -> None:
    outcome = run(autumn)
    sheet: Any = openpyxl.load_workbook(outcome.folder / "schedule.xlsx")["Issues"]
    links = {row[3].value: row[3].hyperlink for row in sheet.iter_rows(min_row=2) if row[3].value}
    assert {cell: (link.target, link.location) for cell, link in links.items()} == {
        "D2": ("autumn.marked.xlsx", "'Sessions'!D2"),
        "B3": ("autumn.marked.xlsx", "'Sessions'!B3"),
    }


def test_the_receipt_on_disk_lists_the_copy_with_its_hash(autumn: Path) -> None:
    outcome = run(autumn)
    receipt = json.loads((outcome.folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt == outcome.receipt
