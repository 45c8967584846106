"""One released plan: what ``show``, ``check --together``, ``handoff`` and ``diff`` tell is what was released, or would be."""

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbatch.cli import cli
from schedbatch.domain.issues import InputUnreadable
from schedbatch.domain.names import joined
from schedbatch.jobs.history import kept_runs
from schedbatch.jobs.restore import restore
from schedbatch.jobs.run import Options, run_workbook
from schedbatch.jobs.steps.released_plan import Asked, released_plan, released_records
from tests.desk import ONE, TWO, Desk
from tests.drawing import NOW, draw
from tests.editing import edit, rows

HALLS = """
# Settings
| Setting     | Value |
| Schedule ID | {0}   |
# Groups
| Group |
| {0}   |
# Sessions
| Session ID | Title | Type    | Groups | Date       | Start | Minutes | Location | Instructors |
| S          | {1}   | Lecture | {0}    | 2026-09-07 | 09:00 | 60      | {2}      | {3}         |
"""

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call schedbatch on the 1st of September 2026 in a folder with a.xlsx (Alpha, Hall A) and b.xlsx (Beta, Hall B)."""
    monkeypatch.chdir(tmp_path)
    draw(HALLS.format("aaa", "Alpha", "Hall A", "Okafor"), Path("a.xlsx"))
    draw(HALLS.format("bbb", "Beta", "Hall B", "Osei"), Path("b.xlsx"))
    return lambda *arguments: CliRunner().invoke(cli, arguments, env={"SOURCE_DATE_EPOCH": "1788249600"})


def moved_to_hall_b() -> None:
    """Alpha is put into Hall B in the schedule.xlsx of a.xlsx."""
    edit(Path("out/aaa/schedule.xlsx"), {"S/aaa/w1.1": {"Location": "Hall B"}})


IN_HALL_B = [
    "Hall B: Mon 7 Sep 2026 to Sun 13 Sep 2026",
    "1 offering",
    "Monday, 7 Sep 2026",
    "  09:00–10:00  Alpha · aaa · Hall B · Okafor",
]
TWO_AT_ONCE = 'has 2 offerings at once, Mon 7 Sep 2026 09:00–10:00: "aaa: Alpha" for aaa: aaa; "bbb: Beta" for bbb: bbb.'
CLASH = ["Between the workbooks: 1 location clash", f"  WARNING Hall B {TWO_AT_ONCE} Free then: Hall A."]


@pytest.mark.parametrize("schedule", ["a.xlsx", "out/aaa", "out/aaa/schedule.xlsx"])
def test_show_ignores_no_hand_edit(call: Call, schedule: str) -> None:
    call("run", "a.xlsx")
    moved_to_hall_b()
    call("run", "a.xlsx")
    assert call("show", schedule, "--where", "Hall B").stdout.splitlines() == IN_HALL_B
    assert call("show", schedule, "--where", "Hall A").stdout.splitlines()[1:] == ["0 offerings"]


@pytest.mark.parametrize("schedule", ["a.xlsx", "out/aaa/schedule.xlsx"])
def test_show_tells_a_hand_edit_that_waits_for_a_run(call: Call, schedule: str) -> None:
    call("run", "a.xlsx")
    moved_to_hall_b()
    assert call("show", schedule, "--where", "Hall B").stdout.splitlines() == IN_HALL_B
    assert call("show", "out/aaa", "--where", "Hall A").stdout.splitlines()[-1] == "  09:00–10:00  Alpha · aaa · Hall A · Okafor"


@pytest.mark.parametrize("is_run", [True, False])
def test_clashes_between_workbooks_ignore_no_hand_edit(call: Call, is_run: bool) -> None:  # noqa: FBT001 - a parameter of the test
    call("run", "a.xlsx", "b.xlsx", "--out", "there")
    edit(Path("there/aaa/schedule.xlsx"), {"S/aaa/w1.1": {"Location": "Hall B"}})
    if is_run:
        call("run", "a.xlsx", "--out", "there")
    assert call("check", "a.xlsx", "b.xlsx", "--together", "--out", "there").stdout.splitlines()[-2:] == CLASH


def test_a_released_schedule_xlsx_is_compared_as_it_was_released(call: Call) -> None:
    call("run", "a.xlsx")
    shutil.copy("out/aaa/schedule.xlsx", "mailed.xlsx")
    moved_to_hall_b()
    waiting = "1 moved\n  moved     S/aaa/w1.1  Alpha: Location Hall A -> Hall B\n"
    assert call("diff", "mailed.xlsx", "out/aaa/schedule.xlsx").stdout == waiting
    assert call("diff", "mailed.xlsx", "a.xlsx").stdout == waiting
    assert call("diff", "mailed.xlsx", "out/aaa").stdout == "Nothing differs.\n"
    call("run", "a.xlsx")
    assert call("diff", "mailed.xlsx", "out/aaa").stdout == waiting
    assert call("diff", "out/aaa/schedule.xlsx", "a.xlsx").stdout == "Nothing differs.\n"


def test_no_hand_off_is_made_of_an_earlier_release(call: Call) -> None:
    call("run", "a.xlsx")
    shutil.copy("out/aaa/schedule.xlsx", "mailed.xlsx")
    assert call("handoff", "mailed.xlsx", "google").exit_code == 0
    moved_to_hall_b()
    call("run", "a.xlsx")
    called = call("handoff", "mailed.xlsx", "google")
    sentence = f"mailed.xlsx: It is an earlier release than the one that stands. Give {Path('out/aaa')} instead.\n"
    assert (called.exit_code, called.stderr) == (3, sentence)


def test_a_hand_off_of_a_workbook_holds_the_edits_that_wait(call: Call) -> None:
    call("run", "a.xlsx")
    moved_to_hall_b()
    called = call("handoff", "a.xlsx", "google")
    assert called.stdout.startswith("The workbook has not been released as it is now: the files show what a run would release.\n")
    assert b"Hall B" in Path("out/aaa/handoff/google.csv").read_bytes()


def test_a_workbook_that_would_release_nothing_is_shown_in_a_sentence(call: Call) -> None:
    draw(
        f"# Settings\n| Setting | Value |\n| Time zone | (none) |\n{HALLS.format('aaa', 'Alpha', 'Hall A', 'Okafor')}",
        Path("a.xlsx"),
    )
    called = call("show", "a.xlsx", "--where", "Hall A")
    sentence = "Nothing can be shown: there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    assert (called.exit_code, called.stderr) == (3, f"a.xlsx: {sentence}\n")
    called = call("check", "b.xlsx", "a.xlsx", "--together")
    sentence = "Between the workbooks: not looked at, since nothing of a.xlsx would be released."
    assert (called.exit_code, called.stderr) == (1, f"{sentence}\n")


def test_clashes_of_two_time_zones_are_told_by_one_clock(call: Call) -> None:
    """London's 09:00 is Kolkata's 13:30: the two meet, and 24 hours of no night."""
    zone = "# Settings\n| Setting | Value |\n| Time zone | Asia/Kolkata |"
    drawing = HALLS.format("bbb", "Beta", "Hall A", "Osei").replace("09:00", "13:30")
    draw(drawing.replace("# Settings\n| Setting     | Value |", zone), Path("b.xlsx"))
    assert call("check", "a.xlsx", "b.xlsx", "--together").stdout.splitlines()[-2:] == [
        "Between the workbooks (times in Europe/London): 1 location clash",
        f"  WARNING Hall A {TWO_AT_ONCE}",
    ]


def test_a_schedule_xlsx_without_its_history_is_refused(call: Call) -> None:
    call("run", "a.xlsx")
    shutil.copy("out/aaa/schedule.xlsx", "mailed.xlsx")
    with pytest.raises(InputUnreadable, match="does not hold the history of that schedule"):
        released_plan(Asked(Path("mailed.xlsx"), Path("nowhere"), NOW, Options()))


Row = tuple[object, ...]
STEPS = ("edit", "edit later", "change", "mistake", "restore", "run", "accept nothing")


def shown(path: Path) -> list[Row]:
    """Each offering in a schedule.xlsx: id, start, end, where, who, status, notes."""
    found = rows(path, "Offering ID", "Date", "Start", "End", "Location", "Instructors", "Status", "Notes")
    return [tuple(f"{cell:%H:%M}" if isinstance(cell, dt.time) else str(cell or "")[:10] for cell in row) for row in found]


def planned(asked: Asked) -> list[Row]:
    """The same of the plan that commands read."""
    return [
        (
            *(offering.id[:10], f"{offering.start:%Y-%m-%d}", f"{offering.start:%H:%M}", f"{offering.end:%H:%M}"),
            *(joined(offering.locations)[:10], joined(offering.instructors)[:10], offering.status.value[:10], offering.notes[:10]),
        )
        for offering in released_plan(asked).report.plan.offerings
    ]


def recorded(asked: Asked) -> dict[str, str]:
    return {uid: record.text for uid, record in released_records(asked).snapshot.records.items()}


def asked_of(path: Path, desk: Desk, minutes: int = 0) -> Asked:
    return Asked(path, desk.folder / "out", NOW + dt.timedelta(minutes=minutes), Options())


def test_before_a_run_the_plan_is_what_the_run_releases(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.draw()
    before = asked_of(desk.workbook, desk)
    told, texts = planned(before), recorded(before)
    desk.run()
    assert (told, texts) == (shown(desk.schedule), recorded(asked_of(desk.schedule.parent, desk)))


def do(desk: Desk, step: str, number: int) -> None:
    """One step of a planner's, in the order of time."""
    later = NOW + dt.timedelta(minutes=number)
    if step in ("edit", "edit later"):
        ids = [row[0] for row in rows(desk.schedule, "Offering ID")]
        edit(
            desk.schedule,
            {key: {"Location": f"Lab {number}", "Notes": "by hand"} for key in (ONE, TWO)[number % 2 :] if key in ids},
        )
    elif step == "change":
        desk.draw("09:00", f"{8 + number:02}:30")
    elif step == "mistake":
        desk.draw("09:00", "noon")
    elif step == "restore" and kept_runs(desk.schedule.parent)[-1].id > 1:
        try:
            restore(desk.schedule.parent, 1, later, lambda _: None)
        except InputUnreadable:
            desk.run(minutes=number)  # the edits come first
    if step in ("edit", "run"):
        desk.run(minutes=number)


@settings(max_examples=12)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=5))
def test_the_plan_of_a_workbook_is_what_a_run_would_release(steps: list[str]) -> None:
    """The twin: a run in a copy of the results, whose schedule.xlsx is read back."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.draw()
        desk.run()
        for number, step in enumerate(steps, 1):
            do(desk, step, number)
        asked = asked_of(desk.workbook, desk, 10)
        standing = asked_of(desk.schedule.parent, desk, 10)
        shutil.copytree(desk.folder / "out", desk.folder / "copy")
        run_workbook(desk.workbook, desk.folder / "copy", asked.now, asked.options)
        would_be = shown(desk.folder / "copy/labs/schedule.xlsx")
        assert (planned(asked), recorded(asked)) == (would_be, recorded(asked_of(desk.folder / "copy/labs", desk)))
        assert planned(standing) == restored_rows(desk)


def restored_rows(desk: Desk) -> list[Row]:
    """The rows of the schedule.xlsx that a restoring of the last release writes."""
    desk.schedule.unlink()
    last = max(run.id for run in kept_runs(desk.schedule.parent) if run.is_released)
    restore(desk.schedule.parent, last, NOW + dt.timedelta(minutes=20), lambda _: None)
    return shown(desk.schedule)
