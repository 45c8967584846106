"""What commands tell of a release, in the words of the planners who found it told wrongly."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schedbatch.cli import cli
from tests.drawing import draw

WORKBOOK = """
# Settings
| Setting     | Value        |
| Schedule ID | {schedule}   |
| Time zone   | {zone}       |
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title   | Type    | Groups | Date       | Start   | Minutes | Weeks | Location | Instructors | Description   |
| {session}  | Session | Lecture | Labs   | 2026-08-17 | {start} | 60      | 6     | Hall     | Okafor      | {description} |
"""
SOUND = {"schedule": "aaa", "zone": "Europe/London", "session": "A", "start": "09:00", "description": "none"}
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call schedbatch on the 1st of September 2026, 09:00 in London, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": "1788249600"})


def _draw(name: str, **changes: str) -> str:
    draw(WORKBOOK.format(**{**SOUND, **changes}), Path(name))
    return name


def test_a_start_that_changes_in_the_third_week_moves_what_is_over_with_a_warning(call: Call) -> None:
    call("run", _draw("a.xlsx"))
    lines = call("run", _draw("a.xlsx", start="11:00")).stdout.splitlines()
    assert [line for line in lines if "over" in line][:2] == [
        "  WARNING Sessions!F2  3 of 6 moved meetings are over: A/Labs/w1.1, A/Labs/w2.1, A/Labs/w3.1.",
        "Since the last release: 6 moved (3 over)",
    ]
    assert call("history", "a.xlsx").stdout.splitlines()[-1].endswith("6 moved (3 over)")


def test_a_small_other_workbook_with_the_same_schedule_id_does_not_replace_the_release(call: Call) -> None:
    call("run", _draw("a.xlsx"))
    before = Path("out/aaa/calendars/all.ics").read_bytes()
    refused = call("run", _draw("other.xlsx", session="Z"))
    assert (refused.exit_code, Path("out/aaa/calendars/all.ics").read_bytes()) == (1, before)
    (told,) = (line for line in refused.stdout.splitlines() if line.startswith("Nothing was released"))
    assert told == (
        "Nothing was released: none of the sessions of the last release is in the workbook. The usual cause is another schedule's "
        "workbook with the same Schedule ID. If it is meant, run again with --allow-removals, or set Allow removals to 6 in the "
        "Settings sheet."
    )
    assert call("run", "other.xlsx", "--allow-removals").exit_code == 0


def test_clashes_between_two_time_zones_are_told_in_one(call: Call) -> None:
    _draw("a.xlsx")
    _draw("b.xlsx", schedule="bbb", zone="America/New_York", start="04:30")
    lines = call("check", "a.xlsx", "b.xlsx", "--together").stdout.splitlines()
    first = next(line for line in lines if "Hall has" in line)
    assert first.partition(" Free then")[0] == (
        "  WARNING Hall has 2 offerings at once, Mon 17 Aug 2026 09:00–10:30: "
        '"aaa: Session" for aaa: Labs 09:00–10:00; "bbb: Session" for bbb: Labs 09:30–10:30.'
    )


def test_a_run_that_releases_nothing_does_not_point_to_a_sheet_that_does_not_exist(call: Call) -> None:
    two_rows = WORKBOOK.format(**SOUND) + "| B | Other | Lecture | Labs | 2026-08-17 | 09:00 | 60 | 6 | Hall | Osei | none |"
    draw(two_rows, Path("a.xlsx"))
    done = call("run", "a.xlsx", "--strict")
    assert (done.exit_code, Path("out/aaa/schedule.xlsx").exists()) == (1, False)
    assert [line for line in done.stdout.splitlines() if "Conflicts in schedule.xlsx" in line or "sheet Conflicts" in line] == []


def test_history_takes_the_workbook_and_tells_the_first_run_on_the_schedules_clock(call: Call) -> None:
    call("run", _draw("a.xlsx"))
    assert call("history", "a.xlsx").stdout.splitlines()[0][:37] == "   1  2026-09-01 09:00 Europe/London "
    assert call("history", "a.xlsx").stdout.rstrip().endswith("6 offerings, 0 ILMs; the first run")
    assert call("history", "out/aaa").stdout == call("history", "a.xlsx").stdout


def test_history_last_tells_the_last_release_field_by_field(call: Call) -> None:
    call("run", _draw("a.xlsx"))
    call("run", _draw("a.xlsx", start="11:00"))
    lines = call("history", "a.xlsx", "last").stdout.splitlines()
    assert lines[1] == "  moved     A/Labs/w1.1  Session: Start 09:00 -> 11:00, End 10:00 -> 12:00 (over)"
    assert len(lines) == 7


def test_calendars_are_counted_without_those_of_changes_alone(call: Call) -> None:
    first = call("run", _draw("a.xlsx")).stdout
    second = call("run", _draw("a.xlsx", start="11:00")).stdout
    assert ("4 calendars" in first, "4 calendars" in second) == (True, True)


@pytest.mark.parametrize("week", ["3", "2026-08-31", "2026-09-02"])
def test_show_takes_week_numbers_of_the_term_and_days(call: Call, week: str) -> None:
    assert call("show", _draw("a.xlsx"), "--where", "Hall", "--week", week).stdout.splitlines() == [
        "Hall: Mon 31 Aug 2026 to Sun 6 Sep 2026",
        "1 offering",
        "Monday, 31 Aug 2026",
        "  09:00–10:00  Session · Labs · Hall · Okafor",
    ]


def test_show_answers_a_week_that_is_none_in_a_sentence(call: Call) -> None:
    refused = call("show", _draw("a.xlsx"), "--where", "Hall", "--week", "soon")
    sentence = '"soon" is neither a week of the term, such as 3, nor a day, such as 2026-09-07.'
    assert (refused.exit_code, sentence in refused.stderr) == (2, True)


def test_a_changed_description_is_cut_where_it_is_told(call: Call) -> None:
    call("run", _draw("a.xlsx", description="x" * 1800))
    done = call("run", _draw("a.xlsx", description="y" * 1800))
    line = next(line for line in done.stdout.splitlines() if "Description" in line)
    assert line == f"  edited    A/Labs/w1.1  Session: Description {'x' * 60} … -> {'y' * 60} … (over)"
