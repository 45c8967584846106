"""The commands as they are called: exit codes, what stands on which stream, and what is written."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import schedbatch
from schedbatch.cli import main
from tests.drawing import draw

SAMPLES = Path(__file__).parents[2] / "samples"
CLEAN = """
# Groups
| Group |
| Labs  |
# Sessions
| Session ID | Title      | Type | Groups | Date       | Start | Minutes | Location | Instructors |
| S1         | Dissection | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | R101     | Okafor, Chidi |
"""
WITH_ERROR = CLEAN.replace("| Labs   | 2026", "| Lobs   | 2026")
WITH_WARNING = CLEAN.replace("| R101     |", "|      |")


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to."""

    code: object
    out: str
    err: str


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Call":
    """Call schedbatch in an empty folder, on the 1st of September 2026."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1788249600")
    return Call(monkeypatch, capsys)


@dataclass(frozen=True, slots=True)
class Call:
    """Runs ``main`` with the arguments given."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Called:
        self.monkeypatch.setattr(sys, "argv", ["schedbatch", *arguments])
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        captured = self.capsys.readouterr()
        return Called(code, captured.out, captured.err)


def written(folder: Path = Path("out")) -> list[str]:
    """Every file but the history's, which has a secret of its own in each folder."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if "history" not in path.parts)


def test_run_says_what_a_planner_wants_to_know(call: Call) -> None:
    draw(CLEAN, Path("drawn.xlsx"))
    assert call("run", "drawn.xlsx") == Called(
        0,
        "test: 1 session, 1 offering, 0 ILMs\nNo issues\n"
        f"Written to {Path('out', 'test')}: schedule.xlsx, receipt.json, calendars/index.html, 4 calendars and 2 hand-off files\n",
        "",
    )
    assert written() == [
        "test/calendars/all.ics",
        "test/calendars/groups/Labs.ics",
        "test/calendars/index.html",
        "test/calendars/instructors/Okafor, Chidi.ics",
        "test/calendars/locations/R101.ics",
        "test/handoff/README.txt",
        "test/handoff/registrar.csv",
        "test/receipt.json",
        "test/schedule.xlsx",
    ]


def test_an_error_is_named_at_its_cell_and_gives_exit_code_1(call: Call) -> None:
    draw(WITH_ERROR, Path("drawn.xlsx"))
    called = call("run", "drawn.xlsx")
    assert (called.code, called.err) == (1, "")
    assert called.out.splitlines()[:4] == [
        "test: 1 session, 0 offerings, 0 ILMs",
        "1 error",
        '  ERROR   Sessions!D2  "Lobs" is not a known learner group; did you mean "Labs"?',
        "          Correct the name, or add it to the sheet that defines it.",
    ]


def test_a_warning_matters_only_with_strict_which_writes_only_the_receipt_and_the_marked_copy(call: Call) -> None:
    draw(WITH_WARNING, Path("drawn.xlsx"))
    assert (call("run", "drawn.xlsx", "--out", "a").code, len(written(Path("a")))) == (0, 9)
    called = call("run", "drawn.xlsx", "--out", "b", "--strict")
    assert (called.code, written(Path("b"))) == (1, ["test/drawn.marked.xlsx", "test/receipt.json"])
    assert "Nothing was released: there are errors or warnings, and --strict asks for none." in called.out.splitlines()


def test_check_and_dry_run_say_the_same_and_write_nothing(call: Call) -> None:
    draw(WITH_ERROR, Path("drawn.xlsx"))
    checked = call("check", "drawn.xlsx")
    assert call("run", "drawn.xlsx", "--dry-run") == checked
    assert (checked.code, '"Lobs" is not a known learner group' in checked.out, Path("out").exists()) == (1, True, False)


def test_json_gives_one_receipt_a_line(call: Call) -> None:
    draw(CLEAN, Path("one.xlsx"))
    Path("two.xlsx").write_text("no workbook", encoding="utf-8")
    called = call("run", "one.xlsx", "two.xlsx", "--json")
    first, second = (json.loads(line) for line in called.out.splitlines())
    assert first == json.loads(Path("out/test/receipt.json").read_text(encoding="utf-8"))
    assert (called.code, second["input"], second["exit_code"]) == (3, {"name": "two.xlsx"}, 3)


def test_quiet_prints_nothing(call: Call) -> None:
    draw(WITH_ERROR, Path("drawn.xlsx"))
    assert call("run", "drawn.xlsx", "--quiet") == Called(1, "", "")


def test_a_file_that_is_no_workbook_gives_one_sentence_and_exit_code_3(call: Call) -> None:
    Path("list.xlsx").write_text("a,b\n1,2\n", encoding="utf-8")
    assert call("run", "list.xlsx") == Called(
        3,
        "",
        "list.xlsx: list.xlsx is a text file, such as a .csv, not an Excel workbook. "
        "Open it in Excel and save it as an Excel workbook (.xlsx).\n",
    )
    assert not Path("out").exists()


def test_one_workbook_failing_does_not_stop_the_others_and_the_gravest_decides(call: Call) -> None:
    Path("broken.xlsx").write_bytes(b"")
    draw(WITH_ERROR, Path("drawn.xlsx"))
    called = call("run", "broken.xlsx", "missing.xlsx", "drawn.xlsx")
    assert (called.code, Path("out/test/schedule.xlsx").exists()) == (3, True)
    assert [line.split(":")[0] for line in called.err.splitlines()] == ["broken.xlsx", "missing.xlsx"]


def test_two_workbooks_with_one_schedule_id_are_a_usage_error(call: Call) -> None:
    draw(CLEAN, Path("one.xlsx"))
    draw(CLEAN, Path("two.xlsx"))
    called = call("run", "one.xlsx", "two.xlsx")
    assert (called.code, Path("out").exists()) == (2, False)
    assert "one.xlsx and two.xlsx have the same Schedule ID, test" in called.err


def test_a_schedule_that_is_open_in_excel_gives_exit_code_4(call: Call) -> None:
    draw(CLEAN, Path("drawn.xlsx"))
    Path("out/test/schedule.xlsx").mkdir(parents=True)
    called = call("run", "drawn.xlsx")
    assert (called.code, called.out, "is in the way" in called.err, written()) == (4, "", True, [])


def test_a_time_zone_given_stands_in_where_the_workbooks_own_is_blank(call: Call) -> None:
    drawn = draw("# Settings\n| Setting | Value |\n| Time zone | (none) |\n" + CLEAN, Path("drawn.xlsx"))
    assert call("check", str(drawn)).out.splitlines()[-1] == (
        "Nothing was released: there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    )
    assert json.loads(call("check", str(drawn), "--json", "--timezone", "Asia/Kolkata").out)["timezone"] == "Asia/Kolkata"


def test_an_unknown_time_zone_is_a_usage_error_with_a_suggestion(call: Call) -> None:
    draw(CLEAN, Path("drawn.xlsx"))
    called = call("check", "drawn.xlsx", "--timezone", "Europe/Londn")
    assert (called.code, '"Europe/Londn" is not a time zone; did you mean Europe/London?' in called.err) == (2, True)


@pytest.mark.parametrize("arguments", [[], ["run"], ["fly"], ["run", "--wings", "x.xlsx"]])
def test_wrong_use_is_exit_code_2(call: Call, arguments: list[str]) -> None:
    assert call(*arguments).code == 2


def test_a_clock_that_is_none_is_a_usage_error(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    draw(CLEAN, Path("drawn.xlsx"))
    assert call("run", "drawn.xlsx").code == 2


def test_the_version_is_the_packages(call: Call) -> None:
    assert call("--version") == Called(0, f"schedbatch, version {schedbatch.__version__}\n", "")


def test_a_second_run_touches_no_file(call: Call) -> None:
    shutil.copy(SAMPLES / "anatomy-labs.xlsx", "anatomy-labs.xlsx")
    call("run", "anatomy-labs.xlsx")
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in Path("out").rglob("*") if path.is_file()}
    call("run", "anatomy-labs.xlsx")
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in Path("out").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LC_ALL": "C"}]
)
def test_hash_seed_locale_and_the_machines_time_zone_change_no_byte(tmp_path: Path, environment: dict[str, str]) -> None:
    clock = {"SOURCE_DATE_EPOCH": "1788249600"}
    for name, variables in (("plain", {"PYTHONHASHSEED": "0"}), ("other", environment)):
        command = [sys.executable, "-m", "schedbatch", "run", str(SAMPLES / "with-mistakes.xlsx"), "--out", str(tmp_path / name)]
        ended = subprocess.run(command, env={**os.environ, **clock, **variables}, capture_output=True, check=False)  # noqa: S603
        assert (ended.returncode, ended.stderr) == (1, b"")
    plain, other = tmp_path / "plain", tmp_path / "other"
    assert written(plain) == written(other)
    assert [path for path in written(plain) if (plain / path).read_bytes() != (other / path).read_bytes()] == []


def test_run_needs_neither_pandas_nor_openpyxl() -> None:
    script = (
        "import sys\nfrom schedbatch.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'pandas', 'openpyxl', 'numpy'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script, "check", "--quiet", str(SAMPLES / "anatomy-labs.xlsx")]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "[]\n"  # noqa: S603


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything may be read here")
@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "closed/drawn.xlsx"),
        ("run", "secret.xlsx"),
        ("show", "secret.xlsx", "--who", "Labs"),
        ("diff", "closed/out", "secret.xlsx"),
        ("history", "closed/out"),
        ("restore", "closed/out", "1"),
        ("handoff", "closed/out", "canvas"),
        ("template", "new.xlsx", "--from", "secret.xlsx"),
    ],
)
def test_what_may_not_be_read_is_refused_in_a_sentence(call: Call, arguments: tuple[str, ...]) -> None:
    draw(CLEAN, Path("secret.xlsx"))
    Path("secret.xlsx").chmod(0)
    Path("closed").mkdir(mode=0)
    called = call(*arguments)
    assert (called.code, called.out, len(called.err.splitlines())) == (3, "", 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_disk_too_full_for_what_is_printed_is_named() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "schedbatch", "columns"], check=False, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (ended.returncode, ended.stderr) == (4, "There is no room left for what is printed. Make room, and run again.\n")


def test_history_names_the_first_run_and_what_changed_since(call: Call) -> None:
    for content in (CLEAN, CLEAN.replace("09:00", "10:00")):
        draw(content, Path("drawn.xlsx"))
        call("run", "drawn.xlsx")
    lines = call("history", "out/test").out.splitlines()
    assert [line.partition("): ")[2] for line in lines] == ["1 offering, 0 ILMs; the first run", "1 offering, 0 ILMs; 1 moved"]
