"""Hand-offs from the command line: the setting, ``--handoff``, and the command ``handoff``."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from schedbatch.cli import cli
from schedbatch.domain.handoff import READY_MADE
from tests.drawing import draw

DAY = 86_400
FIRST = 1_788_249_600
"""The 1st of September 2026, 8:00 UTC."""

SMALL = """
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Weeks | Location | Instructors   |
| S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | 3     | R101     | Okafor, Chidi |
"""
MAP = '[[file]]\nname = "out.csv"\nrows = "patterns"\ncolumns = [{ header = "Days", field = "days" }]\n'

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call schedbatch in an empty folder with the workbook ``drawn.xlsx`` and the map ``mine.toml``; a day passes at each call."""
    monkeypatch.chdir(tmp_path)
    draw(SMALL, tmp_path / "drawn.xlsx")
    (tmp_path / "mine.toml").write_text(MAP, encoding="utf-8")
    days = iter(range(100))

    def run(*arguments: str, **environment: str) -> Result:
        time = str(FIRST + DAY * next(days))
        return CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": time, **environment})

    return run


def setting(value: str) -> None:
    """Draw the workbook anew with this value of the setting Hand-offs."""
    draw(f"# Settings\n| Setting | Value |\n| Hand-offs | {value} |\n{SMALL}", Path("drawn.xlsx"))


def written(folder: str = "out/test/handoff") -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())


def test_a_run_writes_what_the_setting_names(call: Call) -> None:
    setting("Google; canvas")
    assert call("run", "drawn.xlsx").exit_code == 0
    assert written() == ["README.txt", "canvas/sections.csv", "canvas/timetable_events.json", "google.csv"]


def test_none_means_no_hand_off(call: Call) -> None:
    setting("none")
    assert call("run", "drawn.xlsx").exit_code == 0
    assert not Path("out/test/handoff").exists()


def test_hand_offs_that_are_not_wanted_any_more_are_removed(call: Call) -> None:
    setting("registrar; google")
    call("run", "drawn.xlsx")
    setting("google")
    assert "1 hand-off file" in call("run", "drawn.xlsx").stdout
    assert written() == ["README.txt", "google.csv"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("registar", 'Hand-offs names "registar"; did you mean "registrar"?'),
        ("sap", f'Hand-offs names "sap"; it can be {", ".join(READY_MADE)}, or the name of a map'),
        ("registrar, canvas", '"registrar, canvas" lists 2 names; write "registrar; canvas".'),
    ],
)
def test_an_unknown_hand_off_is_an_error_at_its_cell_and_the_registrar_keeps_its_file(call: Call, value: str, message: str) -> None:
    setting(value)
    called = call("run", "drawn.xlsx")
    assert (called.exit_code, message in called.stdout, "Settings!B2" in called.stdout) == (1, True, True)
    assert written() == ["README.txt", "registrar.csv"]


def test_an_unknown_hand_off_stops_no_other(call: Call) -> None:
    setting("gogle; outlook")
    assert call("run", "drawn.xlsx").exit_code == 1
    assert written() == ["README.txt", "outlook.csv"]


def test_a_map_that_is_given_is_made_too(call: Call) -> None:
    assert call("run", "drawn.xlsx", "--handoff", "mine.toml").exit_code == 0
    assert written() == ["README.txt", "mine/out.csv", "registrar.csv"]
    assert Path("out/test/handoff/mine/out.csv").read_bytes() == b"\xef\xbb\xbfDays\r\nM\r\n"


def test_maps_that_the_environment_lists_are_made_where_the_workbook_names_them(call: Call) -> None:
    Path("other.toml").write_text(MAP, encoding="utf-8")
    listed = os.pathsep.join(("mine.toml", "other.toml"))
    assert call("run", "drawn.xlsx", SCHEDBATCH_HANDOFF=listed).exit_code == 0
    assert written() == ["README.txt", "registrar.csv"]
    setting("OTHER")
    assert call("run", "drawn.xlsx", SCHEDBATCH_HANDOFF=listed).exit_code == 0
    assert written() == ["README.txt", "other/out.csv"]


def test_a_map_that_was_changed_is_made_again(call: Call) -> None:
    call("run", "drawn.xlsx", "--handoff", "mine.toml")
    Path("mine.toml").write_text(MAP.replace("Days", "When"), encoding="utf-8")
    assert call("run", "drawn.xlsx", "--handoff", "mine.toml").exit_code == 0
    assert Path("out/test/handoff/mine/out.csv").read_bytes() == b"\xef\xbb\xbfWhen\r\nM\r\n"


