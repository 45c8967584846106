"""Status, and what an error holds back; generator.md."""

from pathlib import Path

import pytest

from schedbatch.domain.model import Status
from tests.drawing import draw, ids, issues, plan, report

ROW = """
# Groups
| Group | Size   | Location |
| A     | {size} | Hall     |
# Sessions
| Session ID | Title    | Type | Groups   | Date       | Start | Minutes   | Location | Instructors | Status   |
| S          | Session  | Lab  | {groups} | 2026-09-07 | 09:00 | {minutes} | {place}  | Abbott      | {status} |
| T          | Sound    | Lab  | A        | 2026-09-08 | 09:00 | 60        | Hall     | Abbott      |          |
"""


def _draw(path: Path, **cells: str) -> Path:
    return draw(
        ROW.format(**({"groups": "A", "minutes": "60", "place": "Hall", "status": "", "size": "10"} | cells)), path / "row.xlsx"
    )


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", Status.SCHEDULED),
        ("Scheduled", Status.SCHEDULED),
        ("published", Status.SCHEDULED),
        ("Tentative", Status.TENTATIVE),
        ("DRAFT", Status.DRAFT),
        ("Cancelled", Status.CANCELLED),
    ],
)
def test_status(text: str, status: Status, tmp_path: Path) -> None:
    assert plan(_draw(tmp_path, status=text)).offerings[0].status is status


def test_a_draft_is_checked_and_a_cancelled_one_is_not_nagged_about(tmp_path: Path) -> None:
    assert [issues(_draw(tmp_path, place="", groups="", status=status)) for status in ("Draft", "Cancelled")] == [
        ["session-without-groups Sessions!D2", "location-missing Sessions!H2"],
        [],
    ]


@pytest.mark.parametrize(
    "cells", [{"groups": "B"}, {"minutes": "long"}, {"minutes": "0"}, {"status": "Maybe"}, {"groups": "=1+1"}, {"place": "#REF!"}]
)
def test_an_error_holds_back_its_own_row_and_nothing_beside_it(cells: dict[str, str], tmp_path: Path) -> None:
    drawn = _draw(tmp_path, **cells)
    assert (ids(drawn), report(drawn).counts.errors) == (["T/A/w1.1"], 1)


def test_a_held_row_still_tells_what_it_would_have_given(tmp_path: Path) -> None:
    assert plan(_draw(tmp_path, status="Maybe")).held == ("S/A/w1.1",)


def test_a_row_whose_extent_cannot_be_told_holds_its_session(tmp_path: Path) -> None:
    assert report(_draw(tmp_path, groups="B")).catalog.held_sessions == {"S"}


def test_an_error_in_an_optional_cell_of_a_group_drops_that_value_only(tmp_path: Path) -> None:
    made = report(_draw(tmp_path, size="many"))
    assert (ids(_draw(tmp_path, size="many")), made.catalog.groups["A"].size, made.counts.errors) == (
        ["S/A/w1.1", "T/A/w1.1"],
        None,
        1,
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("| Time zone | (none) |", ["required-cell-empty"]),
        ("| Time zone | Europe/Lodnon |", ["not-a-choice Settings!B2"]),
        ("| Schedule ID | a/b |", ["text-not-allowed Settings!B2"]),
        ("| Schedule ID | con |", ["text-not-allowed Settings!B2"]),
    ],
)
def test_without_a_usable_zone_or_id_nothing_is_released(settings: str, expected: list[str], tmp_path: Path) -> None:
    drawing = f"# Settings\n| Setting | Value |\n{settings}\n" + ROW.format(groups="A", minutes=60, place="X", status="", size=1)
    made = report(draw(drawing, tmp_path / "x.xlsx"))
    found = [f"{issue.kind.code} {issue.where}" if issue.where else issue.kind.code for issue in made.issues]
    assert (found, made.is_released) == (expected, False)


def test_a_blank_schedule_id_is_made_from_the_files_name(tmp_path: Path) -> None:
    rows = ROW.format(groups="A", minutes=60, place="X", status="", size=1)
    drawing = f"# Settings\n| Setting | Value |\n| Schedule ID | (none) |\n{rows}"
    made = report(draw(drawing, tmp_path / "Term 1 (2).xlsx"))
    assert (made.schedule_id, made.is_released, [issue.kind.code for issue in made.issues]) == (
        "Term 1",
        True,
        ["schedule-id-missing"],
    )


def test_a_status_that_cannot_be_read_holds_the_sessions_offerings_rows_too(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title   | Type | Groups | Minutes | Location | Instructors | Status |
    | S          | Session | Lab  | A      | 60      | Hall     | Abbott      | Draaft |
    # Offerings
    | Offering ID | Session | Date       | Start | Location | Instructors |
    | 1           | S       | 2026-09-07 | 09:00 | Hall     | Abbott      |
    """
    assert (issues(workbook), plan(workbook).offerings, plan(workbook).held) == (["not-a-choice Sessions!H2"], (), ("S/+1",))
