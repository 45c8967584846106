"""What is cancelled in hand-offs: run after run, through history."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from schedbatch.jobs.run import Options, run_workbook
from tests.drawing import NOW, draw
from tests.outputs.handoff.reading import Line, lines

FIRST = """
# Groups
| Group  |
| Year 1 |
# Sessions
| Session ID | Course  | Title   | Type    | Groups | Date       | Start | Minutes | Weeks | Status |
| L1         | Anatomy | The arm | Lecture | Year 1 | 2026-09-07 | 09:00 | 60      | 3     |        |
| L2         | Anatomy | The hip | Seminar | Year 1 | 2026-09-08 | 09:00 | 60      |       |        |
"""

Release = Callable[..., list[Line]]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Run a drawing and give the rows of its registrar.csv; each run is a day after the one before."""
    days = iter(range(100))

    def run(drawing: str, days_later: int = 0) -> list[Line]:
        now = NOW + dt.timedelta(days=next(days) + days_later)
        run_workbook(draw(drawing, tmp_path / "drawn.xlsx"), tmp_path / "out", now, Options(allows_removals=True))
        return lines((tmp_path / "out/test/handoff/registrar.csv").read_bytes())

    return run


def told(rows: list[Line], *more: str) -> list[tuple[str, ...]]:
    columns = ("session_ids", "start_date", "end_date", "status", "change", "last_changed", *more)
    return [tuple(row[column] for column in columns) for row in rows]


def test_the_first_release_has_no_changes(release: Release) -> None:
    assert told(release(FIRST)) == [
        ("L1", "2026-09-07", "2026-09-21", "Scheduled", "", "2026-09-01T08:00:00Z"),
        ("L2", "2026-09-08", "2026-09-08", "Scheduled", "", "2026-09-01T08:00:00Z"),
    ]


@pytest.mark.parametrize("status", ["Cancelled", "Draft"])
def test_what_was_released_and_is_cancelled_stays_as_a_cancelled_row(release: Release, status: str) -> None:
    before = release(FIRST)
    after = release(FIRST.replace("|       |        |", f"|       | {status} |"))
    assert told(after) == [
        ("L1", "2026-09-07", "2026-09-21", "Scheduled", "", "2026-09-01T08:00:00Z"),
        ("L2", "2026-09-08", "2026-09-08", "Cancelled", "cancelled", "2026-09-02T08:00:00Z"),
    ]
    assert [row["meeting_id"] for row in after] == [row["meeting_id"] for row in before]


def test_a_deleted_row_is_cancelled_with_what_was_last_released(release: Release) -> None:
    release(FIRST)
    drawing = FIRST.rpartition("| L2")[0]
    assert told(release(drawing), "title", "group", "meeting_time")[1:] == [
        ("L2", "2026-09-08", "2026-09-08", "Cancelled", "cancelled", "2026-09-02T08:00:00Z", "The hip", "Year 1", "09:00-10:00")
    ]
    again = release(drawing.replace("The arm", "The Arm"))
    assert told(again)[1:] == [("L2", "2026-09-08", "2026-09-08", "Cancelled", "", "2026-09-02T08:00:00Z")]


def test_what_was_never_released_and_is_cancelled_is_not_there(release: Release) -> None:
    assert [row["session_ids"] for row in release(FIRST.replace("|       |        |", "|       | Cancelled |"))] == ["L1"]


def test_a_cancelled_week_breaks_the_row_and_stays_beside_it(release: Release) -> None:
    release(FIRST)
    changed = FIRST + "# Offerings\n| Offering ID | Status |\n| L1/Year 1/w2.1 | Cancelled |\n"
    assert told([row for row in release(changed) if row["session_ids"] == "L1"]) == [
        ("L1", "2026-09-07", "2026-09-07", "Scheduled", "", "2026-09-01T08:00:00Z"),
        ("L1", "2026-09-14", "2026-09-14", "Cancelled", "cancelled", "2026-09-02T08:00:00Z"),
        ("L1", "2026-09-21", "2026-09-21", "Scheduled", "", "2026-09-01T08:00:00Z"),
    ]


def test_a_revived_offering_is_scheduled_again(release: Release) -> None:
    release(FIRST)
    release(FIRST.rpartition("| L2")[0])
    assert told(release(FIRST))[1:] == [("L2", "2026-09-08", "2026-09-08", "Scheduled", "revived", "2026-09-03T08:00:00Z")]


def test_a_series_that_moves_is_moved_and_keeps_its_id(release: Release) -> None:
    before = release(FIRST)
    after = release(FIRST.replace("2026-09-07 | 09:00", "2026-09-07 | 10:00"))
    assert told(after)[0] == ("L1", "2026-09-07", "2026-09-21", "Scheduled", "moved", "2026-09-02T08:00:00Z")
    assert after[0]["meeting_id"] == before[0]["meeting_id"]


def test_a_series_that_grows_is_edited_and_keeps_its_id(release: Release) -> None:
    before = release(FIRST)
    after = release(FIRST.replace("| 3     |", "| 5     |"))
    assert told(after)[0] == ("L1", "2026-09-07", "2026-10-05", "Scheduled", "edited", "2026-09-02T08:00:00Z")
    assert after[0]["meeting_id"] == before[0]["meeting_id"]


def test_an_offering_that_changes_rooms_is_not_cancelled_though_the_old_rooms_calendar_says_so(release: Release) -> None:
    with_place = FIRST.replace("| Status |", "| Status | Location |").replace("|       |        |", "|       |        | {} |")
    release(with_place.format("Lab 1"))
    assert told(release(with_place.format("Lab 2")), "room")[1:] == [
        ("L2", "2026-09-08", "2026-09-08", "Scheduled", "moved", "2026-09-02T08:00:00Z", "Lab 2")
    ]


def test_what_an_error_holds_back_stands_as_it_was_released(release: Release) -> None:
    release(FIRST)
    assert told(release(FIRST.replace("2026-09-08", "8th of Sept")))[1:] == [
        ("L2", "2026-09-08", "2026-09-08", "Scheduled", "held", "2026-09-01T08:00:00Z")
    ]


def test_a_cancelled_row_goes_thirty_days_after_its_date(release: Release) -> None:
    release(FIRST)
    gone = FIRST.rpartition("| L2")[0]
    release(gone)
    assert [row["status"] for row in release(gone.replace("| 3     |", "| 4     |"), days_later=60)] == ["Scheduled"]


def test_an_unchanged_workbook_leaves_the_hand_offs_untouched(release: Release, tmp_path: Path) -> None:
    release(FIRST)
    paths = sorted((tmp_path / "out/test/handoff").iterdir())
    before = [(path.name, path.stat().st_mtime_ns) for path in paths]
    release(FIRST)
    assert [(path.name, path.stat().st_mtime_ns) for path in paths] == before
    assert [name for name, _ in before] == ["README.txt", "registrar.csv"]