@pytest.mark.parametrize("command", ["run", "check", "handoff"])
def test_a_map_with_a_wrong_field_is_wrong_use(call: Call, command: str) -> None:
    Path("mine.toml").write_text(MAP.replace('"days"', '"dayz"'), encoding="utf-8")
    called = call(command, "drawn.xlsx", "--handoff", "mine.toml")
    assert called.exit_code == 2
    assert 'there is no field "dayz" in rows of patterns; did you mean "days"?' in called.stderr
    assert not Path("out").exists()


def test_two_maps_of_one_name_are_wrong_use(call: Call) -> None:
    Path("b").mkdir()
    Path("b/mine.toml").write_text(MAP, encoding="utf-8")
    called = call("run", "drawn.xlsx", "--handoff", "mine.toml", "--handoff", "b/mine.toml")
    assert (called.exit_code, 'are both called "mine"; give one of them another name.' in called.stderr) == (2, True)


def test_one_map_given_twice_is_one(call: Call) -> None:
    assert (
        call("run", "drawn.xlsx", "--handoff", "mine.toml", "--handoff", "./mine.toml", SCHEDBATCH_HANDOFF="mine.toml").exit_code
        == 0
    )


@pytest.mark.parametrize("schedule", ["out/test", "out", "out/test/schedule.xlsx", "drawn.xlsx"])
def test_hand_offs_made_later_show_the_release_as_it_stands(call: Call, schedule: str) -> None:
    setting("registrar; canvas; elentra; outlook")
    call("run", "drawn.xlsx")
    before = {path: Path("out/test/handoff", path).stat().st_mtime_ns for path in written()}
    called = call("handoff", schedule, "Registrar", "canvas", "elentra", "google", "outlook", "--handoff", "mine.toml")
    names = ("README.txt", "canvas/sections.csv", "canvas/timetable_events.json", "elentra-draft.csv", "google.csv", "mine/out.csv")
    files = ", ".join((*names, "outlook.csv", "registrar.csv"))
    assert called.stdout == f"Written to {Path('out/test/handoff')}: {files}\n"
    assert {path: Path("out/test/handoff", path).stat().st_mtime_ns for path in before} == before
    assert [path for path in written() if path not in before] == ["google.csv", "mine/out.csv", "receipt.json"]


def test_they_show_it_after_several_releases_a_hand_edit_and_an_error_too(call: Call) -> None:
    call("run", "drawn.xlsx")
    draw(SMALL.replace("09:00", "10:00"), Path("drawn.xlsx"))
    call("run", "drawn.xlsx")
    path = Path("out/test/schedule.xlsx")
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book["Offerings"][1]]
    book["Offerings"].cell(2, headings.index("Location") + 1).value = "R202"
    book.save(path)
    draw(SMALL.replace("09:00", "10:00").replace("| 3     |", "| 4     |"), Path("drawn.xlsx"))
    assert call("run", "drawn.xlsx").exit_code == 0
    draw(SMALL.replace("09:00", "ten").replace("| 3     |", "| 4     |"), Path("drawn.xlsx"))
    assert call("run", "drawn.xlsx").exit_code == 1
    registrar = Path("out/test/handoff/registrar.csv").read_text(encoding="utf-8-sig")
    assert ("R202" in registrar, "held" in registrar) == (True, True)
    assert call("handoff", "out/test", "registrar").stdout.startswith("Nothing changed in ")
    assert Path("out/test/handoff/registrar.csv").read_text(encoding="utf-8-sig") == registrar


def test_no_release_is_made_and_the_next_run_has_nothing_to_do(call: Call) -> None:
    call("run", "drawn.xlsx")
    before = {path: path.read_bytes() for path in Path("out/test/history").iterdir()}
    assert call("handoff", "out/test", "google").exit_code == 0
    assert {path: path.read_bytes() for path in Path("out/test/history").iterdir()} == before
    assert "Nothing changed in" in call("run", "drawn.xlsx").stdout


