"""Changes of what is over: made, one warning, and marked wherever changes are listed; and a workbook of another schedule."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from schedbatch.cli import cli
from tests.drawing import draw

SERIES = """
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Weeks | Location | Instructors | Description |
| S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | 6     | R101     | Okafor      | {0}         |
"""
FIRST = dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
THIRD_WEEK = dt.datetime(2026, 9, 22, 8, tzinfo=dt.UTC)


def call(*arguments: str, now: dt.datetime = THIRD_WEEK) -> Result:
    """Call schedbatch at that time."""
    return CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": str(int(now.timestamp()))})


@pytest.fixture
def _series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A series of six Mondays that was released on the 1st of September; in its third week it begins at 11:00."""
    monkeypatch.chdir(tmp_path)
    draw(SERIES.format(""), Path("series.xlsx"))
    call("run", "series.xlsx", now=FIRST)
    draw(SERIES.format("").replace("09:00", "11:00"), Path("series.xlsx"))


@pytest.mark.usefixtures("_series")
def test_past_changed_is_one_warning_and_a_mark_wherever_changes_are_listed() -> None:
    differs = call("diff", "out/test", "series.xlsx").stdout
    lines = call("run", "series.xlsx").stdout.splitlines()
    assert [line for line in lines if "WARNING" in line] == [
        "  WARNING Sessions!F2  3 of 6 moved meetings are over: S1/Labs/w1.1, S1/Labs/w2.1, S1/Labs/w3.1."
    ]
    told = [line for line in lines if line.startswith(("Since", "  moved"))]
    moved = "Dissection: Start 09:00 -> 11:00, End 10:00 -> 12:00"
    assert told == [
        "Since the last release: 6 moved (3 over)",
        *(f"  moved     S1/Labs/w{week}.1  {moved}{' (over)' if week < 4 else ''}" for week in range(1, 7)),
    ]
    assert differs.splitlines() == ["6 moved (3 over)", *told[1:]]
    changes = openpyxl.load_workbook("out/test/schedule.xlsx")["Changes"]
    assert [row[0] for row in changes.iter_rows(min_row=2, values_only=True)] == ["moved (over)"] * 6 + ["moved"] * 6
    assert call("history", "series.xlsx", "last").stdout.splitlines() == [
        *(line for line in call("history", "out/test").stdout.splitlines() if line.startswith("   2 ")),
        *told[1:],
    ]
    assert call("history", "series.xlsx").stdout.splitlines()[1].endswith("6 offerings, 0 ILMs; 6 moved (3 over)")


@pytest.mark.usefixtures("_series")
def test_what_is_still_to_come_is_changed_without_a_warning() -> None:
    assert "WARNING" not in call("run", "series.xlsx", now=FIRST + dt.timedelta(hours=1)).stdout


@pytest.mark.usefixtures("_series")
def test_another_schedule_passes_with_the_number_that_the_refusal_names() -> None:
    """One meeting instead of six, of another session: the number of what would vanish lets it pass."""
    other = SERIES.format("").replace("S1  ", "OTHER").replace("| 6     |", "| 1     |")
    draw(other, Path("other.xlsx"))
    assert call("run", "other.xlsx", now=FIRST).exit_code == 1
    draw(f"# Settings\n| Setting | Value |\n| Allow removals | 6 |\n{other}", Path("other.xlsx"))
    assert "1 added, 6 cancelled" in call("run", "other.xlsx", now=FIRST).stdout


@pytest.mark.usefixtures("_series")
def test_a_session_that_is_not_scheduled_any_more_makes_no_other_schedule() -> None:
    draw(
        SERIES.format("").replace("2026-09-07 | 09:00", "           |      ").replace("| 60      | 6     |", "|  |  |"),
        Path("series.xlsx"),
    )
    assert "6 cancelled" in call("run", "series.xlsx", now=FIRST).stdout


@pytest.mark.usefixtures("_series")
def test_the_first_release_after_a_refused_run_is_called_so() -> None:
    draw("# Settings\n| Setting | Value |\n| Time zone | (none) |\n" + SERIES.format(""), Path("late.xlsx"))
    call("run", "late.xlsx", "--out", "late", now=FIRST)
    call("run", "late.xlsx", "--out", "late", "--timezone", "Europe/London", now=FIRST)
    lines = call("history", "late.xlsx", "--out", "late").stdout.splitlines()
    assert [line.partition("ILMs; ")[2] for line in lines] == ["nothing was released", "the first release"]


@pytest.mark.usefixtures("_series")
def test_a_long_value_is_cut_to_where_it_begins_to_differ() -> None:
    before = "read the chapter " * 100
    for name, number in (("old", "four"), ("new", "five")):
        draw(SERIES.format(f"{before}{number} {before.strip()}").replace("| 6     |", "| 1     |"), Path(f"{name}.xlsx"))
    told = call("diff", "old.xlsx", "new.xlsx", "--out", "nowhere").stdout.splitlines()[1].partition("Description ")[2]
    windows = [f"… r read the chapter {number} read the chapter read the chapter re …" for number in ("four", "five")]
    assert told.removesuffix(" (over)") == " -> ".join(windows)
