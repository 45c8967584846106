"""A marked copy's life: opened, corrected in its place, run again, and in the end without marks."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter import Workbook

from schedbatch.jobs.run import Options, Outcome, run_workbook
from schedbatch.outputs.marked import copy
from schedbatch.outputs.marked.names import clean_file_name
from schedbatch.xlsx.workbook import WorkbookFile
from tests.drawing import NOW, draw
from tests.outputs.marked.test_copy import fill, opened
from tests.outputs.marked.workbooks import marked, report_of, rich, unzipped

pytestmark = pytest.mark.filterwarnings("ignore:.*is not supported and will be removed")

DRAFT = """
# Settings
| Setting | Value |
| Schedule ID | term |
| Time zone | Europe/London |
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title | Type | Groups | Date | Start | Minutes | Location | Instructors |
| S-1 | Dissection | Lab | Labs | 8th of Sept | 09:00 | 60 | R1 | Okafor, Chidi |
| S-2 | Dissection | Lab | Labs | 2026-09-09 | nine | 60 | R1 | Okafor, Chidi |
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A planner's folder with a draft that has two mistakes."""

    folder: Path

    @property
    def out(self) -> Path:
        return self.folder / "out/term"

    @property
    def marked(self) -> Path:
        return self.out / "autumn.marked.xlsx"

    def run(self, path: Path, minutes: int = 0) -> Outcome:
        return run_workbook(path, self.folder / "out", NOW + dt.timedelta(minutes=minutes), Options())

    def files(self) -> list[str]:
        """The workbooks in the folder of results."""
        return sorted(path.name for path in self.out.glob("*.xlsx"))


@pytest.fixture
def term(tmp_path: Path) -> Term:
    made = Term(tmp_path)
    made.run(draw(DRAFT, tmp_path / "autumn.xlsx"))
    return made


def correct(path: Path, **cells: dt.date | dt.time | str) -> Path:
    """Change cells of the sheet Sessions, as somebody does who opens the file and saves it."""
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book["Sessions"][address] = value
    book.save(path)
    return path


DAY, TIME = dt.date(2026, 9, 8), dt.time(9)


def test_it_opens_on_its_issues_sheet_and_no_other_sheet_is_selected(tmp_path: Path) -> None:
    book = opened(marked(rich(), tmp_path))
    assert (book.active.title, [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected]) == ("Issues", ["Issues"])


def test_errors_come_first(tmp_path: Path) -> None:
    sheet = opened(marked(rich(), tmp_path))["Issues"]
    severities = [row[1].value for row in sheet.iter_rows(min_row=3) if row[1].value]
    assert severities == sorted(severities)


def _with_chart_sheet() -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Sessions")
    for column, heading in enumerate(("Title", "Type", "Date")):
        sheet.write(0, column, heading)
        sheet.write(1, column, "No")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sessions!$A$1:$A$2"})
    charts = book.add_chartsheet("Chart")
    charts.set_chart(chart)
    charts.activate()
    book.close()
    return buffer.getvalue()


def test_a_chart_sheet_is_not_selected_beside_the_issues_sheet(tmp_path: Path) -> None:
    source = _with_chart_sheet()
    after = unzipped(marked(source, tmp_path, "chart.xlsx"))
    assert b'tabSelected="1"' in unzipped(source)["xl/chartsheets/sheet1.xml"]
    assert [name for name, part in after.items() if b'tabSelected="1"' in part] == ["xl/worksheets/schedbatch1.xml"]
    assert b'activeTab="2"' in after["xl/workbook.xml"]


def test_correcting_it_in_its_place_half_done_is_the_expected_thing_to_do(term: Term) -> None:
    outcome = term.run(correct(term.marked, E2=DAY), 1)
    assert outcome.written is not None
    assert (outcome.written.kept, outcome.notes, term.files()) == ((), (), ["autumn.marked.xlsx", "schedule.xlsx"])
    sheet = openpyxl.load_workbook(term.marked)["Sessions"]
    assert (fill(sheet, "E2"), fill(sheet, "F3")) == (None, "FFFFC6CD")


def test_come_clean_it_is_written_without_marks_beside_it_and_said(term: Term) -> None:
    outcome = term.run(correct(term.marked, E2=DAY, F3=TIME), 1)
    clean = term.out / "autumn.xlsx"
    assert outcome.written is not None
    assert (outcome.written.kept, term.files()) == ((), ["autumn.marked.xlsx", "autumn.xlsx", "schedule.xlsx"])
    assert outcome.notes == (
        f"autumn.marked.xlsx has no mistakes any more. The same workbook without marks is {clean}: go on with that one.",
    )
    book: Any = openpyxl.load_workbook(clean)
    assert (book.sheetnames, book.active.title) == (["Settings", "Groups", "Sessions"], "Settings")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.comment or cell.hyperlink or fill(cell.parent, cell.coordinate)] == []
    assert (book["Sessions"]["E2"].value, book["Sessions"]["F3"].value) == (
        dt.datetime.combine(DAY, dt.time()),
        TIME,
    )


