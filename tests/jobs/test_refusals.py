"""What a use case says where it can do nothing, word by word."""

import datetime as dt
from pathlib import Path

import pytest

from schedbatch.domain.issues import InputUnreadable
from schedbatch.jobs.handoff import hand_over
from schedbatch.jobs.history import kept_runs
from schedbatch.jobs.restore import restore
from schedbatch.jobs.run import shared_folders
from schedbatch.jobs.steps.options import Options
from tests.desk import ONE, Desk
from tests.drawing import NOW
from tests.editing import edit


def _restore(desk: Desk, run: int) -> str:
    with pytest.raises(InputUnreadable) as refused:
        restore(desk.schedule.parent, run, NOW + dt.timedelta(minutes=9), lambda _: None)
    return str(refused.value)


def test_a_run_that_is_not_kept_is_answered_with_those_that_are(desk: Desk) -> None:
    desk.draw("Chapter 4", "Chapter 5")
    desk.run(minutes=1)
    assert _restore(desk, 3) == "There is no release 3 of labs; there are 1, 2."


def test_a_schedule_that_was_edited_is_not_written_over_by_a_restored_release(desk: Desk) -> None:
    edit(desk.schedule, {ONE: {"Location": "Lab 3"}})
    edited = desk.schedule.read_bytes()
    said = f"{desk.schedule} was edited since it was written. Run the workbook first, which takes the edits in."
    assert (_restore(desk, 1), desk.schedule.read_bytes()) == (said, edited)


def test_a_folder_without_a_history_has_no_runs(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable) as refused:
        kept_runs(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} holds no history that can be read. Name the folder of a schedule's results, such as out/<schedule id>."
    )


def test_a_restored_release_says_which_workbook_to_go_on_with(desk: Desk) -> None:
    desk.draw("Chapter 4", "Chapter 5")
    desk.run(minutes=1)
    outcome = restore(desk.schedule.parent, 1, NOW + dt.timedelta(minutes=2), lambda _: None)
    assert outcome.notes == (
        "The release of run 1 is current again; its workbook is restored-1.xlsx. Run that one after you have changed it.",
    )


def test_a_copy_without_its_history_is_refused(desk: Desk, tmp_path: Path) -> None:
    copy = desk.schedule.rename(tmp_path / "copy.xlsx")
    other = Desk(tmp_path / "elsewhere")
    with pytest.raises(InputUnreadable) as refused:
        other.run(copy)
    assert str(refused.value) == (
        f"It is the schedule.xlsx of labs, but {other.folder / 'out' / 'labs'} does not hold the history of that schedule. "
        "Run the workbook that it was made from."
    )


def test_nothing_is_handed_over_of_a_workbook_that_may_not_be_released(desk: Desk) -> None:
    desk.draw("Time zone | Europe/London", "Time zone | Mars/Base")
    with pytest.raises(InputUnreadable) as refused:
        hand_over(desk.workbook, desk.folder / "new", NOW, Options(), ["registrar"])
    said = "Nothing can be handed over: there is no time zone; set Time zone in the Settings sheet, or give --timezone."
    assert str(refused.value) == said


def test_workbooks_that_would_share_a_folder_are_told_in_pairs(desk: Desk, tmp_path: Path) -> None:
    other, third, unreadable = tmp_path / "other.xlsx", tmp_path / "third.xlsx", tmp_path / "unreadable.xlsx"
    for path, schedule_id in ((other, "LABS"), (third, "third")):
        desk.draw("Schedule ID | labs", f"Schedule ID | {schedule_id}")
        desk.workbook.rename(path)
    desk.draw()
    unreadable.write_bytes(b"garbage")
    assert shared_folders([unreadable, desk.workbook, third, other]) == [(desk.workbook, other, "LABS")]