def test_a_run_replaces_what_was_made_later_without_keeping_it_aside(call: Call) -> None:
    call("run", "drawn.xlsx")
    call("handoff", "out/test", "google", "outlook")
    draw(f"# Settings\n| Setting | Value |\n| Hand-offs | google |\n{SMALL.replace('09:00', '11:00')}", Path("drawn.xlsx"))
    called = call("run", "drawn.xlsx")
    assert "kept" not in called.stdout.lower()
    assert b"11:00 AM" in Path("out/test/handoff/google.csv").read_bytes()
    assert written() == ["README.txt", "google.csv", "outlook.csv", "receipt.json"]
    assert "kept" not in call("handoff", "out/test", "outlook").stdout.lower()
    assert b"11:00 AM" in Path("out/test/handoff/outlook.csv").read_bytes()


def test_a_file_of_somebody_elses_is_kept(call: Call) -> None:
    call("run", "drawn.xlsx")
    Path("out/test/handoff/google.csv").write_text("mine", encoding="utf-8")
    assert "Kept as google (kept 1).csv" in call("handoff", "out/test", "google").stdout
    assert Path("out/test/handoff/google (kept 1).csv").read_text(encoding="utf-8") == "mine"


def test_a_workbook_that_was_never_released_is_shown_as_it_would_be(call: Call) -> None:
    called = call("handoff", "drawn.xlsx", "google", "--out", "there")
    assert called.stdout == (
        "The workbook has not been released as it is now: the files show what a run would release.\n"
        f"Written to {Path('there/test/handoff')}: README.txt, google.csv\n"
    )
    assert written("there") == ["test/handoff/README.txt", "test/handoff/google.csv", "test/handoff/receipt.json"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("out/test", "registar"), 2, 'There is no hand-off "registar"; did you mean "registrar"?'),
        (("out/test", "sap"), 2, f'There is no hand-off "sap": there are {", ".join(READY_MADE)}; or give a map'),
        (("out/test",), 2, "Name at least one hand-off: registrar, canvas"),
        (("nowhere", "google"), 3, "nowhere: There is no such file or folder."),
        ((".", "google"), 3, "holds no results of schedbatch"),
        (("mine.toml", "google"), 3, "mine.toml: "),
        (("drawn.xlsx", "google", "--timezone", "Europe/Londn"), 2, "did you mean Europe/London?"),
    ],
)
def test_what_cannot_be_handed_over_is_said(call: Call, arguments: tuple[str, ...], code: int, message: str) -> None:
    Path("out/test").mkdir(parents=True)
    called = call("handoff", *arguments)
    assert (called.exit_code, message in called.stderr.replace("\n", " ")) == (code, True), called.stderr


def test_the_help_names_the_hand_offs(call: Call) -> None:
    assert f"NAME is {', '.join(READY_MADE)} or the name of a map." in " ".join(call("handoff", "--help").stdout.split())


def test_a_workbook_without_a_time_zone_is_refused(call: Call) -> None:
    draw(f"# Settings\n| Setting | Value |\n| Time zone | (none) |\n{SMALL}", Path("drawn.xlsx"))
    called = call("handoff", "drawn.xlsx", "google")
    assert (called.exit_code, "there is no time zone" in called.stderr) == (3, True)
    assert call("handoff", "drawn.xlsx", "google", "--timezone", "Europe/London").exit_code == 0


def test_a_damaged_history_is_named_and_the_workbook_still_serves(call: Call) -> None:
    call("run", "drawn.xlsx")
    for path in Path("out/test/history").iterdir():
        path.write_bytes(b"rubbish" * 1000)
    called = call("handoff", "out/test", "google")
    assert (called.exit_code, "is damaged" in called.stderr) == (3, True)
    assert call("handoff", "drawn.xlsx", "google").exit_code == 0


def test_a_restored_release_is_what_is_handed_over(call: Call) -> None:
    call("run", "drawn.xlsx")
    draw(SMALL.replace("09:00", "11:00"), Path("drawn.xlsx"))
    call("run", "drawn.xlsx")
    assert call("restore", "out/test", "1").exit_code == 0
    registrar = Path("out/test/handoff/registrar.csv").read_bytes()
    assert b"09:00-10:00" in registrar
    assert call("handoff", "out/test", "registrar", "google").exit_code == 0
    assert Path("out/test/handoff/registrar.csv").read_bytes() == registrar


def test_the_watched_folder_makes_hand_offs_too(call: Call) -> None:
    Path("inbox").mkdir()
    Path("drawn.xlsx").rename("inbox/drawn.xlsx")
    assert call("watch", "inbox", "--once", "--settle", "0", "--handoff", "mine.toml").exit_code == 0
    assert written() == ["README.txt", "mine/out.csv", "registrar.csv"]