def test_the_workbook_without_marks_gives_the_same_schedule(term: Term) -> None:
    term.run(correct(term.marked, E2=DAY, F3=TIME), 1)
    before = (term.out / "calendars/all.ics").read_bytes()
    outcome = term.run(term.out / "autumn.xlsx", 2)
    assert ((term.out / "calendars/all.ics").read_bytes(), outcome.receipt["changes"]["counts"]) == (
        before,
        dict.fromkeys(outcome.receipt["changes"]["counts"], 0),
    )
    assert (term.out / "autumn.xlsx").is_file()


def test_the_workbook_without_marks_stays_whatever_is_run_later(term: Term) -> None:
    term.run(correct(term.marked, E2=DAY, F3=TIME), 1)
    clean = (term.out / "autumn.xlsx").read_bytes()
    term.run(draw(DRAFT.replace("nine", "09:00").replace("8th of Sept", "2026-09-08"), term.folder / "autumn.xlsx"), 2)
    assert (term.out / "autumn.xlsx").read_bytes() == clean


def test_a_workbook_that_somebody_has_put_in_its_place_is_kept(term: Term) -> None:
    (term.out / "autumn.xlsx").write_bytes(b"mine")
    outcome = term.run(correct(term.marked, E2=DAY, F3=TIME), 1)
    assert outcome.written is not None
    assert [path.read_bytes() for path in outcome.written.kept] == [b"mine"]


def test_marks_again_after_it_came_clean_overwrite_the_corrected_copy(term: Term) -> None:
    term.run(correct(term.marked, E2=DAY, F3=TIME), 1)
    outcome = term.run(correct(term.marked, E2="soon"), 2)
    assert outcome.written is not None
    assert (outcome.written.kept, fill(openpyxl.load_workbook(term.marked)["Sessions"], "E2")) == ((), "FFFFC6CD")


def test_a_copy_that_somebody_edits_and_does_not_run_is_kept(term: Term) -> None:
    correct(term.marked, E2=DAY)
    edited = term.marked.read_bytes()
    outcome = term.run(draw(DRAFT.replace("nine", "ten"), term.folder / "autumn.xlsx"), 1)
    assert outcome.written is not None
    assert [path.read_bytes() for path in outcome.written.kept] == [edited]


def test_a_colleagues_failed_draft_of_the_same_schedule_never_removes_it(term: Term) -> None:
    copy_before = term.marked.read_bytes()
    drawn = draw(DRAFT.replace("# Sessions", "# Nothing"), term.folder / "draft.xlsx")
    outcome = term.run(drawn, 1)
    assert (outcome.receipt["released"], term.marked.read_bytes()) == (False, copy_before)
    assert term.files() == ["autumn.marked.xlsx", "draft.marked.xlsx", "schedule.xlsx"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("autumn.marked.xlsx", "autumn.xlsx"),
        ("autumn.marked (1).xlsx", "autumn.xlsx"),
        ("autumn.marked.XLSM", "autumn.xlsm"),
        ("schedule.marked.xlsx", "schedule (corrected).xlsx"),
        ("autumn.xlsx", "autumn.xlsx"),
    ],
)
def test_what_it_is_called_without_marks(name: str, clean: str) -> None:
    assert str(clean_file_name(name)) == clean


def _saved_again(content: bytes, change: Callable[[Any], None]) -> bytes:
    book = opened(content)
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _move_issues_first(book: Any) -> None:  # noqa: ANN401
    book.move_sheet("Issues", -len(book.sheetnames))
    book["Coffee list"].print_title_rows = "1:1"
    book["Issues"].print_title_rows = "1:2"


@pytest.mark.parametrize("change", [lambda _: None, _move_issues_first])
def test_without_marks_after_another_program_has_saved_it(change: Callable[[Any], None], tmp_path: Path) -> None:
    saved = _saved_again(marked(rich(), tmp_path), change)
    clean = report_of(saved, tmp_path)
    no_issues = type(clean)(**{name: getattr(clean, name) for name in clean.__slots__} | {"issues": ()})
    (artifact,) = copy.render(no_issues, WorkbookFile(saved, "rich.marked.xlsx"))
    book = opened(artifact.content)
    assert (book.sheetnames, book.active.title) == (["Settings", "Sessions", "Coffee list"], "Settings")
    assert [fill(book["Sessions"], cell) for cell in ("C2", "C3", "E3")] == ["FFFFFF00", "FFFFFF00", None]
    assert (book["Sessions"]["C3"].comment.text, book["Sessions"]["E3"].comment) == ("Is that a title?\n", None)
    assert [sheet.title for sheet in book.worksheets if sheet.print_title_rows] == (
        ["Sessions"] if change is not _move_issues_first else ["Sessions", "Coffee list"]
    )


def test_marks_stand_on_the_first_cell_of_a_merge(tmp_path: Path) -> None:
    """Both rows lack a start; the planner sees one cell from F2 to F3."""
    path = draw(DRAFT.replace("8th of Sept", "2026-09-08").replace("| 09:00", "|").replace("| nine", "|"), tmp_path / "autumn.xlsx")
    book = openpyxl.load_workbook(path)
    book["Sessions"].merge_cells("F2:F3")
    book.save(path)
    sheet = opened(marked(path.read_bytes(), tmp_path, "merged.xlsx"))["Sessions"]
    commented = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert (commented, fill(sheet, "F2")) == (["F2"], "FFFFC6CD")
